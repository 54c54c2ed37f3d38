//! The few sentences that no page says: those of the tray and of notifications. What a page says is in `ui/src/words/`.

pub(crate) const NAME: &str = "Countersign";
pub(crate) const OPEN: &str = "Open Countersign";
pub(crate) const QUICK_PICK: &str = "Quick pick…";
pub(crate) const LOCK: &str = "Lock";
pub(crate) const QUIT: &str = "Quit";

/// The title of a notification, and what pressing it does.
pub(crate) const IS_THIS_YOU: &str = "Is this you signing in?";
pub(crate) const LOOK: &str = "Look at it";
pub(crate) const BURST: &str = "Many sign-ins that you did not ask for?";
pub(crate) const BURST_TEXT: &str =
    "Several requests came in a short time. Look at them before you answer.";

/// Who asks, in a notification. It never holds the number.
pub(crate) fn asks(app: Option<&str>, server: &str) -> String {
    match app {
        Some(app) => format!("{app} at {server} waits for your answer."),
        None => format!("{server} waits for your answer."),
    }
}

/// How many wait, in the tray.
pub(crate) fn waiting(count: usize) -> String {
    match count {
        1 => "1 sign-in waits for your answer".to_owned(),
        count => format!("{count} sign-ins wait for your answer"),
    }
}

/// A favourite whose code is copied.
pub(crate) fn copy(name: &str) -> String {
    format!("Copy the code for {name}")
}
