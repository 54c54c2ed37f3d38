//! Sealing of names and long tokens: XChaCha20-Poly1305 with the row's identity as associated data.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use data_encoding::BASE64;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::Error;

const NONCE: usize = 24;

/// The key that names and long tokens are sealed under. It lives in the keychain as a line of text.
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// A new key.
    pub fn generate(chance: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        chance.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key as the keychain keeps it: base64, one line.
    #[must_use]
    pub fn to_line(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(self.0.as_slice()))
    }

    /// The key that [`Key::to_line`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Sealed`] when the line is not such a key.
    pub fn from_line(line: &[u8]) -> Result<Self, Error> {
        let bytes = Zeroizing::new(BASE64.decode(line).map_err(|_| Error::Sealed)?);
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| Error::Sealed)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// Nonce, then ciphertext; `row` says where the value belongs, so values cannot trade places.
    pub(crate) fn seal(
        &self,
        row: &str,
        plain: &[u8],
        chance: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE];
        chance.fill_bytes(&mut nonce);
        let mut sealed = nonce.to_vec();
        let payload = Payload {
            msg: plain,
            aad: row.as_bytes(),
        };
        sealed.extend(
            self.cipher()
                .encrypt(&XNonce::from(nonce), payload)
                .map_err(|_| Error::Sealed)?,
        );
        Ok(sealed)
    }

    pub(crate) fn open(&self, row: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>().ok_or(Error::Sealed)?;
        let payload = Payload {
            msg: body,
            aad: row.as_bytes(),
        };
        let plain = self
            .cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Error::Sealed)?;
        Ok(Zeroizing::new(plain))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}
