//! The command line at a terminal.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use common::{Home, code, password_file, text, utf8};

/// `script` gives the program a terminal that echoes, as a person's does.
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
        .env("XDG_STATE_HOME", home.0.path().join("state"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
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
