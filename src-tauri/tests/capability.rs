//! The window may ask its own commands, each by name, and nothing else.
#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fs};

use countersign_app::names::COMMANDS;
use tauri::ipc::Origin;

fn may(window: &str, command: &str, origin: &Origin) -> bool {
    countersign_app::context()
        .runtime_authority_mut()
        .resolve_access(command, window, window, origin)
        .is_some()
}

/// The commands the window knows, as they are written in the generated bindings.
fn bound() -> BTreeSet<String> {
    let file = tempfile::Builder::new().suffix(".ts").tempfile().unwrap();
    countersign_app::bindings::write_to(file.path()).unwrap();
    fs::read_to_string(file.path())
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once("__TAURI_INVOKE<")?.1.split_once(">(\""))
        .map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// The commands that `capabilities/main.json` names.
fn granted() -> BTreeSet<String> {
    let capability = include_str!("../capabilities/main.json");
    capability
        .split('"')
        .filter_map(|word| word.strip_prefix("allow-"))
        .map(|permission| permission.replace('-', "_"))
        .collect()
}

#[test]
fn the_capability_names_every_command_and_no_other() {
    let named: BTreeSet<String> = COMMANDS.iter().map(|&name| name.to_owned()).collect();

    assert!(named.contains("unlock_vault"));
    assert_eq!(named, bound(), "src/names.rs and src/bindings.rs differ");
    assert_eq!(
        named,
        granted(),
        "src/names.rs and capabilities/main.json differ"
    );
}

#[test]
fn the_window_may_ask_what_is_named() {
    for command in COMMANDS {
        assert!(may("main", command, &Origin::Local), "{command}");
    }
    assert!(may("main", "plugin:event|listen", &Origin::Local));
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
