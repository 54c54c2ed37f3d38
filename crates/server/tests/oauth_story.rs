//! A sign-in from the first page to the sessions it leaves, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{Tokens, World, claims, error_of};
use serde_json::Value;
use sqlx::Row as _;

on_all_stores!(
    the_desktop_app_signs_in_and_sees_its_sessions,
    no_secret_is_stored_as_it_is
);

/// What a copy of the database gives away: nothing that opens anything.
async fn no_secret_is_stored_as_it_is(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", common::PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let tokens = Tokens::from(world.redeem(&code).await).await;
    let mut secrets = vec![
        code,
        tokens.access.clone(),
        tokens.refresh().to_owned(),
        common::PASSWORD.to_owned(),
    ];
    secrets.extend(browser.cookies.values().cloned());
    let tables = "users clients devices sessions refresh_families refresh_tokens grants signing_keys guesses audit";
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(world.server.config().database_url.reveal())
        .await
        .unwrap();
    for table in tables.split(' ') {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM {table}")))
            .fetch_all(&pool)
            .await
            .unwrap();
        for row in rows {
            for column in 0..row.len() {
                let Ok(Some(text)) = row.try_get::<Option<String>, _>(column) else {
                    continue;
                };
                assert!(
                    secrets.iter().all(|secret| !text.contains(secret)),
                    "{table} holds a secret"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_database_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::sqlite().await;
    for entry in std::fs::read_dir(world.directory.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
}

async fn the_desktop_app_signs_in_and_sees_its_sessions(world: World) {
    let tokens = world.desktop().await;
    let id = claims(tokens.id.as_deref().unwrap());
    assert_eq!(id["iss"], world.base.as_str());
    assert_eq!(id["aud"], "countersign-desktop");
    assert_eq!(id["nonce"], "a nonce");
    assert_eq!(id["preferred_username"], "ana");
    assert_eq!(claims(&tokens.access)["exp"], world.now() + 600);

    let rotated = Tokens::from(world.refresh(tokens.refresh()).await).await;
    assert_ne!(rotated.refresh, tokens.refresh);

    let page: Value = world
        .api("/api/v1/sessions", &rotated.access)
        .await
        .json()
        .await
        .unwrap();
    let sessions = page["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{page}");
    let app = sessions
        .iter()
        .find(|session| session["current"] == true)
        .unwrap();
    assert_eq!(app["app"], "Countersign");
    assert_eq!(app["device"], "Ana's laptop");
    assert_eq!(app["os"], "Linux");
    assert_eq!(app["browser"], Value::Null);
    assert_eq!(app["user"], "ana");
    assert_eq!(app["ip"], "127.0.0.1");
    let browser = sessions
        .iter()
        .find(|session| session["current"] == false)
        .unwrap();
    assert_eq!(browser["browser"], "Firefox 140");
    assert_eq!(browser["app"], Value::Null);

    let me: Value = world
        .api("/api/v1/me", &rotated.access)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(me["name"], "ana");
    assert_eq!(me["session"], app["id"]);

    assert_eq!(
        error_of(world.refresh(tokens.refresh()).await).await,
        (400, "invalid_grant".into())
    );
}
