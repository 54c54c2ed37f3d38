//! Signing keys and the tokens they sign: ES256 only.
//!
//! Private keys are sealed with AES-256-GCM under a key outside the database; kid and purpose are
//! the associated data. One kind of token is never accepted as another: access tokens say
//! `typ: at+jwt` ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)) and identity tokens `JWT`.

use std::time::Duration;

use authority::Moment;
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

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
    /// The token was not signed by us, is of another kind, or ran out.
    #[error("the token is not valid")]
    NotValid,
}

/// What an access token says ([RFC 9068 section 2.2](https://www.rfc-editor.org/rfc/rfc9068#section-2.2)).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields are the registered claim names
pub struct AccessClaims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub client_id: String,
    pub scope: String,
    pub sid: String,
    pub jti: String,
    pub iat: i64,
    pub exp: i64,
    pub auth_time: i64,
}

/// What an identity token says
/// ([OpenID Connect Core 1.0 section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields are the registered claim names
pub struct IdClaims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub iat: i64,
    pub exp: i64,
    pub auth_time: i64,
    pub sid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A public key as it is published ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields are the registered member names
pub struct PublicJwk {
    pub kty: String,
    pub crv: String,
    pub x: String,
    pub y: String,
    pub kid: String,
    #[serde(rename = "use")]
    pub purpose: String,
    pub alg: String,
}

/// The keys at one moment: the youngest signs, all that are published check.
pub struct KeyRing {
    kid: String,
    signer: EncodingKey,
    made_at: Moment,
    published: Vec<(PublicJwk, DecodingKey)>,
    /// When they were read from the store.
    pub read_at: Moment,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({})", self.kid)
    }
}

impl KeyRing {
    /// Opens stored keys, youngest first, with the key they were sealed under.
    ///
    /// # Errors
    ///
    /// [`Error::NoKey`] when there is none that signs, [`Error::Sealed`] when it does not open.
    pub fn open(rows: &[KeyRow], sealing: &[u8; 32], now: Moment) -> Result<Self, Error> {
        let current = rows
            .iter()
            .find(|row| row.retired_at.is_none())
            .ok_or(Error::NoKey)?;
        let pkcs8 = unseal(current, sealing)?;
        let is_published = |row: &&KeyRow| {
            row.retired_at
                .is_none_or(|at| now < at.plus(PUBLISHED_AFTER))
        };
        let public = |row: &KeyRow| {
            let jwk: PublicJwk =
                serde_json::from_str(&row.public_jwk).map_err(|_| Error::Unusable)?;
            let key =
                DecodingKey::from_ec_components(&jwk.x, &jwk.y).map_err(|_| Error::Unusable)?;
            Ok((jwk, key))
        };
        Ok(Self {
            kid: current.kid.clone(),
            signer: EncodingKey::from_ec_der(&pkcs8),
            made_at: current.created_at,
            published: rows
                .iter()
                .filter(is_published)
                .map(public)
                .collect::<Result<_, Error>>()?,
            read_at: now,
        })
    }

    /// The name of the key that signs.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Whether the key has signed for long enough.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        now >= self.made_at.plus(SIGNS_FOR)
    }

    /// The keys that others check with.
    pub fn published(&self) -> impl Iterator<Item = &PublicJwk> {
        self.published.iter().map(|(jwk, _)| jwk)
    }

    /// Signs an access token.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`].
    pub fn sign_access(&self, claims: &AccessClaims) -> Result<String, Error> {
        self.sign(ACCESS_TOKEN, claims)
    }

    /// Signs an identity token.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`].
    pub fn sign_id(&self, claims: &IdClaims) -> Result<String, Error> {
        self.sign("JWT", claims)
    }

    fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, Error> {
        let header = Header {
            typ: Some(typ.to_owned()),
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::ES256)
        };
        jsonwebtoken::encode(&header, claims, &self.signer).map_err(|_| Error::Unusable)
    }

    /// Reads an access token of ours. Whether its session still lives is another question.
    ///
    /// # Errors
    ///
    /// [`Error::NotValid`] for everything else, identity tokens included.
    pub fn read_access(
        &self,
        token: &str,
        issuer: &str,
        audience: &str,
        now: Moment,
    ) -> Result<AccessClaims, Error> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::NotValid)?;
        if header.typ.as_deref() != Some(ACCESS_TOKEN) || header.alg != Algorithm::ES256 {
            return Err(Error::NotValid);
        }
        let claims: AccessClaims = self.checked(token, header.kid.as_deref(), issuer, audience)?;
        if now.unix() >= claims.exp {
            Err(Error::NotValid)
        } else {
            Ok(claims)
        }
    }

    fn checked<T: DeserializeOwned + Clone>(
        &self,
        token: &str,
        kid: Option<&str>,
        issuer: &str,
        audience: &str,
    ) -> Result<T, Error> {
        let (_, key) = self
            .published
            .iter()
            .find(|(jwk, _)| Some(jwk.kid.as_str()) == kid)
            .ok_or(Error::NotValid)?;
        let mut validation = Validation::new(Algorithm::ES256);
        // The library reads the system clock; the caller compares `exp` with the one handed in.
        validation.validate_exp = false;
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        jsonwebtoken::decode(token, key, &validation)
            .map(|data| data.claims)
            .map_err(|_| Error::NotValid)
    }
}

/// `at_hash` of an access token: the left half of its SHA-256.
#[must_use]
pub fn at_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token.as_bytes());
    BASE64URL_NOPAD.encode(digest.get(..16).unwrap_or_default())
}

/// Makes a key pair and seals its private half; `nonce` is fresh from chance.
///
/// # Errors
///
/// [`Error::Unusable`] when the library has no randomness to give.
pub fn generate(sealing: &[u8; 32], nonce: [u8; 12], now: Moment) -> Result<KeyRow, Error> {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new())
        .map_err(|_| Error::Unusable)?;
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref()).map_err(|_| Error::Unusable)?;
    // An uncompressed point: 4, then x and y of 32 bytes each.
    let point = pair
        .public_key()
        .as_ref()
        .get(1..65)
        .ok_or(Error::Unusable)?;
    let (x, y) = point.split_at_checked(32).ok_or(Error::Unusable)?;
    let kid: String = HEXLOWER
        .encode(&Sha256::digest(point))
        .chars()
        .take(16)
        .collect();
    let jwk = PublicJwk {
        kty: "EC".to_owned(),
        crv: "P-256".to_owned(),
        x: BASE64URL_NOPAD.encode(x),
        y: BASE64URL_NOPAD.encode(y),
        kid: kid.clone(),
        purpose: "sig".to_owned(),
        alg: "ES256".to_owned(),
    };
    let mut sealed = Zeroizing::new(pkcs8.as_ref().to_vec());
    let tag = cipher(sealing)?
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(purpose(&kid)),
            &mut sealed,
        )
        .map_err(|_| Error::Unusable)?;
    let bytes = [&nonce[..], &sealed, tag.as_ref()].concat();
    Ok(KeyRow {
        kid,
        sealed: BASE64_NOPAD.encode(&bytes),
        public_jwk: serde_json::to_string(&jwk).map_err(|_| Error::Unusable)?,
        created_at: now,
        retired_at: None,
    })
}

fn unseal(row: &KeyRow, sealing: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let failed = || Error::Sealed {
        kid: row.kid.clone(),
    };
    let bytes = BASE64_NOPAD
        .decode(row.sealed.as_bytes())
        .map_err(|_| failed())?;
    let (nonce, sealed) = bytes.split_first_chunk::<12>().ok_or_else(failed)?;
    let mut sealed = Zeroizing::new(sealed.to_vec());
    let opened = cipher(sealing)?
        .open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(purpose(&row.kid)),
            &mut sealed,
        )
        .map_err(|_| failed())?;
    Ok(Zeroizing::new(opened.to_vec()))
}

fn cipher(sealing: &[u8; 32]) -> Result<LessSafeKey, Error> {
    UnboundKey::new(&AES_256_GCM, sealing)
        .map(LessSafeKey::new)
        .map_err(|_| Error::Unusable)
}

fn purpose(kid: &str) -> Vec<u8> {
    [b"signing-key/1\0", kid.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_unix(1_800_000_000);

    fn claims() -> AccessClaims {
        AccessClaims {
            iss: "https://id.example".into(),
            sub: "s".into(),
            aud: "https://id.example".into(),
            client_id: "c".into(),
            scope: "openid".into(),
            sid: "sid".into(),
            jti: "jti".into(),
            iat: NOW.unix(),
            exp: NOW.unix() + 600,
            auth_time: NOW.unix(),
        }
    }

    fn read(ring: &KeyRing, token: &str, now: i64) -> Result<AccessClaims, Error> {
        ring.read_access(
            token,
            "https://id.example",
            "https://id.example",
            Moment::from_unix(now),
        )
    }

    #[test]
    fn an_access_token_reads_back_until_it_runs_out() {
        let ring =
            KeyRing::open(&[generate(&[1; 32], [0; 12], NOW).unwrap()], &[1; 32], NOW).unwrap();
        let token = ring.sign_access(&claims()).unwrap();
        assert_eq!(read(&ring, &token, NOW.unix() + 599).unwrap().jti, "jti");
        assert!(read(&ring, &token, NOW.unix() + 600).is_err());
    }

    #[test]
    fn an_identity_token_is_no_access_token() {
        let ring =
            KeyRing::open(&[generate(&[1; 32], [0; 12], NOW).unwrap()], &[1; 32], NOW).unwrap();
        let disguised = ring.sign("JWT", &claims()).unwrap();
        assert!(read(&ring, &disguised, NOW.unix()).is_err());
    }

    #[test]
    fn a_key_of_another_server_signs_nothing_here() {
        let mine =
            KeyRing::open(&[generate(&[1; 32], [0; 12], NOW).unwrap()], &[1; 32], NOW).unwrap();
        let theirs =
            KeyRing::open(&[generate(&[1; 32], [0; 12], NOW).unwrap()], &[1; 32], NOW).unwrap();
        assert!(read(&mine, &theirs.sign_access(&claims()).unwrap(), NOW.unix()).is_err());
    }

    #[test]
    fn a_sealed_key_opens_only_under_its_own_name_and_key() {
        let row = generate(&[1; 32], [0; 12], NOW).unwrap();
        let renamed = KeyRow {
            kid: "other".into(),
            ..row.clone()
        };
        assert!(matches!(
            KeyRing::open(&[row], &[2; 32], NOW),
            Err(Error::Sealed { .. })
        ));
        assert!(matches!(
            KeyRing::open(&[renamed], &[1; 32], NOW),
            Err(Error::Sealed { .. })
        ));
    }

    #[test]
    fn a_retired_key_stays_published_beyond_its_last_token() {
        let old = KeyRow {
            retired_at: Some(NOW),
            ..generate(&[1; 32], [0; 12], NOW).unwrap()
        };
        let young = generate(&[1; 32], [1; 12], NOW).unwrap();
        let count = |now| {
            KeyRing::open(&[young.clone(), old.clone()], &[1; 32], now)
                .unwrap()
                .published()
                .count()
        };
        assert_eq!(count(NOW.plus(Duration::from_secs(600 + 60))), 2);
        assert_eq!(count(NOW.plus(PUBLISHED_AFTER)), 1);
    }
}
