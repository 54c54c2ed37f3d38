//! Devices that are signed in with tokens bound to a key, and follow the stream of what they are asked.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use protocol::{ApprovalKey, OpenApprovals};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    common::{keys::Pair, random},
    ours::now,
};

/// All devices share these; what they cost the server is the same.
pub struct Keys {
    pub bound: Pair,
    pub answering: ApprovalKey,
}

impl Keys {
    pub fn new() -> Self {
        Self {
            bound: Pair::es256(),
            answering: ApprovalKey::from_bytes(&random()),
        }
    }
}

/// One that is signed in.
#[derive(Clone)]
pub struct Device {
    pub name: String,
    at: SocketAddr,
    issuer: String,
    access: String,
    nonce: String,
    keys: Arc<Keys>,
}

/// One that hears what it is asked.
pub struct Watching {
    pub device: Device,
    pub heard: mpsc::Receiver<OpenApprovals>,
}

/// The id of a row that was filled in.
pub fn id(number: i64) -> String {
    format!(
        "{:08x}{number:024x}",
        number * 2_654_435_761 % 4_294_967_296
    )
}

/// The refresh token of a device.
pub fn token(number: i64) -> String {
    format!("refresh-token-{number}")
}

/// A proof that the caller holds the key of its tokens (RFC 9449).
fn proof(keys: &Keys, method: &str, address: &str, token: Option<&str>, nonce: &str) -> String {
    let base64url = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
    let mut claims = json!({
        "jti": base64url(&random::<12>()), "htm": method, "htu": address, "iat": now(),
    });
    if let Some(token) = token {
        claims["ath"] = base64url(&Sha256::digest(token.as_bytes())).into();
    }
    if !nonce.is_empty() {
        claims["nonce"] = nonce.into();
    }
    let header = json!({ "typ": "dpop+jwt", "alg": keys.bound.alg(), "jwk": keys.bound.jwk() });
    keys.bound.sign(&header, &claims)
}

/// Exchanges the refresh token of each device.
pub async fn sign_all_in(
    http: &Client,
    at: SocketAddr,
    issuer: &str,
    keys: &Arc<Keys>,
    count: i64,
) -> Vec<Device> {
    let mut nonce = String::new();
    let refused = refresh(http, at, issuer, keys, 0, &nonce).await;
    if let Some(given) = refused.headers().get("dpop-nonce") {
        given.to_str().unwrap().clone_into(&mut nonce);
    }
    let (mut devices, mut asking) = (Vec::new(), JoinSet::new());
    for number in 1..=count {
        let (http, issuer, keys, nonce) = (
            http.clone(),
            issuer.to_owned(),
            Arc::clone(keys),
            nonce.clone(),
        );
        asking.spawn(async move {
            let answer = refresh(&http, at, &issuer, &keys, number, &nonce).await;
            let status = answer.status();
            let tokens: Value = answer.json().await.unwrap();
            assert_eq!(status, 200, "{tokens}");
            Device {
                name: format!("person{number}"),
                access: tokens["access_token"].as_str().unwrap().to_owned(),
                at,
                issuer,
                nonce,
                keys,
            }
        });
        if asking.len() >= 16 {
            devices.push(asking.join_next().await.unwrap().unwrap());
        }
    }
    devices.extend(asking.join_all().await);
    devices
}

async fn refresh(
    http: &Client,
    at: SocketAddr,
    issuer: &str,
    keys: &Keys,
    number: i64,
    nonce: &str,
) -> Response {
    let shown = proof(keys, "POST", &format!("{issuer}/oauth/token"), None, nonce);
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", "countersign-desktop"),
        ("refresh_token", &token(number)),
    ];
    let asked = http.post(format!("http://{at}/oauth/token"));
    asked
        .header("DPoP", shown)
        .form(&fields)
        .send()
        .await
        .unwrap()
}

impl Device {
    /// A request below `/api/v1/approvals`.
    pub fn request(&self, http: &Client, method: &str, path: &str) -> RequestBuilder {
        let path = format!("/api/v1/approvals{path}");
        let address = format!("{}{path}", self.issuer);
        let shown = proof(
            &self.keys,
            method,
            &address,
            Some(&self.access),
            &self.nonce,
        );
        let kind = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let asked = http.request(kind, format!("http://{}{path}", self.at));
        let asked = asked.header("authorization", format!("DPoP {}", self.access));
        asked.header("DPoP", shown)
    }

    /// Follows the stream, comes back when it ends, and hands on each state in which something is asked.
    async fn follow(
        self,
        http: Client,
        connected: Arc<AtomicUsize>,
        heard: mpsc::Sender<OpenApprovals>,
    ) {
        let (mut retry, mut failures) = (1000_u64, 0_u32);
        loop {
            if let Ok(stream) = self.request(&http, "GET", "/stream").send().await
                && stream.status() == 200
            {
                failures = 0;
                connected.fetch_add(1, Ordering::SeqCst);
                read(stream, &mut retry, &heard).await;
            } else {
                failures += 1;
            }
            // As the desktop app does: what the server said, and longer with each try that failed.
            let most = 1000 * 2_u64.pow(failures.min(5)) + 1000;
            let wait = 1000 + u64::from_le_bytes(random()) % (most - 1000);
            tokio::time::sleep(Duration::from_millis(wait.max(retry))).await;
        }
    }
}

/// Reads events until the stream ends.
async fn read(mut stream: Response, retry: &mut u64, heard: &mpsc::Sender<OpenApprovals>) {
    let mut text = String::new();
    while let Ok(Some(part)) = stream.chunk().await {
        text.push_str(std::str::from_utf8(&part).unwrap());
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            for line in event.lines() {
                if let Some(later) = line.strip_prefix("retry: ") {
                    *retry = later.parse().unwrap();
                }
                if let Some(data) = line.strip_prefix("data: ") {
                    let open: OpenApprovals = serde_json::from_str(data).unwrap();
                    if !open.items.is_empty() && heard.send(open).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// Lets every device follow its stream, and returns once all do.
pub async fn watch_all(
    http: &Client,
    devices: Vec<Device>,
    connected: &Arc<AtomicUsize>,
) -> Vec<Watching> {
    let mut all = Vec::new();
    for (number, device) in devices.into_iter().enumerate() {
        let (tell, heard) = mpsc::channel(8);
        tokio::spawn(
            device
                .clone()
                .follow(http.clone(), Arc::clone(connected), tell),
        );
        all.push(Watching { device, heard });
        // Not more at once than a server lets wait to be accepted.
        while connected.load(Ordering::SeqCst) + 256 < number {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    while connected.load(Ordering::SeqCst) < all.len() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    all
}
