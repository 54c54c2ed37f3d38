//! `/api/v1/me`: the signed-in person.

use axum::Json;
use protocol::{Me, OAuthError};

use crate::{refusal::Refusal, routes::bearer::SignedIn};

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "me",
    operation_id = "get_me",
    security(("bearer" = ["profile"])),
    responses(
        (status = 200, description = "The person behind the access token", body = Me),
        (status = 401, description = "No valid access token", body = OAuthError),
        (status = 403, description = "The access token does not allow this", body = OAuthError),
    )
)]
pub(crate) async fn get(signed_in: SignedIn) -> Result<Json<Me>, Refusal> {
    signed_in.needs("profile")?;
    let SignedIn { user, access, .. } = signed_in;
    Ok(Json(Me {
        id: user.id,
        name: user.name,
        email: user.email,
        roles: user.roles,
        session: access.session,
    }))
}
