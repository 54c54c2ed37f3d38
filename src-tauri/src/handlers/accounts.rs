//! Accounts, as the pages ask for them.

use commands::{
    Failure,
    accounts::{self, AccountView, SignedOutView},
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn list_accounts(asked: Asked<'_>) -> Result<Vec<AccountView>, Failure> {
    accounts::list_accounts(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn sign_in(asked: Asked<'_>, issuer: String) -> Result<AccountView, Failure> {
    accounts::sign_in(&asked.cx, &issuer, None).await
}

#[specta::specta]
pub(crate) async fn cancel_sign_in(asked: Asked<'_>) -> Result<(), Failure> {
    accounts::cancel_sign_in(&asked.cx);
    Ok(())
}

#[specta::specta]
pub(crate) async fn sign_in_again(asked: Asked<'_>, id: String) -> Result<AccountView, Failure> {
    accounts::sign_in_again(&asked.cx, &id).await
}

#[specta::specta]
pub(crate) async fn refresh_account(asked: Asked<'_>, id: String) -> Result<AccountView, Failure> {
    accounts::refresh_account(&asked.cx, &id).await
}

#[specta::specta]
pub(crate) async fn sign_out(asked: Asked<'_>, id: String) -> Result<SignedOutView, Failure> {
    accounts::sign_out(&asked.cx, &id).await
}

#[specta::specta]
pub(crate) async fn open_management(asked: Asked<'_>, id: String) -> Result<(), Failure> {
    accounts::open_management(&asked.cx, &id).await
}
