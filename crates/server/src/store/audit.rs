//! The audit log: append only, gapless, each row bound to the one before.

use authority::audit::{Event, GENESIS, Outcome, VERSION, chain, chain_as};

use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::audit`].
pub struct Audit<'a>(pub(super) &'a mut Tx);

/// One row of the log.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// Gapless, from 1.
    pub number: i64,
    /// How the row is encoded for its hash.
    pub version: i64,
    /// What happened.
    pub event: Event,
    /// SHA-256 over the previous hash and this row.
    pub hash: String,
}

impl Audit<'_> {
    /// Appends `event`. Do it last in a transaction: from here to its end other writers of the log
    /// wait.
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
    pub async fn rows(&mut self, first: i64, limit: i64) -> Result<Vec<AuditRow>, Error> {
        let rows = sqlx::query("SELECT * FROM audit WHERE number >= $1 ORDER BY number LIMIT $2")
            .bind(first)
            .bind(limit)
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(read).collect()
    }

    /// How many rows the log has when the chain is whole; `Err(number)` names the first row that
    /// does not fit.
    pub async fn verify(&mut self) -> Result<Result<i64, i64>, Error> {
        let (mut previous, mut number) = (GENESIS.to_owned(), 0);
        loop {
            let rows = self.rows(number + 1, 1000).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let hash = chain_as(row.version, &previous, row.number, &row.event);
                if row.number != number + 1 || hash.as_ref() != Some(&row.hash) {
                    return Ok(Err(number + 1));
                }
                (previous, number) = (row.hash, row.number);
            }
        }
        let head = sqlx::query("SELECT number, hash FROM audit_head WHERE id = 1")
            .fetch_one(&mut **self.0)
            .await?;
        let whole = head.number("number")? == number && head.text("hash")? == previous;
        Ok(if whole { Ok(number) } else { Err(number + 1) })
    }
}

fn read(row: &AnyRow) -> Result<AuditRow, Error> {
    let word = row.text("outcome")?;
    let outcome = Outcome::parse(&word);
    Ok(AuditRow {
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
