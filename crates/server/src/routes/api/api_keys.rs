//! `/api/v1/api-keys`: the person's keys for programs.

use std::time::Duration;

use authority::{
    Moment,
    api_key::Kind,
    permission::{Action, Thing},
    scope::Scopes,
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use protocol::{OAuthError, Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    listed::{Listed, listed},
    sent::{Refused, Sent},
};
use crate::{
    Server,
    access::api_keys::{self, MadeKey, NewKey},
    refusal::Refusal,
    routes::api::caller::Caller,
    store::KeyOf,
};

/// What a key is for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyKind {
    /// It says whose it is, may be read by anybody, and allows nothing.
    Publishable,
    /// It acts for its owner within its scopes.
    Secret,
}

impl From<KeyKind> for Kind {
    fn from(kind: KeyKind) -> Self {
        match kind {
            KeyKind::Publishable => Self::Publishable,
            KeyKind::Secret => Self::Secret,
        }
    }
}

impl From<Kind> for KeyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Publishable => Self::Publishable,
            Kind::Secret => Self::Secret,
        }
    }
}

/// A key, without the key itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Key {
    /// Which one.
    id: String,
    /// What it is for.
    kind: KeyKind,
    /// What its owner calls it.
    name: String,
    /// Its first and last letters.
    hint: String,
    /// What it allows.
    scopes: Vec<String>,
    /// When it was made, Unix seconds.
    created_at: i64,
    /// When it ends by itself, Unix seconds.
    expires_at: i64,
    /// When it was last used, to ten minutes, Unix seconds.
    last_used_at: Option<i64>,
    /// The key that took over.
    replaced_by: Option<String>,
}

impl From<KeyOf> for Key {
    fn from(row: KeyOf) -> Self {
        Self {
            id: row.id,
            kind: row.key.kind.into(),
            name: row.name,
            hint: row.hint,
            scopes: row.scopes.iter().map(str::to_owned).collect(),
            created_at: row.created_at.unix(),
            expires_at: row.key.expires_at.unix(),
            last_used_at: row.last_used_at.map(Moment::unix),
            replaced_by: row.replaced_by,
        }
    }
}

/// A new key with the key itself, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownKey {
    /// `cs_pk_…` or `cs_sk_…`.
    key: String,
    /// What is stored of it.
    about: Key,
}

impl From<MadeKey> for ShownKey {
    fn from(made: MadeKey) -> Self {
        Self {
            key: made.text.as_str().to_owned(),
            about: made.row.into(),
        }
    }
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateKey {
    /// What it is for.
    kind: KeyKind,
    /// 1 to 80 characters without control marks.
    name: String,
    /// What it allows: no more than the token that asks. None for a publishable key.
    #[serde(default)]
    scopes: Vec<String>,
    /// How long it lives, 1 to 366; 90 when left out.
    #[schema(minimum = 1, maximum = 366)]
    days: Option<u32>,
}

/// How a key is replaced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RotateKey {
    /// How long the old key passes beside the new one, 0 to 604800; a day when left out.
    #[schema(minimum = 0, maximum = 604_800)]
    overlap_seconds: Option<u32>,
}

impl From<api_keys::Error> for Refusal {
    fn from(error: api_keys::Error) -> Self {
        match error {
            api_keys::Error::Store(error) => error.into(),
            api_keys::Error::Chance(error) => error.into(),
            api_keys::Error::TooMany | api_keys::Error::Ended => Self::InUse(error.to_string()),
            other => Self::Unusable(other.to_string()),
        }
    }
}

/// The key that asks.
#[utoipa::path(
    get,
    path = "/api/v1/api-keys/current",
    tag = "api-keys",
    operation_id = "get_current_api_key",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The key that came along", body = Key),
        (status = 404, description = "An access token came along instead", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn current(
    State(server): State<Server>,
    asker: Caller,
) -> Result<Json<Key>, Refusal> {
    let known = asker.may_here(&server, Action::KeysCurrent)?;
    let key = known.key.clone().ok_or(Refusal::NotFound)?;
    Ok(Json(key.into()))
}

/// The person's keys that still pass, the last made first.
#[utoipa::path(
    get,
    path = "/api/v1/api-keys",
    tag = "api-keys",
    operation_id = "list_api_keys",
    params(Listed),
    security(("bearer" = ["sessions"])),
    responses((status = 200, description = "Keys without the keys themselves", body = Page<Key>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<Key>>, Refusal> {
    let known = asker.may_here(&server, Action::KeysList)?;
    let user = known.user.id;
    let part = listed(&server, &["api-keys", &user.to_string()], query)?;
    let mut work = server.store().read().await?;
    let rows = work
        .api_keys()
        .list(user, part.after_moment(), part.and_one(), server.now())
        .await?;
    let position = |row: &KeyOf| vec![row.created_at.unix().to_string(), row.id.clone()];
    Ok(Json(part.page(&server, rows, position, Key::from)))
}

/// Makes a key. It is shown this once.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys",
    tag = "api-keys",
    operation_id = "create_api_key",
    request_body = CreateKey,
    security(("bearer" = ["sessions"])),
    responses(
        (status = 201, description = "The key", body = ShownKey),
        (status = 409, description = "The person has too many", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn create(
    State(server): State<Server>,
    asker: Caller,
    sent: Sent,
) -> Result<(StatusCode, Json<ShownKey>), Refusal> {
    let known = asker.may_here(&server, Action::KeysCreate)?;
    let CreateKey {
        kind,
        name,
        scopes,
        days,
    } = sent.read()?;
    let scopes: Scopes = scopes.into_iter().collect();
    if !scopes.is_within(&known.scopes) {
        return Err(Refusal::Unusable(
            "a key allows no more than the access token that makes it".to_owned(),
        ));
    }
    let new = NewKey {
        kind: kind.into(),
        name,
        scopes,
        life: days.map(|days| Duration::from_secs(u64::from(days) * 86_400)),
    };
    let now = server.now();
    let mut work = server.store().begin().await?;
    let made = server.make_key(&mut work, known.user.id, new).await?;
    if let Some(client) = &known.client {
        work.api_keys().made_through(&made.row.id, client).await?;
    }
    let (id, detail) = (made.row.id.clone(), format!("scopes={}", made.row.scopes));
    known
        .record(&mut work, now, "api-key.created", &id, &detail)
        .await?;
    work.commit().await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Makes a key that takes over from this one, which passes for a while beside it.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys/{id}/rotate",
    tag = "api-keys",
    operation_id = "rotate_api_key",
    params(("id" = String, Path, description = "The key that is replaced")),
    request_body = RotateKey,
    security(("bearer" = ["sessions"])),
    responses(
        (status = 201, description = "The new key", body = ShownKey),
        (status = 404, description = "The person has no such key", body = OAuthError),
        (status = 409, description = "It ended, or another took over before", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn rotate(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<(StatusCode, Json<ShownKey>), Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let old = find(&mut work, &id).await?;
    let owner = old.as_ref().map(|old| old.user);
    let known = asker.may_with(&server, Action::KeysRotate, Thing::ApiKey, &id, owner)?;
    let old = old.ok_or(Refusal::NotFound)?;
    let RotateKey { overlap_seconds } = sent.read()?;
    if !old.scopes.is_within(&known.scopes) {
        return Err(Refusal::NotAllowed);
    }
    let overlap = overlap_seconds.map(|seconds| Duration::from_secs(seconds.into()));
    let made = server.rotate_key(&mut work, &old, overlap).await?;
    let detail = format!("by={}", made.row.id);
    known
        .record(&mut work, now, "api-key.rotated", &id, &detail)
        .await?;
    work.commit().await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Revokes a key at once.
#[utoipa::path(
    delete,
    path = "/api/v1/api-keys/{id}",
    tag = "api-keys",
    operation_id = "revoke_api_key",
    params(("id" = String, Path, description = "The key")),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 204, description = "It does not pass any more"),
        (status = 404, description = "The person has no such key", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn revoke(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let key = find(&mut work, &id).await?;
    let owner = key.map(|key| key.user);
    let known = asker.may_with(&server, Action::KeysRevoke, Thing::ApiKey, &id, owner)?;
    if !work.api_keys().revoke(&id, now).await? {
        return Err(Refusal::NotFound);
    }
    known
        .record(&mut work, now, "api-key.revoked", &id, "")
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The key of that id. An id has 32 digits.
async fn find(work: &mut crate::store::Work, id: &str) -> Result<Option<KeyOf>, Refusal> {
    if id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(work.api_keys().get(id).await?)
    } else {
        Ok(None)
    }
}
