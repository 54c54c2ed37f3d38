//! What tokens are signed with, and what is never accepted as one.

use std::collections::BTreeSet;

use crate::{
    common::{PASSWORD, Tokens, VERIFIER, World, claims, desktop_request, with},
    on_both_databases,
};
use serde_json::Value;
use server::clients::{Error, NewClient};

use super::header;

on_both_databases!(
    fifty_refreshes_within_a_second_all_differ,
    each_client_gets_the_signature_it_asked_for,
    keys_change_every_ninety_days_and_overlap,
);

async fn fifty_refreshes_within_a_second_all_differ(world: World) {
    let mut tokens = world.desktop().await;
    let (mut texts, mut names) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..50 {
        tokens = Tokens::from(world.refresh(tokens.refresh()).await).await;
        let id = tokens.id.clone().unwrap();
        for token in [&tokens.access, &id] {
            names.insert(claims(token)["jti"].as_str().unwrap().to_owned());
            assert_eq!(claims(token)["iat"], world.now());
        }
        texts.extend([tokens.access.clone(), id, tokens.refresh().to_owned()]);
    }
    assert_eq!((texts.len(), names.len()), (150, 100));
}

/// A client whose identity tokens are signed with `alg`, and what it got.
async fn tokens_with(world: &World, alg: &str) -> (String, Tokens) {
    let callback = "https://wiki.example/cb";
    let new = NewClient {
        name: "Wiki".into(),
        first_party: true,
        redirect_uris: vec![callback.into()],
        id_token_alg: Some(alg.into()),
        ..NewClient::default()
    };
    let (id, _) = world.client(new).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let mut request = with(
        desktop_request(),
        &[("client_id", ""), ("redirect_uri", "")],
    );
    request.extend([("client_id", id.clone()), ("redirect_uri", callback.into())]);
    let code = browser.authorize(&request).await["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", &id),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
        ("code", &code),
    ];
    let answer = world.post_form("/oauth/token", &fields).await;
    (id, Tokens::from(answer).await)
}

async fn published(world: &World) -> Vec<Value> {
    let answer = world
        .http
        .get(format!("{}/oauth/jwks", world.base))
        .send()
        .await
        .unwrap();
    let set: Value = answer.json().await.unwrap();
    set["keys"].as_array().unwrap().clone()
}

/// Checks a token as any client would: with the published key that it names.
fn verify(keys: &[Value], token: &str, audience: &str) {
    let named = header(token);
    let key = keys.iter().find(|key| key["kid"] == named["kid"]).unwrap();
    assert_eq!(key["alg"], named["alg"]);
    assert!(
        ["d", "p", "q"]
            .iter()
            .all(|private| key.get(private).is_none())
    );
    let key: jsonwebtoken::jwk::Jwk = serde_json::from_value(key.clone()).unwrap();
    let algorithm = named["alg"].as_str().unwrap().parse().unwrap();
    let mut validation = jsonwebtoken::Validation::new(algorithm);
    validation.validate_exp = false;
    validation.set_audience(&[audience]);
    let key = jsonwebtoken::DecodingKey::from_jwk(&key).unwrap();
    jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();
}

async fn each_client_gets_the_signature_it_asked_for(world: World) {
    for (count, alg) in [(1, "ES256"), (2, "RS256"), (3, "EdDSA")] {
        let (id, tokens) = tokens_with(&world, alg).await;
        let id_token = tokens.id.clone().unwrap();
        assert_eq!(header(&id_token)["alg"], alg);
        assert_eq!(header(&id_token)["typ"], "JWT");
        assert_eq!(
            header(&tokens.access)["alg"],
            "ES256",
            "access tokens are always that"
        );
        let keys = published(&world).await;
        assert_eq!(keys.len(), count, "a key is made when it is first needed");
        verify(&keys, &id_token, &id);
        verify(&keys, &tokens.access, &world.base);
        let next = Tokens::from(refreshed(&world, &id, tokens.refresh()).await).await;
        assert_eq!(header(&next.id.unwrap())["alg"], alg);
    }
    for odd in ["none", "HS256", "PS256", "RS512", ""] {
        let new = NewClient {
            name: "Odd".into(),
            redirect_uris: vec!["https://odd.example/cb".into()],
            id_token_alg: Some(odd.into()),
            ..NewClient::default()
        };
        assert!(
            matches!(world.server.add_client(new).await, Err(Error::Unknown(_))),
            "{odd}"
        );
    }
}

async fn refreshed(world: &World, client: &str, token: &str) -> reqwest::Response {
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", client),
        ("refresh_token", token),
    ];
    world.post_form("/oauth/token", &fields).await
}

async fn keys_change_every_ninety_days_and_overlap(world: World) {
    let (id, tokens) = tokens_with(&world, "RS256").await;
    let before = published(&world).await;
    let mut last = tokens;
    // A family lives on while it is used.
    for _ in 0..7 {
        world.wait(12 * 86_400);
        last = Tokens::from(refreshed(&world, &id, last.refresh()).await).await;
    }
    assert_eq!(published(&world).await, before, "84 days");
    world.wait(5 * 86_400);
    last = Tokens::from(refreshed(&world, &id, last.refresh()).await).await;
    world.wait(86_400 - 60);
    let old = Tokens::from(refreshed(&world, &id, last.refresh()).await).await;
    world.wait(60);
    let keys = published(&world).await;
    assert_eq!(keys.len(), 4, "two took over from two");
    verify(&keys, &old.access, &world.base);
    verify(&keys, old.id.as_deref().unwrap(), &id);
    let (_, fresh) = tokens_with(&world, "RS256").await;
    assert!(
        before
            .iter()
            .all(|key| key["kid"] != header(&fresh.access)["kid"])
    );
    world.wait(3661);
    assert_eq!(published(&world).await.len(), 2);

    let kid = world.server.rotate_keys().await.unwrap();
    let (_, fresh) = tokens_with(&world, "ES256").await;
    assert_eq!(header(&fresh.access)["kid"], kid.as_str());
    assert_eq!(
        published(&world).await.len(),
        4,
        "by command all of them change"
    );
}
