//! `POST /oauth/revoke`: a client gives a token back ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).

use authority::{Digest, Moment, audit::Event};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode};

use super::token::end_family;
use crate::{
    Server,
    headers::Peer,
    refusal::Refusal,
    routes::request::{access_token::claims_for_anybody, client_auth, params::Params},
    store::Work,
};
use protocol::FamilyId;

/// Ends the family of the token, whichever kind it is and whatever the hint says. A token that
/// nobody knows, or that is another client's, is answered the same (section 2.2).
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
    let token = params
        .get("token")
        .ok_or(Refusal::invalid_request("token is missing"))?;
    let now = server.now();
    let client = client_auth::client(&server, &headers, &params, &peer.to_string()).await?;
    let claims = claims_for_anybody(&server, token).await?;
    let mut work = server.store().begin().await?;
    let found = match claims {
        Some(claims) if claims.client_id == client.id && claims.sid.is_none() => {
            let until = Moment::from_unix(claims.exp);
            if work.seen().revoke(&claims.jti, until).await? {
                let event = Event::new(now, &client.id, "token.revoked", &claims.jti)
                    .from(peer)
                    .because("revoked by the client");
                work.audit().append(&event).await?;
                work.commit().await?;
            }
            return Ok(StatusCode::OK.into_response());
        }
        Some(claims) if claims.client_id == client.id => {
            work.families().of_access(&claims.jti).await?
        }
        Some(_) => None,
        None => by_refresh(&mut work, token, &client.id).await?,
    };
    if let Some(family) = found
        && end_family(&mut work, family, "revoked by the client", now).await?
    {
        let event = Event::new(now, &client.id, "family.revoked", family)
            .from(peer)
            .because("revoked by the client");
        work.audit().append(&event).await?;
        work.commit().await?;
    }
    Ok(StatusCode::OK.into_response())
}

async fn by_refresh(
    work: &mut Work,
    token: &str,
    client: &str,
) -> Result<Option<FamilyId>, Refusal> {
    let row = work.families().by_token(&Digest::of(token)).await?;
    Ok(row
        .filter(|row| row.family.client == client && row.family.ended_at.is_none())
        .map(|row| row.id))
}
