//! A key as a person types it: what is to be said about it while it is not finished.

use zeroize::Zeroizing;

use crate::{Error, Seed};

/// Bits below which a key deserves a remark: RFC 4226 asks for at least 128
/// ([section 4, R6](https://www.rfc-editor.org/rfc/rfc4226#section-4)).
const ENOUGH_BITS: usize = 128;

/// What a typed key is worth.
#[derive(Debug)]
pub enum KeyCheck {
    /// Nothing was typed yet.
    Empty,
    /// The key can be used as it is.
    Good {
        /// What was typed, decoded.
        seed: Seed,
    },
    /// The key can be used; the person should look at it again.
    Odd {
        /// What was typed, decoded after the look-alikes were put right.
        seed: Seed,
        /// What is odd, the most telling first. Never empty.
        notes: Vec<KeyNote>,
    },
    /// The key cannot be used.
    Bad {
        /// [`Error::SeedCharacter`] says at which character; [`Error::EmptySeed`] that so little
        /// cannot make a byte; [`Error::SeedLength`] that it is too long, or not the kind's length.
        why: Error,
    },
}

impl KeyCheck {
    /// The seed, when there is one.
    #[must_use]
    pub fn seed(&self) -> Option<&Seed> {
        match self {
            Self::Good { seed } | Self::Odd { seed, .. } => Some(seed),
            Self::Empty | Self::Bad { .. } => None,
        }
    }

    /// The seed, when there is one.
    #[must_use]
    pub fn into_seed(self) -> Option<Seed> {
        match self {
            Self::Good { seed } | Self::Odd { seed, .. } => Some(seed),
            Self::Empty | Self::Bad { .. } => None,
        }
    }

    /// How many bits the seed has; 0 without one.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.seed().map_or(0, bits)
    }

    /// The character that a person should look at first, counted from 1.
    #[must_use]
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::Bad {
                why: Error::SeedCharacter { position, .. },
            } => Some(*position),
            Self::Odd { notes, .. } => notes.iter().find_map(|note| match note {
                KeyNote::LookAlike { at, .. } => Some(*at),
                _ => None,
            }),
            _ => None,
        }
    }
}

/// Something odd about a key that can be used all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyNote {
    /// A digit that base32 does not have stands for the letter it looks like.
    LookAlike {
        /// Place in the text as it was typed, counted in characters from 1.
        at: usize,
        /// `O` for 0, `L` for 1, `B` for 8, as the PAM module of Google Authenticator reads them.
        /// A 1 may have been an `I` as well.
        read_as: char,
    },
    /// The key is hexadecimal, not base32.
    Hexadecimal,
    /// No whole number of bytes is written in so many characters: one may be missing.
    Unfinished,
    /// The key has fewer than 128 bits.
    Short {
        /// Its length in bits.
        bits: usize,
    },
}

/// What a key is typed for: it decides how the text becomes a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyUse {
    /// Base32, for TOTP, HOTP and Steam.
    #[default]
    Common,
    /// The text itself.
    Motp,
    /// Base32 of 16 or 26 bytes.
    Yandex,
}

/// Checks a key while it is typed. Lower case, spaces, dashes and padding are how people and
/// issuers write keys, and nothing odd.
#[must_use]
pub fn check_key(text: &str) -> KeyCheck {
    check_key_for(text, KeyUse::Common)
}

/// As [`check_key`], for any kind of code.
#[must_use]
pub fn check_key_for(text: &str, key_use: KeyUse) -> KeyCheck {
    if text.chars().all(crate::seed::is_separator) {
        return KeyCheck::Empty;
    }
    let mut notes = Vec::new();
    let seed = match key_use {
        KeyUse::Motp => Seed::new(Zeroizing::new(text.trim().as_bytes().to_vec())),
        KeyUse::Common | KeyUse::Yandex => read(text, &mut notes),
    };
    let seed = match seed {
        Ok(seed) => seed,
        Err(why) => return KeyCheck::Bad { why },
    };
    match (key_use, seed.reveal().len()) {
        (KeyUse::Yandex, bytes) if bytes != 16 && bytes != 26 => {
            let why = Error::SeedLength { bytes };
            return KeyCheck::Bad { why };
        }
        (KeyUse::Common, bytes) if bytes * 8 < ENOUGH_BITS => {
            notes.push(KeyNote::Short { bits: bytes * 8 });
        }
        _ => {}
    }
    if notes.is_empty() {
        KeyCheck::Good { seed }
    } else {
        KeyCheck::Odd { seed, notes }
    }
}

fn read(text: &str, notes: &mut Vec<KeyNote>) -> Result<Seed, Error> {
    let error = match Seed::from_base32(text) {
        Ok(seed) => {
            notes.extend(is_unfinished(text).then_some(KeyNote::Unfinished));
            return Ok(seed);
        }
        Err(error) => error,
    };
    // Sixteen characters and more that are all hexadecimal are no base32 with look-alikes.
    if let Some(seed) = Seed::from_hex(text).filter(|seed| seed.reveal().len() >= 8) {
        notes.push(KeyNote::Hexadecimal);
        return Ok(seed);
    }
    let Error::SeedCharacter { .. } = error else {
        return Err(error);
    };
    let (put_right, look_alikes) = put_right(text);
    let seed = Seed::from_base32(&put_right)?;
    notes.extend(look_alikes);
    notes.extend(is_unfinished(text).then_some(KeyNote::Unfinished));
    Ok(seed)
}

/// The text with letters in the place of the digits that look like them, place by place.
fn put_right(text: &str) -> (Zeroizing<String>, Vec<KeyNote>) {
    let mut put_right = Zeroizing::new(String::with_capacity(text.len()));
    let mut notes = Vec::new();
    for (at, character) in (1..).zip(text.chars()) {
        let read_as = match character {
            '0' => 'O',
            '1' => 'L',
            '8' => 'B',
            other => {
                put_right.push(other);
                continue;
            }
        };
        notes.push(KeyNote::LookAlike { at, read_as });
        put_right.push(read_as);
    }
    (put_right, notes)
}

/// Base32 writes whole bytes in 2, 4, 5, 7 or 8 characters of a group of eight.
fn is_unfinished(text: &str) -> bool {
    let characters = text.chars().filter(|c| !crate::seed::is_separator(*c));
    matches!(characters.count() % 8, 1 | 3 | 6)
}

fn bits(seed: &Seed) -> usize {
    seed.reveal().len() * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(text: &str) -> Vec<KeyNote> {
        match check_key(text) {
            KeyCheck::Odd { notes, .. } => notes,
            KeyCheck::Good { .. } => Vec::new(),
            other => panic!("{text} is {other:?}"),
        }
    }

    #[test]
    fn nothing_typed_is_no_mistake() {
        for text in ["", "  ", " - "] {
            assert!(matches!(check_key(text), KeyCheck::Empty), "{text:?}");
        }
    }

    #[test]
    fn the_spellings_of_issuers_are_good_and_mean_the_same() {
        for text in [
            "JBSWY3DPEHPK3PXPJBSWY3DPEE",
            "jbswy3dpehpk3pxpjbswy3dpee",
            "jbsw y3dp ehpk 3pxp jbsw y3dp ee",
            " JBSW-Y3DP-EHPK-3PXP-JBSW-Y3DP-EE====== ",
        ] {
            let check = check_key(text);
            assert!(matches!(check, KeyCheck::Good { .. }), "{text}: {check:?}");
            assert_eq!((check.bits(), check.at()), (128, None));
            let seed = check.into_seed().unwrap();
            assert_eq!(*seed.reveal_base32(), "JBSWY3DPEHPK3PXPJBSWY3DPEE");
        }
    }

    #[test]
    fn a_digit_that_looks_like_a_letter_is_read_as_it_and_named() {
        let check = check_key("JBSW 1DPE HPK8 PXPJ B0WY 3DPE HQ");
        let read_as = |at, read_as| KeyNote::LookAlike { at, read_as };
        let expected = vec![read_as(6, 'L'), read_as(14, 'B'), read_as(22, 'O')];
        assert_eq!(check.at(), Some(6));
        assert_eq!(
            *check.seed().unwrap().reveal_base32(),
            "JBSWLDPEHPKBPXPJBOWY3DPEHQ"
        );
        assert_eq!(notes("JBSW 1DPE HPK8 PXPJ B0WY 3DPE HQ"), expected);
    }

    #[test]
    fn a_foreign_character_is_found_where_it_was_typed() {
        for (text, at) in [("JBSW 9DPE", 6), ("é", 1), ("1234+", 5), ("JBSWY3DP!", 9)] {
            let check = check_key(text);
            assert!(matches!(check, KeyCheck::Bad { .. }), "{text}: {check:?}");
            assert_eq!(check.at(), Some(at), "{text}");
        }
    }

    #[test]
    fn a_key_that_fills_no_byte_cannot_be_used() {
        let check = check_key("A");
        assert!(matches!(
            check,
            KeyCheck::Bad {
                why: Error::EmptySeed
            }
        ));
    }

    #[test]
    fn a_short_key_is_odd() {
        assert_eq!(
            notes("JBSWY3DPEHPK3PXP"),
            [KeyNote::Short { bits: 80 }],
            "half of the issuers hand out these"
        );
    }

    #[test]
    fn a_length_that_writes_no_whole_bytes_is_odd() {
        let whole = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        for length in 27..=32 {
            let odd = matches!(length % 8, 1 | 3 | 6);
            let expected: &[KeyNote] = if odd { &[KeyNote::Unfinished] } else { &[] };
            assert_eq!(notes(&whole[..length]), expected, "{length} characters");
        }
    }

    #[test]
    fn a_hexadecimal_key_is_not_taken_for_look_alikes() {
        let check = check_key("3132333435363738393031323334353637383930");
        assert_eq!(check.seed().unwrap().reveal(), b"12345678901234567890");
        assert_eq!(
            notes("3132333435363738393031323334353637383930"),
            [KeyNote::Hexadecimal]
        );
    }

    #[test]
    fn the_kind_decides_what_a_key_is() {
        let motp = check_key_for("0123456789abcdef", KeyUse::Motp);
        assert_eq!(motp.seed().unwrap().reveal(), b"0123456789abcdef");
        assert!(matches!(motp, KeyCheck::Good { .. }));
        let yandex = |text| check_key_for(text, KeyUse::Yandex);
        assert!(matches!(
            yandex("AAAQEAYEAUDAOCAJBIFQYDIOB4"),
            KeyCheck::Good { .. }
        ));
        assert!(matches!(
            yandex("AAAQEAYEAUDAOCAJ"),
            KeyCheck::Bad {
                why: Error::SeedLength { bytes: 10 }
            }
        ));
    }
}
