//! One refresh at a time per account, across processes: an advisory lock on an empty file.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
    time::Duration,
};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::Error;

/// Somebody else holds the lock for one refresh, at worst with a lost answer and a slow keychain.
const PATIENCE: Duration = Duration::from_secs(45);
const PAUSE: Duration = Duration::from_millis(50);

/// Holds the account until it is dropped. The system lets go of it when a process dies.
pub(crate) struct AccountLock {
    _file: File,
}

impl AccountLock {
    /// Waits for the account.
    pub(crate) async fn take(directory: &Path, account: &str) -> Result<Self, Error> {
        let file = open(directory, account).map_err(|source| Error::Local {
            what: "the lock of an account could not be opened",
            source,
        })?;
        let wait = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    // The system tells nobody when a lock is free again without blocking a thread.
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                    Err(TryLockError::Error(source)) => {
                        return Err(Error::Local {
                            what: "the lock of an account could not be taken",
                            source,
                        });
                    }
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .map_err(|_| Error::Busy)??;
        Ok(Self { _file: file })
    }
}

/// The file is named after a hash, because an account's id need not be a file name.
fn open(directory: &Path, account: &str) -> io::Result<File> {
    make_private(directory)?;
    let hash = Sha256::digest(account.as_bytes());
    let path = directory.join(format!(
        "{}.lock",
        HEXLOWER.encode(hash.get(..16).unwrap_or_default())
    ));
    if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("the lock is not a plain file"));
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
