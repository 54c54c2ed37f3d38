//! The desktop program: the core, which opens the window when it is wanted.
#![cfg_attr(
    all(not(debug_assertions), target_os = "windows"),
    windows_subsystem = "windows"
)]

#[global_allocator]
static MEMORY: hardening::Memory = hardening::MEMORY;

fn main() -> std::process::ExitCode {
    countersign_app::run()
}
