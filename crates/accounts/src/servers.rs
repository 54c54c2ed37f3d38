//! What servers say in passing, in memory and by origin: the nonce that proofs carry, and what time
//! it is there.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use rand_core::CryptoRng;
use reqwest::header::HeaderMap;
use url::Url;

use crate::{
    clock::reading,
    proof::{Occasion, ProofKey, ProofName},
};

/// A longer nonce is none.
const LONGEST_NONCE: usize = 512;

/// What was learnt of servers since this program began.
pub struct Servers {
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    learnt: Mutex<HashMap<String, Learnt>>,
}

#[derive(Clone, Default)]
struct Learnt {
    nonce: Option<String>,
    /// What has to be added to our clock to show the server's.
    offset_ms: i64,
}

impl Servers {
    pub(crate) fn new(clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            clock: Box::new(clock),
            learnt: Mutex::default(),
        }
    }

    /// A proof for one request with `token`, by the clock of the server and with the nonce that it
    /// named last; `None` when the system does not sign.
    pub fn proof(
        &self,
        key: &ProofKey,
        (method, url): (&str, &Url),
        token: &str,
        chance: &mut (impl CryptoRng + ?Sized),
    ) -> Option<String> {
        self.prove(key, (method, url), Some(token), ProofName::draw(chance))
    }

    pub(crate) fn prove(
        &self,
        key: &ProofKey,
        (method, url): (&str, &Url),
        token: Option<&str>,
        name: ProofName,
    ) -> Option<String> {
        let Learnt { nonce, offset_ms } =
            self.learnt().get(&origin(url)).cloned().unwrap_or_default();
        key.prove(&Occasion {
            method,
            url,
            token,
            nonce: nonce.as_deref(),
            at: shift((self.clock)(), offset_ms),
            name,
        })
    }

    /// Takes note of an answer that has just come from `url`: of its header `DPoP-Nonce`
    /// ([RFC 9449 section 8.2](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)) and of its `Date`.
    pub fn learn(&self, url: &Url, nonce: Option<&str>, date: Option<&str>) {
        self.note(url, nonce, date, None);
    }

    /// As [`Servers::learn`], with all that stands above an answer.
    pub(crate) fn learn_from(&self, url: &Url, headers: &HeaderMap) {
        let said = |name: &str| headers.get(name)?.to_str().ok();
        self.note(url, said("dpop-nonce"), said("date"), said("age"));
    }

    /// What time it is at `url`, as far as an answer from there told.
    pub fn now(&self, url: &Url) -> SystemTime {
        let learnt = self.learnt();
        let offset_ms = learnt
            .get(&origin(url))
            .map_or(0, |server| server.offset_ms);
        shift((self.clock)(), offset_ms)
    }

    fn note(&self, url: &Url, nonce: Option<&str>, date: Option<&str>, age: Option<&str>) {
        // As if the answer had taken no time: a clock that is taken for a little too late makes proofs
        // that are a little old, which servers accept more readily than ones from the future.
        let now = (self.clock)();
        let read = date.and_then(|date| reading(date, age, now, now));
        let nonce = nonce.filter(|nonce| is_nonce(nonce));
        if nonce.is_none() && read.is_none() {
            return;
        }
        let mut learnt = self.learnt();
        let server = learnt.entry(origin(url)).or_default();
        if let Some(nonce) = nonce {
            server.nonce = Some(nonce.to_owned());
        }
        if let Some(read) = read {
            server.offset_ms = read.offset_ms();
        }
    }

    fn learnt(&self) -> MutexGuard<'_, HashMap<String, Learnt>> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Printable ASCII without what would have to be escaped, as the standard has it
/// ([section 8.1](https://www.rfc-editor.org/rfc/rfc9449#section-8.1)).
fn is_nonce(text: &str) -> bool {
    (1..=LONGEST_NONCE).contains(&text.len()) && crate::tokens::is_token(text)
}

/// A moment that cannot be written down stays as it is.
fn shift(at: SystemTime, by_ms: i64) -> SystemTime {
    let by = Duration::from_millis(by_ms.unsigned_abs());
    let shifted = match by_ms {
        0.. => at.checked_add(by),
        _ => at.checked_sub(by),
    };
    shifted.unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use data_encoding::BASE64URL_NOPAD;
    use getrandom::SysRng;
    use rand_core::UnwrapErr;
    use serde_json::Value;

    use super::*;

    fn servers() -> (Servers, ProofKey) {
        // 784111777 is the date below.
        let clock = || UNIX_EPOCH + Duration::from_secs(784_111_777 - 3_600);
        let key = ProofKey::generate(&mut UnwrapErr(SysRng)).unwrap();
        (Servers::new(clock), key)
    }

    fn claims(servers: &Servers, key: &ProofKey, url: &str) -> Value {
        let url = Url::parse(url).unwrap();
        let proof = servers
            .proof(key, ("GET", &url), "access-1", &mut UnwrapErr(SysRng))
            .unwrap();
        let claims = proof.split('.').nth(1).unwrap();
        serde_json::from_slice(&BASE64URL_NOPAD.decode(claims.as_bytes()).unwrap()).unwrap()
    }

    const DATE_TEXT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    #[test]
    fn what_one_server_says_is_not_told_to_another() {
        let (servers, key) = servers();
        let url = |text| Url::parse(text).unwrap();
        servers.learn(&url("https://a.example/token"), Some("n1"), Some(DATE_TEXT));
        let there = claims(&servers, &key, "https://a.example/api/v1/me");
        assert_eq!(there["nonce"], "n1");
        assert_eq!(there["iat"], 784_111_777);
        for other in [
            "https://a.example:8443/",
            "http://a.example/",
            "https://b.example/",
        ] {
            let elsewhere = claims(&servers, &key, other);
            assert_eq!(elsewhere.get("nonce"), None, "{other}");
            assert_eq!(elsewhere["iat"], 784_111_777 - 3_600);
        }
    }

    #[test]
    fn a_clock_that_may_be_right_is_left_alone() {
        let (servers, key) = servers();
        let url = Url::parse("https://a.example/").unwrap();
        servers.learn(&url, None, Some("Sun, 06 Nov 1994 07:49:37 GMT"));
        let iat = claims(&servers, &key, url.as_str())["iat"].clone();
        assert_eq!(iat, 784_111_777 - 3_600);
    }

    #[test]
    fn the_last_nonce_counts_and_what_is_none_is_left_out() {
        let (servers, key) = servers();
        let url = Url::parse("https://a.example/").unwrap();
        for nonce in ["n1", "n2", "", "two words", "\"", &"n".repeat(600)] {
            servers.learn(&url, Some(nonce), None);
        }
        assert_eq!(claims(&servers, &key, url.as_str())["nonce"], "n2");
    }
}
