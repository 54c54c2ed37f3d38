//! The programs that ask for sign-ins: how they come to be known, those in memory, and how they learn
//! that a session ended.

pub(crate) mod back_channel_logout;
pub(crate) mod cache;
mod desktop;
mod pings;
mod register;

pub(crate) use desktop::desktop;
pub use register::{AddedClient, Error, GRANTS, NewClient};
