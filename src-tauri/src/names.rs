//! The name of every command. The build script reads this file too: a permission is made for each
//! name, and from then on the window may ask only what `capabilities/main.json` allows by name.
//! `tests/capability.rs` keeps this list, the capability and [`crate::bindings`] the same.

/// Every command the window may be given, in the order of [`crate::bindings::builder`].
pub const COMMANDS: &[&str] = &[
    "vault_status",
    "judge_password",
    "create_vault",
    "unlock_vault",
    "lock_vault",
    "change_password",
    "note_activity",
    "list_codes",
    "preview_entry",
    "add_entry",
    "add_typed_entry",
    "edit_entry",
    "remove_entry",
    "restore_entry",
    "list_trash",
    "copy_code",
    "list_accounts",
    "sign_in",
    "cancel_sign_in",
    "sign_in_again",
    "refresh_account",
    "sign_out",
    "open_management",
    "list_sessions",
    "end_session",
    "end_other_sessions",
    "read_settings",
    "save_settings",
    "read_about",
];
