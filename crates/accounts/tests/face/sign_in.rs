use std::time::Duration;

use accounts::{Error, SignedIn};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::{
    browser::{back, begin, begin_anew, http, stranger, visit, with, without},
    fake::Fake,
};

type Parameters = Vec<(String, String)>;

/// Signs in while `tell` decides what reaches the listener.
async fn sign_in(fake: &Fake, tell: impl AsyncFnOnce(&Url, Parameters)) -> Result<SignedIn, Error> {
    let http = http();
    let provider = fake.discovered(&http).await;
    let attempt = begin(&provider).await;
    let (to, parameters) = fake.approve(attempt.address());
    let clock = fake.clock();
    let (result, ()) = tokio::join!(attempt.finish(&http, &clock), tell(&to, parameters));
    result
}

#[tokio::test]
async fn a_person_signs_in_through_the_browser() {
    let fake = Fake::start().await;
    let signed_in = sign_in(&fake, async |to, parameters| {
        let page = visit(back(to, &parameters)).await;
        assert_eq!(page.status(), StatusCode::OK);
        let policy = page.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert_eq!(page.headers()["referrer-policy"], "no-referrer");
        assert!(
            page.text()
                .await
                .unwrap()
                .contains("close this tab and return to Countersign")
        );
    })
    .await
    .unwrap();
    assert_eq!(
        (signed_in.issuer.as_str(), signed_in.subject.as_str()),
        (fake.issuer.as_str(), "ana")
    );
    assert_eq!(signed_in.name.as_deref(), Some("Ana Example"));
    assert_eq!(
        signed_in.scopes,
        ["openid", "profile", "email", "offline_access"]
    );
    assert!(signed_in.tokens.access.reveal().starts_with("access-"));
    assert_eq!(
        signed_in
            .tokens
            .access_expires_at
            .duration_since(signed_in.tokens.received_at)
            .unwrap()
            .as_secs(),
        600
    );
    assert!(fake.lie().token_requests[0]["redirect_uri"].starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn every_attempt_has_its_own_secrets() {
    let fake = Fake::start().await;
    let provider = fake.discovered(&http()).await;
    let (one, two) = (begin(&provider).await, begin(&provider).await);
    for name in ["state", "nonce", "code_challenge", "redirect_uri"] {
        let value = |url: &Url| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .unwrap()
                .1
                .into_owned()
        };
        assert_ne!(value(one.address()), value(two.address()), "{name}");
    }
}

#[tokio::test]
async fn wrong_requests_are_refused_and_the_sign_in_goes_on() {
    let fake = Fake::start().await;
    let signed_in = sign_in(&fake, async |to, right| {
        let mut other_path = back(to, &right);
        other_path.set_path("/callback/another");
        for (why, url, status) in [
            (
                "another state",
                back(
                    to,
                    &with(
                        &right,
                        "state",
                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    ),
                ),
                400,
            ),
            ("no state", back(to, &without(&right, "state")), 400),
            (
                "two states",
                back(to, &[right.clone(), vec![right[1].clone()]].concat()),
                400,
            ),
            ("no grant", back(to, &without(&right, "code")), 400),
            (
                "two grants",
                back(to, &[right.clone(), vec![right[0].clone()]].concat()),
                400,
            ),
            ("another path", other_path, 404),
            ("no query", to.clone(), 400),
        ] {
            assert_eq!(visit(url).await.status().as_u16(), status, "{why}");
        }
        for method in [Method::POST, Method::HEAD, Method::PUT, Method::OPTIONS] {
            let request = stranger().request(method.clone(), back(to, &right));
            assert_eq!(
                request.send().await.unwrap().status(),
                StatusCode::METHOD_NOT_ALLOWED,
                "{method}"
            );
        }
        for host in ["localhost", "evil.example", "127.0.0.1", "127.0.0.1:1"] {
            let request = stranger().get(back(to, &right)).header("host", host);
            assert_eq!(
                request.send().await.unwrap().status(),
                StatusCode::MISDIRECTED_REQUEST,
                "{host}"
            );
        }
        let long = stranger()
            .get(back(to, &right))
            .header("x-long", "x".repeat(9_000));
        assert_eq!(
            long.send().await.unwrap().status(),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
        );
        assert_eq!(raw(to, b"hello\r\n\r\n").await, "HTTP/1.1 400 Bad Request");
        assert_eq!(
            raw(to, b"GET / HTTP/1.1\r\n").await,
            "HTTP/1.1 400 Bad Request",
            "cut short"
        );
        assert_eq!(
            visit(back(to, &right)).await.status(),
            StatusCode::OK,
            "then the browser comes back"
        );
    })
    .await;
    assert!(signed_in.is_ok(), "{signed_in:?}");
    assert_eq!(fake.lie().token_requests.len(), 1);
}

/// Sends bytes and reads the status line.
async fn raw(to: &Url, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", to.port().unwrap()))
        .await
        .unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn connections_that_were_opened_in_advance_do_not_block_the_browser() {
    let fake = Fake::start().await;
    let signed_in = sign_in(&fake, async |to, parameters| {
        let port = to.port().unwrap();
        let mut idle = Vec::new();
        for _ in 0..8 {
            idle.push(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
        }
        assert_eq!(visit(back(to, &parameters)).await.status(), StatusCode::OK);
    })
    .await;
    assert!(signed_in.is_ok(), "{signed_in:?}");
}

#[tokio::test]
async fn the_64th_wrong_request_ends_the_wait() {
    let fake = Fake::start().await;
    let ended = sign_in(&fake, async |to, _| {
        for _ in 0..63 {
            assert_eq!(visit(to.clone()).await.status(), StatusCode::BAD_REQUEST);
        }
        let _ = stranger().get(to.clone()).send().await;
    })
    .await;
    assert!(matches!(ended, Err(Error::Disturbed)), "{ended:?}");
}

#[tokio::test]
async fn a_cancelled_sign_in_closes_its_port() {
    let fake = Fake::start().await;
    let attempt = begin(&fake.discovered(&http()).await).await;
    let (to, parameters) = fake.approve(attempt.address());
    drop(attempt);
    assert!(
        stranger()
            .get(back(&to, &parameters))
            .send()
            .await
            .unwrap_err()
            .is_connect()
    );
}

#[tokio::test]
async fn a_browser_that_does_not_come_back_ends_the_wait_and_closes_the_port() {
    let (fake, http) = (Fake::start().await, http());
    let attempt = begin(&fake.discovered(&http).await)
        .await
        .waiting_at_most(Duration::from_millis(1));
    let (to, parameters) = fake.approve(attempt.address());
    let ended = attempt.finish(&http, &fake.clock()).await;
    assert!(matches!(ended, Err(Error::TimedOut)), "{ended:?}");
    assert!(fake.lie().token_requests.is_empty());
    let late = stranger().get(back(&to, &parameters)).send().await;
    assert!(late.unwrap_err().is_connect());
}

#[tokio::test]
async fn an_answer_from_another_issuer_stops_before_any_token_request() {
    for (promised, iss) in [
        (true, Some("https://evil.example")),
        (true, None),
        (false, Some("https://evil.example")),
        (true, Some("")),
    ] {
        let fake = Fake::start().await;
        fake.lie().document = json!({"authorization_response_iss_parameter_supported": promised});
        let stopped = sign_in(&fake, async |to, parameters| {
            let parameters = match iss {
                Some(iss) => with(&parameters, "iss", iss),
                None => without(&parameters, "iss"),
            };
            assert!(
                visit(back(to, &parameters))
                    .await
                    .text()
                    .await
                    .unwrap()
                    .contains("did not finish")
            );
        })
        .await;
        assert!(
            matches!(stopped, Err(Error::WrongIssuer { .. })),
            "{promised} {iss:?}: {stopped:?}"
        );
        assert!(fake.lie().token_requests.is_empty());
    }
}

#[tokio::test]
async fn an_error_from_another_issuer_is_not_believed_either() {
    let fake = Fake::start().await;
    let stopped = sign_in(&fake, async |to, parameters| {
        let parameters = with(
            &with(&without(&parameters, "code"), "error", "access_denied"),
            "iss",
            "https://evil.example",
        );
        visit(back(to, &parameters)).await;
    })
    .await;
    assert!(
        matches!(stopped, Err(Error::WrongIssuer { .. })),
        "{stopped:?}"
    );
}

#[tokio::test]
async fn a_server_that_promises_no_iss_may_leave_it_out() {
    let fake = Fake::start().await;
    fake.lie().document = json!({"authorization_response_iss_parameter_supported": null});
    let signed_in = sign_in(&fake, async |to, parameters| {
        visit(back(to, &without(&parameters, "iss"))).await;
    })
    .await;
    assert!(signed_in.is_ok(), "{signed_in:?}");
}

#[tokio::test]
async fn saying_no_in_the_browser_is_told_apart_from_other_errors() {
    for (word, denied) in [("access_denied", true), ("server_error", false)] {
        let fake = Fake::start().await;
        let refused = sign_in(&fake, async |to, parameters| {
            let parameters = with(&without(&parameters, "code"), "error", word);
            visit(back(
                to,
                &with(&parameters, "error_description", "be\u{7}cause\u{202e}"),
            ))
            .await;
        })
        .await;
        match refused {
            Err(Error::Denied) => assert!(denied),
            Err(Error::Refused { error, description }) => {
                assert!(!denied);
                assert_eq!(
                    (error.as_str(), description.as_deref()),
                    (word, Some("because"))
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_that_fails_at_the_token_endpoint_is_away() {
    let fake = Fake::start().await;
    fake.lie()
        .token_instead
        .push_back((502, "text/html", "<h1>Bad gateway</h1>".to_owned()));
    let failed = sign_in(&fake, async |to, parameters| {
        visit(back(to, &parameters)).await;
    })
    .await;
    assert!(
        matches!(failed, Err(Error::ServerAway { .. })),
        "{failed:?}"
    );
}

#[tokio::test]
async fn an_answer_in_the_words_of_several_servers_is_understood() {
    let fake = Fake::start().await;
    fake.lie().answer = json!({
        "scope": ["openid", "email"],
        "refresh_expires_in": "9000",
        "refresh_token_expires_in": 9000,
    });
    let signed_in = sign_in(&fake, async |to, parameters| {
        visit(back(to, &parameters)).await;
    })
    .await
    .unwrap();
    assert_eq!(signed_in.scopes, ["openid", "email"]);
    let tokens = signed_in.tokens;
    let life = tokens.refresh_expires_at.unwrap();
    let life = life.duration_since(tokens.received_at).unwrap();
    assert_eq!(life.as_secs(), 9_000);
}

#[tokio::test]
async fn tokens_of_an_unknown_kind_are_refused() {
    for answer in [
        json!({"token_type": "mac"}),
        // Bound to a key that nobody showed.
        json!({"token_type": "DPoP"}),
        json!({"access_token": "two words"}),
        json!({"id_token": null}),
    ] {
        let fake = Fake::start().await;
        fake.lie().answer = answer.clone();
        let refused = sign_in(&fake, async |to, parameters| {
            visit(back(to, &parameters)).await;
        })
        .await;
        assert!(
            matches!(refused, Err(Error::BadTokens { .. })),
            "{answer}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn only_who_has_to_prove_it_anew_is_asked_although_the_browser_is_signed_in() {
    let fake = Fake::start().await;
    let provider = fake.discovered(&http()).await;
    let prompt = |address: &Url| {
        let mut parameters = address.query_pairs();
        let found = parameters.find(|(name, _)| name == "prompt");
        found.map(|(_, value)| value.into_owned())
    };
    let (usual, anew) = (begin(&provider).await, begin_anew(&provider).await);
    assert_eq!(prompt(usual.address()), None);
    assert_eq!(prompt(anew.address()).as_deref(), Some("login"));
}
