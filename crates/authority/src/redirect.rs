//! Where an answer may be sent: registered redirect URIs and what they match.
//!
//! A presented address matches as an exact string, except for the port of a loopback address
//! ([RFC 8252 section 7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)). The desktop app
//! alone also leaves the last path segment open, since it names the provider that answers.

use url::{Host, Url};

/// Where the one free path segment stands in the redirect of a built-in client.
const SEGMENT: &str = "{provider}";

/// An address that a client registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri(String);

/// Why an address cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no absolute address in its plainest spelling.
    #[error(
        "a redirect address is absolute and holds no backslash, control byte, space, brace or `..`"
    )]
    Malformed,
    /// It holds a user name or a password.
    #[error("a redirect address names no user")]
    Userinfo,
    /// It has a part behind `#`.
    #[error("a redirect address has no fragment")]
    Fragment,
    /// `localhost` may resolve to another machine; loopback is spelled as an address.
    #[error("use 127.0.0.1 or [::1] instead of localhost")]
    Localhost,
    /// Plain http leaves this machine.
    #[error("http is for 127.0.0.1 and [::1] only")]
    Insecure,
    /// A private scheme without a dot belongs to everybody
    /// ([RFC 8252 section 7.1](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)).
    #[error("a private scheme is a reversed domain name, as in `org.example.app:/callback`")]
    Scheme,
}

impl RedirectUri {
    /// Reads an address for registration.
    ///
    /// # Errors
    ///
    /// See [`Error`]; every shape that two programs could read differently is refused.
    pub fn parse(text: &str) -> Result<Self, Error> {
        check(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The desktop app's redirect: `base` and one more path segment, at any loopback port.
    #[must_use]
    pub fn below(base: &str) -> Self {
        Self(format!("{base}{SEGMENT}"))
    }

    /// The address as it was stored; it was checked when it was registered.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The address as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an answer may go to `presented`.
    #[must_use]
    pub fn matches(&self, presented: &str) -> bool {
        if check(presented).is_err() {
            return false;
        }
        if let Some(base) = self.0.strip_suffix(SEGMENT) {
            let (registered, presented) = (without_port(base), without_port(presented));
            return match (registered, presented) {
                (Some(base), Some(text)) => {
                    text.strip_prefix(base.as_str()).is_some_and(is_segment)
                }
                _ => false,
            };
        }
        presented == self.0
            || matches!((without_port(&self.0), without_port(presented)), (Some(a), Some(b)) if a == b)
    }
}

/// A loopback http address without its port; `None` for every other address.
fn without_port(text: &str) -> Option<String> {
    ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find_map(|host| {
            let rest = text.strip_prefix(host)?;
            let (port, path) = match rest.strip_prefix(':') {
                Some(rest) => rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())),
                None => ("0", rest),
            };
            let valid = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
            (valid && (path.is_empty() || path.starts_with(['/', '?'])))
                .then(|| format!("{host}{path}"))
        })
}

fn is_segment(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (1..=128).contains(&text.len()) && text.bytes().all(plain) && !text.bytes().all(|b| b == b'.')
}

fn check(text: &str) -> Result<(), Error> {
    let odd = |b: u8| {
        b <= b' '
            || b >= 0x7f
            || matches!(
                b,
                b'\\' | b'{' | b'}' | b'"' | b'<' | b'>' | b'^' | b'`' | b'|'
            )
    };
    if text.len() > 2000 || text.bytes().any(odd) {
        return Err(Error::Malformed);
    }
    let url = Url::parse(text).map_err(|_| Error::Malformed)?;
    if text.contains('#') {
        return Err(Error::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() || authority_of(text).contains('@') {
        return Err(Error::Userinfo);
    }
    let path = text.split('?').next().unwrap_or_default();
    let decoded = path
        .to_ascii_lowercase()
        .replace("%2e", ".")
        .replace("%2f", "/")
        .replace("%5c", "\\");
    if decoded.split(['/', '\\']).any(|segment| segment == "..") {
        return Err(Error::Malformed);
    }
    match url.scheme() {
        "https" | "http" if !text.starts_with(&format!("{}://", url.scheme())) => {
            Err(Error::Malformed)
        }
        scheme @ ("https" | "http") => check_host(scheme, &url),
        scheme if scheme.contains('.') => Ok(()),
        _ => Err(Error::Scheme),
    }
}

fn check_host(scheme: &str, url: &Url) -> Result<(), Error> {
    match url.host() {
        None => Err(Error::Malformed),
        Some(Host::Domain(name)) if is_localhost(name) => Err(Error::Localhost),
        Some(Host::Ipv4(ip)) if scheme == "http" && ip.octets() == [127, 0, 0, 1] => Ok(()),
        Some(Host::Ipv6(ip)) if scheme == "http" && ip.is_loopback() => Ok(()),
        Some(_) if scheme == "http" => Err(Error::Insecure),
        Some(_) => Ok(()),
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn authority_of(text: &str) -> &str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Registered, presented, whether an answer may go there.
    const TABLE: &[(&str, &str, bool)] = &[
        ("https://app.example/cb", "https://app.example/cb", true),
        ("https://app.example/cb", "https://app.example/cb/", false),
        (
            "https://app.example/cb",
            "https://app.example/cb?x=1",
            false,
        ),
        (
            "https://app.example/cb",
            "https://app.example:443/cb",
            false,
        ),
        ("https://app.example/cb", "https://APP.example/cb", false),
        ("https://app.example/cb", "http://app.example/cb", false),
        ("https://app.example/cb", "https://app.example/cb#f", false),
        ("https://app.example/cb", "https://u@app.example/cb", false),
        (
            "https://app.example/cb",
            "https://app.example/x/../cb",
            false,
        ),
        (
            "https://app.example/cb",
            "https://app.example.evil.example/cb",
            false,
        ),
        (
            "https://app.example/cb?a=1",
            "https://app.example/cb?a=1",
            true,
        ),
        ("http://127.0.0.1/cb", "http://127.0.0.1/cb", true),
        ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true),
        ("http://127.0.0.1:8080/cb", "http://127.0.0.1:9090/cb", true),
        ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:80a/cb", false),
        (
            "http://127.0.0.1/cb",
            "http://127.0.0.1:1@evil.example/cb",
            false,
        ),
        (
            "http://127.0.0.1/cb",
            "http://127.0.0.1.evil.example/cb",
            false,
        ),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb2", false),
        ("http://127.0.0.1/cb", "http://127.1/cb", false),
        ("http://127.0.0.1/cb", "http://localhost/cb", false),
        ("http://127.0.0.1/cb", "http://[::1]/cb", false),
        ("http://127.0.0.1/cb", "https://127.0.0.1/cb", false),
        ("http://[::1]/cb", "http://[::1]:4000/cb", true),
        ("org.example.app:/cb", "org.example.app:/cb", true),
        ("org.example.app:/cb", "org.example.app:/cb2", false),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/countersign",
            true,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1/callback/a-1.b_2",
            true,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/",
            false,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/a/b",
            false,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/..",
            false,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/%2e%2e",
            false,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/a?b",
            false,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/elsewhere/a",
            false,
        ),
        (
            "http://127.0.0.1/callback/{provider}",
            "http://127.0.0.1:5000/callback/{provider}",
            false,
        ),
    ];

    #[test]
    fn an_answer_goes_to_the_registered_address_and_nowhere_else() {
        for (registered, presented, expected) in TABLE {
            let uri = RedirectUri::from_stored((*registered).to_owned());
            assert_eq!(
                uri.matches(presented),
                *expected,
                "{registered} against {presented}"
            );
        }
    }

    #[test]
    fn an_address_that_two_programs_could_read_differently_is_not_registered() {
        let table = [
            ("/cb", Error::Malformed),
            ("https://app.example/a b", Error::Malformed),
            ("https://app.example\\@evil.example/", Error::Malformed),
            ("https://app.example/\u{7}", Error::Malformed),
            ("https://app.example/%2E%2e/x", Error::Malformed),
            ("https:app.example/cb", Error::Malformed),
            ("http://127.0.0.1/callback/{provider}", Error::Malformed),
            ("https://@app.example/cb", Error::Userinfo),
            ("https://u:p@app.example/cb", Error::Userinfo),
            ("https://app.example/cb#", Error::Fragment),
            ("http://localhost:3000/cb", Error::Localhost),
            ("https://x.localhost./cb", Error::Localhost),
            ("http://app.example/cb", Error::Insecure),
            ("http://10.0.0.1/cb", Error::Insecure),
            ("myapp:/cb", Error::Scheme),
            ("javascript:alert(1)", Error::Scheme),
            ("data:text/html,x", Error::Scheme),
        ];
        for (text, error) in table {
            assert_eq!(RedirectUri::parse(text), Err(error), "{text}");
        }
    }
}
