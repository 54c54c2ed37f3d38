//! A server that hands out prepared answers in order and writes down what was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use providers::{Access, Adapter, Countersign};
use serde_json::Value;

/// One request, as it arrived.
#[derive(Clone)]
pub struct Asked {
    /// As in `GET /api/v1/me?a=b`.
    pub line: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Clone, Default)]
pub struct Server {
    answers: Arc<Mutex<VecDeque<Response>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    server.asked.lock().unwrap().push(Asked {
        line: format!("{} {}", head.method, head.uri),
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    server.answers.lock().unwrap().pop_front().unwrap()
}

impl Server {
    pub async fn start(&self, path: &str) -> Adapter {
        Adapter::Countersign(self.ours(path).await)
    }

    pub async fn ours(&self, path: &str) -> Countersign {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api = format!("http://{}{path}", socket.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(socket, router).await });
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        Countersign::new(api.parse().unwrap(), client.build().unwrap())
    }

    pub fn says(&self, status: u16, body: &Value) {
        self.says_raw(status, &[], &body.to_string());
    }

    pub fn says_raw(&self, status: u16, headers: &[(&'static str, &str)], body: &str) {
        self.says_body(status, headers, Body::from(body.to_owned()));
    }

    pub fn says_body(&self, status: u16, headers: &[(&'static str, &str)], body: Body) {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        *response.headers_mut() = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect::<HeaderMap<HeaderValue>>();
        self.answers.lock().unwrap().push_back(response);
    }

    /// The lines of what was asked. Every request carried the token.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.requests();
        assert!(
            asked
                .iter()
                .all(|asked| asked.header("authorization") == Some("Bearer access-1")),
            "every request carries the token"
        );
        asked.into_iter().map(|asked| asked.line).collect()
    }

    pub fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

pub fn access() -> Access {
    Access::bearer("access-1")
}
