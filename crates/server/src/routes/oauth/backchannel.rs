//! `POST /oauth/backchannel`: a program asks for a sign-in without a browser
//! ([CIBA Core 1.0 section 7](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)).
//!
//! The acknowledgement has the member `number` beside those of the standard: six digits that the program
//! shows, and that the person types on their device, as on the pages of this server.

use std::net::IpAddr;

use authority::{
    approval,
    backchannel::{Backchannel, Delivery, GRANT, Hint, Refused, Request, SignedRequest, WAIT},
    client::Client,
    scope::Scopes,
};
use axum::{
    Json,
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header::CACHE_CONTROL};
use protocol::{ApprovalPurpose, OAuthError, UserId};
use serde::{Deserialize, Serialize};

use super::logout;
use crate::{
    Server,
    approvals::{self, Asking, NotAsked, Number},
    factors::sealed,
    keys::jose,
    limits,
    refusal::Refusal,
    routes::request::{
        browser::Browser,
        client_auth,
        dpop::{self, At},
        params::Params,
        single_use,
    },
    store::{User, Work, backchannel_holder},
};

/// Where a program asks.
const ADDRESS: &str = "/oauth/backchannel";

/// What the notification is sealed for.
const PING: &str = "ping/1";

#[derive(Serialize)]
struct Begun {
    auth_req_id: String,
    /// Seconds.
    expires_in: u64,
    /// Seconds.
    interval: u64,
    /// What the program shows and the person types.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
}

/// What a program is told with.
#[derive(Serialize, Deserialize)]
pub(crate) struct Notification {
    /// What it collects with.
    pub(crate) auth_req_id: String,
    /// What proves that we tell it.
    pub(crate) token: String,
}

impl Notification {
    /// Opens what was sealed for `client`.
    pub(crate) fn open(server: &Server, user: UserId, text: &str) -> Option<Self> {
        let plain = sealed::open(server, user, PING, text).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

/// Asks the person on a device of theirs.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    if params.any_repeats(&[]) {
        return Err(Refusal::invalid_request("a parameter is repeated"));
    }
    let at = At::Authorization;
    let proof = dpop::shown(&server, &headers, "POST", ADDRESS, at)?;
    let client = client_auth::client(&server, &headers, &params, &browser.ip).await?;
    limits::client(&server, &client, &browser.ip).await?;
    if !client.is_confidential() || !client.may_use(GRANT) {
        return Err(Refusal::OAuth {
            error: "unauthorized_client",
            description: "the client may not use this grant",
        });
    }
    let request = read(&server, &client, &params).await?;
    let proved = match proof {
        Some(proof) => Some(dpop::spend(&server, proof, at, &browser.ip).await?),
        None => None,
    };
    let dpop_jkt = dpop::bound_to(params.get("dpop_jkt"), proved)?;
    let hinted = match &request.hint {
        Hint::Name(_) => None,
        Hint::IdToken(token) => logout::hint(&server, Some(token)).await?,
    };
    let mut work = server.store().begin().await?;
    let found = match &request.hint {
        Hint::Name(name) => work.users().by_name(name).await?.map(|(user, _)| user),
        Hint::IdToken(_) => match hinted.filter(|hint| hint.client == client.id) {
            Some(hint) => work.users().get(hint.user).await?,
            None => None,
        },
    };
    let user = found.filter(|user| user.disabled_at.is_none());
    let user = user.ok_or(UNKNOWN)?;
    let scopes = scopes(&mut work, &client, &user, &request.scopes).await?;
    let id = server.secret()?;
    let asked = ask(
        &server,
        &mut work,
        &client,
        &user,
        &request,
        &id.digest(),
        &browser,
    )
    .await;
    let asked = match asked {
        Ok(asked) => asked,
        Err(NotAsked::Refused(refusal)) => return Err(refusal),
        // Whoever has no device is asked as little as whoever does not exist.
        Err(NotAsked::NoDevice) => return Err(UNKNOWN),
        Err(NotAsked::Rule(rule)) => return Ok(not_now(rule)),
    };
    let now = server.now();
    let sealed = match &request.notification_token {
        Some(token) => Some(notification(&server, &user, id.reveal(), token)?),
        None => None,
    };
    let kept = Backchannel {
        client: client.id.clone(),
        user: user.id,
        scopes,
        dpop_jkt,
        wait: WAIT,
        polled_at: None,
        expires_at: asked.expires_at,
        spent: None,
    };
    work.backchannels()
        .add(&id.digest(), &kept, sealed.as_deref(), now)
        .await?;
    work.commit().await?;
    let begun = Begun {
        auth_req_id: id.reveal().to_owned(),
        expires_in: asked.expires_at.since(now).as_secs(),
        interval: WAIT.as_secs(),
        number: asked.digits.map(|digits| digits.as_str().to_owned()),
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(begun)).into_response())
}

const UNKNOWN: Refusal = Refusal::OAuth {
    error: "unknown_user_id",
    description: "nobody can be asked by this hint",
};

/// The request, signed or as it stands in the form.
async fn read(server: &Server, client: &Client, params: &Params) -> Result<Request, Refusal> {
    let Some(text) = params.get("request") else {
        return Request::read(client, |name| params.owned(name)).map_err(refused);
    };
    let issuer = server.config().issuer.as_str();
    let signed = SignedRequest::read(text, client, issuer, server.now(), jose::verify);
    let signed = signed.map_err(refused)?;
    // What is outside the signature does not count, so nothing may be (section 7.1.1).
    let outside = [
        "scope",
        "login_hint",
        "id_token_hint",
        "login_hint_token",
        "binding_message",
    ];
    let more = [
        "requested_expiry",
        "client_notification_token",
        "acr_values",
        "user_code",
    ];
    if outside.into_iter().chain(more).any(|name| params.has(name)) {
        let description = "a parameter stands outside the signed request";
        return Err(Refusal::invalid_request(description));
    }
    let name = format!("request\n{}\n{}", client.id, signed.jti);
    if !single_use::note(server, &name, signed.expires_at).await? {
        return Err(Refusal::invalid_request(
            "the signed request was used before",
        ));
    }
    Request::read(client, |name| signed.get(name)).map_err(refused)
}

fn refused(Refused { error, description }: Refused) -> Refusal {
    Refusal::OAuth { error, description }
}

/// What the person allows by a yes: a client of others gets what they agreed to before on a page, since a
/// device shows who asks and not what for.
async fn scopes(
    work: &mut Work,
    client: &Client,
    user: &User,
    wanted: &Scopes,
) -> Result<Scopes, Refusal> {
    if client.first_party {
        return Ok(wanted.clone());
    }
    let agreed = work.consents().given(user.id, &client.id).await?;
    let kept = |scope: &&str| *scope == "openid" || agreed.contains(scope);
    Ok(wanted.iter().filter(kept).map(str::to_owned).collect())
}

async fn ask(
    server: &Server,
    work: &mut Work,
    client: &Client,
    user: &User,
    request: &Request,
    id: &authority::Digest,
    browser: &Browser,
) -> Result<approvals::Asked, NotAsked> {
    let asking = Asking {
        user: user.id,
        device: None,
        holder: backchannel_holder(id),
        purpose: ApprovalPurpose::Backchannel,
        client: Some(client.id.clone()),
        app: Some(client.name.clone()),
        message: request.message.clone(),
        browser: None,
        os: None,
        ip: browser.ip.parse::<IpAddr>().map_err(|_| Refusal::Failed)?,
        number: Number::Drawn,
        life: request.life,
    };
    approvals::ask(server, work, asking).await
}

fn notification(
    server: &Server,
    user: &User,
    auth_req_id: &str,
    token: &str,
) -> Result<String, Refusal> {
    let notification = Notification {
        auth_req_id: auth_req_id.to_owned(),
        token: token.to_owned(),
    };
    let plain = serde_json::to_vec(&notification).map_err(|_| Refusal::Failed)?;
    sealed::seal(server, user.id, PING, &plain)
}

/// What a program is told that asks too often, or somebody who does not want to be asked.
fn not_now(rule: approval::NotAsked) -> Response {
    let body = OAuthError {
        error: "access_denied".to_owned(),
        error_description: Some(rule.to_string()),
    };
    (
        StatusCode::FORBIDDEN,
        [(CACHE_CONTROL, "no-store")],
        Json(body),
    )
        .into_response()
}

/// How a program may learn that somebody decided, as metadata names it.
pub(super) const DELIVERIES: [Delivery; 2] = Delivery::ALL;
