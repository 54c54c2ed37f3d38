//! Figures for `make bench`: what unlocking, saving and listing 10,000 entries cost, beside the C
//! reference of Argon2 and KeePassXC on the same machine.
//!
//! `cargo run --release -p vault --example vault_figures [RUNS]` prints one line of JSON per figure.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "the figures are the output")]

use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant, UNIX_EPOCH};

mod peers;

use argon2::{Algorithm, Argon2, Params, Version};
use getrandom::SysRng;
use peers::Peer;
use rand_core::{CryptoRng, Rng as _, UnwrapErr};
use vault::{Cost, Credential, KeychainKey, NewSlot, Password, Unlocked};
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

    let filled = time(|| fill(&mut vault, 0..ENTRIES, &mut chance))?;
    print("vault create 10000 entries", &[filled], None);
    // Turn and turn about, so that a slow moment of the machine meets both.
    let (mut bare, mut reference, mut unlock) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        bare.push(effort(|| Ok(bare_argon2id(Cost::default()).map(drop)?))?);
        reference.extend(peers::argon2(Cost::default(), PASSWORD));
        unlock.push(effort(|| Ok(locked.unlock(&credential).map(drop)?))?);
    }
    // Below zero when the machine was slower for the bare run than all else takes.
    let extra = differences(&unlock, &bare);
    let reference = Peer::new("argon2", peers::package_version("argon2"), &reference);
    print("vault argon2id bare", &bare, reference);
    print("vault unlock 10000 entries", &unlock, None);
    print("vault unlock 10000 entries minus argon2id", &extra, None);

    let save = many(runs, || Ok(vault.update(&mut chance, |_| Ok(()))?))?;
    print("vault save 10000 entries", &save, None);
    let list = many(runs, || list(&vault, false))?;
    print("codes list 10000", &list, None);
    let with_next = many(runs, || self::list(&vault, true))?;
    print("codes list 10000 with next", &with_next, None);
    drop(vault);
    growth(runs, directory.path(), &mut chance)
}

/// How much longer unlocking and listing takes with ten times the entries. The key derivation would
/// drown it, so these vaults are opened by a key from the keychain, and KeePassXC's, whose derivation
/// takes the same for both files, by subtraction alone.
fn growth(
    runs: usize,
    directory: &Path,
    chance: &mut UnwrapErr<SysRng>,
) -> Result<(), Box<dyn Error>> {
    let key = KeychainKey::generate(chance);
    let credential = Credential::from(KeychainKey::from_line(&key.to_line())?);
    let password = Password::new(Zeroizing::new(PASSWORD.to_owned()))?;
    let mut make = |entries: usize| -> Result<_, Box<dyn Error>> {
        let path = directory.join(format!("{entries}.countersign"));
        let (password, cost) = (&password, Cost::FLOOR);
        let slots = [
            NewSlot::Password { password, cost },
            NewSlot::KeychainKey(&key),
        ];
        fill(
            &mut vault::create(&path, &slots, chance)?,
            0..entries,
            chance,
        )?;
        Ok(path)
    };
    let (small, large) = (make(ENTRIES / 10)?, make(ENTRIES)?);
    let unlock_and_list =
        |path: &Path| time(|| list(&vault::open(path)?.unlock(&credential)?, false));
    let peer = peers::KeePassXc::fill(directory, [ENTRIES / 10, ENTRIES]);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        ours.push(-unlock_and_list(&small)? + unlock_and_list(&large)?);
        if let Some(peer) = &peer {
            let [small, large] = peer.list()?;
            theirs.push(large - small);
        }
    }
    let version = peer.map(|peer| peer.version);
    let peer = Peer::new("keepassxc-cli ls", version, &theirs);
    print("vault growth from 1000 to 10000 entries", &ours, peer);
    Ok(())
}

fn differences(longer: &[f64], shorter: &[f64]) -> Vec<f64> {
    let pairs = longer.iter().zip(shorter);
    pairs.map(|(longer, shorter)| longer - shorter).collect()
}

fn fill(
    vault: &mut Unlocked,
    numbers: Range<usize>,
    chance: &mut dyn CryptoRng,
) -> Result<(), Box<dyn Error>> {
    let mut seeds = UnwrapErr(SysRng);
    vault.update(chance, |contents| {
        for number in numbers {
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

/// How many milliseconds of the processor it took, as the C reference counts: what is compared over
/// seconds should not depend on who else wants the processor. By the clock where that is not told.
fn effort(act: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let before = processor_ms();
    let by_clock = time(act)?;
    let spent = processor_ms()
        .zip(before)
        .map(|(after, before)| after - before);
    Ok(spent.unwrap_or(by_clock))
}

fn processor_ms() -> Option<f64> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = told.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1_000_000.0)
}

/// How many milliseconds it took.
fn time(act: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    act()?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn print(bench: &str, ms: &[f64], peer: Option<Peer>) {
    let (min, median, max) = peers::spread(ms);
    let ratio = peer.as_ref().map(|peer| median / peer.median);
    println!(
        "{{\"bench\":\"{bench}\",\"unit\":\"ms\",\"median\":{median:.3},\"min\":{min:.3},\
         \"max\":{max:.3},\"runs\":{},\"peer\":{},\"ratio\":{}}}",
        ms.len(),
        peer.map_or("null".to_owned(), |peer| peer.to_json()),
        ratio.map_or("null".to_owned(), |ratio| format!("{ratio:.3}")),
    );
}
