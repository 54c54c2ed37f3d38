//! The sessions, devices and approvals of a server: what it can do, and doing it. One adapter per
//! file.
//!
//! What a server can do is found out at run time and reported by [`Adapter::capabilities`], never
//! promised by a type. The caller brings the access token, who proves that its key is held ([`Prove`])
//! where it is bound to one, and a client that follows no redirect; this crate counts the bytes of
//! the answers and the time they take. Push tokens are another matter: what is signed for them comes
//! out as bytes, see [`PushServer`].

mod ability;
mod access;
mod adapter;
mod answer;
mod countersign;
mod error;
mod openid;
mod privacyidea;

pub use ability::{Ability, Capability, WhyNot};
pub use access::{Access, Prove};
pub use adapter::Adapter;
pub use countersign::{AnswerError, ApprovalStream, Countersign, EventId};
pub use error::Error;
pub use openid::OpenId;
pub use privacyidea::{
    BadServerKey, Doubt, LinkError, PollRequest, Polled, PushAnswer, PushLink, PushQuestion,
    PushServer, ServerKey, Taken, Unfit, WhyDeclined,
};
