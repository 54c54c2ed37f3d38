//! The key with which a server signs its questions.

use std::fmt;

use aws_lc_rs::{
    rsa::PublicKey,
    signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey},
};
use data_encoding::{BASE32, BASE64};

/// The fewest bytes of a key of 2048 bits and its exponent.
const SHORTEST: usize = 266;

/// What is no RSA key of at least 2048 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no RSA key of at least 2048 bits")]
pub struct BadServerKey;

/// The public key of a server, as RSAPublicKey
/// ([RFC 8017 appendix A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)) or as
/// SubjectPublicKeyInfo ([RFC 5280 section 4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)).
#[derive(Clone, PartialEq, Eq)]
pub struct ServerKey(Vec<u8>);

impl ServerKey {
    /// Reads DER.
    ///
    /// # Errors
    ///
    /// [`BadServerKey`].
    pub fn from_der(der: &[u8]) -> Result<Self, BadServerKey> {
        let key = PublicKey::from_der(der).map_err(|_| BadServerKey)?;
        if key.as_ref().len() < SHORTEST {
            return Err(BadServerKey);
        }
        Ok(Self(der.to_vec()))
    }

    /// Reads the lines between the armour of a PEM file, as servers send them.
    pub(crate) fn from_text(text: &str) -> Result<Self, BadServerKey> {
        let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let der = BASE64.decode(text.as_bytes()).map_err(|_| BadServerKey)?;
        Self::from_der(&der)
    }

    /// As [`ServerKey::from_der`] reads it.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// Whether this key signed `bytes`; the signature is base32.
    pub(crate) fn signed(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(signature) = BASE32.decode(signature.as_bytes()) else {
            return false;
        };
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.0)
            .verify(bytes, &signature)
            .is_ok()
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerKey({} bytes)", self.0.len())
    }
}
