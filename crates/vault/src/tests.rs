//! Rules of the format that need a look inside the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, UNIX_EPOCH};

use getrandom::SysRng;
use proptest::prelude::*;
use rand_core::UnwrapErr;
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::codec::{Defect, MUST_UNDERSTAND, Unknown, put_record};
use crate::file::Lock;
use crate::header::{FORMAT, Header, MAGIC, PADDING};
use crate::keys::{Key, TAG};
use crate::locked::{open_body, read_header, unwrap_key};
use crate::unlocked::seal;
use crate::{Contents, Cost, CostPart, Error, NewSlot, Password, body, create, open};

const PASSWORD: &str = "violet harbour 77 stones";

fn password(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned())).unwrap()
}

fn by_password(password: &Password) -> NewSlot<'_> {
    NewSlot::Password {
        password,
        cost: Cost::FLOOR,
    }
}

fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// One sealed vault with two entries, made once: its bytes and the key of its only slot.
struct Sample {
    bytes: Vec<u8>,
    slot_key: Key,
    header: Header,
    head_length: usize,
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("vault.countersign");
        let mut vault = create(&path, &[by_password(&password(PASSWORD))], &mut chance()).unwrap();
        for (name, seed) in [("One", "JBSWY3DPEHPK3PXP"), ("Two", "GEZDGNBVGY3TQOJQ")] {
            add(&mut vault, name, seed);
        }
        let bytes = fs::read(&path).unwrap();
        let (header, head_length) = Header::decode(&bytes).unwrap();
        let from = header.slots[0].password_derivation().unwrap();
        let slot_key = from.cost.derive(&password(PASSWORD), &from.salt).unwrap();
        Sample {
            bytes,
            slot_key,
            header,
            head_length,
        }
    })
}

fn add(vault: &mut crate::Unlocked, name: &str, seed: &str) {
    let text = format!("otpauth://totp/{name}:ana?secret={seed}");
    let entry = otp::parse_uri(&text).unwrap().entry;
    vault
        .update(&mut chance(), |c| c.add(entry, UNIX_EPOCH, &mut chance()))
        .unwrap();
}

/// What unlocking does once the password has become the slot key.
fn unlock(bytes: &[u8], slot_key: &Key) -> Result<Contents, Error> {
    let path = Path::new("sample");
    let (header, length) = read_header(path, bytes)?;
    let slots = header.slots.len();
    let mut slots_that_accept = header
        .slots
        .iter()
        .filter(|s| s.accepts(header.place(), slot_key));
    let slot = slots_that_accept
        .next()
        .ok_or(Error::WrongCredential { slots })?;
    let key = unwrap_key(path, &header, slot, slot_key)?;
    open_body(
        path,
        &header,
        length,
        &key,
        &mut Zeroizing::new(bytes.to_vec()),
    )
}

fn write_beside(dir: &TempDir, bytes: &[u8]) -> PathBuf {
    use std::io::Write as _;
    let path = dir.path().join("vault.countersign");
    fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    path
}

#[test]
fn the_sample_opens() {
    let contents = unlock(&sample().bytes, &sample().slot_key).unwrap();
    let names: Vec<_> = contents.entries().map(|e| e.otp.issuer.as_str()).collect();
    assert_eq!(names, ["One", "Two"]);
}

#[test]
fn an_edit_of_any_byte_is_noticed() {
    let sample = sample();
    for offset in 0..sample.bytes.len() {
        for bit in [0x01, 0x80] {
            let mut edited = sample.bytes.clone();
            edited[offset] ^= bit;
            let answer = unlock(&edited, &sample.slot_key);
            let error = answer
                .err()
                .unwrap_or_else(|| panic!("the edit at {offset} went unnoticed"));
            match offset {
                0..8 => assert!(
                    matches!(error, Error::NotAVault { .. }),
                    "{offset}: {error:?}"
                ),
                8..10 => assert!(matches!(
                    error,
                    Error::NewerFormat { .. } | Error::Damaged { .. }
                )),
                _ if offset >= sample.head_length => {
                    assert!(
                        matches!(error, Error::Damaged { .. }),
                        "{offset}: {error:?}"
                    );
                }
                _ => assert!(
                    matches!(error, Error::Damaged { .. } | Error::WrongCredential { .. }),
                    "{offset}: {error:?}"
                ),
            }
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_damaged_and_an_empty_one_is_no_vault() {
    let bytes = &sample().bytes;
    assert_eq!(Header::decode(&[]).err(), Some(Defect::Foreign));
    for length in 1..bytes.len() {
        assert_eq!(
            Header::decode(&bytes[..length]).err(),
            Some(Defect::Damaged),
            "cut at {length}"
        );
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Header::decode(&longer).err(), Some(Defect::Damaged));
}

#[test]
fn a_body_does_not_open_under_another_generation_s_header() {
    let dir = TempDir::new().unwrap();
    let path = write_beside(&dir, &sample().bytes);
    let mut vault = open(&path)
        .unwrap()
        .unlock(&password(PASSWORD).into())
        .unwrap();
    let first = vault.contents().entries().next().unwrap().id;
    let favourite = crate::Change {
        favourite: Some(true),
        ..Default::default()
    };
    vault
        .update(&mut chance(), |c| c.edit(&first, favourite, UNIX_EPOCH))
        .unwrap();
    let later = fs::read(&path).unwrap();
    let length = sample().head_length;
    assert_eq!(
        later.len(),
        sample().bytes.len(),
        "both have the same shape"
    );

    let mixed = [&sample().bytes[..length], &later[length..]].concat();
    assert!(matches!(
        unlock(&mixed, &sample().slot_key),
        Err(Error::Damaged { .. })
    ));
    assert!(unlock(&later, &sample().slot_key).is_ok());
}

#[test]
fn a_slot_of_another_epoch_or_vault_opens_nothing() {
    let sample = sample();
    let mut swapped = sample.header.clone();
    swapped.epoch += 1;
    assert!(!swapped.slots[0].accepts(swapped.place(), &sample.slot_key));
    let mut foreign = sample.header.clone();
    foreign.vault_id[0] ^= 1;
    assert!(!foreign.slots[0].accepts(foreign.place(), &sample.slot_key));
}

#[test]
fn an_added_or_dropped_slot_breaks_the_seal() {
    let sample = sample();
    let body = &sample.bytes[sample.head_length..];
    let mut doubled = sample.header.clone();
    doubled.slots.push(doubled.slots[0].clone());
    let bytes = [doubled.encode().as_slice(), body].concat();
    assert!(matches!(
        unlock(&bytes, &sample.slot_key),
        Err(Error::Damaged { .. })
    ));
}

#[test]
fn a_newer_format_is_named_and_the_file_stays() {
    let dir = TempDir::new().unwrap();
    let mut bytes = sample().bytes.clone();
    bytes[8..10].copy_from_slice(&(FORMAT + 1).to_be_bytes());
    let path = write_beside(&dir, &bytes);
    let error = open(&path).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NewerFormat {
                found: 2,
                supported: 1,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let short = [&MAGIC[..], &7_u16.to_be_bytes()].concat();
    assert_eq!(
        Header::decode(&short).err(),
        Some(Defect::NewerFormat(7)),
        "whatever follows"
    );
}

#[test]
fn a_cost_out_of_bounds_is_refused_before_memory_is_taken() {
    let dir = TempDir::new().unwrap();
    let mut bytes = sample().bytes.clone();
    let from = sample().header.slots[0].password_derivation().unwrap();
    let at = bytes.windows(16).position(|w| w == from.salt).unwrap() + 16 + 4;
    bytes[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes()); // 4 TiB
    let path = write_beside(&dir, &bytes);
    let error = open(&path)
        .unwrap()
        .unlock(&password(PASSWORD).into())
        .unwrap_err();
    let refused = matches!(
        error,
        Error::CostRefused {
            part: CostPart::MemoryKib,
            asked: u32::MAX,
            ..
        }
    );
    assert!(refused, "{error:?}");
}

#[test]
fn the_limits_of_cost_are_those_of_the_model() {
    let cost = |memory_kib, passes, lanes| Cost {
        memory_kib,
        passes,
        lanes,
    };
    let most = 1024 * 1024;
    for good in [
        cost(65_536, 3, 1),
        cost(most, 20, 8),
        Cost::default(),
        Cost::FLOOR,
    ] {
        assert!(good.check_within(most).is_ok(), "{good:?}");
    }
    for bad in [
        cost(65_535, 3, 1),
        cost(most + 1, 3, 1),
        cost(65_536, 2, 1),
        cost(65_536, 21, 1),
        cost(65_536, 3, 0),
        cost(65_536, 3, 9),
    ] {
        assert!(
            matches!(bad.check_within(most), Err(Error::CostRefused { .. })),
            "{bad:?}"
        );
    }
    assert!(
        Cost::default().check_within(200_000).is_err(),
        "half of what is free counts too"
    );
}

#[test]
fn calibration_takes_less_memory_first_and_more_passes_last() {
    /// A machine on which a pass over 64 MiB takes so many milliseconds.
    fn machine(ms: u64) -> impl FnMut(Cost) -> Duration {
        move |c| Duration::from_millis(ms * u64::from(c.memory_kib / 65_536 * c.passes))
    }
    let most = 1024 * 1024;
    let calibrate = |ms| Cost::calibrate_within(most, machine(ms));
    assert_eq!(calibrate(60), Cost::default(), "720 ms");
    assert_eq!(
        calibrate(100).memory_kib,
        128 * 1024,
        "1200 ms, then 600 ms"
    );
    assert_eq!(calibrate(2000), Cost::FLOOR, "never below the floor");
    assert_eq!(calibrate(21).passes, 6, "252 ms at three passes");
    assert_eq!(calibrate(0).passes, 20);
    let small = Cost::calibrate_within(100 * 1024, machine(60));
    assert_eq!(
        small.memory_kib,
        64 * 1024,
        "memory that is not there is not asked for"
    );
}

#[test]
fn a_cost_is_weak_when_memory_or_passes_are_below_the_default() {
    let today = Cost::default();
    let less_memory = Cost {
        memory_kib: today.memory_kib / 2,
        passes: today.passes + 9,
        ..today
    };
    let more = Cost {
        memory_kib: today.memory_kib * 2,
        passes: today.passes + 1,
        lanes: 4,
    };
    assert!(Cost::FLOOR.is_weaker_than_today() && less_memory.is_weaker_than_today());
    assert!(!today.is_weaker_than_today() && !more.is_weaker_than_today());
}

#[test]
fn a_save_waits_for_another_one_and_not_for_ever() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("vault.countersign");
    let held = Lock::take(&path).unwrap();
    let gave_up = Lock::take_within(&path, Duration::ZERO);
    assert!(matches!(gave_up, Err(Error::Busy { path: named }) if named == path));

    let waiting = std::thread::spawn({
        let path = path.clone();
        move || Lock::take(&path).map(drop)
    });
    drop(held);
    waiting.join().unwrap().unwrap();
    // The one that gave up got the lock meanwhile or will, and gives it back at once.
    assert!(Lock::take(&path).is_ok());
}

#[test]
fn no_nonce_salt_or_id_is_used_twice_and_each_save_counts() {
    let dir = TempDir::new().unwrap();
    let path = write_beside(&dir, &sample().bytes);
    let mut vault = open(&path)
        .unwrap()
        .unlock(&password(PASSWORD).into())
        .unwrap();
    let mut nonces = vec![sample().header.nonce];
    for step in 1..=20 {
        vault.update(&mut chance(), |_| Ok(())).unwrap();
        let (header, _) = Header::decode(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(header.generation, sample().header.generation + step);
        assert!(!nonces.contains(&header.nonce));
        nonces.push(header.nonce);
    }
}

#[test]
fn the_length_of_a_name_does_not_show() {
    let sizes: Vec<usize> = (1..=40)
        .map(|length| {
            let mut contents = Contents::default();
            let text = format!(
                "otpauth://totp/{}?secret=JBSWY3DPEHPK3PXP",
                "x".repeat(length)
            );
            let entry = otp::parse_uri(&text).unwrap().entry;
            contents.add(entry, UNIX_EPOCH, &mut chance()).unwrap();
            body::encode(&contents).len()
        })
        .collect();
    assert!(sizes.iter().all(|size| *size == PADDING), "{sizes:?}");
    let sealed = sample().bytes.len() - sample().head_length - TAG;
    assert_eq!(sealed % PADDING, 0);
}

#[test]
fn what_a_newer_version_added_is_kept() {
    let mut contents = body::decode(&body::encode(&sample_contents())).unwrap();
    contents.entries[0]
        .unknown
        .push(Unknown::keep(77, b"an icon").unwrap());
    contents
        .unknown
        .push(Unknown::keep(99, b"a setting").unwrap());
    let bytes = body::encode(&contents);
    let again = body::decode(&bytes).unwrap();
    assert_eq!(body::encode(&again), bytes);
    assert!(bytes.windows(7).any(|w| w == b"an icon"));

    let mut header = sample().header.clone();
    header.extensions.push(Unknown::keep(5, b"later").unwrap());
    let sealed = seal(
        header,
        &Key::generate(&mut chance()),
        &contents,
        &mut chance(),
    )
    .unwrap();
    let (read, _) = Header::decode(&sealed.bytes).unwrap();
    assert_eq!(read.encode(), sealed.head, "extensions of the header too");
}

#[test]
fn what_must_be_understood_is_not_passed_over() {
    assert_eq!(
        Unknown::keep(MUST_UNDERSTAND | 9, b"").err(),
        Some(Defect::NewerRecord(MUST_UNDERSTAND | 9))
    );
    let mut plain = body::encode(&Contents::default()).to_vec();
    let mut record = Vec::new();
    put_record(&mut record, MUST_UNDERSTAND | 9, b"x");
    plain[..8].copy_from_slice(&(record.len() as u64).to_be_bytes());
    plain[8..8 + record.len()].copy_from_slice(&record);
    assert_eq!(
        body::decode(&plain).err(),
        Some(Defect::NewerRecord(MUST_UNDERSTAND | 9))
    );
}

#[test]
fn padding_that_is_not_zero_or_too_long_is_damage() {
    let mut plain = body::encode(&Contents::default()).to_vec();
    plain[200] = 1;
    assert_eq!(body::decode(&plain).err(), Some(Defect::Damaged));
    assert_eq!(body::decode(&[0; 2 * PADDING]).err(), Some(Defect::Damaged));
}

fn sample_contents() -> Contents {
    unlock(&sample().bytes, &sample().slot_key).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600), at in 0_usize..600) {
        let _ = Header::decode(&bytes);
        let _ = body::decode(&bytes);
        let mut like = body::encode(&sample_contents()).to_vec();
        for (place, byte) in like.iter_mut().skip(at).zip(&bytes) {
            *place = *byte;
        }
        let _ = body::decode(&like);
        let mut head = sample().bytes.clone();
        for (place, byte) in head.iter_mut().skip(at.min(300)).zip(bytes.iter().take(12)) {
            *place = *byte;
        }
        let _ = Header::decode(&head);
    }
}
