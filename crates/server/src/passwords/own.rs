//! How we hash: Argon2id under a key outside the database.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::Error;

/// Memory of one run in KiB.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes over that memory.
const PASSES: u32 = 3;

/// A password as it is hashed: in one spelling, whatever the keyboard sent, and with one kind of
/// space ([RFC 8265 section 4.2](https://www.rfc-editor.org/rfc/rfc8265#section-4.2)).
pub(super) fn spelt(password: &str) -> Zeroizing<String> {
    // Space separators other than the one of ASCII.
    let is_space = |c: char| {
        matches!(
            c,
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        )
    };
    let mut text = Zeroizing::new(String::with_capacity(password.len() * 3));
    text.extend(
        password
            .chars()
            .map(|c| if is_space(c) { ' ' } else { c })
            .nfc(),
    );
    text
}

/// A stored password, printed in the PHC form `$argon2id$v=19$m=65536,t=3,p=1$SALT$OUTPUT`.
pub(super) struct Stored {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) salt: Vec<u8>,
    pub(super) output: Vec<u8>,
}

impl Stored {
    /// A password to come, or the one that nobody has: hashed as strongly as today.
    pub(super) fn of_today(salt: Vec<u8>) -> Self {
        Self {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt,
            output: vec![0; 32],
        }
    }

    /// Whether it was hashed more weakly than today.
    pub(super) fn is_weak(&self) -> bool {
        self.memory_kib < MEMORY_KIB || self.passes < PASSES
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut costs = parts.next()?.split(',');
        let memory_kib = costs.next()?.strip_prefix("m=")?.parse().ok()?;
        let passes = costs.next()?.strip_prefix("t=")?.parse().ok()?;
        let salt = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        let output = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        (costs.eq(["p=1"]) && parts.next().is_none() && output.len() == 32).then_some(Self {
            memory_kib,
            passes,
            salt,
            output,
        })
    }

    /// The output for `password`, which is in one spelling.
    pub(super) fn derive(
        &self,
        key: &[u8; 32],
        password: &str,
    ) -> Result<Zeroizing<[u8; 32]>, Error> {
        let params =
            Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| Error::Failed)?;
        let argon = Argon2::new_with_secret(key, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(|_| Error::Failed)?;
        let mut output = Zeroizing::new([0; 32]);
        argon
            .hash_password_into(password.as_bytes(), &self.salt, &mut *output)
            .map_err(|_| Error::Failed)?;
        Ok(output)
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (salt, output) = (
            BASE64_NOPAD.encode(&self.salt),
            BASE64_NOPAD.encode(&self.output),
        );
        write!(
            f,
            "$argon2id$v=19$m={},t={},p=1${salt}${output}",
            self.memory_kib, self.passes
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keyboards_spell_one_password_alike() {
        assert_eq!(
            spelt("Scho\u{308}ne\u{3000}Gru\u{308}\u{df}e"),
            spelt("Sch\u{f6}ne Gr\u{fc}\u{df}e")
        );
        assert_ne!(spelt("\u{fb01}"), spelt("fi"), "letters stay what they are");
        assert_ne!(spelt("a"), spelt("A"));
    }
}
