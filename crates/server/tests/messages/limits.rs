//! How often codes are sent and guessed.

use reqwest::StatusCode;

use crate::{
    common::{PASSWORD, World, location},
    gateway::with_gateway,
    on_both_databases,
    people::{WRITTEN, ana, answer, column, password, post, send, sent, waiting, wrong},
};

on_both_databases!(
    a_code_follows_another_after_half_a_minute_and_replaces_it,
    a_stranger_with_the_password_leaves_the_owner_codes,
    parallel_wishes_send_one_code,
    a_number_gets_ten_codes_an_hour_whoever_asks,
    the_whole_server_sends_so_many_a_day,
    wrong_codes_count_with_all_other_wrong_answers,
);

async fn a_code_follows_another_after_half_a_minute_and_replaces_it(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let mut browser = waiting(&world).await;
    let first = sent(&mut browser, &gateway).await;
    world.wait(29);
    let early = send(&mut browser, "/sign-in/factor", "sms").await;
    assert_eq!(early.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(early.text().await.unwrap().contains("name=\"code\""));
    world.wait(1);
    let second = sent(&mut browser, &gateway).await;
    assert_eq!(gateway.taken().len(), 3, "one of them enrolled");
    if first != second {
        let old = answer(&mut browser, "sms", &first).await;
        assert_eq!(old.status(), StatusCode::UNAUTHORIZED);
    }
    let done = answer(&mut browser, "sms", &second).await;
    assert_eq!(location(&done), "/account");
}

async fn a_stranger_with_the_password_leaves_the_owner_codes(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let owner = ana(&world, &gateway).await;
    let mut stranger = waiting(&world).await;
    for _ in 0..5 {
        sent(&mut stranger, &gateway).await;
        world.wait(60);
    }
    // A sign-in of its own changes nothing.
    let mut again = waiting(&world).await;
    let refused = send(&mut again, "/sign-in/factor", "sms").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(gateway.taken().len(), 6);

    let mut known = world.browser();
    let device = owner.cookies["countersign-device"].clone();
    known.cookies.insert("countersign-device".into(), device);
    password(&mut known).await;
    let code = sent(&mut known, &gateway).await;
    let done = answer(&mut known, "sms", &code).await;
    assert_eq!(location(&done), "/account");
}

async fn parallel_wishes_send_one_code(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let mut asking = Vec::new();
    for _ in 0..4 {
        let mut browser = waiting(&world).await;
        let csrf = browser.field("/sign-in/factor", "csrf").await;
        asking.push((browser, csrf));
    }
    let wishes = asking.into_iter().map(|(mut browser, csrf)| async move {
        let fields = [("csrf", csrf.as_str()), ("with", "sms"), ("send", "1")];
        browser.post("/sign-in/factor", &fields).await.status()
    });
    let answers = futures_util::future::join_all(wishes).await;
    let went = answers
        .iter()
        .filter(|status| **status == StatusCode::SEE_OTHER);
    assert_eq!(went.count(), 1, "{answers:?}");
    assert_eq!(gateway.taken().len(), 2, "one of them enrolled");
}

async fn a_number_gets_ten_codes_an_hour_whoever_asks(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let mut went = 0;
    for name in ["bea", "carl", "dora"] {
        let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
        let email = format!("{name}@example.org");
        world
            .server
            .add_user(name, &email, &[], password)
            .await
            .unwrap();
        let mut browser = world.browser();
        browser.sign_in(name, PASSWORD).await;
        for _ in 0..5 {
            let fields = [("send", "1"), ("number", WRITTEN)];
            let answer = post(&mut browser, "/enrol/sms", &fields).await;
            went += i32::from(answer.status() == StatusCode::SEE_OTHER);
            world.wait(31);
        }
    }
    assert_eq!(went, 10);
    assert_eq!(gateway.taken().len(), 10);
}

async fn the_whole_server_sends_so_many_a_day(world: World) {
    let (world, gateway) = with_gateway(world).await;
    let world = world
        .reconfigured(|config| config.sms.as_mut().unwrap().per_day = 2)
        .await;
    let mut owner = ana(&world, &gateway).await;
    sent(&mut waiting(&world).await, &gateway).await;
    world.wait(7200);
    let mut browser = waiting(&world).await;
    let refused = send(&mut browser, "/sign-in/factor", "sms").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    world.wait(86_400);
    let mut browser = waiting(&world).await;
    sent(&mut browser, &gateway).await;
    world.server.tidy().await.unwrap();
    assert_eq!(
        column(&world, "SELECT id FROM sent_messages").await.len(),
        1
    );
    assert_eq!(owner.get("/account").await.status(), StatusCode::SEE_OTHER);
}

async fn wrong_codes_count_with_all_other_wrong_answers(world: World) {
    let (world, gateway) = with_gateway(world).await;
    ana(&world, &gateway).await;
    let mut browser = waiting(&world).await;
    let first = sent(&mut browser, &gateway).await;
    for _ in 0..3 {
        answer(&mut browser, "sms", &wrong(&first)).await;
    }
    world.wait(30);
    let second = sent(&mut browser, &gateway).await;
    for _ in 0..2 {
        let refused = answer(&mut browser, "sms", &wrong(&second)).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    }
    let sixth = answer(&mut browser, "sms", &second).await;
    assert_eq!(
        sixth.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "right, and not looked at"
    );
    // Another sign-in meets the same count at its password.
    let mut other = world.browser();
    let refused = other.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
}
