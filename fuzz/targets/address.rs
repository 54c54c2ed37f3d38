//! Addresses and typed keys: any text is answered, and what was understood survives being printed.
#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use otp::{KeyUse, Pin, check_key_for, generate, generate_next, parse_uri, parse_uri_with_pin};
use zeroize::Zeroizing;

fuzz_target!(|text: &str| {
    for key_use in [KeyUse::Common, KeyUse::Motp, KeyUse::Yandex] {
        let check = check_key_for(text, key_use);
        assert!(
            check
                .at()
                .is_none_or(|at| (1..=text.chars().count()).contains(&at))
        );
    }
    let _ = parse_uri(text);
    let pin = Pin::new(Zeroizing::new("1234".to_owned())).unwrap();
    let Ok(parsed) = parse_uri_with_pin(text, Some(pin)) else {
        return;
    };
    let entry = parsed.entry;
    let at = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let _ = (generate(&entry, at), generate_next(&entry, at));
    let printed = otp::print_uri(&entry);
    if printed.len() > 4096 {
        return; // escapes may make it longer than what is accepted
    }
    let again = parse_uri(&printed)
        .expect("a printed address is read")
        .entry;
    assert!(again.same_codes_as(&entry));
    assert_eq!(
        (&again.issuer, &again.account),
        (&entry.issuer, &entry.account)
    );
});
