//! Clients that are told over a channel of their own, by a receiver that really listens.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use crate::{
    CALLBACK, Wiki, ana,
    common::{PASSWORD, World, claims, location},
    on_both_databases,
};
use axum::{Router, extract::State, http::StatusCode, response::Redirect, routing::post};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::Url;
use serde_json::{Value, json};
use server::{Config, clients::NewClient, config::Clients};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

on_both_databases!(
    a_client_is_told_by_a_signed_token,
    every_way_a_session_ends_is_told,
    a_session_that_is_over_by_time_is_told,
    a_client_that_does_not_answer_is_told_again_and_then_given_up,
    a_client_that_gave_its_tokens_back_is_not_told,
    two_servers_tell_a_client_once,
);

/// A client that listens.
struct Receiver {
    address: String,
    status: Arc<AtomicU16>,
    told: UnboundedReceiver<String>,
}

#[derive(Clone)]
struct Inbox {
    status: Arc<AtomicU16>,
    told: UnboundedSender<String>,
}

async fn receive(State(inbox): State<Inbox>, body: String) -> StatusCode {
    inbox.told.send(body).unwrap();
    StatusCode::from_u16(inbox.status.load(Ordering::SeqCst)).unwrap()
}

impl Receiver {
    async fn listen() -> Self {
        let (send, told) = unbounded_channel();
        let status = Arc::new(AtomicU16::new(200));
        let inbox = Inbox {
            status: Arc::clone(&status),
            told: send,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/logout", listener.local_addr().unwrap());
        let elsewhere = Redirect::temporary("/logout");
        let app = Router::new()
            .route("/logout", post(receive))
            .route("/redirect", post(async move || elsewhere.clone()))
            .with_state(inbox);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            address,
            status,
            told,
        }
    }

    /// The logout token that came last.
    fn token(&mut self) -> Option<String> {
        let body = self.told.try_recv().ok()?;
        let pairs = url::form_urlencoded::parse(body.as_bytes());
        let pairs: Vec<(String, String)> = pairs.into_owned().collect();
        let [(name, token)] = &pairs[..] else {
            panic!("more than a token in {body}");
        };
        assert_eq!(name, "logout_token");
        Some(token.clone())
    }
}

/// A server that may tell programs on this machine.
async fn beside(world: World) -> World {
    let config = Config {
        clients: Clients {
            private_targets: vec!["127.0.0.0/8".parse().unwrap()],
            ..Clients::default()
        },
        ..world.server.config().clone()
    };
    world.configured(config).await
}

async fn told_at(world: &World, address: &str) -> Wiki {
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![CALLBACK.into()],
        first_party: true,
        backchannel_logout_uri: Some(address.into()),
        ..NewClient::default()
    };
    Wiki {
        id: world.client(new).await.0,
    }
}

// oidcc-backchannel-rp-initiated-logout
async fn a_client_is_told_by_a_signed_token(world: World) {
    let world = beside(world).await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let id = tokens.id.unwrap();
    browser
        .get(&format!("/oauth/logout?id_token_hint={id}"))
        .await;
    assert!(receiver.token().is_none(), "no request waits for a client");

    assert_eq!(world.server.send_logouts().await.unwrap(), 1);
    let token = receiver.token().unwrap();
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    let keys = world.http.get(format!("{}/oauth/jwks", world.base));
    let keys: Value = keys.send().await.unwrap().json().await.unwrap();
    let all = keys["keys"].as_array().unwrap();
    let key = all
        .iter()
        .find(|key| key["kid"].as_str() == header.kid.as_deref());
    let key = key.unwrap();
    let key =
        DecodingKey::from_ec_components(key["x"].as_str().unwrap(), key["y"].as_str().unwrap());
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.set_issuer(&[&world.base]);
    validation.set_audience(&[&wiki.id]);
    let said: Value = jsonwebtoken::decode(&token, &key.unwrap(), &validation)
        .unwrap()
        .claims;
    let identity = claims(&id);
    assert_eq!(said["sub"], identity["sub"]);
    assert_eq!(said["sid"], identity["sid"]);
    assert_eq!(
        said["events"],
        json!({"http://schemas.openid.net/event/backchannel-logout": {}})
    );
    assert!(said["jti"].is_string() && said["iat"].is_i64() && said["exp"].is_i64());
    assert!(said.get("nonce").is_none());

    assert_eq!(world.server.send_logouts().await.unwrap(), 0);
    assert!(receiver.token().is_none(), "told once");
}

async fn every_way_a_session_ends_is_told(world: World) {
    let world = beside(world).await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let told = async |receiver: &mut Receiver, how: &str| {
        world.server.send_logouts().await.unwrap();
        let token = receiver.token();
        claims(&token.unwrap_or_else(|| panic!("not told: {how}")))["sid"].clone()
    };

    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    let sid = told(&mut receiver, "signed out").await;
    assert_eq!(sid, claims(&tokens.id.unwrap())["sid"]);

    // A session of its own, ended from another browser.
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid offline_access").await;
    let app = world.desktop().await;
    let sid = claims(tokens.id.as_deref().unwrap())["sid"].clone();
    let end = format!("{}/api/v1/sessions/{}", world.base, sid.as_str().unwrap());
    let ended = world.http.delete(end).bearer_auth(&app.access).send().await;
    assert_eq!(ended.unwrap().status(), 200);
    assert_eq!(told(&mut receiver, "ended by the interface").await, sid);

    // Another person at the same browser.
    let mut browser = ana(&world).await;
    wiki.sign_in(&mut browser, "openid").await;
    let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
    let roles = ["user".to_owned()];
    let added = world
        .server
        .add_user("ben", "ben@example.org", &roles, password);
    added.await.unwrap();
    let other = browser.try_sign_in("/sign-in?attempt=/account", "ben", PASSWORD);
    location(&other.await);
    told(&mut receiver, "another person signed in").await;

    // A refresh token that comes back ends the family, and with it the program's own session.
    let mut browser = ana(&world).await;
    let first = wiki.sign_in(&mut browser, "openid offline_access").await;
    let refresh = async |token: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", wiki.id.as_str()),
            ("refresh_token", token),
        ];
        world.post_form("/oauth/token", &fields).await
    };
    refresh(first.refresh()).await;
    world.wait(120);
    assert_eq!(refresh(first.refresh()).await.status(), 400);
    told(&mut receiver, "a stolen refresh token").await;

    let mut browser = ana(&world).await;
    wiki.sign_in(&mut browser, "openid").await;
    world.server.disable_user("ana").await.unwrap();
    told(&mut receiver, "disabled").await;
}

async fn a_session_that_is_over_by_time_is_told(world: World) {
    let world = beside(world).await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    assert_eq!(world.server.end_expired_sessions().await.unwrap(), 0);
    world.wait(1800);
    assert_eq!(world.server.end_expired_sessions().await.unwrap(), 1);
    assert_eq!(world.server.end_expired_sessions().await.unwrap(), 0);
    world.server.send_logouts().await.unwrap();
    let said = claims(&receiver.token().unwrap());
    assert_eq!(said["sid"], claims(&tokens.id.unwrap())["sid"]);
}

async fn a_client_that_does_not_answer_is_told_again_and_then_given_up(world: World) {
    let world = beside(world).await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let sign_out = async || {
        let mut browser = ana(&world).await;
        wiki.sign_in(&mut browser, "openid").await;
        let csrf = browser.field("/account", "csrf").await;
        browser.post("/sign-out", &[("csrf", &csrf)]).await;
    };
    receiver.status.store(503, Ordering::SeqCst);
    sign_out().await;
    assert_eq!(world.server.send_logouts().await.unwrap(), 1);
    let first = claims(&receiver.token().unwrap());
    assert_eq!(world.server.send_logouts().await.unwrap(), 0, "not at once");
    world.wait(30);
    receiver.status.store(204, Ordering::SeqCst);
    assert_eq!(world.server.send_logouts().await.unwrap(), 1);
    let second = claims(&receiver.token().unwrap());
    assert_eq!(first["jti"], second["jti"], "it is the same logout");
    assert_ne!(first["iat"], second["iat"]);

    receiver.status.store(500, Ordering::SeqCst);
    sign_out().await;
    let mut tries = 0;
    for _ in 0..20 {
        tries += world.server.send_logouts().await.unwrap();
        world.wait(200_000);
    }
    assert_eq!(tries, 8);
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    assert!(
        rows.iter()
            .any(|row| row.event.action == "logout.undelivered")
    );
}

async fn a_client_that_gave_its_tokens_back_is_not_told(world: World) {
    let world = beside(world).await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let mut browser = ana(&world).await;
    let tokens = wiki.sign_in(&mut browser, "openid").await;
    let fields = [("client_id", wiki.id.as_str()), ("token", &tokens.access)];
    world.post_form("/oauth/revoke", &fields).await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(world.server.send_logouts().await.unwrap(), 0);
    assert!(receiver.token().is_none());
}

async fn two_servers_tell_a_client_once(world: World) {
    let world = beside(world).await;
    let other = world.replica().await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let mut browser = ana(&world).await;
    wiki.sign_in(&mut browser, "openid").await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    let (one, two) = tokio::join!(world.server.send_logouts(), other.send_logouts());
    one.unwrap();
    two.unwrap();
    assert!(receiver.token().is_some());
    assert!(receiver.token().is_none());
}

#[tokio::test]
async fn nobody_is_told_inside_a_network_that_is_not_listed() {
    let world = World::sqlite().await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let mut browser = ana(&world).await;
    wiki.sign_in(&mut browser, "openid").await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(world.server.send_logouts().await.unwrap(), 1);
    assert!(receiver.token().is_none());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = beside(World::sqlite().await).await;
    let mut receiver = Receiver::listen().await;
    let mut elsewhere = Url::parse(&receiver.address).unwrap();
    elsewhere.set_path("/redirect");
    let wiki = told_at(&world, elsewhere.as_str()).await;
    let mut browser = ana(&world).await;
    wiki.sign_in(&mut browser, "openid").await;
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(world.server.send_logouts().await.unwrap(), 1);
    assert!(receiver.token().is_none());
}

/// The loop that a running server has, from the sign-out to the client.
#[tokio::test]
async fn a_running_server_tells_clients_by_itself() {
    let world = beside(World::sqlite().await).await;
    let mut receiver = Receiver::listen().await;
    let wiki = told_at(&world, &receiver.address).await;
    let mut browser = ana(&world).await;
    wiki.sign_in(&mut browser, "openid").await;
    let server = world.server.clone();
    let telling = tokio::spawn(async move { server.tell_clients().await });
    let csrf = browser.field("/account", "csrf").await;
    browser.post("/sign-out", &[("csrf", &csrf)]).await;
    let told = receiver.told.recv().await.unwrap();
    assert!(told.starts_with("logout_token="));
    telling.abort();
}
