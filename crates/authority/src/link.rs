//! Links that travel by mail: a new password, or the proof that an address belongs to somebody.
//!
//! A link holds 256 bits and is stored as their digest. It counts once and for a while; which of two
//! readers is first, the store decides with one conditional update.

use std::time::Duration;

use protocol::UserId;

use crate::{Moment, limit::Quota};

/// A link to a new password counts this long
/// ([SP 800-63B-4 section 4.2.1.2](https://pages.nist.gov/800-63-4/sp800-63b.html) allows a day).
pub const RESET_LIFE: Duration = Duration::from_secs(15 * 60);
/// A link that confirms an address counts this long.
pub const VERIFY_LIFE: Duration = Duration::from_secs(24 * 3600);

/// So many links one person is sent in [`SENT_WITHIN`], whoever asks for them.
pub const MOST_SENT: u32 = 3;
/// See [`MOST_SENT`].
pub const SENT_WITHIN: Duration = Duration::from_secs(3600);

/// So often a link may be asked for under one name, whether or not anybody has it: five times in a
/// quarter of an hour.
pub const ASKING: Quota = match Quota::new(5, Duration::from_secs(15 * 60)) {
    Some(quota) => quota,
    None => Quota::ONE_A_SECOND,
};

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
}
