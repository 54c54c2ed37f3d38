//! Keys for programs: 256 bit from chance behind a prefix that tells what they are, with a checksum,
//! so that whoever scans a repository can find them and be sure without asking us.
//!
//! ```text
//! cs_sk_ ‖ 43 digits of base 62 (256 bit) ‖ 6 digits of base 62 (CRC-32 over all before)
//! ```

use std::time::Duration;

use zeroize::Zeroizing;

use crate::{Digest, Moment};

/// How long a key lives when nobody says otherwise.
pub const LIFE: Duration = Duration::from_secs(90 * 86_400);
/// How long a key can live at most.
pub const LONGEST_LIFE: Duration = Duration::from_secs(366 * 86_400);
/// How long a replaced key still passes when nobody says otherwise.
pub const OVERLAP: Duration = Duration::from_secs(86_400);
/// How long a replaced key can still pass at most.
pub const LONGEST_OVERLAP: Duration = Duration::from_secs(7 * 86_400);
/// The note of a key's last use is written again when it is older than this.
pub const NOTED: Duration = Duration::from_secs(600);

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It may stand in a page or a program that anybody can read, and says only whose it is.
    Publishable,
    /// It acts for its owner within its scopes.
    Secret,
}

impl Kind {
    /// What keys of this kind begin with.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Publishable => "cs_pk_",
            Self::Secret => "cs_sk_",
        }
    }

    /// The word that is stored and shown.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publishable => "publishable",
            Self::Secret => "secret",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Publishable, Self::Secret]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const VALUE_DIGITS: usize = 43;
const CHECK_DIGITS: usize = 6;

/// The key of this kind made of these bytes, which chance has chosen.
#[must_use]
pub fn write(kind: Kind, bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64));
    text.push_str(kind.prefix());
    text.push_str(&base62(bytes, VALUE_DIGITS));
    let check = crc32fast::hash(text.as_bytes());
    text.push_str(&base62(&check.to_be_bytes(), CHECK_DIGITS));
    text
}

/// What a presented text is as a key, by its form alone: its kind and what is stored of it.
#[must_use]
pub fn read(text: &str) -> Option<(Kind, Digest)> {
    let kind = [Kind::Publishable, Kind::Secret]
        .into_iter()
        .find(|kind| text.starts_with(kind.prefix()))?;
    let whole = text.is_ascii() && text.len() == kind.prefix().len() + VALUE_DIGITS + CHECK_DIGITS;
    let (value, check) = text.split_at_checked(text.len().checked_sub(CHECK_DIGITS)?)?;
    let expected = base62(
        &crc32fast::hash(value.as_bytes()).to_be_bytes(),
        CHECK_DIGITS,
    );
    (whole && check == expected.as_str()).then(|| (kind, Digest::of(text)))
}

/// What a list shows of a key: enough to recognise it, too little to use it.
#[must_use]
pub fn hint(text: &str) -> String {
    let end = text.len().saturating_sub(4);
    let (start, last) = (text.get(..6), text.get(end..));
    format!("{}…{}", start.unwrap_or_default(), last.unwrap_or_default())
}

/// `bytes` as a number of exactly `digits` digits, the most significant first.
fn base62(bytes: &[u8], digits: usize) -> Zeroizing<String> {
    let mut number = Zeroizing::new(bytes.to_vec());
    let mut text = Zeroizing::new(vec![b'0'; digits]);
    for digit in text.iter_mut().rev() {
        let mut rest: u32 = 0;
        for byte in number.iter_mut() {
            let value = rest << 8 | u32::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or_default();
            rest = value % 62;
        }
        *digit = DIGITS.get(rest as usize).copied().unwrap_or(b'0');
    }
    Zeroizing::new(String::from_utf8_lossy(&text).into_owned())
}

/// A key as it is stored.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// What it is for.
    pub kind: Kind,
    /// When it ends by itself.
    pub expires_at: Moment,
    /// When somebody revoked it.
    pub revoked_at: Option<Moment>,
}

impl ApiKey {
    /// Whether it still passes.
    #[must_use]
    pub fn is_live(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_looks_the_way_scanners_expect() {
        let key = write(Kind::Secret, &[0; 32]);
        let zeros = "0".repeat(43);
        assert!(key.starts_with(&format!("cs_sk_{zeros}")));
        assert_eq!(key.len(), 55);
        let largest = write(Kind::Publishable, &[255; 32]);
        assert!(largest.starts_with("cs_pk_"));
        assert_eq!(largest.len(), 55);
        assert_eq!(hint(&key).chars().count(), 11);
    }

    #[test]
    fn what_is_no_key_is_told_from_its_form() {
        for text in [
            "",
            "cs_sk_",
            "cs_xk_abc",
            "cs_sk_ä",
            "Bearer",
            "cs_sk_000000",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_key_reads_back_and_two_keys_differ(a: [u8; 32], b: [u8; 32]) {
            let (first, second) = (write(Kind::Secret, &a), write(Kind::Secret, &b));
            let (kind, digest) = read(&first).unwrap();
            prop_assert_eq!(kind, Kind::Secret);
            prop_assert_eq!(digest, Digest::of(&first));
            prop_assert_eq!(a == b, *first == *second);
        }

        #[test]
        fn one_wrong_letter_is_noticed(bytes: [u8; 32], at in 6_usize..55, to in 0_usize..62) {
            let key = write(Kind::Secret, &bytes);
            let mut wrong = key.as_bytes().to_vec();
            wrong[at] = DIGITS[to];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(read(&wrong).is_some(), wrong == *key);
        }
    }
}
