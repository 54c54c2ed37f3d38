//! Signing keys and the tokens they sign.
//!
//! There is one current key for each algorithm in use: ES256 always, RS256 and EdDSA from the moment a
//! client needs identity tokens signed so. Access tokens are ES256 only. Private keys are sealed under
//! a key outside the database. One kind of token is never accepted as another: access tokens say
//! `typ: at+jwt` ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)) and identity tokens `JWT`; and a
//! key is never used with another algorithm than its own, so neither `none` nor a published key taken
//! for a shared secret passes.

mod claims;
mod keys;
mod ring;

mod logout;

use std::time::Duration;

use authority::{Moment, client::TokenAlg};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use sha2::{Digest as _, Sha256, Sha512};

use self::keys::Pair;
pub use self::{
    claims::{AccessClaims, Audience, Confirmation, IdClaims},
    keys::{Numbers, PublicJwk, generate},
    logout::{LogoutClaims, LogoutEvents},
};
use crate::store::KeyRow;

/// A key signs for this long.
pub const SIGNS_FOR: Duration = Duration::from_secs(90 * 86_400);
/// A retired key stays published for this long, well beyond the longest token.
pub const PUBLISHED_AFTER: Duration = Duration::from_secs(3600);

/// `typ` of an access token.
const ACCESS_TOKEN: &str = "at+jwt";

/// Why a key or a token cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No key was made yet.
    #[error("there is no signing key")]
    NoKey,
    /// The key file is another one than when this key was sealed.
    #[error("the signing key {kid} cannot be opened: was the key file replaced?")]
    Sealed {
        /// The key's name.
        kid: String,
    },
    /// A key could not be made or used.
    #[error("the signing key could not be used")]
    Unusable,
    /// The token names a key that is not published, or not yet known here.
    #[error("the token was not signed with a key of this server")]
    UnknownKey,
    /// The token was not signed by us, is of another kind, or ran out.
    #[error("the token is not valid")]
    NotValid,
}

/// The keys at one moment: the current ones sign, all that are published check.
pub struct KeyRing {
    current: Vec<Current>,
    published: Vec<(PublicJwk, DecodingKey)>,
    /// When they were read from the store.
    pub read_at: Moment,
}

/// The key that signs with one algorithm.
struct Current {
    kid: String,
    alg: TokenAlg,
    pair: Pair,
    made_at: Moment,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({})", self.kid())
    }
}

impl KeyRing {
    /// Opens stored keys, youngest first, with the key they were sealed under.
    ///
    /// # Errors
    ///
    /// [`Error::NoKey`] when there is none for ES256, [`Error::Sealed`] when one does not open.
    pub fn open(rows: &[KeyRow], sealing: &[u8; 32], now: Moment) -> Result<Self, Error> {
        let mut current = Vec::new();
        for alg in TokenAlg::ALL {
            let signs = |row: &&KeyRow| row.retired_at.is_none() && row.alg == alg;
            let Some(row) = rows.iter().find(signs) else {
                continue;
            };
            current.push(Current {
                kid: row.kid.clone(),
                alg,
                pair: keys::open(row, sealing)?,
                made_at: row.created_at,
            });
        }
        // The first in the list of algorithms, so it is the first here.
        if current.first().is_none_or(|key| key.alg != TokenAlg::Es256) {
            return Err(Error::NoKey);
        }
        let is_published = |row: &&KeyRow| {
            row.retired_at
                .is_none_or(|at| now < at.plus(PUBLISHED_AFTER))
        };
        let public = |row: &KeyRow| {
            let jwk: PublicJwk =
                serde_json::from_str(&row.public_jwk).map_err(|_| Error::Unusable)?;
            let key = jwk.decoding()?;
            Ok((jwk, key))
        };
        Ok(Self {
            current,
            published: rows
                .iter()
                .filter(is_published)
                .map(public)
                .collect::<Result<_, Error>>()?,
            read_at: now,
        })
    }

    /// The name of the key that signs access tokens.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.current.first().map_or("", |key| &key.kid)
    }

    /// The algorithms that there is a key for.
    pub fn algorithms(&self) -> impl Iterator<Item = TokenAlg> {
        self.current.iter().map(|key| key.alg)
    }

    /// Whether there is a key for `alg`.
    #[must_use]
    pub fn has(&self, alg: TokenAlg) -> bool {
        self.current.iter().any(|key| key.alg == alg)
    }

    /// The algorithms whose key has signed for long enough.
    pub fn due(&self, now: Moment) -> impl Iterator<Item = TokenAlg> {
        let due = move |key: &&Current| now >= key.made_at.plus(SIGNS_FOR);
        self.current.iter().filter(due).map(|key| key.alg)
    }

    /// The keys that others check with.
    pub fn published(&self) -> impl Iterator<Item = &PublicJwk> {
        self.published.iter().map(|(jwk, _)| jwk)
    }

    /// Signs an access token, with ES256.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`].
    pub fn sign_access(&self, claims: &AccessClaims) -> Result<String, Error> {
        self.sign(TokenAlg::Es256, ACCESS_TOKEN, claims)
    }

    /// Signs an identity token.
    ///
    /// # Errors
    ///
    /// [`Error::NoKey`] when no key was made for `alg` yet.
    pub fn sign_id(&self, alg: TokenAlg, claims: &IdClaims) -> Result<String, Error> {
        self.sign(alg, "JWT", claims)
    }

    /// Signs a token of the kind `typ`.
    ///
    /// # Errors
    ///
    /// [`Error::NoKey`] when no key was made for `alg` yet.
    pub fn sign(&self, alg: TokenAlg, typ: &str, claims: &impl Serialize) -> Result<String, Error> {
        let key = self
            .current
            .iter()
            .find(|key| key.alg == alg)
            .ok_or(Error::NoKey)?;
        let header = json!({"typ": typ, "alg": alg.word(), "kid": key.kid}).to_string();
        let claims = serde_json::to_vec(claims).map_err(|_| Error::Unusable)?;
        let mut token = BASE64URL_NOPAD.encode(header.as_bytes());
        token.push('.');
        BASE64URL_NOPAD.encode_append(&claims, &mut token);
        let signature = key.pair.sign(token.as_bytes())?;
        token.push('.');
        BASE64URL_NOPAD.encode_append(&signature, &mut token);
        Ok(token)
    }

    /// Reads an access token of ours, for whomever it is when `audience` is `None`. Whether its session
    /// still lives is another question.
    ///
    /// # Errors
    ///
    /// [`Error::NotValid`] for everything else, identity tokens included; [`Error::UnknownKey`] when a
    /// key was perhaps made in the meantime.
    pub fn read_access(
        &self,
        token: &str,
        issuer: &str,
        audience: Option<&str>,
        now: Moment,
    ) -> Result<AccessClaims, Error> {
        let fits = |claims: &AccessClaims| audience.is_none_or(|name| claims.aud.names(name));
        let claims = self.checked(token, ACCESS_TOKEN, issuer, fits)?;
        if now.unix() >= claims.exp {
            Err(Error::NotValid)
        } else {
            Ok(claims)
        }
    }

    /// Reads an identity token of ours that `client` shows as a hint: it may have run out
    /// ([OpenID Connect Core 1.0 section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
    ///
    /// # Errors
    ///
    /// [`Error::NotValid`] for everything else, access tokens included, and when its key is no longer
    /// published.
    pub fn read_id_hint(&self, token: &str, issuer: &str, client: &str) -> Result<IdClaims, Error> {
        self.checked(token, "JWT", issuer, |claims: &IdClaims| {
            claims.aud == client
        })
    }

    /// The claims of a token that one of our keys signed, with the algorithm that key is for.
    fn checked<T: DeserializeOwned + Clone>(
        &self,
        token: &str,
        typ: &str,
        issuer: &str,
        fits: impl Fn(&T) -> bool,
    ) -> Result<T, Error> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::NotValid)?;
        if header.typ.as_deref() != Some(typ) {
            return Err(Error::NotValid);
        }
        let named = |(jwk, _): &&(PublicJwk, DecodingKey)| Some(&jwk.kid) == header.kid.as_ref();
        let (jwk, key) = self.published.iter().find(named).ok_or(Error::UnknownKey)?;
        let algorithm: Algorithm = jwk.alg.parse().map_err(|_| Error::Unusable)?;
        let alone = typ != ACCESS_TOKEN || algorithm == Algorithm::ES256;
        if !alone || header.alg != algorithm {
            return Err(Error::NotValid);
        }
        let mut validation = Validation::new(algorithm);
        // The library reads the system clock; the caller compares `exp` with the one handed in.
        validation.validate_exp = false;
        // The caller knows who it is for.
        validation.validate_aud = false;
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims = jsonwebtoken::decode::<T>(token, key, &validation)
            .map(|data| data.claims)
            .map_err(|_| Error::NotValid)?;
        if fits(&claims) {
            Ok(claims)
        } else {
            Err(Error::NotValid)
        }
    }
}

/// `at_hash` of an access token: the left half of its hash, by the hash that belongs to the algorithm
/// of the identity token.
#[must_use]
pub fn at_hash(alg: TokenAlg, access_token: &str) -> String {
    let left = |digest: &[u8]| {
        let half = digest.get(..digest.len() / 2);
        BASE64URL_NOPAD.encode(half.unwrap_or_default())
    };
    match alg {
        TokenAlg::Es256 | TokenAlg::Rs256 => left(&Sha256::digest(access_token.as_bytes())),
        TokenAlg::EdDsa => left(&Sha512::digest(access_token.as_bytes())),
    }
}

#[cfg(test)]
mod tests;
