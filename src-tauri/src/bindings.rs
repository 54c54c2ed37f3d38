//! The questions the window may ask and the events it hears, as one typed list.

use specta_typescript::Typescript;
use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::{
    events::{AccountsChanged, VaultLocked},
    handlers::{accounts, codes, sessions, settings, vault},
};

/// Every command and event of the window.
#[must_use]
pub fn builder() -> Builder<Wry> {
    Builder::<Wry>::new()
        // Times in milliseconds and HOTP counters stay far below 2^53.
        .dangerously_cast_bigints_to_number()
        // What goes in and what comes out have one shape.
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Throw)
        .commands(collect_commands![
            vault::vault_status,
            vault::judge_password,
            vault::create_vault,
            vault::unlock_vault,
            vault::lock_vault,
            vault::change_password,
            vault::note_activity,
            codes::list_codes,
            codes::preview_entry,
            codes::add_entry,
            codes::add_typed_entry,
            codes::edit_entry,
            codes::remove_entry,
            codes::restore_entry,
            codes::list_trash,
            codes::copy_code,
            accounts::list_accounts,
            accounts::sign_in,
            accounts::cancel_sign_in,
            accounts::sign_in_again,
            accounts::refresh_account,
            accounts::sign_out,
            accounts::open_management,
            sessions::list_sessions,
            sessions::end_session,
            sessions::end_other_sessions,
            settings::read_settings,
            settings::save_settings,
            settings::read_about,
        ])
        .events(collect_events![VaultLocked, AccountsChanged])
}

/// Writes the bindings as TypeScript to `path`.
///
/// # Errors
///
/// What the exporter says when the file cannot be written.
pub fn write_to(path: &std::path::Path) -> Result<(), specta_typescript::Error> {
    let header = "// Generated from src-tauri/src/bindings.rs by `cargo run -p countersign-app --example bindings`. Do not edit.\n// @ts-nocheck\n/* eslint-disable */";
    builder().export(Typescript::default().header(header), path)
}
