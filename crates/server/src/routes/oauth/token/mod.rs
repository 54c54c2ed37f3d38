//! `POST /oauth/token`: something is exchanged for tokens. One file for each kind of grant.

mod backchannel;
mod credentials;
mod device;
mod issue;
mod redeem;
mod refresh;

use axum::{
    Json,
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap,
    header::{CACHE_CONTROL, PRAGMA},
};

use self::issue::Asker;
pub(super) use self::issue::{INVALID_TARGET, end_family};
use crate::{
    Server, limits,
    refusal::Refusal,
    routes::request::{
        browser::Browser,
        client_auth,
        dpop::{self, At},
        params::Params,
    },
};

/// Answers every kind of grant in [`crate::clients::GRANTS`].
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
    let grant_type = params
        .get("grant_type")
        .ok_or(Refusal::invalid_request("grant_type is missing"))?;
    if !crate::clients::GRANTS.contains(&grant_type) {
        let description = "this server does not know that grant_type";
        return Err(Refusal::OAuth {
            error: "unsupported_grant_type",
            description,
        });
    }
    let at = At::Authorization;
    let proof = dpop::shown(&server, &headers, "POST", "/oauth/token", at)?;
    let client = client_auth::client(&server, &headers, &params, &browser.ip).await?;
    limits::client(&server, &client, &browser.ip).await?;
    if !client.may_use(grant_type) {
        let description = "the client may not use this grant";
        return Err(Refusal::OAuth {
            error: "unauthorized_client",
            description,
        });
    }
    let key = match proof {
        Some(proof) => Some(dpop::spend(&server, proof, at, &browser.ip).await?),
        None if client.dpop_bound || server.config().dpop.required => {
            return Err(dpop::missing(at));
        }
        None => None,
    };
    // Read first, so that nobody waits for the keys while a transaction is open.
    let ring = server.ring_for(client.id_token_alg).await?;
    let asker = Asker {
        server: &server,
        ring: &ring,
        client: &client,
        browser: &browser,
        now: server.now(),
        key: key.as_deref(),
    };
    let tokens = match grant_type {
        "client_credentials" => asker.credentials(&params)?,
        "refresh_token" => asker.refresh(&params).await?,
        authority::backchannel::GRANT => asker.poll_backchannel(&params).await?,
        authority::device::GRANT => asker.poll_device(&params).await?,
        _ => asker.redeem(&params).await?,
    };
    let no_store = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    Ok((no_store, Json(tokens)).into_response())
}
