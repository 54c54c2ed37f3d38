//! Checkpoints in files: one line each, a file a day.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use authority::Moment;
use time::OffsetDateTime;

use super::{Sealed, seal::MARK};

/// A place for checkpoints that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("checkpoints cannot be kept in or read from {}", path.display())]
pub struct Unusable {
    /// The directory or file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// Appends `line` to the file of the day in `directory`, which is made when it is missing. An empty
/// line only makes sure that this can be done.
pub(super) fn append(directory: &Path, at: Moment, line: &str) -> Result<(), Unusable> {
    let unusable = |path: &Path| {
        let path = path.to_owned();
        move |source| Unusable { path, source }
    };
    fs::create_dir_all(directory).map_err(unusable(directory))?;
    let day = OffsetDateTime::from_unix_timestamp(at.unix())
        .map_or_else(|_| "undated".to_owned(), |at| at.date().to_string());
    let path = directory.join(format!("checkpoints-{day}.jsonl"));
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(unusable(&path))?;
    if line.is_empty() {
        return Ok(());
    }
    file.write_all(format!("{line}\n").as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(unusable(&path))
}

/// Every checkpoint in `place`, a file or the files of a directory, with where it stands; `None` for
/// one that cannot be read. Other lines, as in the log of the server, are passed over.
pub(super) fn read(place: &Path) -> Result<Vec<(String, Option<Sealed>)>, Unusable> {
    let unusable = |source| Unusable {
        path: place.to_owned(),
        source,
    };
    let mut files = Vec::new();
    if place.is_dir() {
        for entry in fs::read_dir(place).map_err(unusable)? {
            let path = entry.map_err(unusable)?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        files.sort();
    } else {
        files.push(place.to_owned());
    }
    let mut found = Vec::new();
    for path in files {
        let text = fs::read(&path).map_err(|source| Unusable {
            path: path.clone(),
            source,
        })?;
        for (index, line) in String::from_utf8_lossy(&text).lines().enumerate() {
            if let Some(start) = line.find(MARK) {
                let sealed = line
                    .get(start..)
                    .and_then(|line| Sealed::parse(line.trim()));
                let place = format!("in line {} of {}", index + 1, path.display());
                found.push((place, sealed));
            }
        }
    }
    Ok(found)
}
