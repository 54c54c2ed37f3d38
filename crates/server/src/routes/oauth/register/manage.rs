//! `/oauth/register/{client_id}`: a client reads, changes and removes its registration with the token it
//! got for that ([RFC 7592](https://www.rfc-editor.org/rfc/rfc7592)).

use authority::{Digest, Moment, Secret, client::Client};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode};

use super::{
    NO_STORE, has_secret,
    metadata::{Said, checked, described},
    record, shown,
};
use crate::{Server, refusal::Refusal, store::Work};

/// `GET`: what is known about the client. Its secret is not: only its digest is kept.
pub(crate) async fn get(
    State(server): State<Server>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let (client, since) = managed(&mut work, &id, &headers).await?;
    let described = described(&server, &client, None, shown(&headers)?, since);
    Ok((NO_STORE, Json(described)).into_response())
}

/// `PUT`: everything anew; what is left out goes back to its default.
pub(crate) async fn put(
    State(server): State<Server>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let (before, since) = managed(&mut work, &id, &headers).await?;
    let checked = Said::read(&body)
        .and_then(|said| said.is_about(&before).map(|()| said))
        .and_then(|said| checked(&said));
    let after = match checked {
        Ok(after) => after,
        Err(refused) => return Ok(refused.into_response()),
    };
    let (wants, has) = (has_secret(after.token_auth_method), before.secret.is_some());
    let fresh = (wants && !has).then(|| server.secret()).transpose()?;
    let kept = before.secret.filter(|_| wants);
    let client = Client {
        id: before.id,
        secret: kept.or_else(|| fresh.as_ref().map(Secret::digest)),
        first_party: before.first_party,
        ..after
    };
    work.clients().replace(&client).await?;
    record(&mut work, "client.changed", &client, now).await?;
    work.commit().await?;
    server.forget_client(&client.id);
    let described = described(&server, &client, fresh.as_ref(), shown(&headers)?, since);
    Ok((NO_STORE, Json(described)).into_response())
}

/// `DELETE`: the client and everything it holds.
pub(crate) async fn delete(
    State(server): State<Server>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let (client, _) = managed(&mut work, &id, &headers).await?;
    work.clients().remove(&client.id).await?;
    record(&mut work, "client.removed", &client, server.now()).await?;
    work.commit().await?;
    server.forget_client(&client.id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The client, if the token that came along manages it, and when it was registered.
async fn managed(
    work: &mut Work,
    id: &str,
    headers: &HeaderMap,
) -> Result<(Client, Moment), Refusal> {
    let token = Digest::of(shown(headers)?);
    let since = work.registrations().managed_since(id, &token).await?;
    let client = work.clients().get(id).await?;
    since
        .and_then(|since| Some((client?, since)))
        .ok_or(Refusal::InvalidToken)
}
