//! The vault and a real Secret Service: its key and its mark are kept there.
//!
//! Each fact has two halves: an outer test starts a message bus of its own, and on it a keyring with
//! nothing in it, and runs the inner half there. Nothing of the person's own keyring is seen.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use std::{env, fs, process::Command};

use commands::{
    Context, FailureCode,
    vault::{self, SlotWord, Standing},
};
use common::{CHEAP, Home, NEW, PASSWORD, add, issuers, password, stopwatch};

/// Opens the keyring with a password, as signing in to a desktop does.
const UNLOCKED: &str =
    "printf %s secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null";
/// A keyring that nobody has opened.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null";

fn on_a_bus_of_its_own(preparation: &str, inner: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new("dbus-run-session");
    command
        .args([
            "--",
            "sh",
            "-ec",
            &format!("{preparation}\nexec \"$EXE\" --exact --ignored --nocapture {inner}"),
        ])
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

fn context(home: &Home) -> Context {
    Context::new(home.paths(), Home::senses())
}

async fn with_vault(home: &Home) -> Context {
    let cx = context(home);
    vault::create_vault(&cx, password(PASSWORD), false, CHEAP, stopwatch)
        .await
        .unwrap();
    cx
}

fn keychain_slot(cx: &Context) -> Option<String> {
    let slots = vault::list_slots(cx).unwrap();
    let mut slots = slots.into_iter();
    slots
        .find(|slot| slot.kind == SlotWord::Keychain)
        .map(|slot| slot.id)
}

#[test]
fn the_keychain_opens_the_vault_until_its_slot_is_dropped() {
    on_a_bus_of_its_own(UNLOCKED, "inner_slot");
}

#[tokio::test]
#[ignore = "the inner half"]
async fn inner_slot() {
    let home = Home::new();
    let cx = with_vault(&home).await;
    add(&cx, "GitHub").await.unwrap();
    assert!(!vault::vault_status(&cx).keychain_slot);
    vault::add_keychain_slot(&cx, password(PASSWORD))
        .await
        .unwrap();
    assert!(vault::vault_status(&cx).keychain_slot);
    let first = keychain_slot(&cx).unwrap();
    drop(cx);
    let cx = context(&home);
    vault::unlock_with_keychain(&cx).await.unwrap();
    assert_eq!(issuers(&cx).await, ["GitHub"]);

    vault::change_password(&cx, password(PASSWORD), password(NEW), None)
        .await
        .unwrap();
    let second = keychain_slot(&cx).unwrap();
    assert_ne!(first, second, "it was made anew by itself");
    vault::lock_vault(&cx);
    vault::unlock_with_keychain(&cx).await.unwrap();

    vault::drop_slot(&cx, &second, password(NEW), None)
        .await
        .unwrap();
    assert_eq!(keychain_slot(&cx), None);
    assert!(!vault::vault_status(&cx).keychain_slot);
    let gone = vault::unlock_with_keychain(&cx).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::KeychainSlotGone);
    assert_eq!(issuers(&cx).await, ["GitHub"]);
}

#[test]
fn a_wrong_password_changes_nothing_about_the_keychain() {
    on_a_bus_of_its_own(UNLOCKED, "inner_wrong");
}

#[tokio::test]
#[ignore = "the inner half"]
async fn inner_wrong() {
    let home = Home::new();
    let cx = with_vault(&home).await;
    vault::add_keychain_slot(&cx, password(PASSWORD))
        .await
        .unwrap();
    for refused in [
        vault::add_keychain_slot(&cx, password(NEW)).await,
        vault::change_password(&cx, password(NEW), password(NEW), None)
            .await
            .map(drop),
    ] {
        assert_eq!(refused.unwrap_err().code, FailureCode::WrongCredential);
    }
    vault::lock_vault(&cx);
    vault::unlock_with_keychain(&cx).await.unwrap();
}

#[test]
fn an_older_copy_is_noticed_when_the_state_directory_is_lost() {
    on_a_bus_of_its_own(UNLOCKED, "inner_mark");
}

#[tokio::test]
#[ignore = "the inner half"]
async fn inner_mark() {
    let home = Home::new();
    let cx = with_vault(&home).await;
    let older = home.copy();
    add(&cx, "GitHub").await.unwrap();
    drop(cx);
    fs::remove_dir_all(home.0.path().join("state")).unwrap();
    home.put_back(&older);
    let cx = context(&home);
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    assert_eq!(
        vault::vault_status(&cx).standing,
        Standing::Older { held: 2, found: 1 }
    );
    vault::confirm_older_copy(&cx, password(PASSWORD))
        .await
        .unwrap();
    drop(cx);

    // And the other way round: an older keychain next to the state directory.
    let copy = home.copy();
    let cx = Context::without_keychain(home.paths(), Home::senses());
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    add(&cx, "GitLab").await.unwrap();
    drop(cx);
    home.put_back(&copy);
    let cx = context(&home);
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    assert_eq!(
        vault::vault_status(&cx).standing,
        Standing::Older { held: 4, found: 3 }
    );
}

#[test]
fn a_keychain_that_is_locked_keeps_nobody_from_the_vault() {
    on_a_bus_of_its_own(LOCKED, "inner_locked");
}

#[tokio::test]
#[ignore = "the inner half"]
async fn inner_locked() {
    let home = Home::new();
    let cx = with_vault(&home).await;
    let older = home.copy();
    add(&cx, "GitHub").await.unwrap();
    let refused = vault::add_keychain_slot(&cx, password(PASSWORD)).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::KeychainLocked);
    assert_eq!(keychain_slot(&cx), None);
    vault::change_password(&cx, password(PASSWORD), password(PASSWORD), None)
        .await
        .unwrap();
    drop(cx);
    home.put_back(&older);
    let cx = context(&home);
    vault::unlock_vault(&cx, password(PASSWORD)).await.unwrap();
    assert_eq!(
        vault::vault_status(&cx).standing,
        Standing::Older { held: 3, found: 1 },
        "the mark in the state directory counts"
    );
}
