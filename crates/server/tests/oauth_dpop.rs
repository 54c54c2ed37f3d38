//! Tokens that are bound to a key, on both databases: what a proof has to say, one claim after the
//! other, and what a token is worth without one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{
    DESKTOP_CALLBACK, PASSWORD, Tokens, VERIFIER, World, claims, desktop_request, error_of,
    keys::{Pair, merge},
    with,
};
use data_encoding::BASE64URL_NOPAD;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use server::clients::NewClient;
use sha2::{Digest as _, Sha256};

on_both_databases!(
    a_public_client_binds_everything_it_gets,
    a_confidential_client_binds_access_tokens_alone,
    each_claim_of_a_proof_for_tokens_decides,
    each_claim_of_a_proof_for_a_resource_decides,
    a_bound_token_is_nothing_without_its_key,
    a_proof_counts_once,
    a_nonce_is_the_servers_and_young,
    a_code_can_be_bound_before_it_is_issued,
    a_proof_is_demanded_where_that_was_chosen,
    every_kind_of_key_will_do,
    a_proof_with_a_pushed_request_binds_the_code,
    a_device_binds_its_code_and_says_what_its_tokens_are_for,
    a_busy_client_is_never_refused_for_an_old_nonce,
);

const DESKTOP: (&str, &str) = ("client_id", "countersign-desktop");
const BAD: (u16, &str) = (400, "invalid_dpop_proof");

/// A client that acts for itself.
async fn service(world: &World, dpop_bound: bool) -> (String, String) {
    let new = NewClient {
        name: "Service".into(),
        confidential: true,
        grants: vec!["client_credentials".into()],
        scopes: vec!["sessions".into()],
        dpop_bound,
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    (id, secret.unwrap())
}

/// The nonce that the server hands out now.
async fn nonce(world: &World) -> String {
    let pair = Pair::es256();
    let asked = token_request(world, &[("grant_type", "refresh_token"), DESKTOP])
        .header("DPoP", proof(world, &pair, &json!({})));
    let answer = asked.send().await.unwrap();
    let nonce = answer.headers()["dpop-nonce"].to_str().unwrap().to_owned();
    assert_eq!(error_of(answer).await, (400, "use_dpop_nonce".into()));
    nonce
}

/// Puts the members of `changes` into `all`; null stays, for whoever takes a member away later.
fn join(all: &mut Value, changes: &Value) {
    let members = changes.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(members);
}

/// A proof for the token address, with some claims set anew; null takes one away.
fn proof(world: &World, pair: &Pair, changes: &Value) -> String {
    let mut claims = json!({
        "jti": format!("{}-{}", common::next(), data_encoding::HEXLOWER.encode(&common::random::<12>())),
        "htm": "POST", "htu": format!("{}/oauth/token", world.base), "iat": world.now(),
    });
    merge(&mut claims, changes);
    let header = json!({"typ": "dpop+jwt", "alg": pair.alg(), "jwk": pair.jwk()});
    pair.sign(&header, &claims)
}

/// A proof for `GET` of `path` with `token`.
fn proof_for(world: &World, pair: &Pair, path: &str, token: &str, changes: &Value) -> String {
    let mut claims = json!({
        "htm": "GET", "htu": format!("{}{path}", world.base),
        "ath": BASE64URL_NOPAD.encode(&Sha256::digest(token.as_bytes())),
    });
    join(&mut claims, changes);
    proof(world, pair, &claims)
}

fn token_request(world: &World, fields: &[(&str, &str)]) -> RequestBuilder {
    world
        .http
        .post(format!("{}/oauth/token", world.base))
        .form(fields)
}

/// Tokens of a client for itself, asked for with this proof.
async fn own(world: &World, client: &(String, String), proof: &str) -> Response {
    let asked = token_request(world, &[("grant_type", "client_credentials")]);
    let asked = asked
        .basic_auth(&client.0, Some(&client.1))
        .header("DPoP", proof);
    asked.send().await.unwrap()
}

/// What redeems `code` at the desktop app.
fn redemption(code: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".into()),
        ("client_id", "countersign-desktop".into()),
        ("redirect_uri", DESKTOP_CALLBACK.into()),
        ("code_verifier", VERIFIER.into()),
        ("code", code.to_owned()),
    ]
}

async fn redeem(world: &World, code: &str, proof: &str) -> Response {
    let address = format!("{}/oauth/token", world.base);
    let asked = world.http.post(address).form(&redemption(code));
    asked.header("DPoP", proof).send().await.unwrap()
}

async fn refresh(world: &World, token: &str, proof: Option<&str>) -> Response {
    let fields = [
        ("grant_type", "refresh_token"),
        DESKTOP,
        ("refresh_token", token),
    ];
    let asked = token_request(world, &fields);
    let asked = match proof {
        Some(proof) => asked.header("DPoP", proof),
        None => asked,
    };
    asked.send().await.unwrap()
}

/// Tokens of the desktop app that are bound to `pair`.
async fn desktop(world: &World, pair: &Pair) -> Tokens {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let code = world.desktop_code(&mut browser).await;
    let nonce = nonce(world).await;
    let answer = redeem(world, &code, &proof(world, pair, &json!({"nonce": nonce}))).await;
    Tokens::from(answer).await
}

/// `GET` of `path` with a token and what goes into the `DPoP` header.
async fn bound(world: &World, path: &str, token: &str, proofs: &[&str]) -> Response {
    let address = format!("{}{path}", world.base);
    let mut asked = world
        .http
        .request(Method::GET, address)
        .header("authorization", format!("DPoP {token}"));
    for proof in proofs {
        asked = asked.header("DPoP", *proof);
    }
    asked.send().await.unwrap()
}

async fn a_public_client_binds_everything_it_gets(world: World) {
    let (pair, other) = (Pair::es256(), Pair::es256());
    let tokens = desktop(&world, &pair).await;
    assert_eq!(tokens.body["token_type"], "DPoP");
    assert_eq!(claims(&tokens.access)["cnf"]["jkt"], pair.jkt().as_str());

    let nonce = nonce(&world).await;
    let with_nonce = |pair: &Pair| proof(&world, pair, &json!({"nonce": nonce}));
    let next = refresh(&world, tokens.refresh(), Some(&with_nonce(&pair))).await;
    assert!(
        next.headers().contains_key("dpop-nonce"),
        "the next one comes along"
    );
    let next = Tokens::from(next).await;
    assert_eq!(claims(&next.access)["cnf"]["jkt"], pair.jkt().as_str());

    for stolen in [Some(with_nonce(&other)), None] {
        let tokens = desktop(&world, &pair).await;
        let refused = refresh(&world, tokens.refresh(), stolen.as_deref()).await;
        assert_eq!(error_of(refused).await, (400, "invalid_grant".into()));
    }
}

async fn a_confidential_client_binds_access_tokens_alone(world: World) {
    let callback = "https://wiki.example/cb";
    let new = NewClient {
        name: "Wiki".into(),
        confidential: true,
        first_party: true,
        redirect_uris: vec![callback.into()],
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    let secret = secret.unwrap();
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let mut request = with(
        desktop_request(),
        &[("client_id", ""), ("redirect_uri", "")],
    );
    request.extend([("client_id", id.clone()), ("redirect_uri", callback.into())]);
    let code = browser.authorize(&request).await["code"].clone();
    let nonce = nonce(&world).await;
    let ask = async |pair: &Pair, fields: &[(&str, &str)]| {
        let asked = token_request(&world, fields).basic_auth(&id, Some(&secret));
        let proof = proof(&world, pair, &json!({"nonce": nonce}));
        Tokens::from(asked.header("DPoP", proof).send().await.unwrap()).await
    };
    let (first, second) = (Pair::es256(), Pair::eddsa());
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
        ("code", &code),
    ];
    let tokens = ask(&first, &fields).await;
    assert_eq!(claims(&tokens.access)["cnf"]["jkt"], first.jkt().as_str());
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
    ];
    let tokens = ask(&second, &fields).await;
    assert_eq!(claims(&tokens.access)["cnf"]["jkt"], second.jkt().as_str());

    let asked = [("token", tokens.access.as_str())];
    let told = world.http.post(format!("{}/oauth/introspect", world.base));
    let told = told
        .basic_auth(&id, Some(&secret))
        .form(&asked)
        .send()
        .await
        .unwrap();
    let told: Value = told.json().await.unwrap();
    assert_eq!(
        (&told["active"], &told["token_type"]),
        (&json!(true), &json!("DPoP"))
    );
    assert_eq!(told["cnf"]["jkt"], second.jkt().as_str());
}

async fn each_claim_of_a_proof_for_tokens_decides(world: World) {
    let client = service(&world, false).await;
    let (pair, other) = (Pair::es256(), Pair::es256());
    let (now, nonce) = (world.now(), nonce(&world).await);
    let base = json!({"nonce": nonce});
    let make = |changes: &Value| {
        let mut all = base.clone();
        join(&mut all, changes);
        proof(&world, &pair, &all)
    };
    let elsewhere = format!("{}/oauth/introspect", world.base);
    for (changes, what) in [
        (json!({"jti": null}), "no jti"),
        (json!({"jti": ""}), "an empty jti"),
        (json!({"htm": null}), "no htm"),
        (json!({"htm": "GET"}), "another method"),
        (json!({"htu": null}), "no htu"),
        (json!({"htu": elsewhere}), "another address"),
        (
            json!({"htu": "https://id.example/oauth/token"}),
            "another server",
        ),
        (json!({"iat": null}), "no iat"),
        (json!({"iat": now - 71}), "too old"),
        (json!({"iat": now + 60}), "not yet made"),
        (json!({"iat": now.to_string()}), "iat as text"),
        (json!({"exp": now - 60}), "over"),
        (json!({"nbf": now + 60}), "not yet valid"),
    ] {
        let answer = error_of(own(&world, &client, &make(&changes)).await).await;
        assert_eq!(answer, (BAD.0, BAD.1.into()), "{what}");
    }
    for changes in [
        json!({"iat": now - 10}),
        json!({"iat": now + 10}),
        json!({"nbf": now + 8}),
        json!({"htu": format!("{}/oauth/token?a=b#c", world.base.to_uppercase())}),
    ] {
        Tokens::from(own(&world, &client, &make(&changes)).await).await;
    }

    let body = json!({"jti": "h", "htm": "POST", "htu": format!("{}/oauth/token", world.base), "iat": now, "nonce": nonce});
    let good = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": pair.jwk()});
    let mut private = pair.jwk();
    private["d"] = json!("AAAA");
    for (changes, what) in [
        (json!({"typ": "JWT"}), "another kind of token"),
        (json!({"typ": null}), "no kind"),
        (json!({"alg": "none"}), "unsigned"),
        (json!({"alg": "HS256"}), "symmetric"),
        (json!({"alg": "RS256"}), "RS256"),
        (json!({"alg": "EdDSA"}), "not what the key is for"),
        (json!({"jwk": null}), "no key"),
        (json!({"jwk": private}), "a private key"),
        (
            json!({"jwk": {"kty": "oct", "k": "AAAA"}}),
            "a shared secret",
        ),
        (json!({"jwk": other.jwk()}), "another's key"),
        (json!({"crit": ["x"]}), "an extension"),
    ] {
        let mut header = good.clone();
        merge(&mut header, &changes);
        let answer = error_of(own(&world, &client, &pair.sign(&header, &body)).await).await;
        assert_eq!(answer, (BAD.0, BAD.1.into()), "{what}");
    }
    let signed = make(&json!({}));
    let (unsigned, _) = signed.rsplit_once('.').unwrap();
    for odd in [
        "",
        "x",
        "a.b.c",
        unsigned,
        &format!("{unsigned}."),
        &format!("{signed}, {signed}"),
    ] {
        let answer = error_of(own(&world, &client, odd).await).await;
        assert_eq!(answer, (BAD.0, BAD.1.into()), "{odd}");
    }
    let twice = token_request(&world, &[("grant_type", "client_credentials")]);
    let twice = twice.basic_auth(&client.0, Some(&client.1));
    let twice = twice
        .header("DPoP", make(&json!({})))
        .header("DPoP", make(&json!({})));
    assert_eq!(
        error_of(twice.send().await.unwrap()).await,
        (BAD.0, BAD.1.into()),
        "two headers"
    );
}

async fn each_claim_of_a_proof_for_a_resource_decides(world: World) {
    let pair = Pair::es256();
    let (tokens, token_nonce) = (desktop(&world, &pair).await, nonce(&world).await);
    for path in ["/oauth/userinfo", "/api/v1/me"] {
        let plain = proof_for(&world, &pair, path, &tokens.access, &json!({}));
        let asked = bound(&world, path, &tokens.access, &[&plain]).await;
        let challenge = asked.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            challenge.starts_with("DPoP error=\"use_dpop_nonce\""),
            "{challenge}"
        );
        let nonce = asked.headers()["dpop-nonce"].to_str().unwrap().to_owned();
        assert_eq!(nonce, token_nonce);
        assert_eq!(error_of(asked).await, (401, "use_dpop_nonce".into()));

        let make = |pair: &Pair, changes: &Value| {
            let mut all = json!({"nonce": nonce});
            join(&mut all, changes);
            proof_for(&world, pair, path, &tokens.access, &all)
        };
        let good = make(&pair, &json!({}));
        let answer = bound(&world, path, &tokens.access, &[&good]).await;
        assert_eq!(answer.status(), 200, "{path}");
        let other = Pair::es256();
        for (proof, what) in [
            (good.clone(), "shown before"),
            (make(&other, &json!({})), "another key"),
            (make(&pair, &json!({"ath": null})), "no hash of the token"),
            (make(&pair, &json!({"ath": "x"})), "another token"),
            (make(&pair, &json!({"htm": "POST"})), "another method"),
            (make(&pair, &json!({"htu": world.base})), "another address"),
            (make(&pair, &json!({"iat": world.now() - 61})), "too old"),
        ] {
            let answer = bound(&world, path, &tokens.access, &[&proof]).await;
            let challenge = answer.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .to_owned();
            assert!(
                challenge.starts_with("DPoP error=\"invalid_dpop_proof\""),
                "{challenge}"
            );
            assert_eq!(
                error_of(answer).await,
                (401, BAD.1.into()),
                "{path}: {what}"
            );
        }
        let two = [make(&pair, &json!({})), make(&pair, &json!({}))];
        let answer = bound(&world, path, &tokens.access, &[&two[0], &two[1]]).await;
        assert_eq!(error_of(answer).await, (401, BAD.1.into()), "two headers");
    }
}

async fn a_bound_token_is_nothing_without_its_key(world: World) {
    let pair = Pair::es256();
    let (bound_tokens, free) = (desktop(&world, &pair).await, world.desktop().await);
    let nonce = nonce(&world).await;
    let path = "/api/v1/me";
    for token in [&bound_tokens.access] {
        assert_eq!(
            world.api(path, token).await.status(),
            401,
            "as a bearer token"
        );
        assert_eq!(
            bound(&world, path, token, &[]).await.status(),
            401,
            "without a proof"
        );
        let form = [("access_token", token.as_str())];
        assert_eq!(
            world.post_form("/oauth/userinfo", &form).await.status(),
            401,
            "in a form"
        );
    }
    let proof = proof_for(&world, &pair, path, &free.access, &json!({"nonce": nonce}));
    let answer = bound(&world, path, &free.access, &[&proof]).await;
    assert_eq!(answer.status(), 401, "a token that is bound to nothing");
    assert_eq!(world.api(path, &free.access).await.status(), 200);
}

async fn a_proof_counts_once(world: World) {
    let client = service(&world, false).await;
    let pair = Pair::es256();
    let nonce = nonce(&world).await;
    let make = |pair: &Pair, jti: &str| proof(&world, pair, &json!({"nonce": nonce, "jti": jti}));
    let first = make(&pair, "the same");
    Tokens::from(own(&world, &client, &first).await).await;
    assert_eq!(
        error_of(own(&world, &client, &first).await).await,
        (BAD.0, BAD.1.into())
    );
    let renamed = make(&pair, "the same");
    assert_eq!(
        error_of(own(&world, &client, &renamed).await).await,
        (BAD.0, BAD.1.into())
    );
    Tokens::from(own(&world, &client, &make(&Pair::es256(), "the same")).await).await;

    let base = world.base.clone();
    let world = world.known_as(&base).await;
    assert_eq!(
        error_of(own(&world, &client, &first).await).await,
        (BAD.0, BAD.1.into()),
        "a restart forgets nothing"
    );
}

async fn a_nonce_is_the_servers_and_young(world: World) {
    let client = service(&world, false).await;
    let pair = Pair::es256();
    let ask = async |world: &World, nonce: &str| {
        own(
            world,
            &client,
            &proof(world, &pair, &json!({"nonce": nonce})),
        )
        .await
    };
    let first = nonce(&world).await;
    assert_eq!(nonce(&world).await, first, "one for everybody");
    Tokens::from(ask(&world, &first).await).await;
    world.wait(60);
    assert_ne!(nonce(&world).await, first);
    Tokens::from(ask(&world, &first).await).await;
    world.wait(60);
    for nonce in [first.as_str(), "", "made up"] {
        let answer = ask(&world, nonce).await;
        assert!(answer.headers().contains_key("dpop-nonce"));
        assert_eq!(
            error_of(answer).await,
            (400, "use_dpop_nonce".into()),
            "{nonce}"
        );
    }
    let current = nonce(&world).await;
    let world = world.restarted().await;
    Tokens::from(ask(&world, &current).await).await;
}

async fn a_code_can_be_bound_before_it_is_issued(world: World) {
    let (pair, other) = (Pair::es256(), Pair::es256());
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let jkt = pair.jkt();
    let request = with(desktop_request(), &[("dpop_jkt", jkt.as_str())]);
    let code = browser.authorize(&request).await["code"].clone();
    let nonce = nonce(&world).await;
    let make = |pair: &Pair| proof(&world, pair, &json!({"nonce": nonce}));
    let refused = (400, "invalid_grant".to_owned());
    assert_eq!(
        error_of(world.redeem(&code).await).await,
        refused,
        "no proof"
    );
    assert_eq!(
        error_of(redeem(&world, &code, &make(&other)).await).await,
        refused,
        "another key"
    );
    let tokens = Tokens::from(redeem(&world, &code, &make(&pair)).await).await;
    assert_eq!(claims(&tokens.access)["cnf"]["jkt"], jkt.as_str());

    for odd in ["x", &jkt[1..], &format!("{jkt}=")] {
        let request = with(desktop_request(), &[("dpop_jkt", odd)]);
        assert_eq!(
            browser.authorize(&request).await["error"],
            "invalid_request",
            "{odd}"
        );
    }
}

async fn a_proof_is_demanded_where_that_was_chosen(world: World) {
    let client = service(&world, true).await;
    let bare = token_request(&world, &[("grant_type", "client_credentials")]);
    let bare = bare
        .basic_auth(&client.0, Some(&client.1))
        .send()
        .await
        .unwrap();
    assert_eq!(
        error_of(bare).await,
        (BAD.0, BAD.1.into()),
        "the client was registered so"
    );
    let pair = Pair::es256();
    let fresh = nonce(&world).await;
    let proved = own(
        &world,
        &client,
        &proof(&world, &pair, &json!({"nonce": fresh})),
    )
    .await;
    assert_eq!(Tokens::from(proved).await.body["token_type"], "DPoP");

    let free = world.desktop().await;
    let world = world
        .reconfigured(|config| config.dpop.required = true)
        .await;
    assert_eq!(
        error_of(world.refresh(free.refresh()).await).await,
        (BAD.0, BAD.1.into())
    );
    let world = world
        .reconfigured(|config| {
            config.dpop = server::config::Dpop {
                required: false,
                nonces: false,
            }
        })
        .await;
    let plain = own(&world, &client, &proof(&world, &pair, &json!({}))).await;
    assert!(!plain.headers().contains_key("dpop-nonce"));
    Tokens::from(plain).await;

    let metadata = world
        .http
        .get(format!("{}/.well-known/openid-configuration", world.base));
    let metadata: Value = metadata.send().await.unwrap().json().await.unwrap();
    let algs = json!(["ES256", "EdDSA", "PS256"]);
    assert_eq!(metadata["dpop_signing_alg_values_supported"], algs);
}

async fn every_kind_of_key_will_do(world: World) {
    let client = service(&world, false).await;
    let nonce = nonce(&world).await;
    for pair in [Pair::es256(), Pair::eddsa(), Pair::rsa()] {
        let answer = own(
            &world,
            &client,
            &proof(&world, &pair, &json!({"nonce": nonce})),
        )
        .await;
        let tokens = Tokens::from(answer).await;
        assert_eq!(claims(&tokens.access)["cnf"]["jkt"], pair.jkt().as_str());
    }
}

async fn a_proof_with_a_pushed_request_binds_the_code(world: World) {
    let (pair, other) = (Pair::es256(), Pair::es256());
    let nonce = nonce(&world).await;
    let address = format!("{}/oauth/par", world.base);
    let for_par = |pair: &Pair| proof(&world, pair, &json!({"nonce": nonce, "htu": address}));
    let jkt = pair.jkt();
    let contrary = with(desktop_request(), &[("dpop_jkt", jkt.as_str())]);
    let asked = world
        .http
        .post(&address)
        .form(&contrary)
        .header("DPoP", for_par(&other));
    let refused = error_of(asked.send().await.unwrap()).await;
    assert_eq!(refused, (400, "invalid_request".into()));

    let asked = world.http.post(&address).form(&desktop_request());
    let pushed = asked.header("DPoP", for_par(&pair)).send().await.unwrap();
    let pushed: Value = pushed.json().await.unwrap();
    let uri = pushed["request_uri"].as_str().unwrap().to_owned();
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let request = [("client_id", DESKTOP.1.to_owned()), ("request_uri", uri)];
    let code = browser.authorize(&request).await["code"].clone();
    let make = |pair: &Pair| proof(&world, pair, &json!({"nonce": nonce}));
    let refused = redeem(&world, &code, &make(&other)).await;
    assert_eq!(error_of(refused).await, (400, "invalid_grant".into()));
    Tokens::from(redeem(&world, &code, &make(&pair)).await).await;
}

/// Posts a form with a proof for that address.
async fn prove(
    world: &World,
    path: &str,
    fields: &[(&str, &str)],
    pair: &Pair,
    nonce: &str,
) -> Response {
    let address = format!("{}{path}", world.base);
    let proof = proof(world, pair, &json!({"nonce": nonce, "htu": address}));
    let post = world.http.post(&address).form(fields);
    post.header("DPoP", proof).send().await.unwrap()
}

const DEVICE: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
const BEGIN: &str = "/oauth/device_authorization";

/// A person lets the device in that shows this code.
async fn let_in(world: &World, begun: &Value) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let page = format!("/device?user_code={}", begun["user_code"].as_str().unwrap());
    let csrf = browser.field(&page, "csrf").await;
    let fields = [
        ("csrf", csrf.as_str()),
        ("user_code", begun["user_code"].as_str().unwrap()),
        ("decision", "allow"),
    ];
    let done = browser.post("/device/decision", &fields).await;
    assert_eq!(done.status(), 200);
}

async fn a_device_binds_its_code_and_says_what_its_tokens_are_for(world: World) {
    let films = "https://films.example/api";
    let new = NewClient {
        name: "Television".into(),
        grants: vec![DEVICE.1.into(), "refresh_token".into()],
        resources: vec![films.into()],
        ..NewClient::default()
    };
    let (id, _) = world.client(new).await;
    let (pair, other) = (Pair::es256(), Pair::es256());
    let nonce = nonce(&world).await;
    let scope = ("scope", "openid offline_access");
    let client = ("client_id", id.as_str());
    let resource = ("resource", films);

    // What it may not ask for, or says in two ways.
    let foreign = ("resource", "https://evil.example");
    let asked = world
        .post_form(BEGIN, &[client, scope, resource, foreign])
        .await;
    assert_eq!(error_of(asked).await, (400, "invalid_target".into()));
    let jkt = pair.jkt();
    let bound_to = ("dpop_jkt", jkt.as_str());
    let asked = prove(&world, BEGIN, &[client, scope, bound_to], &other, &nonce).await;
    assert_eq!(error_of(asked).await, (400, "invalid_request".into()));
    for odd in ["x", &jkt[1..]] {
        let asked = world
            .post_form(BEGIN, &[client, scope, ("dpop_jkt", odd)])
            .await;
        assert_eq!(
            error_of(asked).await,
            (400, "invalid_request".into()),
            "{odd}"
        );
    }
    let asked = prove(&world, BEGIN, &[client, scope], &pair, "made up").await;
    assert_eq!(error_of(asked).await, (400, "use_dpop_nonce".into()));

    let by_proof = prove(&world, BEGIN, &[client, scope, resource], &pair, &nonce).await;
    assert!(by_proof.headers().contains_key("dpop-nonce"));
    let by_name = world
        .post_form(BEGIN, &[client, scope, resource, bound_to])
        .await;
    for begun in [by_proof, by_name] {
        assert_eq!(begun.status(), 200);
        let begun: Value = begun.json().await.unwrap();
        let code = ("device_code", begun["device_code"].as_str().unwrap());
        let poll = [DEVICE, client, code];
        let refused = (400, "invalid_grant".to_owned());
        let path = "/oauth/token";
        let early = prove(&world, path, &poll, &other, &nonce).await;
        assert_eq!(error_of(early).await, refused, "another key learns nothing");
        let_in(&world, &begun).await;
        assert_eq!(
            error_of(world.post_form(path, &poll).await).await,
            refused,
            "no proof"
        );
        let stolen = prove(&world, path, &poll, &other, &nonce).await;
        assert_eq!(error_of(stolen).await, refused, "another key");
        let wider = [DEVICE, client, code, foreign];
        let wider = prove(&world, path, &wider, &pair, &nonce).await;
        assert_eq!(error_of(wider).await, (400, "invalid_target".into()));
        let tokens = Tokens::from(prove(&world, path, &poll, &pair, &nonce).await).await;
        assert_eq!(tokens.body["token_type"], "DPoP");
        let said = claims(&tokens.access);
        assert_eq!(
            (&said["cnf"]["jkt"], &said["aud"]),
            (&json!(jkt), &json!(films))
        );

        // What follows is bound like the first, and for the same.
        let refresh = [
            ("grant_type", "refresh_token"),
            client,
            ("refresh_token", tokens.refresh()),
        ];
        let next = Tokens::from(prove(&world, path, &refresh, &pair, &nonce).await).await;
        assert_eq!(claims(&next.access)["aud"], films);
        let refresh = [
            ("grant_type", "refresh_token"),
            client,
            ("refresh_token", next.refresh()),
        ];
        let stolen = prove(&world, path, &refresh, &other, &nonce).await;
        assert_eq!(error_of(stolen).await, refused);
    }
}

async fn a_busy_client_is_never_refused_for_an_old_nonce(world: World) {
    let pair = Pair::es256();
    let mut tokens = desktop(&world, &pair).await;
    let mut latest = nonce(&world).await;
    let mut handed = std::collections::BTreeSet::new();
    for turn in 0..12 {
        // Just short of how long a nonce is handed out, and any step of it.
        world.wait(59);
        let answer = match turn % 3 {
            0 => {
                refresh(
                    &world,
                    tokens.refresh(),
                    Some(&proof(&world, &pair, &json!({"nonce": latest}))),
                )
                .await
            }
            turn => {
                let path = ["", "/oauth/userinfo", "/api/v1/sessions"][turn];
                let proof = proof_for(
                    &world,
                    &pair,
                    path,
                    &tokens.access,
                    &json!({"nonce": latest}),
                );
                bound(&world, path, &tokens.access, &[&proof]).await
            }
        };
        assert_eq!(answer.status(), 200, "turn {turn}");
        latest = answer.headers()["dpop-nonce"].to_str().unwrap().to_owned();
        handed.insert(latest.clone());
        if turn % 3 == 0 {
            tokens = Tokens::from(answer).await;
        }
    }
    assert!(handed.len() > 10, "new ones come before the old ones end");
    // Who shows no proof is handed none.
    let free = world.desktop().await;
    let plain = world.api("/api/v1/me", &free.access).await;
    assert!(!plain.headers().contains_key("dpop-nonce"));
}
