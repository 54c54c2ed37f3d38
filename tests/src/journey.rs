//! One story from beginning to end, and what is left behind when it fails.

use std::{
    fs,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::{Path, PathBuf},
    pin::pin,
    task::Poll,
};

use crate::Machine;

/// Tells a story on a machine of its own.
///
/// When it fails, the pictures of its windows and the logs of its programs are in
/// `target/journeys/NAME/`; when it goes well, that folder is removed.
pub async fn journey(name: &str, story: impl AsyncFnOnce(&Machine)) {
    let folder = folder(name);
    let _ = fs::remove_dir_all(&folder);
    let machine = Machine::start(&folder).await;

    match told(story(&machine)).await {
        Ok(()) => {
            drop(machine);
            let _ = fs::remove_dir_all(&folder);
        }
        Err(panic) => {
            take_pictures(&machine, &folder).await;
            eprintln!("{name}: pictures and logs are in {}", folder.display());
            drop(machine);
            resume_unwind(panic);
        }
    }
}

/// The story, with a panic in it kept for later.
async fn told(story: impl Future<Output = ()>) -> std::thread::Result<()> {
    let mut story = pin!(story);
    poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| story.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        },
    )
    .await
}

async fn take_pictures(machine: &Machine, folder: &Path) {
    for window in machine.windows.lock().await.iter() {
        window
            .picture(&folder.join(format!("{}.png", window.name())))
            .await;
    }
}

/// Where a failed journey leaves what it saw.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    target().join("journeys").join(name)
}

/// The build directory, where everything goes that can be made again.
#[must_use]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target"),
        PathBuf::from,
    )
}
