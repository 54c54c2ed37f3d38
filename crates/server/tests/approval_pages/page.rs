//! What the page shows, and that nothing is asked before the person chooses it.

use protocol::{ApprovalDecision, ApprovalPurpose};
use reqwest::StatusCode;

use crate::{
    common::{World, hidden, location},
    device::{Device, PAGE, another, asking, go_on, json, number, page, send, with_device},
    on_both_databases,
    people::{answer, column, ends_at, waiting},
};

on_both_databases!(
    a_sign_in_goes_on_once_the_device_said_yes,
    nothing_is_asked_by_looking_at_a_page,
    a_reload_shows_the_same_request,
    three_wrong_numbers_end_a_request,
    a_denied_request_can_be_made_again,
    what_nobody_answers_expires,
    one_of_several_devices_is_chosen,
    a_change_is_confirmed_on_the_device,
    the_account_lists_devices_and_removes_them,
);

async fn a_sign_in_goes_on_once_the_device_said_yes(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = waiting(&world, "ana").await;
    let html = browser.get("/sign-in/factor").await.text().await.unwrap();
    assert!(html.contains("Approve on Ana&#39;s laptop"), "{html}");
    assert!(
        html.contains("value=\"totp\""),
        "the other ways are beside it: {html}"
    );

    assert_eq!(location(&send(&mut browser, None).await), PAGE);
    let html = page(&mut browser).await;
    let shown = number(&html);
    assert_eq!(shown.len(), 6);
    assert!(
        html.contains("Ana&#39;s laptop") && html.contains(">2:00<"),
        "{html}"
    );
    assert!(html.contains("value=\"totp\""), "{html}");
    assert!(
        html.contains("http-equiv=\"refresh\" content=\"3; url=/sign-in/factor?with=approval\"")
    );

    let asked = device.asked(&world).await;
    assert_eq!(asked.purpose, ApprovalPurpose::SignIn);
    assert_eq!(asked.browser.as_deref(), Some("Firefox 140"));
    let sent = serde_json::to_string(&asked).unwrap();
    assert!(
        !sent.contains(&shown),
        "the number never goes to the device: {sent}"
    );
    device.approve(&world, &shown).await;

    let html = page(&mut browser).await;
    assert!(
        html.contains("approved on") && !html.contains("http-equiv"),
        "{html}"
    );
    let before = browser.cookies["countersign"].clone();
    assert_eq!(location(&go_on(&mut browser).await), "/account");
    assert_ne!(browser.cookies["countersign"], before);
    assert_eq!(ends_at(&mut browser, "/account").await, "200");
    let amr = column(&world, "SELECT amr FROM sessions WHERE aal = 2").await;
    assert!(amr.contains(&"mfa pwd swk user".to_owned()), "{amr:?}");
}

async fn nothing_is_asked_by_looking_at_a_page(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = waiting(&world, "ana").await;
    for path in [
        "/sign-in/factor",
        PAGE,
        "/sign-in/factor?with=approval&send=1",
    ] {
        assert_eq!(browser.get(path).await.status(), StatusCode::OK, "{path}");
        assert!(device.open(&world).await.is_empty(), "{path}");
    }
    let fields = [("with", "approval"), ("send", "1")];
    let foreign = browser.post("/sign-in/factor", &fields).await;
    assert_eq!(
        foreign.status(),
        StatusCode::FORBIDDEN,
        "without the token of the form"
    );
    assert!(device.open(&world).await.is_empty());
}

async fn a_reload_shows_the_same_request(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    let (first, asked) = (
        number(&page(&mut browser).await),
        device.asked(&world).await.id,
    );
    world.wait(20);
    let html = page(&mut browser).await;
    assert_eq!(
        (number(&html), html.contains(">1:40<")),
        (first.clone(), true),
        "{html}"
    );
    // Who presses twice asks once.
    let html = page(&mut browser).await;
    let csrf = hidden(&html, "csrf");
    let fields = [("csrf", csrf.as_str()), ("with", "approval"), ("send", "1")];
    let again = browser.post("/sign-in/factor", &fields).await;
    assert_eq!(location(&again), PAGE);
    assert_eq!(device.asked(&world).await.id, asked);
    assert_eq!(number(&page(&mut browser).await), first);
    let early = go_on(&mut browser).await;
    assert_eq!(early.status(), StatusCode::UNAUTHORIZED);
    let html = early.text().await.unwrap();
    assert!(html.contains("has not answered yet"), "{html}");
    assert_eq!(number(&html), first);
}

async fn three_wrong_numbers_end_a_request(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    let wrong = another(&number(&page(&mut browser).await));
    for left in ["2 tries are left", "1 try is left"] {
        let status = device
            .answer(&world, ApprovalDecision::Approve, &wrong)
            .await;
        assert_eq!(status, 422);
        let html = page(&mut browser).await;
        assert!(html.contains(left), "{html}");
    }
    device
        .answer(&world, ApprovalDecision::Approve, &wrong)
        .await;
    assert!(device.open(&world).await.is_empty());
    let html = page(&mut browser).await;
    assert!(
        html.contains("three wrong numbers") && html.contains("Send again"),
        "{html}"
    );
    assert_eq!(go_on(&mut browser).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(ends_at(&mut browser, "/account").await, "/sign-in");
}

async fn a_denied_request_can_be_made_again(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    device.deny(&world).await;
    let html = page(&mut browser).await;
    assert!(
        html.contains("This was denied") && html.contains("Send again"),
        "{html}"
    );
    assert_eq!(go_on(&mut browser).await.status(), StatusCode::UNAUTHORIZED);
    world.wait(1);
    assert_eq!(location(&send(&mut browser, None).await), PAGE);
    let shown = number(&page(&mut browser).await);
    device.approve(&world, &shown).await;
    assert_eq!(location(&go_on(&mut browser).await), "/account");
}

async fn what_nobody_answers_expires(world: World) {
    let (_ana, _, device) = with_device(&world).await;
    let mut browser = asking(&world).await;
    world.wait(120);
    let html = page(&mut browser).await;
    assert!(
        html.contains("Nobody answered in time") && html.contains("Send again"),
        "{html}"
    );
    assert!(!html.contains("http-equiv"), "{html}");
    assert!(device.open(&world).await.is_empty());
    assert_eq!(go_on(&mut browser).await.status(), StatusCode::UNAUTHORIZED);
}

async fn one_of_several_devices_is_chosen(world: World) {
    let (mut ana, _, laptop) = with_device(&world).await;
    let tower = Device::enrol(&world, &mut ana, "Tower").await;
    let mut browser = waiting(&world, "ana").await;
    let html = page(&mut browser).await;
    for name in ["Approve on Ana&#39;s laptop", "Approve on Tower"] {
        assert!(html.contains(name), "{html}");
    }
    assert_eq!(location(&send(&mut browser, Some(&laptop.id)).await), PAGE);
    assert!(tower.open(&world).await.is_empty());
    assert_eq!(laptop.open(&world).await.len(), 1);
    assert!(
        page(&mut browser)
            .await
            .contains("Ana&#39;s laptop</strong>")
    );
    let strange = "0".repeat(32);
    laptop.deny(&world).await;
    let refused = send(&mut browser, Some(&strange)).await;
    assert_eq!(
        refused.status(),
        StatusCode::UNAUTHORIZED,
        "a device of nobody's"
    );
}

async fn a_change_is_confirmed_on_the_device(world: World) {
    let (mut browser, _, mut device) = with_device(&world).await;
    world.wait(601);
    device.refresh(&world).await;
    let to = location(&browser.get("/enrol/recovery").await);
    assert!(to.starts_with("/sign-in/step-up"), "{to}");
    let html = browser.get(&to).await.text().await.unwrap();
    let (csrf, attempt) = (hidden(&html, "csrf"), hidden(&html, "attempt"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("attempt", &attempt),
        ("with", "approval"),
    ];
    let ask = [&fields[..], &[("send", "1")]].concat();
    let sent = browser.post("/sign-in/step-up", &ask).await;
    let to = location(&sent);
    assert_eq!(
        to,
        "/sign-in/step-up?attempt=%2Fenrol%2Frecovery&with=approval"
    );
    let shown = number(&browser.get(&to).await.text().await.unwrap());
    assert_eq!(device.asked(&world).await.purpose, ApprovalPurpose::StepUp);
    device.approve(&world, &shown).await;
    let done = browser.post("/sign-in/step-up", &fields).await;
    assert_eq!(location(&done), "/enrol/recovery");
    assert_eq!(ends_at(&mut browser, "/enrol/recovery").await, "200");
    // The same answer is no proof a second time.
    let again = browser.post("/sign-in/step-up", &fields).await;
    assert_ne!(again.status(), StatusCode::SEE_OTHER);
}

async fn the_account_lists_devices_and_removes_them(world: World) {
    let (mut browser, phone, device) = with_device(&world).await;
    let listed = json(&world, "/api/v1/factors", &device.token).await;
    let kinds: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["kind"])
        .collect();
    assert_eq!(kinds, ["totp", "approval"], "{listed}");
    assert_eq!(listed["items"][1]["name"], "Ana's laptop");
    let html = browser.get("/account").await.text().await.unwrap();
    let part = html
        .split("/account/approvers/remove")
        .nth(1)
        .expect("a device");
    let (csrf, id) = (hidden(part, "csrf"), hidden(part, "id"));
    assert_eq!(id, device.id);
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    world.wait(601);
    let stale = browser.post("/account/approvers/remove", &fields).await;
    assert!(
        location(&stale).starts_with("/sign-in/step-up"),
        "a fresh factor is asked for"
    );
    let html = browser
        .get("/sign-in/step-up?with=totp")
        .await
        .text()
        .await
        .unwrap();
    let csrf = hidden(&html, "csrf");
    let code = phone.code(world.now());
    let proof = [("csrf", csrf.as_str()), ("with", "totp"), ("code", &code)];
    browser.post("/sign-in/step-up", &proof).await;
    let csrf = hidden(&browser.get("/account").await.text().await.unwrap(), "csrf");
    let fields = [("csrf", csrf.as_str()), ("id", &id)];
    let removed = browser.post("/account/approvers/remove", &fields).await;
    assert_eq!(location(&removed), "/account#factors");
    let html = browser.get("/account").await.text().await.unwrap();
    assert!(!html.contains("/account/approvers/remove"), "{html}");
    world.wait(60);
    let mut other = waiting(&world, "ana").await;
    let html = other.get("/sign-in/factor").await.text().await.unwrap();
    assert!(!html.contains("approval"), "nobody can be asked: {html}");
    let code = phone.code(world.now());
    assert_eq!(
        location(&answer(&mut other, "totp", &code).await),
        "/account"
    );
}
