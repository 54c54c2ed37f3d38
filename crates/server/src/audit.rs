//! What keeps the log honest: signed checkpoints that leave the database, and a check of both.
//!
//! ```text
//! rows ──every 100, or 10 minutes──▶ checkpoint, signed ─┬▶ database
//!                                                        ├▶ log
//!                                                        └▶ directory, where one is configured
//! ```
//!
//! The key that signs comes from the master key, so whoever writes to the database alone cannot sign.
//! Whoever keeps the copies elsewhere sees what even the operator of this machine changed later.

mod entry;
mod files;
pub(crate) mod refused;
mod seal;

use std::path::Path;

use authority::audit::{Check, Checkpoint, Event, Finding, Kind, Report, Row, is_due};

use crate::{Server, state::Error, store::Work};

pub use entry::Entry;
pub use files::Unusable;
pub use seal::{Seal, Sealed};

/// So many rows are removed at once.
const AT_ONCE: i64 = 10_000;

/// So many rows are read at once.
const PAGE: i64 = 1000;

impl Server {
    /// What signs checkpoints.
    ///
    /// # Errors
    ///
    /// [`Error::Signing`].
    pub fn seal(&self) -> Result<Seal, Error> {
        Ok(Seal::new(&self.key_for("audit-checkpoint/1"))?)
    }

    /// Signs the last row of the log when that is due or, with `even_if_early`, when there is a row
    /// that no checkpoint names. The answer is the number of that row.
    ///
    /// # Errors
    ///
    /// [`Error::Checkpoints`] when the checkpoint cannot leave the database.
    pub async fn checkpoint_audit(&self, even_if_early: bool) -> Result<Option<i64>, Error> {
        let now = self.now();
        let mut work = self.store().read().await?;
        let (number, hash) = work.audit().head().await?;
        let last = work.audit().last_checkpoint().await?;
        drop(work);
        let unsigned = last.map_or(number > 0, |(last, _)| number > last);
        let due = is_due(number, last, now) || (even_if_early && unsigned);
        if !due {
            return Ok(None);
        }
        let sealed = self.seal()?.sign(Checkpoint {
            kind: Kind::Head,
            number,
            hash,
            at: now,
        })?;
        let mut work = self.store().begin().await?;
        // Another replica may have been faster, and its copy left the database.
        let ours = work.audit().add_checkpoint(&sealed).await?;
        work.commit().await?;
        if ours {
            self.let_out(&sealed)?;
        }
        Ok(ours.then_some(number))
    }

    /// Makes sure that checkpoints can leave the database.
    ///
    /// # Errors
    ///
    /// [`Error::Checkpoints`] when the directory cannot be made or written to.
    pub fn check_checkpoints(&self) -> Result<(), Error> {
        match &self.config().audit.checkpoints {
            Some(directory) => Ok(files::append(directory, self.now(), "")?),
            None => Ok(()),
        }
    }

    /// Removes the rows that are older than the configuration keeps them. A signed checkpoint keeps
    /// the hash before the first row that stays. The answer is how many rows went.
    ///
    /// A log that is not whole keeps all its rows: what is wrong with it must not go with them.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], or as [`Server::checkpoint_audit`].
    pub async fn trim_audit(&self) -> Result<u64, Error> {
        let Some(keep) = self.config().audit.retention else {
            return Ok(0);
        };
        let oldest = self.now().minus(keep);
        let mut removed = 0;
        loop {
            // Read and checked while others write: that takes as long as the log is.
            let mut work = self.store().read().await?;
            let Some(first) = work.audit().first().await? else {
                break;
            };
            let (last, _) = work.audit().head().await?;
            let stays = work.audit().first_since(oldest).await?.unwrap_or(last + 1);
            let to = (stays - 1).min(first + AT_ONCE - 1);
            if to < first {
                break;
            }
            let Some(read) = row_of(&mut work, to).await? else {
                break;
            };
            drop(work);
            if removed == 0 {
                let report = self.check_audit(None).await?;
                if let Some(finding) = report.findings.first() {
                    tracing::error!(%finding, "the log is not whole, so nothing of it is removed");
                    break;
                }
            }
            let mut work = self.store().begin().await?;
            work.audit().lock().await?;
            // Another replica may have removed them, and nobody may have changed them.
            let same = work.audit().first().await? == Some(first);
            let Some(row) = row_of(&mut work, to).await? else {
                break;
            };
            if !same || row.hash != read.hash {
                break;
            }
            let sealed = self.seal()?.sign(Checkpoint {
                kind: Kind::Trimmed,
                number: to,
                hash: row.hash,
                at: self.now(),
            })?;
            work.audit().add_checkpoint(&sealed).await?;
            let count = work.audit().remove_up_to(to).await?;
            let event = Event::new(self.now(), "system", "log.trimmed", to)
                .with(format_args!("rows={count}"));
            work.audit().append(&event).await?;
            work.commit().await?;
            self.let_out(&sealed)?;
            removed += count;
        }
        Ok(removed)
    }

    /// Checks every row of the log against the one before and against the checkpoints in the
    /// database, in the configured directory and in `elsewhere`, a directory or a file.
    ///
    /// # Errors
    ///
    /// [`Error::Checkpoints`] when checkpoints cannot be read.
    pub async fn check_audit(&self, elsewhere: Option<&Path>) -> Result<Report, Error> {
        let mut work = self.store().read().await?;
        let report = self.check_with(&mut work, elsewhere).await?;
        drop(work);
        if report.is_whole() {
            return Ok(report);
        }
        // Rows may have been removed for their age while they were read: look again.
        let mut work = self.store().read().await?;
        self.check_with(&mut work, elsewhere).await
    }

    /// How many rows the audit log has when its chain is whole; `Err(number)` names the first row
    /// that does not fit.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn verify_audit(&self) -> Result<Result<i64, i64>, Error> {
        let report = self.check_audit(None).await?;
        let first = report.findings.iter().map(Finding::number).min();
        Ok(first.map_or(Ok(report.rows), Err))
    }

    async fn check_with(&self, work: &mut Work, elsewhere: Option<&Path>) -> Result<Report, Error> {
        let mut found: Vec<(String, Option<Sealed>)> = work
            .audit()
            .checkpoints()
            .await?
            .into_iter()
            .map(|sealed| {
                let place = format!("of row {} in the database", sealed.checkpoint.number);
                (place, Some(sealed))
            })
            .collect();
        let configured = self.config().audit.checkpoints.as_deref();
        for place in configured.into_iter().chain(elsewhere) {
            found.extend(files::read(place)?);
        }
        // Read after the checkpoints, so that none of them names a later row.
        let (number, hash) = work.audit().head().await?;
        let seal = self.seal()?;
        let (mut good, mut unsigned) = (Vec::new(), Vec::new());
        for (place, sealed) in found {
            match sealed.filter(|sealed| seal.signed(sealed)) {
                Some(sealed) => good.push(sealed.checkpoint),
                None => unsigned.push(Finding::Unsigned { place }),
            }
        }
        good.sort_by_key(|checkpoint| (checkpoint.number, checkpoint.kind));
        good.dedup_by(|a, b| (a.number, a.kind, &a.hash) == (b.number, b.kind, &b.hash));
        let mut check = Check::new(good);
        let mut next = i64::MIN;
        'log: loop {
            let rows = work.audit().rows(next, PAGE).await?;
            let Some(last) = rows.last() else {
                break;
            };
            next = last.number + 1;
            for row in &rows {
                // What was appended meanwhile is for the next time.
                if row.number > number {
                    break 'log;
                }
                check.row(row);
            }
        }
        let mut report = check.end(number, &hash);
        for finding in unsigned {
            report.add(finding);
        }
        Ok(report)
    }

    /// Says a checkpoint to whoever listens outside the database.
    fn let_out(&self, sealed: &Sealed) -> Result<(), Error> {
        let line = sealed.line();
        tracing::info!("checkpoint {line}");
        match &self.config().audit.checkpoints {
            Some(directory) => Ok(files::append(directory, sealed.checkpoint.at, &line)?),
            None => Ok(()),
        }
    }
}

/// The row of this number.
async fn row_of(work: &mut Work, number: i64) -> Result<Option<Row>, Error> {
    let rows = work.audit().rows(number, 1).await?;
    Ok(rows.into_iter().find(|row| row.number == number))
}

#[cfg(test)]
mod documented;
