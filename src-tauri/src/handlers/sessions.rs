//! Sessions, as the window asks for them.

use commands::{
    Failure,
    sessions::{self, EndedView, SessionView},
};

use super::Cx;

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_sessions(
    cx: Cx<'_>,
    account: String,
) -> Result<Vec<SessionView>, Failure> {
    sessions::list_sessions(&cx, &account).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn end_session(
    cx: Cx<'_>,
    account: String,
    session: String,
) -> Result<EndedView, Failure> {
    sessions::end_session(&cx, &account, &session).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn end_other_sessions(cx: Cx<'_>, account: String) -> Result<EndedView, Failure> {
    sessions::end_other_sessions(&cx, &account).await
}
