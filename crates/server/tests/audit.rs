//! The audit log: what it holds, what shows when somebody edits it, and how it is read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

#[path = "audit/canaries.rs"]
mod canaries;
#[path = "audit/edits.rs"]
mod edits;
#[path = "audit/search.rs"]
mod search;
