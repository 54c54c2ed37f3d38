//! What was taken of the limits that several replicas share.

use authority::limit::Mark;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::limits`].
pub struct Limits<'a>(pub(super) &'a mut Tx);

impl Limits<'_> {
    /// The mark of this subject, taken for the rest of the transaction.
    pub async fn hold(&mut self, subject: &str) -> Result<Mark, Error> {
        let row = sqlx::query(
            "INSERT INTO limits (subject, back_at) VALUES ($1, 0)
             ON CONFLICT (subject) DO UPDATE SET back_at = limits.back_at RETURNING back_at",
        )
        .bind(subject)
        .fetch_one(&mut **self.0)
        .await?;
        Ok(Mark::from_micros(row.number("back_at")?))
    }

    /// Records the mark of a subject that is held.
    pub async fn set(&mut self, subject: &str, mark: Mark) -> Result<(), Error> {
        let result = sqlx::query("UPDATE limits SET back_at = $1 WHERE subject = $2")
            .bind(mark.micros())
            .bind(subject)
            .execute(&mut **self.0)
            .await?;
        once(&result)
    }

    /// Forgets marks that have passed, which say nothing.
    pub async fn forget_before(&mut self, now: Mark) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM limits WHERE back_at < $1")
            .bind(now.micros())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}
