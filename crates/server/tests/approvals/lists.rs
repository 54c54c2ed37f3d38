//! The list that is waited for, and the list of what was answered.

use protocol::{
    ApprovalDecision::{Approve, Deny},
    RecordedAnswer,
};
use serde_json::json;

use crate::{
    common::World,
    on_both_databases,
    phone::{Phone, add, ask, holder, word},
};

on_both_databases!(
    a_list_is_waited_for_until_it_is_another,
    what_is_waited_for_ends_with_the_key,
    nonsense_in_the_address_is_refused,
    what_was_answered_is_listed_with_what_was_signed,
);

async fn a_list_is_waited_for_until_it_is_another(world: World) {
    let phone = Phone::enrolled(&world).await;
    let holder = holder();
    let (waited, (asked, digits)) = tokio::join!(
        phone.call("GET", "?wait=25", None),
        ask(&world, phone.user, &holder)
    );
    let id = asked.id.to_string();
    assert_eq!(waited.1["items"][0]["id"], id);
    let request = phone.open().await;

    // Whoever has it already waits until it is over.
    let (path, unseen) = (format!("?wait=25&seen={id}"), "?wait=25&seen=x,y");
    let answer = phone.sign(&request, Approve, &digits);
    let (waited, answered) = tokio::join!(
        phone.call("GET", &path, None),
        phone.give(&request, &answer)
    );
    assert_eq!((waited.0, &waited.1["items"]), (200, &json!([])));
    assert_eq!(answered.0, 200);
    let (status, list) = phone.call("GET", unseen, None).await;
    assert_eq!(
        (status, &list["items"]),
        (200, &json!([])),
        "x and y are over"
    );
    let (status, list) = phone.call("GET", "?wait=1", None).await;
    assert_eq!((status, &list["items"]), (200, &json!([])), "time is up");
}

async fn what_is_waited_for_ends_with_the_key(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (waited, left) = tokio::join!(
        phone.call("GET", "?wait=25", None),
        phone.call("DELETE", "/device", None)
    );
    assert_eq!((waited.0, left.0), (404, 204));
}

async fn nonsense_in_the_address_is_refused(world: World) {
    let phone = Phone::enrolled(&world).await;
    for query in [
        "?wait=26",
        "?wait=-1",
        "?wait=x",
        "?other=1",
        "?wait=1&wait=2",
    ] {
        let refused = phone.call("GET", query, None).await;
        assert_eq!(word(&refused), (400, "invalid_request"), "{query}");
    }
}

async fn what_was_answered_is_listed_with_what_was_signed(world: World) {
    add(&world, "ben").await;
    let phone = Phone::enrolled(&world).await;
    let mut given = Vec::new();
    for decision in [Approve, Deny, Approve] {
        let (_, digits) = ask(&world, phone.user, &holder()).await;
        let request = phone.open().await;
        let answer = phone.sign(&request, decision, &digits);
        assert_eq!(phone.give(&request, &answer).await.0, 200);
        given.push((request, answer));
        world.wait(1);
    }
    let mut listed: Vec<RecordedAnswer> = Vec::new();
    let mut path = "/answered?limit=2".to_owned();
    loop {
        let (status, page) = phone.call("GET", &path, None).await;
        assert_eq!(status, 200, "{page}");
        listed.extend(serde_json::from_value::<Vec<_>>(page["items"].clone()).unwrap());
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/answered?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    listed.reverse();
    let public = phone.key.public();
    assert_eq!(listed.len(), 3);
    for (recorded, (request, answer)) in listed.iter().zip(&given) {
        assert_eq!((&recorded.request, &recorded.answer), (request, answer));
        assert_eq!(recorded.answer.verify(&recorded.request, &public), Ok(()));
        let state = if answer.decision == Approve {
            "approved"
        } else {
            "denied"
        };
        assert_eq!((recorded.id, recorded.state.as_str()), (request.id, state));
    }
    let other = Phone::signed_in(&world, "ben", None).await;
    let (_, page) = other.call("GET", "/answered", None).await;
    assert_eq!(page["items"], json!([]));
}
