//! Authenticator apps, and the sign-in that waits for them.

use data_encoding::{BASE64, HEXLOWER};
use reqwest::{StatusCode, header};

use crate::{
    common::{PASSWORD, World, authorize_path, desktop_request, hidden, location},
    on_both_databases,
    people::{Phone, ana, answer, column, ends_at, enrol, post_code, waiting},
};

on_both_databases!(
    a_code_of_the_app_finishes_a_sign_in,
    before_the_last_factor_nothing_else_is_reached,
    every_rise_in_assurance_gets_a_new_cookie,
    of_parallel_answers_with_one_code_one_is_right,
    the_code_of_the_enrolment_counts_as_used,
    codes_around_now_pass_and_only_above_the_last_one,
    a_key_is_kept_only_after_a_right_code,
    the_database_does_not_tell_a_seed,
    a_picture_of_the_key_is_shown_to_its_owner_alone,
    a_sign_in_waits_for_ten_minutes,
    a_disabled_person_does_not_finish_a_sign_in,
    a_request_of_a_client_goes_on_after_the_factor,
);

async fn a_code_of_the_app_finishes_a_sign_in(world: World) {
    let (_, phone) = ana(&world).await;
    let mut browser = waiting(&world, "ana").await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    assert!(html.contains("Code from your app"), "{html}");
    let wrong = answer(&mut browser, "totp", "000000").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let right = phone.code(world.now());
    let spaced = format!("{} {}", &right[..3], &right[3..]);
    let done = answer(&mut browser, "totp", &spaced).await;
    assert_eq!(location(&done), "/account");
    assert_eq!(ends_at(&mut browser, "/account").await, "200");
    let levels = column(&world, "SELECT amr FROM sessions WHERE aal = 2").await;
    assert_eq!(levels, ["mfa otp pwd", "mfa otp pwd"]);
}

async fn before_the_last_factor_nothing_else_is_reached(world: World) {
    let (_, phone) = ana(&world).await;
    let mut browser = waiting(&world, "ana").await;
    let authorize = authorize_path(&desktop_request());
    for path in [
        "/account",
        "/enrol",
        "/enrol/totp",
        "/enrol/totp/qr",
        "/enrol/recovery",
        "/sign-in/step-up",
        "/consent?attempt=/oauth/authorize?x",
        &authorize,
    ] {
        let to = ends_at(&mut browser, path).await;
        assert!(to == "/sign-in" || to == "400", "{path} leads to {to}");
    }
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    let csrf = hidden(&html, "csrf");
    for path in [
        "/account/sessions/end-others",
        "/account/factors/remove",
        "/account/factors/rename",
        "/enrol/totp",
        "/enrol/recovery",
        "/sign-in/step-up",
    ] {
        let fields = [("csrf", csrf.as_str()), ("code", "000000")];
        let to = location(&browser.post(path, &fields).await);
        assert!(to.starts_with("/sign-in"), "{path} leads to {to}");
    }
    // The cookie of a sign-in under way is no session, wherever it is put.
    let cookie = browser.cookies["countersign-sign-in"].clone();
    let mut forged = world.browser();
    forged.cookies.insert("countersign".into(), cookie.clone());
    assert_eq!(ends_at(&mut forged, "/account").await, "/sign-in");
    let done = answer(&mut browser, "totp", &phone.code(world.now())).await;
    assert_eq!(location(&done), "/account");
    // And when it is over, it is worth nothing.
    let mut late = world.browser();
    late.cookies.insert("countersign-sign-in".into(), cookie);
    assert_eq!(ends_at(&mut late, "/sign-in/factor").await, "/sign-in");
}

async fn every_rise_in_assurance_gets_a_new_cookie(world: World) {
    let (_, phone) = ana(&world).await;
    let mut browser = world.browser();
    browser.get("/sign-in").await;
    // Whoever planted these cookies knows them.
    let planted = "a-cookie-that-somebody-planted".to_owned();
    browser
        .cookies
        .insert("countersign-sign-in".into(), planted.clone());
    let before = browser.cookies["countersign"].clone();
    let sent = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    for line in sent.headers().get_all(header::SET_COOKIE) {
        let line = line.to_str().unwrap();
        assert!(
            line.contains("HttpOnly") && line.contains("SameSite=Lax") && line.contains("Path=/"),
            "{line}"
        );
    }
    let under_way = browser.cookies["countersign-sign-in"].clone();
    assert_ne!(under_way, planted);
    answer(&mut browser, "totp", &phone.code(world.now())).await;
    let first = browser.cookies["countersign"].clone();
    assert_ne!(first, before);
    assert!(!browser.cookies.contains_key("countersign-sign-in"));

    world.wait(660);
    let html = browser.get("/sign-in/step-up").await.text().await.unwrap();
    let code = phone.code(world.now());
    let stepped = post_code(&mut browser, "/sign-in/step-up", &html, &code).await;
    assert_eq!(location(&stepped), "/account");
    assert_ne!(browser.cookies["countersign"], first);
    for old in [before, first, under_way] {
        let mut thief = world.browser();
        thief.cookies.insert("countersign".into(), old);
        assert_eq!(ends_at(&mut thief, "/account").await, "/sign-in");
    }
}

async fn of_parallel_answers_with_one_code_one_is_right(world: World) {
    let (_, phone) = ana(&world).await;
    let code = phone.code(world.now());
    let mut asking = Vec::new();
    for _ in 0..4 {
        let mut browser = waiting(&world, "ana").await;
        let html = browser.get("/sign-in/factor").await.text().await.unwrap();
        asking.push((browser, hidden(&html, "csrf")));
    }
    let answers = asking.into_iter().map(|(mut browser, csrf)| {
        let code = code.as_str();
        async move {
            let fields = [("csrf", csrf.as_str()), ("with", "totp"), ("code", code)];
            let status = browser.post("/sign-in/factor", &fields).await.status();
            (status, ends_at(&mut browser, "/account").await)
        }
    });
    let answers = join_all(answers).await;
    let right = answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::SEE_OTHER);
    assert_eq!(right.count(), 1, "{answers:?}");
    let inside = answers.iter().filter(|(_, to)| to == "200");
    assert_eq!(inside.count(), 1, "{answers:?}");
}

/// Polls all at once in one task.
pub async fn join_all<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

async fn the_code_of_the_enrolment_counts_as_used(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let (phone, _) = enrol(&mut browser, "/enrol/totp").await;
    let mut other = waiting(&world, "ana").await;
    let again = answer(&mut other, "totp", &phone.code(world.now())).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    world.wait(30);
    let next = answer(&mut other, "totp", &phone.code(world.now())).await;
    assert_eq!(next.status(), StatusCode::SEE_OTHER);
}

async fn codes_around_now_pass_and_only_above_the_last_one(world: World) {
    let (_, phone) = ana(&world).await;
    world.wait(600);
    for (offset, status) in [
        (-60, 401),
        (60, 401),
        (-30, 303),
        (-30, 401),
        (30, 303),
        (0, 401),
    ] {
        let mut browser = waiting(&world, "ana").await;
        let code = phone.code(world.now() + offset);
        let answered = answer(&mut browser, "totp", &code).await;
        assert_eq!(answered.status().as_u16(), status, "{offset}");
    }
}

async fn a_key_is_kept_only_after_a_right_code(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let html = browser.get("/enrol/totp").await.text().await.unwrap();
    let refused = post_code(&mut browser, "/enrol/totp", &html, "000000").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let shown_again = refused.text().await.unwrap();
    let (first, second) = (Phone::typed(&html), Phone::typed(&shown_again));
    assert_eq!(first.key(), second.key(), "the picture was scanned by now");
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 0);
    world.browser().sign_in("ana", PASSWORD).await;

    let code = second.code(world.now());
    let done = post_code(&mut browser, "/enrol/totp", &shown_again, &code).await;
    assert_eq!(location(&done), "/enrol/recovery");
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 1);
    let rows = column(&world, "SELECT purpose FROM challenges").await;
    assert!(rows.is_empty(), "{rows:?}");
}

async fn the_database_does_not_tell_a_seed(world: World) {
    let (_, phone) = ana(&world).await;
    let seed = phone.seed();
    let stored = column(&world, "SELECT sealed FROM factors").await;
    assert_eq!(stored.len(), 1);
    for form in [HEXLOWER.encode(&seed), BASE64.encode(&seed), phone.key()] {
        assert!(!stored[0].contains(&form));
    }
}

async fn a_picture_of_the_key_is_shown_to_its_owner_alone(world: World) {
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    browser.get("/enrol/totp").await;
    let picture = browser.get("/enrol/totp/qr").await;
    assert_eq!(picture.headers()[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(picture.headers()[header::CACHE_CONTROL], "no-store");
    assert!(picture.text().await.unwrap().starts_with("<svg"));
    let mut other = world.browser();
    other.sign_in("ana", PASSWORD).await;
    assert_eq!(ends_at(&mut other, "/enrol/totp/qr").await, "/enrol/totp");
    let mut nobody = world.browser();
    assert_eq!(ends_at(&mut nobody, "/enrol/totp/qr").await, "/sign-in");
}

async fn a_sign_in_waits_for_ten_minutes(world: World) {
    let (_, phone) = ana(&world).await;
    let mut browser = waiting(&world, "ana").await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    world.wait(600);
    let code = phone.code(world.now());
    let late = post_code(&mut browser, "/sign-in/factor", &html, &code).await;
    assert_eq!(location(&late), "/sign-in");
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn a_disabled_person_does_not_finish_a_sign_in(world: World) {
    let (_, phone) = ana(&world).await;
    let mut browser = waiting(&world, "ana").await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    world.server.disable_user("ana").await.unwrap();
    let code = phone.code(world.now());
    let late = post_code(&mut browser, "/sign-in/factor", &html, &code).await;
    assert_eq!(location(&late), "/sign-in");
}

async fn a_request_of_a_client_goes_on_after_the_factor(world: World) {
    let (_, phone) = ana(&world).await;
    let mut browser = world.browser();
    let path = authorize_path(&desktop_request());
    let sign_in = location(&browser.get(&path).await);
    let sent = browser.try_sign_in(&sign_in, "ana", PASSWORD).await;
    let factor = location(&sent);
    assert!(factor.starts_with("/sign-in/factor?attempt="), "{factor}");
    let page = browser.get(&factor).await;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:49152"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    let code = phone.code(world.now());
    let done = post_code(&mut browser, "/sign-in/factor", &html, &code).await;
    let back = location(&done);
    assert!(back.starts_with("/oauth/authorize?"), "{back}");
    let answer = location(&browser.get(&back).await);
    assert!(answer.contains("code="), "{answer}");
}
