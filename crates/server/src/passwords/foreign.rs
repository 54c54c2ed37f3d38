//! Passwords that other programs hashed: read, bounded, checked, and replaced at the first sign-in.
//!
//! | Scheme | Written |
//! |---|---|
//! | bcrypt | `$2a$`, `$2b$`, `$2y$` |
//! | Argon2i, Argon2d, Argon2id | `$argon2id$v=19$m=…,t=…,p=…$SALT$OUTPUT` |
//! | scrypt | `$scrypt$ln=…,r=…,p=…$SALT$OUTPUT` |
//! | PBKDF2-SHA256 | `$pbkdf2-sha256$i=…$SALT$OUTPUT`, passlib's `$pbkdf2-sha256$ROUNDS$…`, Django's `pbkdf2_sha256$ROUNDS$…` |
//!
//! A file that is imported may be hostile, so what one check costs is bounded before it is stored.

use std::{fmt, num::NonZeroU32, str::FromStr};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::pbkdf2;
use data_encoding::{BASE64, BASE64_NOPAD, Encoding};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::Error;

/// No check takes more memory, in KiB.
const MOST_MEMORY_KIB: u64 = 256 * 1024;
/// No check walks over more memory in all, in KiB.
const MOST_WORK_KIB: u64 = 1024 * 1024;
/// The rounds of bcrypt are a power of two; no check takes more than this one.
const BCRYPT_COSTS: std::ops::RangeInclusive<u32> = 4..=14;
/// No check takes more rounds of PBKDF2, over all blocks of its output.
const MOST_ROUNDS: u64 = 4_000_000;
/// Bytes of a salt.
const SALTS: std::ops::RangeInclusive<usize> = 4..=128;
/// Bytes of an output.
const OUTPUTS: std::ops::RangeInclusive<usize> = 16..=128;

/// Why a foreign hash is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// It begins like none of the schemes we know.
    #[error("the hash is of no kind that this server knows")]
    Unknown,
    /// A part is missing, too much, or not encoded as it has to be.
    #[error("the hash is damaged")]
    Damaged,
    /// Whoever signs in with it would keep the server busy.
    #[error("checking the hash would cost too much")]
    TooCostly,
}

/// A scheme with its parameters: what one check costs, and nothing that belongs to a person. Printed
/// and read as in `bcrypt,12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// bcrypt with this cost.
    Bcrypt {
        /// The logarithm of its rounds.
        cost: u32,
    },
    /// Argon2 of any kind.
    Argon2 {
        /// Which kind.
        algorithm: Algorithm,
        /// 16 or 19.
        version: Version,
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
        /// Lanes.
        lanes: u32,
        /// Bytes of output.
        length: usize,
    },
    /// scrypt ([RFC 7914](https://www.rfc-editor.org/rfc/rfc7914)).
    Scrypt {
        /// The logarithm of N.
        log_n: u8,
        /// The size of a block.
        r: u32,
        /// How often all of it is done.
        p: u32,
        /// Bytes of output.
        length: usize,
    },
    /// PBKDF2 with HMAC-SHA-256 ([RFC 8018 section 5.2](https://www.rfc-editor.org/rfc/rfc8018#section-5.2)).
    Pbkdf2 {
        /// Rounds.
        rounds: NonZeroU32,
        /// Bytes of output.
        length: usize,
    },
}

/// A hash that another program made.
#[derive(Clone, PartialEq, Eq)]
pub struct Foreign {
    /// How it was made.
    pub scheme: Scheme,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Foreign({})", self.scheme)
    }
}

impl Foreign {
    /// Reads a hash as other programs write it.
    ///
    /// # Errors
    ///
    /// [`Unfit`] when it cannot be read or is not worth its cost.
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        let read = if text.starts_with("$2") {
            bcrypt(text)
        } else if text.starts_with("$argon2") {
            argon2(text)
        } else if let Some(rest) = text.strip_prefix("$scrypt$") {
            scrypt(rest)
        } else if let Some(rest) = text.strip_prefix("$pbkdf2-sha256$") {
            pbkdf2_sha256(rest)
        } else if let Some(rest) = text.strip_prefix("pbkdf2_sha256$") {
            pbkdf2_of_django(rest)
        } else {
            return Err(Unfit::Unknown);
        };
        let foreign = read.ok_or(Unfit::Damaged)?;
        let sizes = SALTS.contains(&foreign.salt.len()) && OUTPUTS.contains(&foreign.output.len());
        let salted = match foreign.scheme {
            Scheme::Argon2 { .. } => foreign.salt.len() >= argon2::MIN_SALT_LEN,
            _ => true,
        };
        if !sizes || !salted {
            return Err(Unfit::Damaged);
        }
        foreign.scheme.bounded()?;
        Ok(foreign)
    }

    /// The hash as it is stored before it is sealed; [`Foreign::from_stored`] reads it.
    pub(super) fn stored(&self) -> Zeroizing<Vec<u8>> {
        let (salt, output) = (
            BASE64_NOPAD.encode(&self.salt),
            BASE64_NOPAD.encode(&self.output),
        );
        Zeroizing::new(format!("{}:{salt}:{output}", self.scheme).into_bytes())
    }

    pub(super) fn from_stored(stored: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(stored).ok()?.split(':');
        let foreign = Self {
            scheme: parts.next()?.parse().ok()?,
            salt: BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?,
            output: BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?,
        };
        parts.next().is_none().then_some(foreign)
    }

    /// Whether `password` is the one that was hashed. It is taken as it was typed, since nobody knows
    /// what the other program made of it.
    pub(super) fn is_right(&self, password: &str) -> Result<bool, Error> {
        let output = self.scheme.derive(password.as_bytes(), &self.salt)?;
        Ok(output.as_slice().ct_eq(&self.output).into())
    }
}

impl Scheme {
    /// Does the work of a check for nobody.
    pub(super) fn in_vain(&self, password: &str) -> Result<(), Error> {
        self.derive(password.as_bytes(), &[0; 16]).map(drop)
    }

    fn derive(&self, password: &[u8], salt: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut output = Zeroizing::new(vec![0; self.length()]);
        match *self {
            Self::Bcrypt { cost } => {
                let salt = salt.try_into().map_err(|_| Error::Failed)?;
                // A zero byte ends the password, of which 72 bytes count, that one included.
                let mut ended = Zeroizing::new(password.to_vec());
                ended.push(0);
                ended.truncate(72);
                let made = Zeroizing::new(bcrypt::bcrypt(cost, salt, &ended));
                output.clear();
                output.extend(made.iter().take(self.length()));
            }
            Self::Argon2 {
                algorithm,
                version,
                memory_kib,
                passes,
                lanes,
                length,
            } => {
                let params = Params::new(memory_kib, passes, lanes, Some(length))
                    .map_err(|_| Error::Failed)?;
                Argon2::new(algorithm, version, params)
                    .hash_password_into(password, salt, &mut output)
                    .map_err(|_| Error::Failed)?;
            }
            Self::Scrypt { log_n, r, p, .. } => {
                let params = scrypt::Params::new(log_n, r, p).map_err(|_| Error::Failed)?;
                scrypt::scrypt(password, salt, &params, &mut output).map_err(|_| Error::Failed)?;
            }
            Self::Pbkdf2 { rounds, .. } => {
                pbkdf2::derive(
                    pbkdf2::PBKDF2_HMAC_SHA256,
                    rounds,
                    salt,
                    password,
                    &mut output,
                );
            }
        }
        Ok(output)
    }

    const fn length(&self) -> usize {
        match self {
            // The last of 24 bytes is not written down.
            Self::Bcrypt { .. } => 23,
            Self::Argon2 { length, .. }
            | Self::Scrypt { length, .. }
            | Self::Pbkdf2 { length, .. } => *length,
        }
    }

    fn bounded(self) -> Result<(), Unfit> {
        let within = match self {
            Self::Bcrypt { cost } => BCRYPT_COSTS.contains(&cost),
            Self::Argon2 {
                memory_kib,
                passes,
                lanes,
                ..
            } => {
                let memory = u64::from(memory_kib);
                lanes <= 64
                    && memory <= MOST_MEMORY_KIB
                    && memory.saturating_mul(u64::from(passes)) <= MOST_WORK_KIB
                    && Params::new(memory_kib, passes, lanes, Some(32)).is_ok()
            }
            Self::Scrypt { log_n, r, p, .. } => {
                let block_bytes = 128 * u64::from(r);
                let memory = block_bytes.saturating_mul(1 << log_n.min(40)) / 1024;
                let buffers = block_bytes.saturating_mul(u64::from(p)) / 1024;
                log_n > 0
                    && memory.saturating_add(buffers) <= MOST_MEMORY_KIB
                    && memory.saturating_mul(u64::from(p)) <= MOST_WORK_KIB
                    && scrypt::Params::new(log_n, r, p).is_ok()
            }
            Self::Pbkdf2 { rounds, length } => {
                let blocks = length.div_ceil(32) as u64;
                u64::from(rounds.get()).saturating_mul(blocks) <= MOST_ROUNDS
            }
        };
        within.then_some(()).ok_or(Unfit::TooCostly)
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Bcrypt { cost } => write!(f, "bcrypt,{cost}"),
            Self::Argon2 {
                algorithm,
                version,
                memory_kib,
                passes,
                lanes,
                length,
            } => {
                let version = u32::from(version);
                write!(
                    f,
                    "{algorithm},{version},{memory_kib},{passes},{lanes},{length}"
                )
            }
            Self::Scrypt {
                log_n,
                r,
                p,
                length,
            } => write!(f, "scrypt,{log_n},{r},{p},{length}"),
            Self::Pbkdf2 { rounds, length } => write!(f, "pbkdf2-sha256,{rounds},{length}"),
        }
    }
}

impl FromStr for Scheme {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        fn number<T: FromStr>(part: &str) -> Result<T, Unfit> {
            part.parse().map_err(|_| Unfit::Damaged)
        }
        let parts: Vec<&str> = text.split(',').collect();
        let scheme = match parts.as_slice() {
            ["bcrypt", cost] => Self::Bcrypt {
                cost: number(cost)?,
            },
            ["scrypt", log_n, r, p, length] => Self::Scrypt {
                log_n: number(log_n)?,
                r: number(r)?,
                p: number(p)?,
                length: number(length)?,
            },
            ["pbkdf2-sha256", rounds, length] => Self::Pbkdf2 {
                rounds: number(rounds)?,
                length: number(length)?,
            },
            [algorithm, version, memory, passes, lanes, length] => Self::Argon2 {
                algorithm: number(algorithm)?,
                version: number::<u32>(version)?
                    .try_into()
                    .map_err(|_| Unfit::Damaged)?,
                memory_kib: number(memory)?,
                passes: number(passes)?,
                lanes: number(lanes)?,
                length: number(length)?,
            },
            _ => return Err(Unfit::Unknown),
        };
        scheme.bounded().map(|()| scheme)
    }
}

fn bcrypt(text: &str) -> Option<Foreign> {
    let text = text.strip_prefix('$')?;
    let (version, rest) = text.split_once('$')?;
    // `2x` marks hashes of a program that read letters beyond ASCII wrongly; nobody checks those.
    matches!(version, "2a" | "2b" | "2y").then_some(())?;
    let (cost, packed) = rest.split_once('$')?;
    let (salt, output) = packed.split_at_checked(22)?;
    (cost.len() == 2 && output.len() == 31).then_some(())?;
    Some(Foreign {
        scheme: Scheme::Bcrypt {
            cost: cost.parse().ok()?,
        },
        salt: of_bcrypt(salt)?,
        output: of_bcrypt(output)?,
    })
}

/// bcrypt has an alphabet of its own, and some programs leave the last bits as they come.
fn of_bcrypt(text: &str) -> Option<Vec<u8>> {
    let mut alphabet = data_encoding::Specification::new();
    alphabet
        .symbols
        .push_str("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    alphabet.check_trailing_bits = false;
    alphabet.encoding().ok()?.decode(text.as_bytes()).ok()
}

fn argon2(text: &str) -> Option<Foreign> {
    let mut parts = text.strip_prefix('$')?.split('$');
    let algorithm: Algorithm = parts.next()?.parse().ok()?;
    let mut next = parts.next()?;
    let version = match next.strip_prefix("v=") {
        Some(version) => {
            next = parts.next()?;
            version.parse::<u32>().ok()?
        }
        // Before the version was written down there was the first one.
        None => 16,
    };
    let mut costs = next.split(',');
    let memory_kib = costs.next()?.strip_prefix("m=")?.parse().ok()?;
    let passes = costs.next()?.strip_prefix("t=")?.parse().ok()?;
    let lanes = costs.next()?.strip_prefix("p=")?.parse().ok()?;
    let salt = plain_base64(parts.next()?, &BASE64_NOPAD)?;
    let output = plain_base64(parts.next()?, &BASE64_NOPAD)?;
    (costs.next().is_none() && parts.next().is_none()).then_some(())?;
    Some(Foreign {
        scheme: Scheme::Argon2 {
            algorithm,
            version: version.try_into().ok()?,
            memory_kib,
            passes,
            lanes,
            length: output.len(),
        },
        salt,
        output,
    })
}

fn scrypt(rest: &str) -> Option<Foreign> {
    let mut parts = rest.split('$');
    let mut costs = parts.next()?.split(',');
    let log_n = costs.next()?.strip_prefix("ln=")?.parse().ok()?;
    let r = costs.next()?.strip_prefix("r=")?.parse().ok()?;
    let p = costs.next()?.strip_prefix("p=")?.parse().ok()?;
    let salt = plain_base64(parts.next()?, &BASE64_NOPAD)?;
    let output = plain_base64(parts.next()?, &BASE64_NOPAD)?;
    (costs.next().is_none() && parts.next().is_none()).then_some(())?;
    Some(Foreign {
        scheme: Scheme::Scrypt {
            log_n,
            r,
            p,
            length: output.len(),
        },
        salt,
        output,
    })
}

/// The PHC form says `i=`; passlib writes the rounds alone, and `.` for `+`.
fn pbkdf2_sha256(rest: &str) -> Option<Foreign> {
    let mut parts = rest.split('$');
    let costs = parts.next()?;
    let rounds = match costs.strip_prefix("i=") {
        Some(costs) => costs.split(',').next()?,
        None => costs,
    };
    let unpacked = |text: &str| plain_base64(&text.replace('.', "+"), &BASE64_NOPAD);
    let salt = unpacked(parts.next()?)?;
    let output = unpacked(parts.next()?)?;
    parts.next().is_none().then_some(())?;
    made_by_pbkdf2(rounds, salt, output)
}

/// Django takes the letters of the salt as they are, and pads its base64.
fn pbkdf2_of_django(rest: &str) -> Option<Foreign> {
    let mut parts = rest.split('$');
    let rounds = parts.next()?;
    let salt = parts.next()?.as_bytes().to_vec();
    let output = plain_base64(parts.next()?, &BASE64)?;
    parts.next().is_none().then_some(())?;
    made_by_pbkdf2(rounds, salt, output)
}

fn made_by_pbkdf2(rounds: &str, salt: Vec<u8>, output: Vec<u8>) -> Option<Foreign> {
    Some(Foreign {
        scheme: Scheme::Pbkdf2 {
            rounds: rounds.parse().ok()?,
            length: output.len(),
        },
        salt,
        output,
    })
}

fn plain_base64(text: &str, encoding: &Encoding) -> Option<Vec<u8>> {
    encoding.decode(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests;
