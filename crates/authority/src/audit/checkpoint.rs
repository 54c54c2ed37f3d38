//! What is signed about the log from time to time, so that a cut tail shows and a log that was
//! written anew does not pass for the old one.

use std::{fmt, time::Duration};

use crate::Moment;

/// At most so many rows are without a checkpoint.
pub const EVERY_ROWS: i64 = 100;

/// At most so long is a row without a checkpoint.
pub const EVERY: Duration = Duration::from_secs(600);

/// What a checkpoint says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The row with this number had this hash.
    Head,
    /// As [`Kind::Head`], and the row and all before it were removed because they were old enough.
    Trimmed,
}

impl Kind {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Trimmed => "trimmed",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Head, Self::Trimmed]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was the case with the log at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// What it says.
    pub kind: Kind,
    /// The number of a row.
    pub number: i64,
    /// The hash of that row.
    pub hash: String,
    /// When it was signed.
    pub at: Moment,
}

impl Checkpoint {
    /// The bytes that are signed: `audit-checkpoint/1` and a zero byte, then kind, number, hash and
    /// Unix time as text, each preceded by its length as 4 bytes.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = b"audit-checkpoint/1\0".to_vec();
        let (number, at) = (self.number.to_string(), self.at.unix().to_string());
        for field in [self.kind.as_str(), &number, &self.hash, &at] {
            bytes.extend(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend(field.as_bytes());
        }
        bytes
    }
}

/// Whether a log of `rows` rows needs a checkpoint, when the last one was signed for that row at that
/// moment.
#[must_use]
pub fn is_due(rows: i64, last: Option<(i64, Moment)>, now: Moment) -> bool {
    match last {
        None => rows > 0,
        Some((number, at)) => {
            rows > number && (rows - number >= EVERY_ROWS || now.since(at) >= EVERY)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_due_after_a_hundred_rows_or_ten_minutes_with_a_row() {
        let at = Moment::from_unix;
        let last = Some((7, at(1000)));
        assert!(!is_due(0, None, at(1000)));
        assert!(is_due(1, None, at(1000)));
        assert!(!is_due(7, last, at(9999)), "nothing happened");
        assert!(!is_due(106, last, at(1599)));
        assert!(is_due(107, last, at(1000)));
        assert!(is_due(8, last, at(1600)));
    }

    #[test]
    fn no_two_checkpoints_sign_the_same_bytes() {
        let checkpoint = Checkpoint {
            kind: Kind::Head,
            number: 12,
            hash: "3".into(),
            at: Moment::from_unix(4),
        };
        let moved = Checkpoint {
            number: 1,
            hash: "23".into(),
            ..checkpoint.clone()
        };
        let other = Checkpoint {
            kind: Kind::Trimmed,
            ..checkpoint.clone()
        };
        assert_ne!(checkpoint.signed_bytes(), moved.signed_bytes());
        assert_ne!(checkpoint.signed_bytes(), other.signed_bytes());
    }
}
