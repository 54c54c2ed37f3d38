//! Push tokens against a server over real HTTP that does what no honest server would.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    unreachable_pub
)]

mod answers;
mod fake;
mod questions;
