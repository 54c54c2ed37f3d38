//! What this computer saw last of each vault: a small file in the state directory, apart from the
//! vault, so that putting back an older vault does not put back an older memory. Nothing secret is
//! in it.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use ::vault::{Cost, Mark};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::{Failure, FailureCode};

/// Where that file is. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Memory {
    path: PathBuf,
}

/// What is remembered of one vault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    /// The mark of the newest state, as the vault writes it.
    mark: Option<String>,
    /// When the password was last typed right, Unix seconds.
    pub(crate) password_typed_at: Option<u64>,
    /// The slot that this computer's keychain opens, hexadecimal.
    pub(crate) keychain_slot: Option<String>,
    /// The memory and the passes that suited this computer when it last tried.
    calibrated: Option<(u32, u32)>,
}

impl Seen {
    pub(crate) fn mark(&self) -> Option<Mark> {
        Mark::from_line(self.mark.as_deref()?)
    }

    /// Advances the mark, and says whether it did: another process may have gone further.
    pub(crate) fn advance(&mut self, mark: &Mark) -> bool {
        let newer = is_newer(self.mark().as_ref(), mark);
        if newer {
            self.mark = Some(mark.to_line());
        }
        newer
    }

    pub(crate) fn note_calibrated(&mut self, cost: Cost) {
        self.calibrated = Some((cost.memory_kib, cost.passes));
    }

    /// Whether a vault made here today would cost a guesser more than `cost`.
    pub(crate) fn is_weaker_than_today(&self, cost: Cost) -> bool {
        let today = Cost::default();
        let (memory_kib, passes) = self.calibrated.unwrap_or((today.memory_kib, today.passes));
        // Passes beyond the default make up for a fast machine; they are no reason to ask for more.
        cost.memory_kib < memory_kib.min(today.memory_kib) || cost.passes < passes.min(today.passes)
    }
}

/// Whether `found` is a later state than the one that is held.
pub(crate) fn is_newer(held: Option<&Mark>, found: &Mark) -> bool {
    held.is_none_or(|held| found.generation > held.generation)
}

impl Memory {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What is remembered of a vault. A file that cannot be read is as good as none.
    pub(crate) fn of(&self, vault_id: &[u8; 16]) -> Seen {
        let all = self.read().unwrap_or_else(|error| {
            tracing::warn!(%error, "what was seen of vaults cannot be read");
            BTreeMap::new()
        });
        all.get(&HEXLOWER.encode(vault_id))
            .cloned()
            .unwrap_or_default()
    }

    /// Changes what is remembered of a vault, one process after the other.
    pub(crate) fn update<T>(
        &self,
        vault_id: &[u8; 16],
        change: impl FnOnce(&mut Seen) -> T,
    ) -> Result<T, Failure> {
        let failed = |error: io::Error| Failure::of(FailureCode::Storage, &error);
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        ::vault::keep_private(folder)?;
        let _lock = lock(&self.path.with_extension("lock")).map_err(failed)?;
        let mut all = self.read().unwrap_or_else(|error| {
            tracing::warn!(%error, "what was seen of vaults cannot be read; it is begun anew");
            BTreeMap::new()
        });
        let seen = all.entry(HEXLOWER.encode(vault_id)).or_default();
        let before = seen.clone();
        let answer = change(seen);
        if *seen != before {
            write(folder, &self.path, &all).map_err(failed)?;
        }
        Ok(answer)
    }

    fn read(&self) -> io::Result<BTreeMap<String, Seen>> {
        match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Ok(meta) if !meta.is_file() => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no file"));
            }
            _ => {}
        }
        Ok(serde_json::from_slice(&fs::read(&self.path)?)?)
    }
}

/// Beside the old file and then in its place; 0600 whatever the umask.
fn write(folder: &Path, path: &Path, all: &BTreeMap<String, Seen>) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, all)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Waits for the lock file and holds it until what comes back is dropped.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.lock()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: [u8; 16] = [7; 16];

    fn mark(generation: u64) -> Mark {
        Mark {
            vault_id: ID,
            generation,
            header_hash: [1; 32],
        }
    }

    #[test]
    fn a_mark_never_goes_back() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::new(folder.path().join("state/vaults.json"));
        assert_eq!(memory.of(&ID).mark(), None);
        for (generation, advanced) in [(3, true), (2, false), (3, false), (5, true)] {
            let did = memory.update(&ID, |seen| seen.advance(&mark(generation)));
            assert_eq!(did.unwrap(), advanced, "{generation}");
        }
        assert_eq!(memory.of(&ID).mark(), Some(mark(5)));
        assert_eq!(memory.of(&[8; 16]), Seen::default(), "another vault");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/vaults.json");
        let memory = Memory::new(path.clone());
        memory.update(&ID, |seen| seen.advance(&mark(1))).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[test]
    fn a_file_that_makes_no_sense_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vaults.json");
        tempfile::NamedTempFile::new_in(folder.path())
            .unwrap()
            .persist(&path)
            .unwrap();
        let memory = Memory::new(path);
        assert_eq!(memory.of(&ID), Seen::default());
        memory.update(&ID, |seen| seen.advance(&mark(4))).unwrap();
        assert_eq!(memory.of(&ID).mark(), Some(mark(4)));
    }

    #[test]
    fn a_cost_is_weak_only_where_more_would_suit() {
        let cost = |memory_kib, passes| Cost {
            memory_kib,
            passes,
            lanes: 1,
        };
        let mut seen = Seen::default();
        assert!(seen.is_weaker_than_today(cost(64 * 1024, 3)));
        assert!(!seen.is_weaker_than_today(Cost::default()));
        seen.note_calibrated(cost(64 * 1024, 3));
        assert!(
            !seen.is_weaker_than_today(cost(64 * 1024, 3)),
            "a slow machine"
        );
        seen.note_calibrated(cost(1024 * 1024, 12));
        assert!(!seen.is_weaker_than_today(Cost::default()), "a fast one");
    }
}
