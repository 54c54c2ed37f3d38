//! Sessions, and what every request has in common.

use std::time::Duration;

use protocol::Ended;
use providers::{Ability, Adapter, Countersign, Error, OpenId, WhyNot};
use serde_json::{Value, json};

use crate::fake::{Server, access};

fn session(id: &str) -> Value {
    json!({"id": id, "device": null, "os": "Linux", "browser": "Firefox 140", "app": "Countersign", "ip": "192.0.2.1", "place": null,
        "created_at": 1_800_000_000, "last_active_at": 1_800_000_100, "expires_at": null, "current": id == "a", "user": "ana"})
}

#[tokio::test]
async fn the_list_of_sessions_is_read_to_its_end() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    server.says(
        200,
        &json!({"items": [session("a"), session("b")], "next_cursor": "b&c"}),
    );
    server.says(200, &json!({"items": [session("c")], "next_cursor": null}));
    let sessions = adapter.sessions(&access()).await.unwrap();
    assert_eq!(
        sessions
            .iter()
            .map(|session| session.id.as_str())
            .collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert!(
        sessions
            .first()
            .is_some_and(|first| first.current && first.browser.as_deref() == Some("Firefox 140"))
    );
    assert_eq!(
        server.asked(),
        ["GET /api/v1/sessions", "GET /api/v1/sessions?cursor=b%26c"]
    );
}

#[tokio::test]
async fn a_list_that_goes_in_a_circle_is_given_up() {
    let server = Server::default();
    let adapter = server.start("/api/v1/").await;
    for _ in 0..2 {
        server.says(200, &json!({"items": [], "next_cursor": "again"}));
    }
    assert!(matches!(
        adapter.sessions(&access()).await,
        Err(Error::NotUnderstood { .. })
    ));
    for round in 0..100 {
        server.says(200, &json!({"items": [], "next_cursor": round.to_string()}));
    }
    assert!(matches!(
        adapter.sessions(&access()).await,
        Err(Error::NotUnderstood { .. })
    ));
}

#[tokio::test]
async fn ending_sessions_says_what_ended() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    server.says(200, &json!({"ended": {"sessions": 1, "refresh_families": 2, "access_tokens_until": 1_800_000_600}}));
    let ended = adapter.end(&access(), "b").await.unwrap();
    assert_eq!(
        ended,
        Ended {
            sessions: 1,
            refresh_families: 2,
            access_tokens_until: Some(1_800_000_600)
        }
    );
    server.says(
        200,
        &json!({"ended": {"sessions": 3, "refresh_families": 0, "access_tokens_until": null}}),
    );
    assert_eq!(adapter.end_others(&access()).await.unwrap().sessions, 3);
    assert_eq!(
        server.asked(),
        [
            "DELETE /api/v1/sessions/b",
            "POST /api/v1/sessions/end-others"
        ]
    );
}

#[tokio::test]
async fn an_id_cannot_reach_another_address() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    for id in ["", ".", ".."] {
        assert_eq!(
            adapter.end(&access(), id).await,
            Err(Error::NotFound),
            "{id:?}"
        );
    }
    for (id, path) in [
        ("../me", "..%2Fme"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
    ] {
        server.says(404, &json!({"error": "not_found"}));
        assert_eq!(adapter.end(&access(), id).await, Err(Error::NotFound));
        assert_eq!(
            server.asked().last().unwrap(),
            &format!("DELETE /api/v1/sessions/{path}")
        );
    }
}

#[tokio::test]
async fn the_person_is_named() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let id = "4f1d2c3b5a69788796a5b4c3d2e1f001";
    server.says(200, &json!({"id": id, "name": "ana", "email": "ana@example.org", "roles": ["user"], "session": id}));
    assert_eq!(adapter.me(&access()).await.unwrap().name, "ana");
    assert_eq!(server.asked(), ["GET /api/v1/me"]);
}

#[tokio::test]
async fn errors_are_told_apart() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let oauth = json!({"error": "some_word", "error_description": "because"}).to_string();
    let missing = [(
        "www-authenticate",
        "Bearer error=\"insufficient_scope\", scope=\"sessions\"",
    )];
    let stale = [(
        "www-authenticate",
        "Bearer error=\"insufficient_user_authentication\", max_age=\"600\"",
    )];
    let too_old = json!({"error": "insufficient_user_authentication"}).to_string();
    let refused = Error::Refused {
        error: "some_word".to_owned(),
        description: Some("because".to_owned()),
    };
    for (status, headers, body, expected) in [
        (401, &[][..], "", Error::Unauthorized),
        (401, &stale[..], &oauth, Error::Stale),
        (403, &[][..], &too_old, Error::Stale),
        (
            403,
            &missing[..],
            &oauth,
            Error::Forbidden {
                missing: Some("sessions".to_owned()),
            },
        ),
        (403, &[][..], &oauth, Error::Forbidden { missing: None }),
        (404, &[][..], &oauth, Error::NotFound),
        (
            429,
            &[("retry-after", "7")][..],
            "<h1>Slow down</h1>",
            Error::Busy {
                retry_after: Some(Duration::from_secs(7)),
            },
        ),
        (
            429,
            &[("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")][..],
            "",
            Error::Busy { retry_after: None },
        ),
        (400, &[][..], &oauth, refused),
    ] {
        server.says_raw(status, headers, body);
        assert_eq!(
            adapter.end(&access(), "b").await,
            Err(expected),
            "{status} {headers:?}"
        );
    }
    for (status, body) in [(500, "{}"), (502, "<h1>Bad gateway</h1>")] {
        server.says_raw(status, &[], body);
        assert!(
            matches!(adapter.sessions(&access()).await, Err(Error::Away { .. })),
            "{status}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_not_ours_is_not_understood() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let long =
        json!({"items": [], "next_cursor": null, "padding": "x".repeat(300 * 1024)}).to_string();
    let redirect = [("location", "/elsewhere")];
    for (status, headers, body) in [
        (200, &[][..], "<!doctype html>"),
        (200, &[][..], ""),
        (200, &[][..], "{\"items\":7}"),
        (200, &[][..], &long),
        (302, &redirect[..], ""),
        (404, &[][..], "<h1>Not found</h1>"),
    ] {
        server.says_raw(status, headers, body);
        let result = adapter.sessions(&access()).await;
        assert!(
            matches!(result, Err(Error::NotUnderstood { .. })),
            "{status}: {result:?}"
        );
    }
    assert_eq!(server.asked().len(), 6, "no redirect is followed");
}

#[tokio::test]
async fn a_server_that_is_gone_is_away() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let adapter = Adapter::Countersign(Countersign::new(
        format!("http://{closed}/api/v1").parse().unwrap(),
        client,
    ));
    assert!(matches!(
        adapter.sessions(&access()).await,
        Err(Error::Away { .. })
    ));
}

#[tokio::test]
async fn abilities_follow_what_was_granted() {
    let adapter = Server::default().start("/api/v1").await;
    let why = |scopes: &[&str], ability| {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let capabilities = adapter.capabilities(&scopes);
        assert_eq!(
            capabilities
                .iter()
                .map(|capability| capability.ability)
                .collect::<Vec<_>>(),
            Ability::ALL
        );
        assert!(
            capabilities
                .iter()
                .all(|capability| capability.available == capability.why.is_none())
        );
        capabilities
            .into_iter()
            .find(|capability| capability.ability == ability)
            .unwrap()
            .why
    };
    for ability in [
        Ability::ListSessions,
        Ability::EndSession,
        Ability::EndOthers,
    ] {
        assert_eq!(why(&["openid", "sessions"], ability), None);
        assert_eq!(why(&["openid"], ability), Some(WhyNot::NotGranted));
    }
    assert_eq!(why(&["openid", "approvals"], Ability::Approvals), None);
    assert_eq!(
        why(&["openid", "sessions"], Ability::Approvals),
        Some(WhyNot::NotGranted)
    );
    assert_eq!(
        why(&["openid", "admin"], Ability::Administer),
        Some(WhyNot::NotBuiltYet)
    );
}

#[tokio::test]
async fn any_other_provider_says_that_it_cannot() {
    let adapter = Adapter::OpenId(OpenId);
    assert!(
        adapter
            .capabilities(&["openid".to_owned(), "sessions".to_owned()])
            .iter()
            .all(|capability| !capability.available)
    );
    assert_eq!(adapter.sessions(&access()).await, Err(Error::NotSupported));
    assert_eq!(adapter.end(&access(), "a").await, Err(Error::NotSupported));
    assert_eq!(
        adapter.end_others(&access()).await,
        Err(Error::NotSupported)
    );
    assert_eq!(adapter.me(&access()).await, Err(Error::NotSupported));
    assert_eq!(
        adapter.approvals(&access(), None, &[]).await,
        Err(Error::NotSupported)
    );
    assert_eq!(adapter.approver(&access()).await, Err(Error::NotSupported));
}
