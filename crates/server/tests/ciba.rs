//! Programs that ask for a sign-in without a browser: what they may ask, how they learn the answer, and that
//! nobody else collects it. A client that others wrote goes the whole way in both modes. And a realm of Keycloak
//! that leaves it to a device here.

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
#[path = "ciba/delegated.rs"]
mod delegated;
#[path = "approval_pages/device.rs"]
mod device;
#[path = "factors/people.rs"]
mod people;
#[path = "ciba/polling.rs"]
mod polling;
#[path = "ciba/real.rs"]
mod real;
#[path = "ciba/realm.rs"]
mod realm;
#[path = "ciba/requests.rs"]
mod requests;
#[path = "ciba/till.rs"]
mod till;
