//! Each window may ask the commands that its capability names, and nothing else.
#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fs};

use countersign_app::names::COMMANDS;
use tauri::ipc::Origin;

mod typescript;

/// What is compiled into the window's program.
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn may(window: &str, command: &str, origin: &Origin) -> bool {
    context()
        .runtime_authority_mut()
        .resolve_access(command, window, window, origin)
        .is_some()
}

/// The commands the pages know, as they are written in the generated bindings.
fn bound() -> BTreeSet<String> {
    let file = tempfile::Builder::new().suffix(".ts").tempfile().unwrap();
    typescript::write_to(file.path()).unwrap();
    fs::read_to_string(file.path())
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once("__TAURI_INVOKE<")?.1.split_once(">(\""))
        .map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// The commands that a capability names.
fn granted(capability: &str) -> BTreeSet<String> {
    capability
        .split('"')
        .filter_map(|word| word.strip_prefix("allow-"))
        .map(|permission| permission.replace('-', "_"))
        .collect()
}

fn main_window() -> BTreeSet<String> {
    granted(include_str!("../capabilities/main.json"))
}

fn quick_pick() -> BTreeSet<String> {
    granted(include_str!("../capabilities/quick.json"))
}

#[test]
fn the_capabilities_name_every_command_and_no_other() {
    let named: BTreeSet<String> = COMMANDS.iter().map(|&name| name.to_owned()).collect();

    assert!(named.contains("unlock_vault"));
    assert_eq!(named, bound(), "src/names.rs and src/questions.rs differ");
    assert_eq!(
        named,
        main_window().union(&quick_pick()).cloned().collect(),
        "src/names.rs and capabilities/ differ"
    );
}

#[test]
fn a_window_may_ask_what_is_named_for_it_and_nothing_else() {
    for command in COMMANDS {
        let named = |granted: BTreeSet<String>| granted.contains(*command);
        assert_eq!(
            may("main", command, &Origin::Local),
            named(main_window()),
            "{command}"
        );
        assert_eq!(
            may("quick", command, &Origin::Local),
            named(quick_pick()),
            "{command}"
        );
    }
    assert!(may("main", "plugin:event|listen", &Origin::Local));
}

#[test]
fn the_quick_pick_neither_changes_entries_nor_shows_seeds() {
    for command in [
        "add_entry",
        "edit_entry",
        "show_qr",
        "reveal_recovery_codes",
        "save_settings",
    ] {
        assert!(!may("quick", command, &Origin::Local), "{command}");
    }
}

#[test]
fn what_is_not_named_is_refused() {
    for command in [
        "reveal_seed",
        "plugin:event|emit",
        "plugin:app|version",
        "plugin:window|close",
        "plugin:webview|internal_toggle_devtools",
        "plugin:path|resolve_directory",
    ] {
        assert!(!may("main", command, &Origin::Local), "{command}");
        assert!(!may("quick", command, &Origin::Local), "{command}");
    }
}

#[test]
fn another_window_or_a_page_from_elsewhere_may_ask_nothing() {
    let elsewhere = Origin::Remote {
        url: "https://example.org/".parse().unwrap(),
    };
    for command in COMMANDS {
        assert!(!may("other", command, &Origin::Local), "{command}");
        assert!(!may("main", command, &elsewhere), "{command}");
    }
}
