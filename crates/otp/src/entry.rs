//! One seed with its issuer, its label and the way its codes are made.

use crate::{Algorithm, Error, Pin, Seed};

/// One seed with its issuer and account, and how codes are made from it.
#[derive(Debug)]
pub struct Entry {
    /// Who hands out access, such as `GitHub`. May be empty.
    pub issuer: String,
    /// Whose access it is, such as `ana@example.org`. May be empty.
    pub account: String,
    /// The shared secret.
    pub seed: Seed,
    /// The rule that turns the seed into codes.
    pub kind: Kind,
    /// The hash behind the codes. Steam, mOTP and Yandex have a fixed one and ignore this.
    pub algorithm: Algorithm,
    /// Length of a code. Steam, mOTP and Yandex have a fixed one and ignore this.
    pub digits: Digits,
}

impl Entry {
    /// Whether both make the same codes: same seed, same kind, same parameters. Names do not count,
    /// and neither does a counter, which only says how far an entry has come.
    #[must_use]
    pub fn same_codes_as(&self, other: &Self) -> bool {
        let parameters_count = matches!(self.kind, Kind::Totp { .. } | Kind::Hotp { .. });
        self.kind.same_rule_as(&other.kind)
            && (!parameters_count
                || (self.algorithm == other.algorithm && self.digits == other.digits))
            && self.seed.same_as(&other.seed)
    }
}

/// The rule that turns a seed into codes.
#[derive(Debug)]
pub enum Kind {
    /// A code per period of time, [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238).
    Totp {
        /// How long a code is valid.
        period: Period,
    },
    /// A code per press, [RFC 4226](https://www.rfc-editor.org/rfc/rfc4226).
    Hotp {
        /// The counter of the next code.
        counter: u64,
    },
    /// Steam Guard: five letters or digits every 30 seconds.
    Steam,
    /// Mobile-OTP: six hexadecimal digits every 10 seconds. The seed is the key's text.
    Motp {
        /// Takes part in every code.
        pin: Pin,
    },
    /// Yandex Key: eight letters every 30 seconds. Only the first 16 bytes of the seed count.
    Yandex {
        /// Takes part in every code.
        pin: Pin,
    },
}

impl Kind {
    /// `totp`, `hotp`, `steam`, `motp` or `yandex`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Totp { .. } => "totp",
            Self::Hotp { .. } => "hotp",
            Self::Steam => "steam",
            Self::Motp { .. } => "motp",
            Self::Yandex { .. } => "yandex",
        }
    }

    /// How long a code is valid; `None` for HOTP, whose codes wait for their turn.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        match self {
            Self::Totp { period } => Some(*period),
            Self::Hotp { .. } => None,
            Self::Steam | Self::Yandex { .. } => Some(Period::THIRTY),
            Self::Motp { .. } => Some(Period::TEN),
        }
    }

    /// The number of characters that codes of this kind always have; `None` where an entry says.
    #[must_use]
    pub fn fixed_digits(&self) -> Option<Digits> {
        match self {
            Self::Totp { .. } | Self::Hotp { .. } => None,
            Self::Steam => Some(Digits::FIVE),
            Self::Motp { .. } => Some(Digits::SIX),
            Self::Yandex { .. } => Some(Digits::EIGHT),
        }
    }

    /// The hash that codes of this kind always use; `None` where an entry says.
    #[must_use]
    pub fn fixed_algorithm(&self) -> Option<Algorithm> {
        match self {
            Self::Totp { .. } | Self::Hotp { .. } => None,
            Self::Steam => Some(Algorithm::Sha1),
            Self::Motp { .. } => Some(Algorithm::Md5),
            Self::Yandex { .. } => Some(Algorithm::Sha256),
        }
    }

    fn same_rule_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Totp { period: ours }, Self::Totp { period: theirs }) => ours == theirs,
            (Self::Hotp { .. }, Self::Hotp { .. }) | (Self::Steam, Self::Steam) => true,
            (Self::Motp { pin: ours }, Self::Motp { pin: theirs })
            | (Self::Yandex { pin: ours }, Self::Yandex { pin: theirs }) => ours.same_as(theirs),
            _ => false,
        }
    }
}

/// How many characters a code has, 1 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits(u8);

impl Digits {
    /// Steam's length.
    pub const FIVE: Self = Self(5);
    /// The usual length.
    pub const SIX: Self = Self(6);
    /// The long form, and Yandex's length.
    pub const EIGHT: Self = Self(8);

    /// A length from 1 to 10.
    ///
    /// # Errors
    ///
    /// [`Error::Number`] outside that range.
    pub fn new(digits: u8) -> Result<Self, Error> {
        match digits {
            1..=10 => Ok(Self(digits)),
            _ => Err(Error::Number {
                name: "digits",
                least: 1,
                most: 10,
            }),
        }
    }

    /// The length.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::SIX
    }
}

/// How long a time-based code is valid, 1 to 86,400 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(u32);

impl Period {
    /// mOTP's period in seconds.
    pub const TEN: Self = Self(10);
    /// The usual period in seconds.
    pub const THIRTY: Self = Self(30);

    /// A period of 1 to 86,400 seconds.
    ///
    /// # Errors
    ///
    /// [`Error::Number`] outside that range.
    pub fn new(secs: u32) -> Result<Self, Error> {
        match secs {
            1..=86_400 => Ok(Self(secs)),
            _ => Err(Error::Number {
                name: "period",
                least: 1,
                most: 86_400,
            }),
        }
    }

    /// The period in seconds.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::THIRTY
    }
}
