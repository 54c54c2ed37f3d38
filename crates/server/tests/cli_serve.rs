//! `serve` and `demo` as a person or a service manager starts them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
};

use support::Workplace;

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

fn anywhere() -> Workplace {
    Workplace::new().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0")
}

#[tokio::test]
async fn port_0_picks_a_free_one_and_the_issuer_follows() {
    let place = anywhere();
    let server = place.start(&["serve", "--json"]);
    let issuer = server.issuer();
    assert!(!issuer.ends_with(":0"), "{issuer}");
    let metadata: serde_json::Value = client()
        .get(format!("{issuer}/.well-known/openid-configuration"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(metadata["issuer"], issuer.as_str());
}

#[tokio::test]
async fn sigterm_ends_it_with_0() {
    let place = anywhere();
    let mut server = place.start(&["serve", "--json"]);
    let live = client()
        .get(format!("{}/health/live", server.issuer()))
        .send()
        .await
        .unwrap();
    assert_eq!(live.status(), 200);
    server.terminate();
    assert_eq!(server.wait().code(), Some(0), "{}", server.log());
}

#[test]
fn an_address_in_use_is_said_to_be_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let done = Workplace::new()
        .with("COUNTERSIGN_SERVER__LISTEN", &address)
        .run(&["serve", "--json"]);
    assert_eq!(done.code, 6, "{done:?}");
    let error = done.error_json();
    assert_eq!(error["error"]["code"], "cannot_listen");
    assert!(
        error["error"]["message"]
            .as_str()
            .unwrap()
            .contains(&address),
        "{error}"
    );
}

#[tokio::test]
async fn the_log_holds_paths_but_no_queries() {
    let place = anywhere();
    let mut server = place.start(&["serve", "--json"]);
    let address = format!("{}/health/live?code=grant-in-the-query", server.issuer());
    assert_eq!(client().get(address).send().await.unwrap().status(), 200);
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
    let log = server.log();
    assert!(log.contains("/health/live"), "{log}");
    assert!(!log.contains("grant-in-the-query"), "{log}");
}

#[tokio::test]
async fn demo_prints_one_line_with_two_people_and_leaves_nothing_behind() {
    let place = Workplace::new();
    let temporary = tempfile::tempdir().unwrap();
    let place = place.with("TMPDIR", temporary.path().to_str().unwrap());
    let mut demo = place.start(&["demo", "--json"]);
    let ready = demo.ready();
    let mut passwords = Vec::new();
    for person in ["administrator", "user"] {
        assert!(!ready[person]["name"].as_str().unwrap().is_empty());
        passwords.push(ready[person]["password"].as_str().unwrap().to_owned());
    }
    assert!(passwords.iter().all(|password| password.len() >= 20));
    assert_ne!(passwords[0], passwords[1]);
    assert_eq!(ready.as_object().unwrap().len(), 3, "{ready}");

    let page = client()
        .get(format!("{}/sign-in", demo.issuer()))
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    demo.terminate();
    assert_eq!(demo.wait().code(), Some(0));
    let log = demo.log();
    assert!(
        passwords.iter().all(|password| !log.contains(password)),
        "{log}"
    );
    for directory in [place.path("."), temporary.path().to_owned()] {
        assert_eq!(
            std::fs::read_dir(&directory).unwrap().count(),
            0,
            "{directory:?}"
        );
    }
}

#[test]
fn two_demos_share_no_password() {
    let temporary = tempfile::tempdir().unwrap();
    let place = Workplace::new().with("TMPDIR", temporary.path().to_str().unwrap());
    let (first, second) = (
        place.start(&["demo", "--json"]),
        place.start(&["demo", "--json"]),
    );
    assert_ne!(
        first.ready()["administrator"]["password"],
        second.ready()["administrator"]["password"]
    );
}

#[test]
fn a_request_under_way_is_answered_before_it_ends() {
    let place = anywhere();
    let mut server = place.start(&["serve", "--json"]);
    let address = server.issuer().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 8\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    answer.read_line(&mut line).unwrap();
    assert!(
        line.starts_with("HTTP/1.1 100"),
        "the route waits for the body: {line}"
    );

    server.terminate();
    while TcpStream::connect(&address).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(b"name=ana").unwrap();
    let mut rest = String::new();
    answer.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("HTTP/1.1 4"), "{rest}");
    assert_eq!(server.wait().code(), Some(0), "{}", server.log());
}

#[test]
fn half_a_request_head_does_not_keep_it_from_ending() {
    let place = anywhere();
    let mut server = place.start(&["serve", "--json"]);
    let address = server.issuer().trim_start_matches("http://").to_owned();
    let mut half = TcpStream::connect(&address).unwrap();
    half.write_all(b"GET /sign-in HTTP/1.1\r\nHost: ").unwrap();
    // A whole request on another connection, so that the server has surely seen the first.
    let mut whole = TcpStream::connect(&address).unwrap();
    whole
        .write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    whole.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
    let log = server.log();
    assert!(!log.contains("were cut off"), "{log}");
    let mut rest = Vec::new();
    drop(half.read_to_end(&mut rest));
    assert!(rest.is_empty(), "nothing was answered to half a question");
}
