//! Streams: what a device hears, how it comes back, and when it is over.

use protocol::ApprovalDecision::Deny;
use reqwest::Method;
use server::{Server, replicas::wake::Wake};

use crate::{
    common::World,
    events::Events,
    on_both_databases,
    phone::{Phone, ask, holder, word},
};

on_both_databases!(
    a_stream_says_what_is_open_and_whenever_that_changes,
    whoever_comes_back_hears_only_what_is_new,
    a_request_that_runs_out_leaves_the_stream,
    a_stream_ends_with_the_session,
    a_stream_ends_with_the_device,
    a_stream_ends_with_the_key,
    a_stream_ends_with_the_server,
    a_stream_hears_of_what_was_missed,
    so_many_streams_of_one_person_are_enough,
);

/// Connects and reads the first event, which says that nothing is open.
async fn quiet(phone: &Phone<'_>) -> Events {
    let mut events = Events::of(phone, None).await;
    assert_eq!(events.next().await.unwrap().ids(), Vec::<&str>::new());
    events
}

async fn wake(server: &Server, phone: &Phone<'_>) {
    server.wakes().send(Wake::Approval(phone.user)).await;
}

async fn a_stream_says_what_is_open_and_whenever_that_changes(world: World) {
    let phone = Phone::enrolled(&world).await;
    let mut events = quiet(&phone).await;
    assert!((1000..5000).contains(&events.retry.unwrap()));
    let (asked, _) = ask(&world, phone.user, &holder()).await;
    let event = events.next().await.unwrap();
    assert_eq!(event.ids(), [asked.id.to_string()]);
    assert_eq!(event.data["now"], world.now());
    assert!(event.data["muted_until"].is_null());
    let listed = phone.call("GET", "", None).await.1;
    assert_eq!(listed, event.data, "the list says the same");

    let request = phone.open().await;
    phone.answer(&request, Deny, "").await;
    assert_eq!(events.next().await.unwrap().ids(), Vec::<&str>::new());
}

async fn whoever_comes_back_hears_only_what_is_new(world: World) {
    let phone = Phone::enrolled(&world).await;
    ask(&world, phone.user, &holder()).await;
    let mut events = Events::of(&phone, None).await;
    let first = events.next().await.unwrap();
    drop(events);

    let mut again = Events::of(&phone, Some(&first.id)).await;
    world.wait(5);
    wake(&world.server, &phone).await;
    let request = phone.open().await;
    phone.answer(&request, Deny, "").await;
    let next = again.next().await.unwrap();
    assert_eq!(
        next.ids(),
        Vec::<&str>::new(),
        "the first was not told again"
    );

    let mut late = Events::of(&phone, Some(&first.id)).await;
    assert_eq!(late.next().await.unwrap().id, next.id);
    let mut odd = Events::of(&phone, Some("nonsense")).await;
    assert_eq!(odd.next().await.unwrap().id, next.id);
}

async fn a_request_that_runs_out_leaves_the_stream(world: World) {
    let phone = Phone::enrolled(&world).await;
    ask(&world, phone.user, &holder()).await;
    let mut events = Events::of(&phone, None).await;
    assert_eq!(events.next().await.unwrap().ids().len(), 1);
    world.wait(120);
    // The clock of a test says nothing to timers.
    wake(&world.server, &phone).await;
    assert_eq!(events.next().await.unwrap().ids().len(), 0);
}

async fn a_stream_ends_with_the_session(world: World) {
    let phone = Phone::enrolled(&world).await;
    let other = Phone::signed_in(&world, "ana", None).await;
    let mut events = quiet(&phone).await;
    let path = format!("{}/api/v1/sessions/{}", world.base, phone.session());
    let ended = world.http.request(Method::DELETE, path);
    let ended = ended
        .bearer_auth(&other.tokens.access)
        .send()
        .await
        .unwrap();
    assert_eq!(ended.status(), 200);
    assert_eq!(events.next().await, None);
    assert_eq!(phone.send("GET", "/stream", None, &[]).await.status(), 401);
}

async fn a_stream_ends_with_the_device(world: World) {
    let phone = Phone::enrolled(&world).await;
    let other = Phone::signed_in(&world, "ana", None).await;
    other.prove().await;
    let device = phone.call("GET", "/device", None).await.1["device"].clone();
    let mut events = quiet(&phone).await;
    let path = format!("{}/api/v1/devices/{}", world.base, device.as_str().unwrap());
    let removed = world.http.request(Method::DELETE, path);
    let removed = removed
        .bearer_auth(&other.tokens.access)
        .send()
        .await
        .unwrap();
    assert_eq!(removed.status(), 200);
    assert_eq!(events.next().await, None);
    assert_eq!(phone.send("GET", "/stream", None, &[]).await.status(), 401);
}

async fn a_stream_ends_with_the_key(world: World) {
    let phone = Phone::enrolled(&world).await;
    let mut events = quiet(&phone).await;
    assert_eq!(phone.call("DELETE", "/device", None).await.0, 204);
    assert_eq!(events.next().await, None);
    assert_eq!(phone.send("GET", "/stream", None, &[]).await.status(), 404);
}

async fn a_stream_ends_with_the_server(world: World) {
    let phone = Phone::enrolled(&world).await;
    let mut events = quiet(&phone).await;
    world.server.end_soon();
    assert_eq!(events.next().await, None);
    let refused = phone.call("GET", "/stream", None).await;
    assert_eq!(word(&refused), (503, "temporarily_unavailable"));
    let (status, _) = phone.call("GET", "?wait=25", None).await;
    assert_eq!(status, 200, "whoever waits is not kept");
}

async fn a_stream_hears_of_what_was_missed(world: World) {
    let phone = Phone::enrolled(&world).await;
    let mut events = quiet(&phone).await;
    // Of another process on the same database, nothing but the fact is heard.
    let other = world.replica().await;
    let asking = crate::phone::asking(phone.user, &holder());
    crate::phone::try_ask(&other, asking).await.unwrap();
    world.server.wakes().send(Wake::Missed).await;
    assert_eq!(events.next().await.unwrap().ids().len(), 1);
}

async fn so_many_streams_of_one_person_are_enough(world: World) {
    let phone = Phone::enrolled(&world).await;
    let mut streams = Vec::new();
    for _ in 0..64 {
        streams.push(Events::of(&phone, None).await);
    }
    let refused = phone.call("GET", "/stream", None).await;
    assert_eq!(word(&refused), (429, "slow_down"));
    assert_eq!(phone.call("GET", "", None).await.0, 200);
}
