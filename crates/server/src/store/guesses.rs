//! Counts of attempts.

use authority::{Moment, guessing::Tries};
use protocol::UserId;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::guesses`].
pub struct Guesses<'a>(pub(super) &'a mut Tx);

impl Guesses<'_> {
    /// The count of this subject; `None` before the first attempt.
    pub async fn get(&mut self, subject: &str) -> Result<Option<Tries>, Error> {
        let row = sqlx::query("SELECT failures, last_at FROM guesses WHERE subject = $1")
            .bind(subject)
            .fetch_optional(&mut **self.0)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let failures =
            u32::try_from(row.number("failures")?).map_err(|_| Error::Unreadable("failures"))?;
        Ok(Some(Tries {
            failures,
            last_at: row.moment("last_at")?,
        }))
    }

    /// Moves the count from `before` to `after`; [`Error::Conflict`] when a parallel attempt did.
    pub async fn set(
        &mut self,
        subject: &str,
        before: Option<Tries>,
        after: Tries,
    ) -> Result<(), Error> {
        let result = match before {
            None => {
                sqlx::query(
                    "INSERT INTO guesses (subject, failures, last_at) VALUES ($1, $2, $3)
                     ON CONFLICT (subject) DO NOTHING",
                )
                .bind(subject)
                .bind(i64::from(after.failures))
                .bind(after.last_at.unix())
                .execute(&mut **self.0)
                .await?
            }
            Some(before) => {
                sqlx::query(
                    "UPDATE guesses SET failures = $1, last_at = $2
                     WHERE subject = $3 AND failures = $4 AND last_at = $5",
                )
                .bind(i64::from(after.failures))
                .bind(after.last_at.unix())
                .bind(subject)
                .bind(i64::from(before.failures))
                .bind(before.last_at.unix())
                .execute(&mut **self.0)
                .await?
            }
        };
        once(&result)
    }

    /// Takes one reserved attempt back: it was right, and what it belongs to goes on.
    pub async fn release(&mut self, subject: &str) -> Result<(), Error> {
        sqlx::query(
            "UPDATE guesses SET failures = failures - 1 WHERE subject = $1 AND failures > 0",
        )
        .bind(subject)
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Forgets the count after a success.
    pub async fn clear(&mut self, subject: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM guesses WHERE subject = $1")
            .bind(subject)
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Forgets every count of a person, on whatever device.
    pub async fn clear_all(&mut self, user: UserId) -> Result<(), Error> {
        sqlx::query(
            "DELETE FROM guesses WHERE subject = $1
                 OR subject IN (SELECT 'device:' || id FROM devices WHERE user_id = $2)",
        )
        .bind(format!("user:{user}"))
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Forgets counts of addresses that are older than `moment`, and of devices that are gone.
    ///
    /// Counts of names that nobody has stay for as long as those of people: a name whose count starts
    /// anew while others' go on would be known to belong to nobody.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query(
            "DELETE FROM guesses
             WHERE (subject LIKE 'address:%' AND last_at < $1)
                 OR (subject LIKE 'device:%'
                     AND subject NOT IN (SELECT 'device:' || id FROM devices))",
        )
        .bind(moment.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(gone.rows_affected())
    }
}
