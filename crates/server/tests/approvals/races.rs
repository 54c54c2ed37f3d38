//! Whatever comes at once, one answer decides.

use std::sync::Arc;

use authority::{Moment, approval::State};
use axum::body::Body;
use http::{Request, StatusCode};
use protocol::ApprovalDecision::{Approve, Deny};
use serde_json::json;
use server::{serving, store::Error};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::{
    common::World,
    on_both_databases,
    phone::{Phone, ask, asking, holder, logged, other_than, try_ask},
};

on_both_databases!(
    a_thousand_answers_at_once_are_one_answer,
    ten_thousand_decisions_at_once_change_one_row,
    a_wrong_number_and_the_right_one_at_once_are_both_judged,
    many_who_ask_at_once_are_one,
);

/// So many requests are under way at a time.
const AT_ONCE: usize = 100;

async fn a_thousand_answers_at_once_are_one_answer(world: World) {
    let phone = Phone::enrolled(&world).await;
    let (_, digits) = ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    let (approve, deny) = (
        json!(phone.sign(&request, Approve, &digits)).to_string(),
        json!(phone.sign(&request, Deny, "")).to_string(),
    );
    let app = serving::app(world.server.clone());
    let (mut taken, mut late) = (0, 0);
    for _ in 0..1000 / AT_ONCE {
        let mut under_way = JoinSet::new();
        for number in 0..AT_ONCE {
            let body = if number % 2 == 0 { &approve } else { &deny };
            let asked = Request::post(format!("/api/v1/approvals/{}/answer", request.id))
                .header("authorization", format!("Bearer {}", phone.tokens.access))
                .header("content-type", "application/json")
                .body(Body::from(body.clone()))
                .unwrap();
            under_way.spawn(app.clone().oneshot(asked));
        }
        while let Some(answer) = under_way.join_next().await {
            match answer.unwrap().unwrap().status() {
                StatusCode::OK => taken += 1,
                StatusCode::CONFLICT => late += 1,
                other => panic!("{other}"),
            }
        }
    }
    assert_eq!((taken, late), (1, 999));
    let logged = logged(&world, &request.id.to_string()).await;
    assert_eq!(logged.len(), 2, "asked and decided once: {logged:?}");
}

async fn ten_thousand_decisions_at_once_change_one_row(world: World) {
    let phone = Phone::enrolled(&world).await;
    ask(&world, phone.user, &holder()).await;
    let request = phone.open().await;
    let answer = Arc::new(phone.sign(&request, Deny, ""));
    let mut work = world.server.store().read().await.unwrap();
    let stored = work.approvals().get(request.id).await.unwrap().unwrap();
    drop(work);
    let (approval, now) = (Arc::new(stored.with(None)), Moment::from_unix(world.now()));
    let mut decided = 0;
    for _ in 0..10_000 / AT_ONCE {
        let mut under_way = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (server, approval, answer) = (
                world.server.clone(),
                Arc::clone(&approval),
                Arc::clone(&answer),
            );
            under_way.spawn(async move {
                let mut work = server.store().begin().await.unwrap();
                let tries = approval.tries_left;
                let done = work
                    .approvals()
                    .decide(&approval, State::Denied, tries, &answer, now)
                    .await;
                match done {
                    Ok(()) => {
                        work.commit().await.unwrap();
                        1
                    }
                    Err(Error::Conflict) => 0,
                    Err(error) => panic!("{error}"),
                }
            });
        }
        while let Some(one) = under_way.join_next().await {
            decided += one.unwrap();
        }
    }
    assert_eq!(decided, 1);
}

async fn a_wrong_number_and_the_right_one_at_once_are_both_judged(world: World) {
    let phone = Phone::enrolled(&world).await;
    for _ in 0..3 {
        let (_, digits) = ask(&world, phone.user, &holder()).await;
        let request = phone.open().await;
        let right = phone.sign(&request, Approve, &digits);
        let wrong = phone.sign(&request, Approve, &other_than(&digits));
        let (right, wrong) =
            tokio::join!(phone.give(&request, &right), phone.give(&request, &wrong));
        assert_eq!(right.0, 200, "one wrong number ends nothing: {right:?}");
        assert!(matches!(wrong.0, 422 | 409), "{wrong:?}");
    }
}

async fn many_who_ask_at_once_are_one(world: World) {
    let phone = Phone::enrolled(&world).await;
    let mut under_way = JoinSet::new();
    for _ in 0..20 {
        let (server, asking) = (world.server.clone(), asking(phone.user, &holder()));
        under_way.spawn(async move { try_ask(&server, asking).await.is_ok() });
    }
    let mut asked = 0;
    while let Some(one) = under_way.join_next().await {
        asked += usize::from(one.unwrap());
    }
    assert_eq!(asked, 1);
}
