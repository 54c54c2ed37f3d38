//! What a request says about the name of this server, which nobody believes.

use reqwest::{Response, StatusCode};
use server::config::{self, Secret, Tls};

use crate::{
    common::{PASSWORD, World, authorize_path, desktop_request, hidden, smtp::Sink},
    on_both_databases,
};

on_both_databases!(nothing_in_a_request_gives_this_server_another_name);

const LIES: &[(&str, &str)] = &[
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-server", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-port", "444"),
    ("x-forwarded-prefix", "/evil.example"),
    ("x-original-url", "https://evil.example/"),
    ("x-rewrite-url", "https://evil.example/"),
    ("x-host", "evil.example"),
    ("forwarded", "host=evil.example;proto=https"),
];

fn mail(sink: &Sink) -> config::Mail {
    config::Mail {
        url: Secret::new(sink.url()),
        from: "Countersign <id@example.org>".parse().unwrap(),
        tls: Tls::None,
        ca_file: None,
    }
}

/// What can be told from an answer, without what differs each time.
async fn told(answer: Response) -> (StatusCode, Option<String>, String) {
    let status = answer.status();
    let to = answer.headers().get("location");
    let to = to.map(|to| to.to_str().unwrap().to_owned());
    for (name, value) in answer.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        assert!(!value.contains("evil"), "{name}: {value}");
    }
    let body = answer.text().await.unwrap();
    assert!(!body.contains("evil.example"), "{body}");
    (status, to, body)
}

async fn nothing_in_a_request_gives_this_server_another_name(world: World) {
    let sink = Sink::start().await;
    world.server.carry_mail().await.unwrap();
    let world = world
        .reconfigured(|config| config.mail = Some(mail(&sink)))
        .await;
    let request = authorize_path(&desktop_request());
    for path in [
        "/",
        "/account",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/oauth/jwks",
        "/api/v1/openapi.json",
        "/oauth/logout",
        "/oauth/authorize?client_id=nobody",
        request.as_str(),
        "/nowhere",
    ] {
        let address = format!("{}{path}", world.base);
        let plain = told(world.http.get(&address).send().await.unwrap()).await;
        for (name, value) in LIES {
            let lied = world.http.get(&address).header(*name, *value);
            let lied = told(lied.send().await.unwrap()).await;
            assert_eq!(lied, plain, "{path} with {name}");
        }
    }
    let fields = [("client_id", "countersign-desktop"), ("scope", "openid")];
    let ask = world
        .http
        .post(format!("{}/oauth/device_authorization", world.base));
    let ask = ask.form(&fields).header("host", "evil.example");
    let begun: serde_json::Value = ask.send().await.unwrap().json().await.unwrap();
    assert_eq!(begun["verification_uri"], format!("{}/device", world.base));

    // A form of ours, though the host is a lie: the link in the mail leads here.
    let mut browser = world.browser();
    let html = browser.get("/reset").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let post = world
        .http
        .post(format!("{}/reset", world.base))
        .header(
            "cookie",
            format!("countersign={}", browser.cookies["countersign"]),
        )
        .header("origin", &world.base)
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .form(&[("csrf", csrf.as_str()), ("name", "ana")]);
    told(post.send().await.unwrap()).await;
    world.server.carry_mail().await.unwrap();
    let letters = sink.about("ana@example.org", "A new password");
    let link = letters.last().unwrap().link();
    assert!(
        link.starts_with(&format!("{}/reset/new?code=", world.base)),
        "{link}"
    );

    // A page that calls the server by that name posts into the void.
    let lie = world
        .http
        .post(format!("{}/sign-in", world.base))
        .header(
            "cookie",
            format!("countersign={}", browser.cookies["countersign"]),
        )
        .header("origin", "http://evil.example")
        .header("host", "evil.example")
        .form(&[
            ("csrf", csrf.as_str()),
            ("name", "ana"),
            ("password", PASSWORD),
        ]);
    assert_eq!(lie.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}
