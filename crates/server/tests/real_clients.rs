//! Clients that others wrote, each through a whole sign-in: code with PKCE, user information, refresh,
//! revocation and logout. They run as programs of their own over real HTTP; the test is their browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;
mod support;

#[path = "real_clients/apache.rs"]
mod apache;

use std::{path::PathBuf, process::Stdio, time::Duration};

use common::{Browser, PASSWORD, World, hidden, location};
use serde_json::{Value, json};
use server::clients::NewClient;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{ChildStdin, ChildStdout, Command},
};

const CALLBACK: &str = "https://wiki.example/back";

fn program(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(name)
}

/// A client as a program that says where its browser has to go.
struct Client {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Client {
    fn start(mut command: Command, world: &World) -> Self {
        let mut child = command
            .env("ISSUER", &world.base)
            .env("REDIRECT_URI", CALLBACK)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let client = Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()).lines(),
        };
        tokio::spawn(async move { child.wait().await });
        client
    }

    /// Leads the browser wherever the client sends it, until the client is done.
    async fn finish(mut self, browser: &mut Browser<'_>) -> Value {
        loop {
            let line = self.output.next_line().await.unwrap();
            let said: Value = serde_json::from_str(&line.expect("the client gave up")).unwrap();
            if said.get("done").is_some() {
                return said["done"].clone();
            }
            let back = wander(browser, said["open"].as_str().unwrap()).await;
            self.input
                .write_all(format!("{back}\n").as_bytes())
                .await
                .unwrap();
        }
    }
}

/// Follows the server from `address`, consenting where it asks, until it sends the browser elsewhere.
async fn wander(browser: &mut Browser<'_>, address: &str) -> String {
    let base = browser.world.base.clone();
    let mut answer = browser.get(address.strip_prefix(&base).unwrap()).await;
    loop {
        if answer.status() == 200 {
            let page = answer.text().await.unwrap();
            let (csrf, attempt) = (hidden(&page, "csrf"), hidden(&page, "attempt"));
            let fields = [
                ("csrf", csrf.as_str()),
                ("attempt", &attempt),
                ("decision", "allow"),
            ];
            answer = browser.post("/consent", &fields).await;
        }
        let to = location(&answer);
        let within = to.strip_prefix(&base).unwrap_or(&to).to_owned();
        if !within.starts_with('/') {
            return to;
        }
        answer = browser.get(&within).await;
    }
}

/// A client that asks people for consent and shares a secret with the server.
async fn registered(world: &World) -> (String, String) {
    let new = NewClient {
        name: "Wiki".into(),
        redirect_uris: vec![CALLBACK.into()],
        post_logout_redirect_uris: vec![format!("{CALLBACK}/out")],
        confidential: true,
        ..NewClient::default()
    };
    let (id, secret) = world.client(new).await;
    (id, secret.unwrap())
}

/// What every client has to have learnt.
fn demand(world: &World, done: &Value, token_type: &str) {
    assert_eq!(done["claims"]["iss"], world.base.as_str());
    assert_eq!(done["claims"]["sub"], done["person"]["sub"]);
    assert_eq!(done["person"]["preferred_username"], "ana");
    assert_eq!(done["person"]["email"], "ana@example.org");
    assert!(
        done["tokenType"]
            .as_str()
            .unwrap()
            .eq_ignore_ascii_case(token_type),
        "{done}"
    );
    assert_eq!(
        (&done["rotated"], &done["live"], &done["ended"]),
        (&json!(true), &json!(true), &json!(false)),
        "{done}"
    );
    assert_eq!(done["after"], format!("{CALLBACK}/out?state=bye"), "{done}");
}

/// One sign-in by `command`, after which the browser is signed out as well.
async fn sign_in_and_out(world: &World, command: Command, token_type: &str) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let done = Client::start(command, world).finish(&mut browser).await;
    demand(world, &done, token_type);
    let account = browser.get("/account").await;
    let to = location(&account);
    assert!(to.starts_with("/sign-in"), "signed out, too: {to}");
}

#[tokio::test]
async fn openid_client_signs_in_and_out() {
    let world = World::today().await;
    let (id, secret) = registered(&world).await;
    let mut command = Command::new("node");
    command
        .arg(program("openid_client.mjs"))
        .env("CLIENT_ID", id)
        .env("CLIENT_SECRET", secret);
    sign_in_and_out(&world, command, "Bearer").await;
}

#[tokio::test]
async fn openid_client_registers_itself_signs_pushes_and_binds_its_tokens() {
    let world = World::today().await;
    let allowed = world.server.allow_registration(1, Duration::from_secs(60));
    let allowed = allowed.await.unwrap();
    let mut command = Command::new("node");
    command
        .arg(program("openid_client.mjs"))
        .env("WAY", "strict")
        .env("INITIAL_ACCESS_TOKEN", allowed.reveal());
    sign_in_and_out(&world, command, "DPoP").await;
}

#[tokio::test]
async fn authlib_signs_in_and_out() {
    let world = World::today().await;
    let (id, secret) = registered(&world).await;
    // Debian's interpreter, which Debian's Authlib is for.
    let mut command = Command::new("/usr/bin/python3");
    command
        .arg(program("authlib_client.py"))
        .env("CLIENT_ID", id)
        .env("CLIENT_SECRET", secret);
    sign_in_and_out(&world, command, "Bearer").await;
}
