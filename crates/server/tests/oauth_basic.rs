//! The modules of the basic certification plan for OpenID providers, each as a fact of our own. Those
//! about claims, `max_age`, `acr_values`, hints and refresh stand with the grants.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{Browser, PASSWORD, Tokens, VERIFIER, World, authorize_path, claims, location};
use reqwest::StatusCode;
use serde_json::Value;
use server::clients::NewClient;

const CALLBACK: &str = "https://wiki.example/cb";

on_both_databases!(
    a_confidential_client_signs_somebody_in_by_either_way_of_its_secret,
    a_registered_way_to_prove_oneself_is_the_only_one,
    what_a_request_says_for_presentation_changes_nothing,
    a_request_without_a_nonce_gets_a_token_without_one,
    a_request_that_cannot_be_granted_is_told_to_the_client,
    a_request_object_is_refused_as_unsupported,
    a_request_by_form_succeeds,
    userinfo_answers_by_header_and_by_body,
    each_scope_gives_what_is_known,
    prompt_none_answers_without_a_page,
    prompt_login_asks_again_and_gives_a_later_time,
    a_code_used_twice_ends_its_tokens,
    a_code_runs_out_after_a_minute,
);

struct Wiki {
    id: String,
    secret: String,
}

async fn wiki(world: &World, new: NewClient) -> Wiki {
    let scopes = ["openid", "profile", "email", "address", "phone"];
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![CALLBACK.into()],
        confidential: true,
        first_party: true,
        scopes: scopes.map(str::to_owned).to_vec(),
        ..new
    };
    let (id, secret) = world.client(new).await;
    Wiki {
        id,
        secret: secret.unwrap(),
    }
}

impl Wiki {
    fn request(&self, changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        let own = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
        ];
        common::with(common::with(common::desktop_request(), &own), changes)
    }

    /// A code for what `browser` asks, where somebody is signed in.
    async fn code(&self, browser: &mut Browser<'_>, changes: &[(&'static str, &str)]) -> String {
        let answer = browser.authorize(&self.request(changes)).await;
        let code = answer.get("code");
        code.unwrap_or_else(|| panic!("no code in {answer:?}"))
            .clone()
    }

    async fn by_basic(&self, world: &World, code: &str) -> reqwest::Response {
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code),
        ];
        let post = world.http.post(format!("{}/oauth/token", world.base));
        let post = post.basic_auth(&self.id, Some(&self.secret)).form(&fields);
        post.send().await.unwrap()
    }

    async fn by_post(&self, world: &World, code: &str) -> reqwest::Response {
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
        ];
        world.post_form("/oauth/token", &fields).await
    }

    async fn tokens(&self, browser: &mut Browser<'_>, changes: &[(&'static str, &str)]) -> Tokens {
        let code = self.code(browser, changes).await;
        Tokens::from(self.by_basic(browser.world, &code).await).await
    }
}

async fn ana(world: &World) -> Browser<'_> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser
}

// oidcc-server, oidcc-server-client-secret-post, oidcc-ensure-request-with-valid-pkce-succeeds,
// oidcc-idtoken-signature
async fn a_confidential_client_signs_somebody_in_by_either_way_of_its_secret(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    let code = wiki.code(&mut browser, &[]).await;
    let basic = Tokens::from(wiki.by_basic(&world, &code).await).await;
    let code = wiki.code(&mut browser, &[]).await;
    let post = Tokens::from(wiki.by_post(&world, &code).await).await;
    let jwks = world.http.get(format!("{}/oauth/jwks", world.base));
    let jwks: Value = jwks.send().await.unwrap().json().await.unwrap();
    for tokens in [basic, post] {
        let id = tokens.id.unwrap();
        let said = claims(&id);
        assert_eq!(said["aud"], wiki.id.as_str());
        assert_eq!(said["nonce"], "a nonce");
        let kid = jsonwebtoken::decode_header(&id).unwrap().kid;
        let keys = jwks["keys"].as_array().unwrap();
        let key = keys
            .iter()
            .find(|key| key["kid"].as_str() == kid.as_deref());
        let key: jsonwebtoken::jwk::Jwk = serde_json::from_value(key.unwrap().clone()).unwrap();
        let key = jsonwebtoken::DecodingKey::from_jwk(&key).unwrap();
        let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
        validation.validate_exp = false;
        validation.set_audience(&[&wiki.id]);
        jsonwebtoken::decode::<Value>(&id, &key, &validation).unwrap();
    }
}

async fn a_registered_way_to_prove_oneself_is_the_only_one(world: World) {
    use authority::client::AuthMethod;
    for (method, basic, post) in [
        (AuthMethod::Any, 200, 200),
        (AuthMethod::Basic, 200, 401),
        (AuthMethod::Post, 401, 200),
    ] {
        let new = NewClient {
            token_auth_method: method,
            ..NewClient::default()
        };
        let wiki = wiki(&world, new).await;
        let mut browser = ana(&world).await;
        let code = wiki.code(&mut browser, &[]).await;
        assert_eq!(
            wiki.by_basic(&world, &code).await.status(),
            basic,
            "{method:?}"
        );
        let code = wiki.code(&mut browser, &[]).await;
        assert_eq!(
            wiki.by_post(&world, &code).await.status(),
            post,
            "{method:?}"
        );
    }
}

// oidcc-display-page, -display-popup, -ui-locales, -claims-locales,
// oidcc-ensure-request-with-unknown-parameter-succeeds
async fn what_a_request_says_for_presentation_changes_nothing(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    for change in [
        ("display", "page"),
        ("display", "popup"),
        ("ui_locales", "se"),
        ("claims_locales", "se fr"),
        ("extra", "foobar"),
    ] {
        wiki.code(&mut browser, &[change]).await;
    }
}

// oidcc-ensure-request-without-nonce-succeeds-for-code-flow,
// fapi2-security-profile-final-ensure-authorization-request-without-state-success
async fn a_request_without_a_nonce_gets_a_token_without_one(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    let without = [("nonce", ""), ("state", "")];
    let answer = browser.authorize(&wiki.request(&without)).await;
    assert!(!answer.contains_key("state"), "{answer:?}");
    assert_eq!(answer["iss"], world.base);
    let tokens = Tokens::from(wiki.by_basic(&world, &answer["code"]).await).await;
    assert!(claims(tokens.id.as_deref().unwrap()).get("nonce").is_none());
}

// oidcc-response-type-missing, oidcc-ensure-registered-redirect-uri,
// fapi2-security-profile-final-ensure-response-type-token-fails
async fn a_request_that_cannot_be_granted_is_told_to_the_client(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    for (change, word) in [
        (("response_type", ""), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("response_mode", "fragment"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
    ] {
        let answer = browser.authorize(&wiki.request(&[change])).await;
        assert_eq!(answer["error"], word, "{change:?}");
        assert_eq!(answer["state"], "a state", "{change:?}");
        assert_eq!(answer["iss"], world.base, "{change:?}");
    }
    let elsewhere = wiki.request(&[("redirect_uri", "https://wiki.example/cb/")]);
    let shown = browser.get(&authorize_path(&elsewhere)).await;
    assert_eq!(shown.status(), StatusCode::BAD_REQUEST);
}

// oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported,
// oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported,
// oidcc-ensure-request-object-with-redirect-uri
async fn a_request_object_is_refused_as_unsupported(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    for (change, word) in [
        (
            ("request", "eyJhbGciOiJub25lIn0.e30."),
            "request_not_supported",
        ),
        (
            ("request_uri", "https://wiki.example/r"),
            "request_uri_not_supported",
        ),
    ] {
        let answer = browser.authorize(&wiki.request(&[change])).await;
        assert_eq!(answer["error"], word);
    }
}

// oidcc-ensure-post-request-succeeds
async fn a_request_by_form_succeeds(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    let request = wiki.request(&[]);
    let fields: Vec<(&str, &str)> = request
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    // From another site a browser brings no cookies of ours.
    let mut elsewhere = world.browser();
    let origin = Some("https://wiki.example");
    let on = elsewhere
        .post_from("/oauth/authorize", &fields, origin)
        .await;
    let to = location(&browser.get(&location(&on)).await);
    assert!(to.starts_with(&format!("{CALLBACK}?code=")), "{to}");
}

// oidcc-userinfo-get, -userinfo-post-header, -userinfo-post-body
async fn userinfo_answers_by_header_and_by_body(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let tokens = wiki
        .tokens(&mut ana(&world).await, &[("scope", "openid email")])
        .await;
    let address = format!("{}/oauth/userinfo", world.base);
    let get = world.http.get(&address).bearer_auth(&tokens.access).send();
    let header = world.http.post(&address).bearer_auth(&tokens.access).send();
    let fields = [("access_token", tokens.access.as_str())];
    let body = world.http.post(&address).form(&fields).send();
    for answer in [get.await, header.await, body.await] {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let info: Value = answer.json().await.unwrap();
        assert_eq!(info["sub"], claims(tokens.id.as_deref().unwrap())["sub"]);
        assert_eq!(info["email"], "ana@example.org");
    }
}

// oidcc-scope-profile, -scope-email, -scope-address, -scope-phone, -scope-all,
// fapi2-security-profile-final-ensure-other-scope-order-succeeds
async fn each_scope_gives_what_is_known(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    for (scope, known) in [
        ("openid", vec!["sub"]),
        ("openid profile", vec!["name", "preferred_username", "sub"]),
        ("email openid", vec!["email", "email_verified", "sub"]),
        ("openid address", vec!["sub"]),
        ("phone openid", vec!["sub"]),
        (
            "openid profile email address phone",
            vec![
                "email",
                "email_verified",
                "name",
                "preferred_username",
                "sub",
            ],
        ),
    ] {
        let tokens = wiki.tokens(&mut browser, &[("scope", scope)]).await;
        let info = world.api("/oauth/userinfo", &tokens.access).await;
        let info: Value = info.json().await.unwrap();
        let names: Vec<&str> = info
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        for name in known {
            assert!(names.contains(&name), "{scope}: {name} in {names:?}");
        }
        for (name, belongs) in [("email", "email"), ("name", "profile")] {
            assert_eq!(
                names.contains(&name),
                scope.contains(belongs),
                "{scope}: {name}"
            );
        }
        let granted: Vec<&str> = tokens.body["scope"].as_str().unwrap().split(' ').collect();
        assert_eq!(granted.len(), scope.split(' ').count(), "{granted:?}");
    }
}

// oidcc-prompt-none-not-logged-in, -prompt-none-logged-in
async fn prompt_none_answers_without_a_page(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let silent = wiki.request(&[("prompt", "none")]);
    let answer = world.browser().authorize(&silent).await;
    assert_eq!(answer["error"], "login_required");
    let mut browser = ana(&world).await;
    let first = wiki.tokens(&mut browser, &[]).await;
    let second = wiki.tokens(&mut browser, &[("prompt", "none")]).await;
    let (first, second) = (claims(&first.id.unwrap()), claims(&second.id.unwrap()));
    for same in ["sub", "auth_time", "sid"] {
        assert_eq!(first[same], second[same], "{same}");
    }
}

// oidcc-prompt-login
async fn prompt_login_asks_again_and_gives_a_later_time(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let mut browser = ana(&world).await;
    let first = wiki.tokens(&mut browser, &[]).await;
    world.wait(5);
    let asked = wiki.request(&[("prompt", "login")]);
    let to = location(&browser.get(&authorize_path(&asked)).await);
    assert!(to.starts_with("/sign-in?"), "{to}");
    let back = location(&browser.try_sign_in(&to, "ana", PASSWORD).await);
    let to = location(&browser.get(&back).await);
    let (_, query) = to.split_once('?').unwrap();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let code = pairs
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let second = Tokens::from(wiki.by_basic(&world, &code).await).await;
    let time = |tokens: Tokens| claims(&tokens.id.unwrap())["auth_time"].as_i64().unwrap();
    assert_eq!(time(second) - time(first), 5);
}

// oidcc-codereuse, oidcc-codereuse-30seconds
async fn a_code_used_twice_ends_its_tokens(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    for later in [0, 30] {
        let mut browser = ana(&world).await;
        let code = wiki.code(&mut browser, &[]).await;
        let tokens = Tokens::from(wiki.by_basic(&world, &code).await).await;
        world.wait(later);
        let again = common::error_of(wiki.by_basic(&world, &code).await).await;
        assert_eq!(again, (400, "invalid_grant".to_owned()));
        let info = world.api("/oauth/userinfo", &tokens.access).await;
        assert_eq!(info.status(), StatusCode::UNAUTHORIZED, "{later}");
    }
}

// fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code
async fn a_code_runs_out_after_a_minute(world: World) {
    let wiki = wiki(&world, NewClient::default()).await;
    let code = wiki.code(&mut ana(&world).await, &[]).await;
    world.wait(60);
    let late = common::error_of(wiki.by_basic(&world, &code).await).await;
    assert_eq!(late, (400, "invalid_grant".to_owned()));
}
