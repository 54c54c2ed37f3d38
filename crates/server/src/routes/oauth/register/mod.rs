//! `/oauth/register`: a client registers itself
//! ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)), and reads, changes and removes its registration
//! ([RFC 7592](https://www.rfc-editor.org/rfc/rfc7592)).
//!
//! What it says about itself is checked and kept, and nothing of it is ever fetched. Nobody who registers
//! this way gets around the question for consent, or a scope beyond what everybody may have.

mod manage;
mod metadata;

use authority::{
    Digest, Moment, Secret,
    audit::Event,
    client::{AuthMethod, Client},
};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header::AUTHORIZATION, header::CACHE_CONTROL};

pub(crate) use self::manage::{delete, get, put};
use self::metadata::{Said, checked, described};
use crate::{
    Server, config::Registration, headers::Peer, refusal::Refusal,
    routes::request::access_token::bearer, store::Work,
};

/// `POST /oauth/register`: adds a client.
pub(crate) async fn post(
    State(server): State<Server>,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let admitted = admit(&server, &mut work, &headers, now).await;
    if matches!(admitted, Err(Refusal::InvalidToken)) {
        let event = Event::new(now, "anonymous", "registration.refused", "client");
        server.refused(
            event
                .from(peer)
                .because("an initial access token that does not count"),
        );
    }
    admitted?;
    let client = match Said::read(&body).and_then(|said| checked(&said)) {
        Ok(client) => client,
        Err(refused) => return Ok(refused.into_response()),
    };
    let (token, secret) = (server.secret()?, server.secret()?);
    let secret = has_secret(client.token_auth_method).then_some(secret);
    let client = Client {
        id: data_encoding::HEXLOWER.encode(&server.draw::<16>()?),
        secret: secret.as_ref().map(Secret::digest),
        ..client
    };
    work.clients().add(&client, now).await?;
    work.registrations()
        .manage(&client.id, &token.digest())
        .await?;
    record(&mut work, "client.registered", &client, now).await?;
    work.commit().await?;
    let token = token.reveal();
    let described = described(&server, &client, secret.as_ref(), token, now);
    Ok((StatusCode::CREATED, NO_STORE, Json(described)).into_response())
}

const NO_STORE: [(http::HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

/// Whether a client that proves itself this way gets a secret.
const fn has_secret(method: AuthMethod) -> bool {
    matches!(method, AuthMethod::Basic | AuthMethod::Post)
}

/// Refuses whoever may not register a client. An initial access token is used up by one that may, when
/// the transaction is committed.
async fn admit(
    server: &Server,
    work: &mut Work,
    headers: &HeaderMap,
    now: Moment,
) -> Result<(), Refusal> {
    let config = &server.config().clients;
    match config.registration {
        Registration::Off => return Err(Refusal::NotFound),
        Registration::Open => return Ok(()),
        Registration::Token => {}
    }
    let shown = Digest::of(shown(headers)?);
    // Digests differ in time as they like: what they are of cannot be told from that.
    let listed = config.registration_token.as_ref();
    if listed.is_some_and(|token| Digest::of(token.reveal()) == shown)
        || work.registrations().spend(&shown, now).await?
    {
        Ok(())
    } else {
        Err(Refusal::InvalidToken)
    }
}

/// The token in the `Authorization` header.
fn shown(headers: &HeaderMap) -> Result<&str, Refusal> {
    let header = headers.get(AUTHORIZATION).ok_or(Refusal::NoToken)?;
    let token = header.to_str().ok().and_then(bearer);
    token.ok_or(Refusal::InvalidToken)
}

async fn record(
    work: &mut Work,
    action: &'static str,
    client: &Client,
    now: Moment,
) -> Result<(), Refusal> {
    let event = Event::new(now, &client.id, action, &client.id).with(&client.name);
    Ok(work.audit().append(&event).await?)
}
