//! Copies of the vault for the day it is lost.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use data_encoding::HEXLOWER;

use crate::file::{self, Replace};
use crate::leftovers;
use crate::locked::{open_body, read_header};
use crate::{Error, Info, Unlocked, body};

/// Why a backup was made. Each sort is counted by itself when the newest are kept, so that many
/// small changes do not push out the state before a large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BackupSort {
    /// After a change, as a matter of course.
    Change,
    /// Before something that replaces much, as an import, a new password or a restored copy, or because
    /// a person asked for it.
    Before,
}

/// A whole vault in a directory of backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// What it tells without being unlocked.
    pub info: Info,
    /// Why it was made; `None` for a copy that a person put here, which is never removed.
    pub sort: Option<BackupSort>,
    /// Size in bytes.
    pub bytes: u64,
    /// When it was written.
    pub saved_at: SystemTime,
}

/// The name of a backup: vault id, epoch, generation and sort, so that one state has one backup.
#[must_use]
pub fn backup_name(info: &Info, sort: BackupSort) -> String {
    format!("{}-{}.countersign", stem(info), word(sort))
}

/// The name of a backup when that of [`backup_name`] is taken by a diverged state, which has the same
/// generation: the beginning of the header's hash stands in it too.
#[must_use]
pub fn backup_name_beside(info: &Info, sort: BackupSort) -> String {
    let hash = HEXLOWER.encode(&info.header_hash);
    let short = hash.get(..8).unwrap_or_default();
    format!("{}-{}.{short}.countersign", stem(info), word(sort))
}

fn word(sort: BackupSort) -> &'static str {
    match sort {
        BackupSort::Change => "change",
        BackupSort::Before => "before",
    }
}

fn stem(info: &Info) -> String {
    let id = HEXLOWER.encode(&info.vault_id);
    format!("{id}-{:06}-{:012}", info.epoch, info.generation)
}

/// Copies the vault to `to`, reads the copy back and compares it. A file at `to` stays. Without a
/// key nobody knows whether the body opens; [`Unlocked::backup`] makes sure of that too.
///
/// The copy is sealed as the vault is and opens with the credentials the vault has now.
///
/// # Errors
///
/// Those of [`crate::open`] for the vault, [`Error::Exists`], and what the file system answers.
pub fn backup(vault: &Path, to: &Path) -> Result<Info, Error> {
    let bytes = file::read(vault)?;
    let (header, _) = read_header(vault, &bytes)?;
    copy(&bytes, to, |_| Ok(()))?;
    Ok(header.info())
}

/// Copies a file that may be damaged to `to`, byte by byte, before something else takes its place.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::Symlink`], [`Error::Exists`], and what the file system answers.
pub fn set_aside(file: &Path, to: &Path) -> Result<(), Error> {
    copy(&file::read(file)?, to, |_| Ok(()))
}

/// The name for a copy of a file that may be no whole vault, set aside at a moment.
#[must_use]
pub fn set_aside_name(unix_ms: u64) -> String {
    format!("{SET_ASIDE}{unix_ms}.countersign")
}

const SET_ASIDE: &str = "set-aside-";

/// It is a copy of ours, though none that is counted among the newest.
fn is_set_aside(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let moment = name
        .and_then(|name| name.strip_prefix(SET_ASIDE))
        .and_then(|rest| rest.strip_suffix(".countersign"));
    moment.is_some_and(|ms| !ms.is_empty() && ms.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Unlocked {
    /// Copies the file as it is now to `to`, opens the copy with the key in hand, and compares what
    /// is in it, entry by entry, with what is in the file and, unless another process saved in the
    /// meantime, in memory. A file at `to` stays.
    ///
    /// # Errors
    ///
    /// [`Error::ChangedElsewhere`] when the file was sealed under another key by now;
    /// [`Error::Damaged`] naming the file that does not open; and those of [`backup`].
    pub fn backup(&self, to: &Path) -> Result<Info, Error> {
        let mut bytes = file::read(&self.path)?;
        let whole = bytes.clone();
        let (header, length) = read_header(&self.path, &bytes)?;
        if !header.continues(&self.header) && !self.header.continues(&header) {
            return Err(Error::ChangedElsewhere {
                path: self.path.clone(),
            });
        }
        let contents = open_body(&self.path, &header, length, &self.key, &mut bytes)?;
        let plain = body::encode(&contents);
        let as_in_memory = whole.get(..length) != Some(self.head.as_slice())
            || body::encode(&self.contents) == plain;
        if !as_in_memory {
            return Err(Error::Damaged {
                path: self.path.clone(),
            });
        }
        copy(&whole, to, |found| {
            let (header, length) = read_header(to, found)?;
            let again = open_body(to, &header, length, &self.key, found)?;
            let counted = contents.entries().count() == again.entries().count()
                && contents.trashed().count() == again.trashed().count();
            demand(to, counted && body::encode(&again) == plain)
        })?;
        Ok(header.info())
    }
}

/// Writes a copy, reads it back, compares it, and asks `agrees` about what was read.
fn copy(
    bytes: &[u8],
    to: &Path,
    agrees: impl FnOnce(&mut zeroize::Zeroizing<Vec<u8>>) -> Result<(), Error>,
) -> Result<(), Error> {
    file::make_directory(file::directory_of(to))?;
    let written = file::write(to, bytes, Replace::Never, |copy| {
        let mut found = file::read(copy)?;
        demand(to, found.as_slice() == bytes)?;
        agrees(&mut found)
    })?;
    written.confirmed(to)
}

fn demand(to: &Path, holds: bool) -> Result<(), Error> {
    if holds {
        Ok(())
    } else {
        Err(Error::Damaged {
            path: to.to_owned(),
        })
    }
}

/// The whole vaults in a directory: one vault after the other, its newest state first. Files that
/// are no whole vaults are passed over, as are links and directories.
///
/// # Errors
///
/// What the file system answers. A missing directory has no backups.
pub fn list_backups(directory: &Path) -> Result<Vec<Backup>, Error> {
    let files = match fs::read_dir(directory) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(directory, error)),
    };
    let mut backups: Vec<Backup> = files.flatten().filter_map(|file| look_at(&file)).collect();
    backups.sort_by_key(|backup| {
        let Info {
            vault_id,
            generation,
            ..
        } = backup.info;
        (vault_id, u64::MAX - generation, backup.path.clone())
    });
    Ok(backups)
}

fn look_at(file: &fs::DirEntry) -> Option<Backup> {
    let path = file.path();
    // A folder of the person's choice may hold films as well, which nobody should read through.
    if !file::begins_like_a_vault(&path) {
        return None;
    }
    let info = crate::open(&path).ok()?.info();
    let meta = file.metadata().ok()?;
    let name = file.file_name();
    let is = |sort| *name == *backup_name(&info, sort) || *name == *backup_name_beside(&info, sort);
    let unsorted = *name == *format!("{}.countersign", stem(&info)); // named before there were sorts
    let sort = if is(BackupSort::Change) {
        Some(BackupSort::Change)
    } else {
        (is(BackupSort::Before) || unsorted).then_some(BackupSort::Before)
    };
    Some(Backup {
        path,
        sort,
        info,
        bytes: meta.len(),
        saved_at: meta.modified().unwrap_or(UNIX_EPOCH),
    })
}

/// Removes all but the `keep` newest backups of each vault and sort from a directory, says which,
/// and clears away what interrupted backups left. Copies that a person put there stay.
///
/// Those of the latest states stay, and those written last: the same ones, unless an older copy stood
/// in the place of the vault when it was backed up.
///
/// # Errors
///
/// What the file system answers. A missing directory has no backups.
pub fn keep_newest(directory: &Path, keep: usize) -> Result<Vec<PathBuf>, Error> {
    let mut ours: Vec<Backup> = list_backups(directory)?;
    ours.retain(|backup| backup.sort.is_some());
    let mut removed = Vec::new();
    for sort in [BackupSort::Change, BackupSort::Before] {
        let of_sort: Vec<&Backup> = ours.iter().filter(|b| b.sort == Some(sort)).collect();
        for of_one_vault in of_sort.chunk_by(|a, b| a.info.vault_id == b.info.vault_id) {
            let mut by_time = of_one_vault.to_vec();
            by_time.sort_by_key(|backup| Reverse(backup.saved_at));
            by_time.truncate(keep);
            let is_recent = |backup: &Backup| by_time.iter().any(|b| b.path == backup.path);
            for backup in of_one_vault.iter().skip(keep) {
                if is_recent(backup) {
                    continue;
                }
                remove(&backup.path)?;
                removed.push(backup.path.clone());
            }
        }
    }
    for backup in &ours {
        let id = HEXLOWER.encode(&backup.info.vault_id);
        leftovers::remove_where(directory, format!(".{id}-").as_bytes());
    }
    Ok(removed)
}

/// Removes the backups of this vault whose epoch is an older one, and what was set aside of it, and
/// says which: after a change of the password they would open with the old one. Copies that a person
/// put there stay, and so does what was set aside and is no whole vault.
///
/// # Errors
///
/// What the file system answers. A missing directory has no backups.
pub fn delete_older_epochs(directory: &Path, present: &Info) -> Result<Vec<PathBuf>, Error> {
    let mut removed = Vec::new();
    for backup in list_backups(directory)? {
        let info = &backup.info;
        let is_ours = backup.sort.is_some() || is_set_aside(&backup.path);
        if is_ours && info.vault_id == present.vault_id && info.epoch < present.epoch {
            remove(&backup.path)?;
            removed.push(backup.path);
        }
    }
    Ok(removed)
}

/// One that another process removed first is gone as well.
fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::writing(path, error)),
        _ => Ok(()),
    }
}
