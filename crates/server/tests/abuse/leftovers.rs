//! Whoever had the old password keeps nothing of what they began with it.

use authority::link::Kind;
use reqwest::StatusCode;

use crate::{
    ana,
    common::{Browser, PASSWORD, World, error_of, hidden, location, next},
    on_both_databases, person, set_password, token, with_factor,
};

on_both_databases!(
    a_link_to_another_address_does_not_outlive_the_password,
    a_link_to_another_address_does_not_outlive_what_an_administrator_ends,
    a_sign_in_half_done_does_not_outlive_the_password,
    a_sign_in_half_done_does_not_outlive_what_an_administrator_ends,
    a_device_that_was_allowed_loses_that_with_its_program,
    a_browser_of_whoever_had_the_password_is_known_no_more,
);

const ALL: &str = "openid profile email offline_access sessions admin";

/// A link that makes `address` the one of `ana`, as whoever knew her password asked for it.
async fn link_to(world: &World, address: &str) -> String {
    let (user, now) = (ana(world).await, world.now());
    let now = authority::Moment::from_unix(now);
    let code = format!("code {} for {address}", next());
    let link = authority::link::Link {
        user,
        email: address.to_owned(),
        expires_at: now.plus(Kind::Verify.life()),
        spent_at: None,
    };
    let mut work = world.server.store().begin().await.unwrap();
    let digest = authority::Digest::of(&code);
    let added = work.links().add(Kind::Verify, &digest, &link, now).await;
    added.unwrap();
    work.commit().await.unwrap();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", &code)
        .finish();
    format!("/verify?{query}")
}

/// Whether this link still changes the address.
async fn works(world: &World, page: &str) -> bool {
    let mut browser = world.browser();
    let answer = browser.get(page).await;
    if answer.status() != StatusCode::OK {
        return false;
    }
    let html = answer.text().await.unwrap();
    let (csrf, code) = (hidden(&html, "csrf"), hidden(&html, "code"));
    let fields = [("csrf", csrf.as_str()), ("code", &code)];
    browser.post("/verify", &fields).await.status() == StatusCode::SEE_OTHER
}

async fn a_link_to_another_address_does_not_outlive_the_password(world: World) {
    let page = link_to(&world, "thief@example.org").await;
    set_password(&world).await;
    assert!(!works(&world, &page).await);
    assert_eq!(
        world.server.list_users().await.unwrap()[0].email,
        "ana@example.org"
    );
    // The test itself would notice: without a new password it works.
    let page = link_to(&world, "ana@example.com").await;
    assert!(works(&world, &page).await);
}

async fn a_link_to_another_address_does_not_outlive_what_an_administrator_ends(world: World) {
    person(&world, "root", &["super-administrator"]).await;
    let root = token(&world, "root", ALL).await;
    let user = ana(&world).await;
    for what in ["end-everything", "reset-password", "disable"] {
        let page = link_to(&world, "thief@example.org").await;
        let path = format!("{}/api/v1/admin/users/{user}", world.base);
        let ended = world.http.post(format!("{path}/{what}")).bearer_auth(&root);
        assert_eq!(
            ended.send().await.unwrap().status(),
            StatusCode::OK,
            "{what}"
        );
        if what == "disable" {
            let enabled = world.http.post(format!("{path}/enable")).bearer_auth(&root);
            assert_eq!(
                enabled.send().await.unwrap().status(),
                StatusCode::NO_CONTENT
            );
        }
        assert!(!works(&world, &page).await, "{what}");
    }
    let page = link_to(&world, "thief@example.org").await;
    world.server.disable_user("ana").await.unwrap();
    let mut work = world.server.store().begin().await.unwrap();
    work.users().enable(user).await.unwrap();
    work.commit().await.unwrap();
    assert!(!works(&world, &page).await);
}

/// A browser after the right password of `ana`, who has a second factor.
async fn half_done(world: &World) -> Browser<'_> {
    let mut own = world.browser();
    own.sign_in("ana", PASSWORD).await;
    with_factor(&mut own).await;
    let mut thief = world.browser();
    let answer = thief.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(location(&answer), "/sign-in/factor");
    thief
}

/// Where the thief's page for the second factor leads.
async fn goes_on(thief: &mut Browser<'_>) -> bool {
    thief.get("/sign-in/factor").await.status() == StatusCode::OK
}

async fn a_sign_in_half_done_does_not_outlive_the_password(world: World) {
    let mut thief = half_done(&world).await;
    assert!(goes_on(&mut thief).await);
    set_password(&world).await;
    assert!(!goes_on(&mut thief).await);
}

async fn a_sign_in_half_done_does_not_outlive_what_an_administrator_ends(world: World) {
    person(&world, "root", &["super-administrator"]).await;
    let root = token(&world, "root", ALL).await;
    let user = ana(&world).await;
    let mut thief = half_done(&world).await;
    let path = format!("{}/api/v1/admin/users/{user}", world.base);
    let post = async |what: &str| {
        let request = world.http.post(format!("{path}/{what}")).bearer_auth(&root);
        assert!(
            request.send().await.unwrap().status().is_success(),
            "{what}"
        );
    };
    for what in ["end-everything", "disable"] {
        assert!(goes_on(&mut thief).await);
        post(what).await;
        if what == "disable" {
            post("enable").await;
        }
        assert!(!goes_on(&mut thief).await, "{what}");
        thief = world.browser();
        let answer = thief.try_sign_in("/sign-in", "ana", PASSWORD).await;
        assert_eq!(location(&answer), "/sign-in/factor");
    }
    world.server.disable_user("ana").await.unwrap();
    post("enable").await;
    assert!(!goes_on(&mut thief).await);
}

async fn a_device_that_was_allowed_loses_that_with_its_program(world: World) {
    let ana = token(&world, "ana", ALL).await;
    let client = ("client_id", "countersign-desktop");
    let begun = world
        .post_form(
            "/oauth/device_authorization",
            &[client, ("scope", "openid profile")],
        )
        .await;
    let begun: serde_json::Value = begun.json().await.unwrap();
    let code = begun["user_code"].as_str().unwrap();
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let csrf = browser.field("/device", "csrf").await;
    let fields = [("csrf", csrf.as_str()), ("user_code", code)];
    let entered = browser.post("/device", &fields).await;
    let html = browser.get(&location(&entered)).await.text().await.unwrap();
    let (csrf, code) = (hidden(&html, "csrf"), hidden(&html, "user_code"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("user_code", &code),
        ("decision", "allow"),
    ];
    browser.post("/device/decision", &fields).await;

    let path = format!("{}/api/v1/grants/countersign-desktop", world.base);
    let revoked = world.http.delete(path).bearer_auth(&ana);
    assert_eq!(revoked.send().await.unwrap().status(), StatusCode::OK);
    world.wait(5);
    let fields = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        client,
        ("device_code", begun["device_code"].as_str().unwrap()),
    ];
    let polled = world.post_form("/oauth/token", &fields).await;
    assert_eq!(error_of(polled).await, (400, "access_denied".to_owned()));
}

async fn a_browser_of_whoever_had_the_password_is_known_no_more(world: World) {
    person(&world, "root", &["super-administrator"]).await;
    let root = token(&world, "root", ALL).await;
    let user = ana(&world).await;
    let mut thief = world.browser();
    thief.sign_in("ana", PASSWORD).await;
    let digest = authority::Digest::of(&thief.cookies["countersign-device"]);
    let known = async || {
        let mut work = world.server.store().read().await.unwrap();
        let device = work.sessions().device_of(user, &digest).await.unwrap();
        device.is_some()
    };
    assert!(known().await);
    set_password(&world).await;
    assert!(!known().await, "its guesses count like those of any other");

    let mut thief = world.browser();
    thief.sign_in("ana", crate::FRESH).await;
    let digest = authority::Digest::of(&thief.cookies["countersign-device"]);
    let path = format!("{}/api/v1/admin/users/{user}/reset-password", world.base);
    let reset = world.http.post(path).bearer_auth(&root);
    assert_eq!(reset.send().await.unwrap().status(), StatusCode::OK);
    let mut work = world.server.store().read().await.unwrap();
    let device = work.sessions().device_of(user, &digest).await.unwrap();
    assert_eq!(device, None);
}
