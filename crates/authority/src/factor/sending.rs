//! How many messages leave: codes that people ask for, and notices that they do not.

use std::time::Duration;

use crate::Moment;

/// No second message within this time.
const PAUSE: Duration = Duration::from_secs(30);
/// What [`Before`] counts besides the day of the whole server.
pub const HOUR: Duration = Duration::from_secs(3600);
/// What [`Before::today`] counts.
pub const DAY: Duration = Duration::from_secs(24 * 3600);
/// So many codes in an hour for one person on one device, or on all that are not known. With the tries
/// of each, that is 15 guesses among a million.
const MOST: u32 = 5;
/// So many codes in an hour to one address, whoever asks. A stranger who knows the password leaves its
/// owner some.
const MOST_TO_ADDRESS: u32 = 10;
/// So many notices in an hour. The log has the others.
const MOST_NOTICES: u32 = 5;

/// What was sent before, of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Before {
    /// When the latest one left for the same person on the same device.
    pub latest: Option<Moment>,
    /// How many left for them in the last hour.
    pub for_them: u32,
    /// How many left to the same address in the last hour.
    pub to_address: u32,
    /// How many left at all in the last day.
    pub today: u32,
}

impl Before {
    /// Whether a code may be sent now, where `per_day` leave in a day at most.
    #[must_use]
    pub fn allow_code(&self, per_day: Option<u32>, now: Moment) -> bool {
        self.latest.is_none_or(|at| now >= at.plus(PAUSE))
            && self.for_them < MOST
            && self.to_address < MOST_TO_ADDRESS
            && per_day.is_none_or(|most| self.today < most)
    }

    /// Whether a notice may be sent now.
    #[must_use]
    pub const fn allow_notice(&self) -> bool {
        self.for_them < MOST_NOTICES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_unix(1_800_000_000);

    #[test]
    fn a_code_follows_another_after_half_a_minute() {
        let sent = |seconds| Before {
            latest: Some(NOW.minus(Duration::from_secs(seconds))),
            ..Before::default()
        };
        assert!(Before::default().allow_code(None, NOW));
        assert!(!sent(0).allow_code(None, NOW));
        assert!(!sent(29).allow_code(None, NOW));
        assert!(sent(30).allow_code(None, NOW));
    }

    #[test]
    fn every_count_has_its_end() {
        let four = Before {
            for_them: 4,
            to_address: 9,
            today: 99,
            latest: None,
        };
        assert!(four.allow_code(Some(100), NOW));
        for over in [
            Before {
                for_them: 5,
                ..four
            },
            Before {
                to_address: 10,
                ..four
            },
            Before { today: 100, ..four },
        ] {
            assert!(!over.allow_code(Some(100), NOW), "{over:?}");
        }
        let all_day = Before { today: 100, ..four };
        assert!(all_day.allow_code(None, NOW), "mail has no end of the day");
        assert!(
            four.allow_notice()
                && !Before {
                    for_them: 5,
                    ..four
                }
                .allow_notice()
        );
    }
}
