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
    routing::{delete, get, post},
};

use crate::Server;

/// Every address of this server, without the layers that [`crate::headers`] puts around them.
#[must_use]
pub fn router(server: Server) -> Router {
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
        .with_state(server)
}
