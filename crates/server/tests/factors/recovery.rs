//! Recovery codes, and the way in when nothing else is left.

use std::collections::BTreeSet;

use reqwest::StatusCode;

use crate::{
    common::{PASSWORD, World, hidden, location},
    on_both_databases,
    people::{ana, answer, column, ends_at, execute, recovery_codes, waiting},
    totp::join_all,
};

on_both_databases!(
    ten_codes_are_shown_once_and_kept_as_hashes,
    a_recovery_code_works_once,
    of_parallel_answers_with_one_recovery_code_one_is_right,
    new_codes_replace_the_old_ones,
    a_warning_comes_when_few_are_left,
    after_a_hundred_failures_recovery_is_left,
    recovery_answers_alike_whoever_is_asked_for,
    without_a_factor_there_is_nothing_to_recover,
);

async fn ten_codes_are_shown_once_and_kept_as_hashes(world: World) {
    let (mut browser, _) = ana(&world).await;
    let codes = recovery_codes(&mut browser).await;
    let different: BTreeSet<&String> = codes.iter().collect();
    assert_eq!(different.len(), 10);
    for code in &codes {
        assert_eq!(code.replace('-', "").len(), 25, "{code}");
    }
    let stored = column(&world, "SELECT digest FROM recovery_codes").await;
    assert_eq!(stored.len(), 10);
    assert!(stored.iter().all(|digest| digest.len() == 64));
    for path in ["/enrol/recovery", "/account"] {
        let html = browser.get(path).await.text().await.unwrap();
        assert!(codes.iter().all(|code| !html.contains(code)), "{path}");
    }
}

async fn a_recovery_code_works_once(world: World) {
    let (mut browser, _) = ana(&world).await;
    let codes = recovery_codes(&mut browser).await;
    // As it may be written down.
    let written = codes[3].to_lowercase().replace('-', " ");
    let mut other = waiting(&world, "ana").await;
    let done = answer(&mut other, "recovery", &written).await;
    assert_eq!(location(&done), "/account");
    let mut again = waiting(&world, "ana").await;
    let spent = answer(&mut again, "recovery", &codes[3]).await;
    assert_eq!(spent.status(), StatusCode::UNAUTHORIZED);
    let left = column(&world, "SELECT digest FROM recovery_codes").await;
    assert_eq!(left.len(), 9);
}

async fn of_parallel_answers_with_one_recovery_code_one_is_right(world: World) {
    let (mut browser, _) = ana(&world).await;
    let code = recovery_codes(&mut browser).await.remove(0);
    let mut asking = Vec::new();
    for _ in 0..4 {
        let mut browser = waiting(&world, "ana").await;
        let html = browser.get("/sign-in/factor").await.text().await.unwrap();
        asking.push((browser, hidden(&html, "csrf")));
    }
    let answers = asking.into_iter().map(|(mut browser, csrf)| {
        let code = code.as_str();
        async move {
            let fields = [
                ("csrf", csrf.as_str()),
                ("with", "recovery"),
                ("code", code),
            ];
            browser.post("/sign-in/factor", &fields).await.status()
        }
    });
    let answers = join_all(answers).await;
    let right = answers
        .iter()
        .filter(|status| **status == StatusCode::SEE_OTHER);
    assert_eq!(right.count(), 1, "{answers:?}");
}

async fn new_codes_replace_the_old_ones(world: World) {
    let (mut browser, _) = ana(&world).await;
    let old = recovery_codes(&mut browser).await;
    let new = recovery_codes(&mut browser).await;
    let mut other = waiting(&world, "ana").await;
    let refused = answer(&mut other, "recovery", &old[0]).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let done = answer(&mut other, "recovery", &new[0]).await;
    assert_eq!(location(&done), "/account");
}

async fn a_warning_comes_when_few_are_left(world: World) {
    let (mut browser, _) = ana(&world).await;
    let says = async |browser: &mut crate::common::Browser<'_>| {
        browser.get("/account").await.text().await.unwrap()
    };
    let html = says(&mut browser).await;
    assert!(html.contains("You have no recovery codes."), "{html}");
    recovery_codes(&mut browser).await;
    let html = says(&mut browser).await;
    assert!(html.contains("10 recovery codes left") && !html.contains("locks you out"));
    execute(
        &world,
        "DELETE FROM recovery_codes WHERE digest NOT IN
             (SELECT digest FROM recovery_codes ORDER BY digest LIMIT 3)",
    )
    .await;
    let html = says(&mut browser).await;
    assert!(html.contains("You have 3 recovery codes left."), "{html}");
    assert!(html.contains("locks you out"), "{html}");
}

async fn after_a_hundred_failures_recovery_is_left(world: World) {
    let (mut owner, phone) = ana(&world).await;
    let codes = recovery_codes(&mut owner).await;
    let mut browser = waiting(&world, "ana").await;
    answer(&mut browser, "totp", "000000").await;
    execute(
        &world,
        "UPDATE guesses SET failures = 100 WHERE subject LIKE 'user:%'",
    )
    .await;
    world.wait(300);
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    assert!(html.contains("Recovery code") && !html.contains("Code from your app"));
    let refused = answer(&mut browser, "totp", &phone.code(world.now())).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let done = answer(&mut browser, "recovery", &codes[0]).await;
    assert_eq!(location(&done), "/account");

    // Somebody who has not even given the password yet.
    let mut late = waiting(&world, "ana").await;
    answer(&mut late, "totp", "000000").await;
    execute(
        &world,
        "UPDATE guesses SET failures = 100 WHERE subject LIKE 'user:%'",
    )
    .await;
    world.wait(300);
    let mut locked = world.browser();
    let refused = locked.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let html = refused.text().await.unwrap();
    assert!(html.contains("/sign-in/recover"), "{html}");
    let csrf = locked.field("/sign-in/recover", "csrf").await;
    for (password, code, status) in [
        ("wrong password", codes[1].as_str(), 401),
        (PASSWORD, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", 401),
        (PASSWORD, codes[1].as_str(), 303),
    ] {
        world.wait(300);
        let fields = [
            ("csrf", csrf.as_str()),
            ("name", "ana"),
            ("password", password),
            ("code", code),
        ];
        let answer = locked.post("/sign-in/recover", &fields).await;
        assert_eq!(answer.status().as_u16(), status, "{password} {code}");
    }
    assert_eq!(ends_at(&mut locked, "/account").await, "200");
    // The owner, on a device of theirs, was never locked out.
    owner.cookies.remove("countersign");
    let sent = owner.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(location(&sent), "/sign-in/factor");
}

async fn recovery_answers_alike_whoever_is_asked_for(world: World) {
    let mut shapes = Vec::new();
    for name in ["ana", "eve"] {
        let mut browser = world.browser();
        let csrf = browser.field("/sign-in/recover", "csrf").await;
        let fields = [
            ("csrf", csrf.as_str()),
            ("name", name),
            ("password", PASSWORD),
            ("code", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"),
        ];
        let answer = browser.post("/sign-in/recover", &fields).await;
        let status = answer.status();
        let body = answer.text().await.unwrap();
        let csrf = hidden(&body, "csrf");
        shapes.push((status, body.replace(&csrf, "").replace(name, "")));
    }
    assert_eq!(shapes[0].0, StatusCode::UNAUTHORIZED);
    assert_eq!(shapes[0], shapes[1]);
}

async fn without_a_factor_there_is_nothing_to_recover(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    assert_eq!(ends_at(&mut browser, "/enrol/recovery").await, "/enrol");
}
