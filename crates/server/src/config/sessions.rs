//! `[sessions]`: how many browsers a person may be signed in with.

use serde::Deserialize;

use super::Error;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSessions {
    soft_limit: Option<u32>,
    hard_limit: Option<u32>,
}

/// How many browsers a person may be signed in with at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Beyond this many a person is asked which to end.
    pub soft: u32,
    /// Beyond this many the oldest end by themselves; `None`: never.
    pub hard: Option<u32>,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            soft: 3,
            hard: None,
        }
    }
}

impl RawSessions {
    pub(super) fn check(self) -> Result<SessionLimits, Error> {
        let soft = self.soft_limit.unwrap_or(SessionLimits::default().soft);
        if soft == 0 || self.hard_limit == Some(0) {
            return Err(Error::invalid(
                "sessions",
                "allows nobody to sign in: soft_limit and hard_limit are at least 1",
            ));
        }
        Ok(SessionLimits {
            soft,
            hard: self.hard_limit,
        })
    }
}
