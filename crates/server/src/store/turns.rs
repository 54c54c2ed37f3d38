//! Writers of one SQLite file take turns, and those who wait at the same time share one commit.
//!
//! A commit waits for the disk. So whoever is done leaves the transaction to those who already wait
//! for their turn, each of whom works behind a savepoint of their own; then one commit makes the work
//! of all of them last. Nobody hears of success before that. What was given up leaves nothing behind,
//! and a commit that failed failed for all.
//!
//! ```text
//! begin ─▶ savepoint ─▶ work ─┬─ done ───▶ next in line … ─▶ commit ─▶ everybody hears
//!                             └─ given up ─▶ back to the savepoint ─▶ next in line …
//! ```
//!
//! The line is first come, first served. Whoever is done first in a transaction has the commit stand
//! in line as well, so the group is made of those who waited at that moment.

use std::{
    mem,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex as Short, MutexGuard, PoisonError},
};

use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Transaction};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, oneshot},
};

use super::Error;

/// The transaction that is passed on; `None` when nobody has written since the last commit.
type Shared = Option<Transaction<'static, Any>>;

/// What a member of a group hears in the end.
type Outcome = Result<(), Error>;

/// Everybody who writes to one SQLite file.
#[derive(Debug, Clone)]
pub(super) struct Turns {
    pool: AnyPool,
    line: Arc<Mutex<Shared>>,
    group: Arc<Short<Group>>,
}

/// Those who share the transaction.
#[derive(Debug, Default)]
struct Group {
    /// Done, and waiting for the commit.
    done: Vec<oneshot::Sender<Outcome>>,
    /// Whose turn it is has neither said that it is done nor that it gave up. Whoever holds the line and
    /// finds this set knows that the one before gave up.
    unfinished: bool,
    /// Counts the members, for the names of their savepoints.
    members: u64,
}

/// One writer's turn. Dropped without [`Turn::commit`], it leaves nothing behind.
pub(super) struct Turn {
    transaction: OwnedMappedMutexGuard<Shared, Transaction<'static, Any>>,
    turns: Turns,
    done: bool,
}

impl Turns {
    pub(super) fn new(pool: AnyPool) -> Self {
        Self {
            pool,
            line: Arc::default(),
            group: Arc::default(),
        }
    }

    /// Waits for a turn.
    pub(super) async fn begin(&self) -> Result<Turn, Error> {
        let mut line = Arc::clone(&self.line).lock_owned().await;
        self.undo(&mut line).await;
        match line.as_mut() {
            None => {
                let transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
                self.group().enter();
                *line = Some(transaction);
            }
            Some(transaction) => {
                let savepoint = format!("SAVEPOINT member_{}", self.group().enter());
                if let Err(error) = run(transaction, savepoint).await {
                    // Nobody can say any more what the transaction holds.
                    self.fail(&mut line);
                    return Err(error.into());
                }
            }
        }
        let held = OwnedMutexGuard::try_map(line, Option::as_mut);
        Ok(Turn {
            transaction: held.map_err(|_| Error::Clash)?,
            turns: self.clone(),
            done: false,
        })
    }

    /// Takes back what the one before did, if they gave up.
    async fn undo(&self, line: &mut Shared) {
        let (member, alone) = {
            let group = self.group();
            if !group.unfinished {
                return;
            }
            (group.members, group.done.is_empty())
        };
        let Some(transaction) = line.as_mut().filter(|_| !alone) else {
            // Nobody else has done anything; dropping it rolls it back.
            *line = None;
            self.group().unfinished = false;
            return;
        };
        // Whoever runs this may be gone before it is done; then the next one begins it again.
        let back = format!("ROLLBACK TO member_{member}");
        match run(transaction, back).await {
            Ok(()) => self.group().unfinished = false,
            // The turn ended before it had begun, or the database gave the whole transaction up.
            Err(_) => self.fail(line),
        }
    }

    /// Makes what is done last, once everybody had their turn who is in line now.
    async fn settle(self) {
        let mut line = self.line.lock().await;
        self.undo(&mut line).await;
        let done = mem::take(&mut self.group().done);
        let Some(transaction) = line.take().filter(|_| !done.is_empty()) else {
            return;
        };
        let outcome = transaction.commit().await;
        // Whoever is next may begin before everybody was told.
        drop(line);
        tell(done, outcome.map_err(Error::from));
    }

    fn fail(&self, line: &mut Shared) {
        *line = None;
        let mut group = self.group();
        group.unfinished = false;
        tell(mem::take(&mut group.done), Err(Error::Clash));
    }

    /// Every step leaves it whole, so one that panicked left nothing half done.
    fn group(&self) -> MutexGuard<'_, Group> {
        self.group.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group {
    fn enter(&mut self) -> u64 {
        self.unfinished = true;
        self.members += 1;
        self.members
    }
}

impl Turn {
    /// Says that this work is done, and waits until it lasts.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let (sender, outcome) = oneshot::channel();
        let first = {
            let mut group = self.turns.group();
            group.unfinished = false;
            group.done.push(sender);
            group.done.len() == 1
        };
        self.done = true;
        let turns = self.turns.clone();
        drop(self);
        if first {
            // On its own, so that nobody who goes away takes the commit of the others along.
            tokio::spawn(turns.settle());
        }
        outcome.await.unwrap_or(Err(Error::Clash))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Others must not wait for the file until somebody writes again.
        if let (false, Ok(runtime)) = (self.done, Handle::try_current()) {
            runtime.spawn(self.turns.clone().settle());
        }
    }
}

impl Deref for Turn {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

/// Runs a statement that is made of nothing but our own words and a number.
async fn run(transaction: &mut Transaction<'static, Any>, sql: String) -> Result<(), sqlx::Error> {
    let statement = sqlx::raw_sql(AssertSqlSafe(sql));
    statement.execute(&mut **transaction).await.map(drop)
}

/// The first hears what went wrong; to all others somebody else was in the way.
fn tell(group: Vec<oneshot::Sender<Outcome>>, outcome: Outcome) {
    let (worked, mut first) = (outcome.is_ok(), Some(outcome));
    for member in group {
        let other = if worked { Ok(()) } else { Err(Error::Clash) };
        // Who does not listen any more need not know.
        let _ = member.send(first.take().unwrap_or(other));
    }
}

#[cfg(test)]
mod tests;
