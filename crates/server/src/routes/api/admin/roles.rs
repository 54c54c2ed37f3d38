//! `/api/v1/admin/roles`: what roles there are and what they hold.

use std::collections::BTreeSet;

use authority::permission::{Action, Resource, role};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use protocol::{OAuthError, Page, shown};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Server,
    refusal::Refusal,
    routes::api::{
        caller::Caller,
        listed::{Listed, listed},
        sent::{Refused, Sent},
    },
    store::OwnRole,
};

/// A role.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Role {
    /// Its name.
    name: String,
    /// What it is for.
    description: String,
    /// What it holds, as in `users.read`.
    permissions: Vec<String>,
    /// Whether every server has it.
    built_in: bool,
}

impl From<OwnRole> for Role {
    fn from(role: OwnRole) -> Self {
        Self {
            name: role.name,
            description: role.description,
            permissions: role.permissions.into_iter().collect(),
            built_in: false,
        }
    }
}

/// What a role is to hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutRole {
    /// What it is for, 1 to 200 characters.
    description: String,
    /// What it holds, as in `users.read`.
    permissions: BTreeSet<String>,
}

/// Whether somebody can have this role. Nobody is given the one of those who are not known.
pub(super) fn exists(own: &role::OwnRoles, name: &str) -> bool {
    name != role::ANONYMOUS && (role::is_built_in(name) || own.contains_key(name))
}

/// Every role: the built-in ones first, the least first, then one's own by name.
#[utoipa::path(
    get,
    path = "/api/v1/admin/roles",
    tag = "admin: roles",
    operation_id = "list_roles",
    params(Listed),
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "Roles", body = Page<Role>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<Role>>, Refusal> {
    asker.may(&server, Action::RolesRead, &Resource::Server)?;
    let part = listed(&server, &["roles"], query)?;
    let built_in = role::BUILT_IN.iter().map(|(name, description)| Role {
        name: (*name).to_owned(),
        description: (*description).to_owned(),
        permissions: role::built_in(name).into_iter().collect(),
        built_in: true,
    });
    let own = server.store().look().await?.roles().list().await?;
    let all: Vec<Role> = built_in.chain(own.into_iter().map(Role::from)).collect();
    let behind = part.after.as_deref().and_then(<[String]>::first);
    let begin = behind.map_or(0, |name| {
        let last = all.iter().position(|role| role.name == *name);
        last.map_or(all.len(), |at| at + 1)
    });
    let rows = all.into_iter().skip(begin);
    let rows = rows.take(part.and_one() as usize).collect();
    let position = |row: &Role| vec![row.name.clone()];
    Ok(Json(part.page(&server, rows, position, |row| row)))
}

/// Makes a role, or changes what it holds for everybody who has it.
#[utoipa::path(
    put,
    path = "/api/v1/admin/roles/{name}",
    tag = "admin: roles",
    operation_id = "put_role",
    params(("name" = String, Path, description = "2 to 40 of a-z, 0-9 and -, beginning with a letter")),
    request_body = PutRole,
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "The role", body = Role),
        (status = 409, description = "Every server has a role of that name", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn put(
    State(server): State<Server>,
    asker: Caller,
    Path(name): Path<String>,
    sent: Sent,
) -> Result<Json<Role>, Refusal> {
    asker.may(&server, Action::RolesWrite, &Resource::Server)?;
    let PutRole {
        description,
        permissions,
    } = sent.read()?;
    let role = server.own_role(&name, &description, permissions)?;
    // What it held counts as well: nobody takes what they do not hold.
    let mut changed = asker.permissions(&server, std::slice::from_ref(&role.name));
    changed.extend(role.permissions.iter().cloned());
    let known = asker.may_delegate(
        &server,
        Action::RolesWrite,
        &Resource::Server,
        changed,
        false,
    )?;
    let mut work = server.store().begin().await?;
    work.roles().put(&role).await?;
    let held: Vec<&str> = role.permissions.iter().map(String::as_str).collect();
    let detail = format!("permissions={}", held.join(","));
    known
        .record(&mut work, server.now(), "role.changed", &role.name, &detail)
        .await?;
    work.commit().await?;
    Ok(Json(role.into()))
}

/// Removes a role, also from everybody who has it.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/roles/{name}",
    tag = "admin: roles",
    operation_id = "remove_role",
    params(("name" = String, Path, description = "The role")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "Nobody made such a role", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn remove(
    State(server): State<Server>,
    asker: Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, Refusal> {
    let changed = asker.permissions(&server, std::slice::from_ref(&name));
    let known = asker.may_delegate(
        &server,
        Action::RolesWrite,
        &Resource::Server,
        changed,
        false,
    )?;
    let mut work = server.store().begin().await?;
    if !role::is_name(&name) || !work.roles().remove(&name).await? {
        return Err(Refusal::NotFound);
    }
    known
        .record(&mut work, server.now(), "role.removed", &name, "")
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Server {
    /// A role of one's own that can be stored.
    pub(crate) fn own_role(
        &self,
        name: &str,
        description: &str,
        permissions: BTreeSet<String>,
    ) -> Result<OwnRole, crate::access::roles::Error> {
        crate::access::roles::check(name, description, permissions, self.now())
    }
}

impl From<crate::access::roles::Error> for Refusal {
    fn from(error: crate::access::roles::Error) -> Self {
        match error {
            crate::access::roles::Error::BuiltIn(_) => Self::InUse(error.to_string()),
            crate::access::roles::Error::Store(error) => error.into(),
            other => Self::Unusable(shown(&other.to_string(), 200).unwrap_or_default()),
        }
    }
}
