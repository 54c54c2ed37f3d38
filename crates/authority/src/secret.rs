//! Random values of 256 bit that travel once and are stored only as their digest.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// A grant, a refresh token, a cookie: 32 random bytes, shown as 43 characters of base64url.
///
/// It prints as `Secret(hidden)` and is wiped on drop; [`Secret::reveal`] is the one place where
/// it comes out.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The secret made of these bytes, which chance has chosen.
    #[must_use]
    pub fn from_bytes(mut bytes: [u8; 32]) -> Self {
        let text = Zeroizing::new(BASE64URL_NOPAD.encode(&bytes));
        bytes.zeroize();
        Self(text)
    }

    /// The text to hand over, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// SHA-256 of a presented or issued secret, as lower-case hexadecimal.
///
/// A secret has 256 bit, so its digest needs neither salt nor stretching
/// (security model, section 6.2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// The digest of what somebody presented. Any text will do; only an issued one will be found.
    #[must_use]
    pub fn of(presented: &str) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(presented.as_bytes())))
    }

    /// The digest as it was stored.
    #[must_use]
    pub fn from_stored(hex: String) -> Self {
        Self(hex)
    }

    /// The digest as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_itself() {
        let secret = Secret::from_bytes([7; 32]);
        assert_eq!(format!("{secret:?}"), "Secret(hidden)");
        assert_eq!(secret.reveal().len(), 43);
        assert_eq!(secret.digest(), Digest::of(secret.reveal()));
    }
}
