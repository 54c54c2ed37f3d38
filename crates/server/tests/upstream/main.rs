//! Signing in at another server: a second one of ours behind a real code flow, and strict stand-ins for
//! GitHub, Google and Microsoft behind real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../factors/people.rs"]
#[allow(dead_code, unreachable_pub)]
mod people;

mod accounts;
mod attacks;
mod fake;
mod ours;
mod quirks;
mod story;

use std::collections::BTreeMap;

use authority::upstream::{Kind, link::Creation};
use common::{Browser, World, hidden, location};
use reqwest::{Response, StatusCode};
use server::config::{Secret, Upstream};

/// Our name at every other server, and our secret there.
pub(crate) const CLIENT: &str = "our-name";
pub(crate) const SECRET: &str = "what only the two of us know";

/// The configuration of another server on this machine.
pub(crate) fn upstream(kind: Kind, issuer: &str) -> Upstream {
    let scopes: &[&str] = match kind {
        Kind::GitHub => &["read:user", "user:email"],
        _ => &["openid", "email", "profile"],
    };
    Upstream {
        kind,
        label: "Elsewhere".to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Secret::new(SECRET.to_owned()),
        issuer: issuer.to_owned(),
        tenant: "common".to_owned(),
        tenants: Vec::new(),
        hosted_domain: None,
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        creation: Creation::Never,
        trusted_acr: Vec::new(),
        trusted_amr: Vec::new(),
        private_targets: vec!["127.0.0.0/8".parse().unwrap()],
    }
}

/// The same world, where people can sign in with these.
pub(crate) async fn with_upstreams(world: World, list: &[(&str, Upstream)]) -> World {
    let list: BTreeMap<String, Upstream> = list
        .iter()
        .map(|(name, upstream)| ((*name).to_owned(), upstream.clone()))
        .collect();
    world.reconfigured(|config| config.upstream = list).await
}

/// Presses the button on the sign-in page at `path`; where the browser is sent.
pub(crate) async fn leave(browser: &mut Browser<'_>, path: &str, name: &str) -> String {
    let answer = press(browser, path, name).await;
    assert_eq!(answer.status(), StatusCode::OK);
    link_of(&answer.text().await.unwrap())
}

/// Presses the button on the sign-in page at `path`.
pub(crate) async fn press(browser: &mut Browser<'_>, path: &str, name: &str) -> Response {
    let html = browser.get(path).await.text().await.unwrap();
    let action = format!("/sign-in/upstream/{name}");
    assert!(html.contains(&format!("action=\"{action}\"")), "{html}");
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let fields = [("csrf", csrf.as_str()), ("attempt", &attempt)];
    browser.post(&action, &fields).await
}

/// Where the one link of a page leads that goes on by itself, by script or not.
pub(crate) fn link_of(html: &str) -> String {
    let link = html.split("<a class=\"button primary\" href=\"").nth(1);
    let link = link.unwrap_or_else(|| panic!("no link in {html}"));
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    if html.contains("http-equiv") {
        let same = format!("content=\"0; url={}\"", link.replace('&', "&#38;"));
        assert!(html.contains(&same), "{html}");
    }
    link
}

/// The parameters of an address.
pub(crate) fn query(address: &str) -> BTreeMap<String, String> {
    let (_, query) = address.split_once('?').unwrap();
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// The part of an address of this server behind the host.
pub(crate) fn path_of(world: &World, address: &str) -> String {
    address
        .strip_prefix(&world.base)
        .unwrap_or_else(|| panic!("{address} leads elsewhere"))
        .to_owned()
}

/// Where somebody ends who comes back: a redirect, or the link of a page that goes on.
pub(crate) async fn come_back(browser: &mut Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    if answer.status() == StatusCode::SEE_OTHER {
        return location(&answer);
    }
    assert_eq!(answer.status(), StatusCode::OK);
    link_of(&answer.text().await.unwrap())
}

/// The word that the page of a failure quotes, and its status.
pub(crate) async fn failure(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let html = answer.text().await.unwrap();
    let code = html.split("Error code <code>").nth(1);
    let code = code.unwrap_or_else(|| panic!("{status} {html}"));
    (status, code.split('<').next().unwrap().to_owned())
}

/// Whether the browser is signed in, and as whom.
pub(crate) async fn signed_in_as(browser: &mut Browser<'_>) -> Option<String> {
    let answer = browser.get("/account").await;
    if answer.status() != StatusCode::OK {
        return None;
    }
    let html = answer.text().await.unwrap();
    let name = html.split("<p class=\"lead\"><strong>").nth(1)?;
    Some(name.split('<').next().unwrap().to_owned())
}

/// Says on the page that asks whether to link.
pub(crate) async fn agree(browser: &mut Browser<'_>, decision: &str) -> Response {
    let html = browser
        .get("/account/upstream/agree")
        .await
        .text()
        .await
        .unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("decision", decision)];
    browser.post("/account/upstream/agree", &fields).await
}

/// The actions in the log of one kind, in order.
pub(crate) async fn actions(world: &World) -> Vec<String> {
    people::column(
        world,
        "SELECT action FROM audit WHERE action LIKE 'upstream.%' ORDER BY number",
    )
    .await
}
