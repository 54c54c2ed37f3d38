//! Signing out at the wish of a client, and telling clients that somebody was signed out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "oauth_logout/backchannel.rs"]
mod backchannel;
mod common;

use common::{Browser, PASSWORD, Tokens, VERIFIER, World, hidden, location};
use data_encoding::BASE64URL_NOPAD;
use reqwest::{StatusCode, header};
use server::clients::NewClient;
use zeroize::Zeroizing;

const CALLBACK: &str = "https://wiki.example/cb";
const OUT: &str = "https://wiki.example/out?from=wiki";

on_both_databases!(
    a_client_signs_a_person_out_and_gets_them_back,
    a_hint_that_ran_out_is_as_good,
    a_form_from_the_client_signs_out_as_well,
    without_a_hint_the_person_is_asked_and_stays,
    a_hint_that_is_not_ours_asks,
    an_address_that_is_not_registered_is_never_followed,
    without_an_address_the_browser_stays_here,
    a_program_with_its_own_session_signs_out_of_both,
    a_hint_about_somebody_else_asks,
    the_question_needs_our_own_form,
    who_is_not_signed_in_goes_back_at_once,
);

pub struct Wiki {
    pub id: String,
}

async fn wiki(world: &World) -> Wiki {
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![CALLBACK.into()],
        post_logout_redirect_uris: vec![OUT.into()],
        first_party: true,
        ..NewClient::default()
    };
    Wiki {
        id: world.client(new).await.0,
    }
}

impl Wiki {
    /// Signs in through `browser`, where somebody is signed in.
    pub async fn sign_in(&self, browser: &mut Browser<'_>, scope: &str) -> Tokens {
        let changes = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("scope", scope),
        ];
        let request = common::with(common::desktop_request(), &changes);
        let code = browser.authorize(&request).await["code"].clone();
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code.as_str()),
        ];
        Tokens::from(browser.world.post_form("/oauth/token", &fields).await).await
    }
}

pub async fn ana(world: &World) -> Browser<'_> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser
}

fn path(fields: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    format!("/oauth/logout?{query}")
}

async fn is_signed_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status() == StatusCode::OK
}

/// Says yes on the page at `path`; where that leads.
async fn agree(browser: &mut Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    let (csrf, request) = (hidden(&html, "csrf"), hidden(&html, "request"));
    let fields = [("csrf", csrf.as_str()), ("request", &request)];
    location(&browser.post("/oauth/logout/confirm", &fields).await)
}

// oidcc-rp-initiated-logout
async fn a_client_signs_a_person_out_and_gets_them_back(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let hint = ("id_token_hint", tokens.id.as_deref().unwrap());
    let to = ("post_logout_redirect_uri", OUT);
    let answer = browser.get(&path(&[hint, to, ("state", "a&b")])).await;
    assert_eq!(location(&answer), format!("{OUT}&state=a%26b"));
    assert!(!is_signed_in(&mut browser).await);
    let me = world.api("/oauth/userinfo", &tokens.access).await;
    assert_eq!(
        me.status(),
        StatusCode::UNAUTHORIZED,
        "what hung on it ended"
    );
}

// oidcc-rp-initiated-logout-no-state
async fn a_hint_that_ran_out_is_as_good(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    world.wait(1200);
    let hint = ("id_token_hint", tokens.id.as_deref().unwrap());
    let own = ("client_id", wiki.id.as_str());
    let request = path(&[hint, own, ("post_logout_redirect_uri", OUT)]);
    assert_eq!(location(&browser.get(&request).await), OUT);
    assert!(!is_signed_in(&mut browser).await);
}

async fn a_form_from_the_client_signs_out_as_well(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let fields = [
        ("id_token_hint", tokens.id.as_deref().unwrap()),
        ("post_logout_redirect_uri", OUT),
    ];
    // A browser sends no cookies of ours with it.
    let mut without = world.browser();
    let origin = Some("https://wiki.example");
    let on = without.post_from("/oauth/logout", &fields, origin).await;
    assert_eq!(location(&browser.get(&location(&on)).await), OUT);
    assert!(!is_signed_in(&mut browser).await);
}

// oidcc-rp-initiated-logout-no-params, -no-id-token-hint, -only-state
async fn without_a_hint_the_person_is_asked_and_stays(world: World) {
    let wiki = wiki(&world).await;
    for fields in [
        vec![],
        vec![("state", "x")],
        vec![("post_logout_redirect_uri", OUT)],
        vec![
            ("client_id", wiki.id.as_str()),
            ("post_logout_redirect_uri", OUT),
        ],
    ] {
        let mut browser = ana(&world).await;
        let page = browser.get(&path(&fields)).await;
        assert_eq!(page.status(), StatusCode::OK, "{fields:?}");
        assert!(is_signed_in(&mut browser).await, "{fields:?}");
        assert_eq!(agree(&mut browser, &path(&fields)).await, "/sign-out");
        assert!(!is_signed_in(&mut browser).await, "{fields:?}");
    }
}

// oidcc-rp-initiated-logout-bad-id-token-hint, -modified-id-token-hint
async fn a_hint_that_is_not_ours_asks(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let good = tokens.id.unwrap();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let mut bytes = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    bytes[7] ^= 1;
    let modified = format!("{signed}.{}", BASE64URL_NOPAD.encode(&bytes));
    let unsigned = format!(
        "{}.{}.",
        BASE64URL_NOPAD.encode(br#"{"alg":"none","typ":"JWT"}"#),
        good.split('.').nth(1).unwrap()
    );
    let no_identity = tokens.access;
    for hint in [modified, unsigned, no_identity, "nonsense".to_owned()] {
        let fields = [
            ("id_token_hint", hint.as_str()),
            ("post_logout_redirect_uri", OUT),
        ];
        let page = browser.get(&path(&fields)).await;
        assert_eq!(page.status(), StatusCode::OK, "{hint}");
        assert!(is_signed_in(&mut browser).await, "{hint}");
        let nobody = world.browser().get(&path(&fields)).await;
        assert_eq!(location(&nobody), "/sign-out", "{hint}");
    }
}

// oidcc-rp-initiated-logout-bad-post-logout-redirect-uri,
// -query-added-to-post-logout-redirect-uri
async fn an_address_that_is_not_registered_is_never_followed(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let hint = ("id_token_hint", tokens.id.as_deref().unwrap());
    for to in [
        "https://evil.example/",
        "https://wiki.example/out",
        "https://wiki.example/out?from=wiki&more=1",
        "https://wiki.example/out?from=wiki#x",
        CALLBACK,
    ] {
        let request = path(&[hint, ("post_logout_redirect_uri", to)]);
        let page = browser.get(&request).await;
        assert_eq!(page.status(), StatusCode::OK, "{to}");
        let html = page.text().await.unwrap();
        assert!(html.contains("so you stay here"), "{html}");
        assert!(is_signed_in(&mut browser).await, "{to}");
    }
    let request = path(&[hint, ("post_logout_redirect_uri", "https://evil.example/")]);
    assert_eq!(agree(&mut browser, &request).await, "/sign-out");
}

// oidcc-rp-initiated-logout-no-post-logout-redirect-uri
async fn without_an_address_the_browser_stays_here(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let request = path(&[("id_token_hint", tokens.id.as_deref().unwrap())]);
    assert_eq!(location(&browser.get(&request).await), "/sign-out");
    let page = browser.get("/sign-out").await.text().await.unwrap();
    assert!(page.contains("You are signed out"), "{page}");
}

async fn a_program_with_its_own_session_signs_out_of_both(world: World) {
    let wiki = wiki(&world).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid offline_access").await;
    let other = wiki.sign_in(&mut browser, "openid offline_access").await;
    let hint = ("id_token_hint", tokens.id.as_deref().unwrap());
    let request = path(&[hint, ("post_logout_redirect_uri", OUT)]);
    assert_eq!(location(&browser.get(&request).await), OUT);
    assert!(!is_signed_in(&mut browser).await);
    let refresh = async |tokens: &Tokens| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", wiki.id.as_str()),
            ("refresh_token", tokens.refresh()),
        ];
        world.post_form("/oauth/token", &fields).await.status()
    };
    assert_eq!(refresh(&tokens).await, StatusCode::BAD_REQUEST);
    assert_eq!(
        refresh(&other).await,
        StatusCode::OK,
        "another sign-in goes on"
    );
}

async fn a_hint_about_somebody_else_asks(world: World) {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let roles = ["user".to_owned()];
    let added = world
        .server
        .add_user("ben", "ben@example.org", &roles, password);
    added.await.unwrap();
    let wiki = wiki(&world).await;
    let tokens = wiki.sign_in(&mut ana(&world).await, "openid").await;
    let mut ben = world.browser();
    ben.sign_in("ben", PASSWORD).await;
    let hint = ("id_token_hint", tokens.id.as_deref().unwrap());
    let request = path(&[hint, ("post_logout_redirect_uri", OUT)]);
    let page = ben.get(&request).await;
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("form-action 'self' https://wiki.example;"),
        "{policy}"
    );
    assert!(is_signed_in(&mut ben).await);
    assert_eq!(agree(&mut ben, &request).await, OUT);
    assert!(!is_signed_in(&mut ben).await);
    let me = world.api("/oauth/userinfo", &tokens.access).await;
    assert_eq!(me.status(), StatusCode::OK, "Ana stays signed in");
}

async fn the_question_needs_our_own_form(world: World) {
    let mut browser = ana(&world).await;
    let csrf = browser.field(&path(&[]), "csrf").await;
    let confirm = "/oauth/logout/confirm";
    let forged = browser.post(confirm, &[("csrf", "forged")]).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let evil = Some("https://evil.example");
    let foreign = browser.post_from(confirm, &[("csrf", &csrf)], evil).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(is_signed_in(&mut browser).await);
}

async fn who_is_not_signed_in_goes_back_at_once(world: World) {
    let wiki = wiki(&world).await;
    let tokens = wiki.sign_in(&mut ana(&world).await, "openid").await;
    let hint = ("id_token_hint", tokens.id.as_deref().unwrap());
    let request = path(&[hint, ("post_logout_redirect_uri", OUT), ("state", "s")]);
    let back = location(&world.browser().get(&request).await);
    assert_eq!(back, format!("{OUT}&state=s"));
    let me = world.api("/oauth/userinfo", &tokens.access).await;
    assert_eq!(
        me.status(),
        StatusCode::OK,
        "a hint alone ends nobody's session"
    );
}
