//! The harness of the journeys: one person's whole computer, as real as it gets.
//!
//! ```text
//! journey ─┬─ Machine   a home, a display, a message bus with an unlocked keychain
//!          ├─ Window    the app on WebKitWebDriver, or Chromium where the system browser would be
//!          ├─ Server    countersign-server on SQLite or on a PostgreSQL of its own
//!          ├─ PushServer  privacyIDEA or eduMFA, as they are published
//!          ├─ Visitor   a browser without a window, at the server's pages
//!          └─ Cli       countersign
//! ```
//!
//! Nothing is pretended and nothing is shared between two journeys. What a journey waits for it
//! awaits by [`until`]; what it started ends with it, also when the journey itself is killed.

// This is the ground that tests stand on: where it gives way, the journey has failed. It stands at
// the doors, so it reads the clock.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod cli;
mod journey;
mod keychain;
mod machine;
mod memory;
mod postgres;
mod program;
mod push;
mod server;
pub mod steps;
mod visitor;
mod wait;
mod window;
mod wire;

pub use cli::{Answer, Cli};
pub use journey::{folder, journey, target};
pub use keychain::Keychain;
pub use machine::{Desk, Machine};
pub use memory::{Canary, name_of, search};
pub use postgres::Postgres;
pub use program::binary;
pub use push::{PushKind, PushServer};
pub use server::{Database, Demo, Person, Server};
pub use visitor::{Page, Visitor};
pub use wait::{until, until_within};
pub use window::{Window, hook};
