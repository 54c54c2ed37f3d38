//! `/api/v1/admin/users/{id}`: one person, and what is done to them.

use std::collections::BTreeSet;

use authority::{
    link::Kind,
    permission::{Action, role},
};
use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use protocol::{Ended, EndedAnswer, OAuthError, UserId, shown};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{about, about_giving, roles, users::PersonView};
use crate::{
    Server,
    passwords::NO_PASSWORD,
    refusal::Refusal,
    routes::api::{
        caller::{Caller, Known},
        sent::{Refused, Sent},
    },
    store::{Ending, Work},
};

/// One person.
#[utoipa::path(
    get,
    path = "/api/v1/admin/users/{id}",
    tag = "admin: users",
    operation_id = "get_user",
    params(("id" = String, Path, description = "The person")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "The person", body = PersonView),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn get(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<PersonView>, Refusal> {
    let mut work = server.store().read().await?;
    let (_, id) = about(&server, &mut work, &asker, Action::UsersRead, &id).await?;
    Ok(Json(view(&mut work, id).await?))
}

/// What to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeUser {
    /// Where they belong; null: nowhere in particular.
    department: Option<String>,
}

/// Changes what is known about a person.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/users/{id}",
    tag = "admin: users",
    operation_id = "change_user",
    params(("id" = String, Path, description = "The person")),
    request_body = ChangeUser,
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "The person", body = PersonView),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn change(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Json<PersonView>, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about(&server, &mut work, &asker, Action::UsersChange, &id).await?;
    let ChangeUser { department } = sent.read()?;
    let department = department_of(department)?;
    work.roles()
        .set_department(user, department.as_deref())
        .await?;
    let detail = format!("department={}", department.as_deref().unwrap_or_default());
    known
        .record(&mut work, server.now(), "user.changed", &id, &detail)
        .await?;
    let person = view(&mut work, user).await?;
    work.commit().await?;
    Ok(Json(person))
}

/// A department as it can be stored.
pub(super) fn department_of(text: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let good = shown(&text, 80).filter(|shown| *shown == text);
    good.map(Some).ok_or_else(|| {
        Refusal::Unusable("a department has 1 to 80 characters, and no control marks".to_owned())
    })
}

/// Takes the person's right to sign in, and ends everything of theirs. The last
/// super-administrator stays.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/disable",
    tag = "admin: users",
    operation_id = "disable_user",
    params(("id" = String, Path, description = "The person")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn disable(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about_giving(
        &server,
        &mut work,
        &asker,
        Action::UsersDisable,
        &id,
        BTreeSet::new(),
        true,
    )
    .await?;
    work.users().disable(user, server.now()).await?;
    let ended = end_all(&server, &mut work, known, user, "user.disabled").await?;
    work.commit().await?;
    Ok(Json(EndedAnswer { ended }))
}

/// Gives the person's right to sign in back.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/enable",
    tag = "admin: users",
    operation_id = "enable_user",
    params(("id" = String, Path, description = "The person")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 204, description = "They can sign in"),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn enable(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about(&server, &mut work, &asker, Action::UsersEnable, &id).await?;
    if work.users().enable(user).await? {
        known
            .record(&mut work, server.now(), "user.enabled", &id, "")
            .await?;
        work.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session, token and key of the person.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/end-everything",
    tag = "admin: users",
    operation_id = "end_everything_of_user",
    params(("id" = String, Path, description = "The person")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn end_everything(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about(&server, &mut work, &asker, Action::UsersEnd, &id).await?;
    let ended = end_all(&server, &mut work, known, user, "user.ended").await?;
    work.commit().await?;
    Ok(Json(EndedAnswer { ended }))
}

/// Forgets the failed attempts of the person, who can try again at once.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/unlock",
    tag = "admin: users",
    operation_id = "unlock_user",
    params(("id" = String, Path, description = "The person")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 204, description = "They can try again"),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn unlock(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about(&server, &mut work, &asker, Action::UsersUnlock, &id).await?;
    work.guesses().clear_all(user).await?;
    known
        .record(&mut work, server.now(), "user.unlocked", &id, "")
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of a password that was made worthless.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasswordReset {
    /// What ended.
    ended: Ended,
    /// Whether a link to a new password is on its way to the person. Without one, whoever runs the
    /// server hands them one by `user reset-link`.
    mailed: bool,
}

/// Makes the person's password worthless and ends everything of theirs. They are sent a link to a new
/// one where this server sends mail and they may sign in.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users/{id}/reset-password",
    tag = "admin: users",
    operation_id = "reset_password_of_user",
    params(("id" = String, Path, description = "The person")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "What ended, and whether a link was sent", body = PasswordReset),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn reset_password(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<PasswordReset>, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about(&server, &mut work, &asker, Action::UsersResetPassword, &id).await?;
    let remember = server.config().passwords.history;
    work.passwords()
        .replace(user, NO_PASSWORD, remember, server.now())
        .await?;
    work.sessions().forget_cookies(user).await?;
    let ended = end_all(&server, &mut work, known, user, "user.password-reset").await?;
    let person = work.users().get(user).await?.ok_or(Refusal::NotFound)?;
    let mailed = server.send_reset_link(&mut work, &person).await?;
    work.commit().await?;
    Ok(Json(PasswordReset { ended, mailed }))
}

/// Gives the person a role, which must hold no permission that the asker does not hold.
#[utoipa::path(
    put,
    path = "/api/v1/admin/users/{id}/roles/{role}",
    tag = "admin: users",
    operation_id = "grant_role",
    params(
        ("id" = String, Path, description = "The person"),
        ("role" = String, Path, description = "The role"),
    ),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "The person", body = PersonView),
        (status = 404, description = "There is no such person or role", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn grant(
    State(server): State<Server>,
    asker: Caller,
    Path((id, role)): Path<(String, String)>,
) -> Result<Json<PersonView>, Refusal> {
    let mut work = server.store().begin().await?;
    let grants = asker.permissions(&server, std::slice::from_ref(&role));
    let (known, user) = about_giving(
        &server,
        &mut work,
        &asker,
        Action::RolesGrant,
        &id,
        grants,
        false,
    )
    .await?;
    if !roles::exists(asker.own_roles(), &role) {
        return Err(Refusal::NotFound);
    }
    if work.roles().grant(user, &role).await? {
        known
            .record(&mut work, server.now(), "role.granted", &id, &role)
            .await?;
    }
    let person = view(&mut work, user).await?;
    work.commit().await?;
    Ok(Json(person))
}

/// Takes a role from the person. The last super-administrator stays one.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/users/{id}/roles/{role}",
    tag = "admin: users",
    operation_id = "withdraw_role",
    params(
        ("id" = String, Path, description = "The person"),
        ("role" = String, Path, description = "The role"),
    ),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "The person", body = PersonView),
        (status = 404, description = "There is no such person, or they do not have that role", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn withdraw(
    State(server): State<Server>,
    asker: Caller,
    Path((id, role)): Path<(String, String)>,
) -> Result<Json<PersonView>, Refusal> {
    let mut work = server.store().begin().await?;
    let (known, user) = about_giving(
        &server,
        &mut work,
        &asker,
        Action::RolesWithdraw,
        &id,
        asker.permissions(&server, std::slice::from_ref(&role)),
        role == role::SUPER_ADMINISTRATOR,
    )
    .await?;
    if !role::is_name(&role) || !work.roles().withdraw(user, &role).await? {
        return Err(Refusal::NotFound);
    }
    known
        .record(&mut work, server.now(), "role.withdrawn", &id, &role)
        .await?;
    let person = view(&mut work, user).await?;
    work.commit().await?;
    Ok(Json(person))
}

/// Ends every session and key of a person, and records it as `action`. The caller commits.
async fn end_all(
    server: &Server,
    work: &mut Work,
    known: &Known,
    user: UserId,
    action: &'static str,
) -> Result<Ended, Refusal> {
    let now = server.now();
    for kind in [Kind::Reset, Kind::Verify] {
        work.links().void(kind, user, now).await?;
    }
    work.sign_ins().give_up(user).await?;
    let ended = work
        .sessions()
        .end(user, Ending::All, "ended by an administrator", now)
        .await?;
    let keys = work.api_keys().revoke_all(user, now).await?;
    let detail = format!("sessions={} keys={keys}", ended.sessions);
    known
        .record(work, now, action, &user.to_string(), &detail)
        .await?;
    Ok(ended)
}

async fn view(work: &mut Work, id: UserId) -> Result<PersonView, Refusal> {
    let user = work.users().get(id).await?.ok_or(Refusal::NotFound)?;
    let principal = work.roles().principal(id).await?.ok_or(Refusal::NotFound)?;
    Ok(PersonView {
        id,
        name: user.name,
        email: user.email,
        department: principal.department,
        roles: user.roles,
        disabled: user.disabled_at.is_some(),
        created_at: user.created_at.unix(),
    })
}
