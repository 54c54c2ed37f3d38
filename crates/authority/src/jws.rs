//! Signatures of others: public keys and compact signed tokens as clients show them
//! ([RFC 7515](https://www.rfc-editor.org/rfc/rfc7515), [RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)).
//!
//! This room reads and compares; checking a signature is handed in as [`Verify`]. The algorithm of a
//! token has to be on our list and to fit the kind of the key, so neither `none` nor a key of another
//! kind gets as far as a library.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// What clients may sign with. RS256 is not among them (FAPI 2.0), nor is anything symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alg {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PSS with SHA-256.
    Ps256,
}

impl Alg {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Ps256];

    /// The registered word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
        }
    }

    /// Reads the registered word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        // `Ed25519` is the newer name of the same (RFC 9864).
        let word = if word == "Ed25519" { "EdDSA" } else { word };
        Self::ALL.into_iter().find(|alg| alg.word() == word)
    }
}

/// Whether the signature (fourth) over the message (third) is by this key with this algorithm.
pub type Verify = fn(Alg, &Key, &[u8], &[u8]) -> bool;

/// The numbers of a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A point on P-256.
    P256 {
        /// 32 bytes.
        x: [u8; 32],
        /// 32 bytes.
        y: [u8; 32],
    },
    /// A point on edwards25519.
    Ed25519 {
        /// 32 bytes.
        x: [u8; 32],
    },
    /// Modulus and exponent, big-endian without leading zeros.
    Rsa {
        /// 2048 to 8192 bit.
        n: Vec<u8>,
        /// At most 64 bit.
        e: Vec<u8>,
    },
}

impl Key {
    /// Whether this algorithm works with a key of this kind.
    #[must_use]
    pub const fn fits(&self, alg: Alg) -> bool {
        matches!(
            (self, alg),
            (Self::P256 { .. }, Alg::Es256)
                | (Self::Ed25519 { .. }, Alg::EdDsa)
                | (Self::Rsa { .. }, Alg::Ps256)
        )
    }

    /// The SHA-256 thumbprint in base64url, 43 characters
    /// ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let b64 = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let canonical = match self {
            Self::P256 { x, y } => {
                let (x, y) = (b64(x), b64(y));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Self::Ed25519 { x } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, b64(x))
            }
            Self::Rsa { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, b64(e), b64(n)),
        };
        b64(&Sha256::digest(canonical.as_bytes()))
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadKey {
    /// It is no JSON Web Key of a kind that we know, or malformed.
    #[error("it is no public key for ES256, EdDSA or PS256")]
    Unreadable,
    /// It holds the private half, or is a shared secret.
    #[error("it holds a private or symmetric key")]
    Private,
}

/// A public key as a client shows or registers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// The key.
    pub key: Key,
    /// Its name.
    pub kid: Option<String>,
    /// The one algorithm it is for, where it says so.
    alg: Option<String>,
    /// What it is for, where it says so.
    purpose: Option<String>,
}

/// Members that only a private or a symmetric key has.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

impl Jwk {
    /// Reads a JSON Web Key.
    ///
    /// # Errors
    ///
    /// [`BadKey::Private`] whenever a private member is there, else [`BadKey::Unreadable`].
    pub fn read(value: &Value) -> Result<Self, BadKey> {
        let members = value.as_object().ok_or(BadKey::Unreadable)?;
        if PRIVATE.iter().any(|name| members.contains_key(*name)) {
            return Err(BadKey::Private);
        }
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let key = match (text("kty"), text("crv")) {
            (Some("EC"), Some("P-256")) => Key::P256 {
                x: fixed(members, "x")?,
                y: fixed(members, "y")?,
            },
            (Some("OKP"), Some("Ed25519")) => Key::Ed25519 {
                x: fixed(members, "x")?,
            },
            (Some("RSA"), _) => rsa(bytes(members, "n")?, bytes(members, "e")?)?,
            _ => return Err(BadKey::Unreadable),
        };
        Ok(Self {
            key,
            kid: text("kid").map(str::to_owned),
            alg: text("alg").map(str::to_owned),
            purpose: text("use").map(str::to_owned),
        })
    }

    /// Whether a signature with this algorithm may be by this key.
    #[must_use]
    pub fn fits(&self, alg: Alg) -> bool {
        let named = self
            .alg
            .as_deref()
            .is_none_or(|word| Alg::from_word(word) == Some(alg));
        self.key.fits(alg) && named && self.purpose.as_deref().is_none_or(|word| word == "sig")
    }
}

fn bytes(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, BadKey> {
    let text = members.get(name).and_then(Value::as_str);
    text.and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok())
        .ok_or(BadKey::Unreadable)
}

fn fixed(members: &Map<String, Value>, name: &str) -> Result<[u8; 32], BadKey> {
    bytes(members, name)?
        .try_into()
        .map_err(|_| BadKey::Unreadable)
}

fn rsa(n: Vec<u8>, e: Vec<u8>) -> Result<Key, BadKey> {
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    let trimmed = |number: &[u8]| number.first().is_some_and(|first| *first != 0);
    let sized = (256..=1024).contains(&n.len()) && (1..=8).contains(&e.len()) && e != [1];
    if sized && trimmed(&n) && trimmed(&e) && odd(&n) && odd(&e) {
        Ok(Key::Rsa { n, e })
    } else {
        Err(BadKey::Unreadable)
    }
}

/// The public keys that a client registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySet {
    text: String,
    keys: Vec<Jwk>,
}

/// The most keys that a client may have; more would make every failed attempt costly.
const MOST_KEYS: usize = 8;

impl KeySet {
    /// Reads a JSON Web Key Set. Keys of other kinds are passed over, as
    /// [RFC 7517 section 5](https://www.rfc-editor.org/rfc/rfc7517#section-5) asks.
    ///
    /// # Errors
    ///
    /// [`BadKey::Private`] when any of them is private; [`BadKey::Unreadable`] when none or more than
    /// eight can be used.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let set: Value = serde_json::from_str(text).map_err(|_| BadKey::Unreadable)?;
        let listed = set.get("keys").and_then(Value::as_array);
        let mut keys = Vec::new();
        for value in listed.ok_or(BadKey::Unreadable)? {
            match Jwk::read(value) {
                Ok(key) => keys.push(key),
                Err(BadKey::Private) => return Err(BadKey::Private),
                Err(_) => {}
            }
        }
        if (1..=MOST_KEYS).contains(&keys.len()) {
            let text = set.to_string();
            Ok(Self { text, keys })
        } else {
            Err(BadKey::Unreadable)
        }
    }

    /// The set as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether one of the keys signed this: the named one where the token names one.
    #[must_use]
    pub fn signed(&self, jws: &Jws<'_>, verify: Verify) -> bool {
        let named = |key: &&Jwk| jws.kid.is_none() || key.kid == jws.kid;
        let mut keys = self
            .keys
            .iter()
            .filter(|key| key.fits(jws.alg))
            .filter(named);
        keys.any(|key| jws.is_signed_by(&key.key, verify))
    }
}

/// A compact signed token whose signature nobody has checked yet.
#[derive(Debug)]
pub struct Jws<'a> {
    /// What it says it is signed with, one of ours.
    pub alg: Alg,
    /// The kind of token it says it is.
    pub typ: Option<String>,
    /// The name of the key that signed it.
    pub kid: Option<String>,
    /// The key that came along.
    pub jwk: Option<Value>,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// The members of a header that we understand. Naming one twice is an error.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    jwk: Option<Value>,
    crit: Option<Value>,
}

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

impl<'a> Jws<'a> {
    /// Reads a token; `None` when it is malformed, when its algorithm is not on our list, or when it
    /// marks an extension as critical.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).ok();
        let header: Header = serde_json::from_slice(&decode(header)?).ok()?;
        if header.crit.is_some() {
            return None;
        }
        Some(Self {
            alg: Alg::from_word(&header.alg)?,
            typ: header.typ,
            kid: header.kid,
            jwk: header.jwk,
            signed,
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }

    /// What it says. Nobody may act on that before [`Jws::is_signed_by`].
    #[must_use]
    pub fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.payload).ok()
    }

    /// Whether `key` signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &Key, verify: Verify) -> bool {
        key.fits(self.alg) && verify(self.alg, key, self.signed.as_bytes(), &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rfc7638_section_3_1() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let jwk = Jwk::read(&json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256"})).unwrap();
        assert_eq!(
            jwk.key.thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
        assert!(!jwk.fits(Alg::Ps256), "it says that it is for RS256");
    }

    #[test]
    fn rfc8037_appendix_a_3() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let jwk = Jwk::read(&json!({"kty": "OKP", "crv": "Ed25519", "x": x})).unwrap();
        assert_eq!(
            jwk.key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn private_and_symmetric_keys_are_told_apart_from_nonsense() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let private = json!({"kty": "OKP", "crv": "Ed25519", "x": x, "d": x});
        assert_eq!(Jwk::read(&private), Err(BadKey::Private));
        assert_eq!(
            Jwk::read(&json!({"kty": "oct", "k": "AAAA"})),
            Err(BadKey::Private)
        );
        for odd in [
            json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
            json!({"kty": "EC", "crv": "P-521", "x": x, "y": x}),
            json!({"kty": "RSA", "n": "AAAA", "e": "AQAB"}),
            json!("text"),
        ] {
            assert_eq!(Jwk::read(&odd), Err(BadKey::Unreadable), "{odd}");
        }
        let set = json!({"keys": [private]}).to_string();
        assert_eq!(KeySet::parse(&set), Err(BadKey::Private));
        assert_eq!(KeySet::parse(r#"{"keys":[]}"#), Err(BadKey::Unreadable));
    }

    #[test]
    fn a_token_of_another_algorithm_or_form_is_not_read() {
        let token = |header: &str| {
            let b64 = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
            format!("{}.{}.{}", b64(header), b64("{}"), b64("signature"))
        };
        assert!(Jws::parse(&token(r#"{"alg":"ES256"}"#)).is_some());
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"None"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"es256"}"#,
            r#"{"alg":["ES256"]}"#,
            r#"{"alg":"ES256","crit":["exp"]}"#,
            r#"{"alg":"none","alg":"ES256"}"#,
            r#"{}"#,
        ] {
            assert!(Jws::parse(&token(header)).is_none(), "{header}");
        }
        for text in ["", ".", "..", "a.b", "a.b.c", "a.b.c.d"] {
            assert!(Jws::parse(text).is_none(), "{text}");
        }
    }
}
