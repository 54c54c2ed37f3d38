//! What `/api/v1/approvals` answers. Times are Unix seconds by the clock of the server.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ApprovalRequest, SignedAnswer};
use crate::{ApprovalId, DeviceId, Ended};

/// What a device can answer now, as `GET /api/v1/approvals` and each event of its stream say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenApprovals {
    /// The requests, the oldest first.
    pub items: Vec<ApprovalRequest>,
    /// Always null: nobody has so many that they need a second page.
    pub next_cursor: Option<String>,
    /// What time it is there.
    pub now: i64,
    /// Until when the person does not want to be asked.
    pub muted_until: Option<i64>,
}

/// A device that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovingDevice {
    /// Which device.
    pub device: DeviceId,
    /// What the person calls it.
    pub name: String,
    /// The key that it answers with.
    pub key: String,
    /// When the key was enrolled.
    pub enrolled_at: i64,
}

/// A device that was just enrolled.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolledDevice {
    /// The device.
    #[serde(flatten)]
    pub device: ApprovingDevice,
    /// Ten codes for the day on which the device is lost, for somebody who has no other way in: shown
    /// once, each good once. Otherwise none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovery_codes: Vec<String>,
}

impl fmt::Debug for EnrolledDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolledDevice")
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}

/// What became of an answer that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnsweredApproval {
    /// `approved` or `denied`.
    pub state: String,
    /// What else was done, when somebody said that it was not them.
    pub not_me: Option<NotMe>,
}

/// What was done when somebody said that a sign-in was not them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotMe {
    /// What ended, of all sessions but the one that answered.
    pub ended: Ended,
    /// Whether the sign-in or session that asked is over.
    pub asking_session_ended: bool,
    /// Until when nobody is asked.
    pub muted_until: i64,
    /// Where the person changes the password that somebody else seems to know.
    pub password_page: Option<String>,
    /// Whether it is in the log of the server.
    pub recorded: bool,
}

/// The number was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WrongNumber {
    /// `wrong_number`.
    pub error: String,
    /// The same in words.
    pub error_description: String,
    /// How often the person may still be wrong; with 0 the request is denied.
    pub tries_left: u32,
}

/// How long a server knows what was answered, in seconds.
pub const ANSWERS_KEPT: i64 = 90 * 86_400;

/// An answer as the server recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedAnswer {
    /// Which request.
    pub id: ApprovalId,
    /// What was asked.
    pub request: ApprovalRequest,
    /// What was answered.
    pub answer: SignedAnswer,
    /// `approved` or `denied`.
    pub state: String,
    /// When it was recorded.
    pub decided_at: i64,
}
