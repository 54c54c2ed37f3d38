//! The file as a whole: read, replaced, locked against others, and kept from other people's eyes.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::Error;
use crate::header::{MAGIC, MOST_BYTES};

/// Corrects the modes of a directory that holds only our own files, to 0700, and says whether that
/// was needed. A missing directory is made. Not for directories that others share.
///
/// # Errors
///
/// [`Error::Symlink`] when it is a link, [`Error::Io`] when the system refuses.
pub fn keep_private(directory: &Path) -> Result<bool, Error> {
    make_directory(directory)?;
    refuse_link(directory)?;
    narrow(directory, 0o700)
}

/// The bytes of a vault file, with modes corrected when they were wider than 0600. A file that does
/// not begin like a vault is somebody's own affair and keeps its modes.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    refuse_link(path)?;
    let failed = |source| Error::io(path, source);
    let meta = fs::symlink_metadata(path).map_err(failed)?;
    // Checked before opening: opening a pipe would wait for its other end.
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return Err(Error::NotAVault {
            path: path.to_owned(),
        });
    }
    let mut file = options_without_links()
        .read(true)
        .open(path)
        .map_err(failed)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(meta.len() as usize + 1));
    (&mut file)
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.starts_with(&MAGIC) && narrow(path, 0o600).unwrap_or(false) {
        tracing::warn!("the vault could be read by others; its modes were corrected");
    }
    Ok(bytes)
}

/// Whether a save may replace what is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replace {
    /// The file must not exist yet.
    Never,
    /// The file is replaced.
    Always,
}

/// Writes the bytes beside the file, asks `agrees` about the new file, and renames it into place.
/// Until the rename the old file is whole, after it the new one is. The caller holds the lock.
pub(crate) fn write(
    path: &Path,
    bytes: &[u8],
    replace: Replace,
    agrees: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::TooLarge {
            bytes: bytes.len() as u64,
        });
    }
    let directory = directory_of(path);
    let failed = |source| Error::io(path, source);
    refuse_link(path)?;
    remove_leftovers(path);

    let mut beside = tempfile::Builder::new()
        .prefix(&leftover_prefix(path))
        .suffix(LEFTOVER_SUFFIX)
        .tempfile_in(directory) // exclusive and 0600
        .map_err(failed)?;
    beside.write_all(bytes).map_err(failed)?;
    beside.as_file().sync_all().map_err(failed)?;
    agrees(beside.path())?;
    match replace {
        Replace::Always => beside.persist(path).map_err(|e| failed(e.error))?,
        Replace::Never => beside
            .persist_noclobber(path)
            .map_err(|e| match e.error.kind() {
                std::io::ErrorKind::AlreadyExists => Error::Exists {
                    path: path.to_owned(),
                },
                _ => failed(e.error),
            })?,
    };
    sync_directory(directory).map_err(failed)
}

/// The exclusive lock of a vault, held until dropped. It is a file of its own, since the vault's
/// file is another one after every save.
pub(crate) struct Lock(#[expect(dead_code, reason = "closing the file ends the lock")] File);

impl Lock {
    /// Waits until no other process saves.
    pub(crate) fn take(path: &Path) -> Result<Self, Error> {
        let mut name = file_name(path);
        name.push(".lock");
        let beside = path.with_file_name(name);
        refuse_link(&beside)?;
        // It is the vault that is missing or cannot be written, as far as a person is concerned.
        let failed = |source| Error::io(path, source);
        let mut options = options_without_links();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(Self(file))
    }
}

/// Makes the directory and what is missing above it, for the person alone.
pub(crate) fn make_directory(directory: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(directory)
        .map_err(|source| Error::io(directory, source))
}

/// The directory a file is in; a bare name is in the working directory.
pub(crate) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    }
}

fn refuse_link(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => Err(Error::Symlink {
            path: path.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// A link planted between check and opening is refused by the system.
fn options_without_links() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        let flags = rustix::fs::OFlags::NOFOLLOW.bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    options.clone()
}

/// Takes from group and others what they have too much, and says whether that was needed.
#[cfg(unix)]
fn narrow(path: &Path, mode: u32) -> Result<bool, Error> {
    use std::os::unix::fs::PermissionsExt as _;
    let failed = |source| Error::io(path, source);
    let found = fs::symlink_metadata(path)
        .map_err(failed)?
        .permissions()
        .mode()
        & 0o7777;
    if found & !mode == 0 {
        return Ok(false);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(found & mode)).map_err(failed)?;
    Ok(true)
}

#[cfg(not(unix))]
fn narrow(_path: &Path, _mode: u32) -> Result<bool, Error> {
    Ok(false) // directories of the profile are the person's own
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> std::io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> std::io::Result<()> {
    Ok(()) // the rename itself is written through
}

const LEFTOVER_SUFFIX: &str = ".unfinished";

fn leftover_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(file_name(path));
    prefix.push(".");
    prefix
}

fn file_name(path: &Path) -> OsString {
    path.file_name().unwrap_or(OsStr::new("vault")).to_owned()
}

/// Removes what a save left behind that was cut off by a crash or by the loss of power.
fn remove_leftovers(path: &Path) {
    let prefix = leftover_prefix(path);
    let Ok(siblings) = fs::read_dir(directory_of(path)) else {
        return;
    };
    let is_leftover = |name: &OsStr| {
        let (name, prefix) = (name.as_encoded_bytes(), prefix.as_encoded_bytes());
        name.starts_with(prefix) && name.ends_with(LEFTOVER_SUFFIX.as_bytes())
    };
    let paths: Vec<PathBuf> = siblings
        .flatten()
        .filter(|sibling| is_leftover(&sibling.file_name()))
        .map(|sibling| sibling.path())
        .collect();
    for path in paths {
        let _ = fs::remove_file(path); // it stays for the next save
    }
}
