//! Key pairs of the three kinds that sign our tokens, and their public halves.

use authority::{Moment, client::TokenAlg};
use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
        RSA_PKCS1_SHA256,
    },
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Error;
use crate::{keys::sealing, store::KeyRow};

/// A public key as it is published ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the fields are the registered member names
pub struct PublicJwk {
    #[serde(flatten)]
    pub numbers: Numbers,
    pub kid: String,
    #[serde(rename = "use")]
    pub purpose: String,
    pub alg: String,
}

/// What differs between kinds of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
#[allow(missing_docs)] // the fields are the registered member names
pub enum Numbers {
    #[serde(rename = "EC")]
    Ec { crv: String, x: String, y: String },
    #[serde(rename = "OKP")]
    Okp { crv: String, x: String },
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
}

impl PublicJwk {
    pub(super) fn decoding(&self) -> Result<DecodingKey, Error> {
        match &self.numbers {
            Numbers::Ec { x, y, .. } => DecodingKey::from_ec_components(x, y),
            Numbers::Okp { x, .. } => DecodingKey::from_ed_components(x),
            Numbers::Rsa { n, e } => DecodingKey::from_rsa_components(n, e),
        }
        .map_err(|_| Error::Unusable)
    }
}

/// A key pair, parsed once and not for each token.
pub(super) enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl Pair {
    fn open(alg: TokenAlg, pkcs8: &[u8]) -> Result<Self, Error> {
        let pair = match alg {
            TokenAlg::Es256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map(Self::Es256)
            }
            TokenAlg::Rs256 => RsaKeyPair::from_pkcs8(pkcs8).map(Self::Rs256),
            TokenAlg::EdDsa => Ed25519KeyPair::from_pkcs8(pkcs8).map(Self::EdDsa),
        };
        pair.map_err(|_| Error::Unusable)
    }

    fn generate(alg: TokenAlg) -> Result<(Self, Zeroizing<Vec<u8>>), Error> {
        let random = SystemRandom::new();
        let unusable = |_| Error::Unusable;
        let pkcs8 = match alg {
            TokenAlg::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
                    .map_err(unusable)?
                    .as_ref()
                    .to_vec()
            }
            TokenAlg::EdDsa => Ed25519KeyPair::generate_pkcs8(&random)
                .map_err(unusable)?
                .as_ref()
                .to_vec(),
            TokenAlg::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(unusable)?;
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(unusable)?;
                der.as_ref().to_vec()
            }
        };
        let pkcs8 = Zeroizing::new(pkcs8);
        Ok((Self::open(alg, &pkcs8)?, pkcs8))
    }

    /// The signature over `message`, as a token carries it.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| Error::Unusable)?;
                Ok(signature.as_ref().to_vec())
            }
            Self::EdDsa(pair) => {
                let signature = pair.try_sign(message).map_err(|_| Error::Unusable)?;
                Ok(signature.as_ref().to_vec())
            }
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| Error::Unusable)?;
                Ok(signature)
            }
        }
    }

    fn numbers(&self) -> Result<Numbers, Error> {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        Ok(match self {
            Self::Es256(pair) => {
                // An uncompressed point: 4, then x and y of 32 bytes each.
                let point = pair
                    .public_key()
                    .as_ref()
                    .get(1..65)
                    .ok_or(Error::Unusable)?;
                let (x, y) = point.split_at_checked(32).ok_or(Error::Unusable)?;
                Numbers::Ec {
                    crv: "P-256".to_owned(),
                    x: text(x),
                    y: text(y),
                }
            }
            Self::EdDsa(pair) => Numbers::Okp {
                crv: "Ed25519".to_owned(),
                x: text(pair.public_key().as_ref()),
            },
            Self::Rs256(pair) => {
                let key = pair.public_key();
                Numbers::Rsa {
                    n: text(key.modulus().big_endian_without_leading_zero()),
                    e: text(key.exponent().big_endian_without_leading_zero()),
                }
            }
        })
    }
}

/// Makes a key pair and seals its private half; `nonce` is fresh from chance. RSA takes a good part
/// of a second.
///
/// # Errors
///
/// [`Error::Unusable`] when the library has no randomness to give.
pub fn generate(
    alg: TokenAlg,
    sealing: &[u8; 32],
    nonce: [u8; 12],
    now: Moment,
) -> Result<KeyRow, Error> {
    let (pair, pkcs8) = Pair::generate(alg)?;
    let numbers = pair.numbers()?;
    let canonical = serde_json::to_vec(&numbers).map_err(|_| Error::Unusable)?;
    let kid: String = HEXLOWER
        .encode(&Sha256::digest(&canonical))
        .chars()
        .take(16)
        .collect();
    let jwk = PublicJwk {
        numbers,
        kid: kid.clone(),
        purpose: "sig".to_owned(),
        alg: alg.word().to_owned(),
    };
    let sealed =
        sealing::seal(sealing, nonce, &place(&kid), &pkcs8).map_err(|_| Error::Unusable)?;
    Ok(KeyRow {
        kid,
        alg,
        sealed,
        public_jwk: serde_json::to_string(&jwk).map_err(|_| Error::Unusable)?,
        created_at: now,
        retired_at: None,
    })
}

/// Opens the private half of a stored key.
pub(super) fn open(row: &KeyRow, sealing: &[u8; 32]) -> Result<Pair, Error> {
    let sealed = |_| Error::Sealed {
        kid: row.kid.clone(),
    };
    let pkcs8 = sealing::open(sealing, &place(&row.kid), &row.sealed).map_err(sealed)?;
    Pair::open(row.alg, &pkcs8)
}

fn place(kid: &str) -> Vec<u8> {
    [b"signing-key/1\0", kid.as_bytes()].concat()
}
