//! The vault, as the window asks for it.

use commands::{
    Failure,
    codes::CodeView,
    vault::{self, Password, PasswordView, VaultStatusView},
};
use tauri::State;

use super::Cx;
use crate::{senses, watch::Watch};

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_status(cx: Cx<'_>) -> Result<VaultStatusView, Failure> {
    Ok(vault::vault_status(&cx))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn judge_password(password: Password) -> Result<PasswordView, Failure> {
    vault::judge_password(password)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn create_vault(
    cx: Cx<'_>,
    watch: State<'_, Watch>,
    password: Password,
) -> Result<(), Failure> {
    watch.touch();
    vault::create_vault(&cx, password, None, senses::stopwatch).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_vault(
    cx: Cx<'_>,
    watch: State<'_, Watch>,
    password: Password,
) -> Result<Vec<CodeView>, Failure> {
    watch.touch();
    vault::unlock_vault(&cx, password).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_vault(cx: Cx<'_>) -> Result<(), Failure> {
    vault::lock_vault(&cx);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_password(
    cx: Cx<'_>,
    current: Password,
    replacement: Password,
) -> Result<(), Failure> {
    vault::change_password(&cx, current, replacement).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn note_activity(watch: State<'_, Watch>) -> Result<(), Failure> {
    watch.touch();
    Ok(())
}
