//! Copies of the vault for the day it is lost.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::file::{self, Replace};
use crate::locked::read_header;
use crate::{Error, Info};

/// Copies the vault to `to`, reads the copy back and compares it. A file at `to` stays.
///
/// The copy is sealed as the vault is and opens with the password the vault has now.
///
/// # Errors
///
/// Those of [`crate::open`] for the vault, [`Error::Exists`], and what the file system answers.
pub fn backup(vault: &Path, to: &Path) -> Result<Info, Error> {
    let bytes = file::read(vault)?;
    let (header, _) = read_header(vault, &bytes)?;
    file::make_directory(file::directory_of(to))?;
    file::write(to, &bytes, Replace::Never, |copy| {
        let whole = file::read(copy)? == bytes;
        if whole {
            Ok(())
        } else {
            Err(Error::Damaged {
                path: to.to_owned(),
            })
        }
    })?;
    Ok(header.info())
}

/// Removes all but the `keep` newest backups of each vault from a directory, and says which.
/// Files that are not whole vaults stay, as do links and directories.
///
/// # Errors
///
/// What the file system answers. A missing directory has no backups.
pub fn keep_newest(directory: &Path, keep: usize) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::io(directory, source);
    let files = match fs::read_dir(directory) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut backups: Vec<(Info, PathBuf)> = files
        .flatten()
        .filter_map(|file| Some((crate::open(&file.path()).ok()?.info(), file.path())))
        .collect();
    // One vault after the other, its newest state first.
    backups.sort_by_key(|(info, path)| (info.vault_id, u64::MAX - info.generation, path.clone()));
    let mut removed = Vec::new();
    for of_one_vault in backups.chunk_by(|(a, _), (b, _)| a.vault_id == b.vault_id) {
        for (_, path) in of_one_vault.iter().skip(keep) {
            fs::remove_file(path).map_err(failed)?;
            removed.push(path.clone());
        }
    }
    Ok(removed)
}
