//! `/health/…`: for whoever watches the server.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use serde::Serialize;
use tokio::time::timeout;

use crate::Server;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the server stands on, part by part.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    database: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    redis: Option<&'static str>,
}

/// `GET /health/live`: the process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /health/ready`: requests are answered, or which part is away. Without Redis they still are.
pub(crate) async fn ready(State(server): State<Server>) -> Response {
    let database = async { matches!(timeout(PATIENCE, server.store().ping()).await, Ok(Ok(()))) };
    let (database, redis) = tokio::join!(database, async {
        match server.limits().redis() {
            Some(redis) => Some(redis.ping().await.is_ok()),
            None => None,
        }
    });
    if !database {
        tracing::warn!("not ready: the database is away");
    }
    let ready = database && !server.is_ending();
    let health = Health {
        status: match (database, server.is_ending()) {
            (_, true) => "ending",
            (true, false) => "ok",
            (false, false) => "away",
        },
        database: word(database),
        redis: redis.map(word),
    };
    if ready {
        return Json(health).into_response();
    }
    let soon = [(RETRY_AFTER, HeaderValue::from_static("2"))];
    (StatusCode::SERVICE_UNAVAILABLE, soon, Json(health)).into_response()
}

const fn word(answers: bool) -> &'static str {
    if answers { "ok" } else { "away" }
}
