//! Which questions are handed out, and which are not.

use providers::{Unfit, WhyDeclined};
use serde_json::{Value, json};

use crate::fake::{KEY, OTHER_KEY, polled, question, sign};

fn with(name: &str, value: Value) -> Value {
    let mut question = question();
    question[name] = value;
    question
}

fn signed_with(name: &str, value: Value) -> Value {
    sign(&KEY, with(name, value))
}

/// Why this question is not handed out.
async fn unfit(question: Value) -> Unfit {
    let polled = polled(&[question]).await;
    assert_eq!(polled.questions, []);
    polled.unfit[0]
}

#[tokio::test]
async fn a_question_that_the_server_signed_is_handed_out() {
    let polled = polled(&[sign(&KEY, question())]).await;
    assert_eq!(polled.unfit, []);
    let question = &polled.questions[0];
    assert_eq!(
        (question.title.as_str(), question.question.as_str()),
        ("Wiki", "Sign in?")
    );
    assert_eq!(question.choices, Vec::<String>::new());
    assert!(!question.takes_reason(WhyDeclined::Cancelled));
}

#[tokio::test]
async fn what_was_changed_on_the_way_is_never_handed_out() {
    for name in ["nonce", "question", "title", "serial", "url", "sslverify"] {
        let mut changed = sign(&KEY, question());
        changed[name] = match name {
            "nonce" => json!("MFXHG33MMVSXG5DBORUW63Q="),
            "sslverify" => json!("0"),
            _ => json!("Bank"),
        };
        assert_eq!(unfit(changed).await, Unfit::Signature, "{name}");
    }
    let mut picks = signed_with("require_presence", json!("A,B,C"));
    picks["require_presence"] = json!("A,B,D");
    assert_eq!(unfit(picks.clone()).await, Unfit::Signature);
    picks["require_presence"] = Value::Null;
    assert_eq!(unfit(picks).await, Unfit::Signature);
    assert_eq!(unfit(sign(&OTHER_KEY, question())).await, Unfit::Signature);
}

#[tokio::test]
async fn a_question_to_another_token_is_not_handed_out_though_the_server_signed_it() {
    let other = signed_with("serial", json!("PIPU0002"));
    assert_eq!(unfit(other).await, Unfit::OtherSerial);
}

#[tokio::test]
async fn what_has_another_shape_is_no_question() {
    for name in [
        "nonce",
        "question",
        "title",
        "serial",
        "url",
        "sslverify",
        "signature",
    ] {
        for value in [Value::Null, json!(1), json!(["x"])] {
            let mut odd = sign(&KEY, question());
            odd[name] = value;
            assert_eq!(unfit(odd).await, Unfit::Shape, "{name}");
        }
    }
    for odd in [Value::Null, json!("x"), json!([])] {
        assert_eq!(unfit(odd).await, Unfit::Shape);
    }
    for nonce in [
        "",
        "ABC",
        "NFXHG33MMVSXG5DBORUW63Q|PIPU0001",
        "nfxhg33mmvsxg5dborUw63q=",
    ] {
        assert_eq!(
            unfit(signed_with("nonce", json!(nonce))).await,
            Unfit::Shape
        );
    }
}

#[tokio::test]
async fn bytes_that_could_be_two_questions_are_none() {
    for (name, value) in [
        ("sslverify", json!("1|A,B")),
        ("sslverify", json!("2")),
        ("url", json!("https://pi.example/|x")),
        ("require_presence", json!("1")),
        ("require_presence", json!("A")),
        ("require_presence", json!("A,A")),
        ("require_presence", json!("A,B|C")),
        ("require_presence", json!("A, B")),
        ("require_presence", json!("A,\u{202e}B")),
        ("require_presence", json!("A,,B")),
        ("require_presence", json!("A,B,C,D,E,F,G,H,I,J,K")),
    ] {
        assert_eq!(
            unfit(signed_with(name, value.clone())).await,
            Unfit::Ambiguous,
            "{name} {value}"
        );
    }
    // Words that moved from the heading into the question are shown all the same.
    let mut moved = signed_with("title", json!("Wiki|Example"));
    moved["title"] = json!("Example");
    moved["question"] = json!("Sign in?|Wiki");
    assert_eq!(polled(&[moved]).await.questions.len(), 1);
    let picks = polled(&[signed_with("require_presence", json!("A,B,C"))]).await;
    assert_eq!(picks.questions[0].choices, ["A", "B", "C"]);
}

/// What the server takes for a reason, by these capabilities.
async fn reasons(capabilities: &str) -> (bool, bool) {
    let polled = polled(&[signed_with("capabilities", json!(capabilities))]).await;
    let question = &polled.questions[0];
    (
        question.takes_reason(WhyDeclined::UnknownTrigger),
        question.takes_reason(WhyDeclined::Cancelled),
    )
}

#[tokio::test]
async fn what_the_server_is_capable_of_is_read_with_what_nobody_knows_yet() {
    assert_eq!(reasons(r#"{"decline_reason":true}"#).await, (true, true));
    assert_eq!(reasons(r#"{"decline_reason":false}"#).await, (false, false));
    assert_eq!(
        reasons(r#"{ "decline_reason" : true, "zoom": {"a":null,"b":[1,2.50]} }"#).await,
        (true, true)
    );
    assert_eq!(
        reasons(r#"{"decline_reason":{"values":["cancelled","bored"]}}"#).await,
        (false, true)
    );
    assert_eq!(reasons(r#"{"decline_reason":1}"#).await, (false, false));
    assert_eq!(reasons("{}").await, (false, false));
}

#[tokio::test]
async fn capabilities_of_an_unreadable_shape_are_as_if_they_were_absent() {
    for odd in [
        json!("[true]"),
        json!("{"),
        json!(""),
        json!(7),
        json!({"decline_reason": true}),
    ] {
        let mut question = sign(&KEY, question());
        question["capabilities"] = odd.clone();
        question["capabilities_signature"] = json!("AAAA");
        let polled = polled(&[question]).await;
        assert!(
            !polled.questions[0].takes_reason(WhyDeclined::Cancelled),
            "{odd}"
        );
    }
}

#[tokio::test]
async fn capabilities_that_the_server_did_not_sign_take_the_question_along() {
    let honest = signed_with("capabilities", json!(r#"{"decline_reason":true}"#));
    let change = |name: &str, value: Value| {
        let mut changed = honest.clone();
        changed[name] = value;
        changed
    };
    let mut of_another = sign(&OTHER_KEY, with("capabilities", json!("{}")));
    of_another["signature"] = honest["signature"].clone();
    for changed in [
        change("capabilities", json!(r#"{"decline_reason":false}"#)),
        change("capabilities", json!(r#"{"decline_reason":true,"x":true}"#)),
        change("capabilities", Value::Null),
        change("capabilities_signature", Value::Null),
        change("capabilities_signature", honest["signature"].clone()),
        of_another,
    ] {
        assert_eq!(unfit(changed).await, Unfit::Capabilities);
    }
    let honest_one = polled(&[honest]).await;
    assert_eq!(honest_one.questions.len(), 1);
}
