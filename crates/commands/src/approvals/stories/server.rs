//! A server of ours as far as approvals go. It does as it is told, and everything else as usual.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Method, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use futures_util::stream::{self, StreamExt as _};
use protocol::{
    ApprovalPublicKey, ApprovalRequest, DeviceId, Enrolment, EnrolmentCode, OpenApprovals, UserId,
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::approvals::samples;

#[derive(Clone)]
pub(super) struct Server {
    pub(super) issuer: String,
    state: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    /// The key that is enrolled, and under which name.
    device: Option<(String, String)>,
    codes: Vec<String>,
    open: Option<ApprovalRequest>,
    /// How many streams were opened.
    streams: usize,
    /// By method and path, what is answered in the place of the usual.
    instead: HashMap<String, (u16, Value)>,
    /// Told when an enrolment came, and told by whom it waits for.
    held: Option<(Arc<Notify>, Arc<Notify>)>,
}

impl Server {
    pub(super) async fn start() -> Self {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            issuer: format!("http://{}", socket.local_addr().unwrap()),
            state: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(socket, router).await });
        server
    }

    pub(super) fn gives_codes(&self, codes: &[&str]) {
        self.known().codes = codes.iter().map(|&code| code.to_owned()).collect();
    }

    /// From now on enrolments tell that they came, and wait.
    pub(super) fn holds_enrolments(&self) -> (Arc<Notify>, Arc<Notify>) {
        let held = (Arc::default(), Arc::default());
        self.known().held = Some(held.clone());
        held
    }

    pub(super) fn answers(&self, method: &str, path: &str, status: u16, body: &Value) {
        let line = format!("{method} {path}");
        self.known().instead.insert(line, (status, body.clone()));
    }

    pub(super) fn answers_as_usual(&self) {
        self.known().instead.clear();
    }

    pub(super) fn forgets_the_device(&self) {
        self.known().device = None;
    }

    /// The key that is enrolled.
    pub(super) fn key(&self) -> Option<String> {
        self.known().device.as_ref().map(|(key, _)| key.clone())
    }

    /// Asks the device that is enrolled; `now` is Unix seconds.
    pub(super) fn asks(&self, now: i64) -> ApprovalRequest {
        let request = ApprovalRequest {
            issuer: self.issuer.clone(),
            key: self.key().unwrap(),
            created_at: now,
            expires_at: now + 120,
            ..samples::request(1)
        };
        self.known().open = Some(request.clone());
        request
    }

    pub(super) fn streams(&self) -> usize {
        self.known().streams
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.state.lock().unwrap()
    }

    fn description(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "code_challenge_methods_supported": ["S256"],
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            protocol::METADATA_KEY: format!("{issuer}/api/v1"),
        })
    }

    fn enrol(&self, enrolment: &Enrolment) -> Value {
        let mut known = self.known();
        let key = ApprovalPublicKey::from_text(&enrolment.public_key).unwrap();
        known.device = Some((key.id(), enrolment.name.clone()));
        let mut answer = device(&known).unwrap();
        answer["recovery_codes"] = json!(known.codes);
        answer
    }

    /// What is open, once, on a line that stays.
    fn stream(&self) -> Response {
        let mut known = self.known();
        known.streams += 1;
        let open = OpenApprovals {
            items: known.open.iter().cloned().collect(),
            next_cursor: None,
            now: known
                .open
                .as_ref()
                .map_or(samples::NOW, |one| one.created_at),
            muted_until: None,
        };
        let event = format!(
            "event: approvals\nid: 1\ndata: {}\n\n",
            serde_json::to_string(&open).unwrap()
        );
        let events = stream::iter([Ok::<_, Infallible>(event)]).chain(stream::pending());
        (
            [(CONTENT_TYPE, "text/event-stream")],
            Body::from_stream(events),
        )
            .into_response()
    }
}

fn device(known: &Known) -> Option<Value> {
    let (key, name) = known.device.as_ref()?;
    let id = DeviceId::from_bytes([3; 16]);
    Some(json!({"device": id, "name": name, "key": key, "enrolled_at": samples::NOW}))
}

fn no_such() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"error": "not_found"}))).into_response()
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let path = head.uri.path();
    let line = format!("{} {path}", head.method);
    let instead = server.known().instead.get(&line).cloned();
    if let Some((status, body)) = instead {
        return (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
    }
    match (head.method, path) {
        (Method::GET, "/.well-known/openid-configuration") => {
            Json(server.description()).into_response()
        }
        (Method::POST, "/revoke") => StatusCode::OK.into_response(),
        (Method::POST, "/api/v1/approvals/device/code") => Json(EnrolmentCode {
            code: "c".repeat(43),
            user: UserId::from_bytes([2; 16]),
            device: DeviceId::from_bytes([3; 16]),
            expires_at: samples::NOW,
        })
        .into_response(),
        (Method::PUT, "/api/v1/approvals/device") => {
            let held = server.known().held.clone();
            if let Some((came, go_on)) = held {
                came.notify_one();
                go_on.notified().await;
            }
            Json(server.enrol(&serde_json::from_slice(&body).unwrap())).into_response()
        }
        (Method::GET, "/api/v1/approvals/device") => {
            let device = device(&server.known());
            device.map_or_else(no_such, |device| Json(device).into_response())
        }
        (Method::DELETE, "/api/v1/approvals/device") => match server.known().device.take() {
            Some(_) => StatusCode::NO_CONTENT.into_response(),
            None => no_such(),
        },
        (Method::GET, "/api/v1/approvals/stream") if server.key().is_some() => server.stream(),
        _ => no_such(),
    }
}
