//! The public face of the crate, against a strict OpenID provider over real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub
)]

mod binding;
mod browser;
mod discovery;
mod fake;
mod identity;
mod keeping;
mod keys;
mod memory;
mod proofs;
mod refreshing;
mod sign_in;
