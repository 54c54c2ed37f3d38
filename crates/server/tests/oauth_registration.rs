//! Clients that register themselves (RFC 7591), manage their registration (RFC 7592), and use it; and the
//! documents that say what there is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::time::Duration;

use common::{PASSWORD, Tokens, VERIFIER, World, claims, location};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use server::{
    Config,
    config::{Clients, Registration, Secret},
};

const CALLBACK: &str = "https://app.example/cb";

on_both_databases!(
    a_client_registers_and_signs_somebody_in,
    an_initial_access_token_is_good_for_so_many_clients,
    a_client_says_about_itself_what_is_kept,
    what_cannot_be_kept_is_refused,
    redirect_addresses_follow_the_rules_for_all,
    a_redirect_matches_with_its_query_alone,
    a_client_reads_changes_and_removes_itself,
    a_changed_client_has_what_it_said_last,
    nobody_manages_another_client,
    a_public_client_registers_without_a_secret,
    keys_change_and_clients_still_verify,
);

async fn initial(world: &World, uses: u32) -> String {
    let life = Duration::from_secs(3600);
    let token = world.server.allow_registration(uses, life).await.unwrap();
    token.reveal().to_owned()
}

async fn send(
    world: &World,
    method: Method,
    address: &str,
    token: &str,
    body: Option<&Value>,
) -> (StatusCode, Value) {
    let mut request = world.http.request(method, address);
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn try_register(world: &World, body: &Value) -> (StatusCode, Value) {
    let token = initial(world, 1).await;
    let address = format!("{}/oauth/register", world.base);
    send(world, Method::POST, &address, &token, Some(body)).await
}

async fn register(world: &World, body: Value) -> Value {
    let (status, answer) = try_register(world, &body).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    answer
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
}

fn web() -> Value {
    json!({"redirect_uris": [CALLBACK], "client_name": "App"})
}

fn authorize(client: &str, redirect: &str) -> String {
    let changes = [
        ("client_id", client),
        ("redirect_uri", redirect),
        ("scope", "openid profile offline_access"),
    ];
    common::authorize_path(&common::with(common::desktop_request(), &changes))
}

/// Signs somebody in who agrees, and redeems the code.
async fn sign_in(world: &World, client: &Value) -> Tokens {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let to = location(
        &browser
            .get(&authorize(text(client, "client_id"), CALLBACK))
            .await,
    );
    let to = if to.starts_with("/consent") {
        let html = browser.get(&to).await.text().await.unwrap();
        let (csrf, attempt) = (
            common::hidden(&html, "csrf"),
            common::hidden(&html, "attempt"),
        );
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("decision", "allow"),
        ];
        let back = location(&browser.post("/consent", &fields).await);
        location(&browser.get(&back).await)
    } else {
        to
    };
    let query = to.split_once('?').unwrap().1;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let code = pairs.find(|(name, _)| name == "code").unwrap().1;
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", &code),
    ];
    let post = world.http.post(format!("{}/oauth/token", world.base));
    let post = post.basic_auth(text(client, "client_id"), client["client_secret"].as_str());
    Tokens::from(post.form(&fields).send().await.unwrap()).await
}

async fn a_client_registers_and_signs_somebody_in(world: World) {
    let client = register(&world, web()).await;
    assert_eq!(client["client_secret_expires_at"], 0);
    assert_eq!(client["client_id_issued_at"], world.now());
    assert_eq!(client["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(client["grant_types"], json!(["authorization_code"]));
    assert_eq!(client["response_types"], json!(["code"]));
    let tokens = sign_in(&world, &client).await;
    assert_eq!(tokens.refresh, None, "it did not register for that");

    let more = json!({
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid offline_access sessions admin",
    });
    let client = register(&world, more).await;
    assert_eq!(
        client["scope"], "offline_access openid",
        "no more than everybody"
    );
    assert!(sign_in(&world, &client).await.refresh.is_some());
}

async fn an_initial_access_token_is_good_for_so_many_clients(world: World) {
    let token = initial(&world, 2).await;
    let address = format!("{}/oauth/register", world.base);
    let ask = async |token: &str, body: &Value| {
        send(&world, Method::POST, &address, token, Some(body))
            .await
            .0
    };
    assert_eq!(ask("", &web()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask("made-up", &web()).await, StatusCode::UNAUTHORIZED);
    let bad = json!({"redirect_uris": []});
    assert_eq!(ask(&token, &bad).await, StatusCode::BAD_REQUEST);
    assert_eq!(
        ask(&token, &web()).await,
        StatusCode::CREATED,
        "that used nothing up"
    );
    assert_eq!(ask(&token, &web()).await, StatusCode::CREATED);
    assert_eq!(ask(&token, &web()).await, StatusCode::UNAUTHORIZED);
    let late = initial(&world, 1).await;
    world.wait(3600);
    assert_eq!(ask(&late, &web()).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_configuration_says_who_may_register() {
    let mut world = World::sqlite().await;
    let with = |registration, token: Option<&str>, world: &World| Config {
        clients: Clients {
            registration,
            registration_token: token.map(|token| Secret::new(token.to_owned())),
            ..Clients::default()
        },
        ..world.server.config().clone()
    };
    let listed = "0123456789abcdef0123456789abcdef";
    for (registration, token, shown, status) in [
        (Registration::Off, None, "", StatusCode::NOT_FOUND),
        (
            Registration::Off,
            Some(listed),
            listed,
            StatusCode::NOT_FOUND,
        ),
        (Registration::Open, None, "", StatusCode::CREATED),
        (
            Registration::Token,
            Some(listed),
            "",
            StatusCode::UNAUTHORIZED,
        ),
        (
            Registration::Token,
            Some(listed),
            listed,
            StatusCode::CREATED,
        ),
        (
            Registration::Token,
            Some(listed),
            "other",
            StatusCode::UNAUTHORIZED,
        ),
    ] {
        let config = with(registration, token, &world);
        world = world.configured(config).await;
        let address = format!("{}/oauth/register", world.base);
        let (answered, _) = send(&world, Method::POST, &address, shown, Some(&web())).await;
        assert_eq!(answered, status, "{registration:?} {shown}");
        let document = format!("{}/.well-known/openid-configuration", world.base);
        let (_, document) = send(&world, Method::GET, &document, "", None).await;
        let told = document.get("registration_endpoint").is_some();
        assert_eq!(told, registration != Registration::Off);
    }
}

// oidcc-registration-logo-uri, -policy-uri, -tos-uri
async fn a_client_says_about_itself_what_is_kept(world: World) {
    let said = json!({
        "redirect_uris": [CALLBACK],
        "client_name": "The app",
        "client_uri": "https://app.example/",
        "logo_uri": "https://app.example/logo.png",
        "policy_uri": "https://app.example/policy",
        "tos_uri": "https://app.example/tos",
        "contacts": ["ops@app.example"],
        "software_id": "app",
        "software_version": "1.2",
        "post_logout_redirect_uris": ["https://app.example/out"],
        "backchannel_logout_uri": "https://app.example/logout",
        "token_endpoint_auth_method": "client_secret_post",
        "id_token_signed_response_alg": "ES256",
        "subject_type": "public",
        "require_pushed_authorization_requests": true,
        "something_unknown": {"a": 1},
    });
    let client = register(&world, said.clone()).await;
    let address = text(&client, "registration_client_uri");
    let token = text(&client, "registration_access_token");
    let (status, read) = send(&world, Method::GET, address, token, None).await;
    assert_eq!(status, StatusCode::OK);
    for (name, value) in said.as_object().unwrap() {
        if name == "something_unknown" {
            assert!(client.get(name).is_none());
        } else {
            assert_eq!(&client[name], value, "{name}");
            assert_eq!(&read[name], value, "{name}");
        }
    }
    assert!(
        read.get("client_secret").is_none(),
        "nobody knows it any more"
    );
}

async fn what_cannot_be_kept_is_refused(world: World) {
    for (name, value) in [
        ("logo_uri", json!("javascript:alert(1)")),
        ("policy_uri", json!("not an address")),
        ("tos_uri", json!("data:text/html,x")),
        ("client_name", json!("a\u{202e}b")),
        ("backchannel_logout_uri", json!("http://app.example/logout")),
        ("grant_types", json!(["implicit"])),
        ("response_types", json!(["token"])),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("id_token_signed_response_alg", json!("none")),
        ("id_token_signed_response_alg", json!("HS256")),
        ("subject_type", json!("pairwise")),
        // oidcc-registration-sector-bad
        ("sector_identifier_uri", json!("https://app.example/sector")),
        ("userinfo_signed_response_alg", json!("RS256")),
        ("frontchannel_logout_uri", json!("https://app.example/f")),
        ("contacts", json!("ops@app.example")),
    ] {
        let mut said = web();
        said[name] = value;
        let (status, answer) = try_register(&world, &said).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{said}");
        assert_eq!(answer["error"], "invalid_client_metadata", "{said}");
    }
    for no_object in [json!([]), json!("text"), json!(null)] {
        let (status, answer) = try_register(&world, &no_object).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(answer["error"], "invalid_client_metadata");
    }
}

// oidcc-redirect-uri-regfrag
async fn redirect_addresses_follow_the_rules_for_all(world: World) {
    for uri in [
        "https://app.example/cb#fragment",
        "http://app.example/cb",
        "https://ana@app.example/cb",
        "http://localhost/cb",
        "https://app.example/../cb",
        "myapp:/cb",
        "cb",
    ] {
        for name in ["redirect_uris", "post_logout_redirect_uris"] {
            let mut said = web();
            said[name] = json!([uri]);
            let (status, answer) = try_register(&world, &said).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{said}");
            assert_eq!(answer["error"], "invalid_redirect_uri", "{said}");
        }
    }
    let (_, answer) = try_register(&world, &json!({"client_name": "App"})).await;
    assert_eq!(answer["error"], "invalid_redirect_uri");
}

// oidcc-redirect-uri-query-OK, -query-mismatch, -query-added
async fn a_redirect_matches_with_its_query_alone(world: World) {
    let registered = "https://app.example/cb?a=1";
    let client = register(&world, json!({"redirect_uris": [registered, CALLBACK]})).await;
    let id = text(&client, "client_id");
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let good = browser.get(&authorize(id, registered)).await;
    assert!(location(&good).starts_with("/consent"));
    for other in [
        "https://app.example/cb?a=2",
        "https://app.example/cb?a=1&b=2",
        "https://app.example/cb?b=2",
    ] {
        let bad = browser.get(&authorize(id, other)).await;
        assert_eq!(bad.status(), StatusCode::BAD_REQUEST, "{other}");
        assert!(bad.headers().get(header::LOCATION).is_none());
    }
    let none = browser
        .get(&authorize(id, "x").replace("&redirect_uri=x", ""))
        .await;
    let refused = none.status();
    assert_eq!(refused, StatusCode::BAD_REQUEST);
    let silent = authorize(id, registered) + "&prompt=none";
    let to = location(&world.browser().get(&silent).await);
    assert!(
        to.starts_with("https://app.example/cb?a=1&error=login_required"),
        "{to}"
    );
}

async fn a_client_reads_changes_and_removes_itself(world: World) {
    let client = register(&world, web()).await;
    let tokens = sign_in(&world, &client).await;
    let address = text(&client, "registration_client_uri");
    let token = text(&client, "registration_access_token");
    let id = client["client_id"].clone();
    let change = json!({
        "client_id": id,
        "client_secret": client["client_secret"],
        "redirect_uris": [CALLBACK],
        "client_name": "Renamed",
    });
    let (status, changed) = send(&world, Method::PUT, address, token, Some(&change)).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    assert_eq!(changed["client_name"], "Renamed");
    assert_eq!(changed["registration_access_token"], token);

    let (status, _) = send(&world, Method::DELETE, address, token, None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = send(&world, Method::GET, address, token, None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let me = world.api("/oauth/userinfo", &tokens.access).await;
    assert_eq!(me.status(), StatusCode::UNAUTHORIZED, "its tokens are gone");
}

async fn a_changed_client_has_what_it_said_last(world: World) {
    let mut said = web();
    said["logo_uri"] = json!("https://app.example/logo.png");
    let client = register(&world, said).await;
    let address = text(&client, "registration_client_uri");
    let token = text(&client, "registration_access_token");
    let put = async |body: Value| send(&world, Method::PUT, address, token, Some(&body)).await;
    let id = client["client_id"].clone();
    let (_, changed) =
        put(json!({"client_id": id, "redirect_uris": ["https://app.example/new"]})).await;
    assert!(
        changed.get("logo_uri").is_none(),
        "what is left out is gone"
    );
    assert_eq!(changed["redirect_uris"], json!(["https://app.example/new"]));

    let public =
        json!({"client_id": id, "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"});
    assert_eq!(put(public).await.0, StatusCode::OK);
    let confidential = json!({"client_id": id, "redirect_uris": [CALLBACK]});
    let (_, again) = put(confidential.clone()).await;
    let secret = text(&again, "client_secret");
    assert_ne!(secret, text(&client, "client_secret"), "a new secret");
    assert!(put(confidential).await.1.get("client_secret").is_none());
    sign_in(&world, &again).await;

    for (name, value) in [
        ("client_id", json!("another")),
        ("client_secret", json!("chosen")),
        ("registration_access_token", json!(token)),
        ("client_id_issued_at", json!(1)),
    ] {
        let mut change = json!({"client_id": id, "redirect_uris": [CALLBACK]});
        change[name] = value;
        let (status, refused) = put(change).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(refused["error"], "invalid_client_metadata", "{name}");
    }
}

async fn nobody_manages_another_client(world: World) {
    let (one, two) = (register(&world, web()).await, register(&world, web()).await);
    let address = text(&one, "registration_client_uri");
    let desktop = format!("{}/oauth/register/countersign-desktop", world.base);
    for (address, token) in [
        (address, text(&two, "registration_access_token")),
        (address, text(&one, "client_secret")),
        (address, ""),
        (desktop.as_str(), text(&one, "registration_access_token")),
    ] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let body = json!({"client_id": one["client_id"], "redirect_uris": [CALLBACK]});
            let (status, _) = send(&world, method, address, token, Some(&body)).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
        }
    }
    let token = text(&one, "registration_access_token");
    let (status, _) = send(&world, Method::GET, address, token, None).await;
    assert_eq!(status, StatusCode::OK);
}

async fn a_public_client_registers_without_a_secret(world: World) {
    let said = json!({
        "redirect_uris": ["http://127.0.0.1/cb", "org.example.app:/cb"],
        "token_endpoint_auth_method": "none",
        "application_type": "native",
    });
    let client = register(&world, said).await;
    assert!(client.get("client_secret").is_none());
    assert!(client.get("client_secret_expires_at").is_none());
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let any_port = authorize(text(&client, "client_id"), "http://127.0.0.1:50123/cb");
    assert!(location(&browser.get(&any_port).await).starts_with("/consent"));
}

// oidcc-server-rotate-keys
async fn keys_change_and_clients_still_verify(world: World) {
    let client = register(&world, web()).await;
    let before = sign_in(&world, &client).await;
    world.server.rotate_keys().await.unwrap();
    let after = sign_in(&world, &client).await;
    let address = format!("{}/oauth/jwks", world.base);
    let (_, keys) = send(&world, Method::GET, &address, "", None).await;
    let published: Vec<&str> = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| text(key, "kid"))
        .collect();
    let mut used = Vec::new();
    for tokens in [&before, &after] {
        let id = tokens.id.as_deref().unwrap();
        let kid = jsonwebtoken::decode_header(id).unwrap().kid.unwrap();
        assert!(published.contains(&kid.as_str()), "{kid}");
        assert_eq!(claims(id)["iss"], world.base);
        used.push(kid);
    }
    assert_ne!(used[0], used[1]);
}

// oidcc-discovery-endpoint-verification, oidcc-rp-initiated-logout-discovery-endpoint-verification,
// oidcc-backchannel-logout-discovery-endpoint-verification,
// fapi2-security-profile-final-discovery-end-point-verification
#[tokio::test]
async fn both_documents_say_the_same_and_every_address_in_them_answers() {
    let world = World::sqlite().await;
    let document = async |name: &str| {
        let address = format!("{}/.well-known/{name}", world.base);
        send(&world, Method::GET, &address, "", None).await
    };
    let (status, openid) = document("openid-configuration").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(document("oauth-authorization-server").await.1, openid);
    assert_eq!(openid["issuer"], world.base);
    // The issuer has no path, so behind the well-known part there is nothing to put in.
    assert_eq!(
        document("oauth-authorization-server/else").await.0,
        StatusCode::NOT_FOUND
    );
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "registration_endpoint",
        "device_authorization_endpoint",
        "pushed_authorization_request_endpoint",
        "end_session_endpoint",
        "revocation_endpoint",
    ] {
        let address = text(&openid, name);
        assert!(address.starts_with(&world.base), "{name}: {address}");
        let answer = world.http.get(address).send().await.unwrap();
        assert_ne!(answer.status(), StatusCode::NOT_FOUND, "{name}");
    }
    for (name, value) in [
        ("backchannel_logout_supported", json!(true)),
        ("backchannel_logout_session_supported", json!(true)),
        (
            "authorization_response_iss_parameter_supported",
            json!(true),
        ),
        ("require_pushed_authorization_requests", json!(false)),
        ("response_modes_supported", json!(["query", "form_post"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("response_types_supported", json!(["code"])),
        ("subject_types_supported", json!(["public"])),
        ("request_parameter_supported", json!(false)),
        ("request_uri_parameter_supported", json!(false)),
    ] {
        assert_eq!(openid[name], value, "{name}");
    }
    let grants = openid["grant_types_supported"].as_array().unwrap();
    assert!(grants.contains(&json!("urn:ietf:params:oauth:grant-type:device_code")));
}
