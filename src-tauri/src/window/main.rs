//! The window: a web view that asks, and the frame around it. The answers come from the core.
//!
//! A page can ask for nothing but what `capabilities/` names for its window, and navigation away from
//! the bundle is refused. This program holds no secret of its own, and it is gone while nothing is
//! shown.
#![cfg_attr(
    all(not(debug_assertions), target_os = "windows"),
    windows_subsystem = "windows"
)]

mod engine;
mod link;
mod pages;

use std::{process::ExitCode, sync::Arc};

use tauri::{AppHandle, RunEvent};

use crate::link::Link;

#[global_allocator]
static MEMORY: hardening::Memory = hardening::MEMORY;

fn main() -> ExitCode {
    countersign_app::log_to_stderr();
    hardening::protect();
    engine::spare_pages();
    let link = match Link::open() {
        Ok(link) => Arc::new(link),
        Err(error) => {
            tracing::error!(%error, "there is no core to speak to");
            return ExitCode::FAILURE;
        }
    };
    let asks = Arc::clone(&link);
    let app = tauri::Builder::default()
        .invoke_handler(move |invoke| asks.ask(invoke))
        .setup(move |app| {
            link::listen(app.handle(), &link);
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => ExitCode::from(u8::try_from(app.run_return(stay)).unwrap_or(1)),
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            ExitCode::FAILURE
        }
    }
}

/// The program ends with its last window, unless the next one is on its way.
fn stay(_: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested {
        code: None, api, ..
    } = event
        && pages::is_renewing()
    {
        api.prevent_exit();
    }
}
