//! `/api/v1/sessions`: where the person is signed in, and ending it.

use authority::audit::Event;
use axum::{
    Json,
    extract::{Path, State},
};
use protocol::{EndedAnswer, OAuthError, Page, Session, SessionId};

use crate::{Server, refusal::Refusal, routes::bearer::SignedIn, store::Ending};

/// The live sessions of the person, the latest used first.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    tag = "sessions",
    operation_id = "list_sessions",
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "Every live session; the asking one is `current`", body = Page<Session>),
        (status = 401, description = "No valid access token", body = OAuthError),
        (status = 403, description = "The access token does not allow this", body = OAuthError),
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    signed_in: SignedIn,
) -> Result<Json<Page<Session>>, Refusal> {
    signed_in.needs("sessions")?;
    let mut work = server.store().read().await?;
    let items = work
        .sessions()
        .list(signed_in.user.id, signed_in.access.session, server.now())
        .await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
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
    let answer = finish(&server, &signed_in, Ending::One(id), &id.to_string()).await?;
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
    let current = signed_in.access.session;
    Ok(Json(
        finish(&server, &signed_in, Ending::Others(current), "others").await?,
    ))
}

async fn finish(
    server: &Server,
    signed_in: &SignedIn,
    which: Ending,
    subject: &str,
) -> Result<EndedAnswer, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let ended = work
        .sessions()
        .end(signed_in.user.id, which, "ended by the person", now)
        .await?;
    if ended.sessions > 0 {
        let (actor, detail) = (
            signed_in.user.id.to_string(),
            format!("sessions={}", ended.sessions),
        );
        let event = Event {
            at: now,
            actor: &actor,
            action: "session.ended",
            subject,
            detail: &detail,
        };
        work.audit().append(&event).await?;
        work.commit().await?;
    }
    Ok(EndedAnswer { ended })
}
