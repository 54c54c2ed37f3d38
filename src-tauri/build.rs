//! Hands the configuration and the capabilities of the window to the compiler.

fn main() {
    tauri_build::build();
}
