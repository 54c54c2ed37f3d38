//! A program of a person on a device of theirs, with a key to answer with; and what is asked of it.

use std::net::IpAddr;

use authority::{Digest, approval::LIFE};
use data_encoding::BASE64URL_NOPAD;
use protocol::{
    ApprovalDecision, ApprovalKey, ApprovalPurpose, ApprovalRequest, Enrolment, EnrolmentCode,
    SignedAnswer, UserId,
};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::{
    Server,
    approvals::{self, Asked, Asking, NotAsked, Number},
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::common::{
    DESKTOP_CALLBACK, PASSWORD, Tokens, VERIFIER, World, claims, desktop_request,
    keys::Pair,
    random,
    waiting::{bind, pool},
};

/// Where the asking browser is.
pub(crate) const ELSEWHERE: &str = "203.0.113.9";

/// A program that is signed in.
pub(crate) struct Phone<'a> {
    pub(crate) world: &'a World,
    pub(crate) tokens: Tokens,
    pub(crate) user: UserId,
    pub(crate) key: ApprovalKey,
    /// The key that its tokens are bound to.
    pub(crate) pair: Option<Pair>,
    pub(crate) nonce: String,
}

/// Signs a person in to the desktop app, bound to `pair` where there is one.
async fn sign_in(world: &World, name: &str, pair: Option<&Pair>) -> Tokens {
    let mut browser = world.browser();
    // Whoever has a device that approves is asked for it; those tests are in `approval_pages`.
    let pool = pool(world).await;
    let aside =
        "UPDATE devices SET ended_at = -1 WHERE approval_key IS NOT NULL AND ended_at IS NULL";
    sqlx::query(aside).execute(&pool).await.unwrap();
    browser.sign_in(name, PASSWORD).await;
    let back = "UPDATE devices SET ended_at = NULL WHERE ended_at = -1";
    sqlx::query(back).execute(&pool).await.unwrap();
    pool.close().await;
    let code = browser.authorize(&desktop_request()).await["code"].clone();
    let Some(pair) = pair else {
        return Tokens::from(world.redeem(&code).await).await;
    };
    let nonce = nonce(world).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "countersign-desktop"),
        ("redirect_uri", DESKTOP_CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", code.as_str()),
        ("device_name", "Ana's laptop"),
    ];
    let address = format!("{}/oauth/token", world.base);
    let proof = proof(world, pair, "POST", &address, None, Some(&nonce));
    let asked = world.http.post(address).header("DPoP", proof);
    Tokens::from(asked.form(&fields).send().await.unwrap()).await
}

/// The nonce that the server hands out now.
async fn nonce(world: &World) -> String {
    let address = format!("{}/oauth/token", world.base);
    let proof = proof(world, &Pair::es256(), "POST", &address, None, None);
    let asked = world.http.post(address).header("DPoP", proof).form(&[
        ("grant_type", "refresh_token"),
        ("client_id", "countersign-desktop"),
    ]);
    let answer = asked.send().await.unwrap();
    answer.headers()["dpop-nonce"].to_str().unwrap().to_owned()
}

fn proof(
    world: &World,
    pair: &Pair,
    method: &str,
    address: &str,
    token: Option<&str>,
    nonce: Option<&str>,
) -> String {
    let mut claims = json!({
        "jti": data_encoding::HEXLOWER.encode(&random::<12>()),
        "htm": method, "htu": address, "iat": world.now(),
    });
    if let Some(token) = token {
        claims["ath"] = BASE64URL_NOPAD
            .encode(&Sha256::digest(token.as_bytes()))
            .into();
    }
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let header = json!({"typ": "dpop+jwt", "alg": pair.alg(), "jwk": pair.jwk()});
    pair.sign(&header, &claims)
}

/// Adds somebody besides ana.
pub(crate) async fn add(world: &World, name: &str) {
    let (mail, password) = (format!("{name}@example.org"), PASSWORD.to_owned());
    let roles = ["user".to_owned()];
    let added = world
        .server
        .add_user(name, &mail, &roles, Zeroizing::new(password));
    added.await.unwrap();
}

impl<'a> Phone<'a> {
    /// Signed in, without a key to answer with.
    pub(crate) async fn signed_in(world: &'a World, name: &str, pair: Option<Pair>) -> Self {
        let tokens = sign_in(world, name, pair.as_ref()).await;
        let nonce = match &pair {
            Some(_) => nonce(world).await,
            None => String::new(),
        };
        Self {
            user: claims(&tokens.access)["sub"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap(),
            key: ApprovalKey::from_bytes(&random()),
            world,
            tokens,
            pair,
            nonce,
        }
    }

    /// Signed in as ana, and enrolled.
    pub(crate) async fn enrolled(world: &'a World) -> Self {
        Self::enrolled_as(world, "ana").await
    }

    /// Signed in and enrolled.
    pub(crate) async fn enrolled_as(world: &'a World, name: &str) -> Self {
        let phone = Self::signed_in(world, name, None).await;
        phone.enrol("Phone").await;
        phone
    }

    /// Gets a code and enrols the key.
    pub(crate) async fn enrol(&self, name: &str) -> Value {
        let code = self.code().await;
        let enrolment = Enrolment::new(&self.world.base, &code, name, &self.key);
        let body = json!(enrolment);
        let (status, body) = self.call("PUT", "/device", Some(&body)).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// A code for the key of this device, by a session that just showed a second factor: whoever has a
    /// device that approves needs one for the next.
    pub(crate) async fn code(&self) -> EnrolmentCode {
        bind(self.world, &self.tokens.access).await;
        self.prove().await;
        let (status, body) = self.call("POST", "/device/code", None).await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_value(body).unwrap()
    }

    /// Its session just showed a second factor.
    pub(crate) async fn prove(&self) {
        let now = authority::Moment::from_unix(self.world.now());
        let id = self.session().parse().unwrap();
        let mut work = self.world.server.store().begin().await.unwrap();
        let session = work.sessions().get(id).await.unwrap().unwrap();
        let proved = session.assurance.with(authority::factor::Kind::Totp, now);
        let cookie = Digest::of(&data_encoding::HEXLOWER.encode(&random::<16>()));
        let at = session.authenticated_at;
        work.sessions()
            .renew(id, &cookie, at, &proved)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    /// A request below `/api/v1/approvals`, as it is sent.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&'static str, &str)],
    ) -> Response {
        let base = &self.world.base;
        self.send_to(base, method, path, body, headers).await
    }

    /// As [`Phone::send`], to the server at this address.
    pub(crate) async fn send_to(
        &self,
        base: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&'static str, &str)],
    ) -> Response {
        let path = format!("/api/v1/approvals{path}");
        let (kind, token) = (
            Method::from_bytes(method.as_bytes()).unwrap(),
            &self.tokens.access,
        );
        let mut asked = self.world.http.request(kind, format!("{base}{path}"));
        asked = match &self.pair {
            None => asked.bearer_auth(token),
            Some(pair) => {
                let address = format!("{}{path}", self.world.base);
                let address = address.split('?').next().unwrap();
                let nonce = Some(self.nonce.as_str());
                let proof = proof(self.world, pair, method, address, Some(token), nonce);
                let asked = asked.header("authorization", format!("DPoP {token}"));
                asked.header("DPoP", proof)
            }
        };
        for (name, value) in headers {
            asked = asked.header(*name, *value);
        }
        if let Some(body) = body {
            asked = asked.json(body);
        }
        asked.send().await.unwrap()
    }

    /// Status and JSON of the answer.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> (u16, Value) {
        read(self.send(method, path, body, &[]).await).await
    }

    /// The one request that can be answered now.
    pub(crate) async fn open(&self) -> ApprovalRequest {
        let (status, body) = self.call("GET", "", None).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["items"].as_array().unwrap().len(), 1, "{body}");
        serde_json::from_value(body["items"][0].clone()).unwrap()
    }

    /// An answer, signed now.
    pub(crate) fn sign(
        &self,
        request: &ApprovalRequest,
        decision: ApprovalDecision,
        digits: &str,
    ) -> SignedAnswer {
        request.answer(&self.key, decision, digits, self.world.now())
    }

    /// Sends an answer.
    pub(crate) async fn give(
        &self,
        request: &ApprovalRequest,
        answer: &SignedAnswer,
    ) -> (u16, Value) {
        let path = format!("/{}/answer", request.id);
        self.call("POST", &path, Some(&json!(answer))).await
    }

    /// Signs and sends an answer.
    pub(crate) async fn answer(
        &self,
        request: &ApprovalRequest,
        decision: ApprovalDecision,
        digits: &str,
    ) -> (u16, Value) {
        self.give(request, &self.sign(request, decision, digits))
            .await
    }

    /// The id of the session that it is signed in with.
    pub(crate) fn session(&self) -> String {
        claims(&self.tokens.access)["sid"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

pub(crate) async fn read(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// The word of a refusal, with its status.
pub(crate) fn word(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["error"].as_str().unwrap_or_default())
}

/// What a browser asks in the name of `user`.
pub(crate) fn asking(user: UserId, holder: &str) -> Asking {
    Asking {
        user,
        device: None,
        holder: holder.to_owned(),
        purpose: ApprovalPurpose::SignIn,
        client: None,
        app: Some("Wiki".to_owned()),
        message: None,
        browser: Some("Firefox 140".to_owned()),
        os: Some("Linux".to_owned()),
        ip: ELSEWHERE.parse::<IpAddr>().unwrap(),
        number: Number::Drawn,
        life: LIFE,
    }
}

/// The holder of a sign-in under way.
pub(crate) fn holder() -> String {
    let cookie = data_encoding::HEXLOWER.encode(&random::<16>());
    format!("sign-in:{}", Digest::of(&cookie).as_str())
}

/// Asks, and commits.
pub(crate) async fn try_ask(server: &Server, asking: Asking) -> Result<Asked, NotAsked> {
    let mut work = server.store().begin().await.unwrap();
    let asked = approvals::ask(server, &mut work, asking).await;
    work.commit().await.unwrap();
    asked
}

/// Asks `user` on the device that answered last, and says which digits the page shows.
pub(crate) async fn ask(world: &World, user: UserId, holder: &str) -> (Asked, String) {
    let asked = try_ask(&world.server, asking(user, holder)).await.unwrap();
    let digits = asked.digits.as_ref().unwrap().as_str().to_owned();
    (asked, digits)
}

/// Digits that are not these.
pub(crate) fn other_than(digits: &str) -> String {
    let number: u32 = digits.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// The actions of the log about `subject`, in order.
pub(crate) async fn logged(world: &World, subject: &str) -> Vec<String> {
    world.server.settle_refusals(true).await;
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 10_000).await.unwrap();
    let about = rows.iter().filter(|row| row.event.subject == subject);
    about.map(|row| row.event.action.clone()).collect()
}
