//! Keys and what is done with them. Every purpose has a key of its own.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::pages::Place;

/// Length of a nonce in bytes.
pub(crate) const NONCE: usize = 24;
/// Length of a seal's tag in bytes.
pub(crate) const TAG: usize = 16;
/// Length of a wrapped key in bytes.
pub(crate) const WRAPPED: usize = 32 + TAG;

/// A 256-bit key in a place of its own, wiped on drop.
pub(crate) struct Key(Place);

impl Key {
    /// Room for a key.
    pub(crate) fn empty() -> Self {
        Self(Place::take())
    }

    pub(crate) fn generate(chance: &mut dyn CryptoRng) -> Self {
        let mut key = Self::empty();
        chance.fill_bytes(key.bytes_mut());
        key
    }

    /// A second place with the same key.
    pub(crate) fn copy(&self) -> Self {
        let mut key = Self::empty();
        key.bytes_mut().copy_from_slice(self.bytes());
        key
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        self.0.bytes_mut()
    }

    /// HKDF-SHA-256, [RFC 5869](https://www.rfc-editor.org/rfc/rfc5869).
    fn for_purpose(&self, salt: &[u8], info: &[u8]) -> Self {
        let mut key = Self::empty();
        // The only failure is an output above 255 hashes; 32 bytes are one.
        let expanded = Hkdf::<Sha256>::new(Some(salt), self.bytes()).expand(info, key.bytes_mut());
        debug_assert!(expanded.is_ok());
        key
    }

    /// Of the vault key: what seals the body.
    pub(crate) fn body_key(&self, vault_id: &[u8; 16]) -> Self {
        self.for_purpose(vault_id, b"vault/1/body")
    }

    /// Of a recovery key: the slot key.
    pub(crate) fn recovery_slot_key(&self, salt: &[u8; 16]) -> Self {
        self.for_purpose(salt, b"slot/1/recovery")
    }

    /// Of a keychain key: the slot key.
    pub(crate) fn keychain_slot_key(&self, salt: &[u8; 16]) -> Self {
        self.for_purpose(salt, b"slot/1/keychain")
    }

    /// Of a slot key: what wraps the vault key.
    pub(crate) fn wrap_key(&self, vault_id: &[u8; 16]) -> Self {
        self.for_purpose(vault_id, b"slot/1/wrap")
    }

    /// Of a slot key: the proof that it is the right one, over everything else in the slot.
    pub(crate) fn check(&self, vault_id: &[u8; 16], slot: &[u8]) -> [u8; 32] {
        let key = self.for_purpose(vault_id, b"slot/1/check");
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.bytes()) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(slot);
        mac.finalize().into_bytes().into()
    }

    /// Seals what `message` holds and appends the tag. `message` needs [`TAG`] bytes of room.
    pub(crate) fn seal(
        &self,
        nonce: &[u8; NONCE],
        seen: &[u8],
        message: &mut Vec<u8>,
    ) -> Option<()> {
        let nonce = XNonce::from(*nonce);
        self.cipher().encrypt_in_place(&nonce, seen, message).ok()
    }

    /// Opens `sealed` in place; the plain text is what comes before the tag.
    pub(crate) fn open<'m>(
        &self,
        nonce: &[u8; NONCE],
        seen: &[u8],
        sealed: &'m mut [u8],
    ) -> Option<&'m mut [u8]> {
        let (message, tag) = sealed.split_at_mut_checked(sealed.len().checked_sub(TAG)?)?;
        let tag = Tag::try_from(&*tag).ok()?;
        let nonce = XNonce::from(*nonce);
        self.cipher()
            .decrypt_inout_detached(&nonce, seen, (&mut *message).into(), &tag)
            .ok()?;
        Some(message)
    }

    /// Wraps `inner` under this key.
    pub(crate) fn wrap(
        &self,
        nonce: &[u8; NONCE],
        seen: &[u8],
        inner: &Self,
    ) -> Option<[u8; WRAPPED]> {
        let mut message = zeroize::Zeroizing::new(Vec::with_capacity(WRAPPED));
        message.extend_from_slice(inner.bytes());
        self.seal(nonce, seen, &mut message)?;
        message.as_slice().try_into().ok()
    }

    /// Unwraps what [`Key::wrap`] made.
    pub(crate) fn unwrap_key(
        &self,
        nonce: &[u8; NONCE],
        seen: &[u8],
        wrapped: &[u8; WRAPPED],
    ) -> Option<Self> {
        let mut sealed = zeroize::Zeroizing::new(*wrapped);
        let bytes = self.open(nonce, seen, &mut sealed[..])?;
        let mut key = Self::empty();
        key.bytes_mut().copy_from_slice(bytes);
        Some(key)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes().into())
    }
}

/// Compares in a time that does not depend on where they differ.
pub(crate) fn same(ours: &[u8; 32], theirs: &[u8; 32]) -> bool {
    ours.ct_eq(theirs).into()
}

#[cfg(test)]
mod tests;
