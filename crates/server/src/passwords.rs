//! Passwords of people: Argon2id under a key outside the database, behind a bounded queue.
//!
//! One run takes 64 MiB for about a tenth of a second, so at most one runs per core, 32 more wait,
//! and beyond that the answer is [`Error::Busy`] (security model, section 6.1).

use std::{fmt, sync::Arc};

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Memory of one run in KiB.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes over that memory.
const PASSES: u32 = 3;
/// Runs that may wait beside those under way.
const QUEUE: usize = 32;
/// Why a password was not hashed or checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Too many wait already.
    #[error("too many passwords are being checked")]
    Busy,
    /// The run failed, or what was stored is unreadable.
    #[error("the password could not be hashed")]
    Failed,
}

/// What checking a password showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is the right one.
    Right,
    /// It is the right one, but was hashed more weakly than today: store it anew.
    RightButWeak,
    /// It is not, or there is nobody to whom it could belong.
    Wrong,
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    key: Arc<Zeroizing<[u8; 32]>>,
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// How many places there are.
    all: usize,
}

/// A place in the queue of passwords to check, free again when dropped.
#[derive(Debug)]
pub struct Place(#[allow(dead_code, reason = "held, never read")] OwnedSemaphorePermit);

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// `key` must be the same for as long as the stored passwords shall work; `cores` run at a time.
    #[must_use]
    pub fn new(key: Zeroizing<[u8; 32]>, cores: usize) -> Self {
        let cores = cores.max(1);
        Self {
            key: Arc::new(key),
            running: Arc::new(Semaphore::new(cores)),
            places: Arc::new(Semaphore::new(cores + QUEUE)),
            all: cores + QUEUE,
        }
    }

    /// How many passwords are being hashed or wait for it.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.all.saturating_sub(self.places.available_permits())
    }

    /// A place in the queue, to take before an attempt is counted: who finds none was not refused
    /// for what they typed.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the queue is full.
    pub fn queue(&self) -> Result<Place, Error> {
        Arc::clone(&self.places)
            .try_acquire_owned()
            .map(Place)
            .map_err(|_| Error::Busy)
    }

    /// What to store of `password`, with a salt that chance has chosen.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the queue is full.
    pub async fn hash(&self, password: Zeroizing<String>, salt: [u8; 16]) -> Result<String, Error> {
        let (key, place) = (Arc::clone(&self.key), self.queue()?);
        self.run(place, move || {
            let stored = Stored {
                memory_kib: MEMORY_KIB,
                passes: PASSES,
                salt: salt.to_vec(),
                output: Vec::new(),
            };
            let output = stored.derive(&key, &password)?;
            Ok(Stored {
                output: output.to_vec(),
                ..stored
            }
            .to_string())
        })
        .await
    }

    /// Whether `password` is the stored one. With nothing stored it takes as long and says no.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] when what was stored is unreadable.
    pub async fn check(
        &self,
        place: Place,
        password: Zeroizing<String>,
        stored: Option<String>,
    ) -> Result<Checked, Error> {
        let key = Arc::clone(&self.key);
        self.run(place, move || {
            let nobody = || Stored {
                memory_kib: MEMORY_KIB,
                passes: PASSES,
                salt: vec![0; 16],
                output: vec![0; 32],
            };
            let known = stored.is_some();
            let stored = stored.map_or_else(
                || Ok(nobody()),
                |text| Stored::parse(&text).ok_or(Error::Failed),
            )?;
            let output = stored.derive(&key, &password)?;
            let same = bool::from(output.as_slice().ct_eq(&stored.output));
            Ok(
                match (
                    known && same,
                    stored.memory_kib < MEMORY_KIB || stored.passes < PASSES,
                ) {
                    (false, _) => Checked::Wrong,
                    (true, false) => Checked::Right,
                    (true, true) => Checked::RightButWeak,
                },
            )
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let run = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| Error::Failed)?;
        // Both permits go along, so a caller that gave up does not let a further run begin.
        let work = move || {
            let _held = (place, run);
            work()
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Error::Failed)?
    }
}

/// A stored password, printed in the PHC form `$argon2id$v=19$m=65536,t=3,p=1$SALT$OUTPUT`.
struct Stored {
    memory_kib: u32,
    passes: u32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut costs = parts.next()?.split(',');
        let memory_kib = costs.next()?.strip_prefix("m=")?.parse().ok()?;
        let passes = costs.next()?.strip_prefix("t=")?.parse().ok()?;
        let salt = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        let output = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        (costs.eq(["p=1"]) && parts.next().is_none() && output.len() == 32).then_some(Self {
            memory_kib,
            passes,
            salt,
            output,
        })
    }

    fn derive(&self, key: &[u8; 32], password: &str) -> Result<Zeroizing<[u8; 32]>, Error> {
        let params =
            Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| Error::Failed)?;
        let argon = Argon2::new_with_secret(key, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(|_| Error::Failed)?;
        let mut output = Zeroizing::new([0; 32]);
        argon
            .hash_password_into(password.as_bytes(), &self.salt, &mut *output)
            .map_err(|_| Error::Failed)?;
        Ok(output)
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (salt, output) = (
            BASE64_NOPAD.encode(&self.salt),
            BASE64_NOPAD.encode(&self.output),
        );
        write!(
            f,
            "$argon2id$v=19$m={},t={},p=1${salt}${output}",
            self.memory_kib, self.passes
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(Zeroizing::new([1; 32]), 2)
    }

    fn text(password: &str) -> Zeroizing<String> {
        Zeroizing::new(password.to_owned())
    }

    async fn check(
        passwords: &Passwords,
        password: &str,
        stored: Option<String>,
    ) -> Result<Checked, Error> {
        let place = passwords.queue()?;
        passwords.check(place, text(password), stored).await
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_others_are_wrong() {
        let stored = passwords()
            .hash(text("correct horse"), [5; 16])
            .await
            .unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        let check = async |password, stored| check(&passwords(), password, stored).await.unwrap();
        assert_eq!(
            check("correct horse", Some(stored.clone())).await,
            Checked::Right
        );
        assert_eq!(check("correct horse ", Some(stored)).await, Checked::Wrong);
        assert_eq!(check("correct horse", None).await, Checked::Wrong);
    }

    #[tokio::test]
    async fn a_password_is_worth_nothing_without_the_key_outside_the_database() {
        let stored = passwords()
            .hash(text("correct horse"), [5; 16])
            .await
            .unwrap();
        let elsewhere = Passwords::new(Zeroizing::new([2; 32]), 2);
        assert_eq!(
            check(&elsewhere, "correct horse", Some(stored))
                .await
                .unwrap(),
            Checked::Wrong
        );
    }

    #[tokio::test]
    async fn a_weaker_hash_is_recognised_as_such() {
        let weak = Stored {
            memory_kib: 8 * 1024,
            passes: 1,
            salt: vec![3; 16],
            output: Vec::new(),
        };
        let output = weak.derive(&[1; 32], "correct horse").unwrap().to_vec();
        let stored = Stored { output, ..weak }.to_string();
        assert_eq!(
            check(&passwords(), "correct horse", Some(stored))
                .await
                .unwrap(),
            Checked::RightButWeak
        );
    }

    #[tokio::test]
    async fn beyond_the_queue_the_answer_is_busy() {
        let passwords = Passwords::new(Zeroizing::new([1; 32]), 1);
        let held = Arc::clone(&passwords.places)
            .acquire_many_owned(33)
            .await
            .unwrap();
        assert!(matches!(
            check(&passwords, "x", None).await,
            Err(Error::Busy)
        ));
        drop(held);
        assert_eq!(check(&passwords, "x", None).await.unwrap(), Checked::Wrong);
    }
}
