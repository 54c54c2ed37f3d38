//! `/health/…`: for whoever watches the server.

use axum::extract::State;

use crate::{Server, refusal::Refusal};

/// `GET /health/live`: the process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /health/ready`: the database answers, too.
pub(crate) async fn ready(State(server): State<Server>) -> Result<&'static str, Refusal> {
    server.store().ping().await.map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
        Refusal::Busy
    })?;
    Ok("ok\n")
}
