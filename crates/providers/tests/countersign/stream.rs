//! The stream of what can be answered, cut and ended in every way.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use providers::{ApprovalStream, Countersign, Error, EventId};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{approvals::open, fake::access};

const A: &str = "4f1d2c3b5a69788796a5b4c3d2e1f00a";
const B: &str = "4f1d2c3b5a69788796a5b4c3d2e1f00b";

/// What one connection is answered.
#[derive(Clone)]
struct Script {
    head: &'static str,
    /// Each one is a chunk of its own.
    parts: Vec<Vec<u8>>,
    end: End,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    /// As it should be.
    Whole,
    /// In the middle of a chunk.
    Cut,
    /// Not at all, and nothing is said any more.
    Silence,
}

const STREAM: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";

/// A stream of these parts that ends as it should.
fn says(parts: &[&str]) -> Script {
    Script {
        head: STREAM,
        parts: parts.iter().map(|part| part.as_bytes().to_vec()).collect(),
        end: End::Whole,
    }
}

/// Answers one connection after the other and hands out the heads of the requests.
async fn server(scripts: Vec<Script>) -> (Countersign, Arc<Mutex<Vec<String>>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = format!("http://{}/api/v1", socket.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&heads);
    tokio::spawn(async move {
        let mut silent = Vec::new();
        for script in scripts {
            let (mut stream, _) = socket.accept().await.unwrap();
            let asked = head(&mut stream).await;
            heard.lock().unwrap().push(asked);
            play(&mut stream, &script).await;
            if script.end == End::Silence {
                silent.push(stream);
            }
        }
        std::future::pending::<()>().await;
    });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    (Countersign::new(api.parse().unwrap(), client), heads)
}

async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut head).await.unwrap(), 0);
    }
    String::from_utf8(head).unwrap().to_lowercase()
}

async fn play(stream: &mut TcpStream, script: &Script) {
    stream.set_nodelay(true).unwrap();
    let mut all = vec![script.head.as_bytes().to_vec()];
    for part in &script.parts {
        all.push([format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat());
    }
    match script.end {
        End::Whole if script.head == STREAM => all.push(b"0\r\n\r\n".to_vec()),
        End::Cut => all.push(b"ff\r\nid: ".to_vec()),
        _ => {}
    }
    for bytes in all {
        // The client may have had enough.
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn begin(server: &Countersign, last: Option<&EventId>) -> Result<ApprovalStream, Error> {
    let adapter = providers::Adapter::Countersign(server.clone());
    adapter.approval_stream(&access(), last).await
}

/// The ids of the next event and of what it holds.
async fn next(stream: &mut ApprovalStream) -> Result<Option<(String, Vec<String>)>, Error> {
    Ok(stream.next().await?.map(|(id, open)| {
        let items = open.items.iter().map(|item| item.id.to_string());
        (id.as_str().to_owned(), items.collect())
    }))
}

fn event(id: &str, items: &[&str]) -> String {
    format!("event: approvals\nid: {id}\ndata: {}\n\n", open(items))
}

fn state(id: &str, items: &[&str]) -> Option<(String, Vec<String>)> {
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    Some((id.to_owned(), items))
}

#[tokio::test]
async fn every_change_is_told_until_the_server_ends_the_stream() {
    let (server, heads) = server(vec![says(&[
        "retry: 1000\n\n",
        ": \n\n",
        &event("s1", &[]),
        &event("s2", &[A]),
        ": \n\n",
        &event("s3", &[A, B]),
    ])])
    .await;
    let mut stream = begin(&server, None).await.unwrap();
    assert_eq!(next(&mut stream).await, Ok(state("s1", &[])));
    assert_eq!(stream.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(next(&mut stream).await, Ok(state("s2", &[A])));
    assert_eq!(next(&mut stream).await, Ok(state("s3", &[A, B])));
    assert_eq!(next(&mut stream).await, Ok(None));
    let head = &heads.lock().unwrap()[0];
    assert!(
        head.starts_with("get /api/v1/approvals/stream http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\naccept: text/event-stream\r\n"), "{head}");
    assert!(!head.contains("last-event-id"), "{head}");
}

#[tokio::test]
async fn an_event_may_come_in_pieces_and_with_any_ends_of_lines() {
    for end in ["\r\n", "\r", "\n"] {
        let text = event("s1", &[A]).replace('\n', end);
        let letters: Vec<String> = text.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        // After a carriage return a line feed may follow that belongs to it.
        let (server, _) = server(vec![says(&[&letters[..], &[": \n"]].concat())]).await;
        let mut stream = begin(&server, None).await.unwrap();
        assert_eq!(next(&mut stream).await, Ok(state("s1", &[A])), "{end:?}");
        assert_eq!(next(&mut stream).await, Ok(None));
    }
}

#[tokio::test]
async fn an_event_without_an_id_keeps_the_one_before_also_across_connections() {
    let nameless = event("x", &[B]).replace("id: x\n", "");
    let (server, heads) = server(vec![
        says(&[&event("s1", &[A]), &nameless]),
        says(&[&nameless]),
    ])
    .await;
    let mut stream = begin(&server, None).await.unwrap();
    assert_eq!(next(&mut stream).await, Ok(state("s1", &[A])));
    let (id, _) = stream.next().await.unwrap().unwrap();
    assert_eq!(id.as_str(), "s1");
    assert_eq!(next(&mut stream).await, Ok(None));
    let mut stream = begin(&server, Some(&id)).await.unwrap();
    assert_eq!(next(&mut stream).await, Ok(state("s1", &[B])));
    assert!(heads.lock().unwrap()[1].contains("\r\nlast-event-id: s1\r\n"));
}

#[tokio::test]
async fn events_of_other_names_are_left_to_later_versions() {
    let other = "event: news\ndata: not json\n\ndata: neither\n\n";
    let (server, _) = server(vec![says(&[other, &event("s1", &[])])]).await;
    let mut stream = begin(&server, None).await.unwrap();
    assert_eq!(next(&mut stream).await, Ok(state("s1", &[])));
}

#[tokio::test]
async fn an_event_of_more_than_256_kib_ends_the_reading() {
    let long = format!("data: {}\n", "x".repeat(4_000)).repeat(70);
    let endless = "x".repeat(300_000);
    for tail in [long, endless] {
        let (server, _) = server(vec![says(&[&event("s1", &[A]), &tail])]).await;
        let mut stream = begin(&server, None).await.unwrap();
        assert_eq!(next(&mut stream).await, Ok(state("s1", &[A])));
        for _ in 0..2 {
            let refused = next(&mut stream).await;
            assert!(
                matches!(refused, Err(Error::NotUnderstood { .. })),
                "{refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_event_that_is_none_of_ours_is_not_understood() {
    for text in [
        "event: approvals\nid: s1\ndata: {}\n\n",
        "event: approvals\nid: s1\ndata: <h1>\n\n",
        &event("s\u{e9}", &[]),
        &event(&"s".repeat(300), &[]),
    ] {
        let (server, _) = server(vec![says(&[text])]).await;
        let mut stream = begin(&server, None).await.unwrap();
        let refused = next(&mut stream).await;
        assert!(
            matches!(refused, Err(Error::NotUnderstood { .. })),
            "{text}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_no_stream_is_refused_at_once() {
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<h1>",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-streams\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\ncontent-type: text/event-stream\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\n<h1>",
    ] {
        let (server, _) = server(vec![Script { head, ..says(&[]) }]).await;
        let refused = begin(&server, None).await.map(drop);
        assert!(
            matches!(refused, Err(Error::NotUnderstood { .. })),
            "{head}: {refused:?}"
        );
    }
    let away = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\n<h1>";
    let (server, _) = server(vec![Script {
        head: away,
        ..says(&[])
    }])
    .await;
    let refused = begin(&server, None).await.map(drop);
    assert!(matches!(refused, Err(Error::Away { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_session_that_ends_in_the_middle_is_told_when_coming_back() {
    let over = "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer error=\"invalid_token\"\r\ncontent-length: 2\r\n\r\n{}";
    let (server, _) = server(vec![
        says(&[&event("s1", &[A])]),
        Script {
            head: over,
            ..says(&[])
        },
    ])
    .await;
    let mut stream = begin(&server, None).await.unwrap();
    let (id, _) = stream.next().await.unwrap().unwrap();
    assert_eq!(next(&mut stream).await, Ok(None));
    let refused = begin(&server, Some(&id)).await.map(drop);
    assert_eq!(refused, Err(Error::Unauthorized));
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_apart_from_an_end() {
    let (server, _) = server(vec![Script {
        end: End::Cut,
        ..says(&[&event("s1", &[A])])
    }])
    .await;
    let mut stream = begin(&server, None).await.unwrap();
    assert_eq!(next(&mut stream).await, Ok(state("s1", &[A])));
    let broken = next(&mut stream).await;
    assert!(matches!(broken, Err(Error::Away { .. })), "{broken:?}");
}

#[tokio::test]
async fn a_connection_that_says_nothing_any_more_is_noticed() {
    let mute = Script {
        head: "",
        parts: Vec::new(),
        end: End::Silence,
    };
    let (server, _) = server(vec![mute]).await;
    let server = server.silent_at_most(Duration::from_millis(50));
    let unanswered = begin(&server, None).await.map(drop);
    assert!(
        matches!(unanswered, Err(Error::Away { .. })),
        "{unanswered:?}"
    );
}

#[tokio::test]
async fn a_stream_that_falls_silent_is_given_up_and_what_it_said_counts() {
    let falls_silent = Script {
        end: End::Silence,
        ..says(&[&event("s1", &[A])])
    };
    let (server, _) = server(vec![falls_silent]).await;
    let server = server.silent_at_most(Duration::from_secs(2));
    let mut stream = begin(&server, None).await.unwrap();
    assert_eq!(next(&mut stream).await, Ok(state("s1", &[A])));
    let silent = next(&mut stream).await;
    assert!(matches!(silent, Err(Error::Away { .. })), "{silent:?}");
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let halves = event("s1", &[A]);
    let (first, second) = halves.split_at(30);
    let (server, _) = server(vec![says(&[first, second])]).await;
    let mut stream = begin(&server, None).await.unwrap();
    loop {
        // Every turn gives the wait up after one look.
        tokio::select! {
            biased;
            told = next(&mut stream) => {
                assert_eq!(told, Ok(state("s1", &[A])));
                break;
            }
            () = tokio::task::yield_now() => {}
        }
    }
}
