//! A hundred thousand codes against [`oathtool`](https://www.nongnu.org/oath-toolkit/).
//!
//! A process for each code would take minutes, so every process prints a window: the code of one
//! random moment and of the 99 periods after it. A thousand processes then vary what a window
//! holds still: seed, algorithm, digits, period and moment, or the counter.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use otp::{Algorithm, Digits, Entry, Kind, Period, Seed, generate, generate_next};
use zeroize::Zeroizing;

/// How many codes one process prints.
const WINDOW: u64 = 100;

#[test]
fn eighty_thousand_totp_codes_agree() {
    let mut chance = Chance(0x5DEE_CE66_D154_2EA5);
    for _ in 0..800 {
        let algorithm = chance.one_of([Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
        let period = match chance.below(3) {
            0 => 30,
            1 => chance.one_of([1, 10, 15, 20, 45, 60, 90, 120, 300, 3_600]),
            _ => 1 + u32::try_from(chance.below(3_600)).unwrap(),
        };
        // Up to the year 2500, and past every place where 31 or 32 bits of seconds end.
        let from = chance.below(1 << 34);
        let (seed, digits) = (chance.seed(), chance.digits());
        let expected = oathtool(&[
            &format!("--totp={algorithm}"),
            &format!("--time-step-size={period}s"),
            &format!("--now=@{from}"),
            &format!("--digits={digits}"),
            &hex(&seed),
        ]);
        let period = Period::new(period).unwrap();
        let entry = entry(&seed, Kind::Totp { period }, algorithm, digits);
        let at = |step| UNIX_EPOCH + Duration::from_secs(from + step * u64::from(period.get()));
        for (step, expected) in (0..).zip(&expected) {
            let shown = generate(&entry, at(step)).unwrap();
            assert_eq!(&*shown.digits, expected, "{entry:?} at {from}, step {step}");
            if let Some(before) = u64::checked_sub(step, 1) {
                let next = generate_next(&entry, at(before)).unwrap();
                assert_eq!(
                    &*next.digits, expected,
                    "the next code is the one that follows"
                );
            }
        }
    }
}

#[test]
fn twenty_thousand_hotp_codes_agree() {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for _ in 0..200 {
        let from = match chance.below(2) {
            0 => chance.below(10_000),
            _ => chance.below(1 << 62),
        };
        let (seed, digits) = (chance.seed(), chance.digits());
        let expected = oathtool(&[
            "--hotp",
            &format!("--counter={from}"),
            &format!("--digits={digits}"),
            &hex(&seed),
        ]);
        for (counter, expected) in (from..).zip(&expected) {
            let entry = entry(&seed, Kind::Hotp { counter }, Algorithm::Sha1, digits);
            let shown = generate(&entry, UNIX_EPOCH).unwrap();
            assert_eq!(&*shown.digits, expected, "counter {counter}");
        }
    }
}

/// The codes that one process prints, a line each.
fn oathtool(arguments: &[&str]) -> Vec<String> {
    let output = Command::new("oathtool")
        .args(arguments)
        .arg(format!("--window={}", WINDOW - 1))
        .output()
        .expect("`scripts/install test` installs oathtool");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    let codes: Vec<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len() as u64, WINDOW, "{arguments:?}");
    codes
}

fn entry(seed: &[u8], kind: Kind, algorithm: Algorithm, digits: u8) -> Entry {
    Entry {
        issuer: String::new(),
        account: String::new(),
        seed: Seed::new(Zeroizing::new(seed.to_vec())).unwrap(),
        kind,
        algorithm,
        digits: Digits::new(digits).unwrap(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Numbers that come out the same every time ([xorshift](https://www.jstatsoft.org/v08/i14)).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_of<T: Copy, const N: usize>(&mut self, values: [T; N]) -> T {
        values[usize::try_from(self.below(N as u64)).unwrap()]
    }

    /// One byte to three blocks of the longest hash: also keys that HMAC hashes first.
    fn seed(&mut self) -> Vec<u8> {
        let length = self.one_of([1, 10, 16, 20, 32, 64, 65, 128, 129, 200]);
        (0..length).map(|_| (self.next() >> 24) as u8).collect()
    }

    /// Those that `oathtool` knows.
    fn digits(&mut self) -> u8 {
        self.one_of([6, 7, 8])
    }
}
