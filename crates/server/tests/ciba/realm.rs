//! A realm of Keycloak, as strict about what it is told as Keycloak's sources are, and told what to say.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use server::config::{Delegate, People};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::common::{
    World,
    keys::{Pair, merge},
    next,
};

/// The path of the realm.
const REALM: &str = "/realms/shop";

/// Where it hears of outcomes.
const CALLBACK: &str = "/realms/shop/protocol/openid-connect/ext/ciba/auth/callback";

/// What it answers instead of what it would.
#[derive(Debug, Clone, Copy)]
pub enum Instead {
    /// This status, as a proxy before it would. It hears nothing.
    Proxy(u16),
    /// It hears, and the line is cut.
    Silence,
}

/// What it was told.
#[derive(Default)]
struct Heard {
    /// By token: what is pending, and what was said of the others.
    questions: BTreeMap<String, Option<String>>,
    /// Whatever did not fit.
    wrong: Vec<String>,
    /// How often its callback was asked for anything.
    calls: usize,
    instead: Option<Instead>,
}

/// A realm that listens.
pub struct Realm {
    pub issuer: String,
    pub pair: Pair,
    address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
    serving: JoinHandle<()>,
}

impl Realm {
    /// One that signs as Keycloak does by default.
    pub async fn start() -> Self {
        let pair = Pair::rsa();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let issuer = format!("http://{address}{REALM}");
        let heard = Arc::new(Mutex::new(Heard::default()));
        let serving = serve(listener, &issuer, &pair, &heard);
        Self {
            issuer,
            pair,
            address,
            heard,
            serving,
        }
    }

    /// The world with this realm in its configuration.
    pub async fn known_to(&self, world: World, change: impl FnOnce(&mut Delegate)) -> World {
        let mut delegate = Delegate {
            issuer: self.issuer.clone(),
            callback: format!("http://{}{CALLBACK}", self.address),
            label: "Example Corp".into(),
            people: People::SameNames,
            number: true,
            private_targets: vec!["127.0.0.0/8".parse().unwrap()],
        };
        change(&mut delegate);
        world
            .reconfigured(|config| {
                config.delegates = BTreeMap::from([("shop".to_owned(), delegate)]);
            })
            .await
    }

    /// The claims of a token for a question of now.
    pub fn claims(&self, world: &World) -> Value {
        let now = world.now();
        json!({
            "exp": now + 120, "iat": now, "jti": format!("question-{}", next()), "iss": self.issuer,
            "aud": self.issuer, "sub": "b6c3d2f0", "typ": "Bearer", "azp": "till",
        })
    }

    /// A token with some claims set anew.
    pub fn token(&self, world: &World, changes: &Value) -> String {
        let mut claims = self.claims(world);
        merge(&mut claims, changes);
        self.sign(&claims)
    }

    /// A token with these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": "realm-key"});
        self.pair.sign(&header, claims)
    }

    /// Asks as Keycloak does; the status, and what was said.
    pub async fn ask_with(&self, world: &World, token: &str, changes: &Value) -> (u16, String) {
        let mut body = json!({
            "binding_message": "Order-4711-042917", "login_hint": "ana", "is_consent_required": false,
            "acr_values": "", "scope": "openid profile email",
        });
        merge(&mut body, changes);
        let questions = |heard: &mut Heard| heard.questions.insert(token.to_owned(), None);
        questions(&mut self.heard.lock().unwrap());
        let request = world
            .http
            .post(format!("{}/oauth/backchannel/delegated", world.base))
            .bearer_auth(token)
            .json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Asks ana; the token.
    pub async fn asked(&self, world: &World) -> String {
        let token = self.token(world, &json!({}));
        let answer = self.ask_with(world, &token, &json!({})).await;
        assert_eq!(answer, (201, String::new()));
        token
    }

    /// What it was told about `token`, after which nothing was wrong.
    pub fn told(&self, token: &str) -> Option<String> {
        let heard = self.heard.lock().unwrap();
        assert_eq!(heard.wrong, Vec::<String>::new());
        heard.questions[token].clone()
    }

    /// How often it was told anything.
    pub fn calls(&self) -> usize {
        self.heard.lock().unwrap().calls
    }

    /// Answers so from now on.
    pub fn says(&self, instead: Option<Instead>) {
        self.heard.lock().unwrap().instead = instead;
    }

    /// Nobody listens any more.
    pub async fn goes(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }

    /// Listens again, at the same address.
    pub async fn comes_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = serve(listener, &self.issuer, &self.pair, &self.heard);
    }
}

fn serve(
    listener: TcpListener,
    issuer: &str,
    pair: &Pair,
    heard: &Arc<Mutex<Heard>>,
) -> JoinHandle<()> {
    let mut jwk = pair.jwk();
    merge(
        &mut jwk,
        &json!({"kid": "realm-key", "use": "sig", "alg": "RS256"}),
    );
    let mut other = pair.jwk();
    merge(
        &mut other,
        &json!({"kid": "other", "use": "enc", "alg": "RSA-OAEP"}),
    );
    let state = Fixed {
        metadata: json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/protocol/openid-connect/auth"),
            "token_endpoint": format!("{issuer}/protocol/openid-connect/token"),
            "jwks_uri": format!("{issuer}/protocol/openid-connect/certs"),
            "id_token_signing_alg_values_supported": [
                "PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512",
                "PS256", "PS512", "RS512",
            ],
        }),
        keys: json!({"keys": [other, jwk]}),
        heard: Arc::clone(heard),
    };
    let app = Router::new().fallback(answer).with_state(state);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() })
}

#[derive(Clone)]
struct Fixed {
    metadata: Value,
    keys: Value,
    heard: Arc<Mutex<Heard>>,
}

async fn answer(
    State(fixed): State<Fixed>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match (method, uri.path()) {
        (Method::GET, "/realms/shop/.well-known/openid-configuration") => {
            axum::Json(fixed.metadata).into_response()
        }
        (Method::GET, "/realms/shop/protocol/openid-connect/certs") => {
            axum::Json(fixed.keys).into_response()
        }
        (Method::POST, CALLBACK) => {
            let mut heard = fixed.heard.lock().unwrap();
            heard.calls += 1;
            let status = match heard.instead {
                Some(Instead::Proxy(status)) => StatusCode::from_u16(status).unwrap(),
                Some(Instead::Silence) => {
                    heard.hear(&headers, &body);
                    drop(heard);
                    panic!("the line is cut")
                }
                None => heard.hear(&headers, &body),
            };
            let elsewhere = [("location", "/realms/shop/elsewhere")];
            (status, elsewhere).into_response()
        }
        (method, path) => {
            let mut heard = fixed.heard.lock().unwrap();
            heard.wrong.push(format!("{method} {path}"));
            StatusCode::NOT_FOUND.into_response()
        }
    }
}

impl Heard {
    /// As the callback of Keycloak: who shows a token twice loses what it was for.
    fn hear(&mut self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if header("content-type") != Some("application/json") {
            self.wrong.push("the type".into());
            return StatusCode::UNSUPPORTED_MEDIA_TYPE;
        }
        let token = header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let Some(question) = token.and_then(|token| self.questions.get_mut(token)) else {
            self.wrong.push(format!("the token {token:?}"));
            return StatusCode::FORBIDDEN;
        };
        let said: Value = serde_json::from_slice(body).unwrap_or_default();
        let status = said["status"].as_str();
        let known =
            status.filter(|status| ["SUCCEED", "UNAUTHORIZED", "CANCELLED"].contains(status));
        let alone = said.as_object().is_some_and(|members| members.len() == 1);
        let (Some(status), true) = (known, alone) else {
            self.wrong.push(format!("the body {said}"));
            return StatusCode::BAD_REQUEST;
        };
        if question.is_some() {
            self.wrong.push("told twice".into());
            return StatusCode::FORBIDDEN;
        }
        *question = Some(status.to_owned());
        StatusCode::OK
    }
}
