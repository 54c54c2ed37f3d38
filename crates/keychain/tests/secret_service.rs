//! The keychain against a real Secret Service.
//!
//! Each fact has two halves: an outer test starts a message bus of its own, and on it a keyring
//! with nothing in it, and runs the inner half there. Nothing of the person's own keyring is seen.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{env, path::Path, process::Command};

use keychain::{Error, Keychain};

/// Opens the keyring with a password, as signing in to a desktop does.
const UNLOCKED: &str =
    "printf %s secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null";
/// Makes a keyring, then starts it anew without a password.
const LOCKED: &str =
    "printf %s secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
    \"$EXE\" --exact --ignored --nocapture inner_make_the_keyring >/dev/null
    gnome-keyring-daemon --replace --components=secrets --daemonize >/dev/null";
/// A computer where nobody ever made a keyring.
const NEVER_MADE: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null";

fn on_a_bus_of_its_own(preparation: &str, inner: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new("dbus-run-session");
    command.args([
        "--",
        "sh",
        "-ec",
        &format!("{preparation}\nexec \"$EXE\" --exact --ignored --nocapture {inner}"),
    ]);
    run(command, home.path());
}

fn run(mut command: Command, home: &Path) {
    command
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
        command.env(name, home);
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

fn open() -> Keychain {
    Keychain::open("org.example.Test").unwrap()
}

#[test]
fn a_secret_comes_back_until_it_is_forgotten() {
    on_a_bus_of_its_own(UNLOCKED, "inner_roundtrip");
}

#[test]
#[ignore = "the inner half"]
fn inner_roundtrip() {
    let keychain = open();
    assert_eq!(keychain.get("account/a/1").unwrap_err(), Error::Gone);
    keychain.put("account/a/1", b"one").unwrap();
    keychain.put("account/a/2", b"two").unwrap();
    keychain.put("account/a/1", b"one again").unwrap();
    assert_eq!(*keychain.get("account/a/1").unwrap(), b"one again");
    keychain.forget("account/a/1").unwrap();
    assert_eq!(keychain.get("account/a/1").unwrap_err(), Error::Gone);
    assert_eq!(keychain.forget("account/a/1").unwrap_err(), Error::Gone);
    assert_eq!(
        *open().get("account/a/2").unwrap(),
        b"two",
        "another connection sees the same"
    );
    assert_eq!(
        Keychain::open("org.example.Other")
            .unwrap()
            .get("account/a/2")
            .unwrap_err(),
        Error::Gone
    );
}

#[test]
fn the_longest_secret_comes_back_and_others_are_refused_before_the_service_sees_them() {
    on_a_bus_of_its_own(UNLOCKED, "inner_lengths");
}

#[test]
#[ignore = "the inner half"]
fn inner_lengths() {
    let keychain = open();
    let longest = vec![b'~'; keychain::LONGEST];
    keychain.put("long", &longest).unwrap();
    assert_eq!(*keychain.get("long").unwrap(), longest);
    let refused = keychain
        .put("long", &vec![b'~'; keychain::LONGEST + 1])
        .unwrap_err();
    assert_eq!(
        refused,
        Error::TooLong {
            length: 2_401,
            longest: 2_400
        }
    );
    assert_eq!(
        keychain.put("long", b"two\nlines").unwrap_err(),
        Error::NotOneLine
    );
    assert_eq!(
        *keychain.get("long").unwrap(),
        longest,
        "a refused secret changes nothing"
    );
}

#[test]
fn a_locked_keyring_says_so_and_asks_nobody() {
    on_a_bus_of_its_own(LOCKED, "inner_locked");
}

#[test]
#[ignore = "the inner half"]
fn inner_make_the_keyring() {
    open().put("kept", b"before").unwrap();
}

#[test]
#[ignore = "the inner half"]
fn inner_locked() {
    let keychain = open();
    assert_eq!(keychain.get("kept").unwrap_err(), Error::Locked);
    assert_eq!(keychain.get("never put").unwrap_err(), Error::Locked);
    assert_eq!(keychain.put("kept", b"after").unwrap_err(), Error::Locked);
    assert_eq!(keychain.forget("kept").unwrap_err(), Error::Locked);
}

#[test]
fn a_keyring_that_was_never_made_counts_as_locked() {
    on_a_bus_of_its_own(NEVER_MADE, "inner_never_made");
}

#[test]
#[ignore = "the inner half"]
fn inner_never_made() {
    assert_eq!(open().put("new", b"secret").unwrap_err(), Error::Locked);
    assert_eq!(open().get("new").unwrap_err(), Error::Locked);
}

#[test]
fn a_service_that_was_restarted_is_found_again() {
    on_a_bus_of_its_own(UNLOCKED, "inner_restarted");
}

#[test]
#[ignore = "the inner half"]
fn inner_restarted() {
    let keychain = open();
    keychain.put("kept", b"before").unwrap();
    let restart = "printf %s secret | gnome-keyring-daemon --replace --unlock --components=secrets --daemonize >/dev/null";
    assert!(
        Command::new("sh")
            .args(["-ec", restart])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(*keychain.get("kept").unwrap(), b"before");
    keychain.put("kept", b"after").unwrap();
    assert_eq!(*keychain.get("kept").unwrap(), b"after");
}

#[test]
fn without_a_bus_the_keychain_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "--ignored", "--nocapture", "inner_missing"]);
    run(command, home.path());
}

#[test]
#[ignore = "the inner half"]
fn inner_missing() {
    let keychain = open();
    assert!(matches!(keychain.get("kept"), Err(Error::Missing { .. })));
    assert!(matches!(
        keychain.put("kept", b"secret"),
        Err(Error::Missing { .. })
    ));
}
