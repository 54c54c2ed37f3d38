//! `/api/v1/approvals/answered`: what the person answered, as this server recorded it, for a client that
//! compares it with its own record.

use authority::permission::Action;
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::{Page, RecordedAnswer};

use super::super::{
    caller::Caller,
    listed::{Listed, listed},
    sent::Refused,
};
use crate::{Server, refusal::Refusal};

/// What the person answered on any device in the last 90 days, the latest first. What was signed
/// follows from request and answer.
#[utoipa::path(
    get,
    path = "/api/v1/approvals/answered",
    tag = "approvals",
    operation_id = "list_answered_approvals",
    params(Listed),
    security(("bearer" = ["approvals"])),
    responses((status = 200, description = "Recorded answers", body = Page<RecordedAnswer>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<RecordedAnswer>>, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsList)?;
    let user = known.user.id;
    let part = listed(&server, &["answered", &user.to_string()], query)?;
    let mut work = server.store().look().await?;
    let rows = work
        .approvals()
        .answered(user, part.after_moment(), part.and_one())
        .await?;
    let position = |row: &RecordedAnswer| vec![row.decided_at.to_string(), row.id.to_string()];
    Ok(Json(part.page(&server, rows, position, |row| row)))
}
