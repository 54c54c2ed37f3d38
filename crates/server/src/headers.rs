//! What every request passes and every answer carries, errors and unknown addresses included. The
//! language of the answer is chosen here too.
//!
//! ```text
//! request ─▶ peer ─▶ trace ─▶ time limit ─▶ size limit ─▶ panic net ─▶ route
//! answer  ◀─ headers of the security model, section 6.13 ◀─────────────┘
//! ```
//!
//! A route says what is special about its answer: [`FormAction`] as an extension of the response,
//! `Cache-Control` when the answer is the same for everybody. [`Peer`] tells it who asked.

mod peer;
mod shape;

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use ipnet::IpNet;
use tower_http::{
    catch_panic::CatchPanicLayer,
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
    trace::{DefaultOnFailure, DefaultOnResponse, TraceLayer},
};
use tracing::Level;
use url::{Host, Url};

pub use peer::Peer;
pub(crate) use shape::Reader;

use crate::{Config, pages::Problem, words::Heard};

/// No form and no JSON body of ours is longer, in bytes.
pub(crate) const LONGEST_BODY: usize = 64 * 1024;

/// A request that took longer is answered 503. An answer that streams may take longer to end.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// One year, in seconds.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Where forms on this page may lead besides to ourselves.
///
/// Browsers apply `form-action` to the redirect that follows a form as well, so the page that
/// ends in a redirect to a client has to name that client's address. Put it into the response's
/// extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormAction(String);

impl FormAction {
    /// Permits the origin of `redirect`; `None` when it is no address.
    #[must_use]
    pub fn to(redirect: &str) -> Option<Self> {
        let url = Url::parse(redirect).ok()?;
        let scheme = url.scheme();
        Some(Self(match (scheme, url.host()) {
            // The grammar of the policy has no brackets, so an IPv6 address cannot be named.
            ("http" | "https", Some(Host::Ipv4(_) | Host::Domain(_))) => {
                url.origin().ascii_serialization()
            }
            _ => format!("{scheme}:"),
        }))
    }
}

/// Whether a page may ask this server for events. Put it into the response's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follows;

/// What the layers need to know of the configuration.
#[derive(Debug)]
struct Policy {
    trusted_proxies: Vec<IpNet>,
    https: bool,
}

/// Wraps `router` in everything this module promises.
pub fn layer(router: Router, config: &Config) -> Router {
    let policy = Arc::new(Policy {
        trusted_proxies: config.trusted_proxies.clone(),
        https: config.issuer.is_https(),
    });
    // The query may hold grants and names, so the span knows the path alone.
    let trace = TraceLayer::new_for_http()
        .make_span_with(|request: &http::Request<_>| {
            tracing::info_span!("request", method = %request.method(), path = request.uri().path())
        })
        .on_request(())
        .on_response(DefaultOnResponse::new().level(Level::INFO))
        .on_failure(DefaultOnFailure::new().level(Level::WARN));
    router
        .fallback(not_found)
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| {
            Problem::internal().into_response()
        }))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_REQUEST,
        ))
        .layer(trace)
        .layer(from_fn_with_state(policy, dress))
}

/// Notes the peer before the request, and sets the headers after it.
async fn dress(State(policy): State<Arc<Policy>>, mut request: Request, next: Next) -> Response {
    let peer = peer::resolve(&request, &policy.trusted_proxies);
    request.extensions_mut().insert(peer);
    let reader = shape::Reader::of(request.uri().path());
    let heard = Heard::of(&request, reader == Reader::Person, policy.https);
    let route = async { shape::in_shape(next.run(request).await, reader) };
    let mut response = heard.answer(route).await;
    let form_action = response.extensions_mut().remove::<FormAction>();
    let follows = response.extensions_mut().remove::<Follows>();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_SECURITY_POLICY,
        content_policy(form_action.as_ref(), follows),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(COOP, HeaderValue::from_static("same-origin"));
    if policy.https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    keep_private(headers);
    response
}

/// An answer is personal unless its route said otherwise.
fn keep_private(headers: &mut HeaderMap) {
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

fn content_policy(form_action: Option<&FormAction>, follows: Option<Follows>) -> HeaderValue {
    let connect = follows.map_or("", |Follows| "connect-src 'self'; ");
    let policy = |also: &str| {
        HeaderValue::try_from(format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; {connect}\
             form-action 'self'{also}; base-uri 'none'; frame-ancestors 'none'"
        ))
    };
    form_action
        .and_then(|FormAction(source)| policy(&format!(" {source}")).ok())
        .or_else(|| policy("").ok())
        .unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

#[cfg(test)]
mod tests;
