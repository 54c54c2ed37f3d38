//! A vault in a folder of its own, at a moment of the test's choice.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use commands::{
    Context, Senses,
    codes::{self, EntryView, Link},
    paths::Paths,
    vault::{self, Password},
};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const GITHUB: &str = "otpauth://totp/GitHub:ana?secret=JBSWY3DPEHPK3PXP&issuer=GitHub";
pub(crate) const COUNTER: &str =
    "otpauth://hotp/Bank:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank&counter=0";

/// 2027-01-15, a moment within a period of 30 seconds.
pub(crate) const NOW: u64 = 1_800_000_005;
pub(crate) const DAY: u64 = 24 * 60 * 60;

pub(crate) struct Home {
    pub(crate) folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A program at this vault, at that moment.
    pub(crate) fn program(&self, now: fn() -> SystemTime) -> Context {
        let data = self.folder.path();
        let paths = Paths {
            data: data.to_owned(),
            config: data.join("config"),
            state: data.join("state"),
            vault: data.join("vault.countersign"),
        };
        let chance = || Box::new(UnwrapErr(SysRng)) as commands::Chance;
        Context::without_keychain(paths, Senses { now, chance })
    }

    /// A program that has just made the vault.
    pub(crate) async fn with_vault(&self) -> Context {
        let cx = self.program(now);
        let stopwatch = |work: &mut dyn FnMut()| {
            work();
            Duration::from_millis(700)
        };
        vault::create_vault(&cx, password(), false, Some(64 * 1024), stopwatch)
            .await
            .unwrap();
        cx
    }

    /// Another program, some time later, that has unlocked the vault.
    pub(crate) async fn later(&self, now: fn() -> SystemTime) -> Context {
        let cx = self.program(now);
        vault::unlock_vault(&cx, password()).await.unwrap();
        cx
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.folder.path().join(name);
        let mut file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        file.persist(&path).unwrap();
        path.display().to_string()
    }
}

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

pub(crate) fn password() -> Password {
    typed(PASSWORD)
}

pub(crate) fn typed(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned()))
}

pub(crate) fn link(text: &str) -> Link {
    Link::new(Zeroizing::new(text.to_owned()))
}

/// A link with a seed of its own for every number.
pub(crate) fn numbered(issuer: &str, account: &str, number: u32) -> Link {
    let mut seed = [0; 20];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    let seed = data_encoding::BASE32_NOPAD.encode(&seed);
    let label = format!("{issuer}:{account}").replace(' ', "%20");
    link(&format!("otpauth://totp/{label}?secret={seed}"))
}

/// Adds one entry for every pair of issuer and account.
pub(crate) async fn add(cx: &Context, names: &[(&str, &str)]) -> Vec<EntryView> {
    let links = (0..)
        .zip(names)
        .map(|(number, (issuer, account))| numbered(issuer, account, number));
    codes::add_entries(cx, links.collect()).await.unwrap()
}
