//! The keys of another server, and whether one of them signed a token.

use authority::upstream::metadata::{ALGORITHMS, key_is_for};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde_json::Value;

/// More keys than this are not looked at.
const MOST: usize = 64;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// Public keys; nothing symmetric is ever among them.
#[derive(Debug)]
pub(super) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    jwk: Jwk,
    /// Microsoft: the issuer it is for.
    issuer: Option<String>,
}

impl Keys {
    /// Reads a key set. Keys of kinds that nobody signs with are passed over.
    pub(super) fn read(set: &Value) -> Option<Self> {
        let listed = set.get("keys")?.as_array()?;
        let key = |value: &Value| {
            let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
            let signs = matches!(
                jwk.common.public_key_use,
                None | Some(PublicKeyUse::Signature)
            );
            let issuer = value.get("issuer").and_then(Value::as_str);
            signs.then(|| Key {
                jwk,
                issuer: issuer.map(str::to_owned),
            })
        };
        let keys: Vec<Key> = listed.iter().filter_map(key).take(MOST).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Whether a key of this name is among them.
    pub(super) fn have(&self, kid: &str) -> bool {
        let named = |key: &Key| key.jwk.common.key_id.as_deref() == Some(kid);
        self.0.iter().any(named)
    }

    /// What a token says that one of these keys signed, with an algorithm of `allowed` that is for a key of
    /// that kind. The times in it are not looked at.
    pub(super) fn opened(&self, token: &str, allowed: &[String]) -> Option<Value> {
        let header = head(token)?;
        let word = allowed.iter().find(|word| {
            ALGORITHMS.contains(&word.as_str())
                && word.parse::<Algorithm>().ok() == Some(header.alg)
        })?;
        let algorithm: Algorithm = word.parse().ok()?;
        let named = |key: &&Key| header.kid.is_none() || key.jwk.common.key_id == header.kid;
        let mut fitting = self
            .0
            .iter()
            .filter(named)
            .filter(|key| fits(&key.jwk, algorithm));
        fitting.find_map(|key| {
            let decoding = DecodingKey::from_jwk(&key.jwk).ok()?;
            let mut validation = Validation::new(algorithm);
            // The library reads the system clock; `authority` compares with the one handed in.
            validation.validate_exp = false;
            validation.validate_aud = false;
            validation.required_spec_claims.clear();
            let claims = jsonwebtoken::decode::<Value>(token, &decoding, &validation)
                .ok()?
                .claims;
            let iss = claims
                .get("iss")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let whose = key.issuer.as_deref();
            whose
                .is_none_or(|whose| key_is_for(whose, iss))
                .then_some(claims)
        })
    }
}

/// The head of a token, where it can be one that we understand.
fn head(token: &str) -> Option<jsonwebtoken::Header> {
    if token.len() > LONGEST {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    header.crit.is_none().then_some(header)
}

/// The name of the key that a token says it was signed with.
pub(super) fn named(token: &str) -> Option<String> {
    head(token)?.kid
}

/// Whether `algorithm` is for a key of this kind, and the key for that algorithm.
fn fits(jwk: &Jwk, algorithm: Algorithm) -> bool {
    let kind = match (&jwk.algorithm, algorithm) {
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => {
            key.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => {
            key.curve == EllipticCurve::P384
        }
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => {
            key.curve == EllipticCurve::Ed25519
        }
        (
            AlgorithmParameters::RSA(_),
            Algorithm::RS256 | Algorithm::RS384 | Algorithm::PS256 | Algorithm::PS384,
        ) => true,
        _ => false,
    };
    let meant = jwk.common.key_algorithm;
    kind && meant.is_none_or(|meant| meant == KeyAlgorithm::from(algorithm))
}
