//! What the tests of the public face share.

#![allow(dead_code)] // each file of tests uses its own part

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use rand_core::UnwrapErr;
use tempfile::TempDir;
use vault::{Cost, EntryId, Error, KeychainKey, NewSlot, Password, RecoveryKey, Unlocked};
use zeroize::Zeroizing;

pub(crate) const PASSWORD: &str = "violet harbour 77 stones";
pub(crate) const OTHER: &str = "copper lantern 31 rivers";

pub(crate) fn password(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned())).unwrap()
}

pub(crate) fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

pub(crate) fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// A directory of its own and the path of a vault that is not there yet.
pub(crate) fn place() -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("vault.countersign");
    (dir, path)
}

pub(crate) fn create(path: &Path) -> Unlocked {
    create_under(path, PASSWORD).unwrap()
}

/// A new vault that this password opens, at the lowest cost accepted.
pub(crate) fn create_under(path: &Path, text: &str) -> Result<Unlocked, Error> {
    vault::create(path, &[cheap(&password(text))], &mut chance())
}

/// A new vault with a slot of each kind.
pub(crate) fn create_with_keys(path: &Path) -> (Unlocked, RecoveryKey, KeychainKey) {
    let on_paper = RecoveryKey::generate(&mut chance());
    let in_keychain = KeychainKey::generate(&mut chance());
    let secret = password(PASSWORD);
    let slots = [
        cheap(&secret),
        NewSlot::RecoveryKey(&on_paper),
        NewSlot::KeychainKey(&in_keychain),
    ];
    let vault = vault::create(path, &slots, &mut chance()).unwrap();
    (vault, on_paper, in_keychain)
}

/// Opens a vault by the line of its keychain key, which costs no time.
pub(crate) fn unlock_by_line(path: &Path, line: &str) -> Result<Unlocked, Error> {
    vault::open(path)?.unlock(&KeychainKey::from_line(line)?.into())
}

pub(crate) fn cheap(password: &Password) -> NewSlot<'_> {
    NewSlot::Password {
        password,
        cost: Cost::FLOOR,
    }
}

pub(crate) fn unlock(path: &Path, text: &str) -> Result<Unlocked, Error> {
    vault::open(path)?.unlock(&password(text).into())
}

/// Writes a file as somebody else would.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

/// A time-based entry whose seed is made from its name.
pub(crate) fn entry(name: &str) -> otp::Entry {
    otp::Entry {
        issuer: name.to_owned(),
        account: "ana".to_owned(),
        seed: otp::Seed::new(Zeroizing::new(format!("seed of {name}").into_bytes())).unwrap(),
        kind: otp::Kind::Totp {
            period: otp::Period::THIRTY,
        },
        algorithm: otp::Algorithm::Sha1,
        digits: otp::Digits::SIX,
    }
}

pub(crate) fn add(vault: &mut Unlocked, name: &str) -> Result<EntryId, Error> {
    vault.update(&mut chance(), |contents| {
        contents.add(entry(name), noon(), &mut chance())
    })
}

pub(crate) fn names(vault: &Unlocked) -> Vec<String> {
    vault
        .contents()
        .entries()
        .map(|entry| entry.otp.issuer.clone())
        .collect()
}
