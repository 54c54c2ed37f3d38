//! A password that an administrator made worthless, and the link that its owner is sent.

use reqwest::StatusCode;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::{
    common::{PASSWORD, Tokens, World, desktop_request, hidden, location, smtp::Sink, with},
    on_both_databases,
    people::with_mail,
};

on_both_databases!(
    whoever_lost_a_password_to_an_administrator_is_sent_a_link,
    whoever_may_not_sign_in_is_sent_no_link,
);

const ANA: &str = "ana@example.org";

/// An access token of an administrator called `bea`.
async fn administrator(world: &World) -> String {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let roles = ["administrator".to_owned()];
    world
        .server
        .add_user("bea", "bea@example.org", &roles, password)
        .await
        .unwrap();
    let mut browser = world.browser();
    browser.sign_in("bea", PASSWORD).await;
    let request = with(desktop_request(), &[("scope", "openid admin")]);
    let code = browser.authorize(&request).await["code"].clone();
    Tokens::from(world.redeem(&code).await).await.access
}

/// Makes ana's password worthless.
async fn reset(world: &World, token: &str) -> (StatusCode, Value) {
    let found = world.api("/api/v1/admin/users?q=ana", token).await;
    let found: Value = found.json().await.unwrap();
    let id = found["items"][0]["id"].as_str().unwrap();
    let path = format!("{}/api/v1/admin/users/{id}/reset-password", world.base);
    let answer = world
        .http
        .post(path)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn whoever_lost_a_password_to_an_administrator_is_sent_a_link(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let token = administrator(&world).await;
    let mut before = world.browser();
    before.sign_in("ana", PASSWORD).await;
    // A link that is under way already does not outlive the password.
    let old = world.server.reset_link("ana").await.unwrap();

    let (status, body) = reset(&world, &token).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["ended"]["sessions"], 1);
    assert_eq!(body["mailed"], true);
    world.server.carry_mail().await.unwrap();
    let letters = sink.about(ANA, "A new password");
    let [letter] = &letters[..] else {
        panic!("{letters:?}");
    };
    assert!(
        letter.text().contains("an administrator"),
        "{}",
        letter.text()
    );
    let answer = before.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);

    let mut browser = world.browser();
    let path = old.strip_prefix(&world.base).unwrap();
    let dead = browser.get(path).await.text().await.unwrap();
    assert!(!dead.contains("name=\"again\""), "{dead}");
    let link = letter.link();
    let html = browser.get(link.strip_prefix(&world.base).unwrap()).await;
    let html = html.text().await.unwrap();
    let (csrf, code) = (hidden(&html, "csrf"), hidden(&html, "code"));
    let fresh = "velvet harbour onion compass";
    let fields = [
        ("csrf", csrf.as_str()),
        ("code", &code),
        ("password", fresh),
        ("again", fresh),
    ];
    let changed = browser.post("/reset/new", &fields).await;
    assert_eq!(location(&changed), "/reset/done");
    world.browser().sign_in("ana", fresh).await;
}

async fn whoever_may_not_sign_in_is_sent_no_link(world: World) {
    let sink = Sink::start().await;
    let world = with_mail(world, &sink).await;
    let token = administrator(&world).await;
    world.server.disable_user("ana").await.unwrap();
    let (status, body) = reset(&world, &token).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["mailed"], false);
    world.server.carry_mail().await.unwrap();
    assert_eq!(sink.about(ANA, "A new password").len(), 0);
}
