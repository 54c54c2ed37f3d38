//! `POST /oauth/device_authorization`: a device without a browser asks for a sign-in
//! ([RFC 8628 section 3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1)).
//!
//! It may say what its tokens are for by `resource`, and bind its code to a key by a proof or by
//! `dpop_jkt`, as an authorization request may.

use authority::{
    Secret,
    device::{DeviceGrant, GRANT, LIFE, State as Said, UserCode, WAIT},
    resource,
    scope::Scopes,
};
use axum::{
    Json,
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, header::CACHE_CONTROL};
use protocol::shown;
use serde::Serialize;

use super::token::INVALID_TARGET;
use crate::{
    Server,
    refusal::Refusal,
    routes::request::{
        browser::Browser,
        client_auth,
        dpop::{self, At},
        params::Params,
    },
};

#[derive(Serialize)]
struct Begun {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    /// Seconds.
    expires_in: u64,
    /// Seconds.
    interval: u64,
}

/// Where a device asks.
const ADDRESS: &str = "/oauth/device_authorization";

/// How often another code is drawn when the one before is in use. One in ten thousand million is.
const DRAWS: usize = 8;

/// Keeps what the device asks for, and gives it the code to show.
pub(crate) async fn post(
    State(server): State<Server>,
    browser: Browser,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    if params.any_repeats(&["resource"]) {
        return Err(Refusal::invalid_request("a parameter is repeated"));
    }
    let (now, at) = (server.now(), At::Authorization);
    let proof = dpop::shown(&server, &headers, "POST", ADDRESS, at)?;
    let client = client_auth::client(&server, &headers, &params, &browser.ip).await?;
    if !client.may_use(GRANT) {
        let description = "the client may not use this grant";
        return Err(Refusal::OAuth {
            error: "unauthorized_client",
            description,
        });
    }
    let scopes = Scopes::parse(params.get("scope").unwrap_or_default());
    let possible: Scopes = scopes
        .iter()
        .filter(|scope| client.scopes.contains(scope))
        .map(str::to_owned)
        .collect();
    if possible.is_empty() && !scopes.is_empty() {
        let description = "none of the scopes can be granted";
        return Err(Refusal::OAuth {
            error: "invalid_scope",
            description,
        });
    }
    let issuer = server.config().issuer.as_str();
    let resources = resource::registered(params.all("resource"), &client, issuer)
        .map_err(|_| INVALID_TARGET)?;
    let proved = match proof {
        Some(proof) => Some(dpop::spend(&server, proof, at, &browser.ip).await?),
        None => None,
    };
    let grant = DeviceGrant {
        client: client.id.clone(),
        scopes: possible,
        resources,
        dpop_jkt: dpop::bound_to(params.get("dpop_jkt"), proved)?,
        device_name: params.get("device_name").and_then(|name| shown(name, 80)),
        ip: browser.ip,
        wait: WAIT,
        polled_at: None,
        created_at: now,
        expires_at: now.plus(LIFE),
        state: Said::Pending,
    };
    let secret = server.secret()?;
    let mut work = server.store().begin().await?;
    let mut drawn = None;
    for _ in 0..DRAWS {
        let Some(code) = UserCode::draw(server.draw()?) else {
            continue;
        };
        let kept = kept(&server, &code);
        if work
            .device_grants()
            .add(&secret.digest(), &kept, &grant)
            .await?
        {
            drawn = Some(code);
            break;
        }
    }
    let code = drawn.ok_or(Refusal::Busy)?;
    work.commit().await?;
    Ok((
        [(CACHE_CONTROL, "no-store")],
        Json(begun(&server, &secret, &code)),
    )
        .into_response())
}

fn begun(server: &Server, secret: &Secret, code: &UserCode) -> Begun {
    let page = server.config().issuer.at("/device");
    Begun {
        device_code: secret.reveal().to_owned(),
        user_code: code.shown(),
        verification_uri_complete: format!("{page}?user_code={}", code.shown()),
        verification_uri: page,
        expires_in: LIFE.as_secs(),
        interval: WAIT.as_secs(),
    }
}

/// What is stored of a code that people carry: it is too short for a plain hash.
pub(crate) fn kept(server: &Server, code: &UserCode) -> String {
    server.pseudonym(&format!("device-code\n{}", code.as_str()))
}
