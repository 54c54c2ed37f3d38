//! Codes by text message: enrolled, used, and used up.

use authority::factor::Kind;
use axum::http::StatusCode as Answer;
use reqwest::StatusCode;

use crate::{
    common::{PASSWORD, World, hidden, location},
    gateway::{Gateway, with_gateway},
    on_both_databases,
    people::{
        DIALLED, WRITTEN, ana, answer, column, enrol, events, is_inside, page, password, post,
        send, sent, waiting, wrong,
    },
};

on_both_databases!(
    a_number_counts_once_its_owner_typed_a_code,
    a_code_by_text_message_finishes_a_sign_in,
    a_code_is_worth_something_once_and_in_one_browser,
    a_code_has_three_tries_and_ten_minutes,
    of_parallel_answers_with_one_code_one_is_right,
    a_step_up_takes_a_code_by_text_message,
    what_the_gateway_refuses_leaves_the_other_ways,
    a_gateway_that_leads_elsewhere_is_not_followed,
    without_a_gateway_the_password_alone_still_opens_nothing,
    a_number_is_removed_by_its_owner,
    whoever_needs_a_factor_may_enrol_a_number_at_sign_in,
);

async fn a_number_counts_once_its_owner_typed_a_code(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let mut browser = world.browser();
    browser.sign_in("ana", PASSWORD).await;
    let ways = browser.get("/enrol").await.text().await.unwrap();
    assert!(ways.contains("Code by text message"), "{ways}");
    assert!(!ways.contains("/enrol/mail"), "{ways}");

    for number in ["0151 234567", "nobody", "+49 1900 & To=+1"] {
        let fields = [("send", "1"), ("number", number)];
        let refused = post(&mut browser, "/enrol/sms", &fields).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(gateway.taken(), []);
    let early = post(&mut browser, "/enrol/sms", &[("code", "000000")]).await;
    assert_eq!(early.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let fields = [("send", "1"), ("number", WRITTEN)];
    let sent = post(&mut browser, "/enrol/sms", &fields).await;
    assert_eq!(location(&sent), "/enrol/sms");
    let message = gateway.last();
    assert_eq!(message.to, DIALLED);
    let host = world.base.strip_prefix("http://").unwrap();
    let code = message.code();
    let end = format!("\n\n@127.0.0.1 #{code}");
    assert!(
        message.text.contains(host) && message.text.ends_with(&end),
        "{message:?}"
    );
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 0);
    world.browser().sign_in("ana", PASSWORD).await;

    let refused = post(&mut browser, "/enrol/sms", &[("code", &wrong(&code))]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let done = post(&mut browser, "/enrol/sms", &[("code", &spaced)]).await;
    assert_eq!(location(&done), "/enrol/recovery");
    let account = browser.get("/account").await.text().await.unwrap();
    assert!(account.contains("the number that ends in 89"), "{account}");
    let again = browser.get("/enrol/sms").await;
    assert_eq!(location(&again), "/enrol", "one number is enough");

    let stored = [
        column(&world, "SELECT sealed FROM factors").await,
        column(&world, "SELECT name FROM factors").await,
        column(&world, "SELECT target FROM sent_messages").await,
        column(&world, "SELECT subject || detail || reasons FROM audit").await,
    ];
    let stored = stored.concat().join("\n");
    for secret in ["15123456789", &code] {
        assert!(!stored.contains(secret), "{stored}");
    }
    assert_eq!(
        events(&world, "factor.enrolled").await,
        [("sms".to_owned(), "done".to_owned())]
    );
    let failed = events(&world, "factor.failed").await;
    assert_eq!(failed.len(), 2, "{failed:?}");
}

async fn a_code_by_text_message_finishes_a_sign_in(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let before = gateway.taken().len();
    let mut browser = waiting(&world).await;
    let html = page(&mut browser, "/sign-in/factor").await;
    assert!(
        html.contains("We send a code to the number that ends in 89")
            && html.contains("Send a code")
            && !html.contains("name=\"code\""),
        "{html}"
    );
    assert_eq!(gateway.taken().len(), before, "looking sends nothing");
    let code = sent(&mut browser, &gateway).await;
    assert_eq!(gateway.last().to, DIALLED);
    let html = page(&mut browser, "/sign-in/factor?with=sms").await;
    assert!(
        html.contains("A code was sent to the number that ends in 89")
            && html.contains("name=\"code\"")
            && html.contains("Send another code"),
        "{html}"
    );
    let refused = answer(&mut browser, "sms", &wrong(&code)).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(!is_inside(&mut browser).await);
    let done = answer(&mut browser, "sms", &code).await;
    assert_eq!(location(&done), "/account");
    assert!(is_inside(&mut browser).await);
    let how = column(&world, "SELECT amr FROM sessions WHERE aal = 2").await;
    assert_eq!(how, ["mfa otp pwd sms", "mfa otp pwd sms"]);
    assert_eq!(
        events(&world, "factor.passed").await,
        [("sms".to_owned(), "done".to_owned())]
    );
    let sendings = events(&world, "factor.code-sent").await;
    assert_eq!(sendings.len(), 2, "one to enrol, one to sign in");
}

async fn a_code_is_worth_something_once_and_in_one_browser(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let (mut first, mut second) = (waiting(&world).await, waiting(&world).await);
    let code = sent(&mut first, &gateway).await;
    world.wait(30);
    let others = sent(&mut second, &gateway).await;
    if code != others {
        let stolen = answer(&mut second, "sms", &code).await;
        assert_eq!(stolen.status(), StatusCode::UNAUTHORIZED);
    }
    let done = answer(&mut first, "sms", &code).await;
    assert_eq!(location(&done), "/account");
    // The code of an enrolment is none at sign-in, and the one after that is gone.
    let mut third = waiting(&world).await;
    let again = answer(&mut third, "sms", &code).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    let left = column(&world, "SELECT purpose FROM challenges").await;
    assert_eq!(left, ["sms"], "the second browser's");
}

async fn a_code_has_three_tries_and_ten_minutes(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let mut browser = waiting(&world).await;
    let code = sent(&mut browser, &gateway).await;
    for _ in 0..3 {
        answer(&mut browser, "sms", &wrong(&code)).await;
    }
    let late = answer(&mut browser, "sms", &code).await;
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
    assert!(
        late.text().await.unwrap().contains("Send a code"),
        "there is another one to be had"
    );

    world.wait(3600);
    let mut browser = waiting(&world).await;
    let code = sent(&mut browser, &gateway).await;
    // The sign-in itself waits no longer either, so a step-up shows how old a code may be.
    answer(&mut browser, "sms", &code).await;
    world.wait(700);
    let sent = send(&mut browser, "/sign-in/step-up", "sms").await;
    assert_eq!(location(&sent), "/sign-in/step-up?with=sms");
    let code = gateway.last().code();
    world.wait(600);
    let fields = [("with", "sms"), ("code", code.as_str())];
    let old = post(&mut browser, "/sign-in/step-up", &fields).await;
    assert_eq!(old.status(), StatusCode::UNAUTHORIZED);
    send(&mut browser, "/sign-in/step-up", "sms").await;
    let code = gateway.last().code();
    world.wait(599);
    let fields = [("with", "sms"), ("code", code.as_str())];
    let young = post(&mut browser, "/sign-in/step-up", &fields).await;
    assert_eq!(location(&young), "/account");
}

async fn of_parallel_answers_with_one_code_one_is_right(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let mut browser = waiting(&world).await;
    let code = sent(&mut browser, &gateway).await;
    let html = page(&mut browser, "/sign-in/factor?with=sms").await;
    let csrf = hidden(&html, "csrf");
    let answers = (0..4).map(|_| {
        let mut same = world.browser();
        same.cookies = browser.cookies.clone();
        let (csrf, code) = (csrf.clone(), code.clone());
        async move {
            let fields = [("csrf", csrf.as_str()), ("with", "sms"), ("code", &code)];
            same.post("/sign-in/factor", &fields).await;
            is_inside(&mut same).await
        }
    });
    let inside = futures_util::future::join_all(answers).await;
    assert_eq!(inside.iter().filter(|inside| **inside).count(), 1);
}

async fn a_step_up_takes_a_code_by_text_message(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let mut browser = ana(&world, &gateway).await;
    world.wait(600);
    let to = location(&browser.get("/enrol/recovery").await);
    assert_eq!(to, "/sign-in/step-up?attempt=%2Fenrol%2Frecovery");
    let html = page(&mut browser, &to).await;
    let csrf = hidden(&html, "csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", "/enrol/recovery"),
        ("with", "sms"),
        ("send", "1"),
    ];
    let sent = browser.post("/sign-in/step-up", &fields).await;
    let to = location(&sent);
    assert_eq!(to, "/sign-in/step-up?attempt=%2Fenrol%2Frecovery&with=sms");
    let html = page(&mut browser, &to).await;
    assert_eq!(hidden(&html, "attempt"), "/enrol/recovery");
    let code = gateway.last().code();
    let csrf = hidden(&html, "csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", "/enrol/recovery"),
        ("with", "sms"),
        ("code", code.as_str()),
    ];
    let done = browser.post("/sign-in/step-up", &fields).await;
    assert_eq!(location(&done), "/enrol/recovery");
    assert_eq!(
        browser.get("/enrol/recovery").await.status(),
        StatusCode::OK
    );
}

async fn what_the_gateway_refuses_leaves_the_other_ways(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let mut owner = ana(&world, &gateway).await;
    let made = post(&mut owner, "/enrol/recovery", &[]).await;
    let sheet = made.text().await.unwrap();
    let recovery = sheet.split("<li><code>").nth(1).unwrap();
    let recovery = recovery.split('<').next().unwrap();

    let mut browser = waiting(&world).await;
    gateway.answer(Some(Answer::INTERNAL_SERVER_ERROR));
    let refused = send(&mut browser, "/sign-in/factor", "sms").await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let html = refused.text().await.unwrap();
    assert!(
        html.contains("could not be sent") && html.contains("Recovery code"),
        "{html}"
    );
    let (subject, outcome) = events(&world, "factor.code-sent").await.pop().unwrap();
    assert_eq!((subject.as_str(), outcome.as_str()), ("sms", "refused"));
    let left = column(&world, "SELECT purpose FROM challenges").await;
    assert_eq!(left, Vec::<String>::new());
    let done = answer(&mut browser, "recovery", recovery).await;
    assert_eq!(location(&done), "/account");
}

async fn a_gateway_that_leads_elsewhere_is_not_followed(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let mut browser = waiting(&world).await;
    gateway.answer(Some(Answer::TEMPORARY_REDIRECT));
    let refused = send(&mut browser, "/sign-in/factor", "sms").await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    // It would have been refused at `/elsewhere`, which `taken` tells.
    assert_eq!(gateway.taken().len(), 1);
}

async fn without_a_gateway_the_password_alone_still_opens_nothing(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let world = world
        .reconfigured(|config| {
            config.sms = None;
            config.factors.methods.retain(|kind| *kind != Kind::Sms);
        })
        .await;
    let mut browser = waiting(&world).await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    assert!(html.contains("Ask whoever runs this server"), "{html}");
    assert!(!is_inside(&mut browser).await);
    let to = location(&browser.get("/enrol/totp").await);
    assert!(to.starts_with("/sign-in"), "{to}");
}

async fn a_number_is_removed_by_its_owner(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let mut browser = ana(&world, &gateway).await;
    let id = column(&world, "SELECT id FROM factors").await.remove(0);
    let csrf = browser.field("/account", "csrf").await;
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let removed = browser.post("/account/factors/remove", &fields).await;
    assert_eq!(location(&removed), "/account#factors");
    assert_eq!(column(&world, "SELECT id FROM factors").await.len(), 0);
    world.browser().sign_in("ana", PASSWORD).await;
    enrol(&mut browser, &gateway).await;
    password(&mut world.browser()).await;
}

async fn whoever_needs_a_factor_may_enrol_a_number_at_sign_in(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let world = world
        .reconfigured(|config| config.factors.required_for = vec!["*".to_owned()])
        .await;
    let mut browser = world.browser();
    let held = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(location(&held), "/enrol");
    assert!(!is_inside(&mut browser).await);
    enrol(&mut browser, &gateway).await;
    assert!(is_inside(&mut browser).await);
    assert_eq!(reached(&gateway), 1);
}

fn reached(gateway: &Gateway) -> usize {
    gateway.taken().len()
}
