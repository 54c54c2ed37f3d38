//! The command line on a computer whose keychain opens the vault.
//!
//! The outer half starts a message bus of its own, and on it a keyring with nothing in it, and runs
//! the inner half there.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::{
    env, fs,
    process::{Command, Output, Stdio},
};

use common::{Home, NEW, PASSWORD, code, refusal, text};

const KEYRING: &str =
    "printf %s secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
    exec \"$EXE\" --exact --ignored --nocapture inner_keychain_slot";

#[test]
fn the_keychain_opens_the_vault_when_no_password_is_given() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "sh", "-ec", KEYRING])
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap())
        .env("EXE", env::current_exe().unwrap());
    for name in [
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_RUNTIME_DIR",
    ] {
        command.env(name, home.path());
    }
    let output = command
        .output()
        .expect("dbus-run-session and gnome-keyring are installed");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("1 passed"),
        "the inner half did not run: {said}"
    );
}

/// Runs with the keychain and without any password.
fn alone(home: &Home, arguments: &[&str]) -> Output {
    let mut command = home.command();
    command
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            env::var_os("DBUS_SESSION_BUS_ADDRESS").unwrap(),
        )
        .args(["--json"])
        .args(arguments);
    command.stdin(Stdio::null()).output().unwrap()
}

fn with_password(home: &Home, arguments: &[&str], password: &str) -> Output {
    let file = home.0.path().join("password");
    fs::write(&file, password).unwrap();
    alone(
        home,
        &[&["--password-file", common::utf8(&file)], arguments].concat(),
    )
}

#[test]
#[ignore = "the inner half"]
fn inner_keychain_slot() {
    let home = Home::with_vault();
    home.add("GitHub");
    let locked = alone(&home, &["codes", "list"]);
    assert_eq!((code(&locked), refusal(&locked).as_str()), (3, "locked"));

    let added = with_password(&home, &["vault", "slots", "add-keychain"], PASSWORD);
    assert_eq!(code(&added), 0, "{added:?}");
    let listed = alone(&home, &["codes", "list"]);
    assert_eq!(code(&listed), 0, "{listed:?}");
    assert!(text(&listed.stdout).contains("GitHub"));
    let seed = alone(&home, &["codes", "qr", "GitHub"]);
    assert_eq!(
        (code(&seed), refusal(&seed).as_str()),
        (3, "locked"),
        "a seed takes the password"
    );
    let seed = with_password(&home, &["codes", "qr", "GitHub"], PASSWORD);
    assert_eq!(code(&seed), 0, "{seed:?}");
    let away = home.command().args(["--json", "codes", "list"]).output();
    let away = away.unwrap();
    assert_eq!(
        (code(&away), refusal(&away).as_str()),
        (9, "keychain_missing"),
        "without its keychain"
    );

    // A new password makes a new key, which the keychain gets by itself.
    let strengthened = with_password(&home, &["vault", "strengthen"], PASSWORD);
    assert_eq!(code(&strengthened), 0, "{strengthened:?}");
    assert_eq!(code(&alone(&home, &["codes", "list"])), 0);
    let wrong = with_password(&home, &["codes", "list"], NEW);
    assert_eq!(
        (code(&wrong), refusal(&wrong).as_str()),
        (3, "wrong_credential"),
        "a password that is given counts"
    );
}
