//! How a client proves who it is.

use crate::{
    common::{World, error_of, keys::Pair},
    on_both_databases,
};
use authority::{Digest, assertion::TYPE, client::Client, scope::Scopes};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::clients::NewClient;

use super::{OWN, as_client, service, service_named};

on_both_databases!(
    a_secret_counts_in_either_spelling_and_place,
    an_empty_secret_is_none_for_a_public_client_alone,
    two_ways_at_once_are_refused,
    a_client_signs_instead_of_knowing_a_secret,
    an_assertion_counts_once_and_only_here,
    a_signature_by_another_key_or_algorithm_is_none,
    a_parameter_that_comes_twice_is_refused,
);

const REFUSED: (u16, &str) = (401, "invalid_client");

fn refused() -> (u16, String) {
    (REFUSED.0, REFUSED.1.to_owned())
}

/// A client with this id and secret.
async fn odd(world: &World, id: &str, secret: &str) {
    let client = Client {
        id: id.to_owned(),
        name: "Odd".to_owned(),
        secret: Some(Digest::of(secret)),
        grants: vec!["client_credentials".to_owned()],
        scopes: Scopes::parse("sessions"),
        ..Client::default()
    };
    let mut work = world.server.store().begin().await.unwrap();
    work.clients()
        .add(&client, world.server.now())
        .await
        .unwrap();
    work.commit().await.unwrap();
}

async fn a_secret_counts_in_either_spelling_and_place(world: World) {
    let encoded =
        |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    for (id, secret) in [
        ("plain", "secret"),
        ("https://wiki.example/", "a+b c%zz&d=e%41"),
        ("with space", "100%"),
        ("colon", "a:b:c"),
        ("ümlaut", "schlüssel"),
    ] {
        odd(&world, id, secret).await;
        if !id.contains(':') {
            let raw = as_client(&world, "/oauth/token", (id, secret), &[OWN]).await;
            assert_eq!(raw.status(), StatusCode::OK, "{id} raw");
        }
        let both = (encoded(id), encoded(secret));
        let decoded = as_client(&world, "/oauth/token", (&both.0, &both.1), &[OWN]).await;
        assert_eq!(decoded.status(), StatusCode::OK, "{id} encoded");
        let form = [OWN, ("client_id", id), ("client_secret", secret)];
        let posted = world.post_form("/oauth/token", &form).await;
        assert_eq!(posted.status(), StatusCode::OK, "{id} posted");
        let form = [OWN, ("client_id", id), ("client_secret", "wrong")];
        assert_eq!(
            error_of(world.post_form("/oauth/token", &form).await).await,
            refused()
        );
        let wrong = as_client(&world, "/oauth/token", (&both.0, "wrong"), &[OWN]).await;
        let challenge = wrong.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(challenge.starts_with("Basic"), "{challenge}");
        assert_eq!(error_of(wrong).await, refused());
    }
    for header in [
        "Basic",
        "Basic !!!",
        "Basic cGxhaW4=",
        "Bearer abc",
        "Digest abc",
    ] {
        let request = world.http.post(format!("{}/oauth/token", world.base));
        let answer = request
            .header("authorization", header)
            .form(&[OWN])
            .send()
            .await
            .unwrap();
        assert_eq!(error_of(answer).await, refused(), "{header}");
    }
}

async fn an_empty_secret_is_none_for_a_public_client_alone(world: World) {
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let public = as_client(
        &world,
        "/oauth/token",
        ("countersign-desktop", ""),
        &refresh,
    )
    .await;
    assert_eq!(
        error_of(public).await,
        (400, "invalid_grant".into()),
        "it got past that"
    );
    let guess = as_client(
        &world,
        "/oauth/token",
        ("countersign-desktop", "x"),
        &refresh,
    )
    .await;
    assert_eq!(error_of(guess).await, refused());
    let (id, _) = service(&world).await;
    assert_eq!(
        error_of(as_client(&world, "/oauth/token", (&id, ""), &[OWN]).await).await,
        refused()
    );
    for form in [
        vec![OWN, ("client_id", id.as_str())],
        vec![OWN, ("client_id", "nobody")],
        vec![OWN],
    ] {
        assert_eq!(
            error_of(world.post_form("/oauth/token", &form).await).await,
            refused()
        );
    }
}

async fn two_ways_at_once_are_refused(world: World) {
    let (id, secret) = service(&world).await;
    let (pair, signer) = signer(&world).await;
    let assertion = pair.assertion(&signer, &world.base, world.now(), &json!({}));
    let posted = ("client_secret", secret.as_str());
    let signed = ("client_assertion", assertion.as_str());
    let of_type = ("client_assertion_type", TYPE);
    for extra in [
        vec![posted],
        vec![signed, of_type],
        vec![("client_id", "other")],
    ] {
        let form = [vec![OWN], extra].concat();
        let answer = as_client(&world, "/oauth/token", (&id, &secret), &form).await;
        assert_eq!(error_of(answer).await, (400, "invalid_request".into()));
    }
    let form = [OWN, ("client_id", id.as_str()), posted, signed, of_type];
    let answer = world.post_form("/oauth/token", &form).await;
    assert_eq!(error_of(answer).await, (400, "invalid_request".into()));
}

/// A client that signs, and its key.
async fn signer(world: &World) -> (Pair, String) {
    let pair = Pair::es256();
    let id = registered(world, &pair).await;
    (pair, id)
}

async fn registered(world: &World, pair: &Pair) -> String {
    let new = NewClient {
        jwks: Some(pair.jwks()),
        confidential: false,
        ..service_named("Signer")
    };
    let (id, secret) = world.client(new).await;
    assert!(secret.is_none(), "its keys are what it has");
    id
}

async fn show(world: &World, assertion: &str) -> (u16, String) {
    let form = [
        OWN,
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    error_of(world.post_form("/oauth/token", &form).await).await
}

fn good() -> (u16, String) {
    (200, String::new())
}

async fn a_client_signs_instead_of_knowing_a_secret(world: World) {
    for pair in [Pair::es256(), Pair::eddsa(), Pair::rsa()] {
        let id = registered(&world, &pair).await;
        let sign = |changes: Value| pair.assertion(&id, &world.base, world.now(), &changes);
        assert_eq!(
            show(&world, &sign(json!({}))).await,
            good(),
            "{}",
            pair.alg()
        );
        let eight_ahead = sign(json!({"nbf": world.now() + 8, "iat": world.now() + 8}));
        assert_eq!(show(&world, &eight_ahead).await, good(), "{}", pair.alg());
        let other = sign(json!({"jti": "same", "exp": world.now() - 5}));
        assert_eq!(
            show(&world, &other).await,
            good(),
            "a clock that is slightly behind"
        );
        let secret = [OWN, ("client_id", id.as_str()), ("client_secret", "x")];
        assert_eq!(
            error_of(world.post_form("/oauth/token", &secret).await).await,
            refused()
        );
        let nothing = [OWN, ("client_id", id.as_str())];
        assert_eq!(
            error_of(world.post_form("/oauth/token", &nothing).await).await,
            refused()
        );
    }
}

async fn an_assertion_counts_once_and_only_here(world: World) {
    let (pair, id) = signer(&world).await;
    let (base, now) = (world.base.clone(), world.now());
    let sign = |changes: Value| pair.assertion(&id, &base, now, &changes);
    let token_address = format!("{base}/oauth/token");
    for (changes, what) in [
        (json!({"aud": [base]}), "a list as audience"),
        (
            json!({"aud": token_address}),
            "the token address as audience",
        ),
        (
            json!({"aud": format!("{base}/")}),
            "the issuer with a slash",
        ),
        (
            json!({"aud": "https://other.example"}),
            "another server as audience",
        ),
        (json!({"aud": null}), "no audience"),
        (json!({"sub": null}), "no subject"),
        (json!({"iss": null}), "no issuer"),
        (json!({"iss": "other"}), "another issuer"),
        (json!({"sub": "countersign-desktop"}), "another subject"),
        (json!({"exp": null}), "no end"),
        (json!({"exp": now - 300}), "over for five minutes"),
        (json!({"exp": now + 86_400}), "a day"),
        (json!({"nbf": now + 61}), "not yet"),
        (json!({"jti": null}), "no name"),
    ] {
        assert_eq!(show(&world, &sign(changes)).await, refused(), "{what}");
    }
    let once = sign(json!({"jti": "once"}));
    assert_eq!(show(&world, &once).await, good());
    assert_eq!(show(&world, &once).await, refused(), "the second time");
    assert_eq!(
        show(&world, &sign(json!({"jti": "once"}))).await,
        refused(),
        "the name counts"
    );
    let world = world.known_as(&base).await;
    assert_eq!(
        show(&world, &once).await,
        refused(),
        "a restart forgets nothing"
    );

    let form = [OWN, ("client_assertion", once.as_str())];
    let untyped = error_of(world.post_form("/oauth/token", &form).await).await;
    assert_eq!(untyped, (400, "invalid_request".into()));
    let fresh = sign(json!({}));
    let form = [
        OWN,
        ("client_assertion_type", TYPE),
        ("client_assertion", fresh.as_str()),
        ("client_id", "countersign-desktop"),
    ];
    assert_eq!(
        error_of(world.post_form("/oauth/token", &form).await).await,
        refused()
    );
}

async fn a_signature_by_another_key_or_algorithm_is_none(world: World) {
    let (rsa, other) = (Pair::rsa(), Pair::es256());
    let id = registered(&world, &rsa).await;
    let now = world.now();
    let claims =
        |jti: &str| json!({"iss": id, "sub": id, "aud": world.base, "exp": now + 60, "jti": jti});
    assert_eq!(
        show(&world, &rsa.sign(&json!({"alg": "RS256"}), &claims("1"))).await,
        refused(),
        "RS256, rightly signed"
    );
    assert_eq!(
        show(&world, &other.sign(&json!({"alg": "ES256"}), &claims("2"))).await,
        refused()
    );
    assert_eq!(
        show(&world, &other.sign(&json!({"alg": "PS256"}), &claims("3"))).await,
        refused()
    );
    let embedded = json!({"alg": "ES256", "jwk": other.jwk()});
    assert_eq!(
        show(&world, &other.sign(&embedded, &claims("4"))).await,
        refused()
    );
    // The public key as the secret of a symmetric algorithm.
    let key = jsonwebtoken::EncodingKey::from_secret(rsa.jwks().as_bytes());
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    let confused = jsonwebtoken::encode(&header, &claims("5"), &key).unwrap();
    assert_eq!(show(&world, &confused).await, refused());
    let signed = rsa.sign(&json!({"alg": "none"}), &claims("6"));
    let (unsigned, _) = signed.rsplit_once('.').unwrap();
    for none in [signed.clone(), format!("{unsigned}."), unsigned.to_owned()] {
        assert_eq!(show(&world, &none).await, refused());
    }
    for garbage in ["x", "a.b.c", "...", &"x".repeat(20_000)] {
        assert_eq!(show(&world, garbage).await, refused());
    }
}

async fn a_parameter_that_comes_twice_is_refused(world: World) {
    let (id, secret) = service(&world).await;
    for (path, fields) in [
        ("/oauth/token", vec![OWN, OWN]),
        (
            "/oauth/token",
            vec![OWN, ("scope", "sessions"), ("scope", "sessions")],
        ),
        (
            "/oauth/token",
            vec![OWN, ("unheard-of", "1"), ("unheard-of", "2")],
        ),
        ("/oauth/introspect", vec![("token", "a"), ("token", "b")]),
        ("/oauth/revoke", vec![("token", "a"), ("token", "a")]),
    ] {
        let answer = as_client(&world, path, (&id, &secret), &fields).await;
        assert_eq!(
            error_of(answer).await,
            (400, "invalid_request".into()),
            "{path} {fields:?}"
        );
    }
}
