//! Requests to servers: https, no redirects, ten seconds, 256 KiB.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use url::{Host, Url};

use crate::{Error, Servers, error::plain, identity::Keys};

/// How long a whole exchange may take, and how long finding the server.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// The most bytes of an answer that are read.
const LONGEST: usize = 256 * 1024;

/// Asks servers, within the limits of `SECURITY_MODEL.md` section 4.7, and remembers their keys and
/// what they say in passing.
///
/// Make one and keep it: what it remembers about keys limits how often they are fetched.
pub struct Http {
    /// For this computer: never by way of a proxy.
    near: Client,
    /// For everybody else: by way of the system's proxy, if there is one.
    far: Client,
    pub(crate) keys: Mutex<HashMap<String, Keys>>,
    servers: Arc<Servers>,
}

impl Http {
    /// `clock` says what time it is here, against which the clocks of servers are read.
    ///
    /// # Errors
    ///
    /// [`Error::Local`] when this computer's certificates cannot be read.
    pub fn new(clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Result<Self, Error> {
        let client = || {
            Client::builder()
                .redirect(redirect::Policy::none())
                .connect_timeout(LIMIT)
                .user_agent(format!(
                    "Countersign/{} ({})",
                    env!("CARGO_PKG_VERSION"),
                    system()
                ))
                .referer(false)
        };
        let built = |client: reqwest::ClientBuilder| {
            client.build().map_err(|error| Error::Local {
                what: "certificates of this computer could not be read",
                source: std::io::Error::other(error),
            })
        };
        Ok(Self {
            near: built(client().no_proxy())?,
            far: built(client())?,
            keys: Mutex::default(),
            servers: Arc::new(Servers::new(clock)),
        })
    }

    /// The client for requests to `url`, for a room that builds requests of its own. It follows no
    /// redirect and gives up after ten seconds where nobody can be connected to; the caller says how
    /// long the rest may take, and counts the bytes of the answer.
    #[must_use]
    pub fn client_for(&self, url: &Url) -> &Client {
        if is_loopback(url) {
            &self.near
        } else {
            &self.far
        }
    }

    /// What servers said in passing. A room that builds requests of its own tells it what they are
    /// answered.
    #[must_use]
    pub fn servers(&self) -> &Arc<Servers> {
        &self.servers
    }

    pub(crate) async fn get(&self, url: &Url) -> Result<Answer, Sent> {
        self.send(self.client_for(url).get(url.clone())).await
    }

    pub(crate) async fn post_form(
        &self,
        url: &Url,
        form: &[(&str, &str)],
        proof: Option<String>,
    ) -> Result<Answer, Sent> {
        let mut request = self.client_for(url).post(url.clone()).form(form);
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        self.send(request).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer, Sent> {
        let mut response = request
            .header("accept", "application/json")
            .timeout(LIMIT)
            .send()
            .await
            .map_err(Sent::from)?;
        self.servers.learn_from(response.url(), response.headers());
        let status = response.status();
        let names_nonce = response.headers().contains_key("dpop-nonce");
        let mut body = zeroize::Zeroizing::new(Vec::new());
        while let Some(part) = response.chunk().await.map_err(Sent::from)? {
            if body.len() + part.len() > LONGEST {
                return Ok(Answer {
                    status,
                    names_nonce,
                    body: None,
                });
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer {
            status,
            names_nonce,
            body: Some(body),
        })
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// Whether the server named a nonce for proofs.
    pub(crate) names_nonce: bool,
    /// `None` when there was more than 256 KiB of it. It may hold tokens.
    pub(crate) body: Option<zeroize::Zeroizing<Vec<u8>>>,
}

impl Answer {
    /// The body as JSON of the expected shape, or why it is not.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, String> {
        let body = self
            .body
            .as_ref()
            .ok_or("the answer has more than 256 KiB")?;
        serde_json::from_slice(body).map_err(|error| {
            let looks_like_a_page = body.trim_ascii_start().first() == Some(&b'<');
            if looks_like_a_page {
                "the answer is a web page".to_owned()
            } else {
                // The classes of error name positions and fields; only data errors quote values.
                format!(
                    "the answer is not the expected JSON (line {}, column {})",
                    error.line(),
                    error.column()
                )
            }
        })
    }

    /// Whether the server is merely unable to answer now.
    pub(crate) fn is_away(&self) -> bool {
        self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS
    }
}

/// Why nothing came back.
pub(crate) enum Sent {
    /// The request cannot have arrived.
    Never(String),
    /// The request may have arrived, and the answer was lost.
    Perhaps(String),
}

impl From<reqwest::Error> for Sent {
    fn from(error: reqwest::Error) -> Self {
        let never = error.is_connect() || error.is_builder();
        // The address may carry a query.
        let detail = plain(&chain(&error.without_url()));
        if never {
            Self::Never(detail)
        } else {
            Self::Perhaps(detail)
        }
    }
}

impl From<Sent> for Error {
    fn from(sent: Sent) -> Self {
        let (Sent::Never(detail) | Sent::Perhaps(detail)) = sent;
        Self::ServerAway { detail }
    }
}

/// The error and what caused it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line = format!("{line}: {cause}");
        next = cause.source();
    }
    line
}

/// Whether `url` may be asked at all: https, or http on this computer; no name or password in it.
pub(crate) fn is_allowed(url: &Url) -> bool {
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    scheme
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(host)) => host == "localhost",
        None => false,
    }
}
/// This computer's system as people write it.
fn system() -> &'static str {
    match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    }
}
