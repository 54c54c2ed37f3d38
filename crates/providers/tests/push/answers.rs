//! Enrolling, and what is sent and understood.

use std::sync::{Arc, Mutex};

use axum::{
    http::{StatusCode, header::LOCATION},
    response::IntoResponse as _,
};
use data_encoding::{BASE32, BASE64};
use providers::{Error, PushAnswer, PushLink, PushServer, WhyDeclined};
use serde_json::{Value, json};

use crate::fake::{Fake, KEY, NONCE, SERIAL, der, poll, polled, question, sign};

fn link() -> PushLink {
    let credential = "9311ee50678983c0f29d3d843f86e39405e2b427";
    let link = format!(
        "otpauth://pipush/a?url=https://pi.example/&v=1&serial={SERIAL}&enrollment_credential={credential}"
    );
    PushLink::parse(&link).unwrap()
}

#[tokio::test]
async fn a_key_is_enrolled_and_the_server_names_its_own() {
    let fake = Fake::default();
    let server = fake.start().await;
    let key = BASE64.encode(&der(&KEY));
    let lines: Vec<&str> = key
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    fake.says(&json!(true), &json!({"public_key": lines.join("\n")}));
    let named = server.enrol(&link(), b"ours").await.unwrap();
    assert_eq!(named.der(), der(&KEY));
    let asked = fake.asked().remove(0);
    assert_eq!(asked.method, "POST");
    assert_eq!(asked.get("serial"), Some(SERIAL));
    assert_eq!(asked.get("fbtoken"), Some("no_firebase_token"));
    assert_eq!(asked.get("pubkey"), Some(BASE64.encode(b"ours").as_str()));
    assert_eq!(asked.get("enrollment_credential").map(str::len), Some(40));
}

#[tokio::test]
async fn a_server_without_a_key_enrols_nothing() {
    let fake = Fake::default();
    let server = fake.start().await;
    for (value, detail) in [
        (json!(true), json!({})),
        (json!(true), json!({"public_key": "AAAA"})),
        (
            json!(false),
            json!({"public_key": BASE64.encode(&der(&KEY))}),
        ),
    ] {
        fake.says(&value, &detail);
        let enrolled = server.enrol(&link(), b"ours").await;
        assert!(
            matches!(enrolled, Err(Error::NotUnderstood { .. })),
            "{enrolled:?}"
        );
    }
    let over = json!({"code": 601, "message": "No token\u{202e} with this serial"});
    let over = json!({"result": {"status": false, "error": over}, "detail": null});
    fake.says_raw(404, &over.to_string());
    assert_eq!(
        server.enrol(&link(), b"ours").await,
        Err(Error::Refused {
            error: "601".to_owned(),
            description: Some("No token with this serial".to_owned()),
        })
    );
}

#[tokio::test]
async fn an_answer_signs_and_sends_what_was_decided() {
    let mut asks = question();
    asks["require_presence"] = json!("A,B");
    asks["capabilities"] = json!(r#"{"decline_reason":{"values":["cancelled"]}}"#);
    let question = polled(&[sign(&KEY, asks)]).await.questions.remove(0);
    let fake = Fake::default();
    let server = fake.start().await;
    let cases = [
        (PushAnswer::accept(&question, None), "", vec![]),
        (
            PushAnswer::accept(&question, Some("B")),
            "|B",
            vec![("presence_answer", "B")],
        ),
        (
            PushAnswer::decline(&question, None),
            "|decline",
            vec![("decline", "1")],
        ),
        (
            PushAnswer::decline(&question, Some(WhyDeclined::Cancelled)),
            "|decline|cancelled",
            vec![("decline", "1"), ("decline_reason", "cancelled")],
        ),
        (
            PushAnswer::decline(&question, Some(WhyDeclined::UnknownTrigger)),
            "|decline",
            vec![("decline", "1")],
        ),
    ];
    for (answer, signed, sent) in cases {
        let expected = format!("{NONCE}|{SERIAL}{signed}");
        assert_eq!(answer.to_be_signed(), expected.as_bytes());
        fake.says(
            &json!(true),
            &json!({"display_code": "42", "message": "Type it"}),
        );
        let taken = server.answer(&answer, b"signature").await.unwrap();
        assert!(taken.counts);
        assert_eq!(
            (taken.code.as_deref(), taken.message.as_deref()),
            (Some("42"), Some("Type it"))
        );
        let asked = fake.asked().pop().unwrap();
        assert_eq!(
            asked.get("signature"),
            Some(BASE32.encode(b"signature").as_str())
        );
        assert_eq!(asked.form.len(), 3 + sent.len());
        for (name, value) in sent {
            assert_eq!(asked.get(name), Some(value));
        }
    }
    fake.says(&json!(false), &Value::Null);
    let answer = PushAnswer::accept(&question, None);
    assert!(!server.answer(&answer, b"").await.unwrap().counts);
}

#[tokio::test]
async fn what_is_no_answer_of_such_a_server_is_told_apart() {
    let fake = Fake::default();
    let server = fake.start().await;
    let problem =
        |code: i64| json!({"result": {"status": false, "error": {"code": code, "message": "no"}}});
    let refused = |code: &str| Error::Refused {
        error: code.to_owned(),
        description: Some("no".to_owned()),
    };
    fake.says_raw(403, &problem(303).to_string());
    assert_eq!(poll(&server).await, Err(Error::Forbidden { missing: None }));
    fake.says_raw(400, &problem(10).to_string());
    assert_eq!(poll(&server).await, Err(refused("10")));
    fake.says_raw(500, &problem(10).to_string());
    assert_eq!(poll(&server).await, Err(refused("10")));
    fake.says_raw(502, "<h1>Bad gateway</h1>");
    assert!(matches!(poll(&server).await, Err(Error::Away { .. })));
    for (status, body) in [(200, "<!doctype html>"), (404, "gone"), (200, "{}")] {
        fake.says_raw(status, body);
        let polled = poll(&server).await;
        assert!(
            matches!(polled, Err(Error::NotUnderstood { .. })),
            "{body} {polled:?}"
        );
    }
    fake.says(&json!({"no": "list"}), &Value::Null);
    assert!(matches!(
        poll(&server).await,
        Err(Error::NotUnderstood { .. })
    ));
    fake.says_raw(200, &" ".repeat(300 * 1024));
    assert!(matches!(
        poll(&server).await,
        Err(Error::NotUnderstood { .. })
    ));
    let elsewhere = (StatusCode::FOUND, [(LOCATION, "http://127.0.0.1:1/")]);
    fake.says_response(elsewhere.into_response());
    assert!(
        matches!(poll(&server).await, Err(Error::NotUnderstood { .. })),
        "no redirect is followed"
    );
}

#[tokio::test]
async fn what_time_it_is_there_is_heard_also_of_a_refusal() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let fake = Fake::default();
    let url = format!("{:?}", fake.start().await);
    let url = url.split('"').nth(1).unwrap().to_owned();
    let hears = Arc::clone(&heard);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let server = PushServer::new(url.parse().unwrap(), client, move |_, date| {
        hears.lock().unwrap().push(date.to_owned());
    });
    fake.says_raw(400, "{}");
    assert!(poll(&server).await.is_err());
    assert!(heard.lock().unwrap()[0].ends_with("GMT"));
}
