//! Passwords of people: Argon2id under a key outside the database, behind a bounded queue; and those
//! that other programs hashed, until their owner signs in.
//!
//! One run takes 64 MiB for about a tenth of a second, so at most one runs per core, 32 more wait,
//! and beyond that the answer is [`Error::Busy`] (security model, section 6.1).

pub mod breached;
pub mod change;
mod foreign;
mod own;
pub mod rules;

use std::{fmt, sync::Arc};

use subtle::ConstantTimeEq as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

use self::own::Stored as Own;
use crate::keys::{master::mac, sealing};

pub use foreign::{Foreign, Scheme, Unfit};

/// What is stored for somebody who has no password: they choose one by a link.
pub const NO_PASSWORD: &str = "none";

/// What a stored password begins with that another program hashed.
const ADOPTED: &str = "adopted";

/// So many kinds of foreign hashes are taken in at a time, since every sign-in does the work of each.
pub const MOST_KINDS: usize = 4;

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

/// What stands in the place of a password.
enum Stored {
    Own(Own),
    Foreign(Foreign),
    Nothing,
}

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
            let mut stored = Own::of_today(salt.to_vec());
            stored.output = stored.derive(&key, &own::spelt(&password))?.to_vec();
            Ok(stored.to_string())
        })
        .await
    }

    /// What to store of a password that another program hashed, with a nonce that chance has chosen.
    /// It is sealed, since whoever has only the database must not be able to try passwords.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] when it cannot be sealed.
    pub fn adopt(&self, foreign: &Foreign, nonce: [u8; 12]) -> Result<String, Error> {
        let (key, plain) = (self.sealing(), foreign.stored());
        let sealed = sealing::seal(&key, nonce, ADOPTED.as_bytes(), &plain);
        Ok(format!("{ADOPTED}:{}", sealed.map_err(|_| Error::Failed)?))
    }

    /// Whether `password` is the stored one, which may be nothing at all.
    ///
    /// The work is the same whoever it is: one run of ours, and one of each of `kinds`, the foreign
    /// schemes that somebody's password is still hashed by. Where nothing fits, a run is in vain.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] when what was stored is unreadable.
    pub async fn check(
        &self,
        place: Place,
        password: Zeroizing<String>,
        stored: Option<String>,
        kinds: Vec<Scheme>,
    ) -> Result<Checked, Error> {
        let (key, this) = (Arc::clone(&self.key), self.clone());
        self.run(place, move || {
            let stored = match stored.as_deref() {
                None | Some(NO_PASSWORD) => Stored::Nothing,
                Some(text) => this.read(text)?,
            };
            let mut known = false;
            let (own, foreign) = match stored {
                Stored::Own(own) => {
                    known = true;
                    (own, None)
                }
                Stored::Foreign(foreign) => (Own::of_today(vec![0; 16]), Some(foreign)),
                Stored::Nothing => (Own::of_today(vec![0; 16]), None),
            };
            let output = own.derive(&key, &own::spelt(&password))?;
            let by_own = known && bool::from(output.as_slice().ct_eq(&own.output));
            let mut by_foreign = false;
            let not_listed = foreign
                .as_ref()
                .map(|foreign| foreign.scheme)
                .filter(|scheme| !kinds.contains(scheme));
            for kind in kinds.into_iter().chain(not_listed) {
                match foreign.as_ref().filter(|foreign| foreign.scheme == kind) {
                    Some(foreign) => by_foreign |= foreign.is_right(&password)?,
                    None => kind.in_vain(&password)?,
                }
            }
            Ok(match (by_own, by_foreign) {
                (true, _) if own.is_weak() => Checked::RightButWeak,
                (true, _) => Checked::Right,
                (_, true) => Checked::RightButWeak,
                _ => Checked::Wrong,
            })
        })
        .await
    }

    /// Whether `password` is any of those that were `stored`.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the queue is full.
    pub async fn is_any(
        &self,
        password: Zeroizing<String>,
        stored: Vec<String>,
    ) -> Result<bool, Error> {
        let (key, this, place) = (Arc::clone(&self.key), self.clone(), self.queue()?);
        self.run(place, move || {
            for text in stored {
                let same = match this.read(&text) {
                    Ok(Stored::Own(own)) => {
                        let output = own.derive(&key, &own::spelt(&password))?;
                        output.as_slice().ct_eq(&own.output).into()
                    }
                    Ok(Stored::Foreign(foreign)) => foreign.is_right(&password)?,
                    // A password that nobody can read any more cannot come back.
                    Ok(Stored::Nothing) | Err(_) => false,
                };
                if same {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    fn read(&self, text: &str) -> Result<Stored, Error> {
        let sealed = text
            .strip_prefix(ADOPTED)
            .and_then(|rest| rest.strip_prefix(':'));
        match sealed {
            _ if text == NO_PASSWORD => Ok(Stored::Nothing),
            None => Own::parse(text).map(Stored::Own).ok_or(Error::Failed),
            Some(sealed) => sealing::open(&self.sealing(), ADOPTED.as_bytes(), sealed)
                .ok()
                .and_then(|plain| Foreign::from_stored(&plain))
                .map(Stored::Foreign)
                .ok_or(Error::Failed),
        }
    }

    fn sealing(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.key, b"adopted/1"))
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
        passwords
            .check(place, text(password), stored, Vec::new())
            .await
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
        let mut weak = Own::of_today(vec![3; 16]);
        (weak.memory_kib, weak.passes) = (8 * 1024, 1);
        weak.output = weak.derive(&[1; 32], "correct horse").unwrap().to_vec();
        let stored = weak.to_string();
        assert_eq!(
            check(&passwords(), "correct horse", Some(stored))
                .await
                .unwrap(),
            Checked::RightButWeak
        );
    }

    #[tokio::test]
    async fn a_password_from_elsewhere_is_right_and_to_be_stored_anew() {
        let hash = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";
        let foreign = Foreign::parse(hash).unwrap();
        let stored = passwords().adopt(&foreign, [9; 12]).unwrap();
        assert!(!stored.contains("If6bvum7"), "{stored}");
        for kinds in [
            vec![],
            vec![foreign.scheme],
            vec![Scheme::Bcrypt { cost: 4 }],
        ] {
            let check = async |password| {
                let (passwords, kinds) = (passwords(), kinds.clone());
                let place = passwords.queue().unwrap();
                let checked = passwords.check(place, text(password), Some(stored.clone()), kinds);
                checked.await.unwrap()
            };
            assert_eq!(check("abc").await, Checked::RightButWeak);
            assert_eq!(check("abd").await, Checked::Wrong);
        }
        let elsewhere = Passwords::new(Zeroizing::new([2; 32]), 2);
        assert!(check(&elsewhere, "abc", Some(stored)).await.is_err());
    }

    #[tokio::test]
    async fn who_has_no_password_has_no_right_one() {
        for password in ["", NO_PASSWORD, "correct horse"] {
            let checked = check(&passwords(), password, Some(NO_PASSWORD.to_owned())).await;
            assert_eq!(checked.unwrap(), Checked::Wrong, "{password}");
        }
    }

    #[tokio::test]
    async fn an_earlier_password_is_found_among_others() {
        let passwords = passwords();
        let first = passwords
            .hash(text("correct horse"), [5; 16])
            .await
            .unwrap();
        let stored = vec![NO_PASSWORD.to_owned(), "unreadable".to_owned(), first];
        assert!(
            passwords
                .is_any(text("correct horse"), stored.clone())
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_any(text("battery staple"), stored)
                .await
                .unwrap()
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
