use accounts::{Error, Http, SignedIn};
use serde_json::{Value, json};

use crate::{
    browser::{back, begin, http, visit},
    fake::{Fake, Forge},
    keys::{self, Key},
};

async fn sign_in(fake: &Fake, http: &Http) -> Result<SignedIn, Error> {
    let provider = fake.discovered(http).await;
    let attempt = begin(&provider).await;
    let (to, parameters) = fake.approve(attempt.address());
    let clock = fake.clock();
    tokio::join!(attempt.finish(http, &clock), visit(back(&to, &parameters))).0
}

/// Signs in at a server whose identity tokens are changed by `forge`.
async fn forged(
    forge: impl Fn(&Key, &mut Value, &mut Value) -> Option<String> + Send + 'static,
) -> Result<SignedIn, Error> {
    let fake = Fake::start().await;
    let forge: Forge = Box::new(forge);
    fake.lie().forge = Some(forge);
    sign_in(&fake, &http()).await
}

async fn with_claims(change: impl Fn(&mut Value) + Send + 'static) -> Result<SignedIn, Error> {
    forged(move |_, _, claims| {
        change(claims);
        None
    })
    .await
}

#[track_caller]
#[allow(
    clippy::needless_pass_by_value,
    reason = "what is refused is of no further use"
)]
fn refused(result: Result<SignedIn, Error>, why: &str) {
    assert!(
        matches!(result, Err(Error::BadTokens { .. })),
        "{why}: {result:?}"
    );
}

#[tokio::test]
async fn tokens_signed_with_each_of_our_algorithms_are_accepted() {
    for key in [Key::es256(), Key::eddsa(), Key::rs256()] {
        let algorithm = key.algorithm();
        let fake = Fake::start().await;
        fake.lie().key = key;
        let signed_in = sign_in(&fake, &http()).await;
        assert!(signed_in.is_ok(), "{algorithm}: {signed_in:?}");
    }
}

#[tokio::test]
async fn an_algorithm_that_the_document_does_not_list_is_refused() {
    let fake = Fake::start().await;
    fake.lie().document = json!({"id_token_signing_alg_values_supported": ["RS256"]});
    refused(sign_in(&fake, &http()).await, "ES256 is not listed");
}

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    let none = |header: &mut Value| header["alg"] = "none".into();
    refused(
        forged(move |_, header, claims| {
            none(header);
            Some(format!("{}.", keys::unsigned(header, claims)))
        })
        .await,
        "none",
    );
    refused(
        forged(|_, header, claims| Some(format!("{}.", keys::unsigned(header, claims)))).await,
        "signature cut off",
    );
    refused(
        forged(|_, header, claims| Some(keys::unsigned(header, claims))).await,
        "two parts",
    );
}

#[tokio::test]
async fn a_shared_secret_is_refused_also_when_it_is_the_public_key() {
    for secret in ["", "countersign-desktop", "public key"] {
        let result = forged(move |key, header, claims| {
            header["alg"] = "HS256".into();
            let public = key.jwk("first").to_string();
            Some(keys::hs256(
                if secret == "public key" {
                    public.as_bytes()
                } else {
                    secret.as_bytes()
                },
                header,
                claims,
            ))
        })
        .await;
        refused(result, secret);
    }
}

#[tokio::test]
async fn a_token_signed_by_somebody_else_is_refused() {
    refused(
        forged(|_, header, claims| Some(Key::es256().jwt(header, claims))).await,
        "same key id, other key",
    );
    let carried = forged(|_, header, claims| {
        let own = Key::es256();
        header["kid"] = "mine".into();
        header["jwk"] = own.jwk("mine");
        header["jku"] = "https://evil.example/jwks".into();
        Some(own.jwt(header, claims))
    })
    .await;
    refused(carried, "the key comes along in the token");
    refused(
        forged(|_, header, _| {
            header["crit"] = json!(["exp"]);
            None
        })
        .await,
        "something critical that nobody understands",
    );
}

#[tokio::test]
async fn the_nonce_must_be_that_of_this_attempt() {
    refused(
        with_claims(|claims| claims["nonce"] = "another".into()).await,
        "another nonce",
    );
    refused(
        with_claims(|claims| drop(claims.as_object_mut().unwrap().remove("nonce"))).await,
        "no nonce",
    );
}

#[tokio::test]
async fn the_audience_must_be_this_client() {
    refused(
        with_claims(|claims| claims["aud"] = "another".into()).await,
        "another audience",
    );
    refused(
        with_claims(|claims| claims["aud"] = json!([])).await,
        "no audience",
    );
    refused(
        with_claims(|claims| claims["aud"] = json!(["countersign-desktop", "another"])).await,
        "two audiences and no azp",
    );
    refused(
        with_claims(|claims| claims["azp"] = "another".into()).await,
        "issued to another",
    );
    let shared = |claims: &mut Value| {
        claims["aud"] = json!(["project", "countersign-desktop"]);
        claims["azp"] = "countersign-desktop".into();
    };
    assert!(
        with_claims(shared).await.is_ok(),
        "two audiences, issued to this client"
    );
}

#[tokio::test]
async fn the_issuer_must_be_the_one_that_was_asked_to_the_letter() {
    refused(
        with_claims(|claims| claims["iss"] = "https://evil.example".into()).await,
        "another issuer",
    );
    refused(
        with_claims(|claims| {
            claims["iss"] = format!("{}/", claims["iss"].as_str().unwrap()).into();
        })
        .await,
        "one slash more",
    );
}

#[tokio::test]
async fn times_count_with_a_minute_of_leeway() {
    let exp = |by: i64| {
        with_claims(move |claims| claims["exp"] = (claims["iat"].as_i64().unwrap() + by).into())
    };
    assert!(exp(-59).await.is_ok(), "expired a moment ago");
    refused(exp(-61).await, "expired");
    let iat = |by: i64| {
        with_claims(move |claims| claims["iat"] = (claims["iat"].as_i64().unwrap() + by).into())
    };
    assert!(iat(59).await.is_ok(), "issued in a moment");
    refused(iat(61).await, "issued in the future");
}

#[tokio::test]
async fn required_claims_must_be_there_and_of_the_right_type() {
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        refused(
            with_claims(move |claims| drop(claims.as_object_mut().unwrap().remove(name))).await,
            name,
        );
        refused(
            with_claims(move |claims| claims[name] = json!({"a": 1})).await,
            name,
        );
    }
    refused(
        with_claims(|claims| claims["exp"] = "1900000000".into()).await,
        "text for a number",
    );
    refused(
        with_claims(|claims| claims["sub"] = 7.into()).await,
        "a number for text",
    );
    refused(
        with_claims(|claims| claims["sub"] = "".into()).await,
        "nobody",
    );
    refused(
        with_claims(|claims| claims["sub"] = "x".repeat(256).into()).await,
        "too long a subject",
    );
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_when_they_changed() {
    let (fake, http) = (Fake::start().await, http());
    sign_in(&fake, &http).await.unwrap();
    sign_in(&fake, &http).await.unwrap();
    assert_eq!(
        fake.lie().key_requests,
        1,
        "known keys are not fetched again"
    );
    {
        let mut inner = fake.lie();
        inner.key = Key::es256();
        inner.kid = "second".to_owned();
    }
    sign_in(&fake, &http).await.unwrap();
    assert_eq!(
        fake.lie().key_requests,
        2,
        "an unknown key is worth a second look"
    );
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_once_in_five_minutes() {
    let (fake, http) = (Fake::start().await, http());
    let forge: Forge = Box::new(|_, header, claims| {
        header["kid"] = "made up".into();
        Some(Key::es256().jwt(header, claims))
    });
    fake.lie().forge = Some(forge);
    for _ in 0..3 {
        refused(sign_in(&fake, &http).await, "unknown key");
    }
    assert_eq!(fake.lie().key_requests, 2, "the first look and one more");
    fake.later(301);
    refused(sign_in(&fake, &http).await, "unknown key");
    assert_eq!(fake.lie().key_requests, 3);
}
