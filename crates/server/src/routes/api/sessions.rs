//! `/api/v1/sessions`: where the person is signed in, and ending it.

use authority::{Moment, audit::Event};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use protocol::{EndedAnswer, OAuthError, Page, Session, SessionId, UserId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Server, refusal::Refusal, routes::bearer::SignedIn, store::Ending};

/// Which part of a list to answer.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// How many rows, 1 to 200; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next_cursor` of the part before.
    cursor: Option<String>,
}

/// The live sessions of the person, the latest begun first.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    tag = "sessions",
    operation_id = "list_sessions",
    params(Part),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "Live sessions; the asking one is `current`", body = Page<Session>),
        (status = 400, description = "`limit` or `cursor` cannot be read", body = OAuthError),
        (status = 401, description = "No valid access token", body = OAuthError),
        (status = 403, description = "The access token does not allow this", body = OAuthError),
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    signed_in: SignedIn,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Page<Session>>, Refusal> {
    signed_in.needs("sessions")?;
    let unreadable =
        || Refusal::invalid_request("limit is 1 to 200, and cursor comes from the part before");
    let Query(Part { limit, cursor }) = part.map_err(|_| unreadable())?;
    let limit = limit.unwrap_or(100);
    let after = match cursor {
        Some(text) => Some(position(&text).ok_or_else(unreadable)?),
        None => None,
    };
    if !(1..=200).contains(&limit) {
        return Err(unreadable());
    }
    let mut work = server.store().read().await?;
    let (user, asking) = (signed_in.user.id, signed_in.access.session);
    // One more than asked for tells whether anything follows.
    let mut items = work
        .sessions()
        .list(user, asking, after, limit + 1, server.now())
        .await?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let last = items.last().filter(|_| more);
    let next_cursor =
        last.map(|last| format!("{}.{}", last.created_at.unwrap_or_default(), last.id));
    Ok(Json(Page { items, next_cursor }))
}

/// Where a cursor points: behind the session that began then and has this id.
fn position(cursor: &str) -> Option<(Moment, SessionId)> {
    let (created, id) = cursor.split_once('.')?;
    Some((Moment::from_unix(created.parse().ok()?), id.parse().ok()?))
}

/// Ends one session with everything below it: its refresh tokens are refused from now on.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions/{id}",
    tag = "sessions",
    operation_id = "end_session",
    params(("id" = String, Path, description = "The session")),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 401, description = "No valid access token", body = OAuthError),
        (status = 403, description = "The access token does not allow this", body = OAuthError),
        (status = 404, description = "The person has no such live session", body = OAuthError),
    )
)]
pub(crate) async fn end(
    State(server): State<Server>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    signed_in.needs("sessions")?;
    let id: SessionId = id.parse().map_err(|_| Refusal::NotFound)?;
    let answer = finish(
        &server,
        signed_in.user.id,
        Ending::One(id),
        &id.to_string(),
        &signed_in.ip,
    )
    .await?;
    if answer.ended.sessions == 0 {
        Err(Refusal::NotFound)
    } else {
        Ok(Json(answer))
    }
}

/// Ends every session but the asking one.
#[utoipa::path(
    post,
    path = "/api/v1/sessions/end-others",
    tag = "sessions",
    operation_id = "end_other_sessions",
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 401, description = "No valid access token", body = OAuthError),
        (status = 403, description = "The access token does not allow this", body = OAuthError),
    )
)]
pub(crate) async fn end_others(
    State(server): State<Server>,
    signed_in: SignedIn,
) -> Result<Json<EndedAnswer>, Refusal> {
    signed_in.needs("sessions")?;
    let (user, current) = (signed_in.user.id, signed_in.access.session);
    Ok(Json(
        finish(
            &server,
            user,
            Ending::Others(current),
            "others",
            &signed_in.ip,
        )
        .await?,
    ))
}

/// Ends sessions of `user`, who asked for it, and records that.
pub(in crate::routes) async fn finish(
    server: &Server,
    user: UserId,
    which: Ending,
    subject: &str,
    ip: &str,
) -> Result<EndedAnswer, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let ended = work
        .sessions()
        .end(user, which, "ended by the person", now)
        .await?;
    if ended.sessions > 0 {
        let event = Event::new(now, user, "session.ended", subject)
            .from(ip)
            .with(format_args!("sessions={}", ended.sessions));
        work.audit().append(&event).await?;
        work.commit().await?;
    }
    Ok(EndedAnswer { ended })
}
