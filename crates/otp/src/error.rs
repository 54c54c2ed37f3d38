//! Why an address was refused or a code could not be made. No variant holds any part of the input.

use std::fmt;

/// Why a seed, an address or a code was refused. Never quotes the secret or the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The moment lies before 1970, as on a machine whose clock was never set.
    #[error("the clock shows a time before 1970")]
    ClockBeforeEpoch,

    /// The moment lies so far ahead that its code's end cannot be written down.
    #[error("the clock shows a time too far in the future")]
    ClockTooFar,

    /// The counter of a HOTP entry has reached its last value.
    #[error("the counter has no next value")]
    CounterSpent,

    /// This seed and moment give no code: MD5 digests are too short for some offsets.
    #[error("the algorithm gives no code at this moment")]
    NoCode,

    /// The key is empty, or nothing is left of it after decoding.
    #[error("the key is empty")]
    EmptySeed,

    /// The key holds a character that its encoding does not have.
    #[error("the key holds {problem} at character {position}, which base32 does not have")]
    SeedCharacter {
        /// Place in the text as it was given, counted in characters from 1.
        position: usize,
        /// What kind of character it is.
        problem: SeedProblem,
    },

    /// The key does not have a length that this kind of code can use.
    #[error("the key has {bytes} bytes, which this kind of code cannot use")]
    SeedLength {
        /// Decoded length in bytes.
        bytes: usize,
    },

    /// The address is longer than any real one.
    #[error("the address is longer than {limit} characters")]
    TooLong {
        /// Characters accepted, icons not counted.
        limit: usize,
    },

    /// The text holds more than one line.
    #[error("the text holds more than one line")]
    ManyLines,

    /// The text is no address at all.
    #[error("the text is not an otpauth address")]
    NotAnAddress,

    /// The address belongs to something that cannot be turned into codes here.
    #[error("addresses of the scheme {scheme} are not supported")]
    UnsupportedScheme {
        /// Name of a known scheme, or `unknown`.
        scheme: &'static str,
    },

    /// The address asks for a kind of code that nobody here knows.
    #[error("the address asks for an unknown kind of code")]
    UnsupportedKind,

    /// The algorithm is none that can make a code. A guess would make wrong codes.
    #[error("the algorithm is not supported")]
    UnsupportedAlgorithm,

    /// The address carries no key.
    #[error("the address has no `secret`")]
    MissingSecret,

    /// The codes need a PIN that the address does not carry: ask the person.
    #[error("the codes of this entry need a PIN, which the address does not carry")]
    PinMissing,

    /// The PIN is empty, too long, or holds control characters.
    #[error("the PIN must have 1 to 64 printable characters")]
    PinRefused,

    /// A parameter is not a number or out of range.
    #[error("`{name}` must be a whole number from {least} to {most}")]
    Number {
        /// The parameter's name.
        name: &'static str,
        /// Smallest accepted value.
        least: u64,
        /// Largest accepted value.
        most: u64,
    },
}

/// What kind of character spoiled a key. The character itself is part of the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeedProblem {
    /// `0`, `1`, `8` or `9`, often typed for `O`, `I` or `B`.
    Digit,
    /// A letter outside `A` to `Z`.
    Letter,
    /// Anything else.
    Sign,
}

impl SeedProblem {
    pub(crate) fn of(character: char) -> Self {
        if character.is_numeric() {
            Self::Digit
        } else if character.is_alphabetic() {
            Self::Letter
        } else {
            Self::Sign
        }
    }
}

impl fmt::Display for SeedProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Digit => "a digit (0, 1, 8 or 9)",
            Self::Letter => "a foreign letter",
            Self::Sign => "a sign",
        })
    }
}
