//! Messages that people are sent: codes as a second factor, and notices about their account.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

#[path = "messages/codes.rs"]
mod codes;
mod common;
#[path = "messages/gateway.rs"]
mod gateway;
#[path = "messages/letters.rs"]
mod letters;
#[path = "messages/limits.rs"]
mod limits;
#[allow(dead_code, reason = "tests of another topic use the rest")]
#[path = "risk/mmdb.rs"]
mod mmdb;
#[path = "messages/notices.rs"]
mod notices;
#[path = "messages/people.rs"]
mod people;
#[path = "messages/reset.rs"]
mod reset;
#[path = "messages/risk.rs"]
mod risk;
