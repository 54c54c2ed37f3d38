//! Approvals as a second factor on the pages: who is asked and when, what the page shows, and who alone goes
//! on by an answer. The pages are used without scripts, but for one sign-in in a real Chromium.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    unreachable_pub
)]

#[path = "approval_pages/collecting.rs"]
mod collecting;
mod common;
#[path = "approval_pages/device.rs"]
mod device;
#[path = "approval_pages/following.rs"]
mod following;
#[path = "approval_pages/limits.rs"]
mod limits;
#[path = "approval_pages/page.rs"]
mod page;
#[path = "factors/people.rs"]
mod people;
