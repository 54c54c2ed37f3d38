//! Serving: what every answer passes, the connections it goes over, and how long each may take.

pub(crate) mod connections;
pub(crate) mod doors;
pub(crate) mod patience;
pub(crate) mod tls;

use axum::Router;

use crate::{
    Server, headers, pages,
    routes::{self, api::openapi},
};

/// Everything the server answers, with the layers that every answer passes.
pub fn app(server: Server) -> Router {
    let config = server.config().clone();
    let router = routes::router(server)
        .merge(pages::assets())
        .merge(openapi::route());
    headers::layer(router, &config)
}
