//! `POST /oauth/introspect`: whether a token still counts, and what it says
//! ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)).
//!
//! About an access token the client may ask that it was issued to, and a client that the operator
//! registered as a resource server, for whom it is; about a refresh token only the client it was issued
//! to. Whatever is not to be told is answered
//! `{"active":false}` and nothing else. A token that was asked about counts as used.

use authority::{Digest, scope::Scopes};
use axum::{
    Json,
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, header::CACHE_CONTROL};
use serde::Serialize;

use crate::{
    Server,
    headers::Peer,
    keys::signing::{AccessClaims, Audience, Confirmation},
    refusal::Refusal,
    routes::request::{
        access_token::{claims_for_anybody, note_use_elsewhere},
        client_auth,
        params::Params,
    },
    store::Work,
};

/// What is told about a token. Without anything but `active` it does not count.
#[derive(Debug, Default, Serialize)]
struct Told {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Audience>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
}

/// Tells a client what a token is worth now.
pub(crate) async fn post(
    State(server): State<Server>,
    Peer(peer): Peer,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    if params.any_repeats(&[]) {
        return Err(Refusal::invalid_request("a parameter is repeated"));
    }
    let client = client_auth::client(&server, &headers, &params, &peer.to_string()).await?;
    if !client.is_confidential() {
        return Err(Refusal::InvalidClient { basic: false });
    }
    let token = params
        .get("token")
        .ok_or(Refusal::invalid_request("token is missing"))?;
    let told = match claims_for_anybody(&server, token).await? {
        Some(claims) if client.may_ask_about(&claims.client_id, claims.aud.all()) => {
            access(&server, claims).await?
        }
        Some(_) => None,
        None => refresh(&server, token, &client.id).await?,
    };
    Ok((
        [(CACHE_CONTROL, "no-store")],
        Json(told.unwrap_or_default()),
    )
        .into_response())
}

async fn access(server: &Server, claims: AccessClaims) -> Result<Option<Told>, Refusal> {
    let mut work = server.store().look().await?;
    let username = if claims.sid.is_some() {
        match person(server, work, &claims).await? {
            Some(name) => Scopes::parse(&claims.scope)
                .contains("profile")
                .then_some(name),
            None => return Ok(None),
        }
    } else {
        let given_back = work.seen().is_revoked(&claims.jti).await?;
        drop(work);
        if given_back || server.client(&claims.client_id).await?.is_none() {
            return Ok(None);
        }
        None
    };
    let bound = claims.cnf.is_some();
    Ok(Some(Told {
        active: true,
        scope: Some(claims.scope),
        client_id: Some(claims.client_id),
        username,
        token_type: Some(if bound { "DPoP" } else { "Bearer" }),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        nbf: Some(claims.iat),
        sub: Some(claims.sub),
        aud: Some(claims.aud),
        iss: Some(claims.iss),
        jti: Some(claims.jti),
        sid: claims.sid,
        auth_time: claims.auth_time,
        acr: claims.acr,
        amr: claims.amr,
        cnf: claims.cnf,
    }))
}

/// The name of the person behind a token whose session lives; the token counts as used from now on.
async fn person(
    server: &Server,
    mut work: Work,
    claims: &AccessClaims,
) -> Result<Option<String>, Refusal> {
    let now = server.now();
    let Some(access) = work.families().access(&claims.jti, now).await? else {
        return Ok(None);
    };
    drop(work);
    if !access.used && !note_use_elsewhere(server, &claims.jti, access.session).await? {
        return Ok(None);
    }
    Ok(Some(access.user.name))
}

async fn refresh(server: &Server, token: &str, client: &str) -> Result<Option<Told>, Refusal> {
    let now = server.now();
    let mut work = server.store().look().await?;
    let live = work.families().live(&Digest::of(token), now).await?;
    let Some(live) = live.filter(|live| live.client == client) else {
        return Ok(None);
    };
    let issuer = server.config().issuer.as_str();
    Ok(Some(Told {
        active: true,
        username: live.scopes.contains("profile").then_some(live.name),
        scope: Some(live.scopes.to_string()),
        client_id: Some(live.client),
        exp: Some(live.expires_at.unix()),
        iat: Some(live.issued_at.unix()),
        nbf: Some(live.issued_at.unix()),
        sub: Some(live.user.to_string()),
        aud: Some(Audience::One(issuer.to_owned())),
        iss: Some(issuer.to_owned()),
        sid: Some(live.session.to_string()),
        cnf: live.dpop_jkt.map(|jkt| Confirmation { jkt }),
        ..Told::default()
    }))
}
