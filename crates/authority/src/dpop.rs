//! Proof of possession: a client shows with each request that it holds a key
//! ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
//!
//! The checks are those of [section 4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3), in its
//! order. That a proof is shown once is the caller's part: a pure room remembers nothing.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Number;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::{
    Moment,
    assertion::{SKEW, seconds},
    jws::{Jwk, Jws, Verify},
};

/// How old a proof may be.
pub const LIFE: Duration = Duration::from_secs(60);

/// For how long one nonce is handed out; the one before it is accepted as well.
pub const NONCE_STEP: Duration = Duration::from_secs(60);

/// The number of the step that `now` is in, from which the nonce of that step is made.
#[must_use]
pub const fn nonce_step(now: Moment) -> i64 {
    now.unix().div_euclid(NONCE_STEP.as_secs().cast_signed())
}

/// What a proof has to be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// The address of the request, as clients know it.
    pub url: &'a str,
    /// The access token that came along.
    pub access_token: Option<&'a str>,
    /// The thumbprint of the key that the access token is bound to.
    pub key: Option<&'a str>,
    /// The nonces that count now, when a proof needs one.
    pub nonces: Option<&'a [String]>,
}

/// What a proof says.
#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: Number,
    exp: Option<Number>,
    nbf: Option<Number>,
    ath: Option<String>,
    nonce: Option<String>,
}

/// A proof that is in order. The caller sees to it that it is used once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of the key.
    pub jkt: String,
    /// The client's name for the proof.
    pub jti: String,
    /// When it may be forgotten.
    pub expires_at: Moment,
}

/// Why a proof shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is more than one.
    #[error("there is more than one DPoP header")]
    Several,
    /// It is no signed token of this kind with an algorithm of ours and a public key in it.
    #[error("the proof is malformed")]
    Malformed,
    /// The key in it did not sign it.
    #[error("the proof is not signed by the key in it")]
    Signature,
    /// It is for another method.
    #[error("htm is not the method of the request")]
    Method,
    /// It is for another address.
    #[error("htu is not the address of the request")]
    Address,
    /// It is too old, not valid yet, or over.
    #[error("the proof is not of this moment")]
    Time,
    /// It is for another access token.
    #[error("ath does not fit the access token")]
    Token,
    /// The access token is bound to another key.
    #[error("the access token is bound to another key")]
    Key,
    /// It needs a nonce of ours, and has none or one that ran out.
    #[error("the proof needs a nonce of this server")]
    Nonce,
}

/// Checks what came in the `DPoP` headers of a request.
///
/// # Errors
///
/// See [`Fault`]. [`Fault::Nonce`] only about a proof whose signature is right.
pub fn check(
    headers: &[&str],
    expected: &Expected<'_>,
    now: Moment,
    verify: Verify,
) -> Result<Proof, Fault> {
    let [text] = headers else {
        return Err(Fault::Several);
    };
    let jws = Jws::parse(text).ok_or(Fault::Malformed)?;
    let claims: Claims = jws.claims().ok_or(Fault::Malformed)?;
    if jws.typ.as_deref() != Some("dpop+jwt") || !(1..=256).contains(&claims.jti.len()) {
        return Err(Fault::Malformed);
    }
    let shown = jws.jwk.as_ref().ok_or(Fault::Malformed)?;
    let jwk = Jwk::read(shown).map_err(|_| Fault::Malformed)?;
    if !jws.is_signed_by(&jwk.key, verify) {
        return Err(Fault::Signature);
    }
    if claims.htm != expected.method {
        return Err(Fault::Method);
    }
    if address(&claims.htu).is_none_or(|htu| Some(htu) != address(expected.url)) {
        return Err(Fault::Address);
    }
    if let Some(nonces) = expected.nonces {
        let ours = |nonce: &String| nonces.iter().any(|known| same(known, nonce));
        if !claims.nonce.as_ref().is_some_and(ours) {
            return Err(Fault::Nonce);
        }
    }
    let iat = of_this_moment(&claims, now).ok_or(Fault::Time)?;
    if let Some(token) = expected.access_token {
        let hash = BASE64URL_NOPAD.encode(&Sha256::digest(token.as_bytes()));
        if !claims.ath.is_some_and(|ath| same(&ath, &hash)) {
            return Err(Fault::Token);
        }
    }
    let jkt = jwk.key.thumbprint();
    if expected.key.is_some_and(|key| !same(key, &jkt)) {
        return Err(Fault::Key);
    }
    Ok(Proof {
        jkt,
        jti: claims.jti,
        expires_at: iat.plus(LIFE).plus(SKEW),
    })
}

/// Whether a text can be the thumbprint of a key, as in `dpop_jkt`: base64url of 32 bytes.
#[must_use]
pub fn is_thumbprint(text: &str) -> bool {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .is_ok_and(|bytes| bytes.len() == 32)
}

/// When it was made, if that is recent and it neither ran out nor lies ahead.
fn of_this_moment(claims: &Claims, now: Moment) -> Option<Moment> {
    let iat = seconds(&claims.iat)?;
    let ahead = now.plus(SKEW);
    let begun = match &claims.nbf {
        Some(nbf) => seconds(nbf)? <= ahead,
        None => true,
    };
    let lasts = match &claims.exp {
        Some(exp) => now < seconds(exp)?.plus(SKEW),
        None => true,
    };
    (begun && lasts && iat <= ahead && now <= iat.plus(LIFE)).then_some(iat)
}

/// An address without query and fragment, in one spelling
/// ([RFC 3986 section 6.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2)).
fn address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    let plain = url.has_host() && url.username().is_empty() && url.password().is_none();
    url.set_query(None);
    url.set_fragment(None);
    plain.then_some(url)
}

fn same(a: &str, b: &str) -> bool {
    bool::from(a.as_bytes().ct_eq(b.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_562_262_616;
    const URL: &str = "https://server.example.com/token";

    /// The key of the examples in RFC 9449.
    fn jwk() -> Value {
        json!({
            "kty": "EC", "crv": "P-256",
            "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        })
    }

    const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    fn signed(header: &Value, claims: &Value) -> String {
        let b64 = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        format!(
            "{}.{}.{}",
            b64(header),
            b64(claims),
            BASE64URL_NOPAD.encode(b"good")
        )
    }

    fn header() -> Value {
        json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk()})
    }

    fn claims() -> Value {
        json!({"jti": "-BwC3ESc6acc2lTc", "htm": "POST", "htu": URL, "iat": NOW})
    }

    fn with(mut value: Value, name: &str, change: Value) -> Value {
        if change.is_null() {
            value.as_object_mut().unwrap().remove(name);
        } else {
            value[name] = change;
        }
        value
    }

    const EXPECTED: Expected<'static> = Expected {
        method: "POST",
        url: URL,
        access_token: None,
        key: None,
        nonces: None,
    };

    fn outcome(header: &Value, claims: &Value, expected: &Expected<'_>) -> Result<String, Fault> {
        let verify: Verify = |_, _, _, signature| signature == b"good";
        let text = signed(header, claims);
        check(&[&text], expected, Moment::from_unix(NOW), verify).map(|proof| proof.jkt)
    }

    #[test]
    fn rfc9449_section_6_1_thumbprint() {
        assert_eq!(outcome(&header(), &claims(), &EXPECTED), Ok(JKT.to_owned()));
        assert!(is_thumbprint(JKT));
        for odd in [
            "",
            "x",
            &JKT[1..],
            &format!("{JKT}A"),
            &JKT.replace('-', "+"),
        ] {
            assert!(!is_thumbprint(odd), "{odd}");
        }
    }

    #[test]
    fn there_is_one_header() {
        let text = signed(&header(), &claims());
        let verify: Verify = |_, _, _, _| true;
        let ask =
            |headers: &[&str]| check(headers, &EXPECTED, Moment::from_unix(NOW), verify).err();
        assert_eq!(ask(&[&text]), None);
        assert_eq!(ask(&[&text, &text]), Some(Fault::Several));
        assert_eq!(ask(&[]), Some(Fault::Several));
        let two = format!("{text}, {text}");
        assert_eq!(ask(&[&two]), Some(Fault::Malformed));
    }

    #[test]
    fn each_member_of_the_header_decides_by_itself() {
        let private = with(jwk(), "d", json!("x"));
        let rsa = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
        for (name, value) in [
            ("typ", json!("JWT")),
            ("typ", json!("DPOP+JWT")),
            ("typ", json!(null)),
            ("alg", json!("none")),
            ("alg", json!("HS256")),
            ("alg", json!("RS256")),
            ("jwk", json!(null)),
            ("jwk", private),
            ("jwk", json!({"kty": "oct", "k": "AAAA"})),
            ("jwk", rsa),
            ("crit", json!(["b64"])),
        ] {
            let header = with(header(), name, value.clone());
            assert_eq!(
                outcome(&header, &claims(), &EXPECTED),
                Err(Fault::Malformed),
                "{name} {value}"
            );
        }
        let other_kind = with(header(), "alg", json!("EdDSA"));
        assert_eq!(
            outcome(&other_kind, &claims(), &EXPECTED),
            Err(Fault::Signature)
        );
    }

    #[test]
    fn each_claim_decides_by_itself() {
        for (name, value, fault) in [
            ("jti", json!(null), Some(Fault::Malformed)),
            ("jti", json!(""), Some(Fault::Malformed)),
            ("jti", json!(7), Some(Fault::Malformed)),
            ("htm", json!(null), Some(Fault::Malformed)),
            ("htm", json!("GET"), Some(Fault::Method)),
            ("htm", json!("post"), Some(Fault::Method)),
            ("htu", json!(null), Some(Fault::Malformed)),
            ("htu", json!("/token"), Some(Fault::Address)),
            (
                "htu",
                json!("http://server.example.com/token"),
                Some(Fault::Address),
            ),
            (
                "htu",
                json!("https://server.example.com/token/"),
                Some(Fault::Address),
            ),
            (
                "htu",
                json!("https://server.example.com:444/token"),
                Some(Fault::Address),
            ),
            (
                "htu",
                json!("https://other.example.com/token"),
                Some(Fault::Address),
            ),
            (
                "htu",
                json!("https://a@server.example.com/token"),
                Some(Fault::Address),
            ),
            ("htu", json!("HTTPS://Server.Example.com:443/token"), None),
            (
                "htu",
                json!("https://server.example.com/x/../token?a=b#c"),
                None,
            ),
            ("iat", json!(null), Some(Fault::Malformed)),
            ("iat", json!(NOW.to_string()), Some(Fault::Malformed)),
            ("iat", json!(NOW - 10), None),
            ("iat", json!(NOW + 10), None),
            ("iat", json!(NOW - 60), None),
            ("iat", json!(NOW - 61), Some(Fault::Time)),
            ("iat", json!(NOW + 60), Some(Fault::Time)),
            ("exp", json!(NOW + 5), None),
            ("exp", json!(NOW - 10), Some(Fault::Time)),
            ("nbf", json!(NOW + 8), None),
            ("nbf", json!(NOW + 60), Some(Fault::Time)),
            ("nonce", json!("whatever"), None),
        ] {
            let claims = with(claims(), name, value.clone());
            assert_eq!(
                outcome(&header(), &claims, &EXPECTED).err(),
                fault,
                "{name} {value}"
            );
        }
    }

    #[test]
    fn a_nonce_has_to_be_one_of_ours_when_one_is_needed() {
        let nonces = ["now".to_owned(), "before".to_owned()];
        let expected = Expected {
            nonces: Some(&nonces),
            ..EXPECTED
        };
        for (nonce, fault) in [
            (json!("now"), None),
            (json!("before"), None),
            (json!("older"), Some(Fault::Nonce)),
            (json!(null), Some(Fault::Nonce)),
        ] {
            let claims = with(claims(), "nonce", nonce);
            assert_eq!(outcome(&header(), &claims, &expected).err(), fault);
        }
        let step = |at| nonce_step(Moment::from_unix(at));
        assert_eq!(step(119), step(60));
        assert_eq!(step(120), step(60) + 1);
    }

    #[test]
    fn with_an_access_token_its_hash_and_its_key_have_to_fit() {
        // RFC 9449 section 7.1 gives the token and its hash.
        let expected = Expected {
            access_token: Some("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"),
            key: Some(JKT),
            ..EXPECTED
        };
        let ath = json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        let good = with(claims(), "ath", ath);
        assert!(outcome(&header(), &good, &expected).is_ok());
        for ath in [json!(null), json!(""), json!("x")] {
            let claims = with(claims(), "ath", ath);
            assert_eq!(outcome(&header(), &claims, &expected), Err(Fault::Token));
        }
        let other = Expected {
            key: Some("other"),
            ..expected
        };
        assert_eq!(outcome(&header(), &good, &other), Err(Fault::Key));
    }

    #[test]
    fn an_unsigned_proof_is_told_nothing_about_nonces() {
        let text = signed(&header(), &claims());
        let expected = Expected {
            nonces: Some(&[]),
            ..EXPECTED
        };
        let refused = check(&[&text], &expected, Moment::from_unix(NOW), |_, _, _, _| {
            false
        });
        assert_eq!(refused, Err(Fault::Signature));
    }
}
