//! "Not me": what ends by it, and that nobody is asked for a while.

use authority::{Moment, approval};
use protocol::{ApprovalDecision::NotMe, UserId};
use serde_json::{Value, json};
use server::approvals::NotAsked;

use crate::{
    common::World,
    on_both_databases,
    phone::{Phone, add, ask, asking, holder, logged, try_ask},
};

on_both_databases!(
    a_sign_in_that_was_not_me_ends_with_every_other_session,
    a_session_that_was_not_me_ends,
    nobody_is_asked_for_twenty_minutes,
);

async fn sessions_of(phone: &Phone<'_>) -> Vec<Value> {
    let answer = phone
        .world
        .api("/api/v1/sessions", &phone.tokens.access)
        .await;
    let list: Value = answer.json().await.unwrap();
    list["items"].as_array().unwrap().clone()
}

/// A sign-in of `user` that waits for a second factor; its holder.
async fn under_way(world: &World, user: UserId) -> String {
    use authority::factor::{Due, Methods, SignIn};
    let holder = holder();
    let cookie = holder.strip_prefix("sign-in:").unwrap().to_owned();
    let sign_in = SignIn {
        user,
        due: Due::Factor,
        proven_at: Moment::from_unix(world.now()),
        first: Methods::parse("pwd"),
    };
    let mut work = world.server.store().begin().await.unwrap();
    let cookie = authority::Digest::from_stored(cookie);
    work.sign_ins().add(&cookie, &sign_in).await.unwrap();
    work.commit().await.unwrap();
    holder
}

async fn is_under_way(world: &World, holder: &str) -> bool {
    let cookie = holder.strip_prefix("sign-in:").unwrap().to_owned();
    let cookie = authority::Digest::from_stored(cookie);
    let mut work = world.server.store().read().await.unwrap();
    work.sign_ins().get(&cookie).await.unwrap().is_some()
}

async fn a_sign_in_that_was_not_me_ends_with_every_other_session(world: World) {
    add(&world, "ben").await;
    let other = Phone::enrolled(&world).await;
    let stranger = Phone::enrolled_as(&world, "ben").await;
    let phone = Phone::enrolled(&world).await;
    let (asker, elsewhere) = (
        under_way(&world, phone.user).await,
        under_way(&world, phone.user).await,
    );
    let device = phone.call("GET", "/device", None).await.1["device"].clone();
    let to_phone = server::approvals::Asking {
        device: Some(device.as_str().unwrap().parse().unwrap()),
        ..asking(phone.user, &asker)
    };
    try_ask(&world.server, to_phone).await.unwrap();
    let before = sessions_of(&phone).await.len() as u64;
    assert!(before >= 3, "two programs and a browser");

    let request = phone.open().await;
    let (status, body) = phone.answer(&request, NotMe, "").await;
    assert_eq!((status, &body["state"]), (200, &json!("denied")), "{body}");
    let done = &body["not_me"];
    assert_eq!(done["ended"]["sessions"], before - 1);
    assert_eq!(done["ended"]["refresh_families"], 1);
    assert_eq!(done["asking_session_ended"], true);
    assert_eq!(done["muted_until"], world.now() + 1200);
    assert_eq!(
        done["password_page"],
        format!("{}/account/password", world.base)
    );
    assert_eq!(done["recorded"], true);

    assert_eq!(sessions_of(&phone).await.len(), 1, "the one that answered");
    assert!(!is_under_way(&world, &asker).await);
    assert!(!is_under_way(&world, &elsewhere).await);
    assert_eq!(other.call("GET", "", None).await.0, 401);
    assert_eq!(stranger.call("GET", "", None).await.0, 200);
    let (_, list) = phone.call("GET", "", None).await;
    assert_eq!(list["muted_until"], world.now() + 1200);
    let (_, answered) = phone.call("GET", "/answered", None).await;
    assert_eq!(answered["items"][0]["answer"]["decision"], "not-me");
    assert_eq!(
        logged(&world, &request.id.to_string()).await,
        ["approval.asked", "approval.denied", "approval.not-me"]
    );
}

async fn a_session_that_was_not_me_ends(world: World) {
    let phone = Phone::enrolled(&world).await;
    // With a browser of its own.
    Phone::signed_in(&world, "ana", None).await;
    let sessions = sessions_of(&phone).await;
    let newest = sessions.iter().find(|one| one["app"].is_null()).unwrap();
    let holder = format!("session:{}", newest["id"].as_str().unwrap());
    ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    let (_, body) = phone.answer(&request, NotMe, "").await;
    assert_eq!(body["not_me"]["asking_session_ended"], true);
    let left = sessions_of(&phone).await;
    assert!(left.iter().all(|one| one["id"] != newest["id"]), "{left:?}");
}

async fn nobody_is_asked_for_twenty_minutes(world: World) {
    let phone = Phone::enrolled(&world).await;
    ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    assert_eq!(phone.answer(&request, NotMe, "").await.0, 200);
    world.wait(1199);
    match try_ask(&world.server, asking(phone.user, &holder())).await {
        Err(NotAsked::Rule(rule)) => {
            let until = Moment::from_unix(world.now() + 1);
            assert_eq!(rule, approval::NotAsked::Muted(until));
        }
        other => panic!("{other:?}"),
    }
    world.wait(1);
    ask(&world, phone.user, &holder()).await;
}
