//! `/metrics`: figures, for the networks that `[metrics] allow` names. For everybody else the address
//! does not exist.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header::CONTENT_TYPE};

use crate::{Server, headers::Peer, metrics::MEDIA_TYPE, refusal::Refusal};

/// `GET /metrics`.
pub(crate) async fn get(State(server): State<Server>, Peer(ip): Peer) -> Result<Response, Refusal> {
    let allow = &server.config().metrics.allow;
    if !allow.iter().any(|net| net.contains(&ip)) {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    let waiting = server.passwords().waiting();
    let text = server.metrics().text(waiting, server.store().connections());
    let text = text.map_err(|_| Refusal::Failed)?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

/// Counts every answer of a route.
#[allow(
    clippy::disallowed_methods,
    reason = "how long an answer took decides nothing"
)]
pub(super) async fn count(State(server): State<Server>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let begun = Instant::now();
    let answer = next.run(request).await;
    if let Some(route) = route {
        let (status, took) = (answer.status(), begun.elapsed());
        let metrics = server.metrics();
        metrics.answered(method.as_str(), route.as_str(), status, took);
    }
    answer
}
