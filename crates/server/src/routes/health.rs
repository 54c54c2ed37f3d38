//! `/health/…`: for whoever watches the server.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use serde::Serialize;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::Server;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long an answer passes for the next ones, so that asking often asks the stores seldom.
const REMEMBERED: Duration = Duration::from_secs(1);

/// What the stores answered last. Whoever asks meanwhile waits for the same answer.
#[derive(Default)]
pub(crate) struct LastSeen(Mutex<Option<(Instant, Stores)>>);

/// Which stores answer.
#[derive(Debug, Clone, Copy)]
struct Stores {
    database: bool,
    redis: Option<bool>,
}

impl LastSeen {
    async fn stores(&self, server: &Server) -> Stores {
        let mut last = self.0.lock().await;
        if let Some((at, stores)) = *last
            && at.elapsed() < REMEMBERED
        {
            return stores;
        }
        let stores = Stores::ask(server).await;
        *last = Some((Instant::now(), stores));
        stores
    }
}

impl Stores {
    async fn ask(server: &Server) -> Self {
        let database =
            async { matches!(timeout(PATIENCE, server.store().ping()).await, Ok(Ok(()))) };
        let (database, redis) = tokio::join!(database, async {
            match server.limits().redis() {
                Some(redis) => Some(redis.ping().await.is_ok()),
                None => None,
            }
        });
        if !database {
            tracing::warn!("not ready: the database is away");
        }
        Self { database, redis }
    }
}

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
    let Stores { database, redis } = server.last_seen().stores(&server).await;
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
