//! A gateway for text messages on loopback that takes one kind of request, as the documents of real
//! ones describe theirs, and refuses every other.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, extract::Request, http::StatusCode, response::IntoResponse as _};
use server::{
    Config,
    config::{Factors, Sms},
};

use crate::common::World;

/// What the gateway wants in `Authorization`.
pub const SECRET: &str = "a+secret/that=hides";

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub to: String,
    pub text: String,
}

impl Message {
    /// The six digits.
    pub fn code(&self) -> String {
        let code = self.text.split(' ').next().unwrap().to_owned();
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
        code
    }
}

/// The gateway. It ends with the runtime of its test.
#[derive(Clone)]
pub struct Gateway {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    taken: Vec<Message>,
    refused: Vec<String>,
    /// What the next messages are answered instead.
    answer: Option<StatusCode>,
}

impl Gateway {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self {
            address: listener.local_addr().unwrap(),
            inner: Arc::default(),
        };
        let shared = gateway.clone();
        let app = Router::new().fallback(move |request: Request| {
            let shared = shared.clone();
            async move {
                let status = shared.take(request).await;
                let elsewhere = [("location", "/elsewhere")];
                (status, elsewhere, "an answer nobody reads").into_response()
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        gateway
    }

    async fn take(&self, request: Request) -> StatusCode {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 10_000).await.unwrap();
        let header = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok());
        let mut inner = self.inner.lock().unwrap();
        let mut refuse = |status: StatusCode, why: &str| {
            inner.refused.push(why.to_owned());
            status
        };
        if head.uri != "/v1/messages?wait=no" {
            return refuse(StatusCode::NOT_FOUND, &head.uri.to_string());
        }
        if head.method != "POST" {
            return refuse(StatusCode::METHOD_NOT_ALLOWED, head.method.as_str());
        }
        if header("authorization") != Some(&format!("Bearer {SECRET}")) {
            return refuse(StatusCode::UNAUTHORIZED, "authorization");
        }
        if header("x-kind") != Some("one-time code") {
            return refuse(StatusCode::BAD_REQUEST, "x-kind");
        }
        if header("content-type") != Some("application/x-www-form-urlencoded") {
            return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type");
        }
        let fields: Vec<(String, String)> =
            url::form_urlencoded::parse(&body).into_owned().collect();
        let [(to, number), (from, sender), (text, words)] = &fields[..] else {
            return refuse(StatusCode::BAD_REQUEST, "fields");
        };
        let names = [to, from, text].map(String::as_str);
        if names != ["To", "From", "Body"] || sender != "Ex & Co" {
            return refuse(StatusCode::BAD_REQUEST, "fields");
        }
        if !number.starts_with('+') || !number[1..].bytes().all(|b| b.is_ascii_digit()) {
            return refuse(StatusCode::UNPROCESSABLE_ENTITY, "number");
        }
        if let Some(answer) = inner.answer {
            return answer;
        }
        inner.taken.push(Message {
            to: number.clone(),
            text: words.clone(),
        });
        StatusCode::ACCEPTED
    }

    /// What was taken so far.
    pub fn taken(&self) -> Vec<Message> {
        let inner = self.inner.lock().unwrap();
        assert_eq!(inner.refused, Vec::<String>::new());
        inner.taken.clone()
    }

    /// The latest message.
    pub fn last(&self) -> Message {
        self.taken().pop().expect("a message")
    }

    /// From now on messages are answered this, and not taken.
    pub fn answer(&self, status: Option<StatusCode>) {
        self.inner.lock().unwrap().answer = status;
    }

    /// How the operator describes it, by variables alone.
    pub fn described(&self) -> (Sms, Factors) {
        let url = format!("http://{}/v1/messages?wait=no", self.address);
        let variables = [
            ("SMS__URL", url.as_str()),
            ("SMS__FIELDS", "To={to},From={sender},Body={text}"),
            (
                "SMS__HEADERS",
                "Authorization: Bearer {secret},X-Kind: one-time code",
            ),
            ("SMS__SECRET", SECRET),
            ("SMS__SENDER", "Ex & Co"),
            ("SMS__ALLOWED_NETWORKS", "127.0.0.0/8"),
            ("FACTORS__REQUIRED_FOR", ","),
        ];
        let variables = variables
            .iter()
            .map(|(key, value)| (format!("COUNTERSIGN_SERVER__{key}"), (*value).to_owned()));
        let config = Config::from_sources(None, variables).unwrap();
        (config.sms.unwrap(), config.factors)
    }
}

/// The same world with a gateway.
pub async fn with_gateway(world: World) -> (World, Gateway) {
    let gateway = Gateway::start().await;
    let (sms, factors) = gateway.described();
    let world = world
        .reconfigured(|config| {
            config.sms = Some(sms);
            config.factors = factors;
        })
        .await;
    (world, gateway)
}
