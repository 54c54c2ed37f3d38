//! The key with which a device answers: Ed25519
//! ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)).

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// The secret half. It prints as `ApprovalKey(hidden)` and is wiped on drop.
pub struct ApprovalKey(SigningKey);

impl ApprovalKey {
    /// The key made of these bytes, which chance has chosen.
    #[must_use]
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> ApprovalPublicKey {
        ApprovalPublicKey(self.0.verifying_key())
    }

    /// Signs `bytes`; base64url without padding.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> String {
        BASE64URL_NOPAD.encode(&self.0.sign(bytes).to_bytes())
    }
}

impl fmt::Debug for ApprovalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApprovalKey(hidden)")
    }
}

/// No key that a device of ours would make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no Ed25519 key, or one that anybody could sign for")]
pub struct BadKey;

/// Somebody else signed, or something else was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct BadSignature;

/// The public half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalPublicKey(VerifyingKey);

impl ApprovalPublicKey {
    /// Reads 32 bytes in base64url without padding.
    ///
    /// # Errors
    ///
    /// [`BadKey`] for what is no point of the curve, is spelled in a second way, or has a small order,
    /// for which signatures can be made without a secret.
    pub fn from_text(text: &str) -> Result<Self, BadKey> {
        let bytes = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|_| BadKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| BadKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| BadKey)?;
        let canonical = key.to_edwards().compress().to_bytes() == bytes;
        if key.is_weak() || !canonical {
            return Err(BadKey);
        }
        Ok(Self(key))
    }

    /// As [`ApprovalPublicKey::from_text`] reads it.
    #[must_use]
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.as_bytes())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// What the key is called: the first half of its SHA-256, 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        HEXLOWER.encode(digest.get(..16).unwrap_or_default())
    }

    /// Checks a signature strictly: one spelling of each, no point of small order.
    ///
    /// # Errors
    ///
    /// [`BadSignature`].
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<(), BadSignature> {
        let signature = BASE64URL_NOPAD
            .decode(signature.as_bytes())
            .map_err(|_| BadSignature)?;
        let signature = Signature::from_slice(&signature).map_err(|_| BadSignature)?;
        self.0
            .verify_strict(bytes, &signature)
            .map_err(|_| BadSignature)
    }
}
