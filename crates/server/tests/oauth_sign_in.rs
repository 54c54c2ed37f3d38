//! The sign-in form: what it gives away, how often it may be tried, and whose forms it takes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{FIREFOX, PASSWORD, World, hidden, location};
use reqwest::{StatusCode, header};

on_all_stores!(
    a_wrong_password_and_an_unknown_name_look_the_same,
    failures_slow_a_stranger_down_and_not_the_owner,
    one_address_gets_twenty_tries_a_minute,
    a_form_from_elsewhere_is_refused,
    a_return_address_elsewhere_is_not_followed,
    a_sign_in_gets_a_new_cookie,
    an_idle_browser_is_signed_out,
    the_audit_log_shows_an_edit,
    a_day_of_rest_does_not_tell_who_exists,
    an_operator_lets_a_person_try_again,
    the_account_page_ends_sessions,
);

/// These look into the one process that answers.
mod alone {
    use super::an_attempt_that_nobody_can_look_at_is_not_counted;

    crate::on_both_databases!(an_attempt_that_nobody_can_look_at_is_not_counted);
}

async fn a_wrong_password_and_an_unknown_name_look_the_same(world: World) {
    let mut shapes = Vec::new();
    for name in ["ana", "eve"] {
        let answer = world
            .browser()
            .try_sign_in("/sign-in", name, "wrong password")
            .await;
        let status = answer.status();
        let mut headers: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
        headers.sort();
        let body = answer.text().await.unwrap();
        let csrf = hidden(&body, "csrf");
        shapes.push((status, headers, body.replace(&csrf, "").replace(name, "")));
    }
    assert_eq!(shapes[0].0, StatusCode::UNAUTHORIZED);
    assert_eq!(shapes[0], shapes[1]);
}

async fn failures_slow_a_stranger_down_and_not_the_owner(world: World) {
    let mut owner = world.browser();
    owner.sign_in("ana", PASSWORD).await;
    for name in ["ana", "nobody"] {
        for _ in 0..5 {
            let answer = world
                .browser()
                .try_sign_in("/sign-in", name, "wrong password")
                .await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        }
        let answer = world
            .browser()
            .try_sign_in("/sign-in", name, PASSWORD)
            .await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{name}");
        assert_eq!(answer.headers()[header::RETRY_AFTER], "180");
        world.wait(60);
    }
    for _ in 0..7 {
        world
            .browser()
            .try_sign_in("/sign-in", "ana", "wrong password")
            .await;
    }
    let answer = world
        .browser()
        .try_sign_in("/sign-in", "ana", PASSWORD)
        .await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    owner.cookies.remove("countersign");
    owner.sign_in("ana", PASSWORD).await;
    world.wait(300);
    world.browser().sign_in("ana", PASSWORD).await;
}

async fn one_address_gets_twenty_tries_a_minute(world: World) {
    for number in 0..20 {
        let name = format!("nobody-{number}");
        let answer = world
            .browser()
            .try_sign_in("/sign-in", &name, "wrong password")
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let answer = world
        .browser()
        .try_sign_in("/sign-in", "ana", PASSWORD)
        .await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    world.wait(60);
    world.browser().sign_in("ana", PASSWORD).await;
}

async fn a_form_from_elsewhere_is_refused(world: World) {
    let mut browser = world.browser();
    let csrf = browser.field("/sign-in", "csrf").await;
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", ""),
        ("name", "ana"),
        ("password", PASSWORD),
    ];
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("http://127.0.0.1"),
    ] {
        let answer = browser.post_from("/sign-in", &fields, origin).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{origin:?}");
    }
    // Under no-referrer a browser sends `Origin: null` with our own forms, too.
    let send = async |site: &str| {
        let cookie = format!("countersign={}", browser.cookies["countersign"]);
        let request = world
            .http
            .post(format!("{}/sign-in", world.base))
            .form(&fields);
        let request = request
            .header(header::COOKIE, cookie)
            .header(header::USER_AGENT, FIREFOX);
        let request = request
            .header(header::ORIGIN, "null")
            .header("sec-fetch-site", site);
        request.send().await.unwrap().status()
    };
    assert_eq!(send("cross-site").await, StatusCode::FORBIDDEN);
    assert_eq!(send("same-origin").await, StatusCode::SEE_OTHER);

    let mut other = world.browser();
    other.get("/sign-in").await;
    let answer = other.post("/sign-in", &fields).await;
    assert_eq!(
        answer.status(),
        StatusCode::FORBIDDEN,
        "the token of another browser"
    );
}

async fn a_return_address_elsewhere_is_not_followed(world: World) {
    for to in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
    ] {
        let mut browser = world.browser();
        let csrf = browser.field("/sign-in", "csrf").await;
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", to),
            ("name", "ana"),
            ("password", PASSWORD),
        ];
        let answer = browser.post("/sign-in", &fields).await;
        assert_eq!(location(&answer), "/account", "{to}");
    }
}

async fn a_sign_in_gets_a_new_cookie(world: World) {
    let mut browser = world.browser();
    browser.get("/sign-in").await;
    let before = browser.cookies["countersign"].clone();
    let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    let set: Vec<&str> = answer
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|line| line.to_str().unwrap())
        .collect();
    assert!(!set.is_empty());
    for line in set {
        assert!(
            line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"),
            "{line}"
        );
    }
    let after = browser.cookies["countersign"].clone();
    assert_ne!(before, after);
    assert_eq!(browser.get("/account").await.status(), StatusCode::OK);

    let again = browser
        .try_sign_in("/sign-in?attempt=/account", "ana", PASSWORD)
        .await;
    assert_eq!(location(&again), "/account");
    assert_ne!(browser.cookies["countersign"], after);
    browser.cookies.insert("countersign".into(), after);
    assert_eq!(
        location(&browser.get("/account").await),
        "/sign-in?attempt=%2Faccount"
    );
}

async fn an_idle_browser_is_signed_out(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    world.wait(1799);
    assert_eq!(browser.get("/account").await.status(), StatusCode::OK);
    world.wait(1800);
    assert_eq!(
        browser.get("/account").await.status(),
        StatusCode::SEE_OTHER
    );
}

async fn the_audit_log_shows_an_edit(world: World) {
    world.browser().sign_in("ana", PASSWORD).await;
    world.browser().sign_in("ana", PASSWORD).await;
    let rows = world.server.verify_audit().await.unwrap().unwrap();
    assert!(rows >= 3);
    let url = world.server.config().database_url.reveal().to_owned();
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query("UPDATE audit SET actor = 'somebody else' WHERE number = 2")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(world.server.verify_audit().await.unwrap(), Err(2));
    sqlx::query("DELETE FROM audit WHERE number = 2")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(world.server.verify_audit().await.unwrap(), Err(2));
}

#[tokio::test]
async fn under_https_the_cookies_belong_to_the_host_alone() {
    let world = World::sqlite()
        .await
        .known_as("https://id.example.org")
        .await;
    let mut browser = world.browser();
    let html = browser.get("/sign-in").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "ana"),
        ("password", PASSWORD),
    ];
    let answer = browser
        .post_from("/sign-in", &fields, Some("https://id.example.org"))
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let set: Vec<_> = answer
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .collect();
    assert_eq!(set.len(), 2);
    for line in set {
        let line = line.to_str().unwrap();
        assert!(
            line.starts_with("__Host-countersign") && line.contains("Secure"),
            "{line}"
        );
        assert!(!line.contains("Domain"), "{line}");
    }
}

/// Tries a wrong password, after the wait that the one before brought.
async fn fail(world: &World, name: &str, times: usize) {
    for _ in 0..times {
        world.wait(300);
        let answer = world
            .browser()
            .try_sign_in("/sign-in", name, "wrong password")
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
}

async fn a_day_of_rest_does_not_tell_who_exists(world: World) {
    for name in ["ana", "nobody"] {
        fail(&world, name, 8).await;
    }
    world.wait(3 * 86_400);
    world.server.tidy().await.unwrap();
    for name in ["ana", "nobody"] {
        fail(&world, name, 1).await;
        let answer = world
            .browser()
            .try_sign_in("/sign-in", name, "wrong password")
            .await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{name}");
    }
}

async fn an_operator_lets_a_person_try_again(world: World) {
    fail(&world, "ana", 9).await;
    let refused = world
        .browser()
        .try_sign_in("/sign-in", "ana", PASSWORD)
        .await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    world.server.unlock_user("Ana").await.unwrap();
    world.browser().sign_in("ana", PASSWORD).await;
}

async fn an_attempt_that_nobody_can_look_at_is_not_counted(world: World) {
    let mut browser = world.browser();
    let mut held = Vec::new();
    while let Ok(place) = world.server.passwords().queue() {
        held.push(place);
    }
    for _ in 0..9 {
        let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key(header::RETRY_AFTER));
        let page = answer.text().await.unwrap();
        assert!(page.contains("Too many people at once"), "{page}");
    }
    drop(held);
    browser.sign_in("ana", PASSWORD).await;
}

async fn the_account_page_ends_sessions(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let app = world.desktop().await;
    let html = browser.get("/account").await.text().await.unwrap();
    for text in ["this browser", "Ana&#39;s laptop", "Firefox 140 on Linux"] {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
    assert_eq!(html.matches("action=\"/account/sessions/end\"").count(), 2);

    let of_the_app = html.split("<li>").find(|row| row.contains("laptop"));
    let (id, csrf) = (hidden(of_the_app.unwrap(), "id"), hidden(&html, "csrf"));
    let end = "/account/sessions/end";
    let fields = [("csrf", csrf.as_str()), ("id", id.as_str())];
    let foreign = browser
        .post_from(end, &fields, Some("https://evil.example"))
        .await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let forged = browser.post(end, &[("csrf", "x"), ("id", &id)]).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let app_refreshed = common::Tokens::from(world.refresh(app.refresh()).await).await;
    let ended = browser.post(end, &fields).await;
    assert_eq!(location(&ended), "/account");
    let refused = world.refresh(app_refreshed.refresh()).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);

    let mut stranger = world.browser();
    let csrf_of_stranger = stranger.field("/sign-in", "csrf").await;
    let asked = [("csrf", csrf_of_stranger.as_str()), ("id", id.as_str())];
    let answer = stranger.post(end, &asked).await;
    assert!(location(&answer).starts_with("/sign-in"));

    let others = "/account/sessions/end-others";
    let ended = browser.post(others, &[("csrf", &csrf)]).await;
    assert_eq!(location(&ended), "/account");
    let html = browser.get("/account").await.text().await.unwrap();
    assert_eq!(html.matches("<li>").count(), 1);
    assert!(!html.contains("/account/sessions/"), "{html}");
}
