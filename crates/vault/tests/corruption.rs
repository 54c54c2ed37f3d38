//! A file that was altered by a disk, a transfer or a person: told as damaged, and no content of it
//! is ever shown.
//!
//! The vault is opened by its keychain key, which is derived in no time; the way from the slot key on
//! is the same for every credential.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::OnceLock;

use common::{chance, create_with_keys, entry, noon, place, unlock_by_line};
use tempfile::TempDir;
use vault::{Error, KeychainKey};

/// A whole file, what opens it, and where its parts are.
struct Sample {
    bytes: Vec<u8>,
    line: String,
    other: String,
    header: usize,
    slots: Vec<Range<usize>>,
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let (_dir, path) = place();
        let (mut vault, _, key) = create_with_keys(&path);
        let fill = |contents: &mut vault::Contents| {
            (0..30).try_for_each(|number| {
                let added = contents.add(entry(&format!("n{number}")), noon(), &mut chance());
                added.map(drop)
            })
        };
        vault.update(&mut chance(), fill).unwrap();
        let bytes = fs::read(&path).unwrap();
        let number = |at: usize, length: usize| {
            let bytes = bytes[at..at + length].iter();
            bytes.fold(0, |all, byte| all << 8 | usize::from(*byte))
        };
        // docs/vault-format.md: the number of slots at 43, each behind its length in two bytes.
        let mut at = 45;
        let slots = (0..number(43, 2)).map(|_| {
            let slot = at + 2..at + 2 + number(at, 2);
            at = slot.end;
            slot
        });
        Sample {
            slots: slots.collect(),
            header: number(10, 4),
            line: key.to_line().to_string(),
            other: KeychainKey::generate(&mut chance()).to_line().to_string(),
            bytes,
        }
    })
}

/// One file that is written over and over.
struct Trial {
    _dir: TempDir,
    path: PathBuf,
}

impl Trial {
    fn new() -> Self {
        let (dir, path) = place();
        Self { _dir: dir, path }
    }

    /// How the altered file is answered, with the right key and with a wrong one.
    fn open(&self, bytes: &[u8]) -> (Error, Error) {
        common::write(&self.path, bytes);
        let answers = (self.refusal(&sample().line), self.refusal(&sample().other));
        assert_eq!(fs::metadata(&self.path).unwrap().len(), bytes.len() as u64);
        answers
    }

    fn refusal(&self, line: &str) -> Error {
        match unlock_by_line(&self.path, line) {
            Ok(_) => panic!("an altered file was opened"),
            Err(error) => error,
        }
    }

    /// Flips one bit and checks that the answers fit its place.
    fn flip(&self, bytes: &mut [u8], bit: usize) {
        bytes[bit / 8] ^= 1 << (bit % 8);
        common::write(&self.path, bytes);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let right = self.refusal(&sample().line);
        assert!(fits(bit / 8, &right), "bit {bit}: {right:?}");
        if !bit.is_multiple_of(5) {
            return; // a wrong key is tried now and then
        }
        let (wrong, body) = (self.refusal(&sample().other), bit / 8 >= sample().header);
        let fits_wrong = match &wrong {
            Error::WrongCredential { .. } => true,
            _ => !body && std::mem::discriminant(&wrong) == std::mem::discriminant(&right),
        };
        assert!(
            fits_wrong,
            "bit {bit}, wrong key: {wrong:?} beside {right:?}"
        );
    }
}

/// What a flip at this offset may be answered with, given the right key. The slot's check is bound to
/// the vault's id, the epoch and the slot: where one of these was altered, the key no longer fits and
/// nobody can know why. Everywhere else the right key is recognised, and the rest is damaged.
fn fits(offset: usize, error: &Error) -> bool {
    let own = sample().slots.last().unwrap();
    match offset {
        0..8 => matches!(error, Error::NotAVault { .. }),
        8..10 => matches!(error, Error::NewerFormat { .. } | Error::Damaged { .. }),
        14..34 => matches!(error, Error::WrongCredential { slots: 1 }),
        _ if own.contains(&offset) => {
            matches!(error, Error::WrongCredential { .. } | Error::Damaged { .. })
        }
        _ => matches!(error, Error::Damaged { .. }),
    }
}

#[test]
fn the_sample_is_what_the_format_says_and_opens() {
    let sample = sample();
    assert_eq!(sample.slots.len(), 3);
    assert!(sample.slots.last().unwrap().end < sample.header);
    let trial = Trial::new();
    common::write(&trial.path, &sample.bytes);
    let vault = unlock_by_line(&trial.path, &sample.line).unwrap();
    assert_eq!(common::names(&vault).len(), 30);
    assert!(matches!(
        unlock_by_line(&trial.path, &sample.other),
        Err(Error::WrongCredential { slots: 1 })
    ));
}

#[test]
fn every_bit_of_the_header_counts() {
    let (trial, mut bytes) = (Trial::new(), sample().bytes.clone());
    for bit in 0..8 * sample().header {
        trial.flip(&mut bytes, bit);
    }
}

#[test]
fn ten_thousand_flips_anywhere_are_noticed() {
    let (trial, mut bytes) = (Trial::new(), sample().bytes.clone());
    for _ in 0..10_000 {
        let bit = random_below(8 * bytes.len());
        trial.flip(&mut bytes, bit);
    }
}

#[test]
fn a_file_cut_short_is_damaged_wherever_it_ends() {
    let (trial, bytes) = (Trial::new(), &sample().bytes);
    let lengths = (512..bytes.len()).step_by(512);
    for length in lengths
        .chain(1..sample().header + 1)
        .chain([bytes.len() - 1])
    {
        for answer in <[Error; 2]>::from(trial.open(&bytes[..length])) {
            assert!(
                matches!(answer, Error::Damaged { .. }),
                "{length}: {answer:?}"
            );
        }
    }
    let (empty, _) = trial.open(&[]);
    assert!(matches!(empty, Error::NotAVault { .. }));
}

#[test]
fn a_file_with_something_appended_is_damaged() {
    let (trial, bytes) = (Trial::new(), &sample().bytes);
    let junk: Vec<u8> = (0..100_000).map(|_| random_below(256) as u8).collect();
    let zeros = vec![0; 4096];
    for length in [1, 2, 7, 16, 255, 256, 512, 4096, junk.len()] {
        for more in [
            &junk[..length],
            &zeros[..length.min(4096)],
            &bytes[..length.min(bytes.len())],
        ] {
            for answer in <[Error; 2]>::from(trial.open(&[bytes.as_slice(), more].concat())) {
                assert!(
                    matches!(answer, Error::Damaged { .. }),
                    "{length}: {answer:?}"
                );
            }
        }
    }
    let (before, _) = trial.open(&[&[0], bytes.as_slice()].concat());
    assert!(matches!(before, Error::NotAVault { .. }));
}

#[test]
fn a_lost_or_swapped_sector_is_noticed() {
    let (trial, bytes) = (Trial::new(), &sample().bytes);
    for start in (512..bytes.len()).step_by(512) {
        let end = bytes.len().min(start + 512);
        let mut lost = bytes.clone();
        lost[start..end].fill(0);
        let mut copied = bytes.clone();
        copied.copy_within(start - 512..end - 512, start);
        for altered in [lost, copied] {
            let (right, _) = trial.open(&altered);
            let in_header = start < sample().header;
            assert!(
                matches!(right, Error::Damaged { .. })
                    || in_header && matches!(right, Error::WrongCredential { .. }),
                "{start}: {right:?}"
            );
        }
    }
}

fn random_below(limit: usize) -> usize {
    use rand_core::Rng as _;
    usize::try_from(chance().next_u64() % limit as u64).unwrap()
}
