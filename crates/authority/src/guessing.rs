//! How often somebody may be wrong (security model, section 6.8).
//!
//! An attempt is reserved, and counted as a failure, before the password is looked at; success
//! clears the count. So any number of parallel attempts together stay within the limit.

use std::time::Duration;

use crate::Moment;

/// This many failures cost nothing.
const FREE: u32 = 5;
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// From here on, only recovery remains
/// ([SP 800-63B section 5.2.2](https://pages.nist.gov/800-63-3/sp800-63b.html)).
const LOCKED: u32 = 100;
/// Sign-ins that one address may try in a minute.
const PER_MINUTE: u32 = 20;

/// Consecutive failures of one person, on one device or on all unknown ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many since the last success.
    pub failures: u32,
    /// When the latest was reserved.
    pub last_at: Moment,
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

/// The count to record before an attempt is checked.
///
/// # Errors
///
/// [`Refusal`] when the attempt must not be checked at all.
pub fn reserve(tries: Option<Tries>, now: Moment) -> Result<Tries, Refusal> {
    let Some(Tries { failures, last_at }) = tries else {
        return Ok(Tries {
            failures: 1,
            last_at: now,
        });
    };
    if failures >= LOCKED {
        return Err(Refusal::Locked);
    }
    let next = last_at.plus(wait_after(failures));
    if now < next {
        return Err(Refusal::Until(next));
    }
    Ok(Tries {
        failures: failures + 1,
        last_at: now,
    })
}

/// The count to record before a recovery code is checked, which is what remains in the end: here the
/// waits grow as usual and never become a refusal for good.
///
/// # Errors
///
/// [`Refusal::Until`] when it is too early.
pub fn reserve_recovery(tries: Option<Tries>, now: Moment) -> Result<Tries, Refusal> {
    let capped = tries.map(|tries| Tries {
        failures: tries.failures.min(LOCKED - 1),
        ..tries
    });
    reserve(capped, now)
}

/// Whether so many attempts failed that only recovery is left.
#[must_use]
pub fn is_locked(tries: Option<Tries>) -> bool {
    tries.is_some_and(|tries| tries.failures >= LOCKED)
}

/// The count to record before an attempt from one address is checked. Here `failures` counts all
/// attempts of a minute and `last_at` is when that minute began.
///
/// # Errors
///
/// [`Refusal::Until`] when the address used up its minute.
pub fn reserve_address(tries: Option<Tries>, now: Moment) -> Result<Tries, Refusal> {
    let minute = Duration::from_secs(60);
    match tries {
        Some(Tries { failures, last_at }) if now < last_at.plus(minute) => {
            if failures >= PER_MINUTE {
                return Err(Refusal::Until(last_at.plus(minute)));
            }
            Ok(Tries {
                failures: failures + 1,
                last_at,
            })
        }
        _ => Ok(Tries {
            failures: 1,
            last_at: now,
        }),
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
mod tests {
    use super::*;

    fn after(failures: u32) -> Option<Tries> {
        Some(Tries {
            failures,
            last_at: Moment::from_unix(1000),
        })
    }

    #[test]
    fn five_are_free_then_the_wait_doubles_up_to_five_minutes() {
        for (failures, wait) in [
            (0, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (13, 256),
            (14, 300),
            (99, 300),
        ] {
            let free_at = Moment::from_unix(1000 + wait);
            assert!(reserve(after(failures), free_at).is_ok(), "{failures}");
            if wait > 0 {
                let early = Moment::from_unix(1000 + wait - 1);
                assert_eq!(
                    reserve(after(failures), early),
                    Err(Refusal::Until(free_at)),
                    "{failures}"
                );
            }
        }
    }

    #[test]
    fn after_a_hundred_only_recovery_remains() {
        assert_eq!(
            reserve(after(100), Moment::from_unix(i64::MAX)),
            Err(Refusal::Locked)
        );
    }

    #[test]
    fn an_address_gets_twenty_a_minute() {
        let mut tries = None;
        for _ in 0..20 {
            tries = Some(reserve_address(tries, Moment::from_unix(10)).unwrap());
        }
        assert_eq!(
            reserve_address(tries, Moment::from_unix(69)),
            Err(Refusal::Until(Moment::from_unix(70)))
        );
        assert!(reserve_address(tries, Moment::from_unix(70)).is_ok());
    }
}
