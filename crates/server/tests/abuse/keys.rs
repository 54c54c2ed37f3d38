//! Keys for programs end with what they were made by.

use authority::{api_key::Kind, scope::Scopes};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::access::api_keys::{Error, MOST, NewKey};

use crate::{common::World, on_both_databases, person, set_password, token};

on_both_databases!(
    keys_end_with_a_password_that_was_lost,
    keys_end_with_the_program_that_made_them,
    nobody_has_more_keys_than_they_may,
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

async fn nobody_has_more_keys_than_they_may(world: World) {
    let server = &world.server;
    let new = || NewKey {
        kind: Kind::Secret,
        name: "job".to_owned(),
        scopes: Scopes::parse("sessions"),
        life: None,
    };
    let first = server.add_key("ana", new()).await.unwrap();
    for _ in 2..MOST {
        server.add_key("ana", new()).await.unwrap();
    }
    // One is left, and ten come for it at once.
    let tries = (0..10).map(|_| server.add_key("ana", new()));
    let made = futures_util::future::join_all(tries).await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
    let id = &first.row.id;
    let beside = server.replace_key_of(id, None).await;
    assert!(matches!(beside, Err(Error::TooMany)), "{beside:?}");
    let instead = server.replace_key_of(id, Some(std::time::Duration::ZERO));
    instead.await.unwrap();
    let most = usize::try_from(MOST).unwrap();
    assert_eq!(server.list_keys("ana").await.unwrap().len(), most);
}
