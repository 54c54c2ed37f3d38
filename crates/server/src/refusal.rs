//! Refused requests and how each is answered. No answer names an internal.

use std::time::Duration;

use authority::jws::Alg;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE},
};
use protocol::OAuthError;

use crate::{limits, pages::Problem, passwords, state, store, words};

/// Why a request was refused.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// An OAuth error ([RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
    OAuth {
        /// The registered word.
        error: &'static str,
        /// A sentence for the developer of the client.
        description: &'static str,
    },
    /// The client did not prove who it is; with `basic` when it tried to by that scheme.
    InvalidClient {
        /// Whether it used the `Authorization` header.
        basic: bool,
    },
    /// No access token came along ([RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
    NoToken,
    /// The access token is not valid, ran out, or its session ended.
    InvalidToken,
    /// The access token does not allow this.
    InsufficientScope(&'static str),
    /// The person proved too long ago who they are
    /// ([RFC 9470 section 3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
    Stale,
    /// No rule permits it, or one forbids it.
    NotAllowed,
    /// Not during maintenance.
    Maintenance,
    /// What was sent cannot be used, with what is wrong.
    Unusable(String),
    /// It does not fit what there is already, with what is in the way.
    InUse(String),
    /// Another answer in the form of an OAuth error, where an address has words of its own.
    Answer {
        /// Its status.
        status: StatusCode,
        /// The word.
        error: &'static str,
        /// A sentence for the developer of the client.
        description: &'static str,
    },
    /// A proof of possession is missing, wrong or without our nonce
    /// ([RFC 9449 section 5](https://www.rfc-editor.org/rfc/rfc9449#section-5)).
    Dpop {
        /// The registered word.
        error: &'static str,
        /// A sentence for the developer of the client.
        description: &'static str,
        /// The nonce to use.
        nonce: Option<HeaderValue>,
        /// Whether an access token came along.
        resource: bool,
    },
    /// There is no such thing, or it is somebody else's.
    NotFound,
    /// Too many attempts; try again after this time.
    Later(Duration),
    /// A page for a person.
    Page(Box<Problem>),
    /// The server is too busy.
    Busy,
    /// Another request was in the way, and nothing was recorded: the router begins this one again.
    Again,
    /// The server failed. The log says how.
    Failed,
}

impl Refusal {
    /// `invalid_request` with what is wrong.
    #[must_use]
    pub const fn invalid_request(description: &'static str) -> Self {
        Self::OAuth {
            error: "invalid_request",
            description,
        }
    }

    /// `invalid_grant` with what is wrong.
    #[must_use]
    pub const fn invalid_grant(description: &'static str) -> Self {
        Self::OAuth {
            error: "invalid_grant",
            description,
        }
    }

    /// A page with this status.
    #[must_use]
    pub fn page(
        status: StatusCode,
        title: &str,
        what_happened: &str,
        what_to_do: &str,
        code: &str,
    ) -> Self {
        Self::Page(Box::new(Problem {
            status,
            title: title.to_owned(),
            what_happened: what_happened.to_owned(),
            what_to_do: what_to_do.to_owned(),
            code: Some(code.to_owned()),
        }))
    }

    /// The page for a form that did not come from our own page in this browser.
    #[must_use]
    pub fn foreign_form() -> Self {
        let words = words::here();
        Self::page(
            StatusCode::FORBIDDEN,
            &words.foreign_form(),
            &words.foreign_form_why(),
            &words.foreign_form_do(),
            "foreign_form",
        )
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        if matches!(error, store::Error::Conflict | store::Error::Clash) {
            return Self::Again;
        }
        tracing::error!(error = &error as &dyn std::error::Error, "storage failed");
        Self::Failed
    }
}

impl From<state::Error> for Refusal {
    fn from(error: state::Error) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the server failed"
        );
        Self::Failed
    }
}

impl From<state::NoChance> for Refusal {
    fn from(error: state::NoChance) -> Self {
        state::Error::from(error).into()
    }
}

impl From<crate::keys::signing::Error> for Refusal {
    fn from(error: crate::keys::signing::Error) -> Self {
        state::Error::from(error).into()
    }
}

impl From<crate::keys::sealing::NotOpened> for Refusal {
    fn from(error: crate::keys::sealing::NotOpened) -> Self {
        tracing::error!(%error, "something sealed does not open");
        Self::Failed
    }
}

impl From<passwords::Error> for Refusal {
    fn from(error: passwords::Error) -> Self {
        match error {
            passwords::Error::Busy => Self::Busy,
            passwords::Error::Failed => {
                tracing::error!("a password could not be hashed");
                Self::Failed
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Page(problem) => problem.into_response(),
            Self::OAuth { error, description } => json(StatusCode::BAD_REQUEST, error, description),
            Self::InvalidClient { basic } => {
                let answer = json(
                    StatusCode::UNAUTHORIZED,
                    "invalid_client",
                    "the client is unknown or its secret is wrong",
                );
                if basic {
                    challenge(answer, "Basic realm=\"token\"")
                } else {
                    answer
                }
            }
            Self::Answer {
                status,
                error,
                description,
            } => json(status, error, description),
            Self::NoToken => {
                let answer = json(
                    StatusCode::UNAUTHORIZED,
                    "invalid_token",
                    "an access token is needed",
                );
                let mut answer = challenge(answer, "Bearer");
                if let Ok(value) = HeaderValue::from_str(&dpop_scheme(None)) {
                    answer.headers_mut().append(WWW_AUTHENTICATE, value);
                }
                answer
            }
            Self::Dpop {
                error,
                description,
                nonce,
                resource,
            } => {
                let mut answer = if resource {
                    let answer = json(StatusCode::UNAUTHORIZED, error, description);
                    challenge(answer, &dpop_scheme(Some(error)))
                } else {
                    json(StatusCode::BAD_REQUEST, error, description)
                };
                if let Some(nonce) = nonce {
                    answer.headers_mut().insert("dpop-nonce", nonce);
                }
                answer
            }
            Self::InvalidToken => challenge(
                json(
                    StatusCode::UNAUTHORIZED,
                    "invalid_token",
                    "the access token is not valid, or its session has ended",
                ),
                "Bearer error=\"invalid_token\"",
            ),
            Self::InsufficientScope(scope) => challenge(
                json(
                    StatusCode::FORBIDDEN,
                    "insufficient_scope",
                    "the access token does not allow this",
                ),
                &format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\""),
            ),
            Self::Stale => challenge(
                json(
                    StatusCode::UNAUTHORIZED,
                    "insufficient_user_authentication",
                    "this wants a proof within ten minutes of who asks",
                ),
                "Bearer error=\"insufficient_user_authentication\", max_age=\"600\"",
            ),
            Self::NotAllowed => json(
                StatusCode::FORBIDDEN,
                "access_denied",
                "the rules of this server do not allow this",
            ),
            Self::Maintenance => later(
                json(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "temporarily_unavailable",
                    "nothing can be changed during maintenance",
                ),
                Duration::from_secs(300),
            ),
            Self::Unusable(what) => json(StatusCode::BAD_REQUEST, "invalid_request", &what),
            Self::InUse(what) => json(StatusCode::CONFLICT, "conflict", &what),
            Self::NotFound => json(StatusCode::NOT_FOUND, "not_found", "there is no such thing"),
            Self::Later(wait) => later(
                json(
                    StatusCode::TOO_MANY_REQUESTS,
                    "slow_down",
                    "too many attempts",
                ),
                wait,
            ),
            Self::Busy => later(
                json(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "temporarily_unavailable",
                    "the server is busy",
                ),
                Duration::from_secs(2),
            ),
            Self::Again => {
                let mut answer = Self::Busy.into_response();
                answer.extensions_mut().insert(InTheWay);
                answer
            }
            Self::Failed => json(
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "the server could not finish the request",
            ),
        }
    }
}

/// Marks the answer of a request that may be begun again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InTheWay;

/// The answer `{"error": …, "error_description": …}`.
fn json(status: StatusCode, error: &str, description: &str) -> Response {
    let body = OAuthError {
        error: error.to_owned(),
        error_description: Some(description.to_owned()),
    };
    (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// The challenge to come with a token that is bound to a key, and with a proof
/// ([RFC 9449 section 7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
fn dpop_scheme(error: Option<&str>) -> String {
    let algs = Alg::ALL.map(Alg::word).join(" ");
    match error {
        Some(error) => format!("DPoP error=\"{error}\", algs=\"{algs}\""),
        None => format!("DPoP algs=\"{algs}\""),
    }
}

fn challenge(mut answer: Response, scheme: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(scheme) {
        answer.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    answer
}

fn later(mut answer: Response, wait: Duration) -> Response {
    answer
        .headers_mut()
        .insert(RETRY_AFTER, limits::retry_after(wait));
    answer
}
