//! `/api/v1/sessions`: where the person is signed in, and ending it.

use authority::{
    Moment,
    audit::Event,
    permission::{Action, Thing},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use protocol::{EndedAnswer, OAuthError, Page, Session, SessionId, UserId};

use super::{
    listed::{Listed, listed},
    sent::Refused,
};
use crate::{Server, refusal::Refusal, routes::api::caller::Caller, store::Ending};

/// The live sessions of the person, the latest begun first.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    tag = "sessions",
    operation_id = "list_sessions",
    params(Listed),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "Live sessions; the asking one is `current`", body = Page<Session>),
        Refused,
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<Session>>, Refusal> {
    let known = asker.may_here(&server, Action::SessionsList)?;
    let user = known.user.id;
    let part = listed(&server, &["sessions", &user.to_string()], query)?;
    // A key has no session, so none is the asking one.
    let asking = known.session.unwrap_or(SessionId::from_bytes([0; 16]));
    let mut work = server.store().look().await?;
    let after = match part.after_moment() {
        Some((at, id)) => Some((
            Moment::from_unix(at),
            id.parse().map_err(|_| Refusal::NotFound)?,
        )),
        None => None,
    };
    let rows = work
        .sessions()
        .list(user, asking, after, part.and_one(), server.now())
        .await?;
    let position = |row: &Session| {
        vec![
            row.created_at.unwrap_or_default().to_string(),
            row.id.clone(),
        ]
    };
    Ok(Json(part.page(&server, rows, position, |row| row)))
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
        (status = 404, description = "The person has no such live session", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn end(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    let session: Option<SessionId> = id.parse().ok();
    let owner = match session {
        Some(id) => server.store().look().await?.sessions().get(id).await?,
        None => None,
    };
    let owner = owner.map(|session| session.user);
    let known = asker.may_with(&server, Action::SessionsEnd, Thing::Session, &id, owner)?;
    let session = session.ok_or(Refusal::NotFound)?;
    let which = Ending::One(session);
    let answer = finish(&server, known.user.id, which, &id, &known.ip.to_string()).await?;
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
    responses((status = 200, description = "What ended", body = EndedAnswer), Refused)
)]
pub(crate) async fn end_others(
    State(server): State<Server>,
    asker: Caller,
) -> Result<Json<EndedAnswer>, Refusal> {
    let known = asker.may_here(&server, Action::SessionsEnd)?;
    let which = known.session.map_or(Ending::All, Ending::Others);
    Ok(Json(
        finish(
            &server,
            known.user.id,
            which,
            "others",
            &known.ip.to_string(),
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
