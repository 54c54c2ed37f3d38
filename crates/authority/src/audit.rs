//! The log of what happened, and the chain that shows when a row of it was edited (security model,
//! section 6.17).
//!
//! Rows are chained by their hashes; [`Checkpoint`]s are signed and leave the database; [`Check`]
//! holds one against the other.

mod check;
mod checkpoint;
mod repeats;

use std::fmt::{self, Display, Write as _};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::Moment;

pub use check::{Check, FINDINGS, Finding, Report, Row};
pub use checkpoint::{Checkpoint, EVERY, EVERY_ROWS, Kind, is_due};
pub use repeats::{MOST, Repeats, WINDOW};

/// What the first row has as previous hash.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// How rows are encoded for their hash by now. Older rows keep the encoding they were written with.
pub const VERSION: i64 = 2;

/// The longest value of a row, in characters; what is longer ends in `…`.
pub const LONGEST: usize = 500;

/// The longest that is told in full, see [`Event::in_full`].
pub const LONGEST_IN_FULL: usize = 4000;

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was asked for and not done.
    Refused,
}

impl Outcome {
    /// Its word in a row.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The outcome of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Done, Self::Refused]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that happened. No field holds a secret, and no value can break a line or turn the
/// direction of writing: [`Event::new`] and the methods after it escape what they are given.
///
/// ```
/// # use authority::{audit::Event, Moment};
/// # let now = Moment::from_unix(1);
/// let event = Event::new(now, "anonymous", "sign-in.failed", "user:7")
///     .from("203.0.113.9")
///     .refused()
///     .because("wrong password");
/// # assert_eq!(event.reasons, "wrong password");
/// ```
///
/// The fields are the columns of a row. An empty one was not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// Who did it: a user id, a client id, `anonymous`, `operator` or `system`.
    pub actor: String,
    /// What was done, as in `session.ended`.
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// More, as one line of text.
    pub detail: String,
    /// The device it was done on.
    pub device: String,
    /// The address it was done from.
    pub address: String,
    /// How it ended; rows of version 1 do not say.
    pub outcome: Option<Outcome>,
    /// Why it ended so, a line for each reason.
    pub reasons: String,
}

impl Event {
    /// `actor` did `action` to `subject`, and it was done.
    #[must_use]
    pub fn new(
        at: Moment,
        actor: impl Display,
        action: &'static str,
        subject: impl Display,
    ) -> Self {
        Self {
            at,
            actor: escaped(actor),
            action: action.to_owned(),
            subject: escaped(subject),
            detail: String::new(),
            device: String::new(),
            address: String::new(),
            outcome: Some(Outcome::Done),
            reasons: String::new(),
        }
    }

    /// Says more, as in `sessions=3`.
    #[must_use]
    pub fn with(mut self, detail: impl Display) -> Self {
        self.detail = escaped(detail);
        self
    }

    /// As [`Event::with`], for what is worth nothing when it is cut: up to [`LONGEST_IN_FULL`] characters.
    #[must_use]
    pub fn in_full(mut self, detail: impl Display) -> Self {
        self.detail = escaped_up_to(LONGEST_IN_FULL, detail);
        self
    }

    /// Says from which address.
    #[must_use]
    pub fn from(mut self, address: impl Display) -> Self {
        self.address = escaped(address);
        self
    }

    /// Says on which device.
    #[must_use]
    pub fn on(mut self, device: impl Display) -> Self {
        self.device = escaped(device);
        self
    }

    /// Says that it was not done.
    #[must_use]
    pub const fn refused(mut self) -> Self {
        self.outcome = Some(Outcome::Refused);
        self
    }

    /// Adds a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Display) -> Self {
        if !self.reasons.is_empty() {
            self.reasons.push('\n');
        }
        self.reasons.push_str(&escaped(reason));
        self
    }

    /// The reasons one by one.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        self.reasons.lines()
    }

    /// The word of the outcome, or nothing.
    #[must_use]
    pub fn outcome_word(&self) -> &'static str {
        self.outcome.map_or("", Outcome::as_str)
    }
}

/// The hash of row `number`, whose encoding is [`VERSION`]: SHA-256 over the previous hash and the
/// row, each field preceded by its length as 4 bytes, so that no field can grow into the next.
#[must_use]
pub fn chain(previous: &str, number: i64, event: &Event) -> String {
    let (number, at) = (number.to_string(), event.at.unix().to_string());
    hash(
        b"audit/2\0",
        &[
            previous,
            &number,
            &at,
            &event.actor,
            &event.action,
            &event.subject,
            &event.detail,
            &event.device,
            &event.address,
            event.outcome_word(),
            &event.reasons,
        ],
    )
}

/// As [`chain`], for a row that says it has the encoding `version`. `None` when no row of ours can
/// look like this: the version is unknown, or too old for what the row says.
#[must_use]
pub fn chain_as(version: i64, previous: &str, number: i64, event: &Event) -> Option<String> {
    match version {
        1 if event.device.is_empty()
            && event.address.is_empty()
            && event.outcome.is_none()
            && event.reasons.is_empty() =>
        {
            let (number, at) = (number.to_string(), event.at.unix().to_string());
            Some(hash(
                b"audit/1\0",
                &[
                    previous,
                    &number,
                    &at,
                    &event.actor,
                    &event.action,
                    &event.subject,
                    &event.detail,
                ],
            ))
        }
        VERSION => Some(chain(previous, number, event)),
        _ => None,
    }
}

fn hash(domain: &[u8], fields: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(domain);
    for field in fields {
        hash.update(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(field.as_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}

/// `value` as one line that says what it shows: control marks and marks that change the direction
/// of writing become `\u{…}`, a backslash is doubled, and what is too long is cut.
#[must_use]
pub fn escaped(value: impl Display) -> String {
    escaped_up_to(LONGEST, value)
}

fn escaped_up_to(longest: usize, value: impl Display) -> String {
    let value = value.to_string();
    let mut line = String::with_capacity(value.len());
    for (index, c) in value.chars().enumerate() {
        if index == longest {
            line.push('…');
            break;
        }
        match c {
            '\\' => line.push_str("\\\\"),
            // Marks that are not seen: of direction, joiners, fillers, the byte order.
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{61c}'
            | '\u{ad}'
            | '\u{feff}' => drop(write!(line, "{}", c.escape_unicode())),
            c if c.is_control() => drop(write!(line, "{}", c.escape_unicode())),
            c => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event::new(Moment::from_unix(1), "ab", "c", "")
    }

    #[test]
    fn moving_a_letter_between_fields_changes_the_hash() {
        let event = event();
        let moved = Event {
            actor: "a".into(),
            action: "bc".into(),
            ..event.clone()
        };
        assert_ne!(chain(GENESIS, 1, &event), chain(GENESIS, 1, &moved));
        assert_ne!(chain(GENESIS, 1, &event), chain(GENESIS, 2, &event));
    }

    #[test]
    fn a_row_of_version_1_has_the_hash_it_was_written_with() {
        let event = Event {
            outcome: None,
            ..event()
        };
        // SHA-256 over "audit/1\0", then the length and the bytes of each of the seven fields.
        let then = "be8bce31abe00858dd34f99e0915f4714fda23905e74c609cbca269c394355e6";
        let now = chain_as(1, GENESIS, 1, &event).unwrap();
        assert_eq!(now, then);
    }

    #[test]
    fn a_row_of_version_1_says_nothing_that_its_hash_does_not_hold() {
        let event = Event {
            outcome: None,
            ..event()
        };
        for edited in [
            event.clone().from("192.0.2.1"),
            event.clone().on("d"),
            event.clone().because("r"),
            event.refused(),
        ] {
            assert_eq!(chain_as(1, GENESIS, 1, &edited), None);
        }
        assert_eq!(chain_as(3, GENESIS, 1, &super::tests::event()), None);
    }

    #[test]
    fn a_value_stays_one_line_that_shows_what_it_says() {
        let event = event()
            .with("a\r\nb\0\u{202e}gnp\\")
            .because("one\ntwo")
            .because("three");
        assert_eq!(event.detail, "a\\u{d}\\u{a}b\\u{0}\\u{202e}gnp\\\\");
        let reasons: Vec<&str> = event.reasons().collect();
        assert_eq!(reasons, ["one\\u{a}two", "three"]);
        assert_eq!(escaped("é".repeat(9999)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn what_is_told_in_full_is_not_cut_where_the_rest_is() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(event().in_full(&long).detail, long);
        let cut = event().with(&long).detail;
        assert_eq!(cut.chars().count(), LONGEST + 1);
        let longer = "x".repeat(LONGEST_IN_FULL + 1);
        assert!(event().in_full(longer).detail.ends_with('…'));
        assert_eq!(event().in_full("a\nb").detail, "a\\u{a}b");
    }
}
