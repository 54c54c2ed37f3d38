//! Failures of the command line: the exit codes of `INTERFACES.md` section 3.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::{fs, process::Stdio};

use common::{GITHUB, Home, PASSWORD, code, refusal, text, utf8};
use serde_json::Value;

#[test]
fn every_kind_of_trouble_has_its_code_and_leaves_the_file_as_it_was() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let before = fs::read(home.vault()).unwrap();
    let json =
        |arguments: &[&str], password: &str| home.run(&[&["--json"], arguments].concat(), password);

    for (arguments, password, exit, name) in [
        (
            &["codes", "list"][..],
            "not the password",
            3,
            "wrong_credential",
        ),
        (
            &["codes", "add", "otpauth://totp/X?secret=JBSW!"],
            PASSWORD,
            5,
            "bad_link",
        ),
        (&["codes", "add", GITHUB], PASSWORD, 5, "duplicate"),
        (
            &["codes", "show", "nothing like it"],
            PASSWORD,
            7,
            "no_such_entry",
        ),
        (&["vault", "create"], PASSWORD, 5, "vault_exists"),
        (
            &["accounts", "add", "http://id.example"],
            PASSWORD,
            5,
            "bad_issuer",
        ),
        (
            &["accounts", "add", "https://127.0.0.1:1"],
            PASSWORD,
            6,
            "server_away",
        ),
        (&["sessions", "list"], PASSWORD, 7, "no_such_account"),
    ] {
        let output = json(arguments, password);
        assert_eq!(
            (code(&output), refusal(&output).as_str()),
            (exit, name),
            "{arguments:?}"
        );
    }
    assert_eq!(code(&home.run(&["codes", "dance"], PASSWORD)), 2);
    assert_eq!(fs::read(home.vault()).unwrap(), before);
}

#[test]
fn files_that_are_no_whole_vault_are_named_and_kept() {
    let home = Home::with_vault();
    let whole = fs::read(home.vault()).unwrap();
    let refuse = |name: &str, bytes: &[u8]| {
        let path = home.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        let output = home.run(
            &["--vault", utf8(&path), "--json", "codes", "list"],
            PASSWORD,
        );
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name} was changed");
        (code(&output), refusal(&output))
    };

    assert_eq!(
        refuse("foreign", b"SQLite format 3\0"),
        (4, "foreign_file".into())
    );
    assert_eq!(
        refuse("cut", &whole[..whole.len() - 1]),
        (4, "damaged".into())
    );
    assert_eq!(refuse("empty", b""), (4, "foreign_file".into()));
    let missing = home.run(
        &["--vault", "/nowhere/at/all", "--json", "codes", "list"],
        PASSWORD,
    );
    assert_eq!(
        (code(&missing), refusal(&missing).as_str()),
        (7, "no_vault")
    );
}

#[test]
fn a_weak_password_makes_no_vault() {
    let home = Home::empty();
    let refused = home.run(&["--json", "vault", "create"], "password1234");
    assert_eq!(
        (code(&refused), refusal(&refused).as_str()),
        (5, "weak_password")
    );
    assert!(!home.vault().exists());
}

#[test]
fn a_password_that_is_missing_is_no_mistake_of_the_program() {
    let home = Home::with_vault();
    let before = fs::read(home.vault()).unwrap();
    let alone = home.run(&["--json", "vault", "passwd"], PASSWORD);
    assert_eq!(
        (code(&alone), refusal(&alone).as_str()),
        (2, "usage"),
        "the old one alone: {alone:?}"
    );
    let nobody = |arguments: &[&str]| {
        let mut command = home.command();
        command.args(["--json"]).args(arguments);
        command.stdin(Stdio::null()).output().unwrap()
    };
    for arguments in [
        &["codes", "list"][..],
        &["--password-stdin", "codes", "list"],
    ] {
        let output = nobody(arguments);
        assert_eq!(
            (code(&output), refusal(&output).as_str()),
            (3, "locked"),
            "{arguments:?}"
        );
    }
    assert_eq!(fs::read(home.vault()).unwrap(), before);

    fs::remove_file(home.vault()).unwrap();
    for arguments in [
        &["vault", "create"][..],
        &["--password-stdin", "vault", "create"],
    ] {
        let output = nobody(arguments);
        assert_eq!(
            (code(&output), refusal(&output).as_str()),
            (2, "usage"),
            "{arguments:?}"
        );
    }
    assert!(!home.vault().exists());
}

#[test]
fn arguments_that_make_no_sense_are_refused_in_json_too() {
    let home = Home::empty();
    for (arguments, part) in [
        (&["codes", "dance", "--json"][..], "dance"),
        (&["--json", "codes", "show"], "<QUERY>"),
        (&["--json", "codes"], "do not say"),
        (&["--json", "codes", "list", "--at", "noon"], "RFC 3339"),
    ] {
        let output = home.command().args(arguments).output().unwrap();
        assert_eq!(
            (code(&output), refusal(&output).as_str()),
            (2, "usage"),
            "{arguments:?}"
        );
        let error: Value = serde_json::from_slice(&output.stderr).unwrap();
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains(part), "{message}");
        assert!(
            !message.contains("Usage:") && !message.contains('\n'),
            "{message}"
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    for (arguments, part) in [
        (["--json", "--help"], "Usage:"),
        (["--json", "--version"], "countersign "),
    ] {
        let output = home.command().args(arguments).output().unwrap();
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(text(&output.stdout).contains(part), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_could_not_be_written_is_a_failure() {
    let home = Home::with_vault();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = home
        .command()
        .args(["--json", "vault", "info"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(
        (code(&output), refusal(&output).as_str()),
        (1, "disk_full"),
        "{output:?}"
    );
}
