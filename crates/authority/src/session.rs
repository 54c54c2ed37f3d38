//! Sign-ins and how long everything below them lives.

use std::time::Duration;

use protocol::{DeviceId, SessionId, UserId};

use crate::{Moment, factor::Assurance};

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

const fn days(count: u64) -> Duration {
    minutes(count * 24 * 60)
}

/// A grant must be redeemed within this time (security model, section 6.3, as all below).
pub const GRANT_LIFE: Duration = minutes(1);
/// How long an access token passes.
pub const ACCESS_TOKEN_LIFE: Duration = minutes(10);
/// How long an identity token is valid.
pub const ID_TOKEN_LIFE: Duration = minutes(5);
/// An unused refresh token lives this long.
pub const REFRESH_IDLE: Duration = days(14);
/// A family of refresh tokens ends after this time, used or not.
pub const REFRESH_ABSOLUTE: Duration = days(90);
/// A browser session without a request ends after this time.
pub const SESSION_IDLE: Duration = minutes(30);
/// A browser session ends after this time, used or not.
pub const SESSION_ABSOLUTE: Duration = minutes(8 * 60);

/// What a session is a sign-in of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A browser at this server, held by a cookie.
    Browser,
    /// A program that holds refresh tokens.
    App,
}

impl Kind {
    /// The word that is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::App => "app",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Browser, Self::App]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// How long such a session lives without and in spite of use.
    #[must_use]
    pub const fn lives(self) -> (Duration, Duration) {
        match self {
            Self::Browser => (SESSION_IDLE, SESSION_ABSOLUTE),
            Self::App => (REFRESH_IDLE, REFRESH_ABSOLUTE),
        }
    }
}

/// One sign-in of one person on one device.
#[derive(Debug, Clone)]
pub struct Session {
    /// Which one.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// Where.
    pub device: DeviceId,
    /// What kind of program holds it.
    pub kind: Kind,
    /// When the person last proved who they are.
    pub authenticated_at: Moment,
    /// How they proved it, and how sure that makes the server.
    pub assurance: Assurance,
    /// When it began.
    pub created_at: Moment,
    /// When it was last used.
    pub last_active_at: Moment,
    /// When somebody ended it.
    pub ended_at: Option<Moment>,
}

impl Session {
    /// A session that begins now, with a proof of who the person is that was given at
    /// `authenticated_at`.
    #[must_use]
    pub fn begin(
        id: SessionId,
        user: UserId,
        device: DeviceId,
        kind: Kind,
        authenticated_at: Moment,
        now: Moment,
    ) -> Self {
        Self {
            id,
            user,
            device,
            kind,
            authenticated_at,
            assurance: Assurance::password(),
            created_at: now,
            last_active_at: now,
            ended_at: None,
        }
    }

    /// The same session of a person who proved more than their password.
    #[must_use]
    pub fn assured(self, assurance: Assurance) -> Self {
        Self { assurance, ..self }
    }

    /// When it ends by itself if nobody uses it again.
    #[must_use]
    pub fn expires_at(&self) -> Moment {
        let (idle, absolute) = self.kind.lives();
        self.last_active_at
            .plus(idle)
            .min(self.created_at.plus(absolute))
    }

    /// Whether it still counts.
    #[must_use]
    pub fn is_live(&self, now: Moment) -> bool {
        self.ended_at.is_none() && now < self.expires_at()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser() -> Session {
        let (id, user, device) = (
            SessionId::from_bytes([1; 16]),
            UserId::from_bytes([2; 16]),
            DeviceId::from_bytes([3; 16]),
        );
        Session::begin(
            id,
            user,
            device,
            Kind::Browser,
            Moment::from_unix(0),
            Moment::from_unix(0),
        )
    }

    #[test]
    fn an_idle_browser_session_ends_after_half_an_hour() {
        assert!(browser().is_live(Moment::from_unix(1799)));
        assert!(!browser().is_live(Moment::from_unix(1800)));
    }

    #[test]
    fn a_busy_browser_session_ends_after_eight_hours() {
        let busy = Session {
            last_active_at: Moment::from_unix(28_799),
            ..browser()
        };
        assert!(busy.is_live(Moment::from_unix(28_799)));
        assert!(!busy.is_live(Moment::from_unix(28_800)));
    }
}
