//! Who goes on by an answer: the browser that asked, once, in time, and only while nothing changed.

use reqwest::StatusCode;

use crate::{
    common::{Browser, PASSWORD, World, hidden, location, waiting::lock_out},
    device::{asking, go_on, number, page, with_device},
    on_both_databases,
    people::{ends_at, execute, waiting},
};

on_both_databases!(
    only_the_browser_that_asked_goes_on,
    an_answer_lets_one_browser_in_once,
    an_answer_is_collected_within_a_minute,
    an_answer_of_a_removed_device_counts_no_longer,
    a_disabled_person_does_not_go_on,
    a_locked_person_does_not_go_on,
    whoever_began_by_an_old_password_does_not_go_on,
    an_answer_survives_a_restart,
);

/// A browser whose request was approved.
async fn approved(world: &World) -> Browser<'_> {
    let (_ana, _, device) = with_device(world).await;
    let mut browser = asking(world).await;
    let shown = number(&page(&mut browser).await);
    device.approve(world, &shown).await;
    browser
}

/// Posts without looking at the page before.
async fn collect(browser: &mut Browser<'_>, csrf: &str) -> StatusCode {
    let fields = [("csrf", csrf), ("with", "approval")];
    browser.post("/sign-in/factor", &fields).await.status()
}

async fn only_the_browser_that_asked_goes_on(world: World) {
    let mut browser = approved(&world).await;
    let mut thief = waiting(&world, "ana").await;
    let html = page(&mut thief).await;
    assert!(!html.contains("approved on"), "{html}");
    let csrf = hidden(&html, "csrf");
    assert_eq!(collect(&mut thief, &csrf).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ends_at(&mut thief, "/account").await, "/sign-in");
    assert_eq!(location(&go_on(&mut browser).await), "/account");
}

async fn an_answer_lets_one_browser_in_once(world: World) {
    let mut browser = approved(&world).await;
    let csrf = hidden(&page(&mut browser).await, "csrf");
    let cookies = browser.cookies.clone();
    let mut copies = Vec::new();
    for _ in 0..4 {
        let mut copy = world.browser();
        copy.cookies.clone_from(&cookies);
        copies.push(copy);
    }
    let tries = copies.into_iter().map(|mut copy| {
        let csrf = csrf.clone();
        async move {
            collect(&mut copy, &csrf).await;
            ends_at(&mut copy, "/account").await == "200"
        }
    });
    let inside = futures_util::future::join_all(tries).await;
    let inside = inside.into_iter().filter(|inside| *inside).count();
    assert_eq!(inside, 1);
}

async fn an_answer_is_collected_within_a_minute(world: World) {
    let mut browser = approved(&world).await;
    world.wait(60);
    let html = page(&mut browser).await;
    assert!(
        html.contains("counts no longer") && html.contains("Send again"),
        "{html}"
    );
    let late = go_on(&mut browser).await;
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn an_answer_of_a_removed_device_counts_no_longer(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    let html = page(&mut browser).await;
    device.approve(&world, &number(&html)).await;
    let gone = world
        .http
        .delete(format!("{}/api/v1/approvals/device", world.base))
        .bearer_auth(&device.token);
    assert_eq!(gone.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let status = collect(&mut browser, &hidden(&html, "csrf")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "what was begun is given up");
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn a_disabled_person_does_not_go_on(world: World) {
    let mut browser = approved(&world).await;
    let csrf = hidden(&page(&mut browser).await, "csrf");
    execute(
        &world,
        "UPDATE users SET disabled_at = 1 WHERE name = 'ana'",
    )
    .await;
    collect(&mut browser, &csrf).await;
    execute(
        &world,
        "UPDATE users SET disabled_at = NULL WHERE name = 'ana'",
    )
    .await;
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn a_locked_person_does_not_go_on(world: World) {
    let mut browser = approved(&world).await;
    let csrf = hidden(&page(&mut browser).await, "csrf");
    lock_out(&world).await;
    assert_ne!(collect(&mut browser, &csrf).await, StatusCode::SEE_OTHER);
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn whoever_began_by_an_old_password_does_not_go_on(world: World) {
    let (mut ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    let html = page(&mut browser).await;
    device.approve(&world, &number(&html)).await;
    let csrf = hidden(
        &ana.get("/account/password").await.text().await.unwrap(),
        "csrf",
    );
    let fields = [
        ("csrf", csrf.as_str()),
        ("current", PASSWORD),
        ("password", "another horse another staple"),
        ("again", "another horse another staple"),
    ];
    let changed = ana.post("/account/password", &fields).await;
    assert_eq!(location(&changed), "/account/password/done");
    collect(&mut browser, &hidden(&html, "csrf")).await;
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn an_answer_survives_a_restart(world: World) {
    let cookies = {
        let browser = approved(&world).await;
        browser.cookies
    };
    let world = world.restarted().await;
    let mut browser = world.browser();
    browser.cookies = cookies;
    let html = page(&mut browser).await;
    assert!(html.contains("approved on"), "{html}");
    assert_eq!(location(&go_on(&mut browser).await), "/account");
    assert_eq!(ends_at(&mut browser, "/account").await, "200");
}
