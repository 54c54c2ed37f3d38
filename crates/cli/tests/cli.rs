//! The command line as scripts use it: JSON shapes and exit codes of `INTERFACES.md` section 3.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
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

/// `script` gives the program a terminal that echoes, as a person's does.
#[cfg(target_os = "linux")]
#[test]
fn a_new_password_typed_at_a_terminal_is_asked_for_and_not_echoed() {
    let home = Home::with_vault();
    let new = "nine purple turtles waltz";
    let terminal = home.0.path().join("terminal");
    let run = format!(
        "tty > {}; exec {} --password-file {} vault passwd",
        utf8(&terminal),
        env!("CARGO_BIN_EXE_countersign"),
        utf8(&password_file(&home)),
    );
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--echo", "always", "--command", &run])
        .arg("/dev/null")
        .env("COUNTERSIGN_HOME", home.0.path())
        .env("COUNTERSIGN_CONFIG", home.0.path().join("config"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut screen = child.stdout.take().unwrap();
    let mut seen = String::new();
    for prompt in ["New vault password: ", "Once more: "] {
        await_silence(&mut child, &terminal);
        read_until(&mut screen, prompt, &mut seen);
        await_silence(&mut child, &terminal);
        input.write_all(format!("{new}\r").as_bytes()).unwrap();
    }
    screen.read_to_string(&mut seen).unwrap();
    assert!(child.wait().unwrap().success(), "{seen}");

    assert!(!seen.contains(new), "{seen}");
    assert_eq!(code(&home.run(&["codes", "list"], new)), 0);
}

/// Waits until the terminal named in `file` echoes nothing, which is when a password is read.
fn await_silence(child: &mut Child, file: &Path) {
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        let terminal = fs::read_to_string(file).unwrap_or_default();
        let state = Command::new("stty")
            .args(["-a", "-F", terminal.trim()])
            .output()
            .unwrap();
        if text(&state.stdout)
            .split_whitespace()
            .any(|word| word == "-echo")
        {
            return;
        }
        if Instant::now() > patience {
            child.kill().unwrap();
            panic!("what is typed now would be echoed");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn read_until(screen: &mut impl Read, prompt: &str, seen: &mut String) {
    let mut byte = [0];
    while !seen.ends_with(prompt) {
        screen.read_exact(&mut byte).unwrap();
        seen.push(char::from(byte[0]));
    }
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

fn password_file(home: &Home) -> PathBuf {
    let file = home.0.path().join("password");
    fs::write(&file, PASSWORD).unwrap();
    file
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}
