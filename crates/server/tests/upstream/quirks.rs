//! What is peculiar to GitHub, Google and Microsoft, and what a person reads when a server is away.

use authority::upstream::{Kind, link::Creation};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::config::Upstream;

use crate::{
    come_back,
    common::{
        World, hidden,
        keys::{Pair, merge},
        location,
    },
    failure,
    fake::{CODE, Fake, TOKEN, signed},
    leave, link_of, press, query, signed_in_as, upstream, with_upstreams,
};

const TENANT: &str = "4f1d2c3b-5a69-7887-96a5-b4c3d2e1f001";
const OTHER_TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

async fn world(there: &Upstream) -> World {
    with_upstreams(World::sqlite().await, &[("there", there.clone())]).await
}

fn github(fake: &Fake) -> Upstream {
    let mut there = upstream(Kind::GitHub, &fake.base);
    there.creation = Creation::Anybody;
    fake.wants_secret_in_form();
    fake.hand_out(json!({"access_token": TOKEN, "token_type": "bearer", "scope": "user:email"}));
    there
}

fn emails(verified: bool) -> Value {
    json!([
        {"email": "other@example.com", "primary": false, "verified": true, "visibility": null},
        {"email": "octo@example.com", "primary": true, "verified": verified, "visibility": "private"},
    ])
}

#[tokio::test]
async fn github_says_who_somebody_is_by_its_interface() {
    let fake = Fake::start().await;
    let world = world(&github(&fake)).await;
    fake.say(
        "/api/v3/user",
        &json!({"id": 583_231, "login": "octocat", "email": null}),
    );
    for (verified, may_create) in [(false, false), (true, true)] {
        fake.renew();
        fake.say("/api/v3/user/emails", &emails(verified));
        let mut browser = world.browser();
        let address = leave(&mut browser, "/sign-in", "there").await;
        assert!(address.starts_with(&format!("{}/login/oauth/authorize?", fake.base)));
        let asked = fake.visited(&address);
        assert_eq!(asked["scope"], "read:user user:email");
        assert!(!asked.contains_key("nonce"), "it knows none");
        let back = format!(
            "/sign-in/upstream/there/callback?code={CODE}&state={}",
            asked["state"]
        );
        assert_eq!(
            come_back(&mut browser, &back).await,
            "/sign-in/upstream/offer"
        );
        let html = browser
            .get("/sign-in/upstream/offer")
            .await
            .text()
            .await
            .unwrap();
        assert_eq!(html.contains("Create a new account"), may_create, "{html}");
        assert!(!html.contains("other@example.com"), "{html}");
        if may_create {
            let csrf = hidden(&html, "csrf");
            let answer = browser
                .post("/sign-in/upstream/offer", &[("csrf", &csrf)])
                .await;
            assert_eq!(link_of(&answer.text().await.unwrap()), "/account");
            assert_eq!(signed_in_as(&mut browser).await.as_deref(), Some("octocat"));
        }
    }
    // The name was given up and taken by somebody else, who is somebody else.
    fake.renew();
    fake.say(
        "/api/v3/user",
        &json!({"id": 1, "login": "octocat", "email": null}),
    );
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let asked = fake.visited(&address);
    let back = format!(
        "/sign-in/upstream/there/callback?code={CODE}&state={}",
        asked["state"]
    );
    assert_eq!(
        come_back(&mut browser, &back).await,
        "/sign-in/upstream/offer"
    );
}

#[tokio::test]
async fn github_refuses_a_code_with_status_200() {
    let fake = Fake::start().await;
    let world = world(&github(&fake)).await;
    fake.hand_out(json!({"error": "bad_verification_code", "error_description": "no"}));
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let state = fake.visited(&address)["state"].clone();
    let back = format!("/sign-in/upstream/there/callback?code={CODE}&state={state}");
    let refused = failure(browser.get(&back).await).await;
    assert_eq!(refused, (502, "upstream_refused".to_owned()));
    assert_eq!(fake.count("/api/v3/user"), 0);
}

/// A stand-in for Microsoft with the metadata of `tenant`, and the configuration for it.
async fn microsoft(pair: &Pair, tenant: &str) -> (Fake, Upstream) {
    let fake = Fake::openid(pair).await;
    let mut metadata = fake.metadata();
    let named = if tenant == "common" {
        "{tenantid}"
    } else {
        tenant
    };
    merge(
        &mut metadata,
        &json!({
            "issuer": format!("{}/{named}/v2.0", fake.base),
            "authorization_response_iss_parameter_supported": null,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }),
    );
    fake.wants_secret_in_form();
    let path = format!("/{tenant}/v2.0/.well-known/openid-configuration");
    fake.say(&path, &metadata);
    let mut there = upstream(Kind::Microsoft, &fake.base);
    there.tenant = tenant.to_owned();
    (fake, there)
}

/// A visit to Microsoft with the good claims of `tenant`, changed.
async fn visit(world: &World, fake: &Fake, pair: &Pair, change: &Value) -> (u16, String) {
    fake.renew();
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    let state = fake.visited(&address)["state"].clone();
    let mut claims = fake.claims(world.now());
    let iss = format!("{}/{TENANT}/v2.0", fake.base);
    merge(&mut claims, &json!({"iss": iss, "tid": TENANT}));
    merge(&mut claims, change);
    fake.hand_out(json!({"access_token": "at", "id_token": signed(pair, &claims)}));
    let back = format!("/sign-in/upstream/there/callback?code={CODE}&state={state}");
    let answer = browser.get(&back).await;
    if answer.status() == StatusCode::SEE_OTHER {
        let html = browser.get(&location(&answer)).await.text().await.unwrap();
        let created = html.contains("Create a new account");
        return (303, if created { "new" } else { "known" }.to_owned());
    }
    failure(answer).await
}

#[tokio::test]
async fn microsofts_issuer_is_that_of_the_tenant_in_the_token() {
    let pair = Pair::rsa();
    let (fake, mut there) = microsoft(&pair, "common").await;
    there.creation = Creation::Anybody;
    let world = world(&there).await;
    // Any tenant may claim any address, so it counts for nothing.
    let claimed = json!({"email": "new@example.com"});
    let outcome = visit(&world, &fake, &pair, &claimed).await;
    assert_eq!(outcome, (303, "known".to_owned()));
    let owned = json!({"email": "new@example.com", "xms_edov": true});
    let owned = visit(&world, &fake, &pair, &owned).await;
    assert_eq!(owned, (303, "new".to_owned()));
    let of = |tenant: &str| format!("{}/{tenant}/v2.0", fake.base);
    for change in [
        json!({"tid": OTHER_TENANT}),
        json!({"tid": null}),
        json!({"iss": of("{tenantid}"), "tid": "{tenantid}"}),
        json!({"iss": of("common"), "tid": "common"}),
        json!({"iss": format!("https://evil.example/{TENANT}/v2.0")}),
    ] {
        let refused = visit(&world, &fake, &pair, &change).await;
        assert_eq!(refused, (403, "untrusted_answer".to_owned()), "{change}");
    }
    // A key that is for one tenant does not sign for another.
    for (issuer, good) in [
        (of("{tenantid}"), true),
        (of(TENANT), true),
        (of(OTHER_TENANT), false),
    ] {
        let mut jwk = pair.jwk();
        merge(
            &mut jwk,
            &json!({"kid": "key", "use": "sig", "issuer": issuer}),
        );
        fake.say("/keys", &json!({"keys": [jwk]}));
        world.wait(3600);
        let (status, _) = visit(&world, &fake, &pair, &json!({})).await;
        assert_eq!(status == 303, good, "{issuer}");
    }
}

#[tokio::test]
async fn microsoft_can_be_kept_to_some_tenants() {
    let pair = Pair::rsa();
    let (fake, mut there) = microsoft(&pair, "common").await;
    there.tenants = vec![OTHER_TENANT.to_owned()];
    let listed = world(&there).await;
    let refused = visit(&listed, &fake, &pair, &json!({})).await;
    assert_eq!(refused, (403, "other_organization".to_owned()));
    let other = json!({"iss": format!("{}/{OTHER_TENANT}/v2.0", fake.base), "tid": OTHER_TENANT});
    assert_eq!(visit(&listed, &fake, &pair, &other).await.0, 303);

    let (fake, there) = microsoft(&pair, TENANT).await;
    let one = world(&there).await;
    assert_eq!(visit(&one, &fake, &pair, &json!({})).await.0, 303);
    let other = json!({"iss": format!("{}/{OTHER_TENANT}/v2.0", fake.base), "tid": OTHER_TENANT});
    let refused = visit(&one, &fake, &pair, &other).await;
    assert_eq!(refused, (403, "untrusted_answer".to_owned()));
}

#[tokio::test]
async fn googles_hosted_domain_is_asked_for_and_checked() {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let mut metadata = fake.metadata();
    metadata["authorization_response_iss_parameter_supported"] = json!(false);
    fake.say("/.well-known/openid-configuration", &metadata);
    let mut there = upstream(Kind::Google, &fake.base);
    there.hosted_domain = Some("example.org".to_owned());
    let world = world(&there).await;
    for (hd, outcome) in [
        (json!("example.org"), (303, "known".to_owned())),
        (
            json!("evil.example"),
            (403, "other_organization".to_owned()),
        ),
        (Value::Null, (403, "other_organization".to_owned())),
    ] {
        let change = json!({"hd": hd, "iss": fake.base, "tid": null});
        assert_eq!(visit(&world, &fake, &pair, &change).await, outcome, "{hd}");
    }
    let mut browser = world.browser();
    let address = leave(&mut browser, "/sign-in", "there").await;
    assert_eq!(query(&address)["hd"], "example.org");
}

#[tokio::test]
async fn whoever_cancels_or_is_refused_reads_so() {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let world = world(&upstream(Kind::OpenId, &fake.base)).await;
    for (error, status, code, words) in [
        (
            "access_denied",
            200,
            "cancelled",
            "You did not sign in at Elsewhere",
        ),
        (
            "temporarily_unavailable",
            502,
            "upstream_away",
            "Elsewhere does not answer",
        ),
        (
            "invalid_scope",
            502,
            "upstream_refused",
            "Elsewhere refused",
        ),
    ] {
        let mut browser = world.browser();
        let address = leave(&mut browser, "/sign-in?attempt=%2Faccount", "there").await;
        let state = &query(&address)["state"];
        let iss = &fake.base;
        let back = format!(
            "/sign-in/upstream/there/callback?error={error}&error_description=%3Cscript%3E&state={state}&iss={iss}"
        );
        let answer = browser.get(&back).await;
        assert_eq!(answer.status().as_u16(), status);
        let html = answer.text().await.unwrap();
        assert!(html.contains(words) && html.contains(code), "{html}");
        assert!(!html.contains("<script"), "what others say is not repeated");
        assert_eq!(
            hidden(&html, "attempt"),
            "/account",
            "the way goes on from here"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_said_to_be_and_not_asked_again_at_once() {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let path = "/.well-known/openid-configuration";
    let world = world(&upstream(Kind::OpenId, &fake.base)).await;
    let away = (502, "upstream_away".to_owned());
    for (status, body) in [
        (500, "{}".to_owned()),
        (404, "{}".to_owned()),
        (302, "{}".to_owned()),
        (200, "<html>".to_owned()),
        (200, "[".repeat(300_000)),
        (200, json!({"issuer": "https://evil.example"}).to_string()),
    ] {
        fake.say_with(path, status, body);
        let mut browser = world.browser();
        let before = fake.count(path);
        for _ in 0..3 {
            assert_eq!(
                failure(press(&mut browser, "/sign-in", "there").await).await,
                away
            );
        }
        assert_eq!(fake.count(path), before + 1, "{status}");
        world.wait(60);
    }
    fake.say(path, &fake.metadata());
    leave(&mut world.browser(), "/sign-in", "there").await;
}

#[tokio::test]
async fn a_server_in_a_network_that_is_not_listed_is_not_asked() {
    let pair = Pair::rsa();
    let fake = Fake::openid(&pair).await;
    let mut there = upstream(Kind::OpenId, &fake.base);
    there.private_targets.clear();
    let world = world(&there).await;
    let answer = press(&mut world.browser(), "/sign-in", "there").await;
    assert_eq!(failure(answer).await, (502, "upstream_away".to_owned()));
    assert_eq!(fake.count("/.well-known/openid-configuration"), 0);
}

#[tokio::test]
async fn the_sign_in_page_names_nobody_who_is_not_configured() {
    let world = World::sqlite().await;
    let html = world.browser().get("/sign-in").await.text().await.unwrap();
    assert!(!html.contains("/sign-in/upstream"), "{html}");
    let csrf = hidden(&html, "csrf");
    let mut browser = world.browser();
    browser.get("/sign-in").await;
    let answer = browser
        .get("/sign-in/upstream/google/callback?code=x&state=y")
        .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = browser
        .post("/sign-in/upstream/google", &[("csrf", &csrf)])
        .await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}
