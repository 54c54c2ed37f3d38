//! The keys that open the quick pick from anywhere, where the system gives us some.
//!
//! Off until the person chooses keys. On Linux they work under X11 alone: Wayland gives no program
//! keys that were pressed elsewhere, and there `countersign-desktop --quick` can be bound to keys in
//! the settings of the desktop.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use commands::{Failure, FailureCode, settings};
use global_hotkey::{GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState, hotkey::HotKey};

use crate::{core::Core, frames::Page};

/// The keys that are held.
#[derive(Default)]
pub(crate) struct Hotkey(Mutex<Option<Held>>);

struct Held {
    key: HotKey,
    text: String,
    manager: GlobalHotKeyManager,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = self.manager.unregister(self.key) {
            tracing::warn!(%error, "the keys of the quick pick are still held");
        }
    }
}

impl Hotkey {
    /// Holds these keys and no others from now on; `None` for none.
    ///
    /// # Errors
    ///
    /// [`FailureCode::BadInput`] for words that name no keys, [`FailureCode::HotkeyRefused`] when the
    /// system gives us none or another program holds them. What was held before is held still.
    pub(crate) fn change(&self, core: &Arc<Core>, keys: Option<&str>) -> Result<(), Failure> {
        let mut held = self.held();
        if held.as_ref().map(|held| held.text.as_str()) == keys {
            return Ok(());
        }
        *held = keys.map(|keys| hold(core, keys)).transpose()?;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds the keys that were chosen earlier.
pub(crate) fn start(core: &Arc<Core>) {
    let chosen = settings::read_settings(&core.cx).quick_pick_key;
    if let Err(failure) = core.hotkey.change(core, chosen.as_deref()) {
        tracing::warn!(%failure, "no keys open the quick pick");
    }
}

fn hold(core: &Arc<Core>, keys: &str) -> Result<Held, Failure> {
    let key: HotKey = keys
        .parse()
        .map_err(|error: global_hotkey::hotkey::HotKeyParseError| {
            Failure::new(FailureCode::BadInput, error.to_string())
        })?;
    if !system_gives_keys() {
        return Err(refused(
            "this desktop gives no program keys pressed elsewhere",
        ));
    }
    let manager = GlobalHotKeyManager::new().map_err(|error| refused(&error.to_string()))?;
    manager
        .register(key)
        .map_err(|error| refused(&error.to_string()))?;
    let core = Arc::downgrade(core);
    GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
        if let (HotKeyState::Pressed, Some(core)) = (event.state, core.upgrade()) {
            core.show(Page::Quick);
        }
    }));
    Ok(Held {
        key,
        text: keys.to_owned(),
        manager,
    })
}

fn refused(detail: &str) -> Failure {
    Failure::new(FailureCode::HotkeyRefused, detail)
}

/// Under Wayland an X server beside it would take the keys and never tell.
#[cfg(target_os = "linux")]
fn system_gives_keys() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY")
}

#[cfg(not(target_os = "linux"))]
fn system_gives_keys() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_people_write_them() {
        for keys in ["Ctrl+Alt+Space", "Super+K", "Ctrl+Shift+F12"] {
            assert!(keys.parse::<HotKey>().is_ok(), "{keys}");
        }
        assert!("Ctrl+Nothing".parse::<HotKey>().is_err());
    }
}
