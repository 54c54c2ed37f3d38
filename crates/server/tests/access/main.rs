//! Who may do what: roles, rules, keys and the JSON interface below `/api/v1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod asking;
mod cli;
mod decisions;
mod described;
mod keys;
mod lists;
mod nonsense;
mod own;
mod sessions;
