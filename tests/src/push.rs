//! privacyIDEA and eduMFA as they are published, each with one person and an administrator.

use std::{path::PathBuf, time::Duration};

use serde_json::{Value, json};
use tokio::process::Child;

use crate::{Machine, program, target};

const SERVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/push/serve.py");
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
const LOOKS: u32 = 3000;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushKind {
    /// privacyIDEA.
    PrivacyIdea,
    /// eduMFA, which grew out of it.
    EduMfa,
}

impl PushKind {
    const fn name(self) -> &'static str {
        match self {
            Self::PrivacyIdea => "privacyidea",
            Self::EduMfa => "edumfa",
        }
    }

    /// What its push tokens and all about them are called.
    const fn token(self) -> &'static str {
        match self {
            Self::PrivacyIdea => "push",
            Self::EduMfa => "edupush",
        }
    }
}

/// One server that asks push tokens.
pub struct PushServer {
    kind: PushKind,
    http: reqwest::Client,
    base: String,
    token: String,
    _process: Child,
}

impl PushServer {
    /// Starts one, whose push tokens ask by themselves.
    pub async fn start(machine: &Machine, kind: PushKind) -> Self {
        let port = program::free_port();
        let mut process = program::logged(
            machine
                .command(python(kind))
                .args([SERVE, kind.name()])
                .arg(machine.folder("push"))
                .arg(port.to_string()),
            &machine.log("push"),
        )
        .spawn()
        .expect("Python starts");
        let base = format!("http://127.0.0.1:{port}");
        answers(&mut process, &format!("{base}/auth/rights")).await;
        let mut server = Self {
            kind,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            base,
            token: String::new(),
            _process: process,
        };
        let admin = json!({"username": "admin", "password": "admin of tests"});
        let said = server.post("/auth", &admin).await;
        server.token = said["result"]["value"]["token"]
            .as_str()
            .unwrap()
            .to_owned();
        let push = kind.token();
        let url = server.at(&format!("/ttype/{push}"));
        server
            .policy(
                "enrolment",
                "enrollment",
                &json!({
                    format!("{push}_firebase_configuration"): "poll only",
                    format!("{push}_registration_url"): url,
                    format!("{push}_ttl"): "10",
                }),
            )
            .await;
        server
    }

    /// An address below this server.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sets a policy, in the place of the one that had its name.
    pub async fn policy(&self, name: &str, scope: &str, action: &Value) {
        let mut policy = json!({"scope": scope, "action": action, "active": true});
        if self.kind == PushKind::EduMfa {
            policy["realm"] = json!(""); // of every realm; it wants to be told
        }
        let said = self.post(&format!("/policy/{name}"), &policy).await;
        assert_eq!(said["result"]["status"], true, "{said}");
    }

    /// Takes a policy away.
    pub async fn drop_policy(&self, name: &str) {
        let request = self.http.delete(self.at(&format!("/policy/{name}")));
        let _ = self.send(request).await;
    }

    /// A push token for the person: its serial, and the address that enrols it.
    pub async fn new_token(&self) -> (String, String) {
        let token = json!({
            "type": self.kind.token(), "genkey": "1", "user": "ana", "realm": "example",
        });
        let said = self.post("/token/init", &token).await;
        let text = |pointer: &str| {
            let text = said.pointer(pointer).and_then(Value::as_str);
            text.unwrap_or_else(|| panic!("{pointer}: {said}"))
                .to_owned()
        };
        (text("/detail/serial"), text("/detail/pushurl/value"))
    }

    /// A relying party asks the person's tokens: the transaction, and what its page may show.
    pub async fn trigger(&self) -> (String, Value) {
        let who = json!({"user": "ana", "realm": "example"});
        let said = self.post("/validate/triggerchallenge", &who).await;
        let transaction = said["detail"]["transaction_id"].as_str();
        let transaction = transaction.unwrap_or_else(|| panic!("{said}")).to_owned();
        (transaction, said["detail"].clone())
    }

    /// What the relying party hears of the transaction: whether it was accepted, and how it stands.
    pub async fn stands(&self, transaction: &str) -> (bool, String) {
        let request = self
            .http
            .get(self.at(&format!("/validate/polltransaction/{transaction}")));
        let said = self.send(request).await;
        (
            said["result"]["value"] == true,
            said["detail"]["challenge_status"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    }

    /// Whether the relying party lets the person in, with what was typed into its page.
    pub async fn lets_in(&self, transaction: &str, typed: &str) -> bool {
        let check = json!({
            "user": "ana", "realm": "example", "pass": typed, "transaction_id": transaction,
        });
        let said = self.post("/validate/check", &check).await;
        said["result"]["value"] == true
    }

    /// How long its questions can be answered.
    pub async fn live_for(&self, seconds: u32) {
        let life = json!({"DefaultChallengeValidityTime": seconds.to_string()});
        let _ = self.post("/system/setConfig", &life).await;
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.send(self.http.post(self.at(path)).json(body)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Value {
        let answer = request.header("authorization", &self.token).send().await;
        answer.unwrap().json().await.unwrap()
    }
}

/// It reads half of Python first, which takes a loaded machine more than the minute of [`crate::until`].
async fn answers(process: &mut Child, address: &str) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for _ in 0..LOOKS {
        if let Ok(Some(status)) = process.try_wait() {
            panic!("the push server ended at once: {status}");
        }
        if client.get(address).send().await.is_ok() {
            return;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    panic!("the push server does not answer");
}

/// The Python that `scripts/install test` has put it into.
fn python(kind: PushKind) -> PathBuf {
    let python = target().join("tools").join(kind.name()).join("bin/python");
    assert!(
        python.exists(),
        "{} is missing: `scripts/install test` makes it",
        python.display()
    );
    python
}
