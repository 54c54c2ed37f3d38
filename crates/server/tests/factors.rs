//! Second factors: what a sign-in reaches before and after them, how often they may be wrong, and what
//! their owners can do with them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod common;
#[path = "factors/people.rs"]
mod people;
#[path = "factors/recovery.rs"]
mod recovery;
#[path = "factors/rules.rs"]
mod rules;
#[path = "factors/totp.rs"]
mod totp;
