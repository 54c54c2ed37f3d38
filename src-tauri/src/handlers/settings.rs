//! Settings, as the window asks for them.

use commands::{
    Failure,
    settings::{self, AboutView, Settings},
};

use super::Cx;

#[tauri::command]
#[specta::specta]
pub(crate) async fn read_settings(cx: Cx<'_>) -> Result<Settings, Failure> {
    Ok(settings::read_settings(&cx))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_settings(cx: Cx<'_>, settings: Settings) -> Result<(), Failure> {
    settings::save_settings(&cx, &settings)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn read_about(cx: Cx<'_>) -> Result<AboutView, Failure> {
    Ok(settings::read_about(&cx))
}
