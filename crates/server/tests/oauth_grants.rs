//! What clients prove, what they get for it, and what introspection says, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod common;

#[path = "oauth_grants/algorithms.rs"]
mod algorithms;
#[path = "oauth_grants/asking.rs"]
mod asking;
#[path = "oauth_grants/authentication.rs"]
mod authentication;
#[path = "oauth_grants/credentials.rs"]
mod credentials;
#[path = "oauth_grants/introspection.rs"]
mod introspection;

use std::collections::BTreeMap;

use common::World;
use reqwest::Response;
use serde_json::Value;
use server::clients::NewClient;

/// A confidential client that may act for itself: id and secret.
async fn service(world: &World) -> (String, String) {
    let (id, secret) = world.client(service_named("Service")).await;
    (id, secret.unwrap())
}

fn service_named(name: &str) -> NewClient {
    NewClient {
        name: name.to_owned(),
        confidential: true,
        grants: vec!["client_credentials".to_owned()],
        scopes: vec!["sessions".to_owned(), "approvals".to_owned()],
        resource_server: true,
        ..NewClient::default()
    }
}

/// A form for `path` with Basic credentials.
async fn as_client(
    world: &World,
    path: &str,
    (id, secret): (&str, &str),
    fields: &[(&str, &str)],
) -> Response {
    let request = world.http.post(format!("{}{path}", world.base));
    request
        .basic_auth(id, Some(secret))
        .form(fields)
        .send()
        .await
        .unwrap()
}

const OWN: (&str, &str) = ("grant_type", "client_credentials");

/// How many rows each table has.
async fn rows(world: &World) -> BTreeMap<String, i64> {
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(world.server.config().database_url.reveal())
        .await
        .unwrap();
    let tables = "users clients devices sessions refresh_families refresh_tokens grants signing_keys \
                  guesses audit seen_once revoked_tokens";
    let mut counted = BTreeMap::new();
    for table in tables.split_whitespace() {
        let query = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let count: i64 = sqlx::query_scalar(query).fetch_one(&pool).await.unwrap();
        counted.insert(table.to_owned(), count);
    }
    counted
}

/// The header of a token, unchecked.
fn header(token: &str) -> Value {
    let part = token.split('.').next().unwrap();
    serde_json::from_slice(
        &data_encoding::BASE64URL_NOPAD
            .decode(part.as_bytes())
            .unwrap(),
    )
    .unwrap()
}
