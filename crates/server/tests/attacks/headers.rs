//! The headers of the security model, section 6.13, on whatever is asked in whichever way.

use std::collections::BTreeSet;

use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use serde_json::Value;
use server::Description;
use utoipa::OpenApi as _;

use super::ana;
use crate::{common::World, on_both_databases};

on_both_databases!(every_answer_carries_every_header);

/// Pages and files; what programs call is in the documents.
const PAGES: &[&str] = &[
    "/",
    "/account",
    "/account/password",
    "/account/password/done",
    "/account/email",
    "/account/email/sent",
    "/account/sessions/end",
    "/account/factors/remove",
    "/reset",
    "/reset/sent",
    "/reset/new?code=x",
    "/reset/done",
    "/verify?code=x",
    "/verify/done",
    "/sign-in",
    "/sign-in?return=%2Faccount",
    "/sign-in/factor",
    "/sign-in/step-up",
    "/sign-in/recover",
    "/sign-in/passkey",
    "/sign-in/sessions",
    "/enrol",
    "/enrol/totp",
    "/enrol/totp/qr",
    "/enrol/passkey",
    "/enrol/recovery",
    "/sign-out",
    "/consent",
    "/device",
    "/device?user_code=BCDF-GHJK",
    "/device/decision",
    "/oauth/authorize",
    "/oauth/authorize?client_id=countersign-desktop",
    "/oauth/logout",
    "/oauth/logout/confirm",
    "/oauth/nowhere",
    "/api/v1/nowhere",
    "/nowhere",
    "/nowhere/%2e%2e/%00",
    "/assets/style.css",
    "/assets/nothing.css",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/.well-known/nothing",
    "/oauth/register/nobody",
];

async fn json(world: &World, path: &str) -> Value {
    let answer = world.http.get(format!("{}{path}", world.base));
    answer.send().await.unwrap().json().await.unwrap()
}

/// Everything that the two documents describe.
async fn described(world: &World) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let metadata = json(world, "/.well-known/openid-configuration").await;
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let address = value.as_str().unwrap();
            paths.insert(address.strip_prefix(&world.base).unwrap().to_owned());
        }
    }
    let api = Description::openapi();
    paths.extend(api.paths.paths.keys().map(|path| {
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part });
        parts.collect::<Vec<_>>().join("/")
    }));
    assert!(paths.len() > 30, "{paths:?}");
    paths
}

fn check(headers: &HeaderMap, what: &str) {
    let text = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().unwrap_or_else(|| panic!("{what}: no {name}"));
        assert!(values.next().is_none(), "{what}: {name} twice");
        first.to_str().unwrap().to_owned()
    };
    let policy = text("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(text("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(text("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(text("cross-origin-opener-policy"), "same-origin", "{what}");
    assert!(!text("cache-control").is_empty(), "{what}");
    for name in headers.keys() {
        assert!(
            !name.as_str().starts_with("access-control-"),
            "{what}: {name}"
        );
        assert!(
            !["server", "x-powered-by"].contains(&name.as_str()),
            "{what}: {name}"
        );
    }
}

async fn ask(world: &World, method: &Method, path: &str, cookie: &str, body: &str) -> Response {
    let request = world
        .http
        .request(method.clone(), format!("{}{path}", world.base));
    let request = request
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded");
    request.body(body.to_owned()).send().await.unwrap()
}

async fn every_answer_carries_every_header(world: World) {
    let value = ana(&world).await.cookies["countersign"].clone();
    // The same answers under a name that is reached over TLS.
    let cookie = format!("__Host-countersign={value}");
    let mut paths = described(&world).await;
    paths.extend(PAGES.iter().map(|path| (*path).to_owned()));
    let world = world.known_as("https://id.example").await;
    let methods = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
    ];
    let long = "x=".to_owned() + &"y".repeat(70_000);
    for path in &paths {
        for method in methods.map(|name| name.parse::<Method>().unwrap()) {
            for cookie in ["", cookie.as_str()] {
                let answer = ask(&world, &method, path, cookie, "a=b&%zz=%ff&client_id=x").await;
                let what = format!("{method} {path} {}", answer.status());
                assert!(!answer.status().is_server_error(), "{what}");
                check(answer.headers(), &what);
                let hsts = &answer.headers()["strict-transport-security"];
                assert_eq!(hsts, "max-age=31536000", "{what}");
            }
        }
    }
    for path in ["/sign-in", "/oauth/token", "/api/v1/admin/users"] {
        let answer = ask(&world, &Method::POST, path, "", &long).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        check(answer.headers(), path);
    }
}
