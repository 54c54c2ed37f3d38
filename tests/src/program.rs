//! The programs a journey starts.

use std::{
    fs::{File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

/// One of our own binaries, out of the same build as this one.
///
/// # Panics
///
/// When it was not built.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    let this = std::env::current_exe().expect("a running program has a path");
    let mut folder = this.parent().expect("it lies in a folder");
    if folder.ends_with("deps") || folder.ends_with("examples") {
        folder = folder.parent().expect("both lie in a folder");
    }
    let path = folder.join(name);
    assert!(
        path.exists(),
        "{} is missing: `make test` builds it",
        path.display()
    );
    path
}

/// Where a program's output goes: appended, so that one that is started again tells one story.
pub(crate) fn log(path: &Path) -> File {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("the log can be written")
}

/// Both outputs into one log, and nothing to read from.
pub(crate) fn logged<'a>(command: &'a mut Command, path: &Path) -> &'a mut Command {
    let file = log(path);
    let same = file.try_clone().expect("a file can be shared");
    command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(same)
        .kill_on_drop(true)
}

/// A port that was free a moment ago, for programs that cannot choose one themselves.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}
