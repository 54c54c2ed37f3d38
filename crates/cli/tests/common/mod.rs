//! The command line over a home of its own, as scripts use it.
#![allow(dead_code, reason = "no test uses all of it")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const NEW: &str = "nine purple turtles waltz";
pub(crate) const GITHUB: &str =
    "otpauth://totp/GitHub:ana@example.org?secret=JBSWY3DPEHPK3PXP&issuer=GitHub";
pub(crate) const COUNTER: &str =
    "otpauth://hotp/Bank:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank&counter=0";

/// A home of its own, with a vault sealed at the cheapest cost.
pub(crate) struct Home(pub(crate) TempDir);

impl Home {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn with_vault() -> Self {
        let home = Self::empty();
        let made = home.run(&["vault", "create", "--memory-kib", "65536"], PASSWORD);
        assert_eq!(code(&made), 0, "{made:?}");
        home
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.0.path().join("vault.countersign")
    }

    /// Runs with the password on standard input, and more lines after it.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Output {
        self.feed(&[&["--password-stdin"], arguments].concat(), input)
    }

    /// Runs with lines on standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command()
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

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        self.json_with(arguments, PASSWORD)
    }

    pub(crate) fn json_with(&self, arguments: &[&str], input: &str) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat(), input);
        assert_eq!(code(&output), 0, "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The exit status and the code of a failure.
    pub(crate) fn refused(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let output = self.run(&[&["--json"], arguments].concat(), input);
        (code(&output), refusal(&output))
    }

    pub(crate) fn issuers(&self) -> Vec<String> {
        let listed = self.json(&["codes", "list"]);
        let rows = listed.as_array().unwrap().iter();
        let mut issuers: Vec<_> = rows
            .map(|row| row["issuer"].as_str().unwrap().to_owned())
            .collect();
        issuers.sort();
        issuers
    }

    pub(crate) fn add(&self, issuer: &str) -> Output {
        self.run(&["codes", "add", &address(issuer)], PASSWORD)
    }

    /// The program on a computer without a keychain: nothing of the person's own is touched.
    pub(crate) fn command(&self) -> Command {
        let home = self.0.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .env("COUNTERSIGN_HOME", home)
            .env("COUNTERSIGN_CONFIG", home.join("config"))
            .env("XDG_STATE_HOME", home.join("state"))
            .env(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", home.join("no-bus").display()),
            )
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// An address that nobody else has.
pub(crate) fn address(issuer: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let seed: String = format!("{issuer:>16}")
        .bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(ALPHABET[usize::from(half)]))
        .collect();
    format!("otpauth://totp/{issuer}:ana?secret={seed}&issuer={issuer}")
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn refusal(output: &Output) -> String {
    let error: Value = serde_json::from_slice(&output.stderr)
        .unwrap_or_else(|error| panic!("{error}: {output:?}"));
    for part in ["message", "hint"] {
        assert!(error["error"][part].is_string(), "{error}");
    }
    error["error"]["code"].as_str().unwrap().to_owned()
}

pub(crate) fn password_file(home: &Home) -> PathBuf {
    let file = home.0.path().join("password");
    fs::write(&file, PASSWORD).unwrap();
    file
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

pub(crate) fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}
