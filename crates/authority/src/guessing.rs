//! How often somebody may be wrong (security model, section 6.8).
//!
//! An attempt is reserved, and counted as a failure, before what was shown is looked at; success
//! clears the count. So any number of parallel attempts together stay within the limit. Two rules
//! have to agree: failures in a row bring growing waits and in the end a lock, and whatever the
//! pace, only so many attempts fit into a window.

use std::time::Duration;

use crate::{
    Moment,
    limit::{Mark, Quota},
};

/// This many failures cost nothing.
const FREE: u32 = 5;
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// From here on, only recovery remains
/// ([SP 800-63B section 5.2.2](https://pages.nist.gov/800-63-3/sp800-63b.html)).
pub const LOCKED: u32 = 100;

/// Attempts of one person, on one device or on all unknown ones, or from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many since the last success.
    pub failures: u32,
    /// When the latest was reserved.
    pub last_at: Moment,
    /// When the window will have room for all of them again.
    pub back_at: Mark,
}

impl Tries {
    /// Before the first attempt.
    pub const NONE: Self = Self {
        failures: 0,
        last_at: Moment::from_unix(0),
        back_at: Mark::from_micros(0),
    };

    /// The count after an attempt that turned out right while more is to be shown: neither a failure,
    /// nor the success that clears. `reserved` is what [`reserve`] began with and what it made of it;
    /// what others reserved in the meantime stays counted.
    #[must_use]
    pub fn without(self, (before, after): (Self, Self)) -> Self {
        if self == after {
            return before;
        }
        Self {
            failures: self.failures.saturating_sub(1),
            ..self
        }
    }
}

/// Why an attempt may not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too early. Try again at this moment.
    #[error("too many attempts; wait")]
    Until(Moment),
    /// Only recovery helps.
    #[error("too many attempts; only recovery remains")]
    Locked,
}

/// The count to record before an attempt is checked, with at most `quota` of them whatever the pace.
///
/// # Errors
///
/// [`Refusal`] when the attempt must not be checked at all.
pub fn reserve(tries: Tries, quota: &Quota, now: Moment) -> Result<Tries, Refusal> {
    if tries.failures >= LOCKED {
        return Err(Refusal::Locked);
    }
    let next = tries.last_at.plus(wait_after(tries.failures));
    let paced = pace(tries, quota, now);
    match (now < next, paced) {
        (false, Ok(tries)) => Ok(tries),
        (true, Ok(_)) => Err(Refusal::Until(next)),
        (_, Err(Refusal::Until(later))) => Err(Refusal::Until(later.max(next))),
        (_, Err(refusal)) => Err(refusal),
    }
}

/// The count to record before a recovery code is checked, which is what remains in the end: here the
/// waits grow as usual and never become a refusal for good.
///
/// # Errors
///
/// [`Refusal::Until`] when it is too early.
pub fn reserve_recovery(tries: Tries, quota: &Quota, now: Moment) -> Result<Tries, Refusal> {
    let capped = Tries {
        failures: tries.failures.min(LOCKED - 1),
        ..tries
    };
    reserve(capped, quota, now)
}

impl Tries {
    /// Whether so many attempts failed that only recovery is left.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.failures >= LOCKED
    }
}

/// The count to record before an attempt from one address is checked: here only the pace counts,
/// since behind one address may be many people.
///
/// # Errors
///
/// [`Refusal::Until`] when the address used up its quota.
pub fn pace(tries: Tries, quota: &Quota, now: Moment) -> Result<Tries, Refusal> {
    match quota.take(Some(tries.back_at), 1, now.into()) {
        Ok(taken) => Ok(Tries {
            failures: tries.failures.saturating_add(1),
            last_at: now,
            back_at: taken.mark,
        }),
        Err(wait) => {
            // Moments are whole seconds; a moment too early would be refused again.
            let up = Duration::from_nanos(999_999_999);
            Err(Refusal::Until(now.plus(wait.0.saturating_add(up))))
        }
    }
}

/// 5 free, then 1, 2, 4 … 300 seconds.
fn wait_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(over) => Duration::from_secs(1 << over.min(20)).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests;
