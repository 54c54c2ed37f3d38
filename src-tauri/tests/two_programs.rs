//! The core is not linked to the web engine (`docs/decisions/core-and-window-are-two-programs.md`).
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::process::Command;

/// The libraries that a program is started with.
fn libraries(program: &str) -> String {
    let output = Command::new("ldd").arg(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_web_engine_is_loaded_by_the_window_alone() {
    let window = libraries(env!("CARGO_BIN_EXE_countersign-window"));
    let core = libraries(env!("CARGO_BIN_EXE_countersign-desktop"));

    assert!(window.contains("libwebkit2gtk"), "{window}");
    for library in ["webkit", "javascriptcore", "gtk"] {
        assert!(!core.contains(library), "{core}");
    }
}
