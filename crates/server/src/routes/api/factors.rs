//! `/api/v1/factors`: what the person proves who they are with besides a password. Adding and removing
//! is done on the pages below `/enrol`.

use authority::{Moment, permission::Action};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::Page;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    listed::{Listed, listed},
    sent::Refused,
};
use crate::{Server, refusal::Refusal, routes::api::caller::Caller, store};

/// A second factor, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Factor {
    /// Which one.
    id: String,
    /// `totp`, `passkey` and the like.
    kind: String,
    /// What its owner calls it.
    name: String,
    /// When it was enrolled, Unix seconds.
    created_at: i64,
    /// When it was last passed, Unix seconds.
    last_used_at: Option<i64>,
}

/// The second factors of the person, the oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/factors",
    tag = "factors",
    operation_id = "list_factors",
    params(Listed),
    security(("bearer" = ["sessions"])),
    responses((status = 200, description = "Factors without their secrets", body = Page<Factor>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<Factor>>, Refusal> {
    let known = asker.may_here(&server, Action::FactorsList)?;
    let user = known.user.id;
    let part = listed(&server, &["factors", &user.to_string()], query)?;
    let behind = part.after.as_deref().and_then(<[String]>::first);
    let all = server.store().look().await?.factors().of(user).await?;
    let begin = behind.map_or(0, |id| {
        let last = all.iter().position(|factor| factor.id.to_string() == *id);
        last.map_or(all.len(), |at| at + 1)
    });
    let rows = all.into_iter().skip(begin);
    let rows = rows.take(part.and_one() as usize).collect();
    let position = |row: &store::Factor| vec![row.id.to_string()];
    Ok(Json(part.page(&server, rows, position, |row| Factor {
        id: row.id.to_string(),
        kind: row.kind.word().to_owned(),
        name: row.name,
        created_at: row.created_at.unix(),
        last_used_at: row.last_used_at.map(Moment::unix),
    })))
}
