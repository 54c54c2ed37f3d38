//! What the app and the server must agree on: ids, sessions, pages and errors on the wire.
//!
//! Both sides compile this crate, so neither can spell a field differently. It knows no transport:
//! the server serves these types, the app reads them, and other programs find them described at
//! `/api/v1/openapi.json`.

mod approval;
mod client;
mod id;
mod oauth;
mod session;
mod text;

pub use approval::{
    ANSWERS_KEPT, AnsweredApproval, ApprovalDecision, ApprovalKey, ApprovalPublicKey,
    ApprovalPurpose, ApprovalRequest, ApprovingDevice, BadKey, BadSignature, DIGITS,
    EnrolledDevice, Enrolment, EnrolmentCode, LONGEST_TEXT, NotMe, OpenApprovals, RecordedAnswer,
    SignedAnswer, WrongNumber,
};
pub use client::{DESKTOP_CLIENT_ID, DESKTOP_REDIRECT, DESKTOP_SCOPES, METADATA_KEY};
pub use id::{ApprovalId, ClientId, DeviceId, FactorId, FamilyId, ParseIdError, SessionId, UserId};
pub use oauth::OAuthError;
pub use session::{Ended, EndedAnswer, Me, Page, Session};
pub use text::shown;
