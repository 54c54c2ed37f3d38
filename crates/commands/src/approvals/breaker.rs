//! The fatigue breaker: who knows a password can ask and ask, until somebody tired says yes.
//!
//! ```text
//! Quiet ── the third request within ten minutes that nobody here began ──▶ Burst ── lifted ──▶ Quiet
//! ```
//!
//! It knows no clock: moments come in by argument.

use std::{
    collections::VecDeque,
    time::{Duration, SystemTime},
};

use protocol::ApprovalId;

/// So many requests that nobody began make a burst.
const MOST: usize = 3;
/// When they come within this time.
const WITHIN: Duration = Duration::from_secs(10 * 60);
/// Of a burst no more than so many are remembered.
const REMEMBERED: usize = 50;

/// Counts requests that nobody on this computer began.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    /// The oldest first.
    recent: VecDeque<(ApprovalId, SystemTime)>,
    since: Option<SystemTime>,
}

impl Breaker {
    /// A request arrived that nobody here began. That it seems to come from the same address does not
    /// count as begun: so does everything behind one router.
    pub(crate) fn arrived(&mut self, id: ApprovalId, at: SystemTime) {
        if self.recent.iter().any(|(known, _)| *known == id) {
            return;
        }
        if self.since.is_none() {
            // A clock that was set back forgets nothing.
            self.recent.retain(|(_, then)| {
                at.duration_since(*then).is_ok_and(|age| age < WITHIN) || *then > at
            });
        }
        self.recent.push_back((id, at));
        if self.recent.len() > REMEMBERED {
            self.recent.pop_front();
        }
        if self.since.is_none() && self.recent.len() >= MOST {
            self.since = self.recent.front().map(|(_, first)| *first);
        }
    }

    /// The person typed the number of this request: they see the page that asks, so it was theirs.
    pub(crate) fn was_begun(&mut self, id: ApprovalId) {
        if self.since.is_none() {
            self.recent.retain(|(known, _)| *known != id);
        }
    }

    /// Since when there is a burst.
    pub(crate) fn burst(&self) -> Option<SystemTime> {
        self.since
    }

    /// Which requests it remembers, the oldest first.
    pub(crate) fn requests(&self) -> impl Iterator<Item = ApprovalId> {
        self.recent.iter().map(|(id, _)| *id)
    }

    /// The person looked at the burst and wants to see requests again. Counting begins anew.
    pub(crate) fn lift(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn id(number: u8) -> ApprovalId {
        ApprovalId::from_bytes([number; 16])
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
    }

    fn after(arrivals: &[(u8, u64)]) -> Breaker {
        let mut breaker = Breaker::default();
        for (number, seconds) in arrivals {
            breaker.arrived(id(*number), at(*seconds));
        }
        breaker
    }

    #[test]
    fn the_third_within_ten_minutes_makes_a_burst_since_the_first() {
        assert_eq!(after(&[(1, 0), (2, 100)]).burst(), None);
        assert_eq!(after(&[(1, 0), (2, 100), (3, 599)]).burst(), Some(at(0)));
        assert_eq!(after(&[(1, 0), (2, 100), (3, 600)]).burst(), None);
        let slow = [(1, 0), (2, 400), (3, 800), (4, 999)];
        assert_eq!(after(&slow).burst(), Some(at(400)));
    }

    #[test]
    fn one_request_that_is_told_of_often_counts_once() {
        assert_eq!(after(&[(1, 0), (1, 1), (1, 2), (2, 3)]).burst(), None);
    }

    #[test]
    fn what_the_person_typed_the_number_of_does_not_count() {
        let mut breaker = after(&[(1, 0), (2, 1)]);
        breaker.was_begun(id(1));
        breaker.arrived(id(3), at(2));
        assert_eq!(breaker.burst(), None);
        breaker.arrived(id(4), at(3));
        assert_eq!(breaker.burst(), Some(at(1)));
        breaker.was_begun(id(4));
        assert_eq!(breaker.burst(), Some(at(1)), "a burst ends by hand alone");
    }

    #[test]
    fn a_burst_stays_however_long_until_it_is_lifted_and_then_counting_begins_anew() {
        let mut breaker = after(&[(1, 0), (2, 1), (3, 2)]);
        breaker.arrived(id(4), at(100_000));
        assert_eq!(breaker.burst(), Some(at(0)));
        assert_eq!(breaker.requests().count(), 4);
        breaker.lift();
        assert_eq!((breaker.burst(), breaker.requests().count()), (None, 0));
        for (number, seconds) in [(5, 100_001), (6, 100_002)] {
            breaker.arrived(id(number), at(seconds));
            assert_eq!(breaker.burst(), None);
        }
        breaker.arrived(id(7), at(100_003));
        assert_eq!(breaker.burst(), Some(at(100_001)));
    }

    #[test]
    fn a_clock_that_is_set_back_hides_no_burst() {
        let back = [(1, 5000), (2, 5001), (3, 0)];
        assert_eq!(after(&back).burst(), Some(at(5000)));
    }

    #[test]
    fn an_endless_burst_takes_no_endless_memory() {
        let many: Vec<_> = (0..200).map(|number| (number, u64::from(number))).collect();
        assert_eq!(after(&many).requests().count(), REMEMBERED);
    }
}
