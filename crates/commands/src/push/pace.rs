//! When to ask a server of a push token again.

use std::time::Duration;

/// Between two polls that went well.
const CALM: Duration = Duration::from_secs(5);
/// The longest wait, for a server that does not answer or lets nobody ask.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// How one server has answered so far.
#[derive(Debug, Default)]
pub(super) struct Pace {
    failures: u32,
}

impl Pace {
    /// The server answered: how long to leave it alone now. Never the same for all who ask one server.
    /// The `chance` is any number.
    pub(super) fn answered(&mut self, chance: u64) -> Duration {
        self.failures = 0;
        around(CALM, chance)
    }

    /// It did not, or refused: longer with every time.
    pub(super) fn failed(&mut self, chance: u64) -> Duration {
        self.failures = self.failures.saturating_add(1);
        let wait = CALM.saturating_mul(2_u32.saturating_pow(self.failures));
        around(wait.min(LONGEST), chance)
    }

    /// It lets nobody ask.
    pub(super) fn forbidden(&mut self, chance: u64) -> Duration {
        self.failures = u32::MAX;
        around(LONGEST, chance)
    }
}

/// Up to a fifth shorter.
fn around(wait: Duration, chance: u64) -> Duration {
    let span = u64::try_from(wait.as_millis() / 5).unwrap_or(u64::MAX);
    wait.saturating_sub(Duration::from_millis(chance % span.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_up_to_five_minutes_and_an_answer_is_calm_again() {
        let mut pace = Pace::default();
        let seconds = |wait: Duration| wait.as_secs();
        assert_eq!(seconds(pace.answered(0)), 5);
        let waits: Vec<u64> = (0..7).map(|_| seconds(pace.failed(0))).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(pace.answered(1000), Duration::from_secs(4));
        assert_eq!(pace.answered(1001), CALM);
        assert_eq!(seconds(pace.forbidden(0)), 300);
        assert_eq!(seconds(pace.failed(0)), 300);
    }
}
