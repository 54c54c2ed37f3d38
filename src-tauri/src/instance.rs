//! One core for one vault: a second start wakes the first, asks it for a page and hands over nothing
//! else.
//!
//! The first listens on a socket of its own user, named after the data directory, so that two
//! installations side by side do not wake each other. Where no socket can be had, as on a path that is
//! too long for one, the program runs alone and the lock of the vault file keeps the peace.

use std::{path::Path, sync::Arc};

use crate::{core::Core, frames::Page};

/// What became of the start.
pub(crate) enum Entered {
    /// This is the first program.
    First(Option<imp::Door>),
    /// Another one is there and shows the page.
    Woken,
}

/// Asks the program that is there for `page`, or becomes the one that is asked.
pub(crate) async fn enter(data: &Path, page: Page) -> Entered {
    match imp::enter(data, page).await {
        Ok(entered) => entered,
        Err(error) => {
            tracing::warn!(%error, "a second start will not find this one");
            Entered::First(None)
        }
    }
}

/// Listens for second starts, for as long as the program runs.
pub(crate) fn listen(door: Option<imp::Door>, core: &Arc<Core>) {
    if let Some(door) = door {
        tokio::spawn(imp::listen(door, Arc::clone(core)));
    }
}

#[cfg(unix)]
mod imp {
    use std::{
        env,
        fs::{self, File, TryLockError},
        hash::{DefaultHasher, Hash, Hasher},
        io,
        os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
        path::{Path, PathBuf},
        sync::Arc,
        time::Duration,
    };

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{UnixListener, UnixStream},
        time::{sleep, timeout},
    };

    use super::Entered;
    use crate::{core::Core, frames::Page};

    /// Where second starts knock; removed with the program.
    pub(crate) struct Door {
        listener: UnixListener,
        path: PathBuf,
        /// Whoever holds it is the first; the system lets go of it with the program.
        _first: File,
    }

    impl Drop for Door {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// How long a visitor may take to say what it wants.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// How long the first may take to answer, and how long to wait between two knocks: it may have
    /// begun just now and not have opened its door yet.
    const ANSWER: Duration = Duration::from_secs(5);
    const PAUSE: Duration = Duration::from_millis(50);

    pub(super) async fn enter(data: &Path, page: Page) -> io::Result<Entered> {
        let path = place(data)?;
        if let Some(door) = open(&path)? {
            return Ok(Entered::First(Some(door)));
        }
        let woken = async {
            while knock(&path, page).await.is_err() {
                sleep(PAUSE).await;
            }
        };
        timeout(ANSWER, woken).await?;
        Ok(Entered::Woken)
    }

    /// The door, unless another program has it.
    fn open(path: &Path) -> io::Result<Option<Door>> {
        let first = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path.with_extension("lock"))?;
        match first.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // What is left of a program that was killed is in the way.
        let _ = fs::remove_file(path);
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        Ok(Some(Door {
            listener,
            path: path.to_owned(),
            _first: first,
        }))
    }

    /// In the directory of the session if there is one, else beside the vault.
    fn place(data: &Path) -> io::Result<PathBuf> {
        let mut name = DefaultHasher::new();
        data.hash(&mut name);
        let name = format!("countersign-{:016x}.socket", name.finish());
        if let Some(session) = env::var_os("XDG_RUNTIME_DIR").filter(|path| !path.is_empty()) {
            return Ok(PathBuf::from(session).join(name));
        }
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(data)?;
        Ok(data.join(name))
    }

    async fn knock(path: &Path, page: Page) -> io::Result<()> {
        let mut door = UnixStream::connect(path).await?;
        door.write_all(page.label().as_bytes()).await?;
        door.shutdown().await?;
        let mut heard = [0; 1];
        door.read_exact(&mut heard).await?;
        Ok(())
    }

    pub(super) async fn listen(door: Door, core: Arc<Core>) {
        loop {
            let mut visitor = match door.listener.accept().await {
                Ok((visitor, _)) => visitor,
                Err(error) => {
                    // As when the program has too many files open: that passes.
                    tracing::warn!(%error, "a second start was not heard");
                    sleep(PATIENCE).await;
                    continue;
                }
            };
            let mut label = String::new();
            let mut said = (&mut visitor).take(16);
            let read = timeout(PATIENCE, said.read_to_string(&mut label)).await;
            if let (Ok(Ok(_)), Some(page)) = (read, Page::of(&label)) {
                core.show(page);
                let _ = visitor.write_all(b"!").await;
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[tokio::test]
        async fn of_two_starts_one_gets_the_door_and_the_other_leaves_it_alone() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("door.socket");
            let door = open(&path).unwrap();
            assert!(door.is_some());

            assert!(open(&path).unwrap().is_none());
            assert!(UnixStream::connect(&path).await.is_ok());
        }

        #[tokio::test]
        async fn what_a_killed_program_left_is_not_in_the_way() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("door.socket");
            drop(UnixListener::bind(&path).unwrap());
            assert!(path.exists());

            let door = open(&path).unwrap();
            assert!(door.is_some());
            drop(door);
            assert!(!path.exists());
            assert!(open(&path).unwrap().is_some());
        }
    }
}

#[cfg(not(unix))]
mod imp {
    use std::{io, path::Path, sync::Arc};

    use super::Entered;
    use crate::{core::Core, frames::Page};

    /// No door is built here yet.
    pub(crate) struct Door;

    pub(super) async fn enter(_: &Path, _: Page) -> io::Result<Entered> {
        Ok(Entered::First(None))
    }

    pub(super) async fn listen(_: Door, _: Arc<Core>) {}
}
