//! What attackers try and what the conformance suites send, against a real server: each is refused in the
//! way it should be, and what was right before is right after.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;

mod forms;
mod headers;
mod hosts;
mod log;
mod modules;
mod redirects;
mod time;
mod tokens;

use common::{Browser, DESKTOP_CALLBACK, PASSWORD, VERIFIER, World, desktop_request, with};
use reqwest::Response;
use server::clients::NewClient;

/// Where the clients of these tests are answered.
pub(crate) const CALLBACK: &str = "https://wiki.example/cb";

/// A client with a secret, whom nobody is asked about.
pub(crate) struct Wiki {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Wiki {
    pub(crate) async fn new(world: &World) -> Self {
        Self::with(world, NewClient::default()).await
    }

    pub(crate) async fn with(world: &World, new: NewClient) -> Self {
        let redirect_uris = if new.redirect_uris.is_empty() {
            vec![CALLBACK.into()]
        } else {
            new.redirect_uris
        };
        let new = NewClient {
            name: "Wiki".into(),
            confidential: true,
            first_party: true,
            redirect_uris,
            ..new
        };
        let (id, secret) = world.client(new).await;
        Self {
            id,
            secret: secret.unwrap(),
        }
    }

    pub(crate) fn request(&self, changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        let own = [("client_id", self.id.as_str()), ("redirect_uri", CALLBACK)];
        with(with(desktop_request(), &own), changes)
    }

    pub(crate) async fn code(&self, browser: &mut Browser<'_>) -> String {
        browser.authorize(&self.request(&[])).await["code"].clone()
    }

    /// The token request of this client.
    pub(crate) async fn ask(&self, world: &World, fields: &[(&str, &str)]) -> Response {
        let post = world.http.post(format!("{}/oauth/token", world.base));
        let post = post.basic_auth(&self.id, Some(&self.secret)).form(fields);
        post.send().await.unwrap()
    }

    pub(crate) async fn redeem(&self, world: &World, code: &str) -> Response {
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code),
        ];
        self.ask(world, &fields).await
    }
}

/// A browser in which ana is signed in.
pub(crate) async fn ana(world: &World) -> Browser<'_> {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser
}

/// The fields that redeem `code` at the desktop app with this verifier.
pub(crate) fn redemption<'a>(code: &'a str, verifier: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("client_id", "countersign-desktop"),
        ("redirect_uri", DESKTOP_CALLBACK),
        ("code_verifier", verifier),
        ("code", code),
    ]
}

/// `invalid_grant`.
pub(crate) fn no_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

/// `invalid_client`.
pub(crate) fn no_client() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

/// Every row of the log with this action: actor, subject, reasons and detail.
pub(crate) async fn logged(world: &World, action: &str) -> Vec<authority::audit::Event> {
    world.server.settle_refusals(false).await;
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 10_000).await.unwrap();
    let events = rows.into_iter().map(|row| row.event);
    events.filter(|event| event.action == action).collect()
}
