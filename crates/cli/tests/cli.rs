//! The command line as scripts use it: JSON shapes and exit codes of `INTERFACES.md` section 3.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery staple";
const GITHUB: &str = "otpauth://totp/GitHub:ana@example.org?secret=JBSWY3DPEHPK3PXP&issuer=GitHub";
const COUNTER: &str =
    "otpauth://hotp/Bank:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank&counter=0";

/// A home of its own, with a vault sealed at the cheapest cost.
struct Home(TempDir);

impl Home {
    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with_vault() -> Self {
        let home = Self::empty();
        let made = home.run(&["vault", "create", "--memory-kib", "65536"], PASSWORD);
        assert_eq!(code(&made), 0, "{made:?}");
        home
    }

    fn vault(&self) -> PathBuf {
        self.0.path().join("vault.countersign")
    }

    /// Runs with the password on standard input, and more lines after it.
    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command()
            .args(["--password-stdin"])
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may refuse before it reads: a broken pipe is no failure of the test.
        let _ = child
            .stdin
            .take()
            .unwrap()
            .write_all(format!("{input}\n").as_bytes());
        child.wait_with_output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat(), PASSWORD);
        assert_eq!(code(&output), 0, "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .env("COUNTERSIGN_HOME", self.0.path())
            .env("COUNTERSIGN_CONFIG", self.0.path().join("config"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn refusal(output: &Output) -> String {
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    for part in ["message", "hint"] {
        assert!(error["error"][part].is_string(), "{error}");
    }
    error["error"]["code"].as_str().unwrap().to_owned()
}

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
fn passwd_reads_the_old_password_and_then_the_new_one() {
    let home = Home::with_vault();
    home.json(&["codes", "add", GITHUB]);
    let new = "nine purple turtles waltz";
    let changed = home.run(&["vault", "passwd"], &format!("{PASSWORD}\n{new}"));
    assert_eq!(code(&changed), 0, "{changed:?}");

    assert_eq!(code(&home.run(&["codes", "list"], PASSWORD)), 3);
    let listed = home.run(&["codes", "list"], new);
    assert!(
        String::from_utf8(listed.stdout)
            .unwrap()
            .starts_with("GitHub (ana@example.org)")
    );
}

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
fn addresses_from_standard_input_are_added_together_or_not_at_all() {
    let home = Home::with_vault();
    let file = home.0.path().join("password");
    fs::write(&file, PASSWORD).unwrap();
    let add = |lines: &str| {
        let mut child = home
            .command()
            .args([
                "--json",
                "--password-file",
                utf8(&file),
                "codes",
                "add",
                "-",
            ])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(lines.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    };

    let refused = add(&format!("{GITHUB}\nnonsense\n"));
    assert_eq!(code(&refused), 5);
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("line 2")
    );
    assert_eq!(home.json(&["codes", "list"]).as_array().unwrap().len(), 0);
    assert_eq!(
        code(&add(&format!("{GITHUB}\n\n# a remark\n{COUNTER}\n"))),
        0
    );
    assert_eq!(home.json(&["codes", "list"]).as_array().unwrap().len(), 2);
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}
