//! Whole stories over the real app, server, browser and keychain.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::disallowed_methods)]

mod accounts;
mod approval_window;
mod approvals;
mod codes;
mod entries;
mod harness;
mod health;
mod input;
mod keyboard;
mod memory;
mod portal;
mod push;
mod quick;
mod recovery;
mod sessions;
mod vault;
