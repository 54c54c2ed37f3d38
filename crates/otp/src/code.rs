//! From a seed and a moment to the digits shown.

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use zeroize::{Zeroize, Zeroizing};

use crate::{Algorithm, Digits, Entry, Error, Kind, Pin, Seed};

/// The digits shown now. It prints without them.
pub struct Code {
    /// Digits or letters, without spaces.
    pub digits: Zeroizing<String>,
    /// The first moment at which the code is no longer valid; `None` for HOTP.
    pub valid_until: Option<SystemTime>,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("valid_until", &self.valid_until)
            .finish_non_exhaustive()
    }
}

/// The code that is valid at `at`, and the moment it stops being valid. For HOTP it is the code of
/// the stored counter, which stays where it is.
///
/// Follows [RFC 6238 section 4](https://www.rfc-editor.org/rfc/rfc6238#section-4) with T0 at the
/// Unix epoch and [RFC 4226 section 5](https://www.rfc-editor.org/rfc/rfc4226#section-5).
/// `valid_until` is later than `at` by at most one period, 30 seconds for most issuers.
///
/// # Errors
///
/// [`Error::ClockBeforeEpoch`] when `at` precedes 1970, as on a machine whose clock was never set;
/// [`Error::ClockTooFar`] at the far end; [`Error::NoCode`] and [`Error::SeedLength`] for seeds and
/// algorithms that do not fit.
pub fn generate(entry: &Entry, at: SystemTime) -> Result<Code, Error> {
    step(entry, at, 0)
}

/// The code that follows [`generate`]'s: of the next period, or of the next counter.
///
/// # Errors
///
/// Those of [`generate`], and [`Error::CounterSpent`] after the last counter.
pub fn generate_next(entry: &Entry, at: SystemTime) -> Result<Code, Error> {
    step(entry, at, 1)
}

fn step(entry: &Entry, at: SystemTime, ahead: u64) -> Result<Code, Error> {
    let Some(period) = entry.kind.period() else {
        let Kind::Hotp { counter } = entry.kind else {
            return Err(Error::NoCode);
        };
        let counter = counter.checked_add(ahead).ok_or(Error::CounterSpent)?;
        return Ok(Code {
            digits: digits_at(entry, counter)?,
            valid_until: None,
        });
    };
    let elapsed = at
        .duration_since(UNIX_EPOCH)
        .map_err(|_| Error::ClockBeforeEpoch)?;
    let period = u64::from(period.get());
    let counter = (elapsed.as_secs() / period)
        .checked_add(ahead)
        .ok_or(Error::ClockTooFar)?;
    let end = counter
        .checked_add(1)
        .and_then(|next| next.checked_mul(period));
    let valid_until = end.and_then(|secs| UNIX_EPOCH.checked_add(Duration::from_secs(secs)));

    Ok(Code {
        digits: digits_at(entry, counter)?,
        valid_until: Some(valid_until.ok_or(Error::ClockTooFar)?),
    })
}

fn digits_at(entry: &Entry, counter: u64) -> Result<Zeroizing<String>, Error> {
    match &entry.kind {
        Kind::Totp { .. } | Kind::Hotp { .. } => {
            numeric(&entry.seed, entry.algorithm, entry.digits, counter)
        }
        Kind::Steam => Ok(steam(&entry.seed, counter)),
        Kind::Motp { pin } => Ok(motp(&entry.seed, pin, counter)),
        Kind::Yandex { pin } => yandex(&entry.seed, pin, counter),
    }
}

fn numeric(
    seed: &Seed,
    algorithm: Algorithm,
    digits: Digits,
    counter: u64,
) -> Result<Zeroizing<String>, Error> {
    let key = seed.reveal();
    let signature = match algorithm {
        Algorithm::Sha1 => mac::<Hmac<Sha1>>(key, counter),
        Algorithm::Sha256 => mac::<Hmac<Sha256>>(key, counter),
        Algorithm::Sha512 => mac::<Hmac<Sha512>>(key, counter),
        Algorithm::Sha224 => mac::<Hmac<Sha224>>(key, counter),
        Algorithm::Sha384 => mac::<Hmac<Sha384>>(key, counter),
        Algorithm::Md5 => mac::<Hmac<Md5>>(key, counter),
    };
    truncate(&signature?, digits)
}

/// Steam's letters, by the library. With a step of one second its time is the counter.
fn steam(seed: &Seed, counter: u64) -> Zeroizing<String> {
    let secret = totp_rs::Secret::from(seed.reveal());
    let steam = totp_rs::Builder::new_steam()
        .with_secret(secret)
        .with_step_duration(1)
        .build_noncompliant();
    let mut text = Zeroizing::new(String::with_capacity(16));
    let _ = write!(*text, "{}", steam.generate(counter)); // writing to a String cannot fail
    text
}

/// What a hash gives at most, SHA-512.
const MOST_BYTES: usize = 64;

/// The bytes of a signature, in a place that does not move and is wiped.
struct Signature {
    bytes: Zeroizing<[u8; MOST_BYTES]>,
    length: usize,
}

impl std::ops::Deref for Signature {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], counter: u64) -> Result<Signature, Error> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| Error::NoCode)?;
    mac.update(&counter.to_be_bytes());
    let mut made = mac.finalize().into_bytes();
    let (mut bytes, length) = (Zeroizing::new([0; MOST_BYTES]), made.len());
    let place = bytes.get_mut(..length).ok_or(Error::NoCode)?;
    place.copy_from_slice(&made);
    made.as_mut_slice().zeroize();
    Ok(Signature { bytes, length })
}

/// Dynamic truncation, [RFC 4226 section 5.3](https://www.rfc-editor.org/rfc/rfc4226#section-5.3).
fn truncate(signature: &[u8], digits: Digits) -> Result<Zeroizing<String>, Error> {
    let mut number = u32::from_be_bytes(window(signature)?) & 0x7FFF_FFFF;
    let mut text = Zeroizing::new([b'0'; 10]);
    for digit in text.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let shown = text.len() - usize::from(digits.get());
    let shown = text
        .get(shown..)
        .and_then(|text| std::str::from_utf8(text).ok());
    Ok(Zeroizing::new(shown.ok_or(Error::NoCode)?.to_owned()))
}

/// The bytes at the offset that the last byte names.
fn window<const N: usize>(signature: &[u8]) -> Result<[u8; N], Error> {
    let offset = signature.last().map_or(0, |last| usize::from(last & 0x0F));
    let bytes = signature.get(offset..offset + N).ok_or(Error::NoCode)?;
    bytes.try_into().map_err(|_| Error::NoCode)
}

/// [Mobile-OTP](https://motp.sourceforge.net/): the first six hexadecimal digits of
/// MD5(tens of seconds, key text, PIN), all as text.
fn motp(seed: &Seed, pin: &Pin, counter: u64) -> Zeroizing<String> {
    let digest = Md5::new()
        .chain_update(counter.to_string())
        .chain_update(seed.reveal())
        .chain_update(pin.reveal())
        .finalize();
    let mut text = Zeroizing::new(String::with_capacity(16));
    for byte in digest.iter().take(3) {
        let _ = write!(*text, "{byte:02x}");
    }
    text
}

/// Yandex Key: eight letters from a 63-bit number under a key made of PIN and seed.
fn yandex(seed: &Seed, pin: &Pin, counter: u64) -> Result<Zeroizing<String>, Error> {
    let bytes = seed.reveal();
    let head = bytes
        .get(..16)
        .ok_or(Error::SeedLength { bytes: bytes.len() })?;
    let mut hash = Sha256::new()
        .chain_update(pin.reveal())
        .chain_update(head)
        .finalize();
    let key = Zeroizing::new(hash.strip_prefix(&[0]).unwrap_or(&hash).to_vec());
    hash.as_mut_slice().zeroize();

    let signature = mac::<Hmac<Sha256>>(&key, counter)?;
    let mut number = u64::from_be_bytes(window(&signature)?) & 0x7FFF_FFFF_FFFF_FFFF;
    let mut letters = Zeroizing::new([0_u8; 8]);
    for letter in letters.iter_mut().rev() {
        *letter = b'a' + (number % 26) as u8;
        number /= 26;
    }
    Ok(Zeroizing::new(
        letters.iter().map(|letter| char::from(*letter)).collect(),
    ))
}
