//! The hash behind a code.

use std::{fmt, str::FromStr};

use crate::Error;

/// The hash behind a code. All but the first three are rare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// What nearly every issuer uses.
    #[default]
    Sha1,
    /// [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238#section-1.2) names it as an option.
    Sha256,
    /// [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238#section-1.2) names it as an option.
    Sha512,
    /// Seen in exports of a few apps.
    Sha224,
    /// Seen in exports of a few apps.
    Sha384,
    /// Seen in exports of a few apps. Some moments have no code, since the digest is short.
    Md5,
}

impl Algorithm {
    /// Every algorithm, the common ones first.
    pub const ALL: [Self; 6] = [
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        Self::Sha224,
        Self::Sha384,
        Self::Md5,
    ];

    /// The name that addresses use, such as `SHA1`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
            Self::Sha224 => "SHA224",
            Self::Sha384 => "SHA384",
            Self::Md5 => "MD5",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = Error;

    /// Reads the spellings that occur: `sha1`, `SHA-1`, `SHA_1`, `HmacSHA1`, `HMAC-SHA-1` and
    /// `Algorithm.sha1`, likewise for the others. Nothing, and the text `null`, mean SHA1.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.len() > 32 {
            return Err(Error::UnsupportedAlgorithm);
        }
        let name: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | '_' | ' '))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let name = name.strip_prefix("ALGORITHM.").unwrap_or(&name);
        let name = name.strip_prefix("HMAC").unwrap_or(name);
        if text.is_empty() || name == "NULL" {
            return Ok(Self::Sha1);
        }
        Self::ALL
            .into_iter()
            .find(|a| a.name() == name)
            .ok_or(Error::UnsupportedAlgorithm)
    }
}
