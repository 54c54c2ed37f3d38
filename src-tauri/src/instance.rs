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
        env, fs,
        hash::{DefaultHasher, Hash, Hasher},
        io,
        os::unix::fs::{DirBuilderExt, PermissionsExt},
        path::{Path, PathBuf},
        sync::Arc,
        time::Duration,
    };

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{UnixListener, UnixStream},
        time::timeout,
    };

    use super::Entered;
    use crate::{core::Core, frames::Page};

    /// Where second starts knock; removed with the program.
    pub(crate) struct Door {
        listener: UnixListener,
        path: PathBuf,
    }

    impl Drop for Door {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.path);
        }
    }

    const PATIENCE: Duration = Duration::from_secs(2);

    pub(super) async fn enter(data: &Path, page: Page) -> io::Result<Entered> {
        let path = place(data)?;
        if knock(&path, page).await.is_ok() {
            return Ok(Entered::Woken);
        }
        // Nobody answers: what is left of a program that was killed is in the way.
        let _ = fs::remove_file(&path);
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(Entered::First(Some(Door { listener, path })))
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
        timeout(PATIENCE, door.read_exact(&mut heard)).await??;
        Ok(())
    }

    pub(super) async fn listen(door: Door, core: Arc<Core>) {
        while let Ok((mut visitor, _)) = door.listener.accept().await {
            let mut label = String::new();
            let mut said = (&mut visitor).take(16);
            let read = timeout(PATIENCE, said.read_to_string(&mut label)).await;
            if let (Ok(Ok(_)), Some(page)) = (read, Page::of(&label)) {
                core.show(page);
                let _ = visitor.write_all(b"!").await;
            }
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
