//! Whoever asks very often, or for very much, gets no room to do harm in.

use std::time::Duration;

use authority::limit::Quota;
use reqwest::{Response, StatusCode};

use crate::{
    column,
    common::{PASSWORD, World, desktop_request, error_of},
    execute, on_both_databases,
};

on_both_databases!(
    a_pushed_request_keeps_what_has_a_meaning_and_no_longer_than_it_counts,
    passkeys_that_fail_are_paced_by_address,
    questions_for_passkeys_are_few_and_soon_forgotten,
    a_refused_sign_in_counts_like_a_wrong_password,
    a_long_log_is_checked_while_others_write,
    names_that_nobody_tries_any_more_are_forgotten_alike,
);

#[tokio::test]
async fn who_asks_how_the_server_is_has_a_limit_too() {
    let world = World::sqlite().await;
    let ask = async |path: &str| {
        let request = world.http.get(format!("{}{path}", world.base));
        request.send().await.unwrap()
    };
    for _ in 0..599 {
        assert_eq!(ask("/health/live").await.status(), StatusCode::OK);
    }
    let ready = ask("/health/ready").await;
    assert_eq!(ready.status(), StatusCode::OK);
    for path in ["/health/live", "/health/ready"] {
        let refused = ask(path).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(refused.headers().contains_key("retry-after"));
    }
    // What watches the server takes nothing from what people do.
    assert_eq!(ask("/sign-in").await.status(), StatusCode::OK);
    world.wait(60);
    assert_eq!(ask("/health/ready").await.status(), StatusCode::OK);
}

/// Pushes the request of the desktop app with this beside it.
async fn push(world: &World, beside: &[(&str, &str)]) -> Response {
    let request = desktop_request();
    let mut fields: Vec<(&str, &str)> = request
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.extend(beside);
    world.post_form("/oauth/par", &fields).await
}

async fn a_pushed_request_keeps_what_has_a_meaning_and_no_longer_than_it_counts(world: World) {
    let ballast = "x".repeat(40_000);
    let pushed = push(&world, &[("ballast", &ballast), ("login_hint", "ana")]).await;
    assert_eq!(pushed.status(), StatusCode::CREATED);
    let kept = column(&world, "SELECT params FROM pushed_requests").await;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].contains("login_hint=ana") && !kept[0].contains("ballast"));
    assert!(kept[0].len() < 1000, "{}", kept[0]);
    let long = push(&world, &[("login_hint", &ballast)]).await;
    assert_eq!(error_of(long).await, (400, "invalid_request".to_owned()));
    world.wait(61);
    assert_eq!(push(&world, &[]).await.status(), StatusCode::CREATED);
    let kept = column(&world, "SELECT params FROM pushed_requests").await;
    assert_eq!(kept.len(), 1, "what is over is gone");
}

#[tokio::test]
async fn who_pushes_for_a_program_of_anybody_is_counted_like_a_stranger() {
    let world = World::sqlite().await;
    let world = world
        .reconfigured(|config| {
            config.limits.auth = Quota::new(3, Duration::from_secs(60)).unwrap();
        })
        .await;
    for _ in 0..3 {
        assert_eq!(push(&world, &[]).await.status(), StatusCode::CREATED);
    }
    let refused = push(&world, &[]).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
}

/// The world under a name, which passkeys need.
async fn named(world: World) -> World {
    world.by_name().await
}

async fn passkeys_that_fail_are_paced_by_address(world: World) {
    let world = named(world).await;
    let world = &world;
    let mut statuses = Vec::new();
    let mut browser = world.browser();
    let csrf = browser.field("/sign-in/passkey", "csrf").await;
    for _ in 0..21 {
        let fields = [("csrf", csrf.as_str()), ("code", "{}")];
        statuses.push(browser.post("/sign-in/passkey", &fields).await.status());
    }
    assert_eq!(statuses[..20], [StatusCode::UNAUTHORIZED; 20]);
    assert_eq!(statuses[20], StatusCode::TOO_MANY_REQUESTS);
    // It is the count of all ways to sign in.
    let other = world.browser().try_sign_in("/sign-in", "ana", "x").await;
    assert_eq!(other.status(), StatusCode::TOO_MANY_REQUESTS);
}

async fn questions_for_passkeys_are_few_and_soon_forgotten(world: World) {
    let world = named(world).await;
    for _ in 0..60 {
        let asked = world.browser().get("/sign-in/passkey").await;
        assert_eq!(asked.status(), StatusCode::OK);
    }
    let refused = world.browser().get("/sign-in/passkey").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let kept = async || column(&world, "SELECT holder FROM challenges").await.len();
    assert_eq!(kept().await, 60);
    world.wait(601);
    world.browser().get("/sign-in/passkey").await;
    assert_eq!(kept().await, 1);
}

async fn a_refused_sign_in_counts_like_a_wrong_password(world: World) {
    let world = world
        .reconfigured(|config| {
            (config.risk.policy.step_up, config.risk.policy.refuse) = (20, 25);
        })
        .await;
    let mut statuses = Vec::new();
    for password in ["wrong", "wrong", "wrong", "wrong", PASSWORD, PASSWORD] {
        let mut browser = world.browser();
        let answer = browser.try_sign_in("/sign-in", "ana", password).await;
        statuses.push(answer.status());
    }
    assert_eq!(statuses[..5], [StatusCode::UNAUTHORIZED; 5]);
    assert_eq!(statuses[5], StatusCode::TOO_MANY_REQUESTS);
    let failed = "SELECT action FROM audit WHERE action = 'sign-in.failed'";
    assert_eq!(column(&world, failed).await.len(), 5);
}

async fn a_long_log_is_checked_while_others_write(world: World) {
    let actors = "UPDATE audit SET actor = 'x' WHERE number = 1";
    execute(&world, actors).await;
    world.wait(400 * 86_400);
    // Somebody writes, and the check says nevertheless that nothing may go.
    let mut work = world.server.store().begin().await.unwrap();
    work.audit().lock().await.unwrap();
    let trimmed = tokio::time::timeout(Duration::from_secs(60), world.server.trim_audit());
    let trimmed = trimmed.await.expect("it waited for whoever writes");
    assert_eq!(trimmed.unwrap(), 0);
    work.commit().await.unwrap();
}

async fn names_that_nobody_tries_any_more_are_forgotten_alike(world: World) {
    for name in ["ana", "nobody", "somebody"] {
        let answer = world.browser().try_sign_in("/sign-in", name, "x").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let names = async || {
        let all = "SELECT subject FROM guesses WHERE subject LIKE 'u%' ORDER BY subject";
        column(&world, all).await
    };
    let before = names().await;
    assert_eq!(before.len(), 3);
    // One of them was tried so often that only recovery is left, which time does not heal.
    let locked = "UPDATE guesses SET failures = 100 WHERE subject =
        (SELECT MIN(subject) FROM guesses WHERE subject LIKE 'unknown:%')";
    execute(&world, locked).await;
    world.wait(90 * 86_400);
    world.server.tidy().await.unwrap();
    assert_eq!(names().await, before);
    world.wait(1);
    world.server.tidy().await.unwrap();
    assert_eq!(names().await, before[..1]);
}
