//! Pasted recovery codes: any text is answered, and every code found can be kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vault::{RecoveryText, read_recovery_codes};

fuzz_target!(|text: &str| {
    let found = read_recovery_codes(text);
    for (place, code) in found.codes.iter().enumerate() {
        let code = code.text.reveal();
        assert!(RecoveryText::new(code).is_ok(), "a code found can be kept");
        let others = found.codes.iter().skip(place + 1);
        assert!(
            others.into_iter().all(|other| other.text.reveal() != code),
            "each comes once"
        );
    }
});
