//! Files that must open for ever, read by this program and by one that shares no code with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{PASSWORD, chance, cheap, noon, password, place};
use vault::{
    ApprovalKeyId, ApprovalOwner, ApprovalSeed, Change, Contents, Credential, Error, Icon,
    KeychainKey, NewPushToken, NewSlot, PushSecret, PushTokenId, RecoveryKey, RecoveryOwner,
    RecoveryText, Unlocked,
};

/// The recovery key and the keychain key of [`EVERY_RECORD`].
const RECOVERY_KEY: &str = "W2SN-KKDY-D67R-TV4F-Q47V-4EX8-FQB8-PH07-3TSM-CP6P-JCE0-4EER-TVJA-0XQG";
const KEYCHAIN_KEY: &str = "Q7RTAC8RE1NNQRZWEE1R99VSCP5TVJ74WJCWHF278SA1SSYBKKQKHRHQ";

const FIRST: &str = "format_1.countersign";
/// All slots and all records of format 1 before there were approval keys: icons, a picture, recovery codes, deletions.
const EVERY_RECORD: &str = "format_1_every_record.countersign";

/// As it was when there were approval keys as well.
const APPROVAL_KEYS: &str = "format_1_approval_keys.countersign";

/// As it was when there were push tokens as well.
const PUSH_TOKENS: &str = "format_1_push_tokens.countersign";

/// A picture of one dot.
const DOT: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\
    \x00\x00\x00\x01\x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xd0\
    \xeb\x0e\x07\x00\x01\xfb\x01\x11\x74\x26\x14\xe9\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn open(name: &str, credential: &Credential) -> Unlocked {
    let (dir, path) = place();
    fs::copy(fixture(name), &path).unwrap();
    let vault = vault::open(&path).unwrap().unlock(credential).unwrap();
    drop(dir);
    vault
}

/// What the reader of the documents prints, given this line.
fn read_independently(name: &str, secret: &str) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/vault_reader.py");
    let mut reader = Command::new(python())
        .arg(script)
        .arg(fixture(name))
        .arg("--secrets")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = reader.stdin.take().unwrap();
    writeln!(stdin, "{secret}").unwrap();
    drop(stdin);
    let output = reader.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// A Python that has what the reader needs: the system's one does after `scripts/install test`.
fn python() -> &'static str {
    let has = |python: &&str| {
        let mut check = Command::new(python);
        check
            .args(["-c", "import argon2, nacl"])
            .stderr(Stdio::null());
        check.status().is_ok_and(|status| status.success())
    };
    ["python3", "/usr/bin/python3"]
        .into_iter()
        .find(has)
        .expect("`scripts/install test` installs python3-argon2 and python3-nacl")
}

/// What the reader should print of these contents.
fn as_printed(vault: &Unlocked) -> Vec<String> {
    let (info, contents) = (vault.info(), vault.contents());
    let mut lines = vec![format!(
        "epoch {}, generation {}",
        info.epoch, info.generation
    )];
    // Those in the trash stand where they were put back to; in both files that is last.
    lines.extend(contents.entries().chain(contents.trashed()).map(|entry| {
        let otp = &entry.otp;
        let names = format!("{}: {}", otp.issuer, otp.account);
        let mut words = vec![names, otp.kind.name().to_owned()];
        words.push(otp.seed.reveal_base32().to_string());
        words.extend(entry.group.as_ref().map(|group| format!("group {group}")));
        words.extend(entry.favourite.then(|| "favourite".to_owned()));
        let note = Some(&entry.note).filter(|note| !note.is_empty());
        words.extend(note.map(|note| format!("note {note}")));
        words.extend(entry.trashed_at.map(|_| "trash".to_owned()));
        words.extend(entry.icon.as_ref().map(|icon| match icon {
            Icon::Brand(name) => format!("icon {name}"),
            Icon::Picture(id) => format!("icon {id}"),
        }));
        words.extend((entry.uses > 0).then(|| format!("uses {}", entry.uses)));
        words.join(", ")
    }));
    lines.extend(contents.recovery_sets().map(|set| {
        let mut words = vec![format!("recovery codes of {}: {}", set.issuer, set.account)];
        words.extend(set.codes.iter().map(|code| {
            let spent = if code.spent_at.is_some() {
                " (spent)"
            } else {
                ""
            };
            format!("{}{spent}", code.text.reveal())
        }));
        words.join(", ")
    }));
    let lines = lines.join("\n"); // a note may have several
    lines.lines().map(str::to_owned).collect()
}

#[test]
fn an_independent_reader_finds_in_the_first_file_what_this_program_finds() {
    let vault = open(FIRST, &password(PASSWORD).into());
    assert_eq!(read_independently(FIRST, PASSWORD), as_printed(&vault));
}

#[test]
fn an_independent_reader_finds_every_record_with_every_key() {
    let vault = open(EVERY_RECORD, &password(PASSWORD).into());
    let lines = read_independently(EVERY_RECORD, PASSWORD);
    let expected = as_printed(&vault);
    assert_eq!(lines[..expected.len()], expected);
    let Some(Icon::Picture(dot)) = vault.contents().entries().nth(1).unwrap().icon.clone() else {
        panic!("it shows a picture")
    };
    let rest = &lines[expected.len()..];
    assert_eq!(rest[0], format!("picture {dot}, {} bytes", DOT.len()));
    assert!(
        rest[1].starts_with("deleted entry ") && rest[2].starts_with("deleted recovery codes ")
    );
    assert_eq!(rest.len(), 3);
    for key in [RECOVERY_KEY, KEYCHAIN_KEY] {
        assert_eq!(read_independently(EVERY_RECORD, key), lines);
    }
}

/// Made by the version that wrote these records first. It must open for ever.
#[test]
fn a_vault_with_every_record_of_format_1_opens_with_every_key() {
    for credential in [
        password(PASSWORD).into(),
        RecoveryKey::parse(RECOVERY_KEY).unwrap().into(),
        KeychainKey::from_line(KEYCHAIN_KEY).unwrap().into(),
    ] {
        let vault = open(EVERY_RECORD, &credential);
        check(vault.contents());
    }
}

fn check(contents: &Contents) {
    let entries: Vec<_> = contents.entries().collect();
    let names: Vec<_> = entries
        .iter()
        .map(|entry| entry.otp.issuer.as_str())
        .collect();
    assert_eq!(names, ["Counter Inc", "Example Co", "Work"]);
    let at = noon();
    let codes: Vec<_> = entries
        .iter()
        .map(|entry| otp::generate(&entry.otp, at).unwrap().digits.to_string())
        .collect();
    assert_eq!(
        codes[1],
        otp::generate(&example().unwrap(), at)
            .unwrap()
            .digits
            .to_string()
    );

    let [counter, example, work] = entries.as_slice() else {
        panic!("three entries are in use")
    };
    assert_eq!(counter.icon, Some(Icon::Brand("counter".to_owned())));
    assert_eq!((counter.uses, counter.used_at), (2, Some(1_800_000_000)));
    assert!(matches!(counter.otp.kind, otp::Kind::Hotp { counter: 9 }));
    let Some(Icon::Picture(dot)) = &example.icon else {
        panic!("it shows a picture")
    };
    assert_eq!(contents.picture(dot), Some(DOT));
    let marks = (
        example.group.as_deref(),
        example.favourite,
        example.note.as_str(),
    );
    assert_eq!(marks, (Some("Private"), true, "first line\nsecond line"));
    assert_eq!(
        (work.icon.as_ref(), work.uses, work.used_at),
        (None, 0, None)
    );
    assert_eq!(contents.trashed().count(), 1);

    let sets: Vec<_> = contents.recovery_sets().collect();
    let codes = |at: usize| -> Vec<(&str, bool)> {
        let codes = sets[at].codes.iter();
        codes
            .map(|code| (code.text.reveal(), code.spent_at.is_some()))
            .collect()
    };
    assert_eq!(sets.len(), 2);
    assert_eq!(
        (sets[0].entry, sets[0].note.as_str()),
        (Some(example.id), "printed too")
    );
    assert_eq!(
        codes(0),
        [
            ("1234 5678", true),
            ("8765 4321", false),
            ("2468 1357", false)
        ]
    );
    assert_eq!((sets[0].left(), sets[0].replaced_at), (2, None));
    let owner = (
        sets[1].entry,
        sets[1].issuer.as_str(),
        sets[1].account.as_str(),
    );
    assert_eq!(owner, (None, "Elsewhere", "ana"));
    assert_eq!(codes(1), [("new-one", false)]);
    assert!(sets[1].replaced_at.is_some());
}

fn example() -> Result<otp::Entry, Error> {
    let uri = "otpauth://totp/Example%20Co:alice@example.com?secret=JBSWY3DPEHPK3PXP";
    Ok(otp::parse_uri(uri)?.entry)
}

/// Writes the fixture anew; only for a new format, under a new name.
#[test]
#[ignore = "writes the file that the tests above read"]
fn write_the_fixture_with_every_record() {
    let (_dir, path) = place();
    let secret = password(PASSWORD);
    let on_paper = RecoveryKey::parse(RECOVERY_KEY).unwrap();
    let in_keychain = KeychainKey::from_line(KEYCHAIN_KEY).unwrap();
    let slots = [
        cheap(&secret),
        NewSlot::RecoveryKey(&on_paper),
        NewSlot::KeychainKey(&in_keychain),
    ];
    let mut vault = vault::create(&path, &slots, &mut chance()).unwrap();
    vault.update(&mut chance(), fill).unwrap();
    check(vault.contents());
    let to = fixture(EVERY_RECORD);
    assert!(!to.exists(), "a fixture is never written over");
    fs::copy(&path, to).unwrap();
}

fn fill(contents: &mut Contents) -> Result<(), Error> {
    let (at, mut chance) = (noon(), chance());
    let mut ids = vec![contents.add(example()?, at, &mut chance)?];
    for uri in [
        "otpauth://hotp/Counter%20Inc:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&counter=7",
        "motp://Work:ana?secret=0123456789abcdef&pin=GEZDGNA",
        "otpauth://totp/Old:me?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA512&digits=8&period=60",
        "otpauth://totp/Gone:me?secret=MZXW6YTBMZXW6YTB",
    ] {
        ids.push(contents.add(otp::parse_uri(uri)?.entry, at, &mut chance)?);
    }
    let dot = contents.add_picture(DOT)?;
    let change = Change {
        group: Some(Some("Private".to_owned())),
        favourite: Some(true),
        note: Some("first line\nsecond line".to_owned()),
        icon: Some(Some(Icon::Picture(dot))),
        ..Change::default()
    };
    contents.edit(&ids[0], change, at)?;
    let change = Change {
        icon: Some(Some(Icon::Brand("counter".to_owned()))),
        ..Change::default()
    };
    contents.edit(&ids[1], change, at)?;
    for next in [8, 9] {
        contents.set_counter(&ids[1], next)?;
        contents.note_use(&ids[1], at)?;
    }
    contents.move_before(&ids[1..2], Some(ids[0]))?;

    let texts = |codes: &[&str]| codes.iter().map(|code| RecoveryText::new(code)).collect();
    let owner = RecoveryOwner::Entry(ids[0]);
    let codes: Result<_, Error> = texts(&["1234 5678", "8765 4321", "2468 1357"]);
    let set = contents.add_recovery_set(owner, codes?, "printed too", at, &mut chance)?;
    contents.spend_next(&set, at)?;
    for _ in 0..2 {
        let owner = RecoveryOwner::Named {
            issuer: "Elsewhere".to_owned(),
            account: "ana".to_owned(),
        };
        let codes: Result<_, Error> = texts(&["old-one", "old-two"]);
        let set = contents.add_recovery_set(owner, codes?, "", at, &mut chance)?;
        let codes: Result<_, Error> = texts(&["new-one"]);
        contents.replace_recovery_codes(&set, codes?, at)?;
    }
    contents.trash(&ids[3..], at)?;
    contents.purge(ids[4], at)?;
    let extra = contents.recovery_sets().last().map(|set| set.id).unwrap();
    contents.remove_recovery_set(&extra, at)
}

/// Chance that is always the same.
struct Always(u8);

impl rand_core::TryRng for Always {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(self.0);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Always {}

fn owner(device: &str) -> ApprovalOwner {
    ApprovalOwner {
        issuer: "https://id.example".to_owned(),
        user: "4f1d2c3b5a69788796a5b4c3d2e1f001".to_owned(),
        device: device.to_owned(),
    }
}

/// Made by the version that wrote approval keys first. It must open for ever.
#[test]
fn a_vault_with_approval_keys_opens_here_and_in_an_independent_reader() {
    let vault = open(APPROVAL_KEYS, &password(PASSWORD).into());
    let contents = vault.contents();
    let key = contents.approval_key(&owner("laptop")).unwrap();
    assert_eq!(key.id, ApprovalKeyId::from_bytes([2; 16]));
    assert_eq!(
        (key.seed.reveal(), key.created_at),
        (&[2; 32], 1_800_000_001)
    );
    assert!(contents.approval_key(&owner("lost")).is_none());
    assert_eq!(contents.approval_keys().count(), 1);

    let lines = read_independently(APPROVAL_KEYS, PASSWORD);
    let expected = as_printed(&vault);
    assert_eq!(lines[..expected.len()], expected);
    let hex = |byte: &str, times: usize| byte.repeat(times);
    let of = "4f1d2c3b5a69788796a5b4c3d2e1f001 at https://id.example on laptop";
    assert_eq!(
        lines[expected.len()..],
        [
            format!("approval key {} of {of}, {}", hex("02", 16), hex("02", 32)),
            format!("deleted approval key {}", hex("01", 16)),
            format!("deleted approval key {}", hex("03", 16)),
        ]
    );
}

/// Writes the fixture anew; only for a new format, under a new name.
#[test]
#[ignore = "writes the file that the tests above read"]
fn write_the_fixture_with_approval_keys() {
    let (_dir, path) = place();
    let secret = password(PASSWORD);
    let mut vault = vault::create(&path, &[cheap(&secret)], &mut chance()).unwrap();
    let fill = |contents: &mut Contents| {
        let at = noon();
        contents.add(example()?, at, &mut chance())?;
        for (id, device) in [(1, "laptop"), (2, "laptop"), (3, "lost")] {
            let seed = ApprovalSeed::generate(&mut Always(id));
            contents.put_approval_key(ApprovalKeyId::from_bytes([id; 16]), owner(device), seed, at);
        }
        contents.remove_approval_key(&ApprovalKeyId::from_bytes([3; 16]), at)
    };
    vault.update(&mut chance(), fill).unwrap();
    let to = fixture(APPROVAL_KEYS);
    assert!(!to.exists(), "a fixture is never written over");
    fs::copy(&path, to).unwrap();
}

fn push_token(number: u8, serial: &str) -> NewPushToken {
    NewPushToken {
        id: PushTokenId::from_bytes([number; 16]),
        serial: serial.to_owned(),
        url: "https://id.example/ttype/push".to_owned(),
        issuer: "Example".to_owned(),
        label: "ana".to_owned(),
        secret: PushSecret::new(&[number; 40]),
        server_key: vec![number; 20],
        sslverify: number != 2,
    }
}

/// Made by the version that wrote push tokens first. It must open for ever.
#[test]
fn a_vault_with_push_tokens_opens_here_and_in_an_independent_reader() {
    let vault = open(PUSH_TOKENS, &password(PASSWORD).into());
    let tokens: Vec<_> = vault.contents().push_tokens().collect();
    let [first, second] = tokens.as_slice() else {
        panic!("{tokens:?}");
    };
    assert_eq!(
        (first.serial.as_str(), first.sslverify),
        ("PIPU0002", false)
    );
    assert_eq!(
        (second.serial.as_str(), second.sslverify),
        ("PIPU0001", true)
    );
    assert_eq!(second.secret.reveal(), [3; 40]);
    assert_eq!(
        (second.server_key.as_slice(), second.created_at),
        ([3; 20].as_slice(), 1_800_000_000)
    );

    let lines = read_independently(PUSH_TOKENS, PASSWORD);
    let expected = as_printed(&vault);
    assert_eq!(lines[..expected.len()], expected);
    let line = |number: u8, serial: &str| {
        let hex = |times: usize| format!("{number:02x}").repeat(times);
        let whose = format!("{serial} at https://id.example/ttype/push for ana of Example");
        format!(
            "push token {}, {whose}, {}, server key {}",
            hex(16),
            hex(40),
            hex(20)
        )
    };
    let deleted = |number: u8| format!("deleted push token {}", format!("{number:02x}").repeat(16));
    assert_eq!(
        lines[expected.len()..],
        [
            line(2, "PIPU0002"),
            line(3, "PIPU0001"),
            deleted(1),
            deleted(4)
        ]
    );
}

/// Writes the fixture anew; only for a new format, under a new name.
#[test]
#[ignore = "writes the file that the tests above read"]
fn write_the_fixture_with_push_tokens() {
    let (_dir, path) = place();
    let secret = password(PASSWORD);
    let mut vault = vault::create(&path, &[cheap(&secret)], &mut chance()).unwrap();
    let fill = |contents: &mut Contents| {
        let at = noon();
        contents.add(example()?, at, &mut chance())?;
        for (number, serial) in [
            (1, "PIPU0001"),
            (2, "PIPU0002"),
            (3, "PIPU0001"),
            (4, "PIPU0003"),
        ] {
            contents.put_push_token(push_token(number, serial), at);
        }
        contents.remove_push_token(&PushTokenId::from_bytes([4; 16]), at)
    };
    vault.update(&mut chance(), fill).unwrap();
    let to = fixture(PUSH_TOKENS);
    assert!(!to.exists(), "a fixture is never written over");
    fs::copy(&path, to).unwrap();
}
