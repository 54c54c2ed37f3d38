//! `countersign vault`: passwords and recovery keys, slots, backups, and copies of one vault.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::fs;

use common::{GITHUB, Home, NEW, PASSWORD, code, refusal, text, utf8};
use serde_json::Value;

/// Adds a recovery key and says what it is.
fn recovery_key(home: &Home) -> String {
    let made = home.json(&["vault", "slots", "add-recovery"]);
    made["recovery_key"].as_str().unwrap().to_owned()
}

fn kinds(home: &Home) -> Vec<String> {
    let listed = home.json(&["vault", "slots"]);
    let slots = listed.as_array().unwrap().iter();
    slots
        .map(|slot| slot["kind"].as_str().unwrap().to_owned())
        .collect()
}

fn by_recovery_key(home: &Home, arguments: &[&str], lines: &str) -> (i32, String) {
    let arguments = [&["--recovery-key-stdin", "--json"], arguments].concat();
    let output = home.feed(&arguments, lines);
    (code(&output), text(&output.stdout).to_owned())
}

#[test]
fn passwd_reads_the_old_password_and_then_the_new_one() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let changed = home.run(&["vault", "passwd"], &format!("{PASSWORD}\n{NEW}"));
    assert_eq!(code(&changed), 0, "{changed:?}");

    assert_eq!(code(&home.run(&["codes", "list"], PASSWORD)), 3);
    let listed = home.run(&["codes", "list"], NEW);
    assert!(text(&listed.stdout).starts_with("GitHub (ana@example.org)"));
}

#[test]
fn a_recovery_key_opens_the_vault_and_sets_a_new_password() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let key = recovery_key(&home);
    assert_eq!(kinds(&home), ["password", "recovery_key"]);
    let (exit, listed) = by_recovery_key(&home, &["codes", "list"], &key);
    assert_eq!(exit, 0);
    assert!(listed.contains("GitHub"));
    let output = home.feed(
        &["--recovery-key-stdin", "--json", "codes", "list"],
        "0000-0000",
    );
    assert_eq!(
        (code(&output), refusal(&output).as_str()),
        (3, "bad_recovery_key")
    );

    let lines = format!("{}\n{NEW}", key.to_lowercase());
    assert_eq!(by_recovery_key(&home, &["vault", "passwd"], &lines).0, 0);
    assert_eq!(code(&home.run(&["codes", "list"], PASSWORD)), 3);
    assert_eq!(code(&home.run(&["codes", "list"], NEW)), 0);
    assert_eq!(by_recovery_key(&home, &["codes", "list"], &key).0, 0);
}

#[test]
fn a_new_password_keeps_the_recovery_key_on_request_and_else_prints_a_new_one() {
    let home = Home::with_vault();
    let key = recovery_key(&home);
    let kept = home.json_with(
        &["vault", "passwd", "--keep-recovery-key"],
        &format!("{PASSWORD}\n{NEW}\n{key}"),
    );
    assert_eq!(kept.get("recovery_key"), None);
    assert_eq!(by_recovery_key(&home, &["codes", "list"], &key).0, 0);
    let missing = home.refused(
        &["vault", "passwd", "--keep-recovery-key"],
        &format!("{NEW}\n{PASSWORD}"),
    );
    assert_eq!(missing, (2, "usage".to_owned()));

    let replaced = home.json_with(&["vault", "passwd"], &format!("{NEW}\n{PASSWORD}"));
    let new_key = replaced["recovery_key"].as_str().unwrap();
    assert_ne!(new_key, key);
    assert_eq!(by_recovery_key(&home, &["codes", "list"], &key).0, 3);
    assert_eq!(by_recovery_key(&home, &["codes", "list"], new_key).0, 0);
}

#[test]
fn a_slot_is_dropped_by_its_id() {
    let home = Home::with_vault();
    let made = home.json(&["vault", "slots", "add-recovery"]);
    let slots = made["slots"].as_array().unwrap();
    let id = slots[1]["id"].as_str().unwrap();
    assert_eq!(
        home.refused(&["vault", "slots", "drop", "nobody"], PASSWORD),
        (5, "bad_input".to_owned())
    );
    home.json(&["vault", "slots", "drop", id]);
    assert_eq!(kinds(&home), ["password"]);
    assert_eq!(
        home.refused(&["vault", "slots", "add-keychain"], PASSWORD),
        (9, "keychain_missing".to_owned())
    );
}

#[test]
fn an_older_copy_is_refused_until_it_is_confirmed() {
    let home = Home::with_vault();
    home.add("First");
    let older = fs::read(home.vault()).unwrap();
    home.add("Second");
    fs::write(home.vault(), &older).unwrap();

    for arguments in [
        &["codes", "list"][..],
        &["codes", "add", GITHUB],
        &["vault", "slots", "add-recovery"],
    ] {
        assert_eq!(
            home.refused(arguments, PASSWORD),
            (8, "older_copy".to_owned()),
            "{arguments:?}"
        );
    }
    assert_eq!(fs::read(home.vault()).unwrap(), older);
    home.json(&["vault", "confirm-copy"]);
    assert_eq!(home.issuers(), ["First"]);
    assert_eq!(code(&home.add("Third")), 0);
}

#[test]
fn two_diverged_copies_become_one() {
    let home = Home::with_vault();
    home.add("Both");
    let both = fs::read(home.vault()).unwrap();
    home.add("Here");
    let here = home.0.path().join("here.countersign");
    fs::copy(home.vault(), &here).unwrap();

    let elsewhere = Home::empty();
    fs::write(elsewhere.vault(), both).unwrap();
    let first = elsewhere.add("There");
    assert_eq!(code(&first), 0);
    assert!(
        text(&first.stderr).contains("for the first time"),
        "{first:?}"
    );
    fs::copy(elsewhere.vault(), home.vault()).unwrap();

    let merge = ["vault", "merge", utf8(&here)];
    assert_eq!(
        home.refused(&merge, PASSWORD),
        (8, "diverged_copy".to_owned())
    );
    home.json(&["vault", "confirm-copy"]);
    let merged = home.json(&merge);
    assert_eq!(
        (&merged["added"], &merged["kept_both"]),
        (&Value::from(1), &Value::from(0)),
        "{merged}"
    );
    assert_eq!(home.issuers(), ["Both", "Here", "There"]);
}

#[test]
fn every_run_leaves_its_backup_and_one_is_restored() {
    let home = Home::with_vault();
    home.add("Kept");
    let backups = home.json(&["vault", "backups"]);
    let rows = backups.as_array().unwrap();
    assert_eq!(rows.len(), 1, "one a day: {backups}");
    assert_eq!(
        (&rows[0]["generation"], &rows[0]["reason"]),
        (&Value::from(2), &Value::from("change"))
    );
    let safe = home.0.path().join("safe.countersign");
    fs::copy(rows[0]["path"].as_str().unwrap(), &safe).unwrap();
    home.add("Lost");

    let restore = ["vault", "restore", utf8(&safe)];
    assert_eq!(
        home.refused(&restore, NEW),
        (3, "wrong_credential".to_owned())
    );
    home.json(&restore);
    assert_eq!(home.issuers(), ["Kept"]);
    assert_eq!(code(&home.add("More")), 0);
    let other = Home::with_vault();
    assert_eq!(
        home.refused(&["vault", "restore", utf8(&other.vault())], PASSWORD),
        (5, "not_this_vault".to_owned())
    );
}

#[test]
fn a_backup_folder_that_is_away_is_told_and_fails_nothing() {
    let home = Home::with_vault();
    let config = home.0.path().join("config");
    fs::create_dir_all(&config).unwrap();
    let stick = home.0.path().join("stick");
    let settings = serde_json::json!({"backupFolder": stick});
    fs::write(config.join("settings.json"), settings.to_string()).unwrap();
    let added = home.add("GitHub");
    assert_eq!(code(&added), 0);
    assert!(
        text(&added.stderr).contains("is saved. Its backup could not be made"),
        "{added:?}"
    );
    fs::create_dir(&stick).unwrap();
    let added = home.add("GitLab");
    assert_eq!((code(&added), text(&added.stderr)), (0, ""));
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 1);
}

#[test]
fn what_was_marked_is_remembered_by_the_next_run() {
    let home = Home::with_vault();
    home.add("GitHub");
    let state = home.0.path().join("state/countersign/vaults.json");
    let seen: Value = serde_json::from_slice(&fs::read(&state).unwrap()).unwrap();
    let (_, vault) = seen.as_object().unwrap().iter().next().unwrap();
    let mark = vault["mark"].as_str().unwrap();
    assert_eq!(mark.split(' ').nth(2), Some("2"), "generation 2: {mark}");
}
