//! What an authorization request can ask for besides scopes.

use crate::{
    common::{
        DESKTOP_CALLBACK, PASSWORD, Tokens, VERIFIER, World, authorize_path, claims,
        desktop_request, error_of, location, with,
    },
    on_both_databases,
};
use serde_json::{Value, json};
use server::clients::NewClient;

use super::{OWN, as_client, service_named};

on_both_databases!(
    a_token_is_for_the_resources_that_were_asked_for,
    a_client_itself_asks_for_its_resources_alone,
    claims_can_be_asked_for_by_name,
    a_claim_needs_consent_like_its_scope,
    another_person_than_the_hinted_one_signs_in_first,
    a_recent_sign_in_can_be_asked_for,
    a_native_program_listens_at_any_port,
);

const WIKI: &str = "https://wiki.example/api";

/// A client that may ask for [`WIKI`].
async fn wiki(world: &World, first_party: bool) -> String {
    let new = NewClient {
        name: "Wiki".into(),
        first_party,
        redirect_uris: vec![DESKTOP_CALLBACK.into()],
        resources: vec![WIKI.into()],
        ..NewClient::default()
    };
    world.client(new).await.0
}

/// The request of `client` with some parameters added.
fn request(client: &str, extra: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut request = with(
        desktop_request(),
        &[("client_id", client), ("scope", "openid offline_access")],
    );
    request.extend(
        extra
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    request
}

async fn redeem(
    world: &World,
    client: &str,
    code: &str,
    extra: &[(&str, &str)],
) -> reqwest::Response {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("redirect_uri", DESKTOP_CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code),
    ];
    world
        .post_form("/oauth/token", &[&fields, extra].concat())
        .await
}

async fn a_token_is_for_the_resources_that_were_asked_for(world: World) {
    let client = wiki(&world, true).await;
    let here = world.base.clone();
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let both = request(&client, &[("resource", WIKI), ("resource", &here)]);
    let code = browser.authorize(&both).await["code"].clone();
    let tokens = Tokens::from(redeem(&world, &client, &code, &[("resource", WIKI)]).await).await;
    assert_eq!(claims(&tokens.access)["aud"], WIKI);
    assert_eq!(
        world.api("/oauth/userinfo", &tokens.access).await.status(),
        401,
        "it is not for us"
    );

    let ask = async |token: &str, resources: &[&str]| {
        let mut fields = vec![
            ("grant_type", "refresh_token"),
            ("client_id", &client),
            ("refresh_token", token),
        ];
        fields.extend(resources.iter().map(|resource| ("resource", *resource)));
        world.post_form("/oauth/token", &fields).await
    };
    let refused = error_of(ask(tokens.refresh(), &["https://other.example"]).await).await;
    assert_eq!(refused, (400, "invalid_target".into()));
    let all = Tokens::from(ask(tokens.refresh(), &[]).await).await;
    assert_eq!(claims(&all.access)["aud"], json!([WIKI, here]));
    assert_eq!(
        world.api("/oauth/userinfo", &all.access).await.status(),
        200
    );
    let one = Tokens::from(ask(all.refresh(), &[&here]).await).await;
    assert_eq!(claims(&one.access)["aud"], here.as_str());

    let code = browser.authorize(&request(&client, &[])).await["code"].clone();
    let refused = redeem(&world, &client, &code, &[("resource", WIKI)]).await;
    assert_eq!(
        error_of(refused).await,
        (400, "invalid_target".into()),
        "not granted"
    );
    for odd in [
        "https://other.example",
        "wiki",
        &format!("{WIKI}#x"),
        &format!("{WIKI}/"),
    ] {
        let answer = browser
            .authorize(&request(&client, &[("resource", odd)]))
            .await;
        assert_eq!(answer["error"], "invalid_target", "{odd}");
    }
}

async fn a_client_itself_asks_for_its_resources_alone(world: World) {
    let new = NewClient {
        resources: vec![WIKI.into()],
        ..service_named("Service")
    };
    let (id, secret) = world.client(new).await;
    let secret = secret.unwrap();
    let ask = async |resource: &str| {
        as_client(
            &world,
            "/oauth/token",
            (&id, &secret),
            &[OWN, ("resource", resource)],
        )
        .await
    };
    assert_eq!(
        claims(&Tokens::from(ask(WIKI).await).await.access)["aud"],
        WIKI
    );
    let here = Tokens::from(ask("").await).await;
    assert_eq!(claims(&here.access)["aud"], world.base.as_str());
    assert_eq!(
        error_of(ask("https://other.example").await).await,
        (400, "invalid_target".into())
    );
}

async fn claims_can_be_asked_for_by_name(world: World) {
    let client = wiki(&world, true).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let wanted = json!({
        "userinfo": {"name": {"essential": true}, "birthdate": {"essential": true}},
        "id_token": {"email": {"essential": true}, "auth_time": {"essential": true}},
    });
    let asked = request(&client, &[("claims", &wanted.to_string())]);
    let code = browser.authorize(&asked).await["code"].clone();
    let tokens = Tokens::from(redeem(&world, &client, &code, &[]).await).await;
    let check = async |tokens: &Tokens| {
        let said = claims(tokens.id.as_deref().unwrap());
        assert_eq!(said["email"], "ana@example.org");
        assert!(said["auth_time"].is_i64());
        assert_eq!(
            (&said["acr"], &said["amr"]),
            (&json!("aal1"), &json!(["pwd"]))
        );
        assert!(said.get("name").is_none());
        let info: Value = world
            .api("/oauth/userinfo", &tokens.access)
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(info["name"], "ana");
        assert!(
            info.get("email").is_none() && info.get("birthdate").is_none(),
            "{info}"
        );
    };
    check(&tokens).await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", &client),
        ("refresh_token", tokens.refresh()),
    ];
    check(&Tokens::from(world.post_form("/oauth/token", &fields).await).await).await;

    for (acr, error) in [
        ("aal1", None),
        ("aal2", Some("unmet_authentication_requirements")),
    ] {
        let essential = json!({"id_token": {"acr": {"essential": true, "values": [acr]}}});
        let asked = request(&client, &[("claims", &essential.to_string())]);
        let answer = browser.authorize(&asked).await;
        assert_eq!(answer.get("error").map(String::as_str), error, "{acr}");
    }
    for odd in ["x", "[]", r#"{"userinfo":"name"}"#] {
        let answer = browser
            .authorize(&request(&client, &[("claims", odd)]))
            .await;
        assert_eq!(answer["error"], "invalid_request", "{odd}");
    }
}

async fn a_claim_needs_consent_like_its_scope(world: World) {
    let client = wiki(&world, false).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let wanted = r#"{"userinfo":{"email":null}}"#;
    let asked = request(&client, &[("claims", wanted)]);
    let page = location(&browser.get(&authorize_path(&asked)).await);
    let html = browser.get(&page).await.text().await.unwrap();
    assert!(html.contains("mail address"), "{html}");
    let (csrf, attempt) = (
        crate::common::hidden(&html, "csrf"),
        crate::common::hidden(&html, "attempt"),
    );
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("decision", "allow"),
    ];
    let agreed = location(&browser.post("/consent", &fields).await);
    assert!(agreed.starts_with("/oauth/authorize"), "{agreed}");
    assert!(browser.authorize(&asked).await.contains_key("code"));
    let more = r#"{"userinfo":{"email":null,"name":null}}"#;
    let page = location(
        &browser
            .get(&authorize_path(&request(&client, &[("claims", more)])))
            .await,
    );
    assert!(
        page.starts_with("/consent"),
        "a name was not agreed to: {page}"
    );
}

async fn another_person_than_the_hinted_one_signs_in_first(world: World) {
    let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
    let roles = ["user".to_owned()];
    world
        .server
        .add_user("ben", "ben@example.org", &roles, password)
        .await
        .unwrap();
    let tokens = world.desktop().await;
    let hint = tokens.id.clone().unwrap();
    world.wait(3600);
    let ask = |extra: &[(&'static str, &str)]| {
        [
            desktop_request(),
            extra
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
        ]
        .concat()
    };
    let (mut ana, mut ben) = (world.browser(), world.browser());
    ana.sign_in("ana", PASSWORD).await;
    ben.sign_in("ben", PASSWORD).await;
    let hinted = ask(&[("id_token_hint", hint.as_str())]);
    assert!(
        ana.authorize(&hinted).await.contains_key("code"),
        "though the hint ran out"
    );
    let silent = ask(&[("id_token_hint", hint.as_str()), ("prompt", "none")]);
    assert!(ana.authorize(&silent).await.contains_key("code"));
    assert_eq!(ben.authorize(&silent).await["error"], "login_required");
    let page = location(&ben.get(&authorize_path(&hinted)).await);
    assert!(page.starts_with("/sign-in"), "{page}");
    let html = ben.get(&page).await.text().await.unwrap();
    assert!(html.contains("value=\"ana\""), "{html}");

    let sub = claims(&hint)["sub"].as_str().unwrap().to_owned();
    let named = json!({"id_token": {"sub": {"value": sub}}}).to_string();
    let named = ask(&[("claims", named.as_str()), ("prompt", "none")]);
    assert!(ana.authorize(&named).await.contains_key("code"));
    assert_eq!(ben.authorize(&named).await["error"], "login_required");
    for odd in ["x", tokens.access.as_str(), &hint[..hint.len() - 3]] {
        let answer = ana.authorize(&ask(&[("id_token_hint", odd)])).await;
        assert_eq!(answer["error"], "invalid_request", "{odd}");
    }
}

async fn a_recent_sign_in_can_be_asked_for(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let signed_in_at = world.now();
    world.wait(100);
    let ask = |max_age: &'static str| with(desktop_request(), &[("max_age", max_age)]);
    let code = browser.authorize(&ask("10000")).await["code"].clone();
    let old = Tokens::from(world.redeem(&code).await).await;
    assert_eq!(
        claims(old.id.as_deref().unwrap())["auth_time"],
        signed_in_at
    );

    let page = location(&browser.get(&authorize_path(&ask("1"))).await);
    assert!(page.starts_with("/sign-in"), "{page}");
    let again = browser.try_sign_in(&page, "ana", PASSWORD).await;
    let back = location(&again);
    let answer = location(&browser.get(&back).await);
    let code = url::Url::parse(&answer).unwrap();
    let code = code
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let fresh = Tokens::from(world.redeem(&code).await).await;
    assert_eq!(
        claims(fresh.id.as_deref().unwrap())["auth_time"],
        world.now()
    );
}

async fn a_native_program_listens_at_any_port(world: World) {
    let new = NewClient {
        name: "Native".into(),
        first_party: true,
        redirect_uris: vec!["http://127.0.0.1/cb".into(), "http://[::1]:7000/cb".into()],
        ..NewClient::default()
    };
    let (client, _) = world.client(new).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    for address in [
        "http://127.0.0.1:1/cb",
        "http://127.0.0.1:65535/cb",
        "http://[::1]:49152/cb",
        "http://[::1]/cb",
    ] {
        let asked = with(request(&client, &[]), &[("redirect_uri", address)]);
        let answer = location(&browser.get(&authorize_path(&asked)).await);
        assert!(answer.starts_with(&format!("{address}?code=")), "{answer}");
    }
    for address in [
        "http://localhost:1/cb",
        "http://127.0.0.1:1/cb/",
        "http://127.0.0.2:1/cb",
        "https://127.0.0.1:1/cb",
    ] {
        let asked = with(request(&client, &[]), &[("redirect_uri", address)]);
        let answer = browser.get(&authorize_path(&asked)).await;
        assert_eq!(answer.status(), 400, "{address} is never followed");
    }
}
