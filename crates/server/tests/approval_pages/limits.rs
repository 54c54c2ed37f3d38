//! How often devices are asked, and that the page says why they are not.

use protocol::ApprovalDecision;
use reqwest::StatusCode;

use crate::{
    common::{World, location},
    device::{PAGE, asking, go_on, number, page, send, with_device},
    on_both_databases,
    people::{answer, waiting},
};

on_both_databases!(
    one_request_of_a_person_is_open_at_a_time,
    three_requests_begin_in_ten_minutes,
    five_without_a_yes_pause_until_another_factor_is_right,
    whoever_said_that_it_was_not_them_is_not_asked,
    another_way_ends_the_request_that_waited,
);

async fn one_request_of_a_person_is_open_at_a_time(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    let mut other = waiting(&world, "ana").await;
    let html = other.get("/sign-in/factor").await.text().await.unwrap();
    assert!(
        html.contains("name=\"code\""),
        "another way is asked for at once: {html}"
    );
    let refused = send(&mut other, None).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let html = refused.text().await.unwrap();
    assert!(
        html.contains("another request") && html.contains("value=\"totp\""),
        "{html}"
    );
    let shown = number(&page(&mut browser).await);
    device.approve(&world, &shown).await;
    assert_eq!(location(&go_on(&mut browser).await), "/account");
    assert_eq!(location(&send(&mut other, None).await), PAGE);
}

async fn three_requests_begin_in_ten_minutes(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    device.deny(&world).await;
    for _ in 0..2 {
        world.wait(60);
        assert_eq!(location(&send(&mut browser, None).await), PAGE);
        device.deny(&world).await;
    }
    let html = page(&mut browser).await;
    assert!(
        html.contains("This was denied") && html.contains("8 minutes"),
        "{html}"
    );
    assert!(
        !html.contains("Send again") && html.contains("value=\"totp\""),
        "{html}"
    );
    assert_eq!(
        send(&mut browser, None).await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    // By then the sign-in has taken too long, so another one asks.
    world.wait(480);
    asking(&world).await;
}

async fn five_without_a_yes_pause_until_another_factor_is_right(world: World) {
    let (_ana, phone, mut device) = with_device(&world).await;
    for _ in 0..5 {
        world.wait(301);
        device.refresh(&world).await;
        asking(&world).await;
        device.deny(&world).await;
    }
    world.wait(601);
    let mut browser = waiting(&world, "ana").await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    assert!(
        html.contains("name=\"code\""),
        "another way is asked for at once: {html}"
    );
    let html = page(&mut browser).await;
    assert!(html.contains("not asked at the moment"), "{html}");
    assert_eq!(
        send(&mut browser, None).await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    let code = phone.code(world.now());
    assert_eq!(
        location(&answer(&mut browser, "totp", &code).await),
        "/account"
    );
    asking(&world).await;
}

async fn whoever_said_that_it_was_not_them_is_not_asked(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    asking(&world).await;
    let said = device.answer(&world, ApprovalDecision::NotMe, "").await;
    assert_eq!(said, 200);
    let mut browser = waiting(&world, "ana").await;
    let html = page(&mut browser).await;
    assert!(
        html.contains("was not you") && html.contains("20 minutes"),
        "{html}"
    );
    assert_eq!(
        send(&mut browser, None).await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    world.wait(1200);
    asking(&world).await;
}

async fn another_way_ends_the_request_that_waited(world: World) {
    let (_ana, phone, device) = with_device(&world).await;
    world.wait(60);
    let mut browser = asking(&world).await;
    assert_eq!(device.open(&world).await.len(), 1);
    let code = phone.code(world.now());
    assert_eq!(
        location(&answer(&mut browser, "totp", &code).await),
        "/account"
    );
    assert!(device.open(&world).await.is_empty());
}
