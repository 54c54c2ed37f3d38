//! One file per noun: each handler carries one question to `commands` and the answer back.

pub(crate) mod accounts;
pub(crate) mod codes;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod vault;

/// The shared context, as Tauri hands it to a handler.
pub(crate) type Cx<'a> = tauri::State<'a, commands::Context>;
