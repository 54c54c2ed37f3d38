//! `[notices]`: what people are told by mail without having asked.

use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNotices {
    new_sign_in: Option<bool>,
}

/// What people are told by mail without having asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notices {
    /// Whether somebody signed in from a device or a place that was never seen before.
    pub new_sign_in: bool,
}

impl Default for Notices {
    fn default() -> Self {
        Self { new_sign_in: true }
    }
}

impl RawNotices {
    pub(super) fn check(self) -> Notices {
        let default = Notices::default();
        Notices {
            new_sign_in: self.new_sign_in.unwrap_or(default.new_sign_in),
        }
    }
}
