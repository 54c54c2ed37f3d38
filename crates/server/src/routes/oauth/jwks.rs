//! `GET /oauth/jwks`: the keys that tokens are checked with.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header::CACHE_CONTROL;
use serde_json::json;

use crate::{Server, refusal::Refusal};

/// The published keys. They may be kept for five minutes, much less than a retired key stays.
pub(crate) async fn get(State(server): State<Server>) -> Result<Response, Refusal> {
    let ring = server.ring(Duration::from_secs(1)).await?;
    let keys: Vec<_> = ring.published().collect();
    Ok((
        [(CACHE_CONTROL, "public, max-age=300")],
        Json(json!({ "keys": keys })),
    )
        .into_response())
}
