//! `/api/v1/admin/clients`: programs that may ask for tokens.

use std::collections::BTreeSet;

use authority::{
    client::Client,
    permission::{Action, Resource, role},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use protocol::{DESKTOP_CLIENT_ID, OAuthError, Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Server,
    clients::NewClient,
    refusal::Refusal,
    routes::api::{
        caller::Caller,
        listed::{Listed, listed},
        sent::{Refused, Sent},
    },
};

/// A program that may ask for tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClientView {
    /// Its name in requests.
    client_id: String,
    /// Its name for people.
    name: String,
    /// Whether it has a secret.
    confidential: bool,
    /// Whether people are not asked for consent.
    first_party: bool,
    /// Where answers may go.
    redirect_uris: Vec<String>,
    /// What it may use.
    grants: Vec<String>,
    /// The most it may ask for.
    scopes: Vec<String>,
}

impl From<Client> for ClientView {
    fn from(client: Client) -> Self {
        let redirects = client.redirects.iter();
        Self {
            confidential: client.secret.is_some(),
            first_party: client.first_party,
            redirect_uris: redirects.map(|uri| uri.as_str().to_owned()).collect(),
            scopes: client.scopes.iter().map(str::to_owned).collect(),
            client_id: client.id,
            name: client.name,
            grants: client.grants,
        }
    }
}

/// A program to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterClient {
    /// Its name for people, 1 to 80 characters.
    name: String,
    /// Where answers may go.
    redirect_uris: Vec<String>,
    /// Whether it can keep a secret and gets one.
    #[serde(default)]
    confidential: bool,
    /// Whether it belongs to whoever runs this server, so that nobody is asked for consent.
    #[serde(default)]
    first_party: bool,
    /// What it may use; `authorization_code` and `refresh_token` when left out.
    #[serde(default)]
    grants: Vec<String>,
    /// The most it may ask for; `openid profile email offline_access` when left out.
    #[serde(default)]
    scopes: Vec<String>,
}

/// A program that was registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisteredClient {
    /// Its name in requests.
    client_id: String,
    /// Its secret, shown this once; null for a public client.
    client_secret: Option<String>,
}

/// Every program, by name.
#[utoipa::path(
    get,
    path = "/api/v1/admin/clients",
    tag = "admin: clients",
    operation_id = "list_clients",
    params(Listed),
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "Programs", body = Page<ClientView>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<ClientView>>, Refusal> {
    asker.may(&server, Action::ClientsRead, &Resource::Server)?;
    let part = listed(&server, &["clients"], query)?;
    let mut work = server.store().read().await?;
    let after = match part.after.as_deref() {
        Some([name, id]) => Some((name.as_str(), id.as_str())),
        _ => None,
    };
    let rows = work.clients().part(after, part.and_one()).await?;
    let position = |row: &Client| vec![row.name.clone(), row.id.clone()];
    Ok(Json(part.page(&server, rows, position, ClientView::from)))
}

/// One program.
#[utoipa::path(
    get,
    path = "/api/v1/admin/clients/{id}",
    tag = "admin: clients",
    operation_id = "get_client",
    params(("id" = String, Path, description = "Its client_id")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "The program", body = ClientView),
        (status = 404, description = "There is no such program", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn get(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<ClientView>, Refusal> {
    asker.may(&server, Action::ClientsRead, &Resource::Server)?;
    let mut work = server.store().read().await?;
    let client = work.clients().get(&id).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(client.into()))
}

/// Registers a program. Its secret is shown this once. A first-party one, and one with the scope `admin`,
/// `sessions` or `approvals`, is registered by a super-administrator in person alone.
#[utoipa::path(
    post,
    path = "/api/v1/admin/clients",
    tag = "admin: clients",
    operation_id = "register_client",
    request_body = RegisterClient,
    security(("bearer" = ["admin"])),
    responses((status = 201, description = "The program", body = RegisteredClient), Refused)
)]
pub(crate) async fn register(
    State(server): State<Server>,
    asker: Caller,
    sent: Sent,
) -> Result<(StatusCode, Json<RegisteredClient>), Refusal> {
    asker.may(&server, Action::ClientsWrite, &Resource::Server)?;
    let new: RegisterClient = sent.read()?;
    // It can do whatever the people can who meet it, and they are not asked or may not know better: so
    // registering it gives all that anybody holds.
    let grants = if new.first_party || new.scopes.iter().any(|scope| is_powerful(scope)) {
        asker.permissions(&server, &[role::SUPER_ADMINISTRATOR.to_owned()])
    } else {
        BTreeSet::new()
    };
    let known = asker.may_delegate(
        &server,
        Action::ClientsWrite,
        &Resource::Server,
        grants,
        false,
    )?;
    let new = NewClient {
        name: new.name,
        redirect_uris: new.redirect_uris,
        confidential: new.confidential,
        first_party: new.first_party,
        grants: new.grants,
        scopes: new.scopes,
        ..NewClient::default()
    };
    let actor = known.user.id.to_string();
    let added = server.add_client_by(&actor, new).await?;
    let registered = RegisteredClient {
        client_id: added.id,
        client_secret: added.secret.map(|secret| secret.reveal().to_owned()),
    };
    Ok((StatusCode::CREATED, Json(registered)))
}

/// The scopes by which a program acts on accounts and not for them.
fn is_powerful(scope: &str) -> bool {
    matches!(scope, "admin" | "sessions" | "approvals")
}

/// Removes a program with every session, token and consent it holds. The desktop app stays.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/clients/{id}",
    tag = "admin: clients",
    operation_id = "remove_client",
    params(("id" = String, Path, description = "Its client_id")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "There is no such program", body = OAuthError),
        (status = 409, description = "The desktop app is part of this server", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn remove(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let known = asker.may(&server, Action::ClientsWrite, &Resource::Server)?;
    if id == DESKTOP_CLIENT_ID {
        let why = "the desktop app is part of this server";
        return Err(Refusal::InUse(why.to_owned()));
    }
    let mut work = server.store().begin().await?;
    if !work.clients().remove(&id).await? {
        return Err(Refusal::NotFound);
    }
    known
        .record(&mut work, server.now(), "client.removed", &id, "")
        .await?;
    work.commit().await?;
    server.forget_client(&id);
    Ok(StatusCode::NO_CONTENT)
}
