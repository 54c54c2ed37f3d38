//! Forms that come from elsewhere, and cookies that somebody else put there.

use reqwest::{StatusCode, header};
use zeroize::Zeroizing;

use super::ana;
use crate::{
    common::{Browser, PASSWORD, World, hidden},
    on_both_databases,
};

on_both_databases!(
    every_form_wants_its_token_and_its_origin,
    a_cookie_that_was_there_before_is_worth_nothing_after_the_sign_in,
    whoever_signs_in_over_another_person_gets_nothing_of_theirs,
);

/// Everything that a person's browser may post.
const FORMS: &[&str] = &[
    "/sign-in",
    "/sign-in/factor",
    "/sign-in/step-up",
    "/sign-in/recover",
    "/sign-in/passkey",
    "/sign-in/sessions",
    "/enrol/passkey",
    "/enrol/totp",
    "/enrol/recovery",
    "/account/sessions/end",
    "/account/sessions/end-others",
    "/account/password",
    "/account/email",
    "/account/factors/rename",
    "/account/factors/remove",
    "/sign-out",
    "/consent",
    "/oauth/logout/confirm",
    "/device",
    "/device/decision",
    "/reset",
    "/reset/new",
    "/verify",
];

/// A form with these headers, sent with the cookies of `browser`.
async fn post(
    browser: &Browser<'_>,
    path: &str,
    csrf: Option<&str>,
    headers: &[(&str, &str)],
) -> StatusCode {
    let world = browser.world;
    let cookies: Vec<String> = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut request = world
        .http
        .post(format!("{}{path}", world.base))
        .header(header::COOKIE, cookies.join("; "));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut fields = vec![
        ("name", "ana"),
        ("password", PASSWORD),
        ("decision", "allow"),
    ];
    if let Some(csrf) = csrf {
        fields.push(("csrf", csrf));
    }
    request.form(&fields).send().await.unwrap().status()
}

async fn every_form_wants_its_token_and_its_origin(world: World) {
    let mut browser = ana(&world).await;
    let csrf = browser.field("/account", "csrf").await;
    let theirs = ana(&world).await.field("/account", "csrf").await;
    let here = world.base.clone();
    let similar = format!("{here}.evil.example");
    let other_port = "http://127.0.0.1:1";
    for path in FORMS {
        let own = [("origin", here.as_str())];
        for (csrf, headers, what) in [
            (None, own.to_vec(), "no token"),
            (Some(""), own.to_vec(), "an empty token"),
            (
                Some(theirs.as_str()),
                own.to_vec(),
                "the token of another browser",
            ),
            (Some(&csrf[1..]), own.to_vec(), "a part of the token"),
            (
                Some(&csrf),
                vec![("origin", "https://evil.example")],
                "another origin",
            ),
            (
                Some(&csrf),
                vec![("origin", similar.as_str())],
                "an origin that begins like ours",
            ),
            (Some(&csrf), vec![("origin", other_port)], "another port"),
            (Some(&csrf), vec![("origin", "null")], "no origin to tell"),
            (Some(&csrf), vec![], "no origin at all"),
            (
                Some(&csrf),
                vec![("origin", "null"), ("sec-fetch-site", "cross-site")],
                "another site",
            ),
            (
                Some(&csrf),
                vec![("origin", here.as_str()), ("sec-fetch-site", "same-site")],
                "a neighbour",
            ),
        ] {
            let status = post(&browser, path, csrf, &headers).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {what}");
        }
    }
    assert_eq!(
        browser.get("/account").await.status(),
        StatusCode::OK,
        "nothing came of it"
    );
    let here = [("origin", here.as_str())];
    assert_eq!(
        post(&browser, "/sign-out", Some(&csrf), &here).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        browser.get("/account").await.status(),
        StatusCode::SEE_OTHER
    );
}

async fn a_cookie_that_was_there_before_is_worth_nothing_after_the_sign_in(world: World) {
    // One that the attacker made up, and one that the server gave the attacker.
    let mut attacker = world.browser();
    attacker.get("/sign-in").await;
    let given = attacker.cookies["countersign"].clone();
    for planted in ["x".repeat(43), "A".repeat(43), given] {
        let mut victim = world.browser();
        victim.cookies.insert("countersign".into(), planted.clone());
        victim.sign_in("ana", PASSWORD).await;
        assert_ne!(victim.cookies["countersign"], planted);
        let mut attacker = world.browser();
        attacker.cookies.insert("countersign".into(), planted);
        let answer = attacker.get("/account").await;
        assert_eq!(
            answer.status(),
            StatusCode::SEE_OTHER,
            "nobody is signed in there"
        );
        assert_eq!(victim.get("/account").await.status(), StatusCode::OK);
    }
}

async fn whoever_signs_in_over_another_person_gets_nothing_of_theirs(world: World) {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let roles = ["user".to_owned()];
    world
        .server
        .add_user("eve", "eve@example.org", &roles, password)
        .await
        .unwrap();
    let mut eve = world.browser();
    eve.sign_in("eve", PASSWORD).await;
    let before = eve.cookies["countersign"].clone();

    // Eve's cookie in ana's browser.
    let mut victim = world.browser();
    victim.cookies.insert("countersign".into(), before.clone());
    let html = victim.get("/account").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "ana"),
        ("password", PASSWORD),
    ];
    let answer = victim.post("/sign-in", &fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_ne!(victim.cookies["countersign"], before);
    let page = victim.get("/account").await.text().await.unwrap();
    assert!(page.contains("ana@example.org") && !page.contains("eve@example.org"));
    assert_eq!(
        eve.get("/account").await.status(),
        StatusCode::SEE_OTHER,
        "hers has ended"
    );
}
