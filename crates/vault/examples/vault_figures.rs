//! Figures for `make bench`: what unlocking, saving and listing 10,000 entries cost.
//!
//! `cargo run --release -p vault --example vault_figures [RUNS]` prints one line of JSON per figure.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "the figures are the output")]

use std::error::Error;
use std::time::{Duration, Instant, UNIX_EPOCH};

use argon2::{Algorithm, Argon2, Params, Version};
use getrandom::SysRng;
use rand_core::{CryptoRng, Rng as _, UnwrapErr};
use vault::{Cost, Credential, NewSlot, Password, Unlocked};
use zeroize::Zeroizing;

const ENTRIES: usize = 10_000;
const PASSWORD: &str = "violet harbour 77 stones";

fn main() -> Result<(), Box<dyn Error>> {
    let runs = std::env::args()
        .nth(1)
        .map_or(Ok(10), |runs| runs.parse())?;
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("vault.countersign");
    let password = Password::new(Zeroizing::new(PASSWORD.to_owned()))?;
    let mut chance = UnwrapErr(SysRng);
    let mut vault = {
        let (password, cost) = (&password, Cost::default());
        vault::create(&path, &[NewSlot::Password { password, cost }], &mut chance)?
    };
    let (locked, credential) = (vault::open(&path)?, Credential::from(password));

    print(
        "vault create 10000 entries",
        &[time(|| fill(&mut vault, &mut chance))?],
    );
    // Turn and turn about, so that a slow moment of the machine meets both.
    let (mut bare, mut unlock) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        bare.push(time(|| Ok(bare_argon2id(Cost::default()).map(drop)?))?);
        unlock.push(time(|| Ok(locked.unlock(&credential).map(drop)?))?);
    }
    // Below zero when the machine was slower for the bare run than all else takes.
    let extra: Vec<f64> = unlock
        .iter()
        .zip(&bare)
        .map(|(whole, bare)| whole - bare)
        .collect();
    print("vault argon2id bare", &bare);
    print("vault unlock 10000 entries", &unlock);
    print("vault unlock 10000 entries minus argon2id", &extra);

    let save = many(runs, || Ok(vault.update(&mut chance, |_| Ok(()))?))?;
    print("vault save 10000 entries", &save);
    let list = many(runs, || list(&vault, false))?;
    print("codes list 10000", &list);
    let with_next = many(runs, || self::list(&vault, true))?;
    print("codes list 10000 with next", &with_next);
    Ok(())
}

fn fill(vault: &mut Unlocked, chance: &mut dyn CryptoRng) -> Result<(), Box<dyn Error>> {
    let mut seeds = UnwrapErr(SysRng);
    vault.update(chance, |contents| {
        for number in 0..ENTRIES {
            let mut bytes = Zeroizing::new(vec![0; 20]);
            seeds.fill_bytes(&mut bytes);
            let entry = otp::Entry {
                issuer: format!("Issuer number {number}"),
                account: format!("person{number}@example.org"),
                seed: otp::Seed::new(bytes)?,
                kind: otp::Kind::Totp {
                    period: otp::Period::THIRTY,
                },
                algorithm: otp::Algorithm::Sha1,
                digits: otp::Digits::SIX,
            };
            contents.add(entry, UNIX_EPOCH, &mut seeds)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The library alone: memory neither cleared before nor wiped after.
fn bare_argon2id(cost: Cost) -> Result<[u8; 32], argon2::Error> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        PASSWORD.as_bytes(),
        &[7; 16],
        &mut key,
    )?;
    Ok(std::hint::black_box(key))
}

fn list(vault: &Unlocked, next: bool) -> Result<(), Box<dyn Error>> {
    let at = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    for entry in vault.contents().entries() {
        std::hint::black_box(otp::generate(&entry.otp, at)?);
        if next {
            std::hint::black_box(otp::generate_next(&entry.otp, at)?);
        }
    }
    Ok(())
}

fn many(
    runs: usize,
    mut act: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    (0..runs).map(|_| time(&mut act)).collect()
}

/// How many milliseconds it took.
fn time(act: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    act()?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn print(bench: &str, ms: &[f64]) {
    let mut ms = ms.to_vec();
    ms.sort_by(f64::total_cmp);
    let at = |place: usize| ms.get(place).copied().unwrap_or_default();
    let runs = ms.len();
    let median = (at((runs - 1) / 2) + at(runs / 2)) / 2.0;
    let (min, max) = (at(0), at(runs - 1));
    println!(
        "{{\"bench\":\"{bench}\",\"unit\":\"ms\",\"median\":{median:.3},\"min\":{min:.3},\
         \"max\":{max:.3},\"runs\":{runs},\"peer\":null,\"ratio\":null}}"
    );
}
