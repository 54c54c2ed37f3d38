//! Authorization requests that clients push first (RFC 9126), and the ways an answer travels.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{Browser, PASSWORD, Tokens, VERIFIER, World, challenge, error_of, hidden, location};
use reqwest::{StatusCode, header};
use serde_json::Value;
use server::{Config, clients::NewClient, config::Clients};

const CALLBACK: &str = "https://wiki.example/cb";

on_both_databases!(
    a_pushed_request_leads_to_tokens,
    a_request_uri_is_good_for_one_grant,
    a_request_uri_may_come_again_until_somebody_signed_in,
    a_request_uri_runs_out,
    a_request_uri_is_its_clients,
    a_pushed_request_is_checked_before_it_is_kept,
    a_pushed_request_asks_for_a_fresh_sign_in_once,
    a_pushed_request_asks_for_consent_once,
    a_client_that_has_to_push_is_refused_otherwise,
    an_answer_travels_in_a_form,
);

struct Wiki {
    id: String,
    secret: String,
}

async fn wiki(world: &World, new: NewClient) -> Wiki {
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![CALLBACK.into()],
        confidential: true,
        ..new
    };
    let (id, secret) = world.client(new).await;
    Wiki {
        id,
        secret: secret.unwrap(),
    }
}

async fn trusted(world: &World) -> Wiki {
    let new = NewClient {
        first_party: true,
        ..NewClient::default()
    };
    wiki(world, new).await
}

fn request(changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let request = vec![
        ("response_type", "code".into()),
        ("redirect_uri", CALLBACK.into()),
        ("scope", "openid".into()),
        ("state", "a state".into()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".into()),
    ];
    common::with(request, changes)
}

async fn push(world: &World, wiki: &Wiki, fields: &[(&'static str, String)]) -> reqwest::Response {
    let post = world.http.post(format!("{}/oauth/par", world.base));
    let post = post.basic_auth(&wiki.id, Some(&wiki.secret)).form(fields);
    post.send().await.unwrap()
}

/// The path that a browser is sent to after a push.
async fn pushed(world: &World, wiki: &Wiki, changes: &[(&'static str, &str)]) -> String {
    let answer = push(world, wiki, &request(changes)).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["expires_in"], 60);
    path(&wiki.id, body["request_uri"].as_str().unwrap())
}

fn path(client: &str, request_uri: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("request_uri", request_uri)
        .finish();
    format!("/oauth/authorize?{query}")
}

async fn ana(world: &World) -> Browser<'_> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser
}

fn code_in(to: &str) -> String {
    let query = to.split_once('?').unwrap().1;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let code = pairs.find(|(name, _)| name == "code");
    code.unwrap_or_else(|| panic!("no code in {to}"))
        .1
        .into_owned()
}

async fn redeem(world: &World, wiki: &Wiki, code: &str) -> Tokens {
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code),
    ];
    let post = world.http.post(format!("{}/oauth/token", world.base));
    let post = post.basic_auth(&wiki.id, Some(&wiki.secret)).form(&fields);
    Tokens::from(post.send().await.unwrap()).await
}

// fapi2-security-profile-final-happy-flow, as far as the request goes.
async fn a_pushed_request_leads_to_tokens(world: World) {
    let wiki = trusted(&world).await;
    let path = pushed(&world, &wiki, &[]).await;
    // What else stands in the address does not count.
    let path = format!("{path}&redirect_uri=https%3A%2F%2Fevil.example&state=other");
    let to = location(&ana(&world).await.get(&path).await);
    assert!(to.starts_with(&format!("{CALLBACK}?code=")), "{to}");
    assert!(to.contains("state=a+state") && to.contains("iss="), "{to}");
    redeem(&world, &wiki, &code_in(&to)).await;
}

async fn refused(browser: &mut Browser<'_>, path: &str) {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(answer.headers().get(header::LOCATION).is_none());
    let page = answer.text().await.unwrap();
    assert!(page.contains("invalid_request_uri"), "{page}");
}

// fapi2-security-profile-final-par-attempt-reuse-request_uri
async fn a_request_uri_is_good_for_one_grant(world: World) {
    let wiki = trusted(&world).await;
    let path = pushed(&world, &wiki, &[]).await;
    let mut browser = ana(&world).await;
    location(&browser.get(&path).await);
    refused(&mut browser, &path).await;
    refused(&mut browser, &path_of_nobody(&wiki)).await;
}

fn path_of_nobody(wiki: &Wiki) -> String {
    path(&wiki.id, "urn:ietf:params:oauth:request_uri:never-pushed")
}

// fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds
async fn a_request_uri_may_come_again_until_somebody_signed_in(world: World) {
    let wiki = trusted(&world).await;
    let path = pushed(&world, &wiki, &[]).await;
    let mut browser = world.browser();
    for _ in 0..3 {
        let to = location(&browser.get(&path).await);
        let page = browser.get(&to).await.text().await.unwrap();
        assert!(page.contains("Wiki"), "{page}");
        world.wait(50);
    }
    let to = location(&browser.get(&path).await);
    let back = location(&browser.try_sign_in(&to, "ana", PASSWORD).await);
    let to = location(&browser.get(&back).await);
    redeem(&world, &wiki, &code_in(&to)).await;
    refused(&mut browser, &back).await;
}

// fapi2-security-profile-final-par-attempt-to-use-expired-request_uri
async fn a_request_uri_runs_out(world: World) {
    let wiki = trusted(&world).await;
    let path = pushed(&world, &wiki, &[]).await;
    let mut browser = ana(&world).await;
    world.wait(60);
    refused(&mut browser, &path).await;
}

// fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client
async fn a_request_uri_is_its_clients(world: World) {
    let (wiki, other) = (trusted(&world).await, trusted(&world).await);
    let mine = pushed(&world, &wiki, &[]).await;
    let theirs = mine.replace(&wiki.id, &other.id);
    let mut browser = ana(&world).await;
    refused(&mut browser, &theirs).await;
    location(&browser.get(&mine).await);
}

async fn a_pushed_request_is_checked_before_it_is_kept(world: World) {
    let wiki = trusted(&world).await;
    let refused = async |changes: &[(&'static str, &str)]| {
        let (status, word) = error_of(push(&world, &wiki, &request(changes)).await).await;
        assert_eq!(status, 400, "{changes:?}");
        word
    };
    let uri = "urn:ietf:params:oauth:request_uri:x";
    for (changes, word) in [
        // fapi2-…-par-authorization-request-containing-request_uri-form-param
        (("request_uri", uri), "invalid_request"),
        // fapi2-…-par-ensure-pkce-required
        (("code_challenge", ""), "invalid_request"),
        // fapi2-…-par-plain-pkce-rejected
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (
            ("redirect_uri", "https://evil.example/cb"),
            "invalid_request",
        ),
        (("redirect_uri", ""), "invalid_request"),
        (("response_mode", "fragment"), "invalid_request"),
        // fapi2-…-ensure-response-type-token-fails, -code-idtoken-fails
        (("response_type", "token"), "unsupported_response_type"),
        (
            ("response_type", "code id_token"),
            "unsupported_response_type",
        ),
        (
            ("request", "eyJhbGciOiJub25lIn0.e30."),
            "request_not_supported",
        ),
    ] {
        assert_eq!(refused(&[changes]).await, word, "{changes:?}");
    }
    // fapi2-…-par-without-duplicate-parameters
    let mut twice = request(&[]);
    twice.push(("state", "another".into()));
    let twice = error_of(push(&world, &wiki, &twice).await).await;
    assert_eq!(twice, (400, "invalid_request".to_owned()));

    let wrong = Wiki {
        id: wiki.id.clone(),
        secret: "wrong".into(),
    };
    let stranger = error_of(push(&world, &wrong, &request(&[])).await).await;
    assert_eq!(stranger, (401, "invalid_client".to_owned()));
    // fapi2-…-par-attempt-invalid-http-method
    for method in [reqwest::Method::GET, reqwest::Method::PUT] {
        let ask = world
            .http
            .request(method, format!("{}/oauth/par", world.base));
        let answer = ask.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    let long = push(&world, &wiki, &request(&[("nonce", &"n".repeat(70_000))])).await;
    assert_eq!(long.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

async fn a_pushed_request_asks_for_a_fresh_sign_in_once(world: World) {
    let wiki = trusted(&world).await;
    for change in [
        ("prompt", "login"),
        ("prompt", "select_account"),
        ("max_age", "0"),
    ] {
        let mut browser = ana(&world).await;
        let path = pushed(&world, &wiki, &[change]).await;
        let to = location(&browser.get(&path).await);
        assert!(to.starts_with("/sign-in?"), "{change:?}: {to}");
        let back = location(&browser.try_sign_in(&to, "ana", PASSWORD).await);
        let to = location(&browser.get(&back).await);
        assert!(to.starts_with(CALLBACK), "{change:?}: {to}");
    }
    let path = pushed(&world, &wiki, &[("prompt", "none")]).await;
    let to = location(&world.browser().get(&path).await);
    assert!(
        to.contains("error=login_required") && to.contains("iss="),
        "{to}"
    );
}

async fn a_pushed_request_asks_for_consent_once(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    for _ in 0..2 {
        let path = pushed(&world, &wiki, &[("prompt", "consent")]).await;
        let to = location(&browser.get(&path).await);
        assert!(to.starts_with("/consent?"), "{to}");
        let html = browser.get(&to).await.text().await.unwrap();
        let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("decision", "allow"),
        ];
        let back = location(&browser.post("/consent", &fields).await);
        let to = location(&browser.get(&back).await);
        assert!(to.starts_with(&format!("{CALLBACK}?code=")), "{to}");
    }
}

// fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails
async fn a_client_that_has_to_push_is_refused_otherwise(world: World) {
    let new = NewClient {
        first_party: true,
        require_par: true,
        ..NewClient::default()
    };
    let strict = wiki(&world, new).await;
    let mut browser = ana(&world).await;
    let direct = common::authorize_path(&request(&[("client_id", &strict.id)]));
    let to = location(&browser.get(&direct).await);
    assert!(
        to.starts_with(&format!("{CALLBACK}?error=invalid_request")),
        "{to}"
    );
    let path = pushed(&world, &strict, &[]).await;
    assert!(location(&browser.get(&path).await).contains("code="));
}

#[tokio::test]
async fn a_server_can_ask_every_client_to_push() {
    let world = World::sqlite().await;
    let config = Config {
        clients: Clients {
            require_pushed_requests: true,
            ..Clients::default()
        },
        ..world.server.config().clone()
    };
    let world = world.configured(config).await;
    let wiki = trusted(&world).await;
    let mut browser = ana(&world).await;
    let direct = common::authorize_path(&request(&[("client_id", &wiki.id)]));
    let to = location(&browser.get(&direct).await);
    assert!(
        to.starts_with(&format!("{CALLBACK}?error=invalid_request")),
        "{to}"
    );
    let path = pushed(&world, &wiki, &[]).await;
    assert!(location(&browser.get(&path).await).contains("code="));
    let address = format!("{}/.well-known/openid-configuration", world.base);
    let document: Value = world
        .http
        .get(address)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(document["require_pushed_authorization_requests"], true);
}

async fn an_answer_travels_in_a_form(world: World) {
    let wiki = trusted(&world).await;
    let mut browser = ana(&world).await;
    let asked = request(&[("client_id", &wiki.id), ("response_mode", "form_post")]);
    let answer = browser.get(&common::authorize_path(&asked)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("form-action 'self' https://wiki.example;"),
        "{policy}"
    );
    let html = answer.text().await.unwrap();
    assert!(
        html.contains(&format!("<form method=\"post\" action=\"{CALLBACK}\">")),
        "{html}"
    );
    assert!(!html.contains("<script>"), "{html}");
    assert_eq!(hidden(&html, "state"), "a state");
    assert_eq!(hidden(&html, "iss"), world.base);
    redeem(&world, &wiki, &hidden(&html, "code")).await;

    let bad = common::with(asked, &[("response_type", "token")]);
    let html = browser
        .get(&common::authorize_path(&bad))
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(hidden(&html, "error"), "unsupported_response_type");
}
