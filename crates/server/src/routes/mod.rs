//! One file per address. A route reads, decides, records and answers, in that order.

pub(crate) mod account;
pub(crate) mod api;
mod asked;
mod attempt;
pub(crate) mod authorize;
mod bearer;
mod browser;
mod client_auth;
pub(crate) mod consent;
pub(crate) mod discovery;
pub(crate) mod health;
pub(crate) mod jwks;
mod params;
pub(crate) mod revoke;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod token;
pub(crate) mod userinfo;

use axum::{
    Router,
    middleware::map_response,
    response::{IntoResponse as _, Response},
    routing::{delete, get, post},
};
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};

use crate::{Server, pages::Problem, refusal::Refusal};

/// Every address of this server, without the layers that [`crate::headers`] puts around them.
pub fn router(server: Server) -> Router {
    people().merge(programs()).with_state(server)
}

/// Addresses that a person opens in a browser.
fn people() -> Router<Server> {
    Router::new()
        .route("/", get(account::root))
        .route("/account", get(account::get))
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route("/sign-out", get(sign_out::get).post(sign_out::post))
        .route("/consent", get(consent::get).post(consent::post))
        .route(
            "/oauth/authorize",
            get(authorize::get).post(authorize::post),
        )
        .layer(map_response(as_page))
}

/// Addresses that programs call.
fn programs() -> Router<Server> {
    Router::new()
        .route("/oauth/token", post(token::post))
        .route("/oauth/revoke", post(revoke::post))
        .route("/oauth/userinfo", get(userinfo::get).post(userinfo::post))
        .route("/oauth/jwks", get(jwks::get))
        .route("/.well-known/openid-configuration", get(discovery::get))
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::get),
        )
        .route("/api/v1/me", get(api::me::get))
        .route("/api/v1/sessions", get(api::sessions::list))
        .route(
            "/api/v1/sessions/end-others",
            post(api::sessions::end_others),
        )
        .route("/api/v1/sessions/{id}", delete(api::sessions::end))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
}

/// A person gets a page where a program would get an error in JSON.
async fn as_page(response: Response) -> Response {
    let is_json = |value: &HeaderValue| value.as_bytes().starts_with(b"application/json");
    if !response.headers().get(CONTENT_TYPE).is_some_and(is_json) {
        return response;
    }
    match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => Refusal::page(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many people at once",
            "The server has more sign-ins to check than it can.",
            "Try again in a few seconds.",
            "temporarily_unavailable",
        )
        .into_response(),
        _ => Problem::internal().into_response(),
    }
}
