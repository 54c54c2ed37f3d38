//! A vault from the outside: made, opened, changed, shared and lost.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::fs;
use std::io::Write as _;

use common::{
    OTHER, PASSWORD, add, chance, cheap, create, create_under, names, noon, password, place, unlock,
};
use vault::{Change, Cost, Error, SlotKind, open};

#[test]
fn a_new_vault_is_empty_and_opens_with_its_password() {
    let (_dir, path) = place();
    let made = create(&path);
    assert_eq!(
        (
            made.info().format,
            made.info().epoch,
            made.info().generation
        ),
        (1, 1, 1)
    );
    assert_eq!(made.info().slots.len(), 1);
    assert_eq!(made.info().slots[0].kind, SlotKind::Password);
    assert_eq!(made.info().slots[0].cost, Some(Cost::FLOOR));
    let locked = made.lock();
    assert_eq!(locked.info(), open(&path).unwrap().info());
    assert_eq!(
        names(&locked.unlock(&password(PASSWORD).into()).unwrap()),
        [""; 0]
    );
}

#[test]
fn a_wrong_password_leaves_the_file_untouched() {
    let (_dir, path) = place();
    drop(create(&path));
    let before = fs::read(&path).unwrap();
    for wrong in [
        "violet harbour 77 stone",
        "violet harbour 77 stones ",
        "",
        OTHER,
    ] {
        let refused = unlock(&path, wrong);
        assert!(
            matches!(refused, Err(Error::WrongCredential { slots: 1 })),
            "{wrong:?}"
        );
    }
    assert_eq!(
        fs::read(&path).unwrap(),
        before,
        "a failed unlock writes nothing"
    );
}

#[test]
fn one_password_typed_on_two_keyboards_opens_one_vault() {
    let (_dir, path) = place();
    let (composed, decomposed) = ("Caf\u{e9} am Rhein, 1974", "Cafe\u{301} am Rhein, 1974");
    drop(create_under(&path, composed).unwrap());
    assert!(unlock(&path, composed).is_ok());
    assert!(unlock(&path, decomposed).is_ok());
}

#[test]
fn what_was_added_is_there_after_a_restart() {
    let (_dir, path) = place();
    let mut made = create(&path);
    let id = add(&mut made, "GitHub").unwrap();
    add(&mut made, "Bank").unwrap();
    drop(made);
    let again = unlock(&path, PASSWORD).unwrap();
    assert_eq!(names(&again), ["GitHub", "Bank"]);
    let entry = again.contents().get(&id).unwrap();
    assert_eq!(entry.otp.seed.reveal(), b"seed of GitHub");
    assert_eq!(
        (entry.created_at, entry.changed_at),
        (1_800_000_000, 1_800_000_000)
    );
    assert_eq!(again.info().generation, 3);
}

#[test]
fn no_seed_or_name_stands_in_the_file() {
    let (_dir, path) = place();
    add(&mut create(&path), "GitHub").unwrap();
    let bytes = fs::read(&path).unwrap();
    for text in ["GitHub", "seed of", "ana"] {
        assert!(
            !bytes.windows(text.len()).any(|w| w == text.as_bytes()),
            "{text} shows"
        );
    }
}

#[test]
fn a_vault_is_never_made_over_a_file() {
    let (_dir, path) = place();
    drop(create(&path));
    let before = fs::read(&path).unwrap();
    let refused = create_under(&path, OTHER);
    assert!(matches!(refused, Err(Error::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_weak_password_makes_no_vault() {
    let (dir, path) = place();
    for weak in [
        "short1!",
        "password1234",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop12",
    ] {
        let refused = create_under(&path, weak);
        assert!(matches!(refused, Err(Error::WeakPassword { .. })), "{weak}");
    }
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        0,
        "nothing was written"
    );
    let judgement = password("password1234").judge();
    assert!(!judgement.acceptable && judgement.score < 3);
    assert!(judgement.warning.is_some() && !judgement.suggestions.is_empty());
    assert!(password(PASSWORD).judge().acceptable);
    assert!(
        !password("Tr0ub4dor&3").judge().acceptable,
        "eleven characters"
    );
    assert!(vault::Password::new("x".repeat(1024).into()).is_ok());
    assert!(matches!(
        vault::Password::new("x".repeat(1025).into()),
        Err(Error::LongPassword)
    ));
}

#[test]
fn what_is_not_a_vault_is_told_apart() {
    let (dir, path) = place();
    assert!(matches!(open(&path), Err(Error::Missing { .. })));
    for foreign in [&b""[..], b"hello", b"SQLite format 3\0 and so on"] {
        fs::File::create(&path).unwrap().write_all(foreign).unwrap();
        assert!(matches!(open(&path), Err(Error::NotAVault { .. })));
        assert_eq!(fs::read(&path).unwrap(), foreign);
    }
    assert!(
        matches!(open(dir.path()), Err(Error::NotAVault { .. })),
        "a directory"
    );
}

#[test]
fn damage_is_not_taken_for_a_wrong_password() {
    let (_dir, path) = place();
    drop(create(&path));
    let whole = fs::read(&path).unwrap();
    let mut altered = whole.clone();
    *altered.last_mut().unwrap() ^= 1;
    fs::File::create(&path)
        .unwrap()
        .write_all(&altered)
        .unwrap();
    assert!(matches!(
        unlock(&path, PASSWORD),
        Err(Error::Damaged { .. })
    ));
    assert!(matches!(
        unlock(&path, OTHER),
        Err(Error::WrongCredential { .. })
    ));
    fs::File::create(&path)
        .unwrap()
        .write_all(&whole[..whole.len() - 1])
        .unwrap();
    assert!(matches!(open(&path), Err(Error::Damaged { .. })));
}

#[test]
fn two_windows_on_one_vault_lose_nothing() {
    let (_dir, path) = place();
    let mut ours = create(&path);
    let mut theirs = unlock(&path, PASSWORD).unwrap();
    add(&mut ours, "One").unwrap();
    add(&mut theirs, "Two").unwrap();
    assert_eq!(names(&theirs), ["One", "Two"]);
    assert_eq!(names(&ours), ["One"]);
    assert!(ours.refresh().unwrap());
    assert!(!ours.refresh().unwrap(), "nothing new");
    assert_eq!(names(&ours), ["One", "Two"]);
    assert!(matches!(
        add(&mut ours, "Two"),
        Err(Error::Duplicate { .. })
    ));
}

#[test]
fn writers_at_the_same_time_take_turns() {
    let (_dir, path) = place();
    let first = create(&path);
    let second = unlock(&path, PASSWORD).unwrap();
    std::thread::scope(|scope| {
        for (name, mut vault) in [("a", first), ("b", second)] {
            scope.spawn(move || {
                for count in 0..20 {
                    add(&mut vault, &format!("{name}{count}")).unwrap();
                }
            });
        }
    });
    let vault = unlock(&path, PASSWORD).unwrap();
    assert_eq!(vault.contents().entries().count(), 40);
    assert_eq!(vault.info().generation, 41);
}

#[test]
fn a_change_that_fails_leaves_memory_and_file() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let (before, info) = (fs::read(&path).unwrap(), vault.info());
    let failed: Result<(), Error> = vault.update(&mut chance(), |contents| {
        contents.add(common::entry("Two"), noon(), &mut chance())?;
        contents.add(common::entry("Two"), noon(), &mut chance())?;
        Ok(())
    });
    assert!(matches!(failed, Err(Error::Duplicate { .. })));
    assert_eq!(
        (names(&vault), vault.info()),
        (vec!["One".to_owned()], info)
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    add(&mut vault, "Two").unwrap();
}

#[test]
fn a_new_password_makes_a_new_epoch() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let mut elsewhere = unlock(&path, PASSWORD).unwrap();
    let before = vault.info();
    let old_file = fs::read(&path).unwrap();
    let (new, weak) = (password(OTHER), password("weak"));

    let refused = vault.reseal(&[cheap(&weak)], &mut chance());
    assert!(matches!(refused, Err(Error::WeakPassword { .. })));
    assert_eq!(fs::read(&path).unwrap(), old_file);

    vault.reseal(&[cheap(&new)], &mut chance()).unwrap();
    let after = vault.info();
    assert_eq!(
        (after.epoch, after.generation),
        (before.epoch + 1, before.generation + 1)
    );
    assert_eq!(after.vault_id, before.vault_id);
    assert_ne!(after.slots[0].id, before.slots[0].id);
    assert!(matches!(
        unlock(&path, PASSWORD),
        Err(Error::WrongCredential { .. })
    ));
    assert_eq!(names(&unlock(&path, OTHER).unwrap()), ["One"]);
    add(&mut vault, "Two").unwrap();

    assert!(matches!(
        elsewhere.refresh(),
        Err(Error::ChangedElsewhere { .. })
    ));
    assert!(matches!(
        add(&mut elsewhere, "Three"),
        Err(Error::ChangedElsewhere { .. })
    ));
}

#[test]
fn an_older_or_diverged_copy_is_not_overwritten() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let older = fs::read(&path).unwrap();
    add(&mut vault, "Two").unwrap();
    let put = |bytes: &[u8]| fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    put(&older);
    let refused = add(&mut vault, "Three");
    assert!(matches!(
        refused,
        Err(Error::OlderCopy {
            held: 3,
            found: 2,
            ..
        })
    ));
    assert_eq!(fs::read(&path).unwrap(), older);

    let mut diverging = unlock(&path, PASSWORD).unwrap();
    add(&mut diverging, "Other").unwrap();
    assert!(matches!(
        vault.refresh(),
        Err(Error::DivergedCopy { generation: 3, .. })
    ));
}

#[test]
fn a_vault_that_was_locked_unlocks_as_it_is_now() {
    let (_dir, path) = place();
    let locked = create(&path).lock();
    add(&mut unlock(&path, PASSWORD).unwrap(), "Meanwhile").unwrap();
    assert_eq!(
        names(&locked.unlock(&password(PASSWORD).into()).unwrap()),
        ["Meanwhile"]
    );
}

#[test]
fn the_trash_gives_back_what_was_removed() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    let (one, _two) = (
        add(&mut vault, "One").unwrap(),
        add(&mut vault, "Two").unwrap(),
    );
    let early = vault.update(&mut chance(), |c| c.purge(one, noon()));
    assert!(matches!(early, Err(Error::NotInTrash { .. })));
    vault
        .update(&mut chance(), |c| c.trash(one, noon()))
        .unwrap();
    assert_eq!(names(&vault), ["Two"]);
    assert_eq!(vault.contents().trashed().count(), 1);
    vault
        .update(&mut chance(), |c| c.restore(one, noon()))
        .unwrap();
    assert_eq!(names(&vault), ["One", "Two"], "in its old place");

    vault
        .update(&mut chance(), |c| c.trash(one, noon()))
        .unwrap();
    let again = add(&mut vault, "One").unwrap();
    assert_ne!(again, one, "what is in the trash is no duplicate");
    let refused = vault.update(&mut chance(), |c| c.restore(one, noon()));
    assert!(matches!(refused, Err(Error::Duplicate { id }) if id == again));
    vault
        .update(&mut chance(), |c| c.purge(one, noon()))
        .unwrap();
    assert!(
        unlock(&path, PASSWORD)
            .unwrap()
            .contents()
            .get(&one)
            .is_none()
    );
    let refused = vault.update(&mut chance(), |c| c.trash(one, noon()));
    assert!(matches!(refused, Err(Error::NoSuchEntry { id }) if id == one));
}

#[test]
fn duplicates_are_found_among_what_the_same_save_added_and_removed() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    let add_all = |contents: &mut vault::Contents| {
        let mut ids = Vec::new();
        for name in ["One", "Two", "Three"] {
            ids.push(contents.add(common::entry(name), noon(), &mut chance())?);
        }
        contents.trash(ids[0], noon())?;
        contents.purge(ids[0], noon())?; // what follows moves up
        let one = contents.add(common::entry("One"), noon(), &mut chance())?;
        let three = contents.add(common::entry("Three"), noon(), &mut chance());
        assert!(matches!(three, Err(Error::Duplicate { id }) if id == ids[2]));
        let again = contents.add(common::entry("One"), noon(), &mut chance());
        assert!(matches!(again, Err(Error::Duplicate { id }) if id == one));
        Ok(())
    };
    vault.update(&mut chance(), add_all).unwrap();
    assert_eq!(names(&vault), ["Two", "Three", "One"]);
}

#[test]
fn an_edit_changes_what_it_names_and_nothing_else() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    let id = add(&mut vault, "One").unwrap();
    let change = Change {
        account: Some(" bob\u{202e} ".to_owned()),
        group: Some(Some("Work".to_owned())),
        favourite: Some(true),
        ..Change::default()
    };
    let later = noon() + std::time::Duration::from_secs(5);
    vault
        .update(&mut chance(), |c| c.edit(&id, change, later))
        .unwrap();
    drop(vault);
    let vault = unlock(&path, PASSWORD).unwrap();
    let entry = vault.contents().get(&id).unwrap();
    assert_eq!(
        (entry.otp.issuer.as_str(), entry.otp.account.as_str()),
        ("One", "bob")
    );
    assert_eq!(
        (entry.group.as_deref(), entry.favourite),
        (Some("Work"), true)
    );
    assert_eq!(
        (entry.created_at, entry.changed_at),
        (1_800_000_000, 1_800_000_005)
    );
    assert_eq!(id.to_string().parse(), Ok(id));
}

#[test]
fn only_counters_count() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    let clock = add(&mut vault, "Clock").unwrap();
    let uri = "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=";
    let hotp = |counter| otp::parse_uri(&format!("{uri}{counter}")).unwrap().entry;
    let id = vault
        .update(&mut chance(), |c| c.add(hotp(7), noon(), &mut chance()))
        .unwrap();
    vault
        .update(&mut chance(), |c| c.set_counter(&id, 8))
        .unwrap();
    let entry = vault.contents().get(&id).unwrap();
    assert!(matches!(entry.otp.kind, otp::Kind::Hotp { counter: 8 }));
    let refused = vault.update(&mut chance(), |c| c.set_counter(&clock, 1));
    assert!(matches!(refused, Err(Error::NoCounter { .. })));
    let again = vault.update(&mut chance(), |c| c.add(hotp(3), noon(), &mut chance()));
    assert!(matches!(again, Err(Error::Duplicate { id: same }) if same == id));
}

/// Made by the first version of the program. It must open for ever.
#[test]
fn a_vault_of_format_1_opens() {
    let (_dir, path) = place();
    fs::copy(
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/fixtures/format_1.countersign"
        ),
        &path,
    )
    .unwrap();
    let vault = unlock(&path, PASSWORD).unwrap();
    assert_eq!(
        names(&vault),
        ["Example Co", "Counter Inc", "Steam", "Work", "Yandex"]
    );
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let codes: Vec<String> = vault
        .contents()
        .entries()
        .map(|entry| otp::generate(&entry.otp, at).unwrap().digits.to_string())
        .collect();
    assert_eq!(codes, ["324550", "82162583", "R87JJ", "05aae5", "yhmowjhm"]);
    let first = vault.contents().entries().next().unwrap();
    assert_eq!(
        (first.group.as_deref(), first.favourite),
        (Some("Private"), true)
    );
    assert_eq!(
        (first.note.as_str(), first.created_at),
        ("since 2026", 1_800_000_000)
    );
    assert_eq!(vault.contents().trashed().count(), 1);
}

/// Writes the fixture anew; only for a new format, under a new name.
#[test]
#[ignore = "writes the file that a_vault_of_format_1_opens reads"]
fn write_the_fixture_of_format_1() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    let fill = |contents: &mut vault::Contents| {
        let mut ids = Vec::new();
        for uri in [
            "otpauth://totp/Example%20Co:alice@example.com?secret=JBSWY3DPEHPK3PXP",
            "otpauth://hotp/Counter%20Inc:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&counter=7",
            "otpauth://steam/Steam:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "motp://Work:ana?secret=0123456789abcdef&pin=GEZDGNA",
            "otpauth://yaotp/me?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4&pin=GEZDGNA",
            "otpauth://totp/Old:me?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA512&digits=8&period=60",
        ] {
            ids.push(contents.add(otp::parse_uri(uri)?.entry, noon(), &mut chance())?);
        }
        let change = Change {
            group: Some(Some("Private".to_owned())),
            favourite: Some(true),
            note: Some("since 2026".to_owned()),
            ..Change::default()
        };
        contents.edit(&ids[0], change, noon())?;
        contents.trash(ids[5], noon())
    };
    vault.update(&mut chance(), fill).unwrap();
    let to = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/format_1.countersign"
    );
    assert!(
        !std::path::Path::new(to).exists(),
        "a fixture is never written over"
    );
    fs::copy(&path, to).unwrap();
}
