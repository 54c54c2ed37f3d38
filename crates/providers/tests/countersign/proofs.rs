//! Requests with a token that is bound to a key.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use providers::{Access, Error, Prove};
use serde_json::json;
use url::Url;

use crate::fake::Server;

/// Writes down what it is asked to prove, in the place of a signature.
#[derive(Default)]
struct Prover {
    nonce: Mutex<Option<String>>,
    dates: Mutex<Vec<String>>,
    count: AtomicU64,
    broken: bool,
}

impl Prove for Prover {
    fn proof(&self, method: &str, url: &Url, token: &str) -> Option<String> {
        let count = self.count.fetch_add(1, Ordering::SeqCst);
        let nonce = self.nonce.lock().unwrap().clone().unwrap_or("-".to_owned());
        let path = url.path();
        (!self.broken).then(|| format!("{count} {method} {path} {token} {nonce}"))
    }

    fn learn(&self, _: &Url, nonce: Option<&str>, date: Option<&str>) {
        if let Some(nonce) = nonce {
            *self.nonce.lock().unwrap() = Some(nonce.to_owned());
        }
        self.dates.lock().unwrap().extend(date.map(str::to_owned));
    }
}

const WANTS: (&str, &str) = (
    "www-authenticate",
    "DPoP error=\"use_dpop_nonce\", algs=\"ES256\"",
);

fn sessions() -> serde_json::Value {
    json!({"items": [], "next_cursor": null})
}

/// What was shown with each request: the proof and the token.
fn shown(server: &Server) -> Vec<(String, String)> {
    let header = |asked: &crate::fake::Asked, name| asked.header(name).unwrap().to_owned();
    server
        .requests()
        .iter()
        .map(|asked| (header(asked, "dpop"), header(asked, "authorization")))
        .collect()
}

#[tokio::test]
async fn every_request_has_a_proof_of_its_own() {
    let (server, prover) = (Server::default(), Arc::new(Prover::default()));
    let adapter = server.start("/api/v1").await;
    let access = Access::proved("access-1", Arc::<Prover>::clone(&prover));
    server.says(200, &sessions());
    server.says_raw(
        200,
        &[
            ("dpop-nonce", "n1"),
            ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ],
        &json!({"ended": {"sessions": 1, "refresh_families": 0, "access_tokens_until": null}})
            .to_string(),
    );
    server.says(200, &sessions());
    adapter.sessions(&access).await.unwrap();
    adapter.end_others(&access).await.unwrap();
    adapter.sessions(&access).await.unwrap();
    let token = || "DPoP access-1".to_owned();
    assert_eq!(
        shown(&server),
        [
            ("0 GET /api/v1/sessions access-1 -".to_owned(), token()),
            (
                "1 POST /api/v1/sessions/end-others access-1 -".to_owned(),
                token()
            ),
            ("2 GET /api/v1/sessions access-1 n1".to_owned(), token()),
        ]
    );
    let date = "Sun, 06 Nov 1994 08:49:37 GMT".to_owned();
    assert!(prover.dates.lock().unwrap().contains(&date));
}

#[tokio::test]
async fn a_nonce_that_is_asked_for_is_used_once_more_and_not_for_ever() {
    let (server, prover) = (Server::default(), Arc::new(Prover::default()));
    let adapter = server.start("/api/v1").await;
    let access = Access::proved("access-1", Arc::<Prover>::clone(&prover));
    server.says_raw(401, &[WANTS, ("dpop-nonce", "n1")], "{}");
    server.says(200, &sessions());
    adapter.sessions(&access).await.unwrap();
    assert_eq!(shown(&server)[1].0, "1 GET /api/v1/sessions access-1 n1");

    for nonce in ["n2", "n3", "n4"] {
        server.says_raw(401, &[WANTS, ("dpop-nonce", nonce)], "{}");
    }
    let refused = Error::Refused {
        error: "use_dpop_nonce".to_owned(),
        description: None,
    };
    assert_eq!(adapter.sessions(&access).await, Err(refused.clone()));
    assert_eq!(server.requests().len(), 4);

    let (server, prover) = (Server::default(), Arc::new(Prover::default()));
    let adapter = server.start("/api/v1").await;
    let access = Access::proved("access-1", prover);
    server.says_raw(401, &[WANTS], "{}");
    assert_eq!(
        adapter.sessions(&access).await,
        Err(refused),
        "without a nonce there is nothing to try"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_body_comes_along_the_second_time() {
    let (server, prover) = (Server::default(), Arc::new(Prover::default()));
    let adapter = server.start("/api/v1").await;
    let access = Access::proved("access-1", prover);
    server.says_raw(401, &[WANTS, ("dpop-nonce", "n1")], "{}");
    server.says(409, &json!({"error": "approval_over"}));
    let signed = protocol::SignedAnswer {
        key: "k1".to_owned(),
        decision: protocol::ApprovalDecision::Deny,
        digits: String::new(),
        time: 1_800_000_000,
        signature: "c2ln".to_owned(),
    };
    let id = "4f1d2c3b5a69788796a5b4c3d2e1f001".parse().unwrap();
    let over = adapter.answer(&access, id, &signed).await;
    assert_eq!(over, Err(providers::AnswerError::Over));
    let requests = server.requests();
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(requests[1].json()["key"], "k1");
}

#[tokio::test]
async fn a_proof_that_is_not_accepted_is_no_reason_for_another_token() {
    let (server, prover) = (Server::default(), Arc::new(Prover::default()));
    let adapter = server.start("/api/v1").await;
    let access = Access::proved("access-1", prover);
    let challenge = |error: &str| format!("DPoP error=\"{error}\", algs=\"ES256\"");
    let bad = challenge("invalid_dpop_proof");
    server.says_raw(401, &[("www-authenticate", bad.as_str())], "{}");
    assert_eq!(
        adapter.sessions(&access).await,
        Err(Error::Refused {
            error: "invalid_dpop_proof".to_owned(),
            description: None,
        })
    );
    let ended = challenge("invalid_token");
    server.says_raw(401, &[("www-authenticate", ended.as_str())], "{}");
    assert_eq!(adapter.sessions(&access).await, Err(Error::Unauthorized));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    let broken = Prover {
        broken: true,
        ..Prover::default()
    };
    let access = Access::proved("access-1", Arc::new(broken));
    let unsent = adapter.sessions(&access).await;
    assert!(matches!(unsent, Err(Error::Away { .. })), "{unsent:?}");
    assert!(server.requests().is_empty());
    assert_eq!(format!("{access:?}"), "Access(hidden)");
}

#[tokio::test]
async fn a_bearer_token_goes_without_a_proof() {
    let server = Server::default();
    let adapter = server.start("/api/v1").await;
    server.says(200, &sessions());
    adapter.sessions(&Access::bearer("access-1")).await.unwrap();
    assert!(server.requests()[0].header("dpop").is_none());
    assert_eq!(server.asked(), ["GET /api/v1/sessions"]);
}
