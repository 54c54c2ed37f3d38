//! The tokens of one account, and the one line of text they are kept as.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Place, ProofKey};

/// A token that opens something. It prints as `Token(hidden)` and is wiped on drop;
/// [`Token::reveal`] is the one place where the text comes out.
pub struct Token(Zeroizing<String>);

impl Token {
    /// Takes over `text`.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The token itself, for the header of a request.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn copy(&self) -> Self {
        Self::new(self.reveal().to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// An access token, and the key that it is bound to.
#[derive(Debug)]
pub struct AccessToken {
    token: Token,
    key: Option<ProofKey>,
}

impl AccessToken {
    /// The token itself, for the header of a request.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.token.reveal()
    }

    /// The key that each request with the token has to prove; `None` for a bearer token, which counts
    /// by itself.
    #[must_use]
    pub fn key(&self) -> Option<&ProofKey> {
        self.key.as_ref()
    }
}

/// What a server gave us to act as a person.
#[derive(Debug)]
pub struct Tokens {
    /// For requests.
    pub access: Token,
    /// For new tokens; `None` where the server gives none.
    pub refresh: Option<Token>,
    /// When the access token was given to us, by our clock.
    pub received_at: SystemTime,
    /// When the access token stops being accepted, by our clock.
    pub access_expires_at: SystemTime,
    /// When the refresh token stops being accepted, where the server says so.
    pub refresh_expires_at: Option<SystemTime>,
    /// The key that was proved when they were asked for.
    pub key: Option<ProofKey>,
    /// Whether the access token is bound to the key. Some servers bind the refresh token alone.
    pub bound: bool,
}

/// Tokens as they are held: those read from a keychain may have had no room for the access token.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) access: Option<Token>,
    pub(crate) refresh: Option<Token>,
    pub(crate) received_at: SystemTime,
    pub(crate) access_expires_at: SystemTime,
    pub(crate) refresh_expires_at: Option<SystemTime>,
    /// Kept in the same line as the tokens: neither can be lost without the other.
    pub(crate) key: Option<ProofKey>,
    pub(crate) bound: bool,
}

impl From<Tokens> for Held {
    fn from(tokens: Tokens) -> Self {
        let Tokens {
            access,
            refresh,
            received_at,
            access_expires_at,
            refresh_expires_at,
            key,
            bound,
        } = tokens;
        Self {
            access: Some(access),
            refresh,
            received_at,
            access_expires_at,
            refresh_expires_at,
            key,
            bound,
        }
    }
}

/// The line: JSON, because it must stay one line and be told apart from later forms. Moments are
/// Unix seconds. Version 2 has a key; a program that knows only version 1 must not take such tokens
/// for ones that count by themselves.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    v: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<&'a str>,
    received_at: u64,
    access_expires_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    bound: bool,
}

impl Held {
    /// The access token, if it is there and not past its end.
    pub(crate) fn living_access(&self, now: SystemTime) -> Option<AccessToken> {
        self.any_access().filter(|_| now < self.access_expires_at)
    }

    /// The access token, if it is there.
    pub(crate) fn any_access(&self) -> Option<AccessToken> {
        Some(AccessToken {
            token: self.access.as_ref()?.copy(),
            key: self.key.clone().filter(|_| self.bound),
        })
    }

    /// The access token, if more than a fifth of its life is left, and up to a twentieth more:
    /// `jitter` between 0 and 1 spreads the refreshes of many programs.
    pub(crate) fn fresh_access(&self, now: SystemTime, jitter: f64) -> Option<AccessToken> {
        let life = self
            .access_expires_at
            .duration_since(self.received_at)
            .unwrap_or_default();
        let reserve = life.mul_f64(0.2 + 0.05 * jitter.clamp(0.0, 1.0));
        self.living_access(now.checked_add(reserve)?)
    }

    /// Before this moment the refresh token is not to be used. Only some servers say so, in a
    /// refresh token that happens to be a readable JWT.
    pub(crate) fn not_before(&self) -> Option<SystemTime> {
        peek(self.refresh.as_ref()?, "nbf")
    }

    /// Where these tokens go and as which line. The access token comes along when there is room,
    /// so that several short runs of a program do not each refresh.
    pub(crate) fn line(&self) -> (Place, Zeroizing<Vec<u8>>) {
        let whole = self.write(true);
        if whole.len() <= keychain::LONGEST {
            return (Place::Keychain, whole);
        }
        let short = self.write(false);
        if self.refresh.is_some() && short.len() <= keychain::LONGEST {
            (Place::Keychain, short)
        } else {
            (Place::Sealed, whole)
        }
    }

    fn write(&self, with_access: bool) -> Zeroizing<Vec<u8>> {
        let key = self.key.as_ref().map(ProofKey::write);
        let line = Line {
            v: if key.is_some() { 2 } else { 1 },
            access: self
                .access
                .as_ref()
                .filter(|_| with_access)
                .map(Token::reveal),
            refresh: self.refresh.as_ref().map(Token::reveal),
            received_at: seconds(self.received_at),
            access_expires_at: seconds(self.access_expires_at),
            refresh_expires_at: self.refresh_expires_at.map(seconds),
            key: key.as_deref().map(String::as_str),
            bound: self.bound,
        };
        // Room for everything at once: a growing buffer would leave copies behind.
        let room = 256
            + 2 * [line.access, line.refresh, line.key]
                .into_iter()
                .flatten()
                .map(str::len)
                .sum::<usize>();
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        // Writing text and numbers into memory has no way to fail.
        let _ = serde_json::to_writer(&mut *bytes, &line);
        bytes
    }

    /// The tokens of a line; `None` when it is none of ours.
    pub(crate) fn read(line: &[u8]) -> Option<Self> {
        let line: Line<'_> = serde_json::from_slice(line).ok()?;
        let key = match (line.v, line.key) {
            (1, None) if !line.bound => None,
            (2, Some(key)) => Some(ProofKey::read(key)?),
            _ => return None,
        };
        let token = |text: &str| Token::new(text.to_owned());
        Some(Self {
            access: line.access.map(token),
            refresh: line.refresh.map(token),
            received_at: moment(line.received_at)?,
            access_expires_at: moment(line.access_expires_at)?,
            refresh_expires_at: line.refresh_expires_at.and_then(moment),
            key,
            bound: line.bound,
        })
    }
}

/// A time claim of a token that happens to be a readable JWT. It is not verified: the server is
/// going to judge its own token.
pub(crate) fn peek(token: &Token, claim: &str) -> Option<SystemTime> {
    let mut parts = token.reveal().split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = Zeroizing::new(BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?);
    let claims: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&payload).ok()?;
    moment(claims.get(claim)?.as_u64()?)
}

/// Whether `text` can be a token: printable ASCII without spaces, as RFC 6749 has it
/// ([appendix A](https://www.rfc-editor.org/rfc/rfc6749#appendix-A)), without the two characters
/// that JSON would have to escape.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, b'!'..=b'~') && byte != b'"' && byte != b'\\')
}

/// Unix seconds; 0 for a moment before 1970.
pub(crate) fn seconds(moment: SystemTime) -> u64 {
    moment
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

fn moment(seconds: u64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use getrandom::SysRng;
    use proptest::prelude::*;
    use rand_core::UnwrapErr;

    use super::*;

    fn bound(access: &str, refresh: &str) -> Held {
        Held {
            key: Some(ProofKey::generate(&mut UnwrapErr(SysRng)).unwrap()),
            bound: true,
            ..held(access, refresh)
        }
    }

    fn held(access: &str, refresh: &str) -> Held {
        let at = |seconds| moment(seconds).unwrap();
        Held {
            access: Some(Token::new(access.to_owned())),
            refresh: Some(Token::new(refresh.to_owned())),
            received_at: at(1_000),
            access_expires_at: at(1_600),
            refresh_expires_at: Some(at(9_000)),
            key: None,
            bound: false,
        }
    }

    #[test]
    fn a_line_reads_back_what_was_written() {
        let (place, line) = held("a.b.c", "r~1").line();
        assert_eq!(place, Place::Keychain);
        assert!(line.iter().all(|byte| matches!(byte, b' '..=b'~')));
        let back = Held::read(&line).unwrap();
        assert_eq!(back.access.unwrap().reveal(), "a.b.c");
        assert_eq!(back.refresh.unwrap().reveal(), "r~1");
        assert_eq!(
            (seconds(back.received_at), seconds(back.access_expires_at)),
            (1_000, 1_600)
        );
        assert_eq!(back.refresh_expires_at.map(seconds), Some(9_000));
    }

    #[test]
    fn a_long_access_token_stays_out_of_the_keychain() {
        let (place, line) = held(&"a".repeat(2_400), "r").line();
        assert_eq!(place, Place::Keychain);
        let back = Held::read(&line).unwrap();
        assert!(back.access.is_none());
        assert_eq!(back.refresh.unwrap().reveal(), "r");
    }

    #[test]
    fn a_long_refresh_token_is_sealed_together_with_its_access_token() {
        let (place, line) = held("a", &"r".repeat(2_400)).line();
        assert_eq!(place, Place::Sealed);
        assert_eq!(Held::read(&line).unwrap().access.unwrap().reveal(), "a");
    }

    #[test]
    fn the_key_is_in_the_line_of_its_tokens_wherever_that_goes() {
        for (access, refresh, there) in [
            ("a".to_owned(), "r".to_owned(), Place::Keychain),
            ("a".repeat(2_400), "r".repeat(2_200), Place::Keychain),
            ("a".to_owned(), "r".repeat(2_400), Place::Sealed),
        ] {
            let held = bound(&access, &refresh);
            let (place, line) = held.line();
            assert_eq!(place, there);
            assert!(place == Place::Sealed || line.len() <= keychain::LONGEST);
            assert!(line.iter().all(|byte| matches!(byte, b' '..=b'~')));
            let back = Held::read(&line).unwrap();
            assert_eq!(back.key, held.key);
            assert!(back.bound);
        }
    }

    #[test]
    fn tokens_with_a_key_are_not_taken_for_ones_without() {
        let (_, line) = bound("a", "r").line();
        let line = String::from_utf8(line.to_vec()).unwrap();
        assert!(line.starts_with("{\"v\":2,"), "{line}");
        let key = line.split("\"key\":\"").nth(1).unwrap();
        let key = &key[..43];
        for broken in [
            line.replace("\"v\":2", "\"v\":1"),
            line.replace(&format!(",\"key\":\"{key}\""), ""),
            line.replace(key, "AAAA"),
            line.replace("\"v\":2", "\"v\":3"),
        ] {
            assert!(Held::read(broken.as_bytes()).is_none(), "{broken}");
        }
        let (_, before) = held("a", "r").line();
        assert!(before.starts_with(b"{\"v\":1,"));
        assert!(Held::read(&before).unwrap().key.is_none());
    }

    #[test]
    fn only_a_bound_access_token_needs_its_key() {
        let now = moment(1_000).unwrap();
        let mut held = bound("a", "r");
        assert_eq!(held.living_access(now).unwrap().key(), held.key.as_ref());
        held.bound = false;
        assert_eq!(held.living_access(now).unwrap().key(), None);
    }

    #[test]
    fn a_token_is_fresh_until_a_fifth_of_its_life_is_left() {
        let held = held("a", "r");
        let fresh = |at, jitter| held.fresh_access(moment(at).unwrap(), jitter).is_some();
        assert!(
            fresh(1_479, 0.0) && !fresh(1_480, 0.0),
            "600 s of life, 120 s reserve"
        );
        assert!(
            fresh(1_449, 1.0) && !fresh(1_450, 1.0),
            "and 30 s of jitter"
        );
        assert!(held.living_access(moment(1_599).unwrap()).is_some());
        assert!(held.living_access(moment(1_600).unwrap()).is_none());
    }

    #[test]
    fn a_readable_refresh_token_says_from_when_it_is_good() {
        let payload = BASE64URL_NOPAD.encode(br#"{"nbf":1540}"#);
        assert_eq!(
            held("a", &format!("e30.{payload}.x"))
                .not_before()
                .map(seconds),
            Some(1_540)
        );
        assert_eq!(held("a", "opaque").not_before(), None);
    }

    #[test]
    fn tokens_do_not_print() {
        assert!(!format!("{:?}", held("a.b.c", "r~1")).contains("r~1"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_line_and_any_token_is_read_or_not(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            numbers in any::<(u64, u64, u64)>(),
        ) {
            let _ = Held::read(&bytes);
            let (received, access, refresh) = numbers;
            let line = format!(
                "{{\"v\":1,\"access\":\"a\",\"received_at\":{received},\"access_expires_at\":{access},\"refresh_expires_at\":{refresh}}}"
            );
            if let Some(held) = Held::read(line.as_bytes()) {
                let _ = held.fresh_access(moment(access / 2).unwrap_or(UNIX_EPOCH), 1.0);
                prop_assert_eq!(seconds(held.received_at), received);
            }
            let payload = BASE64URL_NOPAD.encode(&bytes);
            let _ = peek(&Token::new(format!("e30.{payload}.x")), "nbf");
            let claims = BASE64URL_NOPAD.encode(format!("{{\"nbf\":{received}}}").as_bytes());
            let _ = peek(&Token::new(format!("e30.{claims}.x")), "nbf");
        }
    }
}
