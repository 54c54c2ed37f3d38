//! The issuer: the one name that tokens, discovery and links carry.

use std::{fmt, net::SocketAddr};

use url::{Host, Url};

use super::Error;

/// An origin, exactly as it appears in tokens: scheme, host and port, with no slash at the end.
///
/// It is https, or http on this very machine
/// ([RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414#section-2)).
#[derive(Clone, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    https: bool,
    /// 0 while a loopback issuer waits for the port that is really listened on.
    port: u16,
}

impl Issuer {
    /// Checks `text`, which has to be the origin and nothing more.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] says which part is too much or missing.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refuse = |problem: &str| Err(Error::invalid("issuer", problem));
        let Ok(url) = Url::parse(text) else {
            return refuse("is not an address: write it like \"https://id.example.org\"");
        };
        if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
            return refuse("has to begin with https:// and name a host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not hold a name or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("must not hold a query or a fragment");
        }
        if url.path() != "/" {
            return refuse("must not hold a path: the server answers at the root of its host");
        }
        if text.ends_with('/') {
            return refuse("must not end with a slash: tokens carry it letter by letter");
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return refuse(
                "has to be https: plain http is accepted for 127.0.0.1, [::1] and localhost only",
            );
        }
        let written = url.as_str().trim_end_matches('/');
        if written != text {
            return refuse(&format!("has to be written \"{written}\""));
        }
        Ok(Self {
            text: text.to_owned(),
            https: url.scheme() == "https",
            port: url.port_or_known_default().unwrap_or_default(),
        })
    }

    /// The issuer of a server that nobody but this machine reaches at `listen`.
    pub(super) fn of_loopback(listen: SocketAddr) -> Self {
        let text = match listen.port() {
            80 => format!("http://{listen}")
                .trim_end_matches(":80")
                .to_owned(),
            _ => format!("http://{listen}"),
        };
        Self {
            text,
            https: false,
            port: listen.port(),
        }
    }

    /// The text as it appears in tokens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address of `path` at this issuer. `path` begins with a slash.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Whether browsers reach this issuer over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The port that a loopback issuer insists on; `None` when it leaves that open or is https.
    pub(super) fn fixed_loopback_port(&self) -> Option<u16> {
        (!self.https && self.port != 0).then_some(self.port)
    }

    /// This issuer with `port`, if it left its port open with 0.
    pub(super) fn with_bound_port(self, port: u16) -> Self {
        match self.text.strip_suffix(":0") {
            Some(host) => Self {
                text: format!("{host}:{port}"),
                port,
                ..self
            },
            _ => self,
        }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({})", self.text)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
