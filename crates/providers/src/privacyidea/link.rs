//! The address that a server shows as a QR picture, to enrol a token with.

use std::{borrow::Cow, collections::HashMap, fmt};

use percent_encoding::percent_decode_str;
use protocol::shown;
use url::{Host, Url};
use zeroize::Zeroizing;

/// The longest address that is read.
const LONGEST: usize = 4096;
/// The longest name of a token or an issuer that is shown.
const LONGEST_NAME: usize = 80;
/// Hexadecimal digits of an enrolment credential.
const CREDENTIAL: usize = 40;

/// Schemes with the host that goes with them: both of privacyIDEA, then eduMFA's own.
const SCHEMES: [(&str, &str); 3] = [
    ("otpauth", "pipush"),
    ("pia", "pipush"),
    ("edumfa-push", "edumfa"),
];

/// What an address says of a token that waits to be enrolled. The credential is good once, and wiped on
/// drop.
pub struct PushLink {
    /// Where the token is enrolled, asked and answered.
    pub url: Url,
    /// What the server calls it.
    pub serial: String,
    /// Who hands it out, by their own word.
    pub issuer: String,
    /// Whose it is to be.
    pub label: String,
    /// Whether the certificate of the server is to be checked.
    pub sslverify: bool,
    pub(crate) credential: Zeroizing<String>,
    wants_biometrics: bool,
}

/// Why an address enrols nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// It is about something else.
    #[error("this is no address that enrols a push token")]
    NotPush,
    /// It says nothing of something that is needed.
    #[error("the address says nothing of {0}")]
    Missing(&'static str),
    /// It says something twice.
    #[error("the address says two things of {0}")]
    Twice(String),
    /// What it says has another shape than it should.
    #[error("what the address says of {0} cannot be used")]
    Bad(&'static str),
    /// It is of a version that is not known.
    #[error("the address is of a version that is not known here")]
    Newer,
}

/// Why a person should think twice before enrolling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Everybody on the way can read along, and answer for the server.
    PlainHttp,
    /// The server asks not to be checked.
    NoCertificateCheck,
    /// The server wants a finger or a face before each answer; here an unlocked vault is enough.
    Biometrics,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PlainHttp => "it leads to a server without https",
            Self::NoCertificateCheck => {
                "it asks not to check the certificate of the server; it is checked all the same"
            }
            Self::Biometrics => {
                "it asks for a finger or a face before each answer, which is not asked for here"
            }
        })
    }
}

impl PushLink {
    /// Whether a text is meant to enrol a push token, readable or not.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let text = text.trim_start();
        SCHEMES.iter().any(|(scheme, host)| {
            let prefix = format!("{scheme}://{host}");
            let start = text.get(..prefix.len());
            let end = text.as_bytes().get(prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(&prefix))
                && end.is_none_or(|end| matches!(end, b'/' | b'?' | b'#'))
        })
    }

    /// Reads an address.
    ///
    /// # Errors
    ///
    /// [`LinkError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let text = text.trim();
        if !Self::is_meant(text) || text.len() > LONGEST {
            return Err(LinkError::NotPush);
        }
        let link = Url::parse(text).map_err(|_| LinkError::NotPush)?;
        let said = Said::of(&link)?;
        if said.need("v")? != "1" {
            return Err(LinkError::Newer);
        }
        let label = percent_decode_str(link.path().trim_start_matches('/'))
            .decode_utf8()
            .map_err(|_| LinkError::Bad("the name"))?;
        let serial = said.fitting("serial", is_serial)?.to_owned();
        let credential = said.fitting("enrollment_credential", is_credential)?;
        // How long the address is good is for the server to say; that it is a number of minutes is
        // part of the shape.
        said.perhaps("ttl", |ttl| ttl.parse::<u32>().is_ok())?;
        said.perhaps("poll_only", is_flag)?;
        said.perhaps("pin", is_flag)?;
        let lock = said.perhaps("app_force_unlock", |lock| {
            matches!(lock, "any" | "pin" | "biometric")
        })?;
        Ok(Self {
            url: server(said.need("url")?)?,
            issuer: said
                .get("issuer")
                .and_then(|issuer| shown(issuer, LONGEST_NAME))
                .unwrap_or_default(),
            label: shown(&label, LONGEST_NAME).unwrap_or_else(|| serial.clone()),
            sslverify: said.perhaps("sslverify", |one| matches!(one, "0" | "1"))? != Some("0"),
            credential: Zeroizing::new(credential.to_owned()),
            wants_biometrics: lock == Some("biometric"),
            serial,
        })
    }

    /// Why a person should think twice, most serious first.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let plain = self.url.scheme() != "https" && !is_loopback(&self.url);
        [
            (plain, Doubt::PlainHttp),
            (!self.sslverify, Doubt::NoCertificateCheck),
            (self.wants_biometrics, Doubt::Biometrics),
        ]
        .into_iter()
        .filter_map(|(is_so, doubt)| is_so.then_some(doubt))
        .collect()
    }
}

impl fmt::Debug for PushLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushLink")
            .field("url", &self.url.as_str())
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// What stands behind the question mark, by name.
struct Said<'a>(HashMap<Cow<'a, str>, Cow<'a, str>>);

impl<'a> Said<'a> {
    fn of(link: &'a Url) -> Result<Self, LinkError> {
        let mut said = HashMap::new();
        for (name, value) in link.query_pairs() {
            if said.insert(name.clone(), value).is_some() {
                let name = shown(&name, LONGEST_NAME).unwrap_or_default();
                return Err(LinkError::Twice(name));
            }
        }
        Ok(Self(said))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(AsRef::as_ref)
    }

    fn need(&self, name: &'static str) -> Result<&str, LinkError> {
        self.get(name).ok_or(LinkError::Missing(name))
    }

    fn fitting(&self, name: &'static str, fits: fn(&str) -> bool) -> Result<&str, LinkError> {
        Some(self.need(name)?)
            .filter(|value| fits(value))
            .ok_or(LinkError::Bad(name))
    }

    fn perhaps(
        &self,
        name: &'static str,
        fits: fn(&str) -> bool,
    ) -> Result<Option<&str>, LinkError> {
        match self.get(name) {
            Some(value) if !fits(value) => Err(LinkError::Bad(name)),
            value => Ok(value),
        }
    }
}

fn server(text: &str) -> Result<Url, LinkError> {
    let bad = LinkError::Bad("url");
    let url = Url::parse(text).map_err(|_| bad.clone())?;
    let is_plain = matches!(url.scheme(), "https" | "http")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    is_plain.then_some(url).ok_or(bad)
}

/// Serials stand between bars in what is signed, so nothing else than these may be in one.
pub(crate) fn is_serial(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

fn is_credential(text: &str) -> bool {
    text.len() == CREDENTIAL && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_flag(text: &str) -> bool {
    matches!(text, "True" | "False")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(host)) => host == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "otpauth://pipush/PIPU0001?url=https%3A//pi.example/ttype/push&ttl=10&issuer=pi%20Example\
        &enrollment_credential=9311ee50678983c0f29d3d843f86e39405e2b427&v=1&serial=PIPU0001&sslverify=1&poll_only=True";

    fn with(from: &str, to: &str) -> Result<PushLink, LinkError> {
        assert!(GOOD.contains(from), "{from}");
        PushLink::parse(&GOOD.replace(from, to))
    }

    #[test]
    fn the_addresses_of_both_servers_are_read() {
        let link = PushLink::parse(GOOD).unwrap();
        assert_eq!(link.url.as_str(), "https://pi.example/ttype/push");
        assert_eq!(
            (link.serial.as_str(), link.issuer.as_str()),
            ("PIPU0001", "pi Example")
        );
        assert_eq!(link.label, "PIPU0001");
        assert_eq!(link.doubts(), []);
        for scheme in [
            "pia://pipush/",
            "edumfa-push://edumfa/",
            "OTPAUTH://PIPUSH/",
        ] {
            let link = with("otpauth://pipush/", scheme).unwrap();
            assert_eq!(link.serial, "PIPU0001", "{scheme}");
        }
        assert_eq!(
            with("pipush/PIPU0001?", "pipush/ana%20%E2%80%AEb?")
                .unwrap()
                .label,
            "ana b"
        );
    }

    #[test]
    fn an_address_of_something_else_is_none() {
        for other in [
            "otpauth://totp/ana?secret=GE",
            "otpauth://pipushed/x",
            "https://pipush/",
            "edumfa-push://pipush/x",
            "",
        ] {
            assert!(!PushLink::is_meant(other), "{other}");
            assert_eq!(PushLink::parse(other).unwrap_err(), LinkError::NotPush);
        }
        assert!(PushLink::is_meant("otpauth://pipush/?"));
    }

    #[test]
    fn what_has_another_shape_than_it_should_is_refused() {
        let bad = |from: &str, to: &str| with(from, to).unwrap_err();
        assert_eq!(bad("v=1", "v=2"), LinkError::Newer);
        assert_eq!(bad("&serial=PIPU0001", ""), LinkError::Missing("serial"));
        assert_eq!(bad("v=1", "v=1&v=1"), LinkError::Twice("v".to_owned()));
        for serial in ["", "PIPU|1", "PIPU%7C1", "PIPU 1", &"A".repeat(65)] {
            let to = format!("&serial={serial}&");
            assert_eq!(
                bad("&serial=PIPU0001&", &to),
                LinkError::Bad("serial"),
                "{serial}"
            );
        }
        for url in [
            "ftp://pi.example/",
            "https://ana:x@pi.example/",
            "pi.example",
            "https://pi.example/%23a",
            "",
        ] {
            let url = url.replace("%23", "#").replace('#', "%23");
            let to = format!("url={url}&");
            assert_eq!(
                bad("url=https%3A//pi.example/ttype/push&", &to),
                LinkError::Bad("url"),
                "{url}"
            );
        }
        assert_eq!(
            bad("405e2b427", "405e2b42"),
            LinkError::Bad("enrollment_credential")
        );
        assert_eq!(
            bad("405e2b427", "405e2b42g"),
            LinkError::Bad("enrollment_credential")
        );
        assert_eq!(bad("ttl=10", "ttl=soon"), LinkError::Bad("ttl"));
        assert_eq!(
            bad("poll_only=True", "poll_only=1"),
            LinkError::Bad("poll_only")
        );
        assert_eq!(
            bad("sslverify=1", "sslverify=2"),
            LinkError::Bad("sslverify")
        );
        assert_eq!(
            bad("v=1", "v=1&app_force_unlock=dna"),
            LinkError::Bad("app_force_unlock")
        );
        assert_eq!(
            with("v=1", &format!("v=1&x={}", "y".repeat(5000))).unwrap_err(),
            LinkError::NotPush
        );
    }

    #[test]
    fn what_is_unsafe_is_doubted() {
        let doubts = |from: &str, to: &str| with(from, to).unwrap().doubts();
        assert_eq!(
            doubts("sslverify=1", "sslverify=0"),
            [Doubt::NoCertificateCheck]
        );
        assert_eq!(doubts("https%3A", "http%3A"), [Doubt::PlainHttp]);
        assert_eq!(
            doubts("https%3A//pi.example", "http%3A//127.0.0.1:5000"),
            []
        );
        assert_eq!(doubts("v=1", "v=1&pin=True&app_force_unlock=any"), []);
        assert_eq!(
            doubts("v=1", "v=1&app_force_unlock=biometric"),
            [Doubt::Biometrics]
        );
    }

    #[test]
    fn the_credential_does_not_print() {
        let printed = format!("{:?}", PushLink::parse(GOOD).unwrap());
        assert!(!printed.contains("9311ee50"), "{printed}");
    }
}
