//! What holds for the risk of every sign-in under every policy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use authority::{
    Moment,
    risk::{Place, Policy, SignIn, Signal, Signals, Weights, distance_km},
};
use proptest::prelude::*;

fn weights() -> impl Strategy<Value = Weights> {
    prop::array::uniform9(prop_oneof![0..200u32, any::<u32>()]).prop_map(
        |[a, b, c, d, e, f, g, h, i]| Weights {
            new_device: a,
            new_network: b,
            new_place: c,
            impossible_travel: d,
            proxy: e,
            velocity: f,
            stuffing: g,
            unusual_hour: h,
            trusted_network: i,
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    (
        weights(),
        0..300u32,
        0..300u32,
        1..20u32,
        1..20u32,
        1..2000u32,
    )
        .prop_map(
            |(weights, step_up, more, tries_per_hour, names_per_hour, fastest_kmh)| Policy {
                step_up,
                refuse: step_up + more,
                weights,
                tries_per_hour,
                names_per_hour,
                fastest_kmh,
            },
        )
}

fn signals() -> impl Strategy<Value = Signals> {
    prop::sample::subsequence(Signal::ALL.to_vec(), 0..=Signal::ALL.len())
        .prop_map(|signals| signals.into_iter().collect())
}

fn position() -> impl Strategy<Value = (i64, i64)> {
    (-900_000..=900_000i64, -1_800_000..=1_800_000i64)
}

prop_compose! {
    fn sign_in()(
        at in 1_790_000_000..1_800_000_000i64,
        network in 0..4u8,
        country in prop::option::of(0..3u8),
        asn in prop::option::of(0..3i64),
        position in prop::option::of(position()),
        flags in any::<[bool; 3]>(),
        tries in 0..30u32,
        names in 0..30u32,
    ) -> SignIn {
        SignIn {
            at: Moment::from_unix(at),
            network: network.to_string(),
            place: Place { country: country.map(|c| c.to_string()), asn, position },
            known_device: flags[0],
            trusted: flags[1],
            proxy: flags[2],
            tries,
            names,
        }
    }
}

fn history() -> impl Strategy<Value = Vec<SignIn>> {
    prop::collection::vec(sign_in(), 0..15).prop_map(|mut past| {
        past.sort_by_key(|past| std::cmp::Reverse(past.at));
        past
    })
}

proptest! {
    #[test]
    fn a_further_signal_never_lowers_the_score_but_that_of_a_trusted_network(
        policy in policy(), signals in signals(),
    ) {
        let before = policy.weigh(&signals);
        for signal in Signal::ALL {
            let mut more = signals.clone();
            more.insert(signal);
            let after = policy.weigh(&more);
            if signal == Signal::TrustedNetwork {
                prop_assert!(after.score <= before.score && after.verdict <= before.verdict);
            } else {
                prop_assert!(after.score >= before.score && after.verdict >= before.verdict);
            }
        }
    }

    #[test]
    fn a_heavier_weight_never_lowers_a_score_and_a_higher_threshold_never_sharpens_a_verdict(
        policy in policy(), signals in signals(), more in 0..100u32,
    ) {
        let before = policy.weigh(&signals);
        let mut heavier = policy;
        heavier.weights.new_place = heavier.weights.new_place.saturating_add(more);
        prop_assert!(heavier.weigh(&signals).score >= before.score);
        let milder = Policy {
            step_up: policy.step_up.saturating_add(more),
            refuse: policy.refuse.saturating_add(more),
            ..policy
        };
        prop_assert!(milder.weigh(&signals).verdict <= before.verdict);
    }

    #[test]
    fn what_looks_worse_never_weighs_less(
        policy in policy(), sign_in in sign_in(), history in history(), more in 1..20u32,
    ) {
        let score = |sign_in: &SignIn| policy.weigh(&policy.observe(sign_in, &history)).score;
        let before = score(&sign_in);
        let worse = [
            SignIn { known_device: false, ..sign_in.clone() },
            SignIn { proxy: true, ..sign_in.clone() },
            SignIn { trusted: false, ..sign_in.clone() },
            SignIn { tries: sign_in.tries + more, ..sign_in.clone() },
            SignIn { names: sign_in.names + more, ..sign_in.clone() },
        ];
        for worse in worse {
            prop_assert!(score(&worse) >= before);
        }
    }

    #[test]
    fn the_farther_the_last_sign_in_the_more_the_travel_weighs(
        policy in policy(), sign_in in sign_in(), a in position(), b in position(), here in position(),
        waited in 0..200_000i64,
    ) {
        let (near, far) = if distance_km(a, here) <= distance_km(b, here) { (a, b) } else { (b, a) };
        let mut sign_in = sign_in;
        sign_in.place.position = Some(here);
        let seen = |there| {
            let mut last = sign_in.clone();
            last.at = Moment::from_unix(sign_in.at.unix() - waited);
            last.place.position = Some(there);
            policy.observe(&sign_in, &[last]).contains(&Signal::ImpossibleTravel)
        };
        prop_assert!(seen(far) || !seen(near));
    }

    #[test]
    fn the_score_is_the_sum_of_its_reasons(policy in policy(), signals in signals()) {
        let found = policy.weigh(&signals);
        let (credit, against): (Vec<_>, Vec<_>) = found
            .reasons
            .iter()
            .partition(|(signal, _)| *signal == Signal::TrustedNetwork);
        let sum = |part: &[&(Signal, u32)]| {
            part.iter().map(|(_, weight)| u64::from(*weight)).sum::<u64>().min(u32::MAX.into())
        };
        let (against, credit): (Vec<_>, Vec<_>) = (against.iter().collect(), credit.iter().collect());
        let expected = sum(&against).saturating_sub(sum(&credit));
        prop_assert_eq!(u64::from(found.score), expected);
        prop_assert_eq!(found.reasons.len(), signals.len());
    }
}
