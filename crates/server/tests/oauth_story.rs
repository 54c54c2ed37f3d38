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

on_both_databases!(the_desktop_app_signs_in_and_sees_its_sessions);

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
