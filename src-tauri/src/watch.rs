//! What happens by itself: the vault locks when nobody is there, a copied code leaves the
//! clipboard, accounts are asked how they fare, and the window hears when they fare otherwise.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use commands::{Context, accounts, clipboard, settings, vault};
use tauri::{AppHandle, Manager};
use tauri_specta::Event;
use tokio::time::{Interval, MissedTickBehavior};

use crate::{
    events::{AccountsChanged, LockReason, VaultLocked},
    senses::monotonic,
};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const ASK_ACCOUNTS_EVERY: Duration = Duration::from_secs(60);
const LOOK_AT_ACCOUNTS_EVERY: Duration = Duration::from_secs(2);

/// When the window was last touched, and when the clipboard is due.
pub(crate) struct Watch {
    times: Mutex<Times>,
}

struct Times {
    touched: Instant,
    clear_clipboard: Option<Instant>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self {
            times: Mutex::new(Times {
                touched: monotonic(),
                clear_clipboard: None,
            }),
        }
    }

    /// Somebody is there.
    pub(crate) fn touch(&self) {
        self.times().touched = monotonic();
    }

    /// A code was copied: it has to leave the clipboard in time.
    pub(crate) fn copied(&self, cx: &Context) {
        let after = u64::from(settings::read_settings(cx).clear_clipboard_after_seconds);
        self.times().clear_clipboard = Some(monotonic() + Duration::from_secs(after));
    }

    fn is_idle_for(&self, time: Duration) -> bool {
        monotonic().duration_since(self.times().touched) >= time
    }

    fn clipboard_is_due(&self) -> bool {
        let mut times = self.times();
        let due = times.clear_clipboard.is_some_and(|at| monotonic() >= at);
        if due {
            times.clear_clipboard = None;
        }
        due
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts watching, for as long as the program runs.
pub(crate) fn start(app: &AppHandle) {
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut tick = every(LOOK_EVERY);
        loop {
            tick.tick().await;
            look(&handle);
        }
    });
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut tick = every(ASK_ACCOUNTS_EVERY);
        loop {
            tick.tick().await;
            if let Err(failure) = accounts::check_accounts(&handle.state::<Context>()).await {
                tracing::warn!(%failure, "the accounts cannot be asked how they fare");
            }
        }
    });
    tauri::async_runtime::spawn(tell_of_accounts(app.clone()));
}

/// Tells the window when accounts came, went or fare otherwise than it was told, whoever noticed:
/// the check above, a command of the window, or another program over the same ledger.
async fn tell_of_accounts(app: AppHandle) {
    let mut told = Vec::new();
    let mut tick = every(LOOK_AT_ACCOUNTS_EVERY);
    loop {
        tick.tick().await;
        let states = accounts::account_states(&app.state::<Context>()).await;
        if states != told {
            tell(&app, &AccountsChanged);
            told = states;
        }
    }
}

/// Ticks that were missed, as while the machine slept, are not made up for.
fn every(period: Duration) -> Interval {
    let mut tick = tokio::time::interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}

fn look(app: &AppHandle) {
    let (cx, watch) = (app.state::<Context>(), app.state::<Watch>());
    if watch.clipboard_is_due() {
        clipboard::clear_clipboard(&cx);
    }
    if !vault::vault_status(&cx).unlocked {
        return;
    }
    let minutes = u64::from(settings::read_settings(&cx).lock_after_minutes);
    if watch.is_idle_for(Duration::from_secs(minutes * 60)) {
        lock(app, LockReason::Idle);
    }
}

/// Locks the vault, if it is open, and tells the window why.
pub(crate) fn lock(app: &AppHandle, reason: LockReason) {
    let cx = app.state::<Context>();
    if vault::vault_status(&cx).unlocked {
        vault::lock_vault(&cx);
        tell(app, &VaultLocked { reason });
    }
}

fn tell(app: &AppHandle, event: &(impl Event + serde::Serialize + Clone)) {
    if let Err(error) = event.emit(app) {
        tracing::warn!(%error, "the window was not told");
    }
}
