//! The stylesheet, the mark and the scripts, compiled in.

use std::sync::LazyLock;

use axum::{Router, routing::get};
use data_encoding::HEXLOWER;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../assets/style.css");
const PASSKEY: &str = include_str!("../../assets/passkey.js");
const APPROVAL: &str = include_str!("../../assets/approval.js");
const MARK: &str = include_str!("../../assets/mark.svg");
const FORM_POST: &str = include_str!("../../assets/form_post.js");

/// The addresses carry the version of their content, so a browser may keep them for a year.
const KEEP: &str = "public, max-age=31536000, immutable";

/// The version of the assets: the beginning of a hash over them.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::new()
        .chain_update(STYLE)
        .chain_update(MARK)
        .chain_update(PASSKEY)
        .chain_update(APPROVAL)
        .chain_update(FORM_POST)
        .finalize();
    HEXLOWER.encode(&hash).chars().take(12).collect()
});

/// What templates put after `?v=`.
pub(super) fn version() -> &'static str {
    &VERSION
}

/// The routes of the assets.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let file = |content_type: &'static str, body: &'static str| {
        get(move || async move { ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, KEEP)], body) })
    };
    Router::new()
        .route("/assets/style.css", file("text/css; charset=utf-8", STYLE))
        .route(
            "/assets/passkey.js",
            file("text/javascript; charset=utf-8", PASSKEY),
        )
        .route(
            "/assets/approval.js",
            file("text/javascript; charset=utf-8", APPROVAL),
        )
        .route("/assets/mark.svg", file("image/svg+xml", MARK))
        .route(
            "/assets/form_post.js",
            file("text/javascript; charset=utf-8", FORM_POST),
        )
}
