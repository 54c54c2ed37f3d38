//! Links that travel by mail: a new password, or the proof that an address belongs to somebody.
//!
//! A link holds 256 bits and is stored as their digest. It counts once and for a while; which of two
//! readers is first, the store decides with one conditional update.

use std::time::Duration;

use protocol::UserId;

use crate::{
    Moment,
    guessing::{Refusal, Tries},
};

/// A link to a new password counts this long
/// ([SP 800-63B-4 section 4.2.1.2](https://pages.nist.gov/800-63-4/sp800-63b.html) allows a day).
pub const RESET_LIFE: Duration = Duration::from_secs(15 * 60);
/// A link that confirms an address counts this long.
pub const VERIFY_LIFE: Duration = Duration::from_secs(24 * 3600);

/// So many links one person is sent in [`SENT_WITHIN`], whoever asks for them.
pub const MOST_SENT: u32 = 3;
/// See [`MOST_SENT`].
pub const SENT_WITHIN: Duration = Duration::from_secs(3600);

/// So often one name may be asked for in [`ASKED_WITHIN`], whether or not anybody has it.
const MOST_ASKED: u32 = 5;
/// See [`MOST_ASKED`].
const ASKED_WITHIN: Duration = Duration::from_secs(15 * 60);

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A new password.
    Reset,
    /// An address that becomes the person's, or is confirmed to be.
    Verify,
}

impl Kind {
    /// The word that is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Verify => "verify",
        }
    }

    /// How long such a link counts.
    #[must_use]
    pub const fn life(self) -> Duration {
        match self {
            Self::Reset => RESET_LIFE,
            Self::Verify => VERIFY_LIFE,
        }
    }
}

/// A link as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Who it was sent to.
    pub user: UserId,
    /// Where it was sent.
    pub email: String,
    /// From here on it no longer counts.
    pub expires_at: Moment,
    /// When it was used, or another took its place.
    pub spent_at: Option<Moment>,
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such link was sent.
    #[error("there is no such link")]
    Unknown,
    /// It is too old.
    #[error("the link is too old")]
    Expired,
    /// It was used before.
    #[error("the link was used before")]
    Used,
}

/// The link that was followed, when it still counts at `now`.
///
/// # Errors
///
/// [`Refused`] says why it does not. One that was used says so for as long as it is remembered, since
/// that tells its owner more than its age.
pub fn follow(link: Option<Link>, now: Moment) -> Result<Link, Refused> {
    match link {
        None => Err(Refused::Unknown),
        Some(link) if link.spent_at.is_some() => Err(Refused::Used),
        Some(link) if now >= link.expires_at => Err(Refused::Expired),
        Some(link) => Ok(link),
    }
}

/// The count to record before a link is asked for under one name. `failures` counts what was asked
/// since `last_at`.
///
/// # Errors
///
/// [`Refusal::Until`] when that was too often.
pub fn reserve_asking(tries: Option<Tries>, now: Moment) -> Result<Tries, Refusal> {
    match tries {
        Some(Tries { failures, last_at }) if now < last_at.plus(ASKED_WITHIN) => {
            if failures >= MOST_ASKED {
                return Err(Refusal::Until(last_at.plus(ASKED_WITHIN)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link {
            user: UserId::from_bytes([1; 16]),
            email: "ana@example.org".to_owned(),
            expires_at: Moment::from_unix(900),
            spent_at: None,
        }
    }

    #[test]
    fn a_link_counts_until_it_was_used_or_its_time_is_over() {
        let at = Moment::from_unix;
        assert_eq!(follow(Some(link()), at(899)), Ok(link()));
        assert_eq!(follow(Some(link()), at(900)), Err(Refused::Expired));
        assert_eq!(follow(None, at(0)), Err(Refused::Unknown));
        let used = Link {
            spent_at: Some(at(5)),
            ..link()
        };
        assert_eq!(follow(Some(used), at(10_000)), Err(Refused::Used));
    }

    #[test]
    fn a_name_may_be_asked_for_five_times_in_a_quarter_of_an_hour() {
        let mut tries = None;
        for second in 0..5 {
            tries = Some(reserve_asking(tries, Moment::from_unix(second)).unwrap());
        }
        assert_eq!(
            reserve_asking(tries, Moment::from_unix(899)),
            Err(Refusal::Until(Moment::from_unix(900)))
        );
        assert!(reserve_asking(tries, Moment::from_unix(900)).is_ok());
    }
}
