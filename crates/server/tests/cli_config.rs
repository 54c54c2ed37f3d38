//! `config check` and the way the binary treats its configuration.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use support::Workplace;

#[test]
fn an_unknown_key_ends_with_5_and_names_the_key_that_was_meant() {
    let place = Workplace::new();
    place.write("countersign-server.toml", "trusted_proxys = []\n");
    let done = place.run(&["config", "check", "--json"]);
    assert_eq!(done.code, 5);
    let error = done.error_json();
    assert_eq!(error["error"]["code"], "config_unknown_key");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("`trusted_proxys`") && message.contains("`trusted_proxies`"),
        "{message}"
    );
    assert!(message.contains("countersign-server.toml"), "{message}");
}

#[test]
fn a_variable_wins_over_the_file() {
    let place = Workplace::new();
    place.write("own.toml", "listen = \"127.0.0.1:1111\"\n");
    let done = place
        .with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:2222")
        .run(&["config", "check", "--config", "own.toml", "--json"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(done.json()["listen"], "127.0.0.1:2222");
    assert_eq!(done.json()["issuer"], "http://127.0.0.1:2222");
}

#[test]
fn what_deserves_a_look_is_said_without_a_secret() {
    let place = Workplace::new();
    place.write(
        "countersign-server.toml",
        "issuer = \"https://id.example.org\"\n\
         redis_url = \"redis://:hunter2@127.0.0.1:6379\"\n\
         [upstream.google]\nclient_id = \"a\"\nclient_secret = \"hunter2\"\n",
    );
    let done = place.run(&["config", "check"]);
    assert_eq!(done.code, 0, "{done:?}");
    let warnings: Vec<&str> = done
        .out
        .lines()
        .filter(|line| line.starts_with("warning:"))
        .collect();
    assert_eq!(warnings.len(), 1, "{}", done.out);
    assert!(warnings[0].contains("mail"));
    assert!(!done.out.contains("hunter2") && !done.err.contains("hunter2"));
}

#[test]
fn the_reference_is_a_good_configuration_without_a_warning() {
    let place = Workplace::new();
    let reference = include_str!("../../../docs/server.reference.toml");
    place.write("reference.toml", reference);
    let done = place.run(&["config", "check", "--config", "reference.toml", "--json"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(done.json()["warnings"], serde_json::json!([]));
    assert_eq!(done.err, "");
}

#[test]
fn a_configuration_that_is_asked_for_must_exist() {
    let done = Workplace::new().run(&["serve", "--config", "none.toml"]);
    assert_eq!(done.code, 5, "{done:?}");
    assert!(done.err.contains("none.toml"), "{}", done.err);
}

#[test]
fn wrong_usage_ends_with_2() {
    assert_eq!(Workplace::new().run(&["serve", "--everything"]).code, 2);
}
