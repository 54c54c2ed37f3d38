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
    audit::Event,
    basic::{Basic, decoded},
    client::{AuthMethod, Client},
};
use http::{HeaderMap, header::AUTHORIZATION};
use zeroize::Zeroizing;

use super::{params::Params, single_use};
use crate::{Server, keys::jose, refusal::Refusal, store};

/// What [`client`] accepts, as metadata names it.
pub(crate) const METHODS: [&str; 4] = [
    "none",
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
];

/// The client behind a request, which has proved who it is where it can. Two ways at once are refused. Who
/// fails is in the log, with the name of the client when it is one of ours.
pub(crate) async fn client(
    server: &Server,
    headers: &HeaderMap,
    params: &Params,
    ip: &str,
) -> Result<Arc<Client>, Refusal> {
    match proved(server, headers, params).await {
        Ok(client) => Ok(client),
        Err(Failed::Otherwise(refusal)) => Err(refusal),
        Err(Failed::Proof { client, why, basic }) => {
            let name = client.map_or_else(|| "unknown".to_owned(), |client| client.id.clone());
            let event = Event::new(server.now(), "anonymous", "client.refused", name);
            server.refused(event.from(ip).because(why));
            Err(Refusal::InvalidClient { basic })
        }
    }
}

/// Why there is no client.
enum Failed {
    /// It did not prove who it is.
    Proof {
        /// The one it says it is, when that is one of ours.
        client: Option<Arc<Client>>,
        why: &'static str,
        basic: bool,
    },
    /// Something else.
    Otherwise(Refusal),
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Otherwise(refusal)
    }
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        Self::Otherwise(error.into())
    }
}

const UNKNOWN: &str = "no such client";
const BAD_ASSERTION: &str = "an assertion that is none of this client for this server";
const WRONG: &str = "a wrong secret";
const SHOWN_BEFORE: &str = "the assertion was shown before";

async fn proved(
    server: &Server,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Arc<Client>, Failed> {
    let basic = headers.contains_key(AUTHORIZATION);
    let ways = [
        basic,
        params.has("client_secret"),
        params.has("client_assertion"),
    ];
    if ways.into_iter().filter(|used| *used).count() > 1 {
        let two = "the client authenticates in two ways at once";
        return Err(Refusal::invalid_request(two).into());
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
        let why = "another way than the registered one";
        Err(failed(Some(client), why, basic))
    }
}

const fn failed(client: Option<Arc<Client>>, why: &'static str, basic: bool) -> Failed {
    Failed::Proof { client, why, basic }
}

/// `client_id` in the form, and `client_secret` where it has one.
async fn by_form(server: &Server, params: &Params) -> Result<Arc<Client>, Failed> {
    let refused = |client, why| failed(client, why, false);
    let Some(id) = params.get("client_id") else {
        return Err(refused(None, "no client named"));
    };
    let client = server.client(id).await?;
    let client = client.ok_or_else(|| refused(None, UNKNOWN))?;
    if client.authenticate(params.get("client_secret")).is_ok() {
        Ok(client)
    } else {
        Err(refused(Some(client), WRONG))
    }
}

/// `Authorization: Basic`. Id and secret should be form-encoded before they are joined (RFC 6749
/// section 2.3.1); many clients join them as they are, so both readings are tried.
async fn by_header(
    server: &Server,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Arc<Client>, Failed> {
    let refused = |client, why| failed(client, why, true);
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (values.next(), values.next()) else {
        return Err(Refusal::invalid_request("Authorization is repeated").into());
    };
    let text = header.to_str().ok().and_then(Basic::read);
    let Basic { id, secret } = text.ok_or_else(|| refused(None, "an unreadable Authorization"))?;
    let client = match server.client(&decoded(&id)).await? {
        None if decoded(&id) != id => server.client(&id).await?,
        found => found,
    };
    let client = client.ok_or_else(|| refused(None, UNKNOWN))?;
    if params
        .get("client_id")
        .is_some_and(|other| other != client.id)
    {
        let two = "client_id differs from the one in Authorization";
        return Err(Refusal::invalid_request(two).into());
    }
    let plain = Zeroizing::new(decoded(&secret));
    if client.authenticate(Some(&plain)).is_ok() || client.authenticate(Some(&secret)).is_ok() {
        Ok(client)
    } else {
        Err(refused(Some(client), WRONG))
    }
}

/// A signed assertion, accepted once.
async fn by_assertion(server: &Server, text: &str, params: &Params) -> Result<Arc<Client>, Failed> {
    let refused = |client, why| failed(client, why, false);
    if params.get("client_assertion_type") != Some(assertion::TYPE) {
        let missing = "client_assertion_type is missing or not known here";
        return Err(Refusal::invalid_request(missing).into());
    }
    let id = assertion::claimed_client(text).ok_or_else(|| refused(None, BAD_ASSERTION))?;
    if params.get("client_id").is_some_and(|other| other != id) {
        return Err(refused(None, BAD_ASSERTION));
    }
    let client = server.client(&id).await?;
    let client = client.ok_or_else(|| refused(None, UNKNOWN))?;
    let issuer = server.config().issuer.as_str();
    let shown = assertion::check(text, &client, issuer, server.now(), jose::verify)
        .map_err(|_| refused(Some(Arc::clone(&client)), BAD_ASSERTION))?;
    let name = format!("assertion\n{}\n{}", client.id, shown.jti);
    if single_use::note(server, &name, shown.expires_at).await? {
        Ok(client)
    } else {
        Err(refused(Some(client), SHOWN_BEFORE))
    }
}
