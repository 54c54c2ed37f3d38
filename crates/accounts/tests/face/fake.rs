//! A strict OpenID provider on a port of its own. It refuses whatever a good client does not send,
//! and lies wherever a test tells it to.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use accounts::{Http, Provider};
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    middleware::map_response_with_state,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::{keys::Key, proofs::Proof};

pub const CLIENT: &str = "countersign-desktop";

/// When the clocks of the servers begin, Unix seconds.
pub const START: u64 = 1_800_000_000;

pub struct Fake {
    pub issuer: String,
    state: Arc<Mutex<Inner>>,
}

/// Answers in the place of the proper one: status, content type, body.
pub type Instead = (u16, &'static str, String);

pub type Forge = Box<dyn Fn(&Key, &mut Value, &mut Value) -> Option<String> + Send>;

pub struct Inner {
    issuer: String,
    pub now: Arc<AtomicU64>,
    /// What the document says otherwise; `null` removes.
    pub document: Value,
    pub document_instead: Option<Instead>,
    pub key: Key,
    pub kid: String,
    /// Further keys of the set.
    pub more_keys: Vec<Value>,
    pub key_requests: usize,
    codes: HashMap<String, HashMap<String, String>>,
    /// Changes the header and claims of the next identity tokens, or makes the whole token.
    pub forge: Option<Forge>,
    /// What the token answers say otherwise.
    pub answer: Value,
    pub token_instead: VecDeque<Instead>,
    pub token_requests: Vec<HashMap<String, String>>,
    refresh: String,
    counter: u64,
    pub rotates: bool,
    pub revoked: Vec<(String, String)>,
    pub slow: Duration,
    pub binding: Binding,
}

/// How tokens are bound to keys ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
#[derive(Default)]
pub struct Binding {
    pub on: bool,
    /// Binds refresh tokens alone.
    pub refresh_only: bool,
    /// What proofs have to carry.
    pub nonce: Option<String>,
    /// Wants another nonce each time.
    pub insatiable: bool,
    /// Every proof that was shown.
    pub proofs: Vec<Proof>,
    /// The key that the refresh token is bound to.
    key: Option<String>,
}

impl Fake {
    pub async fn start() -> Self {
        Self::at("").await
    }

    /// With an issuer that has a path.
    pub async fn at(path: &str) -> Self {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}{path}", socket.local_addr().unwrap());
        let state = Arc::new(Mutex::new(Inner {
            issuer: issuer.clone(),
            now: Arc::new(AtomicU64::new(START)),
            document: json!({}),
            document_instead: None,
            key: Key::es256(),
            kid: "first".to_owned(),
            more_keys: Vec::new(),
            key_requests: 0,
            codes: HashMap::new(),
            forge: None,
            answer: json!({}),
            token_instead: VecDeque::new(),
            token_requests: Vec::new(),
            refresh: "none yet".to_owned(),
            counter: 0,
            rotates: true,
            revoked: Vec::new(),
            slow: Duration::ZERO,
            binding: Binding::default(),
        }));
        let base = path.trim_end_matches('/');
        let router = Router::new()
            .route(
                &format!("{base}/.well-known/openid-configuration"),
                get(document),
            )
            .route(
                &format!("/.well-known/oauth-authorization-server{base}"),
                get(document),
            )
            .route("/elsewhere", get(document))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/revoke", post(revoke))
            .layer(map_response_with_state(Arc::clone(&state), date))
            .with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(socket, router).await });
        Self { issuer, state }
    }

    pub fn lie(&self) -> MutexGuard<'_, Inner> {
        self.state.lock().unwrap()
    }

    pub fn clock(&self) -> impl Fn() -> SystemTime + Send + Sync + 'static {
        let now = Arc::clone(&self.lie().now);
        move || UNIX_EPOCH + Duration::from_secs(now.load(Ordering::SeqCst))
    }

    pub fn later(&self, seconds: u64) {
        self.lie().now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn discovered(&self, http: &Http) -> Provider {
        accounts::discover(http, &self.issuer).await.unwrap()
    }

    /// What the person does in the browser: checks the request as a strict server does and answers
    /// with the parameters that the browser carries back.
    pub fn approve(&self, address: &Url) -> (Url, Vec<(String, String)>) {
        let mut inner = self.lie();
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked.contains_key("dpop_jkt"), inner.binding.on);
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        for random in ["state", "nonce", "code_challenge"] {
            assert_eq!(
                BASE64URL_NOPAD
                    .decode(asked[random].as_bytes())
                    .unwrap()
                    .len(),
                32,
                "{random} has 256 bits"
            );
        }
        let back: Url = asked["redirect_uri"].parse().unwrap();
        assert_eq!(
            (back.scheme(), back.host_str()),
            ("http", Some("127.0.0.1"))
        );
        inner.counter += 1;
        let code = format!("code-{}", inner.counter);
        let state = asked["state"].clone();
        inner.codes.insert(code.clone(), asked);
        let issuer = inner.issuer.clone();
        (
            back,
            vec![
                ("code".to_owned(), code),
                ("state".to_owned(), state),
                ("iss".to_owned(), issuer),
            ],
        )
    }
}

fn instead((status, kind, body): Instead) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    response
        .headers_mut()
        .insert(header::LOCATION, "/elsewhere".parse().unwrap());
    response
}

async fn document(
    State(state): State<Arc<Mutex<Inner>>>,
    request: axum::extract::Request,
) -> Response {
    let inner = state.lock().unwrap();
    let elsewhere = request.uri().path() == "/elsewhere";
    if let (Some(answer), false) = (&inner.document_instead, elsewhere) {
        return instead(answer.clone());
    }
    let origin: Url = inner.issuer.parse().unwrap();
    let at = |path: &str| origin.join(path).unwrap().to_string();
    let mut document = json!({
        "issuer": inner.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "revocation_endpoint": at("/revoke"),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["ES256", "EdDSA", "RS256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
    });
    if inner.binding.on {
        document["dpop_signing_alg_values_supported"] = json!(["EdDSA", "ES256"]);
    }
    change(&mut document, &inner.document);
    Json(document).into_response()
}

fn change(value: &mut Value, by: &Value) {
    for (key, new) in by.as_object().unwrap() {
        if new.is_null() {
            value.as_object_mut().unwrap().remove(key);
        } else {
            value[key] = new.clone();
        }
    }
}

async fn jwks(State(state): State<Arc<Mutex<Inner>>>) -> Json<Value> {
    let mut inner = state.lock().unwrap();
    inner.key_requests += 1;
    let mut keys = vec![inner.key.jwk(&inner.kid)];
    keys.extend(inner.more_keys.clone());
    Json(json!({ "keys": keys }))
}

/// The clock of the server, on every answer.
async fn date(State(state): State<Arc<Mutex<Inner>>>, mut response: Response) -> Response {
    let now = state.lock().unwrap().now.load(Ordering::SeqCst);
    let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now));
    response
        .headers_mut()
        .insert(header::DATE, date.parse().unwrap());
    response
}

async fn token(
    State(state): State<Arc<Mutex<Inner>>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let slow = state.lock().unwrap().slow;
    tokio::time::sleep(slow).await;
    let mut inner = state.lock().unwrap();
    inner.token_requests.push(form.clone());
    if let Some(answer) = inner.token_instead.pop_front() {
        return instead(answer);
    }
    let key = match inner.proved(&headers) {
        Ok(key) => key,
        Err(nonce) => {
            let error = Json(json!({"error": "use_dpop_nonce"}));
            return (StatusCode::BAD_REQUEST, [("dpop-nonce", nonce)], error).into_response();
        }
    };
    let granted = match form["grant_type"].as_str() {
        "authorization_code" => inner.redeem(&form, key),
        "refresh_token" => inner.renew(&form, key.as_deref()),
        _ => None,
    };
    match granted {
        Some(answer) => Json(answer).into_response(),
        None => (
            StatusCode::BAD_REQUEST,
            Json(json!({"error": "invalid_grant"})),
        )
            .into_response(),
    }
}

impl Inner {
    /// The key that is proved to be held, or the nonce that a proof has to carry.
    fn proved(&mut self, headers: &HeaderMap) -> Result<Option<String>, String> {
        let Some(header) = headers.get("dpop") else {
            return Ok(None);
        };
        assert!(self.binding.on, "nobody asked for a proof");
        assert_eq!(headers.get_all("dpop").iter().count(), 1);
        let proof = Proof::read(header.to_str().unwrap());
        let url = self.issuer.parse::<Url>().unwrap().join("/token").unwrap();
        proof.is_for("POST", url.as_str(), self.now.load(Ordering::SeqCst));
        assert_eq!(proof.claims.get("ath"), None);
        assert!(
            self.binding
                .proofs
                .iter()
                .all(|shown| shown.jti() != proof.jti()),
            "every proof is shown once"
        );
        let (key, nonce) = (proof.key.clone(), proof.nonce());
        self.binding.proofs.push(proof);
        if self.binding.insatiable {
            self.counter += 1;
            self.binding.nonce = Some(format!("nonce-{}", self.counter));
        }
        match self.binding.nonce.clone() {
            Some(wanted) if nonce.as_ref() != Some(&wanted) => Err(wanted),
            _ => Ok(Some(key)),
        }
    }

    fn redeem(&mut self, form: &HashMap<String, String>, key: Option<String>) -> Option<Value> {
        let asked = self.codes.remove(&form["code"])?;
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(form["code_verifier"].as_bytes()));
        let right = challenge == asked["code_challenge"]
            && form["redirect_uri"] == asked["redirect_uri"]
            && form["client_id"] == asked["client_id"]
            && key.as_ref() == asked.get("dpop_jkt");
        self.binding.key = key;
        let now = self.now.load(Ordering::SeqCst);
        let mut header = json!({"alg": self.key.algorithm(), "kid": self.kid, "typ": "JWT"});
        let mut claims = json!({
            "iss": self.issuer, "sub": "ana", "aud": CLIENT, "nonce": asked["nonce"], "iat": now, "exp": now + 300,
            "name": "Ana Example", "email": "ana@example.org",
        });
        let whole = self
            .forge
            .as_ref()
            .and_then(|forge| forge(&self.key, &mut header, &mut claims));
        let id_token = whole.unwrap_or_else(|| self.key.jwt(&header, &claims));
        let mut answer = self.fresh_pair();
        answer["id_token"] = id_token.into();
        answer["scope"] = asked["scope"].clone().into();
        change(&mut answer, &self.answer);
        right.then_some(answer)
    }

    fn renew(&mut self, form: &HashMap<String, String>, key: Option<&str>) -> Option<Value> {
        if form["refresh_token"] != self.refresh
            || form["client_id"] != CLIENT
            || key != self.binding.key.as_deref()
        {
            return None;
        }
        let mut answer = self.fresh_pair();
        change(&mut answer, &self.answer);
        Some(answer)
    }

    fn fresh_pair(&mut self) -> Value {
        self.counter += 1;
        let bound = self.binding.key.is_some() && !self.binding.refresh_only;
        let kind = if bound { "DPoP" } else { "Bearer" };
        let mut pair = json!({"access_token": format!("access-{}", self.counter), "token_type": kind, "expires_in": 600});
        if self.rotates || self.refresh == "none yet" {
            self.refresh = format!("refresh-{}", self.counter);
            pair["refresh_token"] = self.refresh.clone().into();
        }
        pair
    }

    /// Ends the sign-in, as an administrator would.
    pub fn end(&mut self) {
        self.refresh = "ended".to_owned();
    }
}

async fn revoke(
    State(state): State<Arc<Mutex<Inner>>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> StatusCode {
    assert_eq!(form["client_id"], CLIENT);
    assert!(
        !headers.contains_key("dpop"),
        "the standard asks for no proof"
    );
    state
        .lock()
        .unwrap()
        .revoked
        .push((form["token_type_hint"].clone(), form["token"].clone()));
    StatusCode::OK
}
