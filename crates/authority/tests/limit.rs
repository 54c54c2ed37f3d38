//! Whatever comes at whatever moment, a limit is kept and nobody who stays below it is refused.

#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use authority::limit::{Mark, Quota};
use proptest::prelude::*;

const START: i64 = 1_800_000_000_000_000;

fn quotas() -> impl Strategy<Value = Quota> {
    (1_u32..500, 1_u64..3600)
        .prop_map(|(count, seconds)| Quota::new(count, Duration::from_secs(seconds)).unwrap())
}

/// How many units of `quota` may be taken in a span of this many microseconds.
fn bound(quota: &Quota, micros: i64) -> i64 {
    i64::from(quota.count()) + micros / quota.interval()
}

proptest! {
    #[test]
    fn in_any_span_no_more_is_taken_than_the_quota_and_what_came_back(
        quota in quotas(),
        requests in prop::collection::vec((0_i64..30_000_000, 1_u32..20), 1..200),
    ) {
        let (mut mark, mut now) = (None, START);
        let mut taken: Vec<(i64, u32)> = Vec::new();
        for (pause, wanted) in requests {
            now += pause;
            if let Ok(got) = quota.take(mark, wanted, Mark::from_micros(now)) {
                prop_assert!((1..=wanted).contains(&got.units));
                mark = Some(got.mark);
                taken.push((now, got.units));
            }
        }
        for (index, (from, _)) in taken.iter().enumerate() {
            let mut sum = 0;
            for (at, units) in taken.iter().skip(index) {
                sum += i64::from(*units);
                prop_assert!(sum <= bound(&quota, at - from), "{sum} in {}", at - from);
            }
        }
    }

    #[test]
    fn whoever_is_refused_gets_one_after_the_wait_and_none_before(
        quota in quotas(),
        tries in 1_u32..600,
    ) {
        let now = Mark::from_micros(START);
        let mut mark = None;
        for number in 1..=tries {
            match quota.take(mark, 1, now) {
                Ok(taken) => {
                    prop_assert!(number <= quota.count());
                    prop_assert_eq!(taken.left, quota.count() - number);
                    mark = Some(taken.mark);
                }
                Err(wait) => {
                    prop_assert!(number > quota.count());
                    prop_assert!(quota.take(mark, 1, now.plus(wait.0)).is_ok());
                    let early = wait.0.saturating_sub(Duration::from_micros(1));
                    prop_assert!(quota.take(mark, 1, now.plus(early)).is_err());
                }
            }
        }
    }

    #[test]
    fn a_steady_pace_below_the_limit_is_never_refused(quota in quotas(), requests in 1_usize..300) {
        let mut mark = None;
        for number in 0..requests {
            let now = Mark::from_micros(START + quota.interval() * i64::try_from(number).unwrap());
            mark = Some(quota.take(mark, 1, now).unwrap().mark);
        }
    }

    /// A count that was lost is replaced by one that is used up: with it, a replica is never more
    /// lenient than with the one that was lost.
    #[test]
    fn a_used_up_quota_is_no_more_lenient_than_any_other(
        quota in quotas(),
        before in 0_u32..500,
        pauses in prop::collection::vec(0_i64..5_000_000, 1..100),
    ) {
        let mut now = START;
        let real = quota.take(None, before.max(1), Mark::from_micros(now)).unwrap().mark;
        let (mut kept, mut lost) = (Some(real), Some(quota.used_up(Mark::from_micros(now))));
        for pause in pauses {
            now += pause;
            let at = Mark::from_micros(now);
            let (a, b) = (quota.take(kept, 1, at), quota.take(lost, 1, at));
            prop_assert!(b.is_err() || a.is_ok());
            kept = a.map_or(kept, |taken| Some(taken.mark));
            lost = b.map_or(lost, |taken| Some(taken.mark));
        }
        prop_assert!(lost >= kept);
    }

    /// Replicas that take shares and spend them when they like, as long as the shares live.
    #[test]
    fn shares_together_stay_within_the_whole_quota(
        quota in quotas(),
        steps in prop::collection::vec((0_i64..3_000_000, 0_usize..4, 1_u32..40), 1..300),
    ) {
        let (pool, share) = (quota.for_shares(), quota.share());
        let mut mark = None;
        let mut replicas = [(0_u32, START); 4];
        let mut now = START;
        let mut spent: Vec<(i64, u32)> = Vec::new();
        for (pause, which, wanted) in steps {
            now += pause;
            let (left, until) = &mut replicas[which];
            for _ in 0..wanted {
                if now > *until {
                    *left = 0;
                }
                if *left == 0 {
                    let Ok(taken) = pool.take(mark, share.units, Mark::from_micros(now)) else {
                        break;
                    };
                    mark = Some(taken.mark);
                    *left = taken.units;
                    *until = Mark::from_micros(now).plus(share.life).micros();
                }
                *left -= 1;
                spent.push((now, 1));
            }
        }
        for (index, (from, _)) in spent.iter().enumerate() {
            for (count, (at, _)) in spent.iter().skip(index).enumerate() {
                let sum = i64::try_from(count).unwrap() + 1;
                prop_assert!(sum <= bound(&quota, at - from), "{sum} in {}", at - from);
            }
        }
    }
}

#[test]
fn a_clock_that_was_set_back_does_not_shut_anybody_out() {
    let quota = Quota::new(5, Duration::from_secs(900)).unwrap();
    let ahead = Mark::from_micros(START + 86_400_000_000);
    let now = Mark::from_micros(START);
    let wait = quota.take(Some(ahead), 1, now).unwrap_err();
    assert_eq!(wait.0, Duration::from_secs(180));
}

#[test]
fn an_uneven_quota_gives_all_it_promises() {
    let quota = Quota::new(7, Duration::from_secs(60)).unwrap();
    let taken = quota.take(None, 100, Mark::from_micros(START)).unwrap();
    assert_eq!((taken.units, taken.left), (7, 0));
}

#[test]
fn small_quotas_are_not_shared_out() {
    let quota = Quota::new(39, Duration::from_secs(60)).unwrap();
    assert_eq!(quota.share().units, 1);
    assert_eq!(quota.for_shares(), quota);
    let quota = Quota::new(40, Duration::from_secs(60)).unwrap();
    assert_eq!((quota.share().units, quota.for_shares().count()), (2, 38));
}
