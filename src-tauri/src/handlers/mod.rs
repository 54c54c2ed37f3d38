//! One file per noun: each handler carries one question to `commands` and the answer back.
//! [`crate::questions`] lists them.

pub(crate) mod accounts;
pub(crate) mod approvals;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod health;
pub(crate) mod push;
pub(crate) mod recovery;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod vault;
pub(crate) mod window;
