//! Sending a request and reading what comes back: at most 256 KiB, JSON, errors in OAuth's shape.

use std::time::Duration;

use protocol::OAuthError;
use reqwest::{RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{Access, Error, access::challenged};

/// The most bytes of an answer that are read
/// (`SECURITY_MODEL.md` section 4.7).
pub(crate) const LONGEST: usize = 256 * 1024;

/// An answer that was read to its end, and is no success.
pub(crate) struct Refusal {
    status: StatusCode,
    headers: header::HeaderMap,
    body: Vec<u8>,
}

/// The answer as JSON of the expected shape.
pub(crate) async fn json<T: DeserializeOwned>(
    access: &Access,
    request: RequestBuilder,
) -> Result<T, Error> {
    match body(access, request).await? {
        Ok(body) => parse(&body),
        Err(refusal) => Err(refusal.explain()),
    }
}

/// That it was done; what else the server says of it is not looked at.
pub(crate) async fn done(access: &Access, request: RequestBuilder) -> Result<(), Error> {
    match body(access, request).await? {
        Ok(_) => Ok(()),
        Err(refusal) => Err(refusal.explain()),
    }
}

/// What was answered, or how it was refused.
pub(crate) async fn body(
    access: &Access,
    request: RequestBuilder,
) -> Result<Result<Vec<u8>, Refusal>, Error> {
    let response = access.send(request).await?;
    if response.status().is_success() {
        return read(response).await.map(Ok);
    }
    refusal(response).await.map(Err)
}

/// Reads an answer that is no success.
pub(crate) async fn refusal(response: Response) -> Result<Refusal, Error> {
    let (status, headers) = (response.status(), response.headers().clone());
    if status.is_server_error() {
        return Err(Error::Away {
            detail: format!("it answers {status}"),
        });
    }
    Ok(Refusal {
        status,
        headers,
        body: read(response).await?,
    })
}

/// JSON of the expected shape.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| not_understood(body, &error))
}

pub(crate) async fn read(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(away)? {
        if body.len() + part.len() > LONGEST {
            return Err(Error::NotUnderstood {
                detail: "the answer has more than 256 KiB".to_owned(),
            });
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

impl Refusal {
    /// The error as JSON of another shape, when it has this status and is so.
    pub(crate) fn said<T: DeserializeOwned>(&self, status: StatusCode) -> Option<T> {
        (self.status == status)
            .then(|| serde_json::from_slice(&self.body).ok())
            .flatten()
    }

    /// Whether it has this status and names this error.
    pub(crate) fn is(&self, status: StatusCode, error: &str) -> bool {
        self.said::<OAuthError>(status)
            .is_some_and(|said| said.error == error)
    }

    pub(crate) fn explain(&self) -> Error {
        let said: Option<OAuthError> = serde_json::from_slice(&self.body).ok();
        let names = |error: &str| {
            said.as_ref().is_some_and(|said| said.error == error)
                || challenged(&self.headers, error)
        };
        match self.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
                if names("insufficient_user_authentication") =>
            {
                Error::Stale
            }
            // Another token would not help: it is the proof that the server does not accept.
            StatusCode::UNAUTHORIZED if names("use_dpop_nonce") => proof("use_dpop_nonce"),
            StatusCode::UNAUTHORIZED if names("invalid_dpop_proof") => proof("invalid_dpop_proof"),
            StatusCode::UNAUTHORIZED => Error::Unauthorized,
            StatusCode::FORBIDDEN => Error::Forbidden {
                missing: missing_scope(&self.headers),
            },
            StatusCode::CONFLICT if names("last_factor") => Error::LastFactor,
            StatusCode::NOT_FOUND if said.is_some() => Error::NotFound,
            StatusCode::TOO_MANY_REQUESTS => Error::Busy {
                retry_after: retry_after(&self.headers),
            },
            status => match said {
                Some(said) => Error::Refused {
                    error: plain(&said.error),
                    description: said.error_description.as_deref().map(plain),
                },
                None => Error::NotUnderstood {
                    detail: format!("it answers {status}"),
                },
            },
        }
    }
}

fn proof(error: &str) -> Error {
    Error::Refused {
        error: error.to_owned(),
        description: None,
    }
}

/// The scope that `WWW-Authenticate: Bearer error="insufficient_scope", scope="…"` names
/// ([RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
fn missing_scope(headers: &header::HeaderMap) -> Option<String> {
    let challenge = headers.get(header::WWW_AUTHENTICATE)?.to_str().ok()?;
    let (_, after) = challenge.split_once("scope=\"")?;
    let (scope, _) = after.split_once('"')?;
    Some(plain(scope)).filter(|scope| !scope.is_empty())
}

/// Seconds to wait. The other form of the header, a date, is not worth a clock.
fn retry_after(headers: &header::HeaderMap) -> Option<Duration> {
    headers
        .get(header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()
        .map(Duration::from_secs)
}

pub(crate) fn away(error: reqwest::Error) -> Error {
    use std::error::Error as _;
    let error = error.without_url();
    let cause = error
        .source()
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default();
    Error::Away {
        detail: plain(&format!("{error}{cause}")),
    }
}

fn not_understood(body: &[u8], error: &serde_json::Error) -> Error {
    let detail = if body.trim_ascii_start().first() == Some(&b'<') {
        "the answer is a web page".to_owned()
    } else {
        format!(
            "the answer is not the expected JSON (line {}, column {})",
            error.line(),
            error.column()
        )
    };
    Error::NotUnderstood { detail }
}

/// Text of a server as it may be shown or logged: cut to 200 characters, without control and
/// direction marks, which could let it read as something else.
pub(crate) fn plain(text: &str) -> String {
    let direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|c| !c.is_control() && !direction(*c))
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_server_cannot_turn_the_line_around() {
        assert_eq!(
            plain("be\u{7}cause\u{202e} of\u{2066} you"),
            "because of you"
        );
        assert_eq!(plain(&"é".repeat(300)).chars().count(), 200);
    }
}
