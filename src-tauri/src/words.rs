//! The few sentences that no page says: those of the tray. What a page says is in `ui/src/words/`.

pub(crate) const NAME: &str = "Countersign";
pub(crate) const OPEN: &str = "Open Countersign";
pub(crate) const QUICK_PICK: &str = "Quick pick…";
pub(crate) const LOCK: &str = "Lock";
pub(crate) const QUIT: &str = "Quit";

/// A favourite whose code is copied.
pub(crate) fn copy(name: &str) -> String {
    format!("Copy the code for {name}")
}
