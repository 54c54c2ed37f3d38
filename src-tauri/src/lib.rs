//! The core of the desktop program. It answers the window, which is a program of its own.
//!
//! ```text
//! countersign-desktop   the core: vault, clocks, tray, hotkey     always there, holds every secret
//!        │  one line of JSON a message, over one socket (`frames`)
//! countersign-window    the web view and the frame around it      there while something is shown
//! ```
//!
//! Two programs, because what a web engine takes in memory and brings in code has no place beside a
//! vault key: while nothing is shown, the window's program does not exist. A handler turns one
//! question of a page into one call of `commands` and hands the views back; [`functions`] lists them
//! all. This library knows no Tauri, and nothing here may: the core would be linked to the web engine.

mod approvals;
mod asked;
mod core;
pub mod events;
pub mod frames;
mod handlers;
mod hotkey;
mod instance;
pub mod names;
mod notices;
mod pane;
mod questions;
mod senses;
#[cfg(target_os = "linux")]
mod signals;
mod tray;
mod watch;
mod words;

use std::{process::ExitCode, sync::Arc};

use commands::{Context, paths::Paths};

pub use crate::questions::functions;
use crate::{core::Core, frames::Page};

/// Runs the program until it is asked to quit, or until its window is closed where no tray keeps it.
#[must_use]
pub fn run() -> ExitCode {
    log_to_stderr();
    hardening::protect();
    let page = asked_for(std::env::args().skip(1));
    let paths = match Paths::find(None) {
        Ok(paths) => paths,
        Err(failure) => {
            tracing::error!(%failure, "no place for the files");
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(live(paths, page)),
        Err(error) => {
            tracing::error!(%error, "the program cannot start");
            ExitCode::FAILURE
        }
    }
}

/// `--quick` asks for the quick pick, everything else for the window.
fn asked_for(mut arguments: impl Iterator<Item = String>) -> Page {
    if arguments.any(|argument| argument == "--quick") {
        Page::Quick
    } else {
        Page::Main
    }
}

async fn live(paths: Paths, page: Page) -> ExitCode {
    let door = match instance::enter(&paths.data, page).await {
        instance::Entered::First(door) => door,
        instance::Entered::Woken => return ExitCode::SUCCESS,
    };
    let core = Arc::new(Core::new(Context::new(paths, senses::senses())));
    core.show(page);
    watch::start(&core);
    approvals::start(&core);
    notices::start(&core);
    instance::listen(door, &core);
    #[cfg(unix)]
    tokio::spawn(end_when_told(Arc::clone(&core)));
    #[cfg(target_os = "linux")]
    signals::start(&core);
    tray::start(&core);
    hotkey::start(&core);
    let code = core.ended().await;
    core.finish().await;
    code
}

/// Ends the program in good order when the system or a terminal asks for it: nothing stays on the
/// clipboard, and what was saved is marked and backed up.
#[cfg(unix)]
async fn end_when_told(core: Arc<Core>) {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = signal(SignalKind::terminate());
    let interrupt = signal(SignalKind::interrupt());
    match (terminate, interrupt) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            core.end(ExitCode::SUCCESS);
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, "the program will not end in good order when it is told to");
        }
    }
}

/// Logs of both programs go to standard error: warnings only, unless `COUNTERSIGN_LOG` asks for more.
/// They never hold a secret.
pub fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("COUNTERSIGN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_asks_for_the_window_unless_it_names_the_quick_pick() {
        let of = |arguments: &[&str]| asked_for(arguments.iter().map(ToString::to_string));

        assert_eq!(of(&[]), Page::Main);
        assert_eq!(of(&["otpauth://totp/x"]), Page::Main);
        assert_eq!(of(&["--quick"]), Page::Quick);
    }
}
