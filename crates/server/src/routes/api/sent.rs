//! JSON that was sent, and what every address can be refused with.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use http::{HeaderMap, header::CONTENT_TYPE};
use protocol::OAuthError;
use serde::de::DeserializeOwned;
use utoipa::IntoResponses;

use crate::{Server, refusal::Refusal};

/// A body that nobody looked at yet: whether it may be sent at all is asked first.
pub(crate) struct Sent {
    headers: HeaderMap,
    body: Bytes,
}

impl FromRequest<Server> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Refusal> {
        let headers = request.headers().clone();
        let unreadable = |_| Refusal::Unusable("the body cannot be read".to_owned());
        let body = Bytes::from_request(request, server).await;
        let body = body.map_err(unreadable)?;
        Ok(Self { headers, body })
    }
}

impl Sent {
    /// What was sent, in the form that the description gives it and nothing besides.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let kind = self.headers.get(CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
            let wanted = "the body has to be JSON, and Content-Type application/json";
            return Err(Refusal::Unusable(wanted.to_owned()));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let shown = protocol::shown(&error.to_string(), 200).unwrap_or_default();
            Refusal::Unusable(format!("the body cannot be read: {shown}"))
        })
    }
}

/// What every address can be refused with.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "this stands in the description alone")]
pub(crate) enum Refused {
    /// What was sent cannot be used.
    #[response(status = 400)]
    Unusable(OAuthError),
    /// No valid access token or key, or a proof is wanted of who asks.
    #[response(status = 401)]
    WhoAreYou(OAuthError),
    /// The token, the key or the rules do not allow this.
    #[response(status = 403)]
    NotAllowed(OAuthError),
    /// The body is longer than 64 KiB.
    #[response(status = 413)]
    TooLong(OAuthError),
    /// Asked too often: `Retry-After` says in how many seconds to try again.
    #[response(status = 429)]
    TooOften(OAuthError),
    /// Too busy, or maintenance.
    #[response(status = 503)]
    Later(OAuthError),
}
