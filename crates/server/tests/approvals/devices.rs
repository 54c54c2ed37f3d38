//! Devices: which one a program is on, and what goes with it.

use protocol::ApprovalDecision::Approve;
use reqwest::Method;
use serde_json::Value;
use server::{approvals, store::Ending};

use crate::{
    common::{PASSWORD, Tokens, World, desktop_request, keys::Pair, location, with},
    on_both_databases,
    phone::{Phone, add, ask, holder, read, word},
};

on_both_databases!(
    signing_in_with_the_same_key_is_the_same_device,
    another_person_with_the_same_key_is_on_another_device,
    ending_every_session_ends_what_is_asked_and_leaves_the_factor,
    a_removed_device_answers_nothing_and_nothing_is_collected,
    an_administrator_removes_a_lost_device,
    time_takes_no_factor_from_anybody,
);

/// A pair of keys that can be used twice.
fn pair() -> (Pair, Pair) {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    let random = aws_lc_rs::rand::SystemRandom::new();
    let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let read = || {
        let read = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref());
        Pair::Es256(read.unwrap())
    };
    (read(), read())
}

async fn devices(phone: &Phone<'_>) -> Vec<String> {
    let mut work = phone.world.server.store().read().await.unwrap();
    let now = authority::Moment::from_unix(phone.world.now());
    let rows = work.sessions().devices(phone.user, None, 200, now).await;
    rows.unwrap().iter().map(|row| row.id.to_string()).collect()
}

async fn keys(phone: &Phone<'_>) -> usize {
    let mut work = phone.world.server.store().read().await.unwrap();
    let found = approvals::devices(&phone.world.server, &mut work, phone.user).await;
    found.unwrap().len()
}

async fn signing_in_with_the_same_key_is_the_same_device(world: World) {
    let (first, again) = pair();
    let phone = Phone::signed_in(&world, "ana", Some(first)).await;
    let mut enrolled = phone.enrol("My desk").await;
    enrolled.as_object_mut().unwrap().remove("recovery_codes");
    let key = phone.key;
    let phone = Phone {
        key,
        ..Phone::signed_in(&world, "ana", Some(again)).await
    };
    let kept = phone.call("GET", "/device", None).await;
    assert_eq!(kept, (200, enrolled), "with its key and its name");
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);

    let other = Phone::signed_in(&world, "ana", Some(Pair::es256())).await;
    assert_eq!(other.call("GET", "/device", None).await.0, 404);
    let unbound = Phone::signed_in(&world, "ana", None).await;
    assert_eq!(unbound.call("GET", "/device", None).await.0, 404);
}

async fn another_person_with_the_same_key_is_on_another_device(world: World) {
    add(&world, "ben").await;
    let (first, again) = pair();
    let phone = Phone::signed_in(&world, "ana", Some(first)).await;
    phone.enrol("My desk").await;
    let other = Phone::signed_in(&world, "ben", Some(again)).await;
    assert_eq!(other.call("GET", "/device", None).await.0, 404);
}

async fn ending_every_session_ends_what_is_asked_and_leaves_the_factor(world: World) {
    let (first, again) = pair();
    let phone = Phone::signed_in(&world, "ana", Some(first)).await;
    phone.enrol("My desk").await;
    ask(&world, phone.user, &holder()).await;
    let now = authority::Moment::from_unix(world.now());
    let mut work = world.server.store().begin().await.unwrap();
    // As a new password does, also one that was chosen by a link in a mail.
    let (user, why) = (phone.user, "password reset");
    let ended = work.sessions().end(user, Ending::All, why, now).await;
    assert!(ended.unwrap().sessions > 0);
    work.commit().await.unwrap();

    let mut work = world.server.store().read().await.unwrap();
    let history = work.approvals().history(phone.user, now).await.unwrap();
    assert!(!history.open, "nobody is there who could answer");
    drop(work);
    assert_eq!(keys(&phone).await, 1);
    let mut browser = world.browser();
    let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    let due = location(&answer);
    assert!(due.starts_with("/sign-in/factor"), "{due}");

    let phone = Phone {
        key: phone.key,
        ..Phone::signed_in(&world, "ana", Some(again)).await
    };
    assert_eq!(phone.call("GET", "/device", None).await.0, 200);
}

async fn a_removed_device_answers_nothing_and_nothing_is_collected(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (_, digits) = ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    // The key goes between the look and the answer; the program is still signed in.
    assert_eq!(phone.call("DELETE", "/device", None).await.0, 204);
    let refused = phone.answer(&request, Approve, &digits).await;
    assert_eq!(word(&refused), (403, "bad_signature"));

    phone.enrol("Phone").await;
    let (_, digits) = ask(&world, phone.user, &holder).await;
    let request = phone.open().await;
    assert_eq!(phone.answer(&request, Approve, &digits).await.0, 200);
    let other = Phone::signed_in(&world, "ana", None).await;
    other.prove().await;
    let device = phone.call("GET", "/device", None).await.1["device"].clone();
    let path = format!("{}/api/v1/devices/{}", world.base, device.as_str().unwrap());
    let removed = world.http.request(Method::DELETE, path);
    let removed = removed
        .bearer_auth(&other.tokens.access)
        .send()
        .await
        .unwrap();
    assert_eq!(removed.status(), 200);
    assert_eq!(keys(&other).await, 0);
    let mut work = world.server.store().begin().await.unwrap();
    let collected = approvals::collect(&world.server, &mut work, &holder, phone.user, false).await;
    let never = authority::approval::Collection::Never;
    assert_eq!(collected.unwrap(), never);
}

async fn an_administrator_removes_a_lost_device(world: World) {
    let phone = Phone::enrolled(&world).await;
    let roles = ["administrator".to_owned()];
    let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
    let added = world
        .server
        .add_user("root", "root@example.org", &roles, password);
    added.await.unwrap();
    let mut browser = world.browser();
    browser.sign_in("root", PASSWORD).await;
    let request = with(
        desktop_request(),
        &[("scope", "openid offline_access admin")],
    );
    let code = browser.authorize(&request).await["code"].clone();
    let root = Tokens::from(world.redeem(&code).await).await.access;
    let call = async |method: Method, path: &str, token: &str| -> (u16, Value) {
        let asked = world.http.request(method, format!("{}{path}", world.base));
        read(asked.bearer_auth(token).send().await.unwrap()).await
    };
    let path = format!("/api/v1/admin/devices?user={}", phone.user);
    let (status, list) = call(Method::GET, &path, &root).await;
    assert_eq!(status, 200, "{list}");
    let all = list["items"].as_array().unwrap();
    let lost = all.iter().find(|one| one["approves"] == true).unwrap();
    let path = format!("/api/v1/admin/devices/{}", lost["id"].as_str().unwrap());
    let own = call(Method::DELETE, &path, &phone.tokens.access).await;
    assert_eq!(own.0, 403, "by this address only administrators");
    let (status, body) = call(Method::DELETE, &path, &root).await;
    assert_eq!((status, &body["ended"]["sessions"]), (200, &1.into()));
    assert_eq!(call(Method::DELETE, &path, &root).await.0, 404);
    assert_eq!(phone.call("GET", "", None).await.0, 401);
    let (status, _) = call(Method::GET, "/api/v1/admin/devices?user=x", &root).await;
    assert_eq!(status, 404);
}

const DAY: i64 = 86_400;

async fn time_takes_no_factor_from_anybody(world: World) {
    let phone = Phone::enrolled(&world).await;
    // Sessions of programs run out after 14 days, and are forgotten 30 days later.
    for _ in 0..10 {
        world.wait(50 * DAY);
        world.server.tidy().await.unwrap();
    }
    assert_eq!(keys(&phone).await, 1);
    assert_eq!(
        devices(&phone).await.len(),
        1,
        "those without a key are gone"
    );
}
