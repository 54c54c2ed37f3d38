//! What a token is worth now.

use serde_json::{Value, json};

use super::{OWN, as_client, service};
use crate::{
    common::{Tokens, World, claims, error_of},
    on_both_databases,
};

on_both_databases!(
    a_live_token_is_described,
    what_does_not_count_is_inactive_and_nothing_else,
    only_a_client_that_proves_itself_may_ask,
    asking_counts_as_use,
    a_refresh_token_is_described_to_its_client_alone,
    a_token_of_a_client_itself_can_be_given_back,
    a_token_is_told_to_whom_it_is_for_and_nobody_else,
);

async fn introspect(world: &World, client: &(String, String), token: &str) -> Value {
    let asked = [("token", token), ("token_type_hint", "refresh_token")];
    let answer = as_client(world, "/oauth/introspect", (&client.0, &client.1), &asked).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.json().await.unwrap()
}

fn inactive() -> Value {
    json!({"active": false})
}

async fn a_live_token_is_described(world: World) {
    let service = service(&world).await;
    let tokens = world.desktop().await;
    let said = claims(&tokens.access);
    let told = introspect(&world, &service, &tokens.access).await;
    let expected = json!({
        "active": true, "scope": said["scope"], "client_id": "countersign-desktop",
        "username": "ana", "token_type": "Bearer", "exp": said["exp"], "iat": said["iat"],
        "nbf": said["iat"], "sub": said["sub"], "aud": world.base, "iss": world.base,
        "jti": said["jti"], "sid": said["sid"], "auth_time": said["auth_time"],
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(told[name], *value, "{name}");
    }
}

async fn what_does_not_count_is_inactive_and_nothing_else(world: World) {
    let service = service(&world).await;
    let (first, second) = (world.desktop().await, world.desktop().await);
    for token in ["x", "a.b.c", first.id.as_deref().unwrap(), first.refresh()] {
        assert_eq!(
            introspect(&world, &service, token).await,
            inactive(),
            "{token}"
        );
    }
    let cut = &first.access[..first.access.len() - 2];
    assert_eq!(introspect(&world, &service, cut).await, inactive());

    let sid = claims(&first.access)["sid"].as_str().unwrap().to_owned();
    let end = format!("{}/api/v1/sessions/{sid}", world.base);
    let ended = world
        .http
        .delete(end)
        .bearer_auth(&second.access)
        .send()
        .await
        .unwrap();
    assert_eq!(ended.status(), 200);
    assert_eq!(
        introspect(&world, &service, &first.access).await,
        inactive(),
        "at once"
    );

    let child = Tokens::from(world.refresh(second.refresh()).await).await;
    assert_eq!(
        introspect(&world, &service, &child.access).await["active"],
        true
    );
    assert_eq!(error_of(world.refresh(second.refresh()).await).await.0, 400);
    assert_eq!(
        introspect(&world, &service, &child.access).await,
        inactive(),
        "the family ended"
    );

    let third = world.desktop().await;
    world.wait(600);
    assert_eq!(
        introspect(&world, &service, &third.access).await,
        inactive(),
        "it ran out"
    );
}

async fn only_a_client_that_proves_itself_may_ask(world: World) {
    let tokens = world.desktop().await;
    let (id, _) = service(&world).await;
    let token = ("token", tokens.access.as_str());
    for fields in [
        vec![token],
        vec![token, ("client_id", "countersign-desktop")],
        vec![token, ("client_id", id.as_str())],
        vec![
            token,
            ("client_id", id.as_str()),
            ("client_secret", "wrong"),
        ],
    ] {
        let answer = error_of(world.post_form("/oauth/introspect", &fields).await).await;
        assert_eq!(answer, (401, "invalid_client".into()), "{fields:?}");
    }
    let bearer = world.http.post(format!("{}/oauth/introspect", world.base));
    let bearer = bearer
        .bearer_auth(&tokens.access)
        .form(&[token])
        .send()
        .await
        .unwrap();
    assert_eq!(error_of(bearer).await, (401, "invalid_client".into()));
}

async fn asking_counts_as_use(world: World) {
    let service = service(&world).await;
    let first = world.desktop().await;
    let second = Tokens::from(world.refresh(first.refresh()).await).await;
    assert_eq!(
        introspect(&world, &service, &second.access).await["active"],
        true
    );
    assert_eq!(
        error_of(world.refresh(first.refresh()).await).await,
        (400, "invalid_grant".into()),
        "the answer was not lost: somebody holds the child"
    );

    let first = world.desktop().await;
    let lost = Tokens::from(world.refresh(first.refresh()).await).await;
    let again = Tokens::from(world.refresh(first.refresh()).await).await;
    assert_eq!(
        introspect(&world, &service, &lost.access).await,
        inactive(),
        "it was replaced"
    );
    assert_eq!(
        introspect(&world, &service, &again.access).await["active"],
        true
    );
}

async fn a_refresh_token_is_described_to_its_client_alone(world: World) {
    let new = server::clients::NewClient {
        name: "Wiki".into(),
        confidential: true,
        first_party: true,
        redirect_uris: vec!["https://wiki.example/cb".into()],
        ..Default::default()
    };
    let (id, secret) = world.client(new).await;
    let wiki = (id, secret.unwrap());
    let mut browser = world.browser();
    browser.sign_in("ana", crate::common::PASSWORD).await;
    let request = crate::common::with(
        crate::common::desktop_request(),
        &[("client_id", ""), ("redirect_uri", "")],
    );
    let request = [
        request,
        vec![
            ("client_id", wiki.0.clone()),
            ("redirect_uri", "https://wiki.example/cb".into()),
        ],
    ]
    .concat();
    let code = browser.authorize(&request).await["code"].clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", "https://wiki.example/cb"),
        ("code_verifier", crate::common::VERIFIER),
        ("code", &code),
    ];
    let answer = as_client(&world, "/oauth/token", (&wiki.0, &wiki.1), &fields).await;
    let tokens = Tokens::from(answer).await;

    let told = introspect(&world, &wiki, tokens.refresh()).await;
    assert_eq!(told["active"], true);
    assert_eq!(told["client_id"], wiki.0.as_str());
    assert_eq!(told["username"], "ana");
    assert_eq!(told["exp"], world.now() + 14 * 86_400);
    assert!(told.get("token_type").is_none() && told.get("jti").is_none());
    let other = service(&world).await;
    assert_eq!(
        introspect(&world, &other, tokens.refresh()).await,
        inactive()
    );

    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
    ];
    let answer = as_client(&world, "/oauth/token", (&wiki.0, &wiki.1), &fields).await;
    let child = Tokens::from(answer).await;
    assert_eq!(
        introspect(&world, &wiki, tokens.refresh()).await,
        inactive(),
        "it was spent"
    );
    let revoke = [("token", child.access.as_str())];
    as_client(&world, "/oauth/revoke", (&wiki.0, &wiki.1), &revoke).await;
    assert_eq!(introspect(&world, &wiki, child.refresh()).await, inactive());
    assert_eq!(introspect(&world, &wiki, &child.access).await, inactive());
}

async fn a_token_of_a_client_itself_can_be_given_back(world: World) {
    let (mine, other) = (service(&world).await, service(&world).await);
    let answer = as_client(&world, "/oauth/token", (&mine.0, &mine.1), &[OWN]).await;
    let tokens = Tokens::from(answer).await;
    let told = introspect(&world, &other, &tokens.access).await;
    assert_eq!(
        (&told["active"], &told["sub"]),
        (&json!(true), &json!(mine.0))
    );
    assert!(told.get("username").is_none() && told.get("sid").is_none());

    let token = [("token", tokens.access.as_str())];
    as_client(&world, "/oauth/revoke", (&other.0, &other.1), &token).await;
    assert_eq!(
        introspect(&world, &other, &tokens.access).await["active"],
        true,
        "it is not theirs"
    );
    as_client(&world, "/oauth/revoke", (&mine.0, &mine.1), &token).await;
    assert_eq!(introspect(&world, &other, &tokens.access).await, inactive());
}

async fn a_token_is_told_to_whom_it_is_for_and_nobody_else(world: World) {
    const API: &str = "https://api.example";
    let register = async |resource_server: bool, resources: &[&str]| {
        let new = server::clients::NewClient {
            resource_server,
            resources: resources.iter().map(|one| (*one).to_owned()).collect(),
            ..super::service_named("Client")
        };
        let (id, secret) = world.client(new).await;
        (id, secret.unwrap())
    };
    let stranger = register(false, &[API]).await;
    let api = register(true, &[API]).await;
    let any = register(true, &[]).await;
    let asker = register(false, &[API]).await;
    let resource = [OWN, ("resource", API)];
    let answer = as_client(&world, "/oauth/token", (&asker.0, &asker.1), &resource).await;
    let for_api = Tokens::from(answer).await.access;
    assert_eq!(claims(&for_api)["aud"], API);
    let ours = world.desktop().await.access;
    for (client, of_api, of_ours) in [
        (&stranger, false, false),
        (&api, true, false),
        (&any, true, true),
        (&asker, true, false),
    ] {
        for (token, told) in [(&for_api, of_api), (&ours, of_ours)] {
            let said = introspect(&world, client, token).await;
            assert_eq!(said["active"], told);
            assert!(told || said == inactive(), "{said}");
        }
    }
}
