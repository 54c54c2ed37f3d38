//! What the parser put right or assumed, for the person to know.

use std::fmt;

/// Something the parser put right or assumed. The entry is usable; the person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// Text before the address was dropped.
    LeadingTextDropped,
    /// The key was hexadecimal, not base32.
    HexSeed,
    /// The key has fewer than 10 bytes, which is little.
    ShortSeed {
        /// Its length.
        bytes: usize,
    },
    /// No counter was given: counting starts at 0.
    CounterAssumed,
    /// No usable number of digits was given (0 or `null`): 6 is used.
    DigitsAssumed,
    /// No usable period was given (0 or `null`): 30 seconds are used.
    PeriodAssumed,
    /// The label names another issuer than the `issuer` parameter. Its name stays before the
    /// account.
    OtherIssuerInLabel,
    /// The label was encoded twice.
    EncodedTwice,
    /// Control or direction marks were removed from a name.
    MarksRemoved,
    /// The issuer says Steam, so codes are made by Steam's rule.
    TakenAsSteam,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeadingTextDropped => "text before the address was left out",
            Self::HexSeed => "the key was read as hexadecimal",
            Self::ShortSeed { bytes } => {
                return write!(f, "the key is short: {bytes} bytes");
            }
            Self::CounterAssumed => "no counter was given, counting starts at 0",
            Self::DigitsAssumed => "the number of digits was not given, 6 is used",
            Self::PeriodAssumed => "the period was not given, 30 seconds are used",
            Self::OtherIssuerInLabel => {
                "the label names another issuer, which was kept before the account"
            }
            Self::EncodedTwice => "the label was encoded twice",
            Self::MarksRemoved => "invisible marks were removed from a name",
            Self::TakenAsSteam => "the issuer is Steam, so Steam's rule makes the codes",
        })
    }
}
