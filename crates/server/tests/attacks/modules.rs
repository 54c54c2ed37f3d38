//! Modules of the conformance suites that no other test here stands for. Which test stands for which module
//! is in `docs/conformance.md`.

use std::collections::BTreeMap;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use server::clients::NewClient;
use sha2::{Digest as _, Sha256};

use super::{CALLBACK, Wiki, ana, no_client, no_grant};
use crate::{
    common::{
        Browser, PASSWORD, Tokens, VERIFIER, World, authorize_path, challenge, claims,
        desktop_request, error_of, keys::Pair, location, random, with,
    },
    on_both_databases,
};

on_both_databases!(
    a_hint_at_a_name_fills_the_sign_in_page_in,
    what_a_client_cannot_read_is_kept_as_it_was_sent,
    an_essential_claim_is_delivered,
    no_identity_token_is_unsigned,
    a_name_of_a_scheme_counts_in_any_case,
    the_whole_profile_goes_through,
    an_assertion_is_for_the_issuer_wherever_it_is_shown,
    a_bound_client_gets_nothing_without_its_key,
);

// oidcc-login-hint
async fn a_hint_at_a_name_fills_the_sign_in_page_in(world: World) {
    let wiki = Wiki::new(&world).await;
    let mut browser = world.browser();
    let asked = wiki.request(&[("login_hint", "ana \"<b>")]);
    let to = location(&browser.get(&authorize_path(&asked)).await);
    let html = browser.get(&to).await.text().await.unwrap();
    assert!(html.contains("value=\"ana &#34;&#60;b&#62;\""), "{html}");
    let asked = wiki.request(&[("login_hint", "ana")]);
    let to = location(&browser.get(&authorize_path(&asked)).await);
    let html = browser.get(&to).await.text().await.unwrap();
    assert!(html.contains("value=\"ana\""), "{html}");
    let back = location(&browser.try_sign_in(&to, "ana", PASSWORD).await);
    assert!(location(&browser.get(&back).await).starts_with(CALLBACK));
}

// fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success,
// -with-long-nonce, -with-long-state
async fn what_a_client_cannot_read_is_kept_as_it_was_sent(world: World) {
    let wiki = Wiki::new(&world).await;
    let mut browser = ana(&world).await;
    let odd = "a+b %26&=;/?#\u{e9}\u{1f600}\"<>'\\";
    for text in [
        "n".repeat(64),
        "n".repeat(384),
        "n".repeat(2000),
        odd.to_owned(),
    ] {
        let asked = wiki.request(&[("nonce", &text), ("state", &text)]);
        let answer = browser.authorize(&asked).await;
        assert_eq!(answer["state"], text);
        let tokens = Tokens::from(wiki.redeem(&world, &answer["code"]).await).await;
        assert_eq!(
            claims(tokens.id.as_deref().unwrap())["nonce"],
            text.as_str()
        );
    }
}

// oidcc-claims-essential
async fn an_essential_claim_is_delivered(world: World) {
    let wiki = Wiki::new(&world).await;
    let mut browser = ana(&world).await;
    let wanted =
        json!({"userinfo": {"name": {"essential": true}, "email_verified": {"essential": true}}});
    let asked = wiki.request(&[("scope", "openid"), ("claims", &wanted.to_string())]);
    let code = browser.authorize(&asked).await["code"].clone();
    let tokens = Tokens::from(wiki.redeem(&world, &code).await).await;
    let info = world.api("/oauth/userinfo", &tokens.access).await;
    let info: Value = info.json().await.unwrap();
    assert_eq!(info["name"], "ana");
    assert_eq!(
        info["email_verified"], false,
        "nobody has shown to read that mail"
    );

    let mut work = world.server.store().begin().await.unwrap();
    let user = work.users().by_name("ana").await.unwrap().unwrap().0;
    let now = world.server.now();
    work.users()
        .set_email(user.id, "ana@example.org", now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let info = world.api("/oauth/userinfo", &tokens.access).await;
    let info: Value = info.json().await.unwrap();
    assert_eq!(info["email_verified"], true);
}

// oidcc-idtoken-unsigned
async fn no_identity_token_is_unsigned(world: World) {
    for alg in ["none", "None", "HS256", "RS1", ""] {
        let new = NewClient {
            name: "Wiki".into(),
            redirect_uris: vec![CALLBACK.into()],
            id_token_alg: Some(alg.into()),
            ..NewClient::default()
        };
        assert!(world.server.add_client(new).await.is_err(), "{alg}");
    }
    let metadata = world
        .http
        .get(format!("{}/.well-known/openid-configuration", world.base));
    let metadata: Value = metadata.send().await.unwrap().json().await.unwrap();
    for (name, list) in metadata.as_object().unwrap() {
        if name.ends_with("_alg_values_supported") {
            for alg in list.as_array().unwrap() {
                let alg = alg.as_str().unwrap();
                assert!(alg != "none" && !alg.starts_with("HS"), "{name}: {alg}");
            }
        }
    }
}

// fapi2-security-profile-final-access-token-type-header-case-sensitivity
async fn a_name_of_a_scheme_counts_in_any_case(world: World) {
    let tokens = world.desktop().await;
    for path in ["/oauth/userinfo", "/api/v1/me"] {
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            let ask = world.http.get(format!("{}{path}", world.base));
            let ask = ask.header("authorization", format!("{scheme} {}", tokens.access));
            assert_eq!(
                ask.send().await.unwrap().status(),
                StatusCode::OK,
                "{path} {scheme}"
            );
        }
        for header in [
            tokens.access.clone(),
            format!("Bearer{}", tokens.access),
            format!("Basic {}", tokens.access),
            format!("Token {}", tokens.access),
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
        ] {
            let ask = world.http.get(format!("{}{path}", world.base));
            let answer = ask.header("authorization", &header).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path} {header}");
        }
        // Never where others read it (RFC 6750 section 5.3).
        let ask = world.http.get(format!(
            "{}{path}?access_token={}",
            world.base, tokens.access
        ));
        assert_eq!(
            ask.send().await.unwrap().status(),
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
}

/// A client as FAPI 2.0 wants it: it signs, pushes, and binds its tokens to a key.
struct Strict {
    id: String,
    signer: Pair,
    key: Pair,
}

impl Strict {
    async fn new(world: &World) -> Self {
        let signer = Pair::es256();
        let new = NewClient {
            name: "Bank".into(),
            redirect_uris: vec![CALLBACK.into()],
            first_party: true,
            jwks: Some(signer.jwks()),
            dpop_bound: true,
            require_par: true,
            ..NewClient::default()
        };
        let (id, secret) = world.client(new).await;
        assert!(secret.is_none());
        Self {
            id,
            signer,
            key: Pair::es256(),
        }
    }

    /// A proof for `method` of `path`.
    fn proof(
        &self,
        world: &World,
        (method, path): (&str, &str),
        nonce: &str,
        token: Option<&str>,
    ) -> String {
        let mut claims = json!({
            "jti": HEXLOWER.encode(&random::<12>()), "htm": method,
            "htu": format!("{}{path}", world.base), "iat": world.now(), "nonce": nonce,
        });
        if let Some(token) = token {
            let hash = Sha256::digest(token.as_bytes());
            claims["ath"] = json!(BASE64URL_NOPAD.encode(&hash));
        }
        let header = json!({"typ": "dpop+jwt", "alg": self.key.alg(), "jwk": self.key.jwk()});
        self.key.sign(&header, &claims)
    }

    /// Posts a form with an assertion and, with a nonce, a proof.
    async fn post(
        &self,
        world: &World,
        path: &str,
        fields: &[(&str, &str)],
        nonce: Option<&str>,
        changes: &Value,
    ) -> Response {
        let assertion = self
            .signer
            .assertion(&self.id, &world.base, world.now(), changes);
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let mut all = fields.to_vec();
        all.extend([
            ("client_assertion_type", kind),
            ("client_assertion", assertion.as_str()),
        ]);
        let mut post = world.http.post(format!("{}{path}", world.base)).form(&all);
        if let Some(nonce) = nonce {
            post = post.header("DPoP", self.proof(world, ("POST", path), nonce, None));
        }
        post.send().await.unwrap()
    }

    fn request(&self) -> Vec<(&'static str, String)> {
        let own = [("client_id", self.id.as_str()), ("redirect_uri", CALLBACK)];
        with(desktop_request(), &own)
    }

    async fn push(&self, world: &World, nonce: Option<&str>, changes: &Value) -> Response {
        let request = self.request();
        let fields: Vec<(&str, &str)> = request
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.post(world, "/oauth/par", &fields, nonce, changes)
            .await
    }

    /// A code in the browser, by a pushed request.
    async fn code(&self, browser: &mut Browser<'_>, nonce: Option<&str>) -> String {
        let pushed = self.push(browser.world, nonce, &json!({})).await;
        assert_eq!(pushed.status(), StatusCode::CREATED);
        let pushed: Value = pushed.json().await.unwrap();
        let request = [
            ("client_id", self.id.clone()),
            (
                "request_uri",
                pushed["request_uri"].as_str().unwrap().to_owned(),
            ),
        ];
        let answer: BTreeMap<String, String> = browser.authorize(&request).await;
        assert_eq!(answer["iss"], browser.world.base);
        answer["code"].clone()
    }
}

fn redeeming(code: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code),
    ]
}

fn nonce_in(answer: &Response) -> String {
    answer.headers()["dpop-nonce"].to_str().unwrap().to_owned()
}

// fapi2-security-profile-final-happy-flow, -refresh-token, -ensure-dpop-auth-code-binding-success,
// -ensure-dpopproof-at-par-endpoint-binding-success, -attempt-reuse-authorization-code-after-one-second
async fn the_whole_profile_goes_through(world: World) {
    let bank = Strict::new(&world).await;
    let mut browser = ana(&world).await;
    assert_eq!(challenge().len(), 43);

    // The first proof learns the nonce; from then on every answer brings the next one.
    let asked = bank.push(&world, Some("none yet"), &json!({})).await;
    let nonce = nonce_in(&asked);
    assert_eq!(error_of(asked).await, (400, "use_dpop_nonce".to_owned()));
    let code = bank.code(&mut browser, Some(&nonce)).await;
    let answer = bank
        .post(
            &world,
            "/oauth/token",
            &redeeming(&code),
            Some(&nonce),
            &json!({}),
        )
        .await;
    let mut nonce = nonce_in(&answer);
    let mut tokens = Tokens::from(answer).await;
    assert_eq!(tokens.body["token_type"], "DPoP");
    for _ in 0..3 {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.refresh()),
        ];
        let answer = bank
            .post(&world, "/oauth/token", &fields, Some(&nonce), &json!({}))
            .await;
        nonce = nonce_in(&answer);
        tokens = Tokens::from(answer).await;
        for path in ["/oauth/userinfo", "/api/v1/me"] {
            let proof = bank.proof(&world, ("GET", path), &nonce, Some(&tokens.access));
            let ask = world.http.get(format!("{}{path}", world.base));
            let ask = ask.header("authorization", format!("DPoP {}", tokens.access));
            let answer = ask.header("DPoP", proof).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            nonce = nonce_in(&answer);
        }
        // Three quarters of how long a nonce is handed out.
        world.wait(45);
    }
    world.wait(1);
    let again = bank
        .post(
            &world,
            "/oauth/token",
            &redeeming(&code),
            Some(&nonce),
            &json!({}),
        )
        .await;
    assert_eq!(error_of(again).await, no_grant());
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
    ];
    let ended = bank
        .post(&world, "/oauth/token", &fields, Some(&nonce), &json!({}))
        .await;
    assert_eq!(error_of(ended).await, no_grant(), "the code came twice");
}

// fapi2-security-profile-final-par-test-array-as-audience-fails,
// -par-test-par-endpoint-url-as-audience-fails, -par-test-token-endpoint-url-as-audience-fails,
// -par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted,
// -par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails,
// -ensure-client-assertion-in-token-endpoint, -with-exp-is-5-minutes-in-past-fails, -with-wrong-aud-fails,
// -with-no-sub-fails
async fn an_assertion_is_for_the_issuer_wherever_it_is_shown(world: World) {
    let bank = Strict::new(&world).await;
    let now = world.now();
    let at = |path: &str| format!("{}{path}", world.base);
    for (changes, what) in [
        (json!({"aud": [world.base]}), "a list"),
        (
            json!({"aud": at("/oauth/par")}),
            "the address of the request",
        ),
        (json!({"aud": at("/oauth/token")}), "the token address"),
        (json!({"aud": "https://other.example"}), "another server"),
        (json!({"sub": null}), "no subject"),
        (json!({"exp": now - 300}), "over for five minutes"),
        (json!({"nbf": now + 61}), "not yet"),
    ] {
        let pushed = bank.push(&world, None, &changes).await;
        assert_eq!(error_of(pushed).await, no_client(), "{what}");
        let asked = bank
            .post(&world, "/oauth/token", &redeeming("x"), None, &changes)
            .await;
        assert_eq!(error_of(asked).await, no_client(), "{what}");
    }
    for good in [json!({}), json!({"nbf": now + 8}), json!({"iat": now + 8})] {
        let pushed = bank.push(&world, None, &good).await;
        assert_eq!(pushed.status(), StatusCode::CREATED, "{good}");
    }
    // Without one at all.
    let mut bare = bank.request();
    bare.push(("client_assertion_type", String::new()));
    let bare = world
        .http
        .post(at("/oauth/par"))
        .form(&bare)
        .send()
        .await
        .unwrap();
    assert_eq!(error_of(bare).await, no_client());
}

// fapi2-security-profile-final-ensure-holder-of-key-required,
// -ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt
async fn a_bound_client_gets_nothing_without_its_key(world: World) {
    let bank = Strict::new(&world).await;
    let mut browser = ana(&world).await;
    let asked = bank.push(&world, Some("none yet"), &json!({})).await;
    let nonce = nonce_in(&asked);
    let code = bank.code(&mut browser, Some(&nonce)).await;
    let bare = bank
        .post(&world, "/oauth/token", &redeeming(&code), None, &json!({}))
        .await;
    assert_eq!(error_of(bare).await, (400, "invalid_dpop_proof".to_owned()));
    let thief = Strict {
        id: bank.id.clone(),
        signer: Pair::es256(),
        key: Pair::es256(),
    };
    let other_key = thief.proof(&world, ("POST", "/oauth/token"), &nonce, None);
    let assertion = bank
        .signer
        .assertion(&bank.id, &world.base, world.now(), &json!({}));
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let mut fields = redeeming(&code);
    fields.extend([
        ("client_assertion_type", kind),
        ("client_assertion", assertion.as_str()),
    ]);
    let post = world
        .http
        .post(format!("{}/oauth/token", world.base))
        .form(&fields);
    let refused = post.header("DPoP", other_key).send().await.unwrap();
    assert_eq!(error_of(refused).await, no_grant());
    let stolen = thief
        .post(
            &world,
            "/oauth/token",
            &redeeming(&code),
            Some(&nonce),
            &json!({}),
        )
        .await;
    assert_eq!(error_of(stolen).await, no_client());
    let mine = bank
        .post(
            &world,
            "/oauth/token",
            &redeeming(&code),
            Some(&nonce),
            &json!({}),
        )
        .await;
    Tokens::from(mine).await;
}
