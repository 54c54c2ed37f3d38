//! Every address with what nobody meant to send: it is refused in words, and nothing breaks.

use serde_json::{Map, Value, json};

use crate::{
    asking::{ALL, Answer, operations},
    common::World,
    on_both_databases,
};

on_both_databases!(no_nonsense_breaks_any_address);

/// Texts that no address takes.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "null",
        "0",
        "\"text\"",
        "[]",
        "{",
        "[",
        "nan",
        "{\"a\":}",
        "{} {}",
        "{\"a\":1}",
        "\u{feff}{}",
    ]
    .map(str::to_owned)
    .into();
    texts.push("[".repeat(60_000));
    texts.push("{\"a\":".repeat(10_000));
    texts
}

/// What stands in place of each field of a body in turn.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "null",
        "true",
        "-1",
        "1e400",
        "1e308",
        "99999999999999999999999999",
        "0.5",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\u{202e}\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[\"\\u0000\"]",
        "[\"user\",\"user\"]",
        "[\"users.read\"]",
        "\"' OR 1=1--\"",
        "4294967295",
    ]
    .map(str::to_owned)
    .into();
    values.push(format!("\"{}\"", "x".repeat(60_000)));
    values.push(format!("[{}\"\"]", "\"x\",".repeat(10_000)));
    values.push(format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)));
    values
}

/// Bodies that fit `good` but for one field, which holds something else, is missing or is there twice.
fn bodies(good: &Map<String, Value>) -> Vec<String> {
    let with = |replaced: &str, value: Option<&str>| {
        let fields = good.iter().filter_map(|(name, good)| match value {
            Some(value) if name == replaced => Some(format!("\"{name}\":{value}")),
            None if name == replaced => None,
            _ => Some(format!("\"{name}\":{good}")),
        });
        fields.collect::<Vec<_>>().join(",")
    };
    let mut bodies = Vec::new();
    for name in good.keys() {
        bodies.push(format!("{{{}}}", with(name, None)));
        bodies.push(format!("{{{},\"{name}\":\"x\"}}", with("", None)));
        bodies.extend(
            values()
                .iter()
                .map(|value| format!("{{{}}}", with(name, Some(value)))),
        );
    }
    bodies
}

const PARTS: &[&str] = &[
    "x",
    "%00",
    "%ff",
    "%F0%9F%92%A9",
    "..%2f..",
    "-1",
    "99999999999999999999",
    "%27%20OR%201=1--",
    "00000000000000000000000000000000",
    "0000000000000000000000000000000g",
    "user",
    "anonymous",
];

const QUERIES: &[&str] = &[
    "actor=%00",
    "address=%00&outcome=x",
    "since=99999999999999999999",
    "limit=-1",
    "limit=1e9",
    "limit=99999999999999999999",
    "cursor=",
    "cursor=%00",
    "cursor=AAAA",
    "q=%00",
    "q=%ff",
    "role=%00",
    "department=%00&q=a",
    "q=a&q=b",
    "limit=1&limit=2",
    "%00=%00",
    "q=%27%3B--",
    "state=%00",
    "sort=created&cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];

fn check(answer: &Answer, what: &str) {
    assert!(
        answer.status < 500,
        "{what}: {} {}",
        answer.status,
        answer.body
    );
    if answer.status >= 400 {
        let error = answer.body["error"].as_str();
        assert!(
            error.is_some_and(|word| !word.is_empty()),
            "{what}: {}",
            answer.body
        );
        assert!(
            answer.body["error_description"].is_string(),
            "{what}: {}",
            answer.body
        );
    }
}

async fn no_nonsense_breaks_any_address(world: World) {
    world.person("root", &["super-administrator"]).await;
    // Another one, so that nothing fails for being the last.
    world.person("spare", &["super-administrator"]).await;
    let token = world.token("root", ALL).await;
    let send = async |method: &str, path: &str, kind: &str, body: String| {
        let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let request = world.http.request(method, format!("{}{path}", world.base));
        let request = request
            .bearer_auth(&token)
            .header("content-type", kind)
            .body(body);
        Answer::of(request.send().await.unwrap()).await
    };
    for operation in operations() {
        let (method, path) = (operation.method.as_str(), operation.path.as_str());
        if path.contains('{') {
            for part in PARTS {
                let filled = operation.filled(part);
                let answer = send(method, &filled, "application/json", "{}".to_owned()).await;
                check(&answer, &format!("{method} {filled}"));
            }
        }
        let filled = operation.filled("00000000000000000000000000000000");
        if method == "get" {
            for query in QUERIES {
                let answer = send(
                    method,
                    &format!("{filled}?{query}"),
                    "text/plain",
                    String::new(),
                )
                .await;
                check(&answer, &format!("{method} {filled}?{query}"));
            }
        }
        if let Some(good) = &operation.body {
            for body in texts().into_iter().chain(bodies(good)) {
                let answer = send(method, &filled, "application/json", body.clone()).await;
                let shown: String = body.chars().take(80).collect();
                check(&answer, &format!("{method} {filled} {shown}"));
            }
            for kind in [
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
            ] {
                let answer = send(method, &filled, kind, "{}".to_owned()).await;
                check(&answer, &format!("{method} {filled} {kind}"));
                assert!(answer.status >= 400, "{method} {filled} {kind}");
            }
            let long = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
            let answer = send(method, &filled, "application/json", long).await;
            check(&answer, &format!("{method} {filled} too long"));
            assert_eq!(answer.status, 413, "{method} {filled}");
        }
    }
    let me: Value = world.read("/api/v1/me", &token).await;
    assert_eq!(
        me["roles"],
        json!(["super-administrator"]),
        "and root is who they were"
    );
}
