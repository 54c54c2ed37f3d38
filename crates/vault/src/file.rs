//! The file as a whole: read, replaced, locked against others, and kept from other people's eyes.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::Error;
use crate::header::{MAGIC, MOST_BYTES};
use crate::leftovers;

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

/// Whether a file begins like a vault. Nothing more of it is read, however long it is.
pub(crate) fn begins_like_a_vault(path: &Path) -> bool {
    // Checked before opening: opening a pipe would wait for its other end.
    if !fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file()) {
        return false;
    }
    let Ok(mut file) = options_without_links().read(true).open(path) else {
        return false;
    };
    let mut start = [0; MAGIC.len()];
    file.read_exact(&mut start).is_ok() && start == MAGIC
}

/// Whether a save may replace what is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replace {
    /// The file must not exist yet.
    Never,
    /// The file is replaced.
    Always,
}

/// How sure a save is.
#[must_use]
pub(crate) enum Saved {
    /// Written, and vouched for by the system.
    Surely,
    /// In its place, but the system did not say that it would survive a loss of power.
    Unconfirmed(io::Error),
}

impl Saved {
    /// Why the system does not vouch for it, as [`Error::Unconfirmed`].
    pub(crate) fn trouble(self, path: &Path) -> Option<Error> {
        match self {
            Self::Surely => None,
            Self::Unconfirmed(source) => Some(Error::Unconfirmed {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// For a file that must last or not be there.
    pub(crate) fn confirmed(self, path: &Path) -> Result<(), Error> {
        self.trouble(path).map_or(Ok(()), Err)
    }
}

/// Writes the bytes beside the file, asks `agrees` about the new file, and renames it into place.
/// Until the rename the old file is whole, after it the new one is: whatever fails before it leaves
/// the old state. What fails after it is told as [`Saved::Unconfirmed`] where a file was replaced; a
/// new file is taken away again, and what failed is the error. The caller of a replacement holds the
/// vault's lock.
pub(crate) fn write(
    path: &Path,
    bytes: &[u8],
    replace: Replace,
    agrees: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<Saved, Error> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::TooLarge {
            bytes: bytes.len() as u64,
        });
    }
    let directory = Directory::open(directory_of(path));
    let failed = |source| Error::writing(path, source);
    refuse_link(path)?;
    leftovers::remove(path);

    let mut beside = tempfile::Builder::new()
        .prefix(&leftovers::prefix(path))
        .suffix(leftovers::SUFFIX)
        .tempfile_in(directory_of(path)) // exclusive and 0600
        .map_err(failed)?;
    leftovers::mark_in_use(beside.as_file());
    beside.write_all(bytes).map_err(failed)?;
    beside.as_file().sync_all().map_err(failed)?;
    agrees(beside.path())?;
    match replace {
        Replace::Always => {
            beside.persist(path).map_err(|e| failed(e.error))?;
            Ok(directory
                .sync()
                .map_or_else(Saved::Unconfirmed, |()| Saved::Surely))
        }
        Replace::Never => {
            beside
                .persist_noclobber(path)
                .map_err(|e| match e.error.kind() {
                    io::ErrorKind::AlreadyExists => Error::Exists {
                        path: path.to_owned(),
                    },
                    _ => failed(e.error),
                })?;
            directory.sync().map_err(|source| {
                let _ = fs::remove_file(path); // nothing stood here before, and nothing does now
                failed(source)
            })?;
            Ok(Saved::Surely)
        }
    }
}

/// Whether a save could replace the file, as far as modes and the file system tell.
#[cfg(unix)]
pub(crate) fn is_writable(path: &Path) -> bool {
    let may_write = |path: &Path| rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok();
    may_write(path) && may_write(directory_of(path))
}

#[cfg(not(unix))]
pub(crate) fn is_writable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.permissions().readonly())
}

/// How long a save waits for another process to finish its own.
const PATIENCE: Duration = Duration::from_secs(10);

/// The exclusive lock of a vault, held until dropped. It is a file of its own, since the vault's
/// file is another one after every save.
pub(crate) struct Lock(#[expect(dead_code, reason = "closing the file ends the lock")] File);

impl Lock {
    /// Waits until no other process saves, for ten seconds at most.
    pub(crate) fn take(path: &Path) -> Result<Self, Error> {
        Self::take_within(path, PATIENCE)
    }

    pub(crate) fn take_within(path: &Path, patience: Duration) -> Result<Self, Error> {
        let mut name = file_name(path);
        name.push(".lock");
        let beside = path.with_file_name(name);
        refuse_link(&beside)?;
        // It is the vault that is missing or cannot be written, as far as a person is concerned.
        let failed = |source| Error::writing(path, source);
        let mut options = options_without_links();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::Error(source)) => Err(failed(source)),
            Err(TryLockError::WouldBlock) => wait_for(file, patience)
                .ok_or_else(|| Error::Busy {
                    path: path.to_owned(),
                })?
                .map_err(failed),
        }
    }
}

/// The system has no wait with an end, so a thread waits in our place. When it gets the lock after
/// all, nobody takes it from the thread and it is given back at once.
fn wait_for(file: File, patience: Duration) -> Option<io::Result<Lock>> {
    let (send, receive) = mpsc::sync_channel(0);
    thread::spawn(move || {
        let locked = file.lock().map(|()| Lock(file));
        let _ = send.send(locked);
    });
    receive.recv_timeout(patience).ok()
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

/// The directory a file is renamed in, opened before anything is written so that only the last step
/// can fail after the rename.
struct Directory(#[cfg_attr(not(unix), expect(dead_code))] io::Result<File>);

impl Directory {
    fn open(directory: &Path) -> Self {
        Self(File::open(directory))
    }

    /// Makes the rename last. Some file systems know no such wish: then there is nothing to wait for.
    #[cfg(unix)]
    fn sync(self) -> io::Result<()> {
        use io::ErrorKind::{InvalidInput, Unsupported};
        match self.0.and_then(|directory| directory.sync_all()) {
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
            answer => answer,
        }
    }

    #[cfg(not(unix))]
    fn sync(self) -> io::Result<()> {
        Ok(()) // the rename itself is written through
    }
}

pub(crate) fn file_name(path: &Path) -> OsString {
    path.file_name().unwrap_or(OsStr::new("vault")).to_owned()
}
