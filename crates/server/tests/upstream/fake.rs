//! A stand-in for another server, strict about what it is sent and told what to say.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use authority::pkce::Challenge;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};
use data_encoding::BASE64;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    CLIENT, SECRET,
    common::keys::{Pair, merge},
    query,
};

/// The code that it hands out.
pub(crate) const CODE: &str = "SplxlOBeZQQYbYS6WxSbIA";
/// The token that it hands out beside it.
pub(crate) const TOKEN: &str = "gho_16C7e42F292c6912E7710c838347Ae178B4a";

/// A stand-in that listens.
pub(crate) struct Fake {
    pub(crate) base: String,
    state: Arc<Mutex<Said>>,
}

/// What it says, and what it was asked.
#[derive(Default)]
struct Said {
    /// By path: status and body.
    pages: BTreeMap<String, (u16, String)>,
    /// The last authorization request.
    asked: BTreeMap<String, String>,
    /// The answer to a good token request.
    tokens: Value,
    /// Whether our secret comes in the form.
    in_form: bool,
    /// Every path that was asked for.
    paths: Vec<String>,
    /// Codes that were traded in.
    spent: Vec<String>,
}

impl Fake {
    /// One that says nothing yet.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(Said::default()));
        let app = Router::new()
            .fallback(answer)
            .with_state((Arc::clone(&state), base.clone()));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, state }
    }

    /// One that speaks OpenID Connect and signs with `pair`, whose name is `key`.
    pub(crate) async fn openid(pair: &Pair) -> Self {
        let fake = Self::start().await;
        fake.say("/.well-known/openid-configuration", &fake.metadata());
        fake.publish(pair);
        fake
    }

    /// What an OpenID provider says about itself.
    pub(crate) fn metadata(&self) -> Value {
        let base = &self.base;
        json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/keys"),
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": true,
        })
    }

    /// Says that `pair` is its key.
    pub(crate) fn publish(&self, pair: &Pair) {
        let mut jwk = pair.jwk();
        merge(&mut jwk, &json!({"kid": "key", "use": "sig"}));
        self.say("/keys", &json!({"keys": [jwk]}));
    }

    /// Says `body` at `path`.
    pub(crate) fn say(&self, path: &str, body: &Value) {
        self.say_with(path, 200, body.to_string());
    }

    /// Says `body` at `path` with this status.
    pub(crate) fn say_with(&self, path: &str, status: u16, body: String) {
        let mut said = self.state.lock().unwrap();
        said.pages.insert(path.to_owned(), (status, body));
    }

    /// Wants our secret in the form.
    pub(crate) fn wants_secret_in_form(&self) {
        self.state.lock().unwrap().in_form = true;
    }

    /// Notes what the browser was sent with, as its authorization page would.
    pub(crate) fn visited(&self, address: &str) -> BTreeMap<String, String> {
        let asked = query(address);
        self.state.lock().unwrap().asked.clone_from(&asked);
        asked
    }

    /// What it answers when the code is traded in.
    pub(crate) fn hand_out(&self, tokens: Value) {
        self.state.lock().unwrap().tokens = tokens;
    }

    /// How often `path` was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        let said = self.state.lock().unwrap();
        said.paths.iter().filter(|known| *known == path).count()
    }

    /// The claims of a good identity token for the request in hand.
    pub(crate) fn claims(&self, now: i64) -> Value {
        let nonce = self.state.lock().unwrap().asked.get("nonce").cloned();
        json!({
            "iss": self.base, "sub": "24400320", "aud": CLIENT, "nonce": nonce, "iat": now,
            "exp": now + 300, "email": "ana@example.org", "email_verified": true,
        })
    }
}

/// A token with the good header for `pair`.
pub(crate) fn signed(pair: &Pair, claims: &Value) -> String {
    let alg = if pair.alg() == "PS256" {
        "RS256"
    } else {
        pair.alg()
    };
    pair.sign(&json!({"alg": alg, "kid": "key", "typ": "JWT"}), claims)
}

async fn answer(
    State((state, base)): State<(Arc<Mutex<Said>>, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut said = state.lock().unwrap();
    let path = uri.path().to_owned();
    said.paths.push(path.clone());
    if method == Method::POST {
        let outcome = trade(&mut said, &headers, &body, &base);
        let (status, body) = match outcome {
            Ok(tokens) => (StatusCode::OK, tokens),
            Err(error) => (StatusCode::BAD_REQUEST, json!({"error": error})),
        };
        return (status, axum::Json(body)).into_response();
    }
    let bearer = format!("Bearer {TOKEN}");
    let shown = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    if path.starts_with("/api/v3/")
        && (shown != Some(&bearer) || !headers.contains_key("user-agent"))
    {
        return (
            StatusCode::UNAUTHORIZED,
            axum::Json(json!({"message": "Bad credentials"})),
        )
            .into_response();
    }
    match said.pages.get(&path) {
        Some((status, body)) => {
            let status = StatusCode::from_u16(*status).unwrap();
            (status, [("content-type", "application/json")], body.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What a strict server looks at before it hands tokens out.
fn trade(
    said: &mut Said,
    headers: &HeaderMap,
    body: &[u8],
    base: &str,
) -> Result<Value, &'static str> {
    let fields: BTreeMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let accepts = headers
        .get("accept")
        .is_some_and(|value| value == "application/json");
    let typed = headers
        .get("content-type")
        .is_some_and(|value| value == "application/x-www-form-urlencoded");
    if !accepts || !typed || field("grant_type") != "authorization_code" {
        return Err("invalid_request");
    }
    let encoded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!(
        "Basic {}",
        BASE64.encode(format!("{CLIENT}:{encoded}").as_bytes())
    );
    let in_header = headers
        .get("authorization")
        .is_some_and(|value| *value == basic);
    let in_form = field("client_id") == CLIENT && field("client_secret") == SECRET;
    if (said.in_form && !in_form) || (!said.in_form && !in_header) || (in_form && in_header) {
        return Err("invalid_client");
    }
    let asked = |name: &str| said.asked.get(name).map_or("", String::as_str);
    let challenge = Challenge::parse(asked("code_challenge"));
    let proven = challenge.is_some_and(|challenge| challenge.accepts(field("code_verifier")));
    let same = field("redirect_uri") == asked("redirect_uri") && !base.is_empty();
    let code = field("code").to_owned();
    if code != CODE || said.spent.contains(&code) || !proven || !same {
        return Err("invalid_grant");
    }
    said.spent.push(code);
    Ok(said.tokens.clone())
}

impl Fake {
    /// Lets the code be traded in once more.
    pub(crate) fn renew(&self) {
        self.state.lock().unwrap().spent.clear();
    }
}
