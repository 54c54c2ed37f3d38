//! When to come back to a server, and by which way.

use std::time::{Duration, SystemTime};

/// A stream that ends sooner was cut by something in between.
const EARLY: Duration = Duration::from_secs(20);
/// So many early ends in a row, and streams do not get through here.
const CUTS: u32 = 3;
/// How long then to ask and wait instead, before a stream is tried again.
const POLLING: Duration = Duration::from_secs(10 * 60);
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// How requests are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// One answer that does not end.
    Stream,
    /// Asking, and an answer that takes its time.
    Poll,
}

/// What one server has shown so far.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    failures: u32,
    early_cuts: u32,
    polling_since: Option<SystemTime>,
}

impl Pace {
    /// The way to take now.
    pub(crate) fn route(&mut self, now: SystemTime) -> Route {
        let Some(since) = self.polling_since else {
            return Route::Stream;
        };
        // A clock that was set back only means that a stream is tried sooner.
        if now.duration_since(since).is_ok_and(|age| age < POLLING) {
            return Route::Poll;
        }
        self.polling_since = None;
        self.early_cuts = CUTS - 1; // one more is enough
        Route::Stream
    }

    /// The server said something: the next wait is short again.
    pub(crate) fn heard(&mut self) {
        self.failures = 0;
    }

    /// A stream that stood for so long came to its end.
    pub(crate) fn stream_ended(&mut self, lived: Duration, now: SystemTime) {
        if lived >= EARLY {
            self.early_cuts = 0;
            return;
        }
        self.early_cuts += 1;
        if self.early_cuts >= CUTS {
            self.polling_since = Some(now);
        }
    }

    /// How long to wait before the next try: longer with every one that failed, and never the same for
    /// all who wait for one server. The `chance` is any number.
    pub(crate) fn wait(&mut self, chance: u64) -> Duration {
        let most = SHORTEST
            .saturating_mul(2_u32.saturating_pow(self.failures.saturating_add(1)))
            .min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let span = u64::try_from((most - SHORTEST).as_millis()).unwrap_or(u64::MAX);
        SHORTEST + Duration::from_millis(chance % span.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn three_early_ends_in_a_row_turn_to_polling_and_a_stream_is_tried_again_later() {
        let mut pace = Pace::default();
        for lived in [5, 19, 20, 1, 1] {
            pace.stream_ended(secs(lived), at(0));
            assert_eq!(pace.route(at(0)), Route::Stream, "{lived}");
        }
        pace.stream_ended(secs(0), at(100));
        assert_eq!(pace.route(at(100)), Route::Poll);
        assert_eq!(pace.route(at(699)), Route::Poll);
        assert_eq!(pace.route(at(700)), Route::Stream);
        pace.stream_ended(secs(3), at(703));
        assert_eq!(pace.route(at(703)), Route::Poll, "once more is enough");
        assert_eq!(pace.route(at(1303)), Route::Stream);
        pace.stream_ended(secs(25), at(1330));
        pace.stream_ended(secs(3), at(1333));
        assert_eq!(pace.route(at(1333)), Route::Stream, "it got through");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_wait_is_between_a_second_and_a_minute_and_doubles(chances in prop::collection::vec(any::<u64>(), 1..80)) {
            let mut pace = Pace::default();
            for (failures, chance) in chances.iter().enumerate() {
                let most = secs(2_u64.saturating_pow(failures as u32 + 1).min(60));
                let wait = pace.wait(*chance);
                prop_assert!(secs(1) <= wait && wait <= most, "{failures} {wait:?}");
            }
            pace.heard();
            prop_assert!(pace.wait(u64::MAX) <= secs(2));
        }
    }

    #[test]
    fn waits_differ_by_chance_up_to_the_whole_minute() {
        let mut pace = Pace::default();
        for _ in 0..20 {
            let _ = pace.wait(0);
        }
        assert_eq!(pace.wait(0), secs(1));
        assert_eq!(pace.wait(59_000), secs(60));
        assert_eq!(pace.wait(59_001), secs(1));
    }
}
