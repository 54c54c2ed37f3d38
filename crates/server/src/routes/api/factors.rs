//! `/api/v1/factors`: what the person proves who they are with besides a password. Adding and removing
//! is done on the pages below `/enrol`.

use authority::{Moment, factor::Kind, permission::Action};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::{Page, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    listed::{Listed, listed},
    sent::Refused,
};
use crate::{Server, approvals, refusal::Refusal, routes::api::caller::Caller};

/// A second factor, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Factor {
    /// Which one.
    id: String,
    /// `totp`, `passkey`, `approval` for a device that can approve, and the like.
    kind: String,
    /// What its owner calls it.
    name: String,
    /// When it was enrolled, Unix seconds.
    created_at: i64,
    /// When it was last passed, Unix seconds.
    last_used_at: Option<i64>,
}

/// The second factors of the person, the oldest first, then the devices that can approve.
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
    let all = all(&server, user).await?;
    let begin = behind.map_or(0, |id| {
        let last = all.iter().position(|factor| factor.id == *id);
        last.map_or(all.len(), |at| at + 1)
    });
    let rows = all.into_iter().skip(begin);
    let rows = rows.take(part.and_one() as usize).collect();
    let position = |row: &Factor| vec![row.id.clone()];
    Ok(Json(part.page(&server, rows, position, |row| row)))
}

/// The factors, then the devices that can approve.
async fn all(server: &Server, user: UserId) -> Result<Vec<Factor>, Refusal> {
    let mut work = server.store().look().await?;
    let factors = work.factors().of(user).await?;
    let mut devices = approvals::devices(server, &mut work, user).await?;
    devices.sort_by_key(|device| device.enrolled_at);
    let factors = factors.into_iter().map(|factor| Factor {
        id: factor.id.to_string(),
        kind: factor.kind.word().to_owned(),
        name: factor.name,
        created_at: factor.created_at.unix(),
        last_used_at: factor.last_used_at.map(Moment::unix),
    });
    let devices = devices.into_iter().map(|device| Factor {
        id: device.device.to_string(),
        kind: Kind::Approval.word().to_owned(),
        name: device
            .name
            .unwrap_or_else(|| Kind::Approval.label().to_owned()),
        created_at: device.enrolled_at.unix(),
        last_used_at: device.used_at.map(Moment::unix),
    });
    Ok(factors.chain(devices).collect())
}
