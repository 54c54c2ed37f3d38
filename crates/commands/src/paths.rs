//! Where this program keeps its files (`INTERFACES.md` section 2).

use std::{
    env,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;

use crate::{Failure, FailureCode};

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Vault, ledger, backups.
    pub data: PathBuf,
    /// Settings.
    pub config: PathBuf,
    /// What this computer saw last of each vault: apart from the data, so that an older copy of the
    /// data directory does not bring an older memory along.
    pub state: PathBuf,
    /// The vault, which may be kept elsewhere than the rest.
    pub vault: PathBuf,
}

impl Paths {
    /// The places that the environment names, else those of the platform; `vault` replaces the
    /// vault's own.
    ///
    /// # Errors
    ///
    /// [`FailureCode::Storage`] when the person has no home directory and the environment names no
    /// place.
    pub fn find(vault: Option<PathBuf>) -> Result<Self, Failure> {
        let platform = ProjectDirs::from("", "", "countersign");
        let choose = |name: &str, of: fn(&ProjectDirs) -> &Path| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
                .or_else(|| platform.as_ref().map(|dirs| of(dirs).to_owned()))
                .ok_or_else(|| {
                    Failure::new(
                        FailureCode::Storage,
                        format!("no home directory and no {name}"),
                    )
                })
        };
        let data = choose("COUNTERSIGN_HOME", ProjectDirs::data_dir)?;
        let config = choose("COUNTERSIGN_CONFIG", ProjectDirs::config_dir)?;
        let state = platform
            .as_ref()
            .map(|dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()));
        Ok(Self {
            state: state.map_or_else(|| data.join("state"), Path::to_owned),
            vault: vault.unwrap_or_else(|| data.join("vault.countersign")),
            data,
            config,
        })
    }

    pub(crate) fn ledger(&self) -> PathBuf {
        self.data.join("ledger.sqlite3")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// Marks of vaults, and when their passwords were typed last.
    pub(crate) fn seen(&self) -> PathBuf {
        self.state.join("vaults.json")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// The locks that keep two programs from refreshing one account at a time.
    pub(crate) fn locks(&self) -> PathBuf {
        self.data.join("locks")
    }
}
