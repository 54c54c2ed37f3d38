//! `countersign codes`: the JSON shapes of `INTERFACES.md` section 3.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::{
    io::Write,
    process::{Output, Stdio},
};

use common::{COUNTER, GITHUB, Home, PASSWORD, code, password_file, refusal, text, utf8};
use serde_json::Value;

#[test]
fn codes_list_has_the_documented_shape() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let listed = home.json(&["codes", "list", "--at", "59"]);

    let row = listed[0].as_object().unwrap();
    let mut keys: Vec<_> = row.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let mut documented = [
        "id",
        "issuer",
        "account",
        "kind",
        "algorithm",
        "digits",
        "period",
        "counter",
        "code",
        "next_code",
        "valid_until",
        "group",
        "favourite",
    ];
    documented.sort_unstable();
    assert_eq!(keys, documented);
    assert_eq!(row["code"], "996554");
    assert_eq!(row["valid_until"], 60);
    assert_eq!(
        (&row["kind"], &row["counter"]),
        (&Value::from("totp"), &Value::Null)
    );
}

#[test]
fn one_fitting_entry_prints_its_digits_alone() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let shown = home.run(
        &["codes", "show", "github", "--at", "2023-11-14T22:13:20Z"],
        PASSWORD,
    );
    assert_eq!(String::from_utf8(shown.stdout).unwrap(), "324550\n");
}

#[test]
fn a_counter_advances_only_when_told() {
    let home = Home::with_vault();
    home.json(&["codes", "add", COUNTER]);
    for _ in 0..2 {
        assert_eq!(home.json(&["codes", "show", "bank"])[0]["code"], "755224");
    }
    assert_eq!(
        home.json(&["codes", "show", "bank", "--advance"])[0]["code"],
        "755224"
    );
    assert_eq!(home.json(&["codes", "show", "bank"])[0]["code"], "287082");
}

#[test]
fn addresses_from_standard_input_are_added_together_or_not_at_all() {
    let home = Home::with_vault();
    let refused = add_lines(&home, &format!("{GITHUB}\nnonsense\n"));
    assert_eq!(code(&refused), 5);
    assert!(text(&refused.stderr).contains("line 2"));
    assert_eq!(home.json(&["codes", "list"]).as_array().unwrap().len(), 0);
    assert_eq!(
        code(&add_lines(
            &home,
            &format!("{GITHUB}\n\n# a remark\n{COUNTER}\n")
        )),
        0
    );
    assert_eq!(home.json(&["codes", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_refused_address_is_named_by_the_line_it_stood_on() {
    let home = Home::with_vault();
    for (lines, name, bad) in [
        (
            format!("# mine\n\n{GITHUB}\nnonsense\n\nmore of it\n"),
            "bad_link",
            &["line 4: ", "line 6: "][..],
        ),
        (
            format!("{COUNTER}\n# once\n{GITHUB}\n\n# twice\n{GITHUB}\n"),
            "duplicate",
            &["line 6: "],
        ),
    ] {
        let refused = add_lines(&home, &lines);
        assert_eq!(
            (code(&refused), refusal(&refused).as_str()),
            (5, name),
            "{refused:?}"
        );
        let said = text(&refused.stderr);
        assert_eq!(said.matches("line ").count(), bad.len(), "{said}");
        for line in bad {
            assert!(said.contains(line), "{said}");
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let file = password_file(&home);
    let listed = home
        .command()
        .args(["--password-file", utf8(&file), "codes", "list"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!((code(&listed), text(&listed.stderr)), (0, ""));
}

fn add_lines(home: &Home, lines: &str) -> Output {
    let file = password_file(home);
    let mut child = home
        .command()
        .args(["--json", "--password-file", utf8(&file)])
        .args(["codes", "add", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(lines.as_bytes()).unwrap();
    drop(input);
    child.wait_with_output().unwrap()
}
