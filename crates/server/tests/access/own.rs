//! What the signed-in person does with their own: sessions, devices, grants.

use serde_json::json;

use crate::{
    asking::{ALL, operations},
    common::{PASSWORD, Tokens, World, desktop_request, error_of, with},
    on_both_databases,
};

on_both_databases!(
    every_address_refuses_who_does_not_say_who_they_are,
    every_address_refuses_a_token_without_its_scope,
    a_role_that_a_client_claims_counts_for_nothing,
    a_device_is_renamed_and_removed_with_everything_under_it,
    a_grant_is_revoked_with_everything_its_client_holds,
    what_is_somebody_elses_is_not_there,
);

async fn every_address_refuses_who_does_not_say_who_they_are(world: World) {
    for operation in operations() {
        let path = operation.filled("00000000000000000000000000000000");
        let bare = world.ask(&operation.method, &path, None, None).await;
        assert_eq!(
            bare.error(),
            (401, "invalid_token"),
            "{} {path}",
            operation.method
        );
        assert_eq!(bare.challenge, "Bearer");
        for wrong in ["nonsense", "cs_sk_0", "cs_xk_", ""] {
            let answer = world.ask(&operation.method, &path, Some(wrong), None).await;
            assert_eq!(
                answer.error(),
                (401, "invalid_token"),
                "{} {path}",
                operation.method
            );
        }
    }
}

async fn every_address_refuses_a_token_without_its_scope(world: World) {
    world.person("root", &["super-administrator"]).await;
    let token = world.token("root", "openid").await;
    for operation in operations() {
        let path = operation.filled("00000000000000000000000000000000");
        let answer = world
            .ask(&operation.method, &path, Some(&token), None)
            .await;
        match operation.scopes.first() {
            Some(scope) => {
                let what = format!("{} {path}", operation.method);
                assert_eq!(answer.error(), (403, "insufficient_scope"), "{what}");
                assert!(
                    answer.challenge.contains(&format!("scope=\"{scope}\"")),
                    "{what}"
                );
            }
            None => assert_eq!(path, "/api/v1/api-keys/current"),
        }
    }
}

async fn a_role_that_a_client_claims_counts_for_nothing(world: World) {
    // Somebody who was an administrator when the token was made, and is none any more.
    let token = world.with_role("bea", "administrator").await;
    world.read("/api/v1/admin/users", &token).await;
    world.server.grant_role("bea", "user").await.unwrap();
    world
        .server
        .withdraw_role("bea", "administrator")
        .await
        .unwrap();
    let answer = world
        .ask("get", "/api/v1/admin/users", Some(&token), None)
        .await;
    assert_eq!(answer.error(), (403, "access_denied"));

    // A user never gets the scope, and what the request says about roles is not looked at.
    let token = world.token("ana", ALL).await;
    let path = "/api/v1/admin/users?role=administrator";
    let answer = world.ask("get", path, Some(&token), None).await;
    assert_eq!(answer.error(), (403, "insufficient_scope"));
    let answer = world
        .http
        .get(format!("{}/api/v1/admin/users", world.base))
        .bearer_auth(&token)
        .header("x-role", "super-administrator")
        .send();
    assert_eq!(error_of(answer.await.unwrap()).await.0, 403);
}

async fn a_device_is_renamed_and_removed_with_everything_under_it(world: World) {
    let first = world.desktop().await;
    let second = world.desktop().await;
    let list = world.read("/api/v1/devices", &first.access).await;
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 4, "two browsers, and a program under each");
    let program = |current: bool| {
        let named = |item: &&serde_json::Value| item["name"] == "Ana's laptop";
        let found = items
            .iter()
            .filter(named)
            .find(|item| item["current"] == current);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let theirs = format!("/api/v1/devices/{}", program(false));

    let body = json!({"name": "Kitchen tablet"});
    let renamed = world
        .ask("patch", &theirs, Some(&first.access), Some(&body))
        .await;
    assert_eq!(renamed.status, 204);
    for bad in [
        json!({"name": ""}),
        json!({"name": "a\u{202e}b"}),
        json!({"name": "x".repeat(81)}),
    ] {
        let refused = world
            .ask("patch", &theirs, Some(&first.access), Some(&bad))
            .await;
        assert_eq!(refused.error(), (400, "invalid_request"));
    }
    let list = world.read("/api/v1/devices", &first.access).await;
    let names = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["name"]);
    assert!(names.into_iter().any(|name| name == "Kitchen tablet"));

    let removed = world
        .ask("delete", &theirs, Some(&first.access), None)
        .await;
    assert_eq!(removed.status, 200);
    assert_eq!(removed.body["ended"]["sessions"], 1);
    assert_eq!(removed.body["ended"]["refresh_families"], 1);
    let refresh = world.refresh(second.refresh()).await;
    assert_eq!(error_of(refresh).await, (400, "invalid_grant".to_owned()));
    let again = world
        .ask("delete", &theirs, Some(&first.access), None)
        .await;
    assert_eq!(again.error(), (404, "not_found"));
    world.read("/api/v1/me", &first.access).await;
}

async fn a_grant_is_revoked_with_everything_its_client_holds(world: World) {
    let new = server::clients::NewClient {
        name: "Wiki".to_owned(),
        redirect_uris: vec!["http://127.0.0.1/callback/wiki".to_owned()],
        ..Default::default()
    };
    let (client, _) = world.client(new).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let callback = "http://127.0.0.1:49152/callback/wiki";
    let request = with(
        desktop_request(),
        &[
            ("client_id", &client),
            ("redirect_uri", callback),
            ("scope", "openid offline_access"),
        ],
    );
    let page = browser.get(&crate::common::authorize_path(&request)).await;
    let to = crate::common::location(&page);
    let html = browser.get(&to).await.text().await.unwrap();
    let (csrf, attempt) = (
        crate::common::hidden(&html, "csrf"),
        crate::common::hidden(&html, "attempt"),
    );
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("decision", "allow"),
    ];
    let answer = browser.post("/consent", &fields).await;
    assert_eq!(answer.status(), 303);
    let code = browser.authorize(&request).await["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", client.as_str()),
        ("redirect_uri", callback),
        ("code_verifier", crate::common::VERIFIER),
        ("code", &code),
    ];
    let wiki = Tokens::from(world.post_form("/oauth/token", &fields).await).await;

    let mine = world.desktop().await.access;
    let list = world.read("/api/v1/grants", &mine).await;
    let items = list["items"].as_array().unwrap();
    let held = items
        .iter()
        .find(|item| item["id"] == client.as_str())
        .unwrap();
    assert_eq!(held["consented"], json!(["offline_access", "openid"]));
    assert_eq!(held["held"], json!(["offline_access", "openid"]));
    assert_eq!(held["sessions"], 1);
    assert!(items.iter().any(|item| item["id"] == "countersign-desktop"));

    let path = format!("/api/v1/grants/{client}");
    let revoked = world.ask("delete", &path, Some(&mine), None).await;
    assert_eq!(revoked.status, 200, "{}", revoked.body);
    assert_eq!(revoked.body["ended"]["refresh_families"], 1);
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", wiki.refresh()),
    ];
    let refresh = world.post_form("/oauth/token", &fields).await;
    assert_eq!(error_of(refresh).await, (400, "invalid_grant".to_owned()));
    let again = world.ask("delete", &path, Some(&mine), None).await;
    assert_eq!(again.error(), (404, "not_found"));
    let page = browser.get(&crate::common::authorize_path(&request)).await;
    assert!(
        crate::common::location(&page).contains("/consent"),
        "they are asked again"
    );
}

async fn what_is_somebody_elses_is_not_there(world: World) {
    let ana = world.desktop().await.access;
    let root = world.with_role("root", "super-administrator").await;
    let sessions = world.read("/api/v1/sessions", &root).await;
    let session = sessions["items"][0]["id"].as_str().unwrap();
    let devices = world.read("/api/v1/devices", &root).await;
    let device = devices["items"][0]["id"].as_str().unwrap();
    let body = json!({"kind": "secret", "name": "k", "scopes": ["sessions"]});
    let made = world
        .ask("post", "/api/v1/api-keys", Some(&root), Some(&body))
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let key = made.body["about"]["id"].as_str().unwrap();
    for (method, path) in [
        ("delete", format!("/api/v1/sessions/{session}")),
        ("delete", format!("/api/v1/devices/{device}")),
        ("patch", format!("/api/v1/devices/{device}")),
        ("delete", format!("/api/v1/api-keys/{key}")),
        ("post", format!("/api/v1/api-keys/{key}/rotate")),
    ] {
        let answer = world.ask(method, &path, Some(&ana), Some(&json!({}))).await;
        assert_eq!(answer.error(), (404, "not_found"), "{method} {path}");
    }
    // An administrator has nothing of others by the addresses for one's own either.
    let mine = world.read("/api/v1/sessions", &ana).await;
    let path = format!(
        "/api/v1/sessions/{}",
        mine["items"][0]["id"].as_str().unwrap()
    );
    let answer = world.ask("delete", &path, Some(&root), None).await;
    assert_eq!(answer.error(), (404, "not_found"));
}
