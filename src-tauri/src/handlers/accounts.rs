//! Accounts, as the window asks for them.

use commands::{
    Failure,
    accounts::{self, AccountView, SignedOutView},
};

use super::Cx;

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_accounts(cx: Cx<'_>) -> Result<Vec<AccountView>, Failure> {
    accounts::list_accounts(&cx).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in(cx: Cx<'_>, issuer: String) -> Result<AccountView, Failure> {
    accounts::sign_in(&cx, &issuer, None).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(cx: Cx<'_>) -> Result<(), Failure> {
    accounts::cancel_sign_in(&cx);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_again(cx: Cx<'_>, id: String) -> Result<AccountView, Failure> {
    accounts::sign_in_again(&cx, &id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_account(cx: Cx<'_>, id: String) -> Result<AccountView, Failure> {
    accounts::refresh_account(&cx, &id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(cx: Cx<'_>, id: String) -> Result<SignedOutView, Failure> {
    accounts::sign_out(&cx, &id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_management(cx: Cx<'_>, id: String) -> Result<(), Failure> {
    accounts::open_management(&cx, &id).await
}
