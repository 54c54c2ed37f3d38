//! Our own adapter against a strict server over real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub
)]

mod approvals;
mod fake;
mod proofs;
mod sessions;
mod stream;
