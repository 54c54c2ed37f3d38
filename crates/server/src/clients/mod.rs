//! The programs that ask for sign-ins: those in memory, and how they learn that a session ended.

pub(crate) mod back_channel_logout;
pub(crate) mod cache;
