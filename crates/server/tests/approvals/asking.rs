//! Asking: what a device is shown, and how often anybody is asked.

use authority::{Moment, approval};
use protocol::ApprovalDecision::{Approve, Deny};
use server::approvals::{Asking, NotAsked, Number};

use crate::{
    common::World,
    on_both_databases,
    phone::{Phone, add, ask, asking, holder, other_than, try_ask},
};

on_both_databases!(
    a_device_is_shown_plain_text_and_no_digits,
    an_address_that_the_device_shares_is_said_to_be_the_same,
    a_program_may_show_its_own_number_or_none,
    nobody_is_asked_who_has_no_device_that_is_signed_in,
    one_request_is_open_and_three_begin_in_ten_minutes,
    five_that_were_denied_or_not_answered_pause_approvals,
    a_program_may_give_more_time_but_no_more_than_ten_minutes,
);

async fn a_device_is_shown_plain_text_and_no_digits(world: World) {
    let phone = Phone::enrolled(&world).await;
    let odd = Asking {
        app: Some(format!("A\u{202e}pp\n{}", "x".repeat(100))),
        message: Some("\u{200b}".to_owned()),
        ..asking(phone.user, &holder())
    };
    let asked = try_ask(&world.server, odd).await.unwrap();
    let digits = asked.digits.unwrap();
    let (_, list) = phone.call("GET", "", None).await;
    assert!(!list.to_string().contains(digits.as_str()));
    let request = phone.open().await;
    assert!(request.is_plain());
    assert_eq!(request.app.as_deref().map(str::len), Some(80));
    assert_eq!(request.message, None);
    assert_eq!(request.issuer, world.base);
    assert_eq!(request.key, phone.key.public().id());
    assert_eq!(request.ip.as_deref(), Some(crate::phone::ELSEWHERE));
    assert!(!request.same_address && request.number);

    let mut work = world.server.store().read().await.unwrap();
    let stored = work.approvals().get(request.id).await.unwrap().unwrap();
    let sealed = stored.sealed_digits.unwrap();
    assert!(!sealed.contains(digits.as_str()), "sealed");
}

async fn an_address_that_the_device_shares_is_said_to_be_the_same(world: World) {
    let phone = Phone::enrolled(&world).await;
    let here = Asking {
        ip: "127.0.0.1".parse().unwrap(),
        ..asking(phone.user, &holder())
    };
    try_ask(&world.server, here).await.unwrap();
    assert!(phone.open().await.same_address);
}

async fn a_program_may_show_its_own_number_or_none(world: World) {
    let phone = Phone::enrolled(&world).await;
    let own = Asking {
        number: Number::Shown(approval::Digits::parse("012345").unwrap()),
        ..asking(phone.user, &holder())
    };
    try_ask(&world.server, own).await.unwrap();
    let request = phone.open().await;
    assert_eq!(
        phone
            .answer(&request, Approve, &other_than("012345"))
            .await
            .0,
        422
    );
    assert_eq!(phone.answer(&request, Approve, "012345").await.0, 200);

    let none = Asking {
        number: Number::LetOff,
        ..asking(phone.user, &holder())
    };
    let asked = try_ask(&world.server, none).await.unwrap();
    assert!(asked.digits.is_none());
    let request = phone.open().await;
    assert!(!request.number);
    assert_eq!(phone.answer(&request, Approve, "012345").await.0, 422);
    assert_eq!(phone.answer(&request, Approve, "").await.0, 200);
}

async fn nobody_is_asked_who_has_no_device_that_is_signed_in(world: World) {
    add(&world, "ben").await;
    let phone = Phone::signed_in(&world, "ana", None).await;
    let not_asked = |asked| matches!(asked, Err(NotAsked::NoDevice));
    let asked = try_ask(&world.server, asking(phone.user, &holder())).await;
    assert!(not_asked(asked), "no key");
    phone.enrol("Phone").await;
    let other = Phone::enrolled_as(&world, "ben").await;
    let theirs = other.call("GET", "/device", None).await.1["device"].clone();
    let somebody_elses = Asking {
        device: Some(theirs.as_str().unwrap().parse().unwrap()),
        ..asking(phone.user, &holder())
    };
    assert!(not_asked(try_ask(&world.server, somebody_elses).await));
    // The session runs out by time.
    world.wait(15 * 86_400);
    let asked = try_ask(&world.server, asking(phone.user, &holder())).await;
    assert!(not_asked(asked), "nobody is signed in there");
}

fn rule(asked: Result<server::approvals::Asked, NotAsked>) -> approval::NotAsked {
    match asked {
        Err(NotAsked::Rule(rule)) => rule,
        other => panic!("{other:?}"),
    }
}

async fn one_request_is_open_and_three_begin_in_ten_minutes(world: World) {
    let phone = Phone::enrolled(&world).await;
    let began = world.now();
    for round in 0..3 {
        let (_, digits) = ask(&world, phone.user, &holder()).await;
        let second = try_ask(&world.server, asking(phone.user, &holder())).await;
        assert_eq!(rule(second), approval::NotAsked::Open, "{round}");
        let request = phone.open().await;
        assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);
    }
    let fourth = try_ask(&world.server, asking(phone.user, &holder())).await;
    let until = Moment::from_unix(began + 600);
    assert_eq!(rule(fourth), approval::NotAsked::Until(until));
    world.wait(600);
    ask(&world, phone.user, &holder()).await;
}

async fn five_that_were_denied_or_not_answered_pause_approvals(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, _) = ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    assert_eq!(phone.answer(&request, Deny, "").await.0, 200);
    for _ in 0..4 {
        world.wait(300);
        ask(&world, phone.user, &holder()).await;
    }
    world.wait(600);
    let sixth = try_ask(&world.server, asking(phone.user, &holder())).await;
    assert_eq!(rule(sixth), approval::NotAsked::Paused);
    let mut work = world.server.store().begin().await.unwrap();
    let now = Moment::from_unix(world.now());
    work.approvals().clear(phone.user, now).await.unwrap();
    work.commit().await.unwrap();
    ask(&world, phone.user, &holder()).await;
}

async fn a_program_may_give_more_time_but_no_more_than_ten_minutes(world: World) {
    let phone = Phone::enrolled(&world).await;
    let long = Asking {
        life: std::time::Duration::from_secs(3600),
        ..asking(phone.user, &holder())
    };
    try_ask(&world.server, long).await.unwrap();
    let request = phone.open().await;
    assert_eq!(request.expires_at - request.created_at, 600);
}
