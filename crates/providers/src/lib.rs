//! The sessions and devices of a server: what it can do, and doing it. One adapter per file.
//!
//! What a server can do is found out at run time and reported by [`Adapter::capabilities`], never
//! promised by a type. The caller brings the access token and a client that follows no redirect and
//! gives up by itself; this crate counts the bytes of the answers.

mod ability;
mod adapter;
mod answer;
mod countersign;
mod error;
mod openid;

pub use ability::{Ability, Capability, WhyNot};
pub use adapter::Adapter;
pub use countersign::Countersign;
pub use error::Error;
pub use openid::OpenId;
