//! `/api/v1/grants`: which programs may act in the person's name, and taking that from them.

use authority::{
    Moment,
    permission::{Action, Thing},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use protocol::{EndedAnswer, OAuthError, Page};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    listed::{Listed, listed},
    sent::Refused,
};
use crate::{Server, refusal::Refusal, routes::api::caller::Caller, store::Held};

/// A program that may act in the person's name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Grant {
    /// The client.
    id: String,
    /// Its name for people.
    name: String,
    /// Whether it belongs to whoever runs this server, so that nobody is asked for consent.
    first_party: bool,
    /// What the person allowed it to ask for without asking again.
    consented: Vec<String>,
    /// When, Unix seconds.
    given_at: Option<i64>,
    /// What its live tokens allow.
    held: Vec<String>,
    /// How many of its sessions live.
    sessions: i64,
}

impl From<Held> for Grant {
    fn from(row: Held) -> Self {
        let words = |scopes: authority::scope::Scopes| scopes.iter().map(str::to_owned).collect();
        Self {
            id: row.client,
            name: row.name,
            first_party: row.first_party,
            consented: words(row.consented),
            given_at: row.given_at.map(Moment::unix),
            held: words(row.held),
            sessions: row.sessions,
        }
    }
}

/// Every program that the person allowed something or that holds tokens of theirs.
#[utoipa::path(
    get,
    path = "/api/v1/grants",
    tag = "grants",
    operation_id = "list_grants",
    params(Listed),
    security(("bearer" = ["sessions"])),
    responses((status = 200, description = "Programs by their ids", body = Page<Grant>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<Grant>>, Refusal> {
    let known = asker.may_here(&server, Action::GrantsList)?;
    let user = known.user.id;
    let part = listed(&server, &["grants", &user.to_string()], query)?;
    let after = part.after.as_deref().and_then(<[String]>::first);
    let after = after.map_or("", String::as_str);
    let mut work = server.store().read().await?;
    let rows = work
        .consents()
        .list(user, after, None, part.and_one(), server.now())
        .await?;
    let position = |row: &Held| vec![row.client.clone()];
    Ok(Json(part.page(&server, rows, position, Grant::from)))
}

/// Forgets what the person allowed a program, and ends its sessions and tokens.
#[utoipa::path(
    delete,
    path = "/api/v1/grants/{id}",
    tag = "grants",
    operation_id = "revoke_grant",
    params(("id" = String, Path, description = "The client")),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 404, description = "That program holds nothing of the person", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn revoke(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    // What a program holds of somebody else is another grant of the same name.
    let known = asker.may_here(&server, Action::GrantsList)?;
    let (now, user) = (server.now(), known.user.id);
    let mut work = server.store().begin().await?;
    let held = work.consents().list(user, "", Some(&id), 1, now).await?;
    let owner = held.first().map(|_| user);
    let known = asker.may_with(&server, Action::GrantsRevoke, Thing::Grant, &id, owner)?;
    work.consents().revoke(user, &id).await?;
    let ended = work
        .sessions()
        .end_client(user, &id, "grant revoked", now)
        .await?;
    let keys = work.api_keys().revoke_made_through(&id, user, now).await?;
    let detail = format!("sessions={} keys={keys}", ended.sessions);
    known
        .record(&mut work, now, "grant.revoked", &id, &detail)
        .await?;
    work.commit().await?;
    Ok(Json(EndedAnswer { ended }))
}
