//! One computer of one person, as the tests of vaults need it.
#![allow(dead_code, reason = "no test uses all of it")]

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use commands::{
    Context, Senses,
    codes::{self, Link},
    paths::Paths,
    vault::{self, GivenCredential, Password, RecoveryKeyText},
};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const NEW: &str = "nine purple turtles waltz";
pub(crate) const CHEAP: Option<u32> = Some(64 * 1024);

/// A home with data, settings and state of its own.
pub(crate) struct Home(pub(crate) TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn paths(&self) -> Paths {
        Self::paths_in(self.0.path())
    }

    pub(crate) fn paths_in(home: &Path) -> Paths {
        Paths {
            data: home.join("data"),
            config: home.join("config"),
            state: home.join("state"),
            vault: home.join("data/vault.countersign"),
        }
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.0.path().join("data/vault.countersign")
    }

    pub(crate) fn senses() -> Senses {
        Senses {
            now: SystemTime::now,
            chance: || Box::new(UnwrapErr(SysRng)),
        }
    }

    /// A program on a computer without a keychain.
    pub(crate) fn context(&self) -> Context {
        Context::without_keychain(self.paths(), Self::senses())
    }

    pub(crate) async fn with_vault(&self) -> Context {
        let cx = self.context();
        vault::create_vault(&cx, password(PASSWORD), false, CHEAP, stopwatch)
            .await
            .unwrap();
        cx
    }

    pub(crate) async fn unlocked(&self) -> Context {
        let cx = self.context();
        vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
        cx
    }

    /// A copy of the vault as it is now, to be put back later.
    pub(crate) fn copy(&self) -> Vec<u8> {
        fs::read(self.vault()).unwrap()
    }

    pub(crate) fn put_back(&self, copy: &[u8]) {
        fs::write(self.vault(), copy).unwrap();
    }

    /// The names of the backups of one sort beside the vault, oldest state first.
    pub(crate) fn backups(&self, sort: &str) -> Vec<String> {
        names(&self.0.path().join("data/backups"), sort)
    }
}

pub(crate) fn names(folder: &Path, sort: &str) -> Vec<String> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let ending = format!("-{sort}.countersign");
    let mut names: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(&ending))
        .collect();
    names.sort();
    names
}

pub(crate) fn password(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned()))
}

pub(crate) fn recovery_key(text: &str) -> RecoveryKeyText {
    RecoveryKeyText::new(Zeroizing::new(text.to_owned()))
}

pub(crate) fn by_password(text: &str) -> GivenCredential {
    GivenCredential::Password(password(text))
}

pub(crate) fn stopwatch(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

pub(crate) async fn add(cx: &Context, issuer: &str) -> Result<(), commands::Failure> {
    let seed = data_encoding::BASE32_NOPAD.encode(format!("seed of {issuer:>20}").as_bytes());
    let link = format!("otpauth://totp/{issuer}:ana?secret={seed}&issuer={issuer}");
    codes::add_entry(cx, Link::new(Zeroizing::new(link)))
        .await
        .map(drop)
}

/// Every issuer in the vault, sorted.
pub(crate) async fn issuers(cx: &Context) -> Vec<String> {
    let mut issuers: Vec<_> = codes::list_entries(cx)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.issuer)
        .collect();
    issuers.sort();
    issuers
}
