//! Codes against the published vectors.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use otp::{Algorithm, Digits, Entry, Error, Kind, Period, Pin, Seed, generate, generate_next};
use zeroize::Zeroizing;

fn at(secs: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(secs)
}

fn seed(bytes: &[u8]) -> Seed {
    Seed::new(Zeroizing::new(bytes.to_vec())).unwrap()
}

fn pin(text: &str) -> Pin {
    Pin::new(Zeroizing::new(text.to_owned())).unwrap()
}

fn entry(seed: Seed, kind: Kind, algorithm: Algorithm, digits: u8) -> Entry {
    let (issuer, account) = (String::new(), String::new());
    Entry {
        issuer,
        account,
        seed,
        kind,
        algorithm,
        digits: Digits::new(digits).unwrap(),
    }
}

fn totp(bytes: &[u8], algorithm: Algorithm, digits: u8, period: u32) -> Entry {
    let period = Period::new(period).unwrap();
    entry(seed(bytes), Kind::Totp { period }, algorithm, digits)
}

fn code(entry: &Entry, secs: u64) -> String {
    generate(entry, at(secs)).unwrap().digits.to_string()
}

/// The seeds of [RFC 6238 appendix A](https://www.rfc-editor.org/rfc/rfc6238#appendix-A): the
/// digits repeated to the length of the hash.
fn rfc6238_seed(length: usize) -> Vec<u8> {
    b"1234567890".iter().copied().cycle().take(length).collect()
}

fn rfc6238(algorithm: Algorithm, seed_length: usize, expected: [&str; 6]) {
    let moments = [
        59,
        1_111_111_109,
        1_111_111_111,
        1_234_567_890,
        2_000_000_000,
        20_000_000_000,
    ];
    let entry = totp(&rfc6238_seed(seed_length), algorithm, 8, 30);
    for (moment, expected) in moments.into_iter().zip(expected) {
        assert_eq!(code(&entry, moment), expected, "at {moment}");
    }
}

#[test]
fn rfc6238_appendix_b_sha1() {
    let codes = [
        "94287082", "07081804", "14050471", "89005924", "69279037", "65353130",
    ];
    rfc6238(Algorithm::Sha1, 20, codes);
}

#[test]
fn rfc6238_appendix_b_sha256() {
    let codes = [
        "46119246", "68084774", "67062674", "91819424", "90698825", "77737706",
    ];
    rfc6238(Algorithm::Sha256, 32, codes);
}

#[test]
fn rfc6238_appendix_b_sha512() {
    let codes = [
        "90693936", "25091201", "99943326", "93441116", "38618901", "47863826",
    ];
    rfc6238(Algorithm::Sha512, 64, codes);
}

#[test]
fn rfc4226_appendix_d() {
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    for (counter, expected) in (0..).zip(codes) {
        let hotp = entry(
            seed(&rfc6238_seed(20)),
            Kind::Hotp { counter },
            Algorithm::Sha1,
            6,
        );
        let shown = generate(&hotp, at(1_700_000_000)).unwrap();
        assert_eq!(*shown.digits, expected, "counter {counter}");
        assert_eq!(
            shown.valid_until, None,
            "a counter's code waits for its turn"
        );
    }
}

#[test]
fn import_formats_10_1_totp() {
    let six = entry(
        Seed::from_base32("JBSWY3DPEHPK3PXP").unwrap(),
        Kind::Totp {
            period: Period::THIRTY,
        },
        Algorithm::Sha1,
        6,
    );
    assert_eq!(code(&six, 0), "282760");
    assert_eq!(code(&six, 59), "996554");
    assert_eq!(code(&six, 1_700_000_000), "324550");
    assert_eq!(
        code(
            &totp(&rfc6238_seed(20), Algorithm::Sha1, 8, 30),
            1_700_000_000
        ),
        "81921300"
    );
}

#[test]
fn import_formats_10_1_steam() {
    let steam = entry(seed(&rfc6238_seed(20)), Kind::Steam, Algorithm::Sha1, 5);
    assert_eq!(code(&steam, 59), "PV9M4");
    assert_eq!(code(&steam, 1_700_000_000), "R87JJ");
}

#[test]
fn import_formats_10_1_motp() {
    let motp = entry(
        seed(b"0123456789abcdef"),
        Kind::Motp { pin: pin("1234") },
        Algorithm::Md5,
        6,
    );
    assert_eq!(code(&motp, 1_700_000_000), "05aae5");
    assert_eq!(code(&motp, 1_700_000_009), "05aae5");
    assert_eq!(code(&motp, 1_700_000_010), "c1b651");
}

#[test]
fn import_formats_10_1_yandex() {
    for key in [
        "AAAQEAYEAUDAOCAJBIFQYDIOB4",
        "AAAQEAYEAUDAOCAJBIFQYDIOB4AAAAAAAAAAAAAALQM",
    ] {
        let kind = Kind::Yandex { pin: pin("1234") };
        let yandex = entry(Seed::from_base32(key).unwrap(), kind, Algorithm::Sha256, 8);
        assert_eq!(code(&yandex, 59), "vubktkas");
        assert_eq!(code(&yandex, 1_700_000_000), "yhmowjhm");
    }
}

/// Vectors made with `hmac.new(…, "sha224" | "sha384" | "md5")` of another implementation.
#[test]
fn the_rare_algorithms_truncate_like_the_common_ones() {
    let seed = rfc6238_seed(20);
    assert_eq!(code(&totp(&seed, Algorithm::Sha224, 8, 30), 59), "45812810");
    assert_eq!(code(&totp(&seed, Algorithm::Sha384, 8, 30), 59), "46080675");
    assert_eq!(code(&totp(&seed, Algorithm::Md5, 6, 30), 30), "532013");
}

#[test]
fn an_md5_digest_too_short_for_its_offset_gives_no_code() {
    let entry = totp(&rfc6238_seed(20), Algorithm::Md5, 6, 30);
    assert_eq!(generate(&entry, at(0)).unwrap_err(), Error::NoCode);
}

#[test]
fn every_length_ends_in_the_digits_of_the_shorter_one() {
    for algorithm in [
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Sha384,
    ] {
        let longest = code(&totp(&rfc6238_seed(20), algorithm, 10, 30), 59);
        for digits in 1..=10 {
            let shorter = code(&totp(&rfc6238_seed(20), algorithm, digits, 30), 59);
            assert_eq!(shorter.len(), usize::from(digits));
            assert!(
                longest.ends_with(&shorter),
                "{digits} digits of {algorithm}"
            );
        }
    }
}

#[test]
fn a_code_lasts_until_the_next_period_begins() {
    let entry = totp(&rfc6238_seed(20), Algorithm::Sha1, 8, 30);
    assert_eq!(generate(&entry, at(59)).unwrap().valid_until, Some(at(60)));
    assert_eq!(generate(&entry, at(60)).unwrap().valid_until, Some(at(90)));
    let next = generate_next(&entry, at(31)).unwrap();
    assert_eq!(
        *next.digits,
        code(&entry, 60),
        "the next code is the one of the next period"
    );
    assert_eq!(next.valid_until, Some(at(90)));
}

#[test]
fn the_next_code_of_a_counter_is_that_of_the_next_count() {
    let hotp = |counter| {
        entry(
            seed(&rfc6238_seed(20)),
            Kind::Hotp { counter },
            Algorithm::Sha1,
            6,
        )
    };
    assert_eq!(*generate_next(&hotp(0), at(0)).unwrap().digits, "287082");
    assert_eq!(
        generate_next(&hotp(u64::MAX), at(0)).unwrap_err(),
        Error::CounterSpent
    );
    assert!(generate(&hotp(u64::MAX), at(0)).is_ok());
}

#[test]
fn a_clock_before_1970_is_named() {
    let entry = totp(&rfc6238_seed(20), Algorithm::Sha1, 6, 30);
    let before = UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(
        generate(&entry, before).unwrap_err(),
        Error::ClockBeforeEpoch
    );
}

#[test]
fn numbers_outside_their_range_do_not_come_into_being() {
    assert!(Digits::new(0).is_err() && Digits::new(11).is_err());
    assert!(Period::new(0).is_err() && Period::new(86_401).is_err());
    assert!(Pin::new(Zeroizing::new(String::new())).is_err());
}

#[test]
fn nothing_secret_is_printed() {
    let kind = Kind::Yandex { pin: pin("8642") };
    let entry = entry(seed(b"hidden-hidden-16"), kind, Algorithm::Sha256, 8);
    let code = generate(&entry, at(59)).unwrap();
    let printed = format!("{entry:?} {code:?}");
    assert!(printed.contains("Seed(hidden)") && printed.contains("Pin(hidden)"));
    for secret in ["8642", "hidden-", "104, 105, 100", code.digits.as_str()] {
        assert!(!printed.contains(secret), "{secret} shows");
    }
}
