//! What is refused is in the log, with its reason and without filling it.

use data_encoding::HEXLOWER;
use serde_json::json;
use server::clients::NewClient;

use super::{Wiki, ana, logged, no_client, no_grant};
use crate::{
    common::{Tokens, World, error_of, keys::Pair, random, roomy},
    on_both_databases,
};

on_both_databases!(
    a_client_that_does_not_prove_itself_is_in_the_log,
    what_is_shown_again_is_in_the_log,
    a_request_that_no_rule_permits_is_in_the_log_with_the_reason,
    a_limit_that_was_reached_is_in_the_log,
    hundreds_of_refusals_are_a_few_rows,
);

const OWN: (&str, &str) = ("grant_type", "client_credentials");
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

async fn a_client_that_does_not_prove_itself_is_in_the_log(world: World) {
    let wiki = Wiki::new(&world).await;
    let wrong = Wiki {
        id: wiki.id.clone(),
        secret: "guessed-secret".into(),
    };
    assert_eq!(error_of(wrong.ask(&world, &[OWN]).await).await, no_client());
    let nobody = Wiki {
        id: "guessed-client".into(),
        secret: "guessed-secret".into(),
    };
    assert_eq!(
        error_of(nobody.ask(&world, &[OWN]).await).await,
        no_client()
    );
    let form = [OWN, ("client_id", wiki.id.as_str())];
    let bare = world.post_form("/oauth/token", &form).await;
    assert_eq!(error_of(bare).await, no_client());

    let rows = logged(&world, "client.refused").await;
    let said: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row.subject.as_str(), row.reasons.as_str()))
        .collect();
    // The third is like the first: the same client, network and reason.
    assert_eq!(
        said,
        [
            (wiki.id.as_str(), "a wrong secret"),
            ("unknown", "no such client")
        ]
    );
    for row in rows {
        assert_eq!(
            (row.actor.as_str(), row.address.as_str()),
            ("anonymous", "127.0.0.1")
        );
        assert_eq!(row.outcome_word(), "refused");
        assert!(
            !format!("{row:?}").contains("guessed"),
            "what was typed may be a secret"
        );
    }
    world.server.verify_audit().await.unwrap().unwrap();
}

async fn what_is_shown_again_is_in_the_log(world: World) {
    let (pair, key) = (Pair::es256(), Pair::es256());
    let new = NewClient {
        name: "Signer".into(),
        grants: vec!["client_credentials".into()],
        scopes: vec!["sessions".into()],
        jwks: Some(pair.jwks()),
        ..NewClient::default()
    };
    let (id, _) = world.client(new).await;
    let assertion = pair.assertion(&id, &world.base, world.now(), &json!({}));
    let form = [
        OWN,
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    Tokens::from(world.post_form("/oauth/token", &form).await).await;
    let again = world.post_form("/oauth/token", &form).await;
    assert_eq!(error_of(again).await, no_client());
    let rows = logged(&world, "client.refused").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].subject, id);
    assert_eq!(rows[0].reasons, "the assertion was shown before");

    let wiki = Wiki::with(
        &world,
        NewClient {
            grants: vec!["client_credentials".into()],
            scopes: vec!["sessions".into()],
            ..NewClient::default()
        },
    )
    .await;
    let proof = |nonce: &str, jti: &str| {
        let claims = json!({
            "jti": jti, "htm": "POST", "htu": format!("{}/oauth/token", world.base),
            "iat": world.now(), "nonce": nonce,
        });
        key.sign(
            &json!({"typ": "dpop+jwt", "alg": key.alg(), "jwk": key.jwk()}),
            &claims,
        )
    };
    let ask = async |proof: &str| {
        let post = world.http.post(format!("{}/oauth/token", world.base));
        let post = post.basic_auth(&wiki.id, Some(&wiki.secret)).form(&[OWN]);
        post.header("DPoP", proof).send().await.unwrap()
    };
    let jti = HEXLOWER.encode(&random::<12>());
    let asked = ask(&proof("", &jti)).await;
    let nonce = asked.headers()["dpop-nonce"].to_str().unwrap().to_owned();
    Tokens::from(ask(&proof(&nonce, &jti)).await).await;
    let again = error_of(ask(&proof(&nonce, &jti)).await).await;
    assert_eq!(again, (400, "invalid_dpop_proof".to_owned()));
    let rows = logged(&world, "proof.refused").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].subject, key.jkt());

    let code = world.desktop_code(&mut ana(&world).await).await;
    let tokens = Tokens::from(world.redeem(&code).await).await;
    for _ in 0..2 {
        assert_eq!(error_of(world.redeem(&code).await).await, no_grant());
    }
    let rows = logged(&world, "code.refused").await;
    assert_eq!(rows.len(), 1, "the second is like the first");
    assert_eq!(rows[0].actor, "countersign-desktop");
    assert_eq!(rows[0].reasons, "the code was used before");
    assert_eq!(logged(&world, "family.revoked").await.len(), 1);
    assert_eq!(
        error_of(world.refresh(tokens.refresh()).await).await,
        no_grant()
    );
}

async fn a_request_that_no_rule_permits_is_in_the_log_with_the_reason(world: World) {
    let tokens = world.desktop().await;
    let ana = world.server.list_users().await.unwrap()[0].id.to_string();
    let refused = world.api("/api/v1/admin/users", &tokens.access).await;
    assert_eq!(refused.status(), 403);
    let rows = logged(&world, "api.refused").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!(
        (row.actor.as_str(), row.address.as_str()),
        (ana.as_str(), "127.0.0.1")
    );
    assert_eq!(row.outcome_word(), "refused");
    assert!(
        !row.subject.is_empty() && !row.reasons.is_empty(),
        "{row:?}"
    );
    assert_eq!(row.detail, "about=server");

    // Nobody who does not say who they are makes the log longer.
    let nobody = world.http.get(format!("{}/api/v1/admin/users", world.base));
    assert_eq!(nobody.send().await.unwrap().status(), 401);
    world.api("/api/v1/admin/users", "nonsense").await;
    assert_eq!(logged(&world, "api.refused").await.len(), 1);
}

async fn a_limit_that_was_reached_is_in_the_log(world: World) {
    let quota = |count| authority::limit::Quota::new(count, std::time::Duration::from_secs(60));
    let world = world
        .reconfigured(|config| {
            config.limits = server::config::Limits {
                auth: quota(2).unwrap(),
                ..roomy()
            };
        })
        .await;
    let fields = [("client_id", "countersign-desktop"), ("scope", "openid")];
    for number in 0..30 {
        let answer = world
            .post_form("/oauth/device_authorization", &fields)
            .await;
        assert_eq!(answer.status().as_u16(), if number < 2 { 200 } else { 429 });
    }
    let rows = logged(&world, "limit.reached").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(
        (rows[0].subject.as_str(), rows[0].address.as_str()),
        ("auth", "127.0.0.1")
    );
    world.server.settle_refusals(true).await;
    let rows = logged(&world, "limit.reached").await;
    assert_eq!(rows[1].detail, "times=27");
}

async fn hundreds_of_refusals_are_a_few_rows(world: World) {
    let wiki = Wiki::new(&world).await;
    let before = logged(&world, "client.refused").await.len();
    for turn in 0..3 {
        for _ in 0..100 {
            let wrong = Wiki {
                id: wiki.id.clone(),
                secret: "wrong".into(),
            };
            assert_eq!(wrong.ask(&world, &[OWN]).await.status(), 401);
        }
        let rows = logged(&world, "client.refused").await;
        // Each time the first, and from the second time on how many there were in the ten minutes before.
        assert_eq!(rows.len() - before, 1 + 2 * turn);
        if turn > 0 {
            let counted = rows.iter().filter(|row| row.detail == "times=99").count();
            assert_eq!(counted, turn);
        }
        world.wait(600);
    }
    world.server.verify_audit().await.unwrap().unwrap();
}
