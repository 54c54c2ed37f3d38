//! Approvals: a device enrols a key, hears what it is asked, and answers; and whoever asked collects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod asking;
mod devices;
mod enrolment;
mod events;
mod lists;
mod not_me;
mod phone;
mod races;
mod replicas;
mod streams;
