//! What every command needs: places, clock, chance, the unlocked vault, the accounts' stores.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use ::vault::Unlocked;
use rand_core::CryptoRng;

use crate::{Failure, FailureCode, clipboard::Clipboard, keeping::Keeping, paths::Paths};

/// A source of chance that may move to another thread.
pub type Chance = Box<dyn CryptoRng + Send + Sync>;

/// What the doors perceive for the rooms below: what time it is, and chance.
#[derive(Clone, Copy)]
pub struct Senses {
    /// The moment now.
    pub now: fn() -> SystemTime,
    /// A fresh source of chance.
    pub chance: fn() -> Chance,
}

/// Everything a command works on. One per process; doors share it among their calls.
pub struct Context {
    paths: Paths,
    senses: Senses,
    vault: Arc<Mutex<Option<Arc<Mutex<Unlocked>>>>>,
    pub(crate) clipboard: Clipboard,
    pub(crate) keeping: Keeping,
}

impl Context {
    /// A context over the files at `paths`. Nothing is opened until it is needed.
    #[must_use]
    pub fn new(paths: Paths, senses: Senses) -> Self {
        Self {
            keeping: Keeping::new(&paths),
            paths,
            senses,
            vault: Arc::default(),
            clipboard: Clipboard::default(),
        }
    }

    pub(crate) fn paths(&self) -> &Paths {
        &self.paths
    }

    pub(crate) fn senses(&self) -> Senses {
        self.senses
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.senses.now)()
    }

    /// Unix seconds now; 0 for a clock that stands before 1970.
    pub(crate) fn now_unix(&self) -> i64 {
        unix_seconds(self.now())
    }

    pub(crate) fn chance(&self) -> Chance {
        (self.senses.chance)()
    }

    /// Whether the vault is unlocked in this process.
    pub(crate) fn is_unlocked(&self) -> bool {
        hold(&self.vault).is_some()
    }

    /// Keeps the vault for the calls to come. What was kept before is wiped as soon as no call uses
    /// it any more, and no call that comes later can reach it.
    pub(crate) fn keep(&self, unlocked: Option<Unlocked>) {
        *hold(&self.vault) = unlocked.map(|unlocked| Arc::new(Mutex::new(unlocked)));
    }

    /// Runs `act` on the unlocked vault, on a thread that may wait for the disk. Locking meanwhile
    /// does not wait for it: the answer is then that the vault is locked.
    pub(crate) async fn on_vault<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Unlocked, &mut dyn CryptoRng) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let locked = || Failure::new(FailureCode::Locked, "locked");
        let vault = Arc::clone(&self.vault);
        let mut chance = self.chance();
        off_thread(move || {
            let unlocked = hold(&vault).clone().ok_or_else(locked)?;
            let answer = act(&mut hold(&unlocked), &mut *chance);
            let mut kept = hold(&vault);
            if !kept
                .as_ref()
                .is_some_and(|kept| Arc::ptr_eq(kept, &unlocked))
            {
                return Err(locked());
            }
            if answer.as_ref().is_err_and(Failure::wants_unlocking_anew) {
                *kept = None;
            }
            answer
        })
        .await
    }
}

/// Runs `work` where waiting for the disk or deriving a key blocks nobody.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Failure::of(FailureCode::Internal, &error)))
}

/// Unix seconds; 0 for a moment before 1970.
pub(crate) fn unix_seconds(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs().cast_signed())
}

/// A poisoned lock only means that another call ended early: what it guards is replaced whole.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
