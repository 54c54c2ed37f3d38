//! What this process knows of one account's tokens.

use std::{
    sync::atomic::AtomicU64,
    time::{Duration, SystemTime},
};

use tokio::sync::Mutex as AsyncMutex;

use crate::{AccessToken, Asking, tokens::Held};

/// How long to leave a server in peace that could not refresh tokens which are still good: the
/// first time, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

#[derive(Default)]
pub(crate) struct Account {
    /// Counts refreshes, so that whoever waited for the slot can tell that one has happened.
    pub(crate) renewals: AtomicU64,
    pub(crate) slot: AsyncMutex<Slot>,
}

/// What this process knows of one account. Whoever holds it is alone with the account in this
/// process; [`crate::lock::AccountLock`] makes them alone on this computer.
#[derive(Default)]
pub(crate) struct Slot {
    pub(crate) held: Option<Held>,
    /// The version that `held` was stored as, or, when it is not stored, the one it follows.
    pub(crate) version: u64,
    pub(crate) stored: bool,
    /// `version` is a guess, since the row could not be read when `held` was kept: `held` follows
    /// whatever the row turns out to say.
    pub(crate) unread: bool,
    /// The server ended this sign-in: asking again would not help.
    pub(crate) ended: bool,
    jitter: Option<f64>,
    pub(crate) peace: Option<Peace>,
}

/// A server that is left alone for a while.
pub(crate) struct Peace {
    pub(crate) until: SystemTime,
    length: Duration,
}

/// Which access token is wanted.
pub(crate) enum Wanted<'a> {
    Fresh,
    OtherThan(&'a AccessToken),
    New,
}

impl Slot {
    /// Takes over tokens that follow `version` and are not stored.
    pub(crate) fn replace(&mut self, held: Held, version: u64) {
        *self = Self {
            held: Some(held),
            version,
            unread: self.unread,
            ..Self::default()
        };
    }

    /// The access token at hand, if it is what is wanted.
    pub(crate) fn answer(
        &mut self,
        wanted: &Wanted<'_>,
        asking: &mut Asking<'_>,
    ) -> Option<AccessToken> {
        let jitter = *self
            .jitter
            .get_or_insert_with(|| f64::from(asking.chance.next_u32()) / f64::from(u32::MAX));
        let token = self.held.as_ref()?.fresh_access((asking.clock)(), jitter)?;
        let fits = match wanted {
            Wanted::Fresh => true,
            Wanted::OtherThan(refused) => token.reveal() != refused.reveal(),
            Wanted::New => false,
        };
        fits.then_some(token)
    }

    pub(crate) fn leave_in_peace(&mut self, now: SystemTime) {
        let length = self
            .peace
            .as_ref()
            .map_or(FIRST_PAUSE, |peace| (peace.length * 2).min(LONGEST_PAUSE));
        self.peace = Some(Peace {
            until: now.checked_add(length).unwrap_or(now),
            length,
        });
    }
}
