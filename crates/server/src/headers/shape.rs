//! The shape of an answer that no route has given: people get a page, programs JSON.
//!
//! An unknown address, a method that an address does not have, a body that is too long or a request
//! that took too long are answered by the layers, which know nothing of either.

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
};
use protocol::OAuthError;

use crate::{pages::Problem, words};

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Person,
    Program,
}

impl Reader {
    /// Who asks for this path.
    pub(crate) fn of(path: &str) -> Self {
        let program = ["/api/", "/oauth/", "/.well-known/"]
            .iter()
            .any(|below| path.starts_with(below));
        let page = path == "/oauth/authorize" || path.starts_with("/oauth/logout");
        if program && !page {
            Self::Program
        } else {
            Self::Person
        }
    }
}

/// `answer` itself, or when it is an error that its reader cannot read, one with the same status that
/// they can.
pub(super) fn in_shape(answer: Response, reader: Reader) -> Response {
    let status = answer.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || is_readable(&answer, reader) {
        return answer;
    }
    let (mut parts, _) = answer.into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let soon = HeaderValue::from_static("2");
        parts.headers.entry(RETRY_AFTER).or_insert(soon);
    }
    let mut shaped = match reader {
        Reader::Person => page(status).into_response(),
        Reader::Program => (status, Json(json(status))).into_response(),
    };
    shaped.headers_mut().extend(parts.headers);
    shaped.extensions_mut().extend(parts.extensions);
    shaped
}

fn is_readable(answer: &Response, reader: Reader) -> bool {
    let begins = |with: &str| {
        let kind = answer.headers().get(CONTENT_TYPE);
        kind.is_some_and(|kind| kind.as_bytes().starts_with(with.as_bytes()))
    };
    begins("application/json") || (reader == Reader::Person && begins("text/html"))
}

fn page(status: StatusCode) -> Problem {
    let words = words::here();
    let (title, what_happened, what_to_do, code) = match status {
        StatusCode::NOT_FOUND => return Problem::not_found(),
        StatusCode::SERVICE_UNAVAILABLE => return Problem::busy(),
        StatusCode::METHOD_NOT_ALLOWED => (
            words.no_such_method(),
            words.no_such_method_why(),
            words.no_such_method_do(),
            "method_not_allowed",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            words.too_large(),
            words.too_large_why(),
            words.too_large_do(),
            "too_large",
        ),
        status if status.is_client_error() => (
            words.unreadable(),
            words.unreadable_why(),
            words.unreadable_do(),
            "invalid_request",
        ),
        _ => return Problem::internal(),
    };
    Problem {
        status,
        title,
        what_happened,
        what_to_do,
        code: Some(code.to_owned()),
    }
}

fn json(status: StatusCode) -> OAuthError {
    let (error, description) = match status {
        StatusCode::NOT_FOUND => ("not_found", "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "this address has no such method"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the request is too long"),
        StatusCode::SERVICE_UNAVAILABLE => ("temporarily_unavailable", "the server is busy"),
        status if status.is_client_error() => ("invalid_request", "the request could not be read"),
        _ => ("server_error", "the server could not finish the request"),
    };
    OAuthError {
        error: error.to_owned(),
        error_description: Some(description.to_owned()),
    }
}
