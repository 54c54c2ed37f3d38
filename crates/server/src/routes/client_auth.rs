//! How a client proves who it is, wherever programs ask for something
//! ([RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).
//!
//! | It has | It shows |
//! |---|---|
//! | nothing | `client_id`, or `Basic` with an empty secret |
//! | a secret | `Basic`, or `client_id` and `client_secret` in the form |
//! | keys | `client_assertion`, signed (`private_key_jwt`) |

use std::sync::Arc;

use authority::{
    assertion,
    basic::{Basic, decoded},
    client::{AuthMethod, Client},
};
use http::{HeaderMap, header::AUTHORIZATION};
use zeroize::Zeroizing;

use super::{once, params::Params};
use crate::{Server, jose, refusal::Refusal};

/// What [`client`] accepts, as metadata names it.
pub(super) const METHODS: [&str; 4] = [
    "none",
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
];

/// The client behind a request, which has proved who it is where it can. Two ways at once are refused.
pub(super) async fn client(
    server: &Server,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Arc<Client>, Refusal> {
    let basic = headers.contains_key(AUTHORIZATION);
    let ways = [
        basic,
        params.has("client_secret"),
        params.has("client_assertion"),
    ];
    if ways.into_iter().filter(|used| *used).count() > 1 {
        return Err(Refusal::invalid_request(
            "the client authenticates in two ways at once",
        ));
    }
    let (client, way) = if basic {
        (by_header(server, headers, params).await?, AuthMethod::Basic)
    } else if let Some(text) = params.get("client_assertion") {
        let client = by_assertion(server, text, params).await?;
        (client, AuthMethod::PrivateKeyJwt)
    } else {
        (by_form(server, params).await?, AuthMethod::Post)
    };
    if client.may_prove_by(way) {
        Ok(client)
    } else {
        Err(Refusal::InvalidClient { basic })
    }
}

/// `client_id` in the form, and `client_secret` where it has one.
async fn by_form(server: &Server, params: &Params) -> Result<Arc<Client>, Refusal> {
    let refused = Refusal::InvalidClient { basic: false };
    let Some(id) = params.get("client_id") else {
        return Err(refused);
    };
    let client = server.client(id).await?;
    client
        .filter(|client| client.authenticate(params.get("client_secret")).is_ok())
        .ok_or(refused)
}

/// `Authorization: Basic`. Id and secret should be form-encoded before they are joined (RFC 6749
/// section 2.3.1); many clients join them as they are, so both readings are tried.
async fn by_header(
    server: &Server,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Arc<Client>, Refusal> {
    let refused = || Refusal::InvalidClient { basic: true };
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (values.next(), values.next()) else {
        return Err(Refusal::invalid_request("Authorization is repeated"));
    };
    let text = header.to_str().ok().and_then(Basic::read);
    let Basic { id, secret } = text.ok_or_else(refused)?;
    let client = match server.client(&decoded(&id)).await? {
        None if decoded(&id) != id => server.client(&id).await?,
        found => found,
    };
    let client = client.ok_or_else(refused)?;
    if params
        .get("client_id")
        .is_some_and(|other| other != client.id)
    {
        return Err(Refusal::invalid_request(
            "client_id differs from the one in Authorization",
        ));
    }
    let plain = Zeroizing::new(decoded(&secret));
    if client.authenticate(Some(&plain)).is_ok() || client.authenticate(Some(&secret)).is_ok() {
        Ok(client)
    } else {
        Err(refused())
    }
}

/// A signed assertion, accepted once.
async fn by_assertion(
    server: &Server,
    text: &str,
    params: &Params,
) -> Result<Arc<Client>, Refusal> {
    let refused = || Refusal::InvalidClient { basic: false };
    if params.get("client_assertion_type") != Some(assertion::TYPE) {
        return Err(Refusal::invalid_request(
            "client_assertion_type is missing or not known here",
        ));
    }
    let id = assertion::claimed_client(text).ok_or_else(refused)?;
    if params.get("client_id").is_some_and(|other| other != id) {
        return Err(refused());
    }
    let client = server.client(&id).await?.ok_or_else(refused)?;
    let issuer = server.config().issuer.as_str();
    let shown = assertion::check(text, &client, issuer, server.now(), jose::verify)
        .map_err(|_| refused())?;
    let name = format!("assertion\n{}\n{}", client.id, shown.jti);
    if once::note(server, &name, shown.expires_at).await? {
        Ok(client)
    } else {
        Err(refused())
    }
}
