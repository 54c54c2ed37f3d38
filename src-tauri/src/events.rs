//! What the core tells the window unasked.

use serde::Serialize;

/// The vault was locked.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
pub(crate) struct VaultLocked {
    pub(crate) reason: LockReason,
}

/// Why the vault was locked.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LockReason {
    /// Nobody touched the window for as long as the settings say.
    Idle,
    /// The screen was locked.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "heard on Linux alone so far")
    )]
    ScreenLocked,
    /// The machine went to sleep.
    Suspended,
}

/// An account changed its state: list the accounts again.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
pub(crate) struct AccountsChanged;
