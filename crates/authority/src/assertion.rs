//! A client proves who it is by a signature
//! ([RFC 7523 section 3](https://www.rfc-editor.org/rfc/rfc7523#section-3), narrowed as FAPI 2.0 asks).

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Number, Value};

use crate::{
    Moment,
    client::{Client, NotAuthentic},
    jws::{Jws, Verify},
};

/// `client_assertion_type` of a signed assertion.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far the clock of a client may be from ours.
pub const SKEW: Duration = Duration::from_secs(10);

/// The furthest ahead an assertion may run out. Common libraries say an hour.
const LONGEST: Duration = Duration::from_secs(3600);

/// What an assertion says.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    /// Read as it is: a list is refused even when it holds nothing but the right audience.
    aud: Value,
    exp: Number,
    nbf: Option<Number>,
    iat: Option<Number>,
    jti: String,
}

/// An assertion that is in order. The caller sees to it that it is used once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The client's name for it.
    pub jti: String,
    /// When it may be forgotten.
    pub expires_at: Moment,
}

/// The client that an assertion claims to be from.
#[must_use]
pub fn claimed_client(text: &str) -> Option<String> {
    let claims: Claims = Jws::parse(text)?.claims()?;
    Some(claims.sub)
}

/// Checks an assertion of `client` for the server called `issuer`. The only audience is the issuer, as
/// plain text: whoever else receives an assertion cannot use it here.
///
/// # Errors
///
/// [`NotAuthentic`], which does not say what was wrong.
pub fn check(
    text: &str,
    client: &Client,
    issuer: &str,
    now: Moment,
    verify: Verify,
) -> Result<Assertion, NotAuthentic> {
    let jws = Jws::parse(text).ok_or(NotAuthentic)?;
    let keys = client.keys.as_ref().ok_or(NotAuthentic)?;
    // A token of another kind that the same key signed is no assertion (RFC 8725 section 3.11).
    let kind = |typ: &str| {
        ["JWT", "client-authentication+jwt"]
            .iter()
            .any(|known| typ.eq_ignore_ascii_case(known))
    };
    if !jws.typ.as_deref().is_none_or(kind) || !keys.signed(&jws, verify) {
        return Err(NotAuthentic);
    }
    let claims: Claims = jws.claims().ok_or(NotAuthentic)?;
    let exp = seconds(&claims.exp).ok_or(NotAuthentic)?;
    let not_ahead = |time: &Option<Number>| match time {
        None => true,
        Some(time) => seconds(time).is_some_and(|time| time <= now.plus(SKEW)),
    };
    let in_order = claims.iss == client.id
        && claims.sub == client.id
        && claims.aud.as_str() == Some(issuer)
        && now < exp.plus(SKEW)
        && exp <= now.plus(LONGEST).plus(SKEW)
        && not_ahead(&claims.nbf)
        && not_ahead(&claims.iat)
        && (1..=256).contains(&claims.jti.len());
    if in_order {
        let expires_at = exp.plus(SKEW);
        Ok(Assertion {
            jti: claims.jti,
            expires_at,
        })
    } else {
        Err(NotAuthentic)
    }
}

/// A numeric date, which may have a fraction ([RFC 7519 section 2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
pub(crate) fn seconds(number: &Number) -> Option<Moment> {
    #[allow(clippy::cast_possible_truncation)] // bounded above
    let whole = |number: f64| (number.abs() < 1e15).then_some(number as i64);
    let seconds = number
        .as_i64()
        .or_else(|| number.as_f64().and_then(whole))?;
    Some(Moment::from_unix(seconds))
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;
    use serde_json::json;

    use super::*;
    use crate::jws::KeySet;

    const NOW: i64 = 1_800_000_000;
    const ISSUER: &str = "https://id.example";

    fn client() -> Client {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let keys = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "1"}]});
        Client {
            id: "wiki".into(),
            keys: Some(KeySet::parse(&keys.to_string()).unwrap()),
            ..Client::default()
        }
    }

    fn signed(header: &Value, claims: &Value) -> String {
        let b64 = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        format!(
            "{}.{}.{}",
            b64(header),
            b64(claims),
            BASE64URL_NOPAD.encode(b"good")
        )
    }

    fn outcome(header: &Value, claims: &Value) -> bool {
        let text = signed(header, claims);
        let verify: Verify = |_, _, _, signature| signature == b"good";
        check(&text, &client(), ISSUER, Moment::from_unix(NOW), verify).is_ok()
    }

    fn changed(name: &str, value: Value) -> Value {
        let mut claims = json!({
            "iss": "wiki", "sub": "wiki", "aud": ISSUER, "exp": NOW + 60, "jti": "once",
        });
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value;
        }
        claims
    }

    #[test]
    fn each_claim_decides_by_itself() {
        let header = json!({"alg": "EdDSA"});
        for (name, value, good) in [
            ("jti", json!("once"), true),
            ("exp", json!(NOW - 9), true),
            ("exp", json!(NOW - 10), false),
            ("exp", json!(NOW - 300), false),
            ("exp", json!(NOW + 3610), true),
            ("exp", json!(NOW + 3611), false),
            ("exp", json!(f64::from(60) + 0.5 + 1_800_000_000.0), true),
            ("exp", json!((NOW + 60).to_string()), false),
            ("exp", json!(null), false),
            ("nbf", json!(NOW + 8), true),
            ("nbf", json!(NOW + 61), false),
            ("iat", json!(NOW + 8), true),
            ("iat", json!(NOW + 61), false),
            ("iat", json!(NOW - 3000), true),
            ("aud", json!([ISSUER]), false),
            ("aud", json!("https://id.example/oauth/token"), false),
            ("aud", json!("https://id.example/"), false),
            ("aud", json!(null), false),
            ("sub", json!("other"), false),
            ("sub", json!(null), false),
            ("iss", json!("other"), false),
            ("iss", json!(null), false),
            ("jti", json!(null), false),
            ("jti", json!(""), false),
        ] {
            assert_eq!(
                outcome(&header, &changed(name, value.clone())),
                good,
                "{name} {value}"
            );
        }
    }

    #[test]
    fn the_header_decides_as_well() {
        let claims = changed("jti", json!("once"));
        for (header, good) in [
            (json!({"alg": "EdDSA", "kid": "1"}), true),
            (json!({"alg": "EdDSA", "typ": "jwt"}), true),
            (
                json!({"alg": "EdDSA", "typ": "client-authentication+jwt"}),
                true,
            ),
            (json!({"alg": "EdDSA", "kid": "2"}), false),
            (json!({"alg": "EdDSA", "typ": "dpop+jwt"}), false),
            (json!({"alg": "EdDSA", "typ": "at+jwt"}), false),
            (json!({"alg": "ES256"}), false),
            (json!({"alg": "RS256"}), false),
            (json!({"alg": "none"}), false),
        ] {
            assert_eq!(outcome(&header, &claims), good, "{header}");
        }
    }
}
