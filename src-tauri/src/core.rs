//! The core: one of each thing, and what holds between them.

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use commands::{
    Context, Failure,
    settings::{self, Theme},
    vault,
};
use tokio::{runtime::Handle, sync::watch as channel};

use crate::{
    approvals::Approvals,
    events::{ApprovalsShown, Event, LockReason, VaultLocked},
    frames::{Ground, Page, ToWindow},
    hotkey::Hotkey,
    notices::Notices,
    pane::Pane,
    tray::Tray,
    watch::Watch,
};

/// Everything that lives as long as the program.
pub(crate) struct Core {
    pub(crate) cx: Context,
    pub(crate) watch: Watch,
    pub(crate) pane: Pane,
    pub(crate) tray: Tray,
    pub(crate) hotkey: Hotkey,
    pub(crate) approvals: Approvals,
    pub(crate) notices: Notices,
    /// For those who act from a thread of their own, as the tray does.
    pub(crate) runtime: Handle,
    /// Which sign-in a window that only starts is to begin with.
    chosen: Mutex<Option<String>>,
    /// Why the vault was locked, until the page that begins anew has been told.
    untold: Mutex<Option<LockReason>>,
    ended: channel::Sender<Option<ExitCode>>,
}

impl Core {
    /// Inside the runtime.
    pub(crate) fn new(cx: Context) -> Self {
        Self {
            cx,
            watch: Watch::new(),
            pane: Pane::default(),
            tray: Tray::default(),
            hotkey: Hotkey::default(),
            approvals: Approvals::default(),
            notices: Notices::default(),
            runtime: Handle::current(),
            chosen: Mutex::default(),
            untold: Mutex::default(),
            ended: channel::Sender::new(None),
        }
    }

    /// Brings this page to the front.
    pub(crate) fn show(self: &Arc<Self>, page: Page) {
        self.pane.show(self, page);
    }

    /// Brings the window to the front at the sign-in that waits, at this one if it is named. A page that
    /// begins goes there by itself, and is told which as soon as it knows what waits.
    pub(crate) fn show_approvals(self: &Arc<Self>, id: Option<String>) {
        let begins = !self.pane.runs();
        self.show(Page::Main);
        if begins {
            *self.chosen() = id;
        } else {
            self.tell(&ApprovalsShown { id });
        }
    }

    /// Tells a page that began which sign-in it was opened for.
    pub(crate) fn tell_chosen(&self) {
        if let Some(id) = self.chosen().take() {
            self.tell(&ApprovalsShown { id: Some(id) });
        }
    }

    /// Tells every page that is there.
    pub(crate) fn tell<E: Event>(&self, event: &E) {
        match serde_json::to_value(event) {
            Ok(payload) => self.pane.say(&ToWindow::Event {
                name: E::NAME.to_owned(),
                payload,
            }),
            Err(error) => tracing::warn!(%error, "no page was told"),
        }
    }

    /// Locks the vault, if it is open, tells the pages why, if they did not ask for it, and ends the
    /// processes they are in.
    pub(crate) fn lock(&self, reason: Option<LockReason>) {
        let was_open = vault::is_unlocked(&self.cx);
        vault::lock_vault(&self.cx);
        if was_open {
            self.leave_pages(reason);
        }
    }

    /// After a failure that a vault answered which was open until then. One that took its keys away
    /// ends all that locking ends.
    pub(crate) fn heed_loss(&self, failure: &Failure) {
        let reason = LockReason::of(failure);
        if reason.is_none() || vault::is_unlocked(&self.cx) {
            return;
        }
        vault::lock_vault(&self.cx);
        self.leave_pages(reason);
    }

    fn leave_pages(&self, reason: Option<LockReason>) {
        *self.untold() = reason;
        if let Some(reason) = reason {
            self.tell(&VaultLocked { reason });
        }
        self.pane.say(&ToWindow::Renew(self.ground()));
        self.tray.look_again();
    }

    /// Tells a page that began anew why the vault was locked.
    pub(crate) fn tell_why_locked(&self) {
        if let Some(reason) = self.untold().take() {
            self.tell(&VaultLocked { reason });
        }
    }

    /// The window's program ended: its last window was closed, or it broke.
    pub(crate) fn window_ended(&self, well: bool) {
        // A page was asked for meanwhile.
        if self.pane.runs() {
            return;
        }
        let kept = settings::read_settings(&self.cx).keep_in_tray && self.tray.is_seen();
        if !kept {
            self.end(if well {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
    }

    /// What is seen behind a page until it is drawn.
    pub(crate) fn ground(&self) -> Ground {
        match settings::read_settings(&self.cx).theme {
            Theme::System => Ground::System,
            Theme::Light => Ground::Light,
            Theme::Dark => Ground::Dark,
        }
    }

    /// Ends the program.
    pub(crate) fn end(&self, code: ExitCode) {
        self.ended.send_replace(Some(code));
    }

    /// Waits until the program is to end.
    pub(crate) async fn ended(&self) -> ExitCode {
        let mut ended = self.ended.subscribe();
        let code = ended.wait_for(Option::is_some).await;
        code.ok()
            .and_then(|code| *code)
            .unwrap_or(ExitCode::FAILURE)
    }

    /// Leaves nothing behind: the vault is locked, the clipboard cleared and no window left standing
    /// while a slow folder gets its backup.
    pub(crate) async fn finish(&self) {
        vault::lock_vault(&self.cx);
        self.pane.close().await;
        vault::finish(&self.cx);
    }

    fn chosen(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn untold(&self) -> std::sync::MutexGuard<'_, Option<LockReason>> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
