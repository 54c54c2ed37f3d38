//! The secret an issuer and a person share.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{Error, SeedProblem};

/// The secret an issuer and a person share. It prints as `Seed(hidden)` and is wiped on drop;
/// [`Seed::reveal`] is the one place where the bytes come out.
pub struct Seed(Zeroizing<Vec<u8>>);

impl Seed {
    /// Most bytes a seed may have: what the longest accepted address can carry.
    pub const MAX_BYTES: usize = 4096;

    /// A seed of these bytes. For mOTP the bytes are the key's text.
    ///
    /// # Errors
    ///
    /// [`Error::EmptySeed`] without bytes, [`Error::SeedLength`] above [`Seed::MAX_BYTES`].
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self, Error> {
        match bytes.len() {
            0 => Err(Error::EmptySeed),
            1..=Self::MAX_BYTES => Ok(Self(bytes)),
            bytes => Err(Error::SeedLength { bytes }),
        }
    }

    /// Reads base32 ([RFC 4648 section 6](https://www.rfc-editor.org/rfc/rfc4648#section-6)) as
    /// people and issuers write it: in either case, grouped by spaces or dashes, with or without
    /// padding, and of any length; bits that fill no byte are dropped.
    ///
    /// # Errors
    ///
    /// [`Error::SeedCharacter`] at the first foreign character: `0` is not read as `O`, because
    /// other apps drop it instead and would make other codes. [`Error::EmptySeed`] when no whole
    /// byte is left.
    pub fn from_base32(text: &str) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() * 5 / 8 + 1));
        let (mut held, mut bits) = (0_u32, 0_u32);

        for (index, character) in text.chars().enumerate() {
            if is_separator(character) {
                continue;
            }
            let position = index + 1;
            let problem = SeedProblem::of(character);
            let value =
                base32_value(character).ok_or(Error::SeedCharacter { position, problem })?;
            held = (held << 5 | value) & 0xFFF; // at most 7 left-over bits and 5 new ones
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push((held >> bits) as u8);
            }
        }
        Self::new(bytes)
    }

    /// Reads hexadecimal, as some vendors put it in the place of base32; `None` when it is not.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let mut clean = Zeroizing::new(String::with_capacity(text.len()));
        clean.extend(text.chars().filter(|c| !is_separator(*c)));
        Self::decode(&data_encoding::HEXLOWER_PERMISSIVE, clean.as_bytes())
    }

    /// Reads base64 without padding, as `steam://` links of one app carry it.
    pub(crate) fn from_base64(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('=').as_bytes();
        Self::decode(&data_encoding::BASE64_NOPAD, text)
    }

    fn decode(encoding: &data_encoding::Encoding, text: &[u8]) -> Option<Self> {
        let mut bytes = Zeroizing::new(vec![0; encoding.decode_len(text.len()).ok()?]);
        let length = encoding.decode_mut(text, &mut bytes).ok()?;
        bytes.truncate(length);
        Self::new(bytes).ok()
    }

    /// The bytes. Whoever calls this answers for what happens to them.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// The seed as upper-case base32 without padding, which every app reads.
    #[must_use]
    pub fn reveal_base32(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.0.len() * 8 / 5 + 8));
        data_encoding::BASE32_NOPAD.encode_append(&self.0, &mut text);
        text
    }

    /// Whether both are the same secret, in a time that does not depend on where they differ.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(hidden)")
    }
}

pub(crate) fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '_' | '=')
}

fn base32_value(character: char) -> Option<u32> {
    match character {
        'A'..='Z' => Some(character as u32 - 'A' as u32),
        'a'..='z' => Some(character as u32 - 'a' as u32),
        '2'..='7' => Some(character as u32 - '2' as u32 + 26),
        _ => None,
    }
}
