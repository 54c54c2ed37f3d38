//! What was signed about the log, and removing rows that are old enough.

use authority::{
    Moment,
    audit::{Checkpoint, Kind},
};

use super::{Audit, Error};
use crate::{audit::Sealed, store::Columns as _};

impl Audit<'_> {
    /// Keeps the log as it is until the transaction ends.
    pub async fn lock(&mut self) -> Result<(), Error> {
        sqlx::query("UPDATE audit_head SET number = number WHERE id = 1")
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// The row that the last checkpoint names, and when it was signed.
    pub async fn last_checkpoint(&mut self) -> Result<Option<(i64, Moment)>, Error> {
        let row =
            sqlx::query("SELECT number, at FROM audit_checkpoints ORDER BY number DESC LIMIT 1")
                .fetch_optional(&mut **self.0)
                .await?;
        row.map(|row| Ok((row.number("number")?, row.moment("at")?)))
            .transpose()
    }

    /// Every checkpoint that is kept in the database, in the order of the rows.
    pub async fn checkpoints(&mut self) -> Result<Vec<Sealed>, Error> {
        let rows = sqlx::query("SELECT * FROM audit_checkpoints ORDER BY number, kind")
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter()
            .map(|row| {
                // An unknown kind is one that somebody else wrote: its signature fits neither.
                let kind = Kind::parse(&row.text("kind")?).unwrap_or(Kind::Head);
                Ok(Sealed {
                    checkpoint: Checkpoint {
                        kind,
                        number: row.number("number")?,
                        hash: row.text("hash")?,
                        at: row.moment("at")?,
                    },
                    key: row.text("public_key")?,
                    signature: row.text("signature")?,
                })
            })
            .collect()
    }

    /// Keeps a checkpoint; `false` when somebody else signed the same one first.
    pub async fn add_checkpoint(&mut self, sealed: &Sealed) -> Result<bool, Error> {
        let checkpoint = &sealed.checkpoint;
        let added = sqlx::query(
            "INSERT INTO audit_checkpoints (number, kind, hash, at, public_key, signature)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(checkpoint.number)
        .bind(checkpoint.kind.as_str())
        .bind(checkpoint.hash.as_str())
        .bind(checkpoint.at.unix())
        .bind(sealed.key.as_str())
        .bind(sealed.signature.as_str())
        .execute(&mut **self.0)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// The first row there is, as its number.
    pub async fn first(&mut self) -> Result<Option<i64>, Error> {
        let row = sqlx::query("SELECT number FROM audit ORDER BY number LIMIT 1")
            .fetch_optional(&mut **self.0)
            .await?;
        row.map(|row| row.number("number")).transpose()
    }

    /// The earliest row of `then` or later, as its number.
    pub async fn first_since(&mut self, then: Moment) -> Result<Option<i64>, Error> {
        let row =
            sqlx::query("SELECT number FROM audit WHERE at >= $1 ORDER BY at, number LIMIT 1")
                .bind(then.unix())
                .fetch_optional(&mut **self.0)
                .await?;
        row.map(|row| row.number("number")).transpose()
    }

    /// Removes the rows up to `number`, and the checkpoints that speak of rows before it.
    pub async fn remove_up_to(&mut self, number: i64) -> Result<u64, Error> {
        let removed = sqlx::query("DELETE FROM audit WHERE number <= $1")
            .bind(number)
            .execute(&mut **self.0)
            .await?;
        sqlx::query("DELETE FROM audit_checkpoints WHERE number < $1")
            .bind(number)
            .execute(&mut **self.0)
            .await?;
        Ok(removed.rows_affected())
    }
}
