//! The sign-in of a device that has no browser (RFC 8628), from both sides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{Browser, PASSWORD, Tokens, World, claims, error_of, hidden, location};
use reqwest::{StatusCode, header};
use serde_json::Value;
use server::clients::NewClient;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

on_both_databases!(
    a_device_signs_in_with_a_session_of_its_own,
    a_device_without_offline_access_still_has_its_own_session,
    the_complete_address_shows_the_code_and_asks,
    a_person_who_is_not_signed_in_comes_back_to_the_code,
    who_declines_turns_the_device_away,
    polling_too_early_slows_the_device_down,
    a_code_is_its_clients,
    a_code_runs_out,
    a_code_used_twice_ends_what_it_produced,
    wrong_codes_are_counted_by_person,
    whoever_has_a_code_of_their_own_cannot_guess_on,
    a_decision_needs_our_own_form,
    an_approval_ends_with_its_session,
    a_person_who_was_disabled_allows_nothing,
    a_client_asks_for_what_it_may_have,
);

/// A television that is registered for this grant.
async fn television(world: &World) -> String {
    let new = NewClient {
        name: "Television".into(),
        grants: vec![GRANT.into(), "refresh_token".into()],
        ..NewClient::default()
    };
    world.client(new).await.0
}

/// What the device is told when it asks for a sign-in.
async fn begin(world: &World, client: &str, scope: &str) -> Value {
    let fields = [
        ("client_id", client),
        ("scope", scope),
        ("device_name", "Living room"),
    ];
    let answer = world
        .post_form("/oauth/device_authorization", &fields)
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    answer.json().await.unwrap()
}

async fn poll(world: &World, client: &str, begun: &Value) -> reqwest::Response {
    let fields = [
        ("grant_type", GRANT),
        ("client_id", client),
        ("device_code", begun["device_code"].as_str().unwrap()),
    ];
    world.post_form("/oauth/token", &fields).await
}

async fn word(response: reqwest::Response) -> String {
    let (status, word) = error_of(response).await;
    assert_eq!(status, 400);
    word
}

fn code(begun: &Value) -> &str {
    begun["user_code"].as_str().unwrap()
}

/// Enters a code as a person does and says yes or no; the page that follows.
async fn decide(browser: &mut Browser<'_>, code: &str, decision: &str) -> reqwest::Response {
    let csrf = browser.field("/device", "csrf").await;
    let entered = browser
        .post("/device", &[("csrf", &csrf), ("user_code", code)])
        .await;
    let html = browser.get(&location(&entered)).await.text().await.unwrap();
    let (csrf, code) = (hidden(&html, "csrf"), hidden(&html, "user_code"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("user_code", &code),
        ("decision", decision),
    ];
    browser.post("/device/decision", &fields).await
}

async fn ana(world: &World) -> Browser<'_> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser
}

async fn a_device_signs_in_with_a_session_of_its_own(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid profile offline_access").await;
    assert_eq!(begun["expires_in"], 600);
    assert_eq!(begun["interval"], 5);
    assert_eq!(begun["verification_uri"], format!("{}/device", world.base));
    let letters = code(&begun).replace('-', "");
    assert_eq!(letters.len(), 8);
    assert!(letters.chars().all(|c| "BCDFGHJKLMNPQRSTVWXZ".contains(c)));
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "authorization_pending"
    );

    let mut browser = ana(&world).await;
    let typed = format!(" {} ", letters.to_lowercase());
    let done = decide(&mut browser, &typed, "allow").await;
    assert_eq!(done.status(), StatusCode::OK);
    world.wait(5);
    let tokens = Tokens::from(poll(&world, &client, &begun).await).await;
    let id = claims(tokens.id.as_deref().unwrap());
    assert_eq!(id["aud"], client.as_str());
    assert_eq!(id["preferred_username"], "ana");

    // Signing out of the browser leaves the device signed in.
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", tokens.refresh()),
    ];
    Tokens::from(world.post_form("/oauth/token", &fields).await).await;
    let page = ana(&world).await.get("/account").await;
    let page = page.text().await.unwrap();
    assert!(page.contains("Living room"), "{page}");
}

async fn a_device_without_offline_access_still_has_its_own_session(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = ana(&world).await;
    decide(&mut browser, code(&begun), "allow").await;
    let tokens = Tokens::from(poll(&world, &client, &begun).await).await;
    assert_eq!(tokens.refresh, None);
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    let me = world.api("/oauth/userinfo", &tokens.access).await;
    assert_eq!(me.status(), StatusCode::OK);
}

async fn the_complete_address_shows_the_code_and_asks(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid email").await;
    let complete = begun["verification_uri_complete"].as_str().unwrap();
    let path = complete.strip_prefix(&world.base).unwrap();
    let mut browser = ana(&world).await;
    let html = browser.get(path).await.text().await.unwrap();
    for shown in [code(&begun), "Television", "Living room", "mail address"] {
        assert!(html.contains(shown), "{shown} is missing in {html}");
    }
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "authorization_pending",
        "looking is not deciding"
    );
}

async fn a_person_who_is_not_signed_in_comes_back_to_the_code(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = world.browser();
    let path = format!("/device?user_code={}", code(&begun));
    let to = location(&browser.get(&path).await);
    assert!(to.starts_with("/sign-in?attempt="), "{to}");
    let signed_in = browser.try_sign_in(&to, "ana", PASSWORD).await;
    assert_eq!(location(&signed_in), path);
    let html = browser.get(&path).await.text().await.unwrap();
    assert!(html.contains("Television"), "{html}");
}

async fn who_declines_turns_the_device_away(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = ana(&world).await;
    decide(&mut browser, code(&begun), "deny").await;
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "access_denied"
    );
    let again = browser
        .get(&format!("/device?user_code={}", code(&begun)))
        .await;
    assert_eq!(again.status(), StatusCode::BAD_REQUEST, "it was decided");
}

async fn polling_too_early_slows_the_device_down(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut words = Vec::new();
    for wait in [0, 2, 5, 14, 15] {
        world.wait(wait);
        words.push(word(poll(&world, &client, &begun).await).await);
    }
    let (on, slow) = ("authorization_pending", "slow_down");
    // The interval becomes 10 s, then 15 s, and stays there.
    assert_eq!(words, [on, slow, slow, on, on]);
}

async fn a_code_is_its_clients(world: World) {
    let (client, other) = (television(&world).await, television(&world).await);
    let begun = begin(&world, &client, "openid").await;
    decide(&mut ana(&world).await, code(&begun), "allow").await;
    assert_eq!(
        word(poll(&world, &other, &begun).await).await,
        "invalid_grant"
    );
    Tokens::from(poll(&world, &client, &begun).await).await;
}

async fn a_code_runs_out(world: World) {
    let client = television(&world).await;
    let (allowed, pending) = (
        begin(&world, &client, "openid").await,
        begin(&world, &client, "openid").await,
    );
    let mut browser = ana(&world).await;
    decide(&mut browser, code(&allowed), "allow").await;
    world.wait(600);
    for begun in [&allowed, &pending] {
        assert_eq!(
            word(poll(&world, &client, begun).await).await,
            "expired_token"
        );
    }
    let path = format!("/device?user_code={}", code(&pending));
    assert_eq!(browser.get(&path).await.status(), StatusCode::BAD_REQUEST);
}

async fn a_code_used_twice_ends_what_it_produced(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid offline_access").await;
    decide(&mut ana(&world).await, code(&begun), "allow").await;
    let tokens = Tokens::from(poll(&world, &client, &begun).await).await;
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "invalid_grant"
    );
    let me = world.api("/oauth/userinfo", &tokens.access).await;
    assert_eq!(me.status(), StatusCode::UNAUTHORIZED);
}

/// Codes of the right form that nobody was given, as likely as makes no difference.
fn wrong(number: usize) -> String {
    format!("BBBB-BBB{}", &"BCDFGHJKLMNPQRSTVWXZ"[number..=number])
}

async fn wrong_codes_are_counted_by_person(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = ana(&world).await;
    for number in 0..5 {
        let path = format!("/device?user_code={}", wrong(number));
        assert_eq!(browser.get(&path).await.status(), StatusCode::BAD_REQUEST);
    }
    let right = format!("/device?user_code={}", code(&begun));
    let answer = ana(&world).await.get(&right).await;
    assert_eq!(
        answer.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "another browser is the same person"
    );
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    world.wait(180);
    assert_eq!(browser.get(&right).await.status(), StatusCode::OK);
}

async fn whoever_has_a_code_of_their_own_cannot_guess_on(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = ana(&world).await;
    let right = format!("/device?user_code={}", code(&begun));
    for number in 0..5 {
        let path = format!("/device?user_code={}", wrong(number));
        assert_eq!(browser.get(&path).await.status(), StatusCode::BAD_REQUEST);
        if number < 4 {
            assert_eq!(browser.get(&right).await.status(), StatusCode::OK);
        }
    }
    let path = format!("/device?user_code={}", wrong(6));
    let sixth = browser.get(&path).await;
    assert_eq!(sixth.status(), StatusCode::TOO_MANY_REQUESTS);
}

async fn a_decision_needs_our_own_form(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = ana(&world).await;
    let csrf = browser.field("/device", "csrf").await;
    let fields = |csrf| {
        [
            ("csrf", csrf),
            ("user_code", code(&begun)),
            ("decision", "allow"),
        ]
    };
    let forged = browser.post("/device/decision", &fields("forged")).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let evil = Some("https://evil.example");
    let foreign = browser
        .post_from("/device/decision", &fields(&csrf), evil)
        .await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "authorization_pending"
    );
}

async fn an_approval_ends_with_its_session(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    let mut browser = ana(&world).await;
    decide(&mut browser, code(&begun), "allow").await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "invalid_grant"
    );
}

async fn a_person_who_was_disabled_allows_nothing(world: World) {
    let client = television(&world).await;
    let begun = begin(&world, &client, "openid").await;
    decide(&mut ana(&world).await, code(&begun), "allow").await;
    world.server.disable_user("ana").await.unwrap();
    assert_eq!(
        word(poll(&world, &client, &begun).await).await,
        "invalid_grant"
    );
}

async fn a_client_asks_for_what_it_may_have(world: World) {
    let client = television(&world).await;
    let ask = async |fields: &[(&str, &str)]| {
        let answer = world.post_form("/oauth/device_authorization", fields).await;
        error_of(answer).await
    };
    let scope = ("scope", "admin");
    let refused = ask(&[("client_id", &client), scope]).await;
    assert_eq!(refused, (400, "invalid_scope".to_owned()));
    let unknown = ask(&[("client_id", "nobody")]).await;
    assert_eq!(unknown, (401, "invalid_client".to_owned()));
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec!["https://wiki.example/cb".into()],
        ..NewClient::default()
    };
    let (wiki, _) = world.client(new).await;
    let not_registered = ask(&[("client_id", &wiki)]).await;
    assert_eq!(not_registered, (400, "unauthorized_client".to_owned()));
    let twice = ask(&[("client_id", &client), ("client_id", &client)]).await;
    assert_eq!(twice, (400, "invalid_request".to_owned()));
    let other = [("grant_type", GRANT), ("client_id", client.as_str())];
    let missing = error_of(world.post_form("/oauth/token", &other).await).await;
    assert_eq!(missing, (400, "invalid_request".to_owned()));
}
