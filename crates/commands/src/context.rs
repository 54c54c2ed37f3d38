//! What every command needs: places, clock, chance, the unlocked vault, the accounts' stores.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ::vault::{Mark, Unlocked};
use keychain::Keychain;
use rand_core::CryptoRng;

use crate::{
    Failure, FailureCode,
    approvals::Approvals,
    clipboard::Clipboard,
    codes::Open,
    keeping::{self, Keeping},
    marks::Marks,
    paths::Paths,
    push::Pushes,
    seen::Memory,
    upkeep::Upkeep,
    vault::{Sheet, Standing},
};

/// How long locking may wait for the last backup. The vault locks within one second.
const LOCKING: Duration = Duration::from_millis(700);

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
    vault: Arc<Mutex<Door>>,
    keychain: Option<Keychain>,
    memory: Memory,
    marks: Marks,
    upkeep: Arc<Upkeep>,
    pub(crate) sheet: Mutex<Option<Sheet>>,
    pub(crate) clipboard: Clipboard,
    pub(crate) keeping: Keeping,
    pub(crate) approvals: Approvals,
    pub(crate) pushes: Pushes,
}

/// The vault as this process has it.
#[derive(Default)]
struct Door {
    open: Option<Arc<Mutex<Open>>>,
    standing: Standing,
    /// Grows whenever the vault is locked, so that work that takes long notices.
    locks: u64,
}

/// Says whether the vault was locked since it was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

impl Context {
    /// A context over the files at `paths`. Nothing is opened until it is needed.
    #[must_use]
    pub fn new(paths: Paths, senses: Senses) -> Self {
        Self::over(paths, senses, keeping::open_keychain())
    }

    /// A context for a computer without a keychain: marks are kept in the state directory alone,
    /// and no slot for the keychain can be added. What is about accounts is not affected.
    #[must_use]
    pub fn without_keychain(paths: Paths, senses: Senses) -> Self {
        Self::over(paths, senses, None)
    }

    fn over(paths: Paths, senses: Senses, keychain: Option<Keychain>) -> Self {
        let memory = Memory::new(paths.seen());
        let lock = paths.seen().with_file_name("keychain.lock");
        let marks = Marks::new(memory.clone(), keychain.clone(), lock);
        Self {
            keeping: Keeping::new(&paths, senses),
            upkeep: Arc::new(Upkeep::new(&paths, marks.clone())),
            senses,
            vault: Arc::default(),
            keychain,
            memory,
            marks,
            sheet: Mutex::default(),
            clipboard: Clipboard::default(),
            approvals: Approvals::default(),
            pushes: Pushes::default(),
            paths,
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

    pub(crate) fn keychain(&self) -> Option<&Keychain> {
        self.keychain.as_ref()
    }

    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    pub(crate) fn upkeep(&self) -> &Upkeep {
        &self.upkeep
    }

    /// Whether the vault is unlocked in this process.
    pub(crate) fn is_unlocked(&self) -> bool {
        hold(&self.vault).open.is_some()
    }

    /// How the vault that is open relates to what was seen here before.
    pub(crate) fn standing(&self) -> Standing {
        hold(&self.vault).standing
    }

    /// What [`Context::keep`] wants to see before it lets a vault in.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(hold(&self.vault).locks)
    }

    /// Keeps the vault for the calls to come. What was kept before is wiped as soon as no call uses
    /// it any more, and no call that comes later can reach it. When the vault was locked since
    /// `ticket` was drawn, it stays so: somebody left while a key was being derived.
    pub(crate) fn keep(
        &self,
        ticket: Ticket,
        unlocked: Unlocked,
        standing: Standing,
    ) -> Result<(), Failure> {
        let mark = Mark::of(&unlocked.info());
        match standing {
            Standing::Older { .. } | Standing::Diverged { .. } => {}
            _ => self.upkeep.note_seen(mark),
        }
        self.let_in(ticket, unlocked, standing).map(drop)
    }

    /// As [`Context::keep`], for a vault that was just saved: it is marked either way.
    pub(crate) fn keep_saved(
        &self,
        ticket: Ticket,
        mut unlocked: Unlocked,
        standing: Standing,
    ) -> Result<(), Failure> {
        let mark = Mark::of(&unlocked.info());
        self.upkeep.note_seen(mark.clone());
        self.upkeep.note_unsure(unlocked.take_trouble());
        let open = self.let_in(ticket, unlocked, standing)?;
        self.upkeep.note_saved(mark, &open);
        Ok(())
    }

    fn let_in(
        &self,
        ticket: Ticket,
        unlocked: Unlocked,
        standing: Standing,
    ) -> Result<Arc<Mutex<Open>>, Failure> {
        let mut open = Open::new(unlocked);
        let before = hold(&self.vault).open.clone();
        if let Some(before) = before {
            open.uses = mem::take(&mut hold(&before).uses);
        }
        let open = Arc::new(Mutex::new(open));
        let mut door = hold(&self.vault);
        if Ticket(door.locks) != ticket {
            return Err(locked());
        }
        door.open = Some(Arc::clone(&open));
        door.standing = standing;
        Ok(open)
    }

    /// Forgets the vault. Nobody can reach it any more from now on; it is wiped when what was not
    /// saved yet is saved and backed up, which is waited for, but not for long.
    pub(crate) fn forget_vault(&self) {
        let mut door = hold(&self.vault);
        let open = door.open.take();
        door.standing = Standing::default();
        door.locks += 1;
        drop(door);
        let Some(open) = open else {
            return;
        };
        let (upkeep, mut chance) = (Arc::clone(&self.upkeep), self.chance());
        let (done, wait) = mpsc::sync_channel(1);
        let closing = thread::Builder::new().name("locking".to_owned());
        let started = closing.spawn(move || {
            save_uses(&open, &upkeep, &mut *chance);
            upkeep.before_locking();
            drop(open);
            let _ = done.send(()); // nobody waits any more
        });
        if started.is_err() || wait.recv_timeout(LOCKING).is_err() {
            tracing::warn!("the vault was locked before its last backup was done");
        }
    }

    /// As [`Context::on_open`], for those who need the vault alone.
    pub(crate) async fn on_vault<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Unlocked, &mut dyn CryptoRng) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.on_open(move |open, chance| act(&mut open.vault, chance))
            .await
    }

    /// Runs `act` on the unlocked vault, on a thread that may wait for the disk. Locking meanwhile
    /// does not wait for it: the answer is then that the vault is locked. What it saved is marked
    /// and backed up after the answer.
    pub(crate) async fn on_open<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Open, &mut dyn CryptoRng) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (vault, upkeep) = (Arc::clone(&self.vault), Arc::clone(&self.upkeep));
        let mut chance = self.chance();
        off_thread(move || {
            let open = hold(&vault).open.clone().ok_or_else(locked)?;
            let answer = noting_saves(&open, &upkeep, |open| act(open, &mut *chance));
            let mut door = hold(&vault);
            if !door
                .open
                .as_ref()
                .is_some_and(|kept| Arc::ptr_eq(kept, &open))
            {
                return Err(locked());
            }
            if answer.as_ref().is_err_and(Failure::wants_unlocking_anew) {
                door.open = None;
                door.locks += 1;
            }
            answer
        })
        .await
    }
}

/// What `act` saved is marked and backed up later.
fn noting_saves<T>(
    open: &Arc<Mutex<Open>>,
    upkeep: &Upkeep,
    act: impl FnOnce(&mut Open) -> T,
) -> T {
    let mut held = hold(open);
    let before = held.vault.info().header_hash;
    let answer = act(&mut held);
    let mark = Mark::of(&held.vault.info());
    let trouble = held.vault.take_trouble();
    drop(held);
    if mark.header_hash != before {
        upkeep.note_unsure(trouble);
        upkeep.note_saved(mark, open);
    }
    answer
}

/// Uses of codes are worth no save of their own until the vault is locked.
fn save_uses(open: &Arc<Mutex<Open>>, upkeep: &Upkeep, chance: &mut dyn CryptoRng) {
    if let Err(error) = noting_saves(open, upkeep, |open| open.save_uses(chance)) {
        tracing::warn!(%error, "when codes were used last was not saved");
    }
}

/// What was saved is marked and backed up before the program ends, as far as that is possible.
impl Drop for Context {
    fn drop(&mut self) {
        self.forget_vault();
        self.upkeep.before_ending();
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

/// Milliseconds since the Unix epoch; 0 for a moment before 1970.
pub(crate) fn unix_milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn locked() -> Failure {
    Failure::new(FailureCode::Locked, "locked")
}

/// A poisoned lock only means that another call ended early: what it guards is replaced whole.
pub(crate) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
