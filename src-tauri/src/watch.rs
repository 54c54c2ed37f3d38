//! What happens by itself: the vault locks when nobody is there, a copied code leaves the
//! clipboard, accounts are asked how they fare, and the pages hear when they fare otherwise or when
//! another program saved the vault.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use commands::{Context, accounts, clipboard, codes, settings, vault};
use tokio::time::{Interval, MissedTickBehavior};

use crate::{
    core::Core,
    events::{AccountsChanged, EntriesChanged, LockReason, QrDropped},
    senses::{monotonic, wall},
};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const ASK_ACCOUNTS_EVERY: Duration = Duration::from_secs(60);
const LOOK_AT_ENTRIES_EVERY: Duration = Duration::from_secs(2);
const LOOK_AT_ACCOUNTS_EVERY: Duration = Duration::from_secs(2);

/// However untouched the ledger is: a sign-in comes to its end by itself.
const READ_ACCOUNTS_EVERY: Duration = Duration::from_secs(60);

/// A wall clock that is set right moves by less than this, mostly.
const SLEEP: Duration = Duration::from_secs(10);

/// When the window was last touched, when the clipboard is due, and when that was last looked at.
pub(crate) struct Watch {
    times: Mutex<Times>,
}

struct Times {
    touched: Instant,
    clear_clipboard: Option<Instant>,
    looked: Moment,
}

/// One moment on both clocks. The monotonic one may stand still while the machine sleeps.
#[derive(Clone, Copy)]
struct Moment {
    monotonic: Instant,
    wall: SystemTime,
}

impl Moment {
    fn now() -> Self {
        Self {
            monotonic: monotonic(),
            wall: wall(),
        }
    }

    /// Whether the machine slept between `earlier` and this moment. A wall clock that was set forward
    /// reads the same: all that costs is a locked vault.
    fn slept_since(self, earlier: Self) -> bool {
        let awake = self.monotonic.duration_since(earlier.monotonic);
        self.wall
            .duration_since(earlier.wall)
            .is_ok_and(|passed| passed.saturating_sub(awake) > SLEEP)
    }
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self {
            times: Mutex::new(Times {
                touched: monotonic(),
                clear_clipboard: None,
                looked: Moment::now(),
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

    /// Whether the machine slept since this was last asked.
    fn has_slept(&self) -> bool {
        let now = Moment::now();
        now.slept_since(std::mem::replace(&mut self.times().looked, now))
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts watching, for as long as the program runs.
pub(crate) fn start(core: &Arc<Core>) {
    let watched = Arc::clone(core);
    tokio::spawn(async move {
        let mut tick = every(LOOK_EVERY);
        loop {
            tick.tick().await;
            look(&watched);
        }
    });
    let watched = Arc::clone(core);
    tokio::spawn(async move {
        let mut tick = every(ASK_ACCOUNTS_EVERY);
        loop {
            tick.tick().await;
            if let Err(failure) = accounts::check_accounts(&watched.cx).await {
                tracing::warn!(%failure, "the accounts cannot be asked how they fare");
            }
        }
    });
    tokio::spawn(tell_of_accounts(Arc::clone(core)));
    tokio::spawn(tell_of_entries(Arc::clone(core)));
}

/// Tells the pages when accounts came, went or fare otherwise than they were told, whoever noticed:
/// the check above, a command of the window, or another program over the same ledger.
async fn tell_of_accounts(core: Arc<Core>) {
    let mut told = Vec::new();
    let mut seen = None;
    let mut tick = every(LOOK_AT_ACCOUNTS_EVERY);
    loop {
        tick.tick().await;
        // Taken before the ledger is read, so that what is written meanwhile is noticed next time.
        let now = (accounts::trace(&core.cx), monotonic());
        let is_fresh = seen.as_ref().is_some_and(|(trace, at): &(_, Instant)| {
            *trace == now.0 && now.1.duration_since(*at) < READ_ACCOUNTS_EVERY
        });
        if is_fresh {
            continue;
        }
        seen = Some(now);
        let states = accounts::account_states(&core.cx).await;
        if states != told {
            core.tell(&AccountsChanged);
            told = states;
        }
    }
}

/// Tells the pages when another program saved the vault, as the command line does.
async fn tell_of_entries(core: Arc<Core>) {
    let mut tick = every(LOOK_AT_ENTRIES_EVERY);
    loop {
        tick.tick().await;
        if !vault::is_unlocked(&core.cx) {
            continue;
        }
        match codes::notice_changes(&core.cx).await {
            Ok(false) => {}
            Ok(true) => {
                core.tell(&EntriesChanged);
                core.tray.look_again();
            }
            Err(failure) => {
                tracing::debug!(%failure, "the vault cannot be looked at");
                core.heed_loss(&failure);
            }
        }
    }
}

/// Looks for QR codes in files that were dropped on the window, and tells the pages what was found in
/// all of them, or why nothing was. A locked vault takes nothing.
pub(crate) async fn dropped(core: Arc<Core>, paths: Vec<PathBuf>) {
    if !vault::is_unlocked(&core.cx) {
        return;
    }
    let (found, failure) = match codes::find_qr_in_files(&core.cx, paths).await {
        Ok(found) => (Some(found), None),
        Err(failure) => (None, Some(failure)),
    };
    if let Some(failure) = &failure {
        core.heed_loss(failure);
    }
    if vault::is_unlocked(&core.cx) {
        core.tell(&QrDropped { found, failure });
    }
}

/// Ticks that were missed, as while the machine slept, are not made up for.
fn every(period: Duration) -> Interval {
    let mut tick = tokio::time::interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}

fn look(core: &Core) {
    let (cx, watch) = (&core.cx, &core.watch);
    if watch.clipboard_is_due() {
        clipboard::clear_clipboard(cx);
    }
    if watch.has_slept() {
        core.approvals.connect_anew();
        core.lock(Some(LockReason::Suspended));
    }
    if !vault::is_unlocked(cx) {
        return;
    }
    let minutes = u64::from(settings::read_settings(cx).lock_after_minutes);
    if watch.is_idle_for(Duration::from_secs(minutes * 60)) {
        core.lock(Some(LockReason::Idle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_ran_ahead_means_sleep() {
        let before = Moment::now();
        let after = |wall: u64, monotonic: u64| Moment {
            monotonic: before.monotonic + Duration::from_secs(monotonic),
            wall: before.wall + Duration::from_secs(wall),
        };

        assert!(after(3600, 1).slept_since(before));
        assert!(after(12, 1).slept_since(before));
        assert!(!after(11, 1).slept_since(before), "ten seconds ahead");
        assert!(!after(3600, 3600).slept_since(before), "a slow look");
    }

    #[test]
    fn a_wall_clock_that_was_set_back_means_no_sleep() {
        let before = Moment::now();
        let after = Moment {
            monotonic: before.monotonic + Duration::from_secs(1),
            wall: before.wall - Duration::from_secs(3600),
        };

        assert!(!after.slept_since(before));
    }

    #[test]
    fn sleep_is_noticed_once() {
        let watch = Watch::new();
        watch.times().looked.wall -= Duration::from_secs(60);

        assert!(watch.has_slept());
        assert!(!watch.has_slept());
    }
}
