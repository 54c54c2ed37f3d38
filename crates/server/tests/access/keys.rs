//! Keys for programs.

use serde_json::{Value, json};

use crate::{
    asking::{ALL, Answer},
    common::World,
    on_both_databases,
};

on_both_databases!(
    a_key_is_shown_once_and_acts_within_its_scopes,
    a_key_is_stored_as_a_digest_alone,
    a_replaced_key_passes_for_a_while_beside_the_new_one,
    a_revoked_key_and_one_that_ran_out_do_not_pass,
    the_use_of_a_key_is_noted_without_a_write_for_each,
    making_a_key_wants_a_fresh_proof_and_no_more_than_the_token_allows,
    a_publishable_key_says_whose_it_is_and_nothing_else,
    a_key_of_an_administrator_administers_but_gives_no_roles,
    keys_end_with_the_right_to_sign_in,
);

async fn make(world: &World, token: &str, body: &Value) -> Answer {
    world
        .ask("post", "/api/v1/api-keys", Some(token), Some(body))
        .await
}

/// A key and its id.
async fn made(world: &World, token: &str, body: &Value) -> (String, String) {
    let answer = make(world, token, body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer.body["key"]), text(&answer.body["about"]["id"]))
}

fn secret(scopes: &[&str]) -> Value {
    json!({"kind": "secret", "name": "backup job", "scopes": scopes})
}

async fn a_key_is_shown_once_and_acts_within_its_scopes(world: World) {
    let token = world.token("ana", ALL).await;
    let (key, id) = made(&world, &token, &secret(&["sessions"])).await;
    assert!(key.starts_with("cs_sk_") && key.len() == 55);
    let list = world.read("/api/v1/api-keys", &token).await;
    assert_eq!(list["items"][0]["id"], id.as_str());
    assert!(!list.to_string().contains(&key), "it is shown once");

    world.read("/api/v1/sessions", &key).await;
    world.read("/api/v1/devices", &key).await;
    let current = world.read("/api/v1/api-keys/current", &key).await;
    assert_eq!(current["id"], id.as_str());
    let outside = world.ask("get", "/api/v1/me", Some(&key), None).await;
    assert_eq!(outside.error(), (403, "insufficient_scope"));
    let with_token = world
        .ask("get", "/api/v1/api-keys/current", Some(&token), None)
        .await;
    assert_eq!(with_token.error(), (404, "not_found"));
    // A key is for the JSON interface alone.
    let userinfo = world.ask("get", "/oauth/userinfo", Some(&key), None).await;
    assert_eq!(userinfo.status, 401);
    let mut wrong = key.clone();
    let last = if wrong.ends_with('0') { "1" } else { "0" };
    wrong.replace_range(54.., last);
    let answer = world
        .ask("get", "/api/v1/sessions", Some(&wrong), None)
        .await;
    assert_eq!(answer.error(), (401, "invalid_token"));
}

async fn a_key_is_stored_as_a_digest_alone(world: World) {
    let token = world.token("ana", ALL).await;
    let (key, id) = made(&world, &token, &secret(&["sessions"])).await;
    let mut work = world.server.store().read().await.unwrap();
    let row = work.api_keys().get(&id).await.unwrap().unwrap();
    assert!(!format!("{row:?}").contains(&key[6..20]));
    let digest = authority::Digest::of(&key);
    assert_eq!(
        work.api_keys()
            .by_digest(&digest)
            .await
            .unwrap()
            .unwrap()
            .id,
        id
    );
    assert!(world.server.verify_audit().await.unwrap().is_ok());
    for row in work.audit().rows(1, 1000).await.unwrap() {
        assert!(!format!("{row:?}").contains(&key));
    }
}

async fn a_replaced_key_passes_for_a_while_beside_the_new_one(world: World) {
    let token = world.token("ana", ALL).await;
    let (old, id) = made(&world, &token, &secret(&["sessions"])).await;
    let path = format!("/api/v1/api-keys/{id}/rotate");
    let body = json!({"overlap_seconds": 300});
    let answer = world.ask("post", &path, Some(&token), Some(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let new = answer.body["key"].as_str().unwrap().to_owned();
    assert_eq!(answer.body["about"]["name"], "backup job");
    let again = world.ask("post", &path, Some(&token), Some(&body)).await;
    assert_eq!(
        again.error(),
        (409, "conflict"),
        "one key takes over from it"
    );

    world.wait(299);
    world.read("/api/v1/sessions", &old).await;
    world.read("/api/v1/sessions", &new).await;
    world.wait(1);
    let answer = world.ask("get", "/api/v1/sessions", Some(&old), None).await;
    assert_eq!(answer.error(), (401, "invalid_token"));
    world.read("/api/v1/sessions", &new).await;
}

async fn a_revoked_key_and_one_that_ran_out_do_not_pass(world: World) {
    let token = world.token("ana", ALL).await;
    let (revoked, id) = made(&world, &token, &secret(&["sessions"])).await;
    let mut short = secret(&["sessions"]);
    short["days"] = json!(1);
    let (short, _) = made(&world, &token, &short).await;
    let path = format!("/api/v1/api-keys/{id}");
    assert_eq!(
        world.ask("delete", &path, Some(&token), None).await.status,
        204
    );
    let again = world.ask("delete", &path, Some(&token), None).await;
    assert_eq!(again.error(), (404, "not_found"));
    let answer = world
        .ask("get", "/api/v1/sessions", Some(&revoked), None)
        .await;
    assert_eq!(answer.error(), (401, "invalid_token"));
    world.read("/api/v1/sessions", &short).await;
    world.wait(86_400);
    let answer = world
        .ask("get", "/api/v1/sessions", Some(&short), None)
        .await;
    assert_eq!(answer.error(), (401, "invalid_token"));
}

async fn the_use_of_a_key_is_noted_without_a_write_for_each(world: World) {
    let token = world.token("ana", ALL).await;
    let (key, _) = made(&world, &token, &secret(&["sessions"])).await;
    let noted = async || {
        let current = world.read("/api/v1/api-keys/current", &key).await;
        current["last_used_at"].as_i64()
    };
    noted().await;
    let first = noted().await.unwrap();
    assert_eq!(first, world.now());
    world.wait(599);
    noted().await;
    assert_eq!(noted().await, Some(first));
    world.wait(1);
    noted().await;
    assert_eq!(noted().await, Some(first + 600));
}

async fn making_a_key_wants_a_fresh_proof_and_no_more_than_the_token_allows(world: World) {
    let token = world.token("ana", "openid profile sessions").await;
    for (body, said) in [
        (
            secret(&["sessions", "admin"]),
            "no more than the access token",
        ),
        (secret(&["openid"]), "cannot have the scope openid"),
        (secret(&[]), "at least one scope"),
        (
            json!({"kind": "publishable", "name": "page", "scopes": ["sessions"]}),
            "has no scopes",
        ),
        (
            json!({"kind": "secret", "name": " ", "scopes": ["sessions"]}),
            "80 characters",
        ),
        (
            json!({"kind": "secret", "name": "x", "scopes": ["sessions"], "days": 367}),
            "366 days",
        ),
        (
            json!({"kind": "secret", "name": "x", "scopes": ["sessions"], "days": 0}),
            "366 days",
        ),
        (
            json!({"kind": "secret", "name": "x", "role": "administrator"}),
            "unknown field",
        ),
    ] {
        let answer = make(&world, &token, &body).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "{body}");
        let said_it = answer.body["error_description"]
            .as_str()
            .unwrap()
            .contains(said);
        assert!(said_it, "{body}: {}", answer.body);
    }
    world.wait(599);
    let made = make(&world, &token, &secret(&["sessions"])).await;
    assert_eq!(made.status, 201);
    let key = made.body["key"].as_str().unwrap();
    let by_key = make(&world, key, &secret(&["sessions"])).await;
    assert_eq!(by_key.error(), (403, "access_denied"), "keys make no keys");

    // Ten minutes after the sign-in.
    let token = world
        .token("ana", "openid profile sessions offline_access")
        .await;
    world.wait(599);
    assert_eq!(
        make(&world, &token, &secret(&["sessions"])).await.status,
        201
    );
    world.wait(1);
    let late = world.ask("get", "/api/v1/me", Some(&token), None).await;
    assert_eq!(late.status, 401, "the access token has run out by then");
}

async fn a_publishable_key_says_whose_it_is_and_nothing_else(world: World) {
    let token = world.token("ana", ALL).await;
    let body = json!({"kind": "publishable", "name": "shop window"});
    let (key, id) = made(&world, &token, &body).await;
    assert!(key.starts_with("cs_pk_"));
    assert_eq!(
        world.read("/api/v1/api-keys/current", &key).await["id"],
        id.as_str()
    );
    for operation in crate::asking::operations() {
        if operation.path == "/api/v1/api-keys/current" {
            continue;
        }
        let path = operation.filled("00000000000000000000000000000000");
        let answer = world.ask(&operation.method, &path, Some(&key), None).await;
        assert_eq!(answer.status, 403, "{} {path}", operation.method);
    }
}

async fn a_key_of_an_administrator_administers_but_gives_no_roles(world: World) {
    let token = world.with_role("root", "super-administrator").await;
    let (key, _) = made(&world, &token, &secret(&["admin"])).await;
    world.read("/api/v1/admin/users", &key).await;
    let body = json!({"name": "carl", "email": "carl@example.org"});
    let added = world
        .ask("post", "/api/v1/admin/users", Some(&key), Some(&body))
        .await;
    assert_eq!(added.status, 201, "{}", added.body);
    let id = added.body["id"].as_str().unwrap();
    let path = format!("/api/v1/admin/users/{id}/roles/administrator");
    let refused = world.ask("put", &path, Some(&key), None).await;
    assert_eq!(refused.error(), (403, "access_denied"));
    // Nor does it make somebody who has such a role from the beginning.
    for role in ["moderator", "administrator", "super-administrator"] {
        let mut body = json!({"name": "mallory", "email": "m@example.org", "password": "x"});
        body["roles"] = json!(["user", role]);
        let refused = world
            .ask("post", "/api/v1/admin/users", Some(&key), Some(&body))
            .await;
        assert_eq!(refused.error(), (403, "access_denied"), "{role}");
    }
}

async fn keys_end_with_the_right_to_sign_in(world: World) {
    let token = world.token("ana", ALL).await;
    let (key, _) = made(&world, &token, &secret(&["sessions"])).await;
    world.server.disable_user("ana").await.unwrap();
    let answer = world.ask("get", "/api/v1/sessions", Some(&key), None).await;
    assert_eq!(answer.error(), (401, "invalid_token"));
}
