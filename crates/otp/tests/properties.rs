//! What holds for every address and every entry.
#![allow(clippy::unwrap_used)]

use otp::{
    Algorithm, Digits, Entry, Kind, Period, Pin, Seed, clean_label, parse_uri, parse_uri_with_pin,
    print_uri,
};
use proptest::prelude::*;
use zeroize::Zeroizing;

fn pin() -> impl Strategy<Value = Pin> {
    "[ -~äß€]{1,16}".prop_map(|text| Pin::new(Zeroizing::new(text)).unwrap())
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        4 => (1_u32..=86_400).prop_map(|secs| Kind::Totp { period: Period::new(secs).unwrap() }),
        2 => any::<u64>().prop_map(|counter| Kind::Hotp { counter }),
        1 => Just(()).prop_map(|()| Kind::Steam),
        1 => pin().prop_map(|pin| Kind::Motp { pin }),
        1 => pin().prop_map(|pin| Kind::Yandex { pin }),
    ]
}

/// Any text, and texts that the parser reads in a way of its own.
fn name() -> impl Strategy<Value = String> {
    let telling = prop::sample::select(vec![
        "",
        "Steam",
        "steam",
        "null",
        "Yandex",
        "a:b",
        ":",
        "a%20b",
        "%3A",
        "100%",
        "x/y",
        "/x/",
        "me@example.com/Meraki",
        "Fooperiod=30",
        "C++",
        "a#b?c&d=e",
        "a%2520b",
    ]);
    prop_oneof![telling.prop_map(str::to_owned), ".{0,24}", "[ -~]{0,24}"]
        .prop_map(|text: String| clean_label(&text).0)
}

fn entry() -> impl Strategy<Value = Entry> {
    let bytes = prop::collection::vec(any::<u8>(), 1..80);
    let numbers = (prop::sample::select(Algorithm::ALL.to_vec()), 1_u8..=10);
    (name(), name(), bytes, kind(), numbers).prop_map(
        |(issuer, account, mut bytes, kind, numbers)| {
            if matches!(kind, Kind::Yandex { .. }) {
                bytes.resize(if bytes.len() < 40 { 16 } else { 26 }, 7);
            }
            Entry {
                issuer,
                account,
                seed: Seed::new(Zeroizing::new(bytes)).unwrap(),
                algorithm: kind.fixed_algorithm().unwrap_or(numbers.0),
                digits: kind
                    .fixed_digits()
                    .unwrap_or(Digits::new(numbers.1).unwrap()),
                kind,
            }
        },
    )
}

fn counter(entry: &Entry) -> Option<u64> {
    match entry.kind {
        Kind::Hotp { counter } => Some(counter),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn a_printed_entry_reads_as_itself(entry in entry()) {
        let text = print_uri(&entry);
        let again = parse_uri(&text).unwrap().entry;
        prop_assert_eq!(&again.issuer, &entry.issuer);
        prop_assert_eq!(&again.account, &entry.account);
        prop_assert!(again.same_codes_as(&entry));
        prop_assert_eq!(counter(&again), counter(&entry));
        prop_assert_eq!((again.algorithm, again.digits), (entry.algorithm, entry.digits));
    }

    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        let _ = parse_uri(&text);
    }

    #[test]
    fn any_text_in_the_place_of_an_address_is_answered(
        host in "(totp|hotp|steam|motp|yaotp|.{0,6})",
        label in ".{0,40}",
        query in "((secret|issuer|digits|period|counter|algorithm|pin|steam|encoder)?=?.{0,20}&?){0,6}",
    ) {
        let pin = Pin::new(Zeroizing::new("1234".to_owned())).unwrap();
        let _ = parse_uri_with_pin(&format!("otpauth://{host}/{label}?{query}"), Some(pin));
        let _ = parse_uri(&format!("motp://{label}?{query}"));
        let _ = parse_uri(&format!("steam://{label}"));
    }

    #[test]
    fn an_address_cut_anywhere_is_answered(entry in entry(), cut in 0_usize..400) {
        let text = print_uri(&entry);
        let _ = parse_uri(text.get(..cut).unwrap_or(&text));
    }
}
