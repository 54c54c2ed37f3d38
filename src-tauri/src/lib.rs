//! The window: a web view that asks, and a core that answers.
//!
//! A handler turns one question of the window into one call of `commands` and hands the views back.
//! The window can ask for nothing else: `capabilities/main.json` names each question and no plugin,
//! and navigation away from the bundle is refused. `ui/src/bindings.ts` is generated from
//! [`bindings::builder`].

pub mod bindings;
#[cfg(target_os = "linux")]
mod desktop;
mod events;
mod handlers;
pub mod names;
mod senses;
mod watch;

use std::process::ExitCode;

use commands::{Context, paths::Paths};
use tauri::{App, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};

/// Runs the program until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    log_to_stderr();
    let paths = match Paths::find(None) {
        Ok(paths) => paths,
        Err(failure) => {
            tracing::error!(%failure, "no place for the files");
            return ExitCode::FAILURE;
        }
    };
    let builder = bindings::builder();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| show(app)))
        .manage(Context::new(paths, senses::senses()))
        .manage(watch::Watch::new())
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            open_window(app)?;
            watch::start(app.handle());
            #[cfg(target_os = "linux")]
            desktop::start(app.handle());
            Ok(())
        })
        .build(context());
    match app {
        Ok(app) => {
            let code = app.run_return(|app, event| on_event(app, &event));
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            ExitCode::FAILURE
        }
    }
}

/// What is compiled in: the configuration, the pages, and what the window may ask.
#[must_use]
pub fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// The window of `tauri.conf.json`, bound to its own pages.
fn open_window(app: &App) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else {
        return Ok(());
    };
    debug_assert!(
        matches!(config.url, WebviewUrl::App(_)),
        "the window shows the bundle"
    );
    WebviewWindowBuilder::from_config(app.handle(), config)?
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri") || url.host_str() == Some("tauri.localhost")
        })
        .build()?;
    Ok(())
}

/// A second start shows the window of the first and hands over nothing else.
fn show(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let shown = window
            .show()
            .and_then(|()| window.unminimize())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be shown");
        }
    }
}

fn on_event(app: &tauri::AppHandle, event: &RunEvent) {
    if let RunEvent::Exit = event {
        commands::vault::lock_vault(&app.state::<Context>());
    }
}

/// Warnings only, unless `COUNTERSIGN_LOG` asks for more. Logs never hold a secret.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("COUNTERSIGN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
