//! Who needs a second factor, what changes ask for a fresh one, and what a change ends.

use reqwest::StatusCode;

use crate::{
    common::{PASSWORD, Tokens, World, desktop_request, hidden, location, with},
    on_both_databases,
    people::{ana, answer, column, demanding, ends_at, enrol, execute, post_code, waiting},
};

on_both_databases!(
    an_administrator_adds_a_factor_before_anything_else,
    a_role_given_later_is_no_way_around_the_factor,
    a_stranger_with_the_password_adds_nothing_beside_the_owners_factor,
    a_change_asks_for_a_fresh_factor,
    a_change_asks_for_the_password_where_there_is_no_factor,
    adding_and_removing_a_factor_ends_all_other_sign_ins,
    the_last_factor_stays_where_one_is_demanded,
    a_factor_gets_the_name_its_owner_chose,
    wrong_codes_count_whoever_knows_the_password,
    of_parallel_guesses_only_so_many_are_looked_at,
    a_step_up_returns_to_this_server_alone,
    an_app_knows_how_its_person_was_recognised,
    beyond_the_hard_limit_the_oldest_browser_is_signed_out,
    with_more_browsers_than_usual_a_person_picks_what_to_end,
    a_client_may_ask_for_a_second_factor,
    an_operator_lets_in_who_lost_every_factor,
);

async fn an_administrator_adds_a_factor_before_anything_else(world: World) {
    let world = demanding(world).await;
    let mut browser = world.browser();
    let sent = browser.try_sign_in("/sign-in", "root", PASSWORD).await;
    assert_eq!(location(&sent), "/enrol");
    for path in ["/account", "/enrol/recovery", "/sign-in/step-up"] {
        let to = ends_at(&mut browser, path).await;
        assert_eq!(to, "/sign-in", "{path}");
    }
    assert_eq!(ends_at(&mut browser, "/sign-in/factor").await, "/enrol");
    let html = browser.get("/enrol").await.text().await.unwrap();
    assert!(html.contains("needs one before you can go on"), "{html}");
    let before = browser.cookies["countersign"].clone();
    let (phone, to) = enrol(&mut browser, "/enrol/totp").await;
    assert_eq!(to, "/enrol/recovery");
    assert_ne!(browser.cookies["countersign"], before);
    assert!(!browser.cookies.contains_key("countersign-sign-in"));
    assert_eq!(ends_at(&mut browser, "/account").await, "200");
    let request = with(desktop_request(), &[("scope", "openid admin")]);
    let code = browser.authorize(&request).await["code"].clone();
    let tokens = Tokens::from(world.redeem(&code).await).await;
    assert_eq!(tokens.body["scope"], "admin openid");

    world.wait(60);
    let mut again = waiting(&world, "root").await;
    let done = answer(&mut again, "totp", &phone.code(world.now())).await;
    assert_eq!(location(&done), "/account");
}

async fn a_role_given_later_is_no_way_around_the_factor(world: World) {
    let world = demanding(world).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    assert_eq!(ends_at(&mut browser, "/account").await, "200");
    execute(
        &world,
        "INSERT INTO user_roles (user_id, role)
         SELECT id, 'administrator' FROM users WHERE name = 'ana'",
    )
    .await;
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
    let sent = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(location(&sent), "/enrol");
}

async fn a_stranger_with_the_password_adds_nothing_beside_the_owners_factor(world: World) {
    let world = demanding(world).await;
    let mut stranger = world.browser();
    let sent = stranger.try_sign_in("/sign-in", "root", PASSWORD).await;
    assert_eq!(location(&sent), "/enrol");
    let html = stranger.get("/enrol/totp").await.text().await.unwrap();
    let mut owner = world.browser();
    owner.try_sign_in("/sign-in", "root", PASSWORD).await;
    enrol(&mut owner, "/enrol/totp").await;
    let code = crate::people::Phone::typed(&html).code(world.now());
    let late = post_code(&mut stranger, "/enrol/totp", &html, &code).await;
    assert!(location(&late).starts_with("/sign-in"));
    assert_eq!(ends_at(&mut stranger, "/account").await, "/sign-in");
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 1);
}

async fn a_change_asks_for_a_fresh_factor(world: World) {
    let (mut browser, phone) = ana(&world).await;
    assert_eq!(ends_at(&mut browser, "/enrol/recovery").await, "200");
    world.wait(540);
    let to = location(&browser.get("/enrol/recovery").await);
    assert_eq!(to, "/sign-in/step-up?attempt=%2Fenrol%2Frecovery");
    let html = browser.get(&to).await.text().await.unwrap();
    assert!(!html.contains("type=\"password\""), "{html}");
    let csrf = hidden(&html, "csrf");
    let id = column(&world, "SELECT id FROM factors").await.remove(0);
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let refused = browser.post("/account/factors/remove", &fields).await;
    assert!(location(&refused).starts_with("/sign-in/step-up"));
    let refused = browser.post("/enrol/recovery", &fields[..1]).await;
    assert!(location(&refused).starts_with("/sign-in/step-up"));
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 1);

    let wrong = post_code(&mut browser, "/sign-in/step-up", &html, "000000").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let code = phone.code(world.now());
    let right = post_code(&mut browser, "/sign-in/step-up", &html, &code).await;
    assert_eq!(location(&right), "/enrol/recovery");
    assert_eq!(ends_at(&mut browser, "/enrol/recovery").await, "200");
}

async fn a_change_asks_for_the_password_where_there_is_no_factor(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    world.wait(601);
    let to = location(&browser.get("/enrol/totp").await);
    assert_eq!(to, "/sign-in/step-up?attempt=%2Fenrol%2Ftotp");
    let html = browser.get(&to).await.text().await.unwrap();
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let before = browser.cookies["countersign"].clone();
    for (password, status) in [("wrong password", 401), (PASSWORD, 303)] {
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", &attempt),
            ("password", password),
        ];
        let answer = browser.post("/sign-in/step-up", &fields).await;
        assert_eq!(answer.status().as_u16(), status, "{password}");
    }
    assert_ne!(browser.cookies["countersign"], before);
    assert_eq!(ends_at(&mut browser, "/enrol/totp").await, "200");
}

async fn adding_and_removing_a_factor_ends_all_other_sign_ins(world: World) {
    let app = world.desktop().await;
    let mut elsewhere = world.browser();
    elsewhere.sign_in("ana", PASSWORD).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let (phone, _) = enrol(&mut browser, "/enrol/totp").await;
    assert_eq!(ends_at(&mut elsewhere, "/account").await, "/sign-in");
    let refused = world.refresh(app.refresh()).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(ends_at(&mut browser, "/account").await, "200");

    world.wait(60);
    let mut elsewhere = waiting(&world, "ana").await;
    answer(&mut elsewhere, "totp", &phone.code(world.now())).await;
    assert_eq!(ends_at(&mut elsewhere, "/account").await, "200");
    let mut half = waiting(&world, "ana").await;
    let before = browser.cookies["countersign"].clone();
    let (csrf, id) = {
        let html = browser.get("/account").await.text().await.unwrap();
        let part = html.split("/account/factors/remove").nth(1).unwrap();
        (hidden(part, "csrf"), hidden(part, "id"))
    };
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let removed = browser.post("/account/factors/remove", &fields).await;
    assert_eq!(location(&removed), "/account#factors");
    assert_ne!(browser.cookies["countersign"], before);
    assert_eq!(ends_at(&mut elsewhere, "/account").await, "/sign-in");
    assert_eq!(ends_at(&mut half, "/sign-in/factor").await, "/sign-in");
    assert_eq!(ends_at(&mut browser, "/account").await, "200");
    world.browser().sign_in("ana", PASSWORD).await;
}

async fn the_last_factor_stays_where_one_is_demanded(world: World) {
    let world = demanding(world).await;
    let mut browser = world.browser();
    browser.try_sign_in("/sign-in", "root", PASSWORD).await;
    enrol(&mut browser, "/enrol/totp").await;
    let html = browser.get("/account").await.text().await.unwrap();
    assert!(!html.contains("/account/factors/remove"), "{html}");
    let (csrf, id) = (
        hidden(&html, "csrf"),
        column(&world, "SELECT id FROM factors").await.remove(0),
    );
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let refused = browser.post("/account/factors/remove", &fields).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 1);
}

async fn a_factor_gets_the_name_its_owner_chose(world: World) {
    let (mut browser, _) = ana(&world).await;
    let html = browser.get("/account").await.text().await.unwrap();
    let part = html.split("/account/factors/rename").nth(1).unwrap();
    let (csrf, id) = (hidden(part, "csrf"), hidden(part, "id"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("id", &id),
        ("name", "Old <b>phone\u{202e}"),
    ];
    let renamed = browser.post("/account/factors/rename", &fields).await;
    assert_eq!(location(&renamed), "/account#factors");
    let html = browser.get("/account").await.text().await.unwrap();
    assert!(html.contains("Old &#60;b&#62;phone<"), "{html}");
    assert!(html.contains("Authenticator app · used just now"), "{html}");
}

async fn wrong_codes_count_whoever_knows_the_password(world: World) {
    let (_, phone) = ana(&world).await;
    for _ in 0..5 {
        // The right password in between is no new beginning.
        let mut browser = waiting(&world, "ana").await;
        let wrong = answer(&mut browser, "totp", "000000").await;
        assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
        world.wait(61);
    }
    let mut browser = waiting(&world, "ana").await;
    answer(&mut browser, "totp", "000000").await;
    let held = answer(&mut browser, "totp", &phone.code(world.now())).await;
    assert_eq!(held.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(held.headers().contains_key("retry-after"));
    world.wait(300);
    let done = answer(&mut browser, "totp", &phone.code(world.now())).await;
    assert_eq!(location(&done), "/account");
}

async fn of_parallel_guesses_only_so_many_are_looked_at(world: World) {
    ana(&world).await;
    let mut browser = waiting(&world, "ana").await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    let cookies = browser.cookies.clone();
    let guesses = (0..12).map(|guess| {
        let (cookies, csrf, world) = (cookies.clone(), csrf.as_str(), &world);
        async move {
            let mut browser = world.browser();
            browser.cookies = cookies;
            let code = format!("{guess:06}");
            let fields = [("csrf", csrf), ("with", "totp"), ("code", code.as_str())];
            browser.post("/sign-in/factor", &fields).await.status()
        }
    });
    let answers = crate::totp::join_all(guesses).await;
    let looked_at = answers
        .iter()
        .filter(|status| **status == StatusCode::UNAUTHORIZED);
    assert!(looked_at.count() <= 5, "{answers:?}");
}

async fn a_step_up_returns_to_this_server_alone(world: World) {
    let (mut browser, phone) = ana(&world).await;
    for to in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        world.wait(60);
        let html = browser.get("/sign-in/step-up").await.text().await.unwrap();
        let (csrf, code) = (hidden(&html, "csrf"), phone.code(world.now()));
        let fields = [
            ("csrf", csrf.as_str()),
            ("attempt", to),
            ("with", "totp"),
            ("code", &code),
        ];
        let answer = browser.post("/sign-in/step-up", &fields).await;
        assert_eq!(location(&answer), "/account", "{to}");
    }
}

async fn an_app_knows_how_its_person_was_recognised(world: World) {
    let (mut browser, _) = ana(&world).await;
    let code = world.desktop_code(&mut browser).await;
    Tokens::from(world.redeem(&code).await).await;
    let query = "SELECT amr FROM sessions WHERE kind = 'app' AND aal = 2 AND factor_at > 0";
    assert_eq!(column(&world, query).await, ["mfa otp pwd"]);
}

async fn beyond_the_hard_limit_the_oldest_browser_is_signed_out(world: World) {
    let world = world
        .reconfigured(|config| config.sessions.hard = Some(2))
        .await;
    let mut browsers = Vec::new();
    for _ in 0..3 {
        let mut browser = world.browser();
        browser.sign_in("ana", PASSWORD).await;
        browsers.push(browser);
        world.wait(1);
    }
    let mut ends = Vec::new();
    for browser in &mut browsers {
        ends.push(ends_at(browser, "/account").await);
    }
    assert_eq!(ends, ["/sign-in", "200", "200"]);
}

async fn with_more_browsers_than_usual_a_person_picks_what_to_end(world: World) {
    let mut browsers = Vec::new();
    for number in 1..=4 {
        let mut browser = world.browser();
        let sent = browser
            .try_sign_in("/sign-in?attempt=/sign-out", "ana", PASSWORD)
            .await;
        let to = location(&sent);
        if number < 4 {
            assert_eq!(to, "/sign-out");
        } else {
            assert_eq!(to, "/sign-in/sessions?attempt=%2Fsign-out");
        }
        browsers.push(browser);
        world.wait(1);
    }
    let html = browsers[3]
        .get("/sign-in/sessions")
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(html.matches("type=\"checkbox\"").count(), 3, "{html}");
    // The latest begun comes first, so the last one is the first browser.
    let last = html.rsplit("type=\"checkbox\"").next().unwrap();
    let (csrf, id) = (hidden(&html, "csrf"), hidden(last, "id"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", "/account"),
        ("id", &id),
        ("id", "00000000000000000000000000000000"),
    ];
    let foreign = browsers[3]
        .post_from("/sign-in/sessions", &fields, Some("https://evil.example"))
        .await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let done = browsers[3].post("/sign-in/sessions", &fields).await;
    assert_eq!(location(&done), "/account");
    let mut ends = Vec::new();
    for browser in &mut browsers {
        ends.push(ends_at(browser, "/account").await);
    }
    assert_eq!(ends, ["/sign-in", "200", "200", "200"]);
    // Keeping them all is allowed: the session was there all along.
    let to = location(&browsers[3].get("/sign-in/sessions").await);
    assert_eq!(to, "/account");
}

async fn a_client_may_ask_for_a_second_factor(world: World) {
    let wish = with(desktop_request(), &[("acr_values", "other aal2 aal1")]);
    let mut without = world.browser();
    without.sign_in("ana", PASSWORD).await;
    assert!(without.authorize(&wish).await.contains_key("code"));

    let (mut browser, phone) = ana(&world).await;
    execute(&world, "UPDATE sessions SET aal = 1, factor_at = NULL").await;
    assert!(
        browser
            .authorize(&desktop_request())
            .await
            .contains_key("code")
    );
    let path = crate::common::authorize_path(&wish);
    let to = location(&browser.get(&path).await);
    assert!(
        to.starts_with("/sign-in/step-up?attempt=%2Foauth%2Fauthorize"),
        "{to}"
    );
    let silent = with(wish, &[("prompt", "none")]);
    assert_eq!(browser.authorize(&silent).await["error"], "login_required");
    let html = browser.get(&to).await.text().await.unwrap();
    let code = phone.code(world.now());
    let stepped = post_code(&mut browser, "/sign-in/step-up", &html, &code).await;
    let back = location(&browser.get(&location(&stepped)).await);
    assert!(back.contains("code="), "{back}");
}

async fn an_operator_lets_in_who_lost_every_factor(world: World) {
    let (mut browser, _) = ana(&world).await;
    crate::people::recovery_codes(&mut browser).await;
    assert_eq!(world.server.drop_factors("Ana").await.unwrap(), 1);
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
    assert!(
        column(&world, "SELECT digest FROM recovery_codes")
            .await
            .is_empty()
    );
    world.browser().sign_in("ana", PASSWORD).await;
    assert!(world.server.drop_factors("nobody").await.is_err());
}
