//! Every question that a page may ask, by name, with what is given with it.

use commands::{Failure, FailureCode, vault::is_unlocked};
use serde::Serialize;
use serde_json::value::RawValue;
use specta::{Types, datatype::Function};

use crate::{
    asked::{Asked, Given},
    frames::{Page, ToWindow},
    handlers::{
        accounts, approvals, clock, codes, health, push, recovery, sessions, settings, vault,
        window,
    },
};

/// A handler that takes the context takes it first; what a page gives follows, by name.
macro_rules! questions {
    ($($noun:ident :: $name:ident ( $($first:ident $(, $given:ident)*)? ) ),* $(,)?) => {
        async fn carry_out(asked: Asked<'_>, name: &str, given: &mut Given) -> Result<String, Failure> {
            match name {
                $(stringify!($name) => {
                    // On the heap one by one: together they would be as large as the largest.
                    let answer = Box::pin(questions!(@call asked given $noun $name $($first $($given)*)?)).await?;
                    print(&answer)
                })*
                _ => Err(Failure::new(FailureCode::Internal, format!("nobody answers {name}"))),
            }
        }

        /// The questions with their types, for the bindings.
        pub fn functions(types: &mut Types) -> Vec<Function> {
            specta::function::collect_functions![$($noun::$name),*](types)
        }
    };
    (@call $asked:ident $given:ident $noun:ident $name:ident asked $($argument:ident)*) => {
        $noun::$name($asked, $($given.take(stringify!($argument))?),*)
    };
    (@call $asked:ident $given:ident $noun:ident $name:ident $($argument:ident)*) => {
        $noun::$name($($given.take(stringify!($argument))?),*)
    };
}

questions! {
    vault::vault_status(asked),
    vault::judge_password(password),
    vault::create_vault(asked, password, with_recovery_key),
    vault::check_recovery_groups(asked, first, second),
    vault::forget_recovery_sheet(asked),
    vault::unlock_vault(asked, password),
    vault::unlock_with_recovery_key(asked, text),
    vault::unlock_with_keychain(asked),
    vault::lock_vault(asked),
    vault::change_password(asked, current, replacement, recovery_key),
    vault::set_forgotten_password(asked, recovery_key, replacement),
    vault::list_slots(asked),
    vault::add_recovery_key(asked, password),
    vault::add_keychain_slot(asked, password),
    vault::drop_slot(asked, id, password, recovery_key),
    vault::strengthen_vault(asked, password, recovery_key),
    vault::confirm_older_copy(asked, password),
    vault::merge_vault(asked, path, credential),
    vault::list_backups(asked),
    vault::back_up_now(asked),
    vault::inspect_backup(asked, path, credential),
    vault::restore_backup(asked, path, credential),
    vault::delete_old_backups(asked),
    vault::note_activity(asked),
    codes::list_entries(asked),
    codes::read_codes(asked, ids),
    codes::take_code(asked, id),
    codes::search_entries(asked, query),
    codes::copy_code(asked, id, which),
    codes::preview_entry(asked, link),
    codes::add_entry(asked, link),
    codes::check_key(asked, form),
    codes::add_typed_entry(asked, form),
    codes::edit_entry(asked, id, change, seen),
    codes::move_entries(asked, ids, before),
    codes::set_group(asked, ids, group),
    codes::rename_group(asked, old, replacement),
    codes::set_favourite(asked, ids, favourite),
    codes::remove_entries(asked, ids),
    codes::restore_entries(asked, ids),
    codes::purge_entries(asked, ids, password),
    codes::list_trash(asked),
    codes::find_qr(asked, source),
    codes::add_found(asked, handles),
    codes::show_qr(asked, id, password),
    codes::pick_icon(asked, path),
    codes::read_picture(asked, id),
    recovery::list_recovery_sets(asked),
    recovery::read_pasted_recovery_codes(text),
    recovery::add_recovery_set(asked, target, codes, note),
    recovery::add_recovery_codes(asked, set, codes),
    recovery::replace_recovery_codes(asked, set, codes),
    recovery::use_next_recovery_code(asked, set),
    recovery::spend_recovery_code(asked, set, index),
    recovery::unspend_recovery_code(asked, set, index),
    recovery::reveal_recovery_codes(asked, set, password),
    recovery::remove_recovery_set(asked, set),
    recovery::recovery_kit(asked, password),
    health::check_health(asked),
    clock::check_clock(asked),
    clock::apply_clock(asked, offset_ms),
    accounts::list_accounts(asked),
    accounts::sign_in(asked, issuer),
    accounts::cancel_sign_in(asked),
    accounts::sign_in_again(asked, id),
    accounts::refresh_account(asked, id),
    accounts::sign_out(asked, id),
    accounts::open_management(asked, id),
    sessions::list_sessions(asked, account),
    sessions::end_session(asked, account, session),
    sessions::end_other_sessions(asked, account),
    approvals::list_approvals(asked),
    approvals::approve(asked, account, id, digits),
    approvals::deny(asked, account, id),
    approvals::deny_not_me(asked, account, id),
    approvals::open_password_page(asked, account),
    approvals::enrol_device(asked, account, name),
    approvals::copy_enrolment_codes(asked, codes),
    approvals::leave_device(asked, account),
    approvals::suggest_device_name(),
    approvals::lift_burst(asked),
    push::list_push_tokens(asked),
    push::add_push_token(asked, link, insist),
    push::add_found_push(asked, handle, insist),
    push::remove_push_token(asked, id),
    push::accept_push(asked, id, choice),
    push::decline_push(asked, id, reason),
    settings::read_settings(asked),
    settings::save_settings(asked, settings),
    settings::read_about(asked),
    window::choose_file(kind),
    window::print_page(asked),
    window::open_window(asked),
    window::close_quick_pick(asked),
}

/// Questions after which the tray is as it was.
const QUIET: &[&str] = &[
    "check_key",
    "judge_password",
    "list_approvals",
    "list_entries",
    "list_push_tokens",
    "note_activity",
    "read_codes",
    "read_picture",
    "read_settings",
    "search_entries",
    "suggest_device_name",
    "vault_status",
];

/// What each window may ask, as the window's program has it too. It is looked at there first; here it
/// is looked at again, since what a page runs in is not to be trusted with the answer.
const MAIN: &str = include_str!("../capabilities/main.json");
const QUICK: &str = include_str!("../capabilities/quick.json");

fn may(page: Page, name: &str) -> bool {
    let capability = match page {
        Page::Main => MAIN,
        Page::Quick => QUICK,
    };
    capability.contains(&format!("\"allow-{}\"", name.replace('_', "-")))
}

/// Carries out what a page asks for. Whether it went well, and the view or the failure.
pub(crate) async fn answer(
    asked: Asked<'_>,
    name: &str,
    mut given: Given,
) -> (bool, Box<RawValue>) {
    let was_open = is_unlocked(&asked.cx);
    let answer = if may(asked.page, name) {
        carry_out(asked, name, &mut given).await
    } else {
        let refused = format!("{} may not ask for {name}", asked.page.label());
        Err(Failure::new(FailureCode::Internal, refused))
    };
    if was_open && let Err(failure) = &answer {
        asked.heed_loss(failure);
    }
    if answer.is_ok() && !QUIET.contains(&name) {
        asked.tray.look_again();
    }
    if answer.is_ok() && name.starts_with("unlock_") && asked.page == Page::Quick {
        // The window still asks for the password.
        asked.pane.say(&ToWindow::Begin(Page::Main));
    }
    let (well, body) = match answer {
        Ok(view) => (true, view),
        Err(failure) => (false, print(&failure).unwrap_or_default()),
    };
    (well, RawValue::from_string(body).unwrap_or_default())
}

fn print(view: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(view)
        .map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_answered_what_its_capability_names_and_nothing_else() {
        assert!(may(Page::Main, "show_qr"));
        assert!(may(Page::Quick, "copy_code"));
        for name in [
            "show_qr",
            "save_settings",
            "change_password",
            "recovery_kit",
            "approve",
            "deny",
        ] {
            assert!(!may(Page::Quick, name), "{name}");
        }
        for name in ["", "show_seed", "plugin:event|listen"] {
            assert!(!may(Page::Main, name), "{name}");
        }
    }
}
