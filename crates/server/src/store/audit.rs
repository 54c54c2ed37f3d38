//! The audit log: append only, gapless, each row bound to the one before.

mod checkpoints;
mod search;

use authority::audit::{Event, Outcome, Row, VERSION, chain};
use sqlx::any::AnyRow;

pub use search::AuditSearch;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::audit`].
pub struct Audit<'a>(pub(super) &'a mut Tx);

impl Audit<'_> {
    /// Appends `event`. Do it last in a transaction: from here to its end other writers of the log
    /// wait. So what happens thousands of times a second, a refresh or a token for a program, is no
    /// event.
    pub async fn append(&mut self, event: &Event) -> Result<(), Error> {
        // Taking the next number locks the head until the transaction ends.
        let head = sqlx::query(
            "UPDATE audit_head SET number = number + 1 WHERE id = 1 RETURNING number, hash",
        )
        .fetch_one(&mut **self.0)
        .await?;
        let number = head.number("number")?;
        let hash = chain(&head.text("hash")?, number, event);
        sqlx::query(
            "INSERT INTO audit (number, version, at, actor, action, subject, detail, device, address,
                 outcome, reasons, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(number)
        .bind(VERSION)
        .bind(event.at.unix())
        .bind(event.actor.as_str())
        .bind(event.action.as_str())
        .bind(event.subject.as_str())
        .bind(event.detail.as_str())
        .bind(event.device.as_str())
        .bind(event.address.as_str())
        .bind(event.outcome_word())
        .bind(event.reasons.as_str())
        .bind(hash.as_str())
        .execute(&mut **self.0)
        .await?;
        let moved = sqlx::query("UPDATE audit_head SET hash = $1 WHERE id = 1 AND number = $2")
            .bind(hash.as_str())
            .bind(number)
            .execute(&mut **self.0)
            .await?;
        once(&moved)
    }

    /// Rows from `first` on, oldest first, at most `limit`.
    pub async fn rows(&mut self, first: i64, limit: i64) -> Result<Vec<Row>, Error> {
        let rows = sqlx::query("SELECT * FROM audit WHERE number >= $1 ORDER BY number LIMIT $2")
            .bind(first)
            .bind(limit)
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(read).collect()
    }

    /// The rows of `search`, the latest first.
    pub async fn search(&mut self, search: &AuditSearch) -> Result<Vec<Row>, Error> {
        let rows = search.query().fetch_all(&mut **self.0).await?;
        rows.iter().map(read).collect()
    }

    /// Number and hash of the last row; 0 and [`authority::audit::GENESIS`] before the first.
    pub async fn head(&mut self) -> Result<(i64, String), Error> {
        let head = sqlx::query("SELECT number, hash FROM audit_head WHERE id = 1")
            .fetch_one(&mut **self.0)
            .await?;
        Ok((head.number("number")?, head.text("hash")?))
    }
}

fn read(row: &AnyRow) -> Result<Row, Error> {
    let word = row.text("outcome")?;
    let outcome = Outcome::parse(&word);
    Ok(Row {
        number: row.number("number")?,
        // A word that nothing of ours writes fits no version.
        version: if outcome.is_none() && !word.is_empty() {
            0
        } else {
            row.number("version")?
        },
        event: Event {
            at: row.moment("at")?,
            actor: row.text("actor")?,
            action: row.text("action")?,
            subject: row.text("subject")?,
            detail: row.text("detail")?,
            device: row.text("device")?,
            address: row.text("address")?,
            outcome,
            reasons: row.text("reasons")?,
        },
        hash: row.text("hash")?,
    })
}
