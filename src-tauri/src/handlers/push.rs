//! Push tokens, as the pages ask for them.

use commands::{
    Failure,
    codes::Link,
    push::{self, PushAcceptedView, PushReason, PushTokenView},
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn list_push_tokens(asked: Asked<'_>) -> Result<Vec<PushTokenView>, Failure> {
    push::list_push_tokens(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn add_push_token(
    asked: Asked<'_>,
    link: Link,
    insist: bool,
) -> Result<PushTokenView, Failure> {
    push::add_push_token(&asked.cx, &link, insist).await
}

/// As [`add_push_token`], for one that a picture held: its link never leaves the core.
#[specta::specta]
pub(crate) async fn add_found_push(
    asked: Asked<'_>,
    handle: u32,
    insist: bool,
) -> Result<PushTokenView, Failure> {
    push::add_found_push(&asked.cx, handle, insist).await
}

#[specta::specta]
pub(crate) async fn remove_push_token(asked: Asked<'_>, id: String) -> Result<(), Failure> {
    push::remove_push_token(&asked.cx, &id).await
}

#[specta::specta]
pub(crate) async fn accept_push(
    asked: Asked<'_>,
    id: String,
    choice: Option<String>,
) -> Result<PushAcceptedView, Failure> {
    push::accept_push(&asked.cx, &id, choice.as_deref()).await
}

#[specta::specta]
pub(crate) async fn decline_push(
    asked: Asked<'_>,
    id: String,
    reason: Option<PushReason>,
) -> Result<(), Failure> {
    push::decline_push(&asked.cx, &id, reason).await
}
