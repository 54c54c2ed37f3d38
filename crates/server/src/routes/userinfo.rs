//! `/oauth/userinfo`: what the identity token says, for whoever holds an access token
//! ([OpenID Connect Core 1.0 section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)).

use authority::claims::Place;
use axum::extract::FromRequest as _;
use axum::{
    Json,
    extract::{FromRequestParts as _, RawForm, Request, State},
    response::{IntoResponse as _, Response},
};
use http::header::{AUTHORIZATION, CACHE_CONTROL};
use serde::Serialize;

use super::{bearer::SignedIn, params::Params};
use crate::{Server, headers::Peer, refusal::Refusal};

#[derive(Debug, Serialize)]
struct UserInfo {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
}

/// `GET` with the token in the header.
pub(crate) async fn get(signed_in: SignedIn) -> Result<Response, Refusal> {
    answer(&signed_in)
}

/// `POST` with the token in the header or in the form field `access_token`.
pub(crate) async fn post(
    State(server): State<Server>,
    request: Request,
) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    if parts.headers.contains_key(AUTHORIZATION) {
        return answer(&SignedIn::from_request_parts(&mut parts, &server).await?);
    }
    let Ok(Peer(ip)) = Peer::from_request_parts(&mut parts, &server).await;
    let request = Request::from_parts(parts, body);
    let RawForm(body) = RawForm::from_request(request, &server)
        .await
        .map_err(|_| Refusal::NoToken)?;
    let params = Params::parse(&body);
    let token = params.get("access_token").ok_or(Refusal::NoToken)?;
    answer(&SignedIn::by_token(&server, token, &ip.to_string()).await?)
}

fn answer(signed_in: &SignedIn) -> Result<Response, Refusal> {
    signed_in.needs("openid")?;
    let user = &signed_in.user;
    let wants = |claim| signed_in.access.claims.wants(Place::UserInfo, claim);
    let (profile, email) = (signed_in.has("profile"), signed_in.has("email"));
    let info = UserInfo {
        sub: user.id.to_string(),
        preferred_username: (profile || wants("preferred_username")).then(|| user.name.clone()),
        name: (profile || wants("name")).then(|| user.name.clone()),
        email: (email || wants("email")).then(|| user.email.clone()),
        email_verified: (email || wants("email_verified"))
            .then_some(user.email_verified_at.is_some()),
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(info)).into_response())
}
