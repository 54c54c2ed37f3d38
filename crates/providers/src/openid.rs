//! Any OpenID provider: it signs people in, and the standard says nothing about their sessions.

use crate::{Ability, WhyNot};

/// A server of which only the standard is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenId;

impl OpenId {
    #[allow(
        clippy::unused_self,
        reason = "the same question as to every other server"
    )]
    pub(crate) fn why_not(self, ability: Ability) -> Option<WhyNot> {
        match ability {
            Ability::ListSessions
            | Ability::EndSession
            | Ability::EndOthers
            | Ability::ListDevices
            | Ability::Administer => Some(WhyNot::UnknownServer),
            // Approvals are ours; no standard answers them from an app.
            Ability::Approvals => Some(WhyNot::ServerHasNone),
        }
    }
}
