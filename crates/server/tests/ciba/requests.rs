//! Who may ask, and what.

use authority::assertion::TYPE;
use serde_json::{Value, json};
use server::clients::NewClient;

use crate::{
    common::{
        World,
        keys::{Pair, merge},
    },
    device::with_device,
    on_both_databases,
    till::{GRANT, Till, new},
};

on_both_databases!(
    only_clients_that_may_ask_do,
    a_request_that_does_not_fit_is_refused,
    whoever_cannot_be_asked_is_as_unknown_as_whoever_does_not_exist,
    a_person_is_asked_as_seldom_as_on_the_pages,
    the_metadata_says_so,
    a_client_of_others_gets_what_was_agreed_to,
    a_signed_request_counts_once_and_alone,
);

async fn error(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (
        status,
        body["error"].as_str().unwrap_or_default().to_owned(),
    )
}

const ANA: [(&str, &str); 2] = [("scope", "openid"), ("login_hint", "ana")];

async fn only_clients_that_may_ask_do(world: World) {
    with_device(&world).await;
    let plain = NewClient {
        grants: vec!["client_credentials".into()],
        ..new()
    };
    let other = Till::add(&world, plain).await;
    let refused = error(other.ask(&world, &ANA).await).await;
    assert_eq!(refused, (400, "unauthorized_client".into()));
    let till = Till::add(&world, new()).await;
    let liar = Till {
        secret: "wrong".into(),
        ..till
    };
    let refused = error(liar.ask(&world, &ANA).await).await;
    assert_eq!(refused, (401, "invalid_client".into()));
    let public = NewClient {
        confidential: false,
        ..new()
    };
    assert!(world.server.add_client(public).await.is_err());
}

async fn a_request_that_does_not_fit_is_refused(world: World) {
    with_device(&world).await;
    let till = Till::add(&world, new()).await;
    for (more, word) in [
        (("id_token_hint", "a.b.c"), "invalid_request"),
        (("requested_expiry", "soon"), "invalid_request"),
        (("binding_message", "a\u{202e}b"), "invalid_binding_message"),
        (("login_hint", "ben"), "invalid_request"),
    ] {
        let fields = [&ANA[..], &[more]].concat();
        let refused = error(till.ask(&world, &fields).await).await;
        assert_eq!(refused, (400, word.to_owned()), "{more:?}");
    }
    let admin = [("scope", "openid admin"), ("login_hint", "ana")];
    let refused = error(till.ask(&world, &admin).await).await;
    assert_eq!(refused, (400, "invalid_scope".into()));
    let forged = [("scope", "openid"), ("id_token_hint", "a.b.c")];
    let refused = error(till.ask(&world, &forged).await).await;
    assert_eq!(refused, (400, "unknown_user_id".into()));
}

async fn whoever_cannot_be_asked_is_as_unknown_as_whoever_does_not_exist(world: World) {
    let till = Till::add(&world, new()).await;
    let nobody = [("scope", "openid"), ("login_hint", "nobody")];
    let answers = [
        till.ask(&world, &ANA).await,
        till.ask(&world, &nobody).await,
    ];
    let [without, nobody] = answers.map(|answer| async { answer.text().await.unwrap() });
    assert_eq!(without.await, nobody.await);
}

async fn a_person_is_asked_as_seldom_as_on_the_pages(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let till = Till::add(&world, new()).await;
    till.asked(&world).await;
    let refused = error(till.ask(&world, &ANA).await).await;
    assert_eq!(refused, (403, "access_denied".into()), "one is open");
    for _ in 0..2 {
        device.deny(&world).await;
        world.wait(1);
        till.asked(&world).await;
    }
    device.deny(&world).await;
    let refused = error(till.ask(&world, &ANA).await).await;
    assert_eq!(refused, (403, "access_denied".into()), "three began");
}

async fn the_metadata_says_so(world: World) {
    let address = format!("{}/.well-known/openid-configuration", world.base);
    let said: Value = world
        .http
        .get(address)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let endpoint = format!("{}/oauth/backchannel", world.base);
    assert_eq!(said["backchannel_authentication_endpoint"], endpoint);
    assert_eq!(
        said["backchannel_token_delivery_modes_supported"],
        json!(["poll", "ping"])
    );
    assert!(
        said["grant_types_supported"]
            .as_array()
            .unwrap()
            .contains(&GRANT.into())
    );
}

async fn a_client_of_others_gets_what_was_agreed_to(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let foreign = NewClient {
        first_party: false,
        ..new()
    };
    let till = Till::add(&world, foreign).await;
    let asked = till.asked(&world).await;
    device.approve(&world, crate::till::number(&asked)).await;
    let (_, tokens) = till.poll(&world, &asked).await;
    assert_eq!(tokens["scope"], "openid", "nobody agreed to more");
}

async fn a_signed_request_counts_once_and_alone(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let pair = Pair::es256();
    let signing = NewClient {
        jwks: Some(pair.jwks()),
        ..new()
    };
    let (id, _) = world.client(signing).await;
    let (issuer, now) = (world.base.as_str(), world.now());
    let request = |jti: &str, changes: &Value| {
        let mut claims = json!({
            "iss": id, "aud": issuer, "iat": now, "nbf": now, "exp": now + 60, "jti": jti,
            "scope": "openid", "login_hint": "ana", "requested_expiry": 40,
        });
        merge(&mut claims, changes);
        pair.sign(&json!({"alg": pair.alg()}), &claims)
    };
    let ask = async |request: &str, more: &[(&str, &str)]| {
        let assertion = pair.assertion(&id, issuer, now, &json!({}));
        let fields = [
            ("client_assertion_type", TYPE),
            ("client_assertion", &assertion),
            ("request", request),
        ];
        let fields = [&fields[..], more].concat();
        world.post_form("/oauth/backchannel", &fields).await
    };
    for changes in [
        json!({"aud": "https://elsewhere.example"}),
        json!({"iss": "somebody"}),
        json!({"exp": now - 60}),
        json!({"exp": now + 70 * 60}),
        json!({"nbf": now + 600}),
        json!({"nbf": now - 70 * 60}),
        json!({"jti": null}),
        json!({"nbf": null}),
        json!({"iat": null}),
    ] {
        let refused = error(ask(&request("odd", &changes), &[]).await).await;
        assert_eq!(refused, (400, "invalid_request".into()), "{changes}");
    }
    let beside = ask(&request("beside", &json!({})), &[("scope", "openid")]).await;
    assert_eq!(error(beside).await.1, "invalid_request");
    assert!(device.open(&world).await.is_empty());

    let good = request("good", &json!({}));
    let answer = ask(&good, &[]).await;
    assert_eq!(answer.status(), 200);
    let asked: Value = answer.json().await.unwrap();
    assert_eq!(asked["expires_in"], 40);
    device.deny(&world).await;
    assert_eq!(
        error(ask(&good, &[]).await).await.1,
        "invalid_request",
        "used before"
    );
}
