//! What the core tells the pages unasked.

use commands::{Failure, FailureCode, codes::FoundQrView};
use serde::Serialize;

/// Something that pages listen for.
pub trait Event: Serialize + specta::Type + 'static {
    /// As the bindings call it.
    const NAME: &'static str;
}

/// The vault was locked.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct VaultLocked {
    /// Why.
    pub reason: LockReason,
}

/// Why the vault was locked.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum LockReason {
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
    /// Another program gave the vault new keys.
    ChangedElsewhere,
    /// An older copy took the place of the vault.
    OlderCopy,
    /// Another copy took the place of the vault.
    DivergedCopy,
}

impl LockReason {
    /// Why a failure left nothing to hold a key to, if it did.
    pub(crate) fn of(failure: &Failure) -> Option<Self> {
        match failure.code {
            FailureCode::ChangedElsewhere => Some(Self::ChangedElsewhere),
            FailureCode::OlderCopy => Some(Self::OlderCopy),
            FailureCode::DivergedCopy => Some(Self::DivergedCopy),
            _ => None,
        }
    }
}

/// An account changed its state: list the accounts again.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AccountsChanged;

/// What asks this computer changed, or the line to a server: list the approvals again.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ApprovalsChanged;

/// Somebody pressed a notification, or the tray: show the card.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ApprovalsShown {
    /// Which one; `None` where any will do.
    pub id: Option<String>,
}

/// The vault was saved by another page or another program: list the entries again.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EntriesChanged;

/// Pictures were dropped on the window: what they hold, or why they hold nothing.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct QrDropped {
    /// What was found.
    pub found: Option<FoundQrView>,
    /// Why nothing was.
    pub failure: Option<Failure>,
}

/// The quick pick came to the front: begin anew.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct QuickPickShown;

impl Event for VaultLocked {
    const NAME: &'static str = "vault-locked";
}

impl Event for AccountsChanged {
    const NAME: &'static str = "accounts-changed";
}

impl Event for ApprovalsChanged {
    const NAME: &'static str = "approvals-changed";
}

impl Event for ApprovalsShown {
    const NAME: &'static str = "approvals-shown";
}

impl Event for EntriesChanged {
    const NAME: &'static str = "entries-changed";
}

impl Event for QrDropped {
    const NAME: &'static str = "qr-dropped";
}

impl Event for QuickPickShown {
    const NAME: &'static str = "quick-pick-shown";
}
