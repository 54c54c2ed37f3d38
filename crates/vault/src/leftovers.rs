//! What a save leaves behind that was cut off by a crash or by the loss of power, and its removal.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::file::{directory_of, file_name};

/// The end of the name of a file that is being written.
pub(crate) const SUFFIX: &str = ".unfinished";

/// The beginning of the name of a file that is being written to become `path`.
pub(crate) fn prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(file_name(path));
    prefix.push(".");
    prefix
}

/// Says that the file is being written, for as long as it is open. Where the file system knows no
/// locks, every leftover looks as if it were being written, and stays.
pub(crate) fn mark_in_use(file: &File) {
    let _ = file.try_lock();
}

/// Removes what an earlier save of this file left behind.
pub(crate) fn remove(path: &Path) {
    remove_where(directory_of(path), prefix(path).as_encoded_bytes());
}

/// Removes what any save in this directory left behind whose file's name begins like this.
pub(crate) fn remove_where(directory: &Path, prefix: &[u8]) {
    let Ok(siblings) = fs::read_dir(directory) else {
        return;
    };
    let is_leftover = |name: &OsStr| {
        let name = name.as_encoded_bytes();
        name.starts_with(prefix) && name.ends_with(SUFFIX.as_bytes())
    };
    let paths: Vec<PathBuf> = siblings
        .flatten()
        .filter(|sibling| is_leftover(&sibling.file_name()))
        .map(|sibling| sibling.path())
        .filter(|path| !is_in_use(path))
        .collect();
    for path in paths {
        let _ = fs::remove_file(path); // it stays for the next save
    }
}

fn is_in_use(path: &Path) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
    is_file && File::open(path).is_ok_and(|file| file.try_lock_shared().is_err())
}
