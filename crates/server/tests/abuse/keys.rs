//! Keys for programs end with what they were made by.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    common::World,
    on_both_databases, person, set_password, token,
};

on_both_databases!(
    keys_end_with_a_password_that_was_lost,
    keys_end_with_the_program_that_made_them,
);

const SCOPE: &str = "openid profile sessions";

/// A key that was made by this token, and its id.
async fn key(world: &World, token: &str) -> (String, String) {
    let body = json!({"kind": "secret", "name": "job", "scopes": ["sessions"]});
    let request = world.http.post(format!("{}/api/v1/api-keys", world.base));
    let answer = request.bearer_auth(token).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    read(&answer.json().await.unwrap())
}

fn read(made: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["key"]), text(&made["about"]["id"]))
}

async fn passes(world: &World, key: &str) -> bool {
    world.api("/api/v1/sessions", key).await.status() == StatusCode::OK
}

async fn keys_end_with_a_password_that_was_lost(world: World) {
    let made = token(&world, "ana", SCOPE).await;
    let (key, _) = key(&world, &made).await;
    assert!(passes(&world, &key).await);
    set_password(&world).await;
    assert!(!passes(&world, &key).await);
}

async fn keys_end_with_the_program_that_made_them(world: World) {
    person(&world, "ben", &["user"]).await;
    let (ana, ben) = (
        token(&world, "ana", SCOPE).await,
        token(&world, "ben", SCOPE).await,
    );
    let (old, id) = key(&world, &ana).await;
    let (others, _) = key(&world, &ben).await;
    // A key that took over ends like the one before it.
    let path = format!("{}/api/v1/api-keys/{id}/rotate", world.base);
    let rotate = world.http.post(path).bearer_auth(&ana).json(&json!({}));
    let (new, _) = read(&rotate.send().await.unwrap().json().await.unwrap());
    assert!(passes(&world, &old).await && passes(&world, &new).await);
    let path = format!("{}/api/v1/grants/countersign-desktop", world.base);
    let revoked = world.http.delete(path).bearer_auth(&ana);
    assert_eq!(revoked.send().await.unwrap().status(), StatusCode::OK);
    assert!(!passes(&world, &old).await && !passes(&world, &new).await);
    assert!(passes(&world, &others).await);
    let mut work = world.server.store().begin().await.unwrap();
    work.clients().remove("countersign-desktop").await.unwrap();
    work.commit().await.unwrap();
    assert!(!passes(&world, &others).await);
}
