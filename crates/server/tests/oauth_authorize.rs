//! The authorization request, consent and what clients are told, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{
    PASSWORD, Tokens, VERIFIER, World, authorize_path, claims, desktop_request, hidden, location,
    with,
};
use reqwest::StatusCode;
use serde_json::Value;
use server::clients::NewClient;

on_all_stores!(
    a_bad_client_or_redirect_is_shown_and_never_followed,
    a_bad_request_is_told_to_the_client,
    an_answer_names_its_issuer_and_unknown_parameters_are_ignored,
    a_request_by_form_goes_on_as_a_request_by_address,
    prompt_none_answers_without_a_page,
    prompt_login_and_max_age_ask_for_the_password_again,
    a_foreign_client_is_asked_for_and_remembered,
    a_denied_consent_is_told_to_the_client,
    a_client_without_offline_access_lives_in_the_browser_session,
    only_administrators_are_granted_admin,
    the_documents_say_what_works,
    userinfo_answers_by_every_way,
);

/// A foreign client and its authorization request.
async fn foreign(world: &World) -> Vec<(&'static str, String)> {
    let redirect = "https://wiki.example/cb";
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![redirect.into()],
        ..NewClient::default()
    };
    let (id, _) = world.client(new).await;
    with(
        desktop_request(),
        &[
            ("client_id", &id),
            ("redirect_uri", redirect),
            ("scope", "openid email"),
        ],
    )
}

async fn a_bad_client_or_redirect_is_shown_and_never_followed(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    for change in [
        ("client_id", ""),
        ("client_id", "nobody"),
        ("redirect_uri", ""),
        ("redirect_uri", "https://evil.example/callback/countersign"),
        ("redirect_uri", "http://127.0.0.1:1/elsewhere"),
        (
            "redirect_uri",
            "http://localhost:49152/callback/countersign",
        ),
    ] {
        let answer = browser
            .get(&authorize_path(&with(desktop_request(), &[change])))
            .await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{change:?}");
        assert!(answer.headers().get("location").is_none());
    }
    let mut twice = desktop_request();
    twice.push(("redirect_uri", "http://127.0.0.1:2/callback/other".into()));
    assert_eq!(
        browser.get(&authorize_path(&twice)).await.status(),
        StatusCode::BAD_REQUEST
    );
}

async fn a_bad_request_is_told_to_the_client(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    for (change, error) in [
        (("response_type", ""), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (
            ("response_type", "code id_token"),
            "unsupported_response_type",
        ),
        (("response_mode", "fragment"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "too-short"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("prompt", "dance"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("request", "x.y.z"), "request_not_supported"),
        (
            ("request_uri", "https://x.example/r"),
            "request_uri_not_supported",
        ),
        (("scope", "nothing known"), "invalid_scope"),
    ] {
        let answer = browser.authorize(&with(desktop_request(), &[change])).await;
        assert_eq!(answer["error"], error, "{change:?}");
        assert_eq!(answer["state"], "a state");
        assert_eq!(answer["iss"], world.base);
        assert!(!answer.contains_key("code"));
    }
    let mut twice = desktop_request();
    twice.push(("state", "another".into()));
    assert_eq!(browser.authorize(&twice).await["error"], "invalid_request");
}

async fn an_answer_names_its_issuer_and_unknown_parameters_are_ignored(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let mut request = desktop_request();
    request.push(("display", "page".into()));
    request.push(("ui_locales", "se".into()));
    request.push(("extra", "foobar".into()));
    let answer = browser.authorize(&request).await;
    assert_eq!(answer["iss"], world.base);
    assert_eq!(answer["state"], "a state");
    assert_eq!(answer["code"].len(), 43);
}

async fn a_request_by_form_goes_on_as_a_request_by_address(world: World) {
    let request = desktop_request();
    let fields: Vec<(&str, &str)> = request
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = world.post_form("/oauth/authorize", &fields).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let answer = browser.get(&location(&answer)).await;
    assert!(location(&answer).contains("code="));
}

async fn prompt_none_answers_without_a_page(world: World) {
    let silent = with(desktop_request(), &[("prompt", "none")]);
    let mut browser = world.browser();
    assert_eq!(browser.authorize(&silent).await["error"], "login_required");
    browser.sign_in("ana", PASSWORD).await;
    assert!(browser.authorize(&silent).await.contains_key("code"));
    let stale = with(silent, &[("max_age", "10")]);
    world.wait(11);
    assert_eq!(browser.authorize(&stale).await["error"], "login_required");
    let foreign = with(foreign(&world).await, &[("prompt", "none")]);
    assert_eq!(
        browser.authorize(&foreign).await["error"],
        "consent_required"
    );
}

async fn prompt_login_and_max_age_ask_for_the_password_again(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    for (wait, change) in [
        (1, ("prompt", "login")),
        (2, ("max_age", "1")),
        (1, ("max_age", "0")),
    ] {
        world.wait(wait);
        let request = with(desktop_request(), &[change]);
        let page = location(&browser.get(&authorize_path(&request)).await);
        assert!(page.starts_with("/sign-in?"), "{change:?} leads to {page}");
        world.wait(3);
        let answer = browser.try_sign_in(&page, "ana", PASSWORD).await;
        let answer = browser.get(&location(&answer)).await;
        let to = location(&answer);
        let code = to.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let tokens = Tokens::from(world.redeem(code).await).await;
        assert_eq!(
            claims(tokens.id.as_deref().unwrap())["auth_time"],
            world.now()
        );
    }
    let fresh = with(desktop_request(), &[("max_age", "10000")]);
    assert!(browser.authorize(&fresh).await.contains_key("code"));
}

async fn a_foreign_client_is_asked_for_and_remembered(world: World) {
    let request = foreign(&world).await;
    let mut browser = world.browser();
    let page = location(&browser.get(&authorize_path(&request)).await);
    let signed_in = browser.try_sign_in(&page, "ana", PASSWORD).await;
    let question = location(&browser.get(&location(&signed_in)).await);
    assert!(question.starts_with("/consent?"), "{question}");

    let page = browser.get(&question).await;
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("form-action 'self' https://wiki.example"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    assert!(html.contains("Wiki") && html.contains("wiki.example"));
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let forged = [
        ("csrf", "forged"),
        ("attempt", &attempt),
        ("decision", "allow"),
    ];
    assert_eq!(
        browser.post("/consent", &forged).await.status(),
        StatusCode::FORBIDDEN
    );
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("decision", "allow"),
    ];
    let abroad = browser
        .post_from("/consent", &fields, Some("https://evil.example"))
        .await;
    assert_eq!(abroad.status(), StatusCode::FORBIDDEN);
    let allowed = browser.post("/consent", &fields).await;
    assert!(
        location(&browser.get(&location(&allowed)).await)
            .starts_with("https://wiki.example/cb?code=")
    );

    assert!(
        browser.authorize(&request).await.contains_key("code"),
        "the consent is remembered"
    );
    let more = with(request.clone(), &[("scope", "openid email profile")]);
    let asked = location(&browser.get(&authorize_path(&more)).await);
    assert!(
        asked.starts_with("/consent?"),
        "more than was allowed is asked for"
    );
    let again = with(request, &[("prompt", "consent")]);
    assert!(location(&browser.get(&authorize_path(&again)).await).starts_with("/consent?"));
}

async fn a_denied_consent_is_told_to_the_client(world: World) {
    let request = foreign(&world).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let question = location(&browser.get(&authorize_path(&request)).await);
    let html = browser.get(&question).await.text().await.unwrap();
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("decision", "deny"),
    ];
    let to = location(&browser.post("/consent", &fields).await);
    assert!(
        to.starts_with("https://wiki.example/cb?error=access_denied"),
        "{to}"
    );
    assert!(to.contains("iss="));
}

async fn a_client_without_offline_access_lives_in_the_browser_session(world: World) {
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec!["https://wiki.example/cb".into()],
        first_party: true,
        ..NewClient::default()
    };
    let (id, _) = world.client(new).await;
    let changes = [
        ("client_id", id.as_str()),
        ("redirect_uri", "https://wiki.example/cb"),
        ("scope", "openid profile"),
    ];
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = browser.authorize(&with(desktop_request(), &changes)).await["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id.as_str()),
        ("redirect_uri", "https://wiki.example/cb"),
        ("code_verifier", VERIFIER),
        ("code", code.as_str()),
    ];
    let tokens = Tokens::from(world.post_form("/oauth/token", &fields).await).await;
    assert_eq!(tokens.refresh, None);
    assert_eq!(
        world.api("/api/v1/me", &tokens.access).await.status(),
        StatusCode::OK
    );

    let csrf = browser.field("/account", "csrf").await;
    let out = browser.post("/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(location(&out), "/sign-out");
    assert_eq!(browser.get("/sign-out").await.status(), StatusCode::OK);
    let after = world.api("/api/v1/me", &tokens.access).await;
    assert_eq!(after.status(), StatusCode::UNAUTHORIZED);
}

async fn only_administrators_are_granted_admin(world: World) {
    let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
    let roles = ["administrator".to_owned()];
    world
        .server
        .add_user("root", "root@example.org", &roles, password)
        .await
        .unwrap();
    let request = with(desktop_request(), &[("scope", "openid admin")]);
    for (name, scope) in [("ana", "openid"), ("root", "admin openid")] {
        let mut browser = world.browser();
        browser.sign_in(name, PASSWORD).await;
        let code = browser.authorize(&request).await["code"].clone();
        let tokens = Tokens::from(world.redeem(&code).await).await;
        assert_eq!(tokens.body["scope"], scope, "{name}");
    }
}

async fn the_documents_say_what_works(world: World) {
    let get = async |path: &str| -> Value {
        world
            .http
            .get(format!("{}{path}", world.base))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let document = get("/.well-known/openid-configuration").await;
    assert_eq!(
        document,
        get("/.well-known/oauth-authorization-server").await
    );
    assert_eq!(document["issuer"], world.base.as_str());
    assert_eq!(
        document["code_challenge_methods_supported"],
        serde_json::json!(["S256"])
    );
    assert_eq!(
        document["countersign_api"],
        format!("{}/api/v1", world.base)
    );
    assert_eq!(
        document["authorization_response_iss_parameter_supported"],
        true
    );
    for (name, address) in document.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let answer = world
                .http
                .get(address.as_str().unwrap())
                .send()
                .await
                .unwrap();
            assert_ne!(answer.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }

    let keys = get("/oauth/jwks").await;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    assert_eq!(keys["keys"][0]["alg"], "ES256");
    assert_eq!(keys["keys"][0].get("d"), None);

    let tokens = world.desktop().await;
    let kid = world.server.rotate_keys().await.unwrap();
    let replica = world.replica().await;
    assert_eq!(
        replica.ring(std::time::Duration::ZERO).await.unwrap().kid(),
        kid
    );
    world.wait(61);
    assert_eq!(
        get("/oauth/jwks").await["keys"].as_array().unwrap().len(),
        2
    );
    let old = world.api("/api/v1/me", &tokens.access).await;
    assert_eq!(
        old.status(),
        StatusCode::OK,
        "a token of the old key still passes"
    );
    let young = Tokens::from(world.refresh(tokens.refresh()).await).await;
    assert_eq!(
        world.api("/api/v1/me", &young.access).await.status(),
        StatusCode::OK
    );
}

async fn userinfo_answers_by_every_way(world: World) {
    let tokens = world.desktop().await;
    let address = format!("{}/oauth/userinfo", world.base);
    let get = world
        .http
        .get(&address)
        .bearer_auth(&tokens.access)
        .send()
        .await
        .unwrap();
    let first: Value = get.json().await.unwrap();
    assert_eq!(first["sub"], claims(tokens.id.as_deref().unwrap())["sub"]);
    assert_eq!(first["email"], "ana@example.org");
    let header = world
        .http
        .post(&address)
        .bearer_auth(&tokens.access)
        .send()
        .await
        .unwrap();
    assert_eq!(header.json::<Value>().await.unwrap(), first);
    let body = world
        .post_form("/oauth/userinfo", &[("access_token", &tokens.access)])
        .await;
    assert_eq!(body.json::<Value>().await.unwrap(), first);

    let nothing = world.http.get(&address).send().await.unwrap();
    assert_eq!(nothing.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(nothing.headers()["www-authenticate"], "Bearer");
    let id = tokens.id.as_deref().unwrap();
    let disguised = world
        .http
        .get(&address)
        .bearer_auth(id)
        .send()
        .await
        .unwrap();
    assert_eq!(
        disguised.status(),
        StatusCode::UNAUTHORIZED,
        "an identity token is no access token"
    );
    world.wait(600);
    let late = world
        .http
        .get(&address)
        .bearer_auth(&tokens.access)
        .send()
        .await
        .unwrap();
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
}
