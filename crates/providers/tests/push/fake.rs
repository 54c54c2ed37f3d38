//! A server with a key of its own that says what it is told to, and writes down what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, LazyLock, Mutex},
};

use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use data_encoding::BASE32;
use providers::{Error, PollRequest, Polled, PushServer, ServerKey};
use serde_json::{Value, json};

pub const SERIAL: &str = "PIPU0001";
pub const NONCE: &str = "NFXHG33MMVSXG5DBORUW63Q=";

/// The key of the server, and one that somebody else has.
pub static KEY: LazyLock<RsaKeyPair> = LazyLock::new(key);
pub static OTHER_KEY: LazyLock<RsaKeyPair> = LazyLock::new(key);

fn key() -> RsaKeyPair {
    RsaKeyPair::generate(KeySize::Rsa2048).unwrap()
}

pub fn der(key: &RsaKeyPair) -> Vec<u8> {
    let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
    der.as_ref().to_vec()
}

pub fn signature(key: &RsaKeyPair, bytes: &[u8]) -> String {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        bytes,
        &mut signature,
    )
    .unwrap();
    BASE32.encode(&signature)
}

/// A question as the server sends it; [`sign`] puts the signatures in.
pub fn question() -> Value {
    json!({
        "nonce": NONCE, "question": "Sign in?", "title": "Wiki", "serial": SERIAL, "sslverify": "1",
        "url": "https://pi.example/ttype/push",
    })
}

/// The question with both signatures of this key.
pub fn sign(key: &RsaKeyPair, mut question: Value) -> Value {
    let text = |name: &str| question[name].as_str().unwrap_or_default().to_owned();
    let names = ["nonce", "url", "serial", "question", "title", "sslverify"];
    let mut signed = names.map(text).join("|");
    if let Some(choices) = question["require_presence"].as_str() {
        signed = format!("{signed}|{choices}");
    }
    let mut more = vec![("signature", signature(key, signed.as_bytes()))];
    if let Some(said) = question["capabilities"].as_str() {
        let said: Value = serde_json::from_str(said).unwrap_or_default();
        // Both names and those within are in order already, and nothing stands in between.
        let signed = json!({"capabilities": said, "nonce": text("nonce")}).to_string();
        more.push(("capabilities_signature", signature(key, signed.as_bytes())));
    }
    for (name, value) in more {
        question[name] = json!(value);
    }
    question
}

/// One request, as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub form: Vec<(String, String)>,
}

impl Asked {
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.form.iter();
        fields
            .find(|(one, _)| one == name)
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Default)]
pub struct Fake {
    answers: Arc<Mutex<VecDeque<Response>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

async fn answer(State(fake): State<Fake>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let text = match head.uri.query() {
        Some(query) => query.to_owned(),
        None => String::from_utf8(body.to_vec()).unwrap(),
    };
    let form = url::form_urlencoded::parse(text.as_bytes()).into_owned();
    fake.asked.lock().unwrap().push(Asked {
        method: head.method.to_string(),
        form: form.collect(),
    });
    fake.answers.lock().unwrap().pop_front().unwrap()
}

impl Fake {
    pub async fn start(&self) -> PushServer {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ttype/push", socket.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(socket, router).await });
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        PushServer::new(url.parse().unwrap(), client.build().unwrap(), |_, _| {})
    }

    pub fn says(&self, value: &Value, detail: &Value) {
        let body = json!({
            "jsonrpc": "2.0", "id": 1, "version": "privacyIDEA 3.14",
            "result": {"status": true, "value": value}, "detail": detail,
        });
        self.says_raw(200, &body.to_string());
    }

    pub fn says_raw(&self, status: u16, body: &str) {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = (status, body.to_owned()).into_response();
        self.answers.lock().unwrap().push_back(answer);
    }

    pub fn says_response(&self, answer: Response) {
        self.answers.lock().unwrap().push_back(answer);
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// What a poll that is answered like this hands out.
pub async fn polled(questions: &[Value]) -> Polled {
    let fake = Fake::default();
    let server = fake.start().await;
    fake.says(&json!(questions), &Value::Null);
    poll(&server).await.unwrap()
}

pub async fn poll(server: &PushServer) -> Result<Polled, Error> {
    let request = PollRequest::new(SERIAL, std::time::UNIX_EPOCH);
    let key = ServerKey::from_der(&der(&KEY)).unwrap();
    server.poll(&request, b"signed", &key).await
}
