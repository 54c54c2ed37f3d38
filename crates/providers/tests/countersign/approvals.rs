//! Enrolling a device, and answering.

use std::time::Duration;

use protocol::{ApprovalDecision, ApprovalId, ApprovalKey, Enrolment, EnrolmentCode, SignedAnswer};
use providers::{AnswerError, Error};
use serde_json::{Value, json};

use crate::fake::{Server, access};

const ID: &str = "4f1d2c3b5a69788796a5b4c3d2e1f001";
const OTHER: &str = "4f1d2c3b5a69788796a5b4c3d2e1f002";

pub fn request(id: &str) -> Value {
    json!({"id": id, "nonce": "bm9uY2U", "issuer": "https://id.example", "user": ID, "device": ID, "key": "k1",
        "purpose": "sign-in", "app": "Mail", "message": null, "browser": "Firefox 140", "os": "Linux", "ip": "192.0.2.1",
        "place": null, "place_within_km": null, "same_address": false, "number": true,
        "created_at": 1_800_000_000, "expires_at": 1_800_000_120})
}

pub fn open(ids: &[&str]) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| request(id)).collect();
    json!({"items": items, "next_cursor": null, "now": 1_800_000_010, "muted_until": null})
}

fn device() -> Value {
    json!({"device": ID, "name": "Laptop", "key": "k1", "enrolled_at": 1_800_000_000})
}

fn id(text: &str) -> ApprovalId {
    text.parse().unwrap()
}

fn signed() -> SignedAnswer {
    let request: protocol::ApprovalRequest = serde_json::from_value(request(ID)).unwrap();
    let key = ApprovalKey::from_bytes(&[7; 32]);
    request.answer(&key, ApprovalDecision::Approve, "123456", 1_800_000_020)
}

#[tokio::test]
async fn a_device_is_enrolled_looked_up_and_taken_away() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    server.says(
        200,
        &json!({"code": "c0de", "user": ID, "device": ID, "expires_at": 1_800_000_600}),
    );
    let code = adapter.enrolment_code(&access()).await.unwrap();
    assert_eq!(code.code, "c0de");

    let mut with_codes = device();
    with_codes["recovery_codes"] = json!(["aaaa-bbbb", "cccc-dddd"]);
    server.says(200, &with_codes);
    let enrolment = Enrolment::new(
        "https://id.example",
        &code,
        "Laptop",
        &ApprovalKey::from_bytes(&[7; 32]),
    );
    let enrolled = adapter.enrol(&access(), &enrolment).await.unwrap();
    assert_eq!(enrolled.recovery_codes, ["aaaa-bbbb", "cccc-dddd"]);
    assert!(
        !format!("{enrolled:?}").contains("aaaa"),
        "it is not logged"
    );
    let enrolled = enrolled.device;
    assert_eq!(
        (enrolled.name.as_str(), enrolled.key.as_str()),
        ("Laptop", "k1")
    );
    assert_eq!(
        serde_json::from_value::<Enrolment>(server.requests()[1].json()).unwrap(),
        enrolment
    );

    server.says(200, &device());
    assert_eq!(adapter.approver(&access()).await, Ok(Some(enrolled)));
    server.says(404, &json!({"error": "not_found"}));
    assert_eq!(adapter.approver(&access()).await, Ok(None));

    server.says_raw(204, &[], "");
    assert_eq!(adapter.leave(&access()).await, Ok(()));
    server.says(404, &json!({"error": "not_found"}));
    assert_eq!(adapter.leave(&access()).await, Err(Error::NotFound));
    server.says(401, &json!({"error": "insufficient_user_authentication"}));
    assert_eq!(adapter.leave(&access()).await, Err(Error::Stale));
    server.says(409, &json!({"error": "last_factor"}));
    assert_eq!(adapter.leave(&access()).await, Err(Error::LastFactor));
    assert_eq!(
        server.asked(),
        [
            "POST /api/v1/approvals/device/code",
            "PUT /api/v1/approvals/device",
            "GET /api/v1/approvals/device",
            "GET /api/v1/approvals/device",
            "DELETE /api/v1/approvals/device",
            "DELETE /api/v1/approvals/device",
            "DELETE /api/v1/approvals/device",
            "DELETE /api/v1/approvals/device",
        ]
    );
}

#[tokio::test]
async fn a_page_that_is_not_there_is_no_device_that_is_not_enrolled() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    server.says_raw(404, &[], "<h1>Not found</h1>");
    let asked = adapter.approver(&access()).await;
    assert!(
        matches!(asked, Err(Error::NotUnderstood { .. })),
        "{asked:?}"
    );
}

#[tokio::test]
async fn an_enrolment_without_a_fresh_factor_says_so() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let challenge = "Bearer error=\"insufficient_user_authentication\", max_age=\"600\"";
    server.says_raw(
        401,
        &[("www-authenticate", challenge)],
        &json!({"error": "insufficient_user_authentication"}).to_string(),
    );
    let refused: Result<EnrolmentCode, _> = adapter.enrolment_code(&access()).await;
    assert_eq!(refused, Err(Error::Stale));
}

#[tokio::test]
async fn what_is_open_is_asked_for_at_once_or_waited_for() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    for _ in 0..3 {
        server.says(200, &open(&[ID]));
    }
    let now = adapter.approvals(&access(), None, &[id(ID)]).await.unwrap();
    assert_eq!(now.items[0].app.as_deref(), Some("Mail"));
    let seen = [id(ID), id(OTHER)];
    let wait = |seconds| Some(Duration::from_secs(seconds));
    adapter.approvals(&access(), wait(20), &seen).await.unwrap();
    adapter.approvals(&access(), wait(60), &[]).await.unwrap();
    assert_eq!(
        server.asked(),
        [
            "GET /api/v1/approvals".to_owned(),
            format!("GET /api/v1/approvals?wait=20&seen={ID}%2C{OTHER}"),
            "GET /api/v1/approvals?wait=25&seen=".to_owned(),
        ]
    );
}

#[tokio::test]
async fn an_answer_arrives_as_it_was_signed_and_says_what_it_did() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    server.says(200, &json!({"state": "approved", "not_me": null}));
    let done = adapter.answer(&access(), id(ID), &signed()).await.unwrap();
    assert_eq!((done.state.as_str(), done.not_me), ("approved", None));
    server.says(
        200,
        &json!({"state": "denied", "not_me": {
            "ended": {"sessions": 2, "refresh_families": 1, "access_tokens_until": null},
            "asking_session_ended": true, "muted_until": 1_800_001_200,
            "password_page": "https://id.example/account", "recorded": true,
        }}),
    );
    let done = adapter.answer(&access(), id(ID), &signed()).await.unwrap();
    assert_eq!(done.not_me.unwrap().ended.sessions, 2);
    let asked = server.requests();
    assert_eq!(asked[0].line, format!("POST /api/v1/approvals/{ID}/answer"));
    assert_eq!(
        serde_json::from_value::<SignedAnswer>(asked[0].json()).unwrap(),
        signed()
    );
}

#[tokio::test]
async fn why_an_answer_did_not_count_is_told_apart() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let wrong = json!({"error": "wrong_number", "error_description": "no", "tries_left": 2});
    let failed = AnswerError::Failed;
    for (status, body, expected) in [
        (422, wrong, AnswerError::WrongNumber { tries_left: 2 }),
        (409, json!({"error": "approval_over"}), AnswerError::Over),
        (
            403,
            json!({"error": "bad_signature"}),
            AnswerError::BadSignature,
        ),
        (403, json!({"error": "bad_time"}), AnswerError::BadTime),
        (
            403,
            json!({"error": "access_denied"}),
            failed(Error::Forbidden { missing: None }),
        ),
        (404, json!({"error": "not_found"}), failed(Error::NotFound)),
        (401, json!({}), failed(Error::Unauthorized)),
        (
            422,
            json!({"error": "wrong_number"}),
            failed(Error::Refused {
                error: "wrong_number".to_owned(),
                description: None,
            }),
        ),
        (
            409,
            json!({"error": "conflict"}),
            failed(Error::Refused {
                error: "conflict".to_owned(),
                description: None,
            }),
        ),
    ] {
        server.says(status, &body);
        assert_eq!(
            adapter.answer(&access(), id(ID), &signed()).await,
            Err(expected),
            "{status} {body}"
        );
    }
    server.says_raw(200, &[], "<!doctype html>");
    let page = adapter.answer(&access(), id(ID), &signed()).await;
    assert!(
        matches!(page, Err(AnswerError::Failed(Error::NotUnderstood { .. }))),
        "{page:?}"
    );
}

#[tokio::test]
async fn what_was_answered_is_read_page_by_page() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let row = json!({"id": ID, "request": request(ID), "answer": signed(), "state": "approved", "decided_at": 1_800_000_021});
    server.says(200, &json!({"items": [row], "next_cursor": "b&c"}));
    server.says(200, &json!({"items": [], "next_cursor": null}));
    let first = adapter.answered(&access(), None).await.unwrap();
    assert_eq!(first.items[0].answer, signed());
    let cursor = first.next_cursor;
    let second = adapter
        .answered(&access(), cursor.as_deref())
        .await
        .unwrap();
    assert!(second.items.is_empty());
    assert_eq!(
        server.asked(),
        [
            "GET /api/v1/approvals/answered?limit=50",
            "GET /api/v1/approvals/answered?limit=50&cursor=b%26c",
        ]
    );
}
