//! Programs that ask for a sign-in without a browser: what they may ask, how they learn the answer, and that
//! nobody else collects it. A client that others wrote goes the whole way in both modes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    unreachable_pub
)]

mod common;
#[path = "approval_pages/device.rs"]
mod device;
#[path = "factors/people.rs"]
mod people;
#[path = "ciba/polling.rs"]
mod polling;
#[path = "ciba/real.rs"]
mod real;
#[path = "ciba/requests.rs"]
mod requests;
#[path = "ciba/till.rs"]
mod till;
