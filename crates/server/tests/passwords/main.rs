//! Passwords and the mail around them: what is sent, what is refused, and what nobody learns.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;

mod account;
mod address;
mod mail;
mod reset;
mod rules;
mod schemes;

use common::{Browser, World};
use reqwest::{Response, StatusCode};

/// A password that nobody has yet.
pub(crate) const FRESH: &str = "velvet harbour onion compass";

/// Whether this password is somebody's at this moment.
pub(crate) async fn signs_in(world: &World, name: &str, password: &str) -> bool {
    let answer = world
        .browser()
        .try_sign_in("/sign-in", name, password)
        .await;
    answer.status() == StatusCode::SEE_OTHER
}

/// Fills the form at `page` in and posts it where it is.
pub(crate) async fn fill(
    browser: &mut Browser<'_>,
    page: &str,
    fields: &[(&str, &str)],
) -> Response {
    let csrf = browser.field(page, "csrf").await;
    let path = page.split('?').next().unwrap();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    browser.post(path, &all).await
}

/// The part of an address behind the host.
pub(crate) fn path_of<'a>(world: &World, link: &'a str) -> &'a str {
    link.strip_prefix(&world.base)
        .unwrap_or_else(|| panic!("{link} leads elsewhere"))
}

/// The secret in a link.
pub(crate) fn code_of(link: &str) -> &str {
    link.split_once("?code=").unwrap().1
}

/// Everything that the database holds in these columns.
pub(crate) async fn column(world: &World, sql: &'static str) -> Vec<String> {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal().to_owned();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&pool).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}
