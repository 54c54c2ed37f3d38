//! Entries and codes, as the window asks for them.

use commands::{
    Failure,
    codes::{
        self, CodeView, CopiedView, EntryChange, EntryForm, EntryPreview, Link, TrashedView,
        WhichCode,
    },
};
use tauri::State;

use super::Cx;
use crate::watch::Watch;

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_codes(cx: Cx<'_>) -> Result<Vec<CodeView>, Failure> {
    codes::glance_at_codes(&cx).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_entry(cx: Cx<'_>, link: Link) -> Result<EntryPreview, Failure> {
    codes::preview_entry(&cx, link).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_entry(cx: Cx<'_>, link: Link) -> Result<CodeView, Failure> {
    codes::add_entry(&cx, link).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_typed_entry(cx: Cx<'_>, form: EntryForm) -> Result<CodeView, Failure> {
    codes::add_typed_entry(&cx, form).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_entry(
    cx: Cx<'_>,
    id: String,
    change: EntryChange,
) -> Result<CodeView, Failure> {
    codes::edit_entry(&cx, &id, change).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_entry(cx: Cx<'_>, id: String) -> Result<(), Failure> {
    codes::remove_entry(&cx, &id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_entry(cx: Cx<'_>, id: String) -> Result<CodeView, Failure> {
    codes::restore_entry(&cx, &id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_trash(cx: Cx<'_>) -> Result<Vec<TrashedView>, Failure> {
    codes::list_trash(&cx).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_code(
    cx: Cx<'_>,
    watch: State<'_, Watch>,
    id: String,
    which: WhichCode,
) -> Result<CopiedView, Failure> {
    let copied = codes::copy_code(&cx, &id, which).await?;
    watch.copied(&cx);
    Ok(copied)
}
