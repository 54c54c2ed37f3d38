//! The client credentials grant.

use reqwest::StatusCode;

use super::{OWN, as_client, header, rows, service, service_named};
use crate::{
    common::{Tokens, World, claims, error_of},
    on_both_databases,
};
use server::clients::{Error, NewClient};

on_both_databases!(
    a_client_acts_for_itself_and_nothing_is_written,
    nobody_gets_more_scopes_than_were_registered,
    who_cannot_prove_itself_cannot_act_for_itself,
    a_token_without_a_person_opens_nothing_of_people,
);

async fn a_client_acts_for_itself_and_nothing_is_written(world: World) {
    let (id, secret) = service(&world).await;
    let before = rows(&world).await;
    let ask = || as_client(&world, "/oauth/token", (&id, &secret), &[OWN]);
    let (first, second) = (
        Tokens::from(ask().await).await,
        Tokens::from(ask().await).await,
    );
    assert_eq!(
        rows(&world).await,
        before,
        "no session, no token, no line in the log"
    );

    assert_eq!(first.body["token_type"], "Bearer");
    assert_eq!(first.body["expires_in"], 600);
    assert_eq!(first.body["scope"], "approvals sessions");
    assert!(first.refresh.is_none() && first.id.is_none());
    let said = claims(&first.access);
    assert_eq!(header(&first.access)["typ"], "at+jwt");
    assert_eq!(header(&first.access)["alg"], "ES256");
    for (name, expected) in [
        ("sub", &id),
        ("client_id", &id),
        ("iss", &world.base),
        ("aud", &world.base),
    ] {
        assert_eq!(said[name], expected.as_str(), "{name}");
    }
    assert_eq!(said["exp"], world.now() + 600);
    assert!(said.get("sid").is_none() && said.get("auth_time").is_none());
    assert_ne!(said["jti"], claims(&second.access)["jti"]);
}

async fn nobody_gets_more_scopes_than_were_registered(world: World) {
    let (id, secret) = service(&world).await;
    let ask = |scope: &'static str| {
        let (world, id, secret) = (&world, &id, &secret);
        async move {
            let fields = [OWN, ("scope", scope)];
            as_client(world, "/oauth/token", (id, secret), &fields).await
        }
    };
    assert_eq!(
        Tokens::from(ask("sessions").await).await.body["scope"],
        "sessions"
    );
    for scope in [
        "admin",
        "sessions admin",
        "openid",
        "sessions offline_access",
        "unheard-of",
    ] {
        let answer = error_of(ask(scope).await).await;
        assert_eq!(answer, (400, "invalid_scope".into()), "{scope}");
    }
}

async fn who_cannot_prove_itself_cannot_act_for_itself(world: World) {
    let public = NewClient {
        confidential: false,
        ..service_named("Public")
    };
    let refused = world.server.add_client(public).await;
    assert!(matches!(refused, Err(Error::CannotProve)));

    let desktop = [OWN, ("client_id", "countersign-desktop")];
    let answer = error_of(world.post_form("/oauth/token", &desktop).await).await;
    assert_eq!(answer, (400, "unauthorized_client".into()));

    let new = NewClient {
        name: "Wiki".into(),
        confidential: true,
        redirect_uris: vec!["https://wiki.example/cb".into()],
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    let answer = as_client(&world, "/oauth/token", (&id, &secret.unwrap()), &[OWN]).await;
    assert_eq!(
        error_of(answer).await,
        (400, "unauthorized_client".into()),
        "it was not registered for that"
    );
}

async fn a_token_without_a_person_opens_nothing_of_people(world: World) {
    let (id, secret) = service(&world).await;
    let tokens =
        Tokens::from(as_client(&world, "/oauth/token", (&id, &secret), &[OWN]).await).await;
    for path in ["/oauth/userinfo", "/api/v1/me", "/api/v1/sessions"] {
        let answer = world.api(path, &tokens.access).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}
