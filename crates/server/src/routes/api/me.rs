//! `/api/v1/me`: the signed-in person.

use authority::permission::Action;
use axum::{Json, extract::State};
use protocol::Me;

use super::sent::Refused;
use crate::{Server, refusal::Refusal, routes::api::caller::Caller};

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "me",
    operation_id = "get_me",
    security(("bearer" = ["profile"])),
    responses((status = 200, description = "The person behind the access token", body = Me), Refused)
)]
pub(crate) async fn get(State(server): State<Server>, asker: Caller) -> Result<Json<Me>, Refusal> {
    let known = asker.may_here(&server, Action::MeRead)?;
    // A key has no session to name.
    let session = known.session.ok_or(Refusal::NotAllowed)?;
    let user = known.user.clone();
    Ok(Json(Me {
        id: user.id,
        name: user.name,
        email: user.email,
        roles: user.roles,
        session,
    }))
}
