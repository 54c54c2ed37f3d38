//! The chain that shows when a row of the audit log was edited (security model, section 6.17).

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::Moment;

/// What the first row has as previous hash.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One thing that happened. No field holds a secret.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// When.
    pub at: Moment,
    /// Who did it: a user id, a client id, or `system`.
    pub actor: &'a str,
    /// What was done, as in `session.ended`.
    pub action: &'a str,
    /// To whom or what.
    pub subject: &'a str,
    /// More, as one line of text.
    pub detail: &'a str,
}

/// The hash of row `number`: SHA-256 over the previous hash and the row, each field preceded by its
/// length as 4 bytes, so that no field can grow into the next.
#[must_use]
pub fn chain(previous: &str, number: i64, event: &Event<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(b"audit/1\0");
    let (number, at) = (number.to_string(), event.at.unix().to_string());
    for field in [
        previous,
        &number,
        &at,
        event.actor,
        event.action,
        event.subject,
        event.detail,
    ] {
        hash.update(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(field.as_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_letter_between_fields_changes_the_hash() {
        let event = Event {
            at: Moment::from_unix(1),
            actor: "ab",
            action: "c",
            subject: "",
            detail: "",
        };
        let moved = Event {
            actor: "a",
            action: "bc",
            ..event
        };
        assert_ne!(chain(GENESIS, 1, &event), chain(GENESIS, 1, &moved));
        assert_ne!(chain(GENESIS, 1, &event), chain(GENESIS, 2, &event));
    }
}
