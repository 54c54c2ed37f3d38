//! The plain body of a vault, as behind the seal: what was read is written and read again without a
//! change, makes codes, and merges with itself.
#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use vault::fuzzing::{read_records, write_records};

fuzz_target!(|records: &[u8]| {
    let Some(mut contents) = read_records(records) else {
        return;
    };
    let at = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    for entry in contents.entries().chain(contents.trashed()) {
        let _ = (
            otp::generate(&entry.otp, at),
            otp::generate_next(&entry.otp, at),
        );
        let _ = otp::print_uri(&entry.otp);
    }
    let written = write_records(&contents);
    let again = read_records(&written).expect("what was written is read");
    assert_eq!(*write_records(&again), *written, "and written as it was");

    // A merge puts right what this program would not have written, such as a code that was added
    // before the set was replaced. Once that is done, a merge with itself changes nothing.
    let _ = contents.merge(again);
    let written = write_records(&contents);
    let again = read_records(&written).expect("what was merged is read");
    let merged = contents.merge(again);
    let touched = (
        merged.added,
        merged.updated,
        merged.kept_both,
        merged.deleted,
    );
    assert_eq!(touched, (0, 0, 0, 0));
    assert_eq!(*write_records(&contents), *written);
});
