//! Counts of attempts.

use authority::{
    Moment,
    guessing::{LOCKED, Tries},
    limit::Mark,
};
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::guesses`].
pub struct Guesses<'a>(pub(super) &'a mut Tx);

impl Guesses<'_> {
    /// The count of this subject, taken for the rest of the transaction, so that parallel attempts
    /// queue here and each sees what the one before recorded.
    pub async fn hold(&mut self, subject: &str) -> Result<Tries, Error> {
        let row = sqlx::query(
            "INSERT INTO guesses (subject, failures, last_at) VALUES ($1, 0, 0)
             ON CONFLICT (subject) DO UPDATE SET failures = guesses.failures
             RETURNING failures, last_at, back_at",
        )
        .bind(subject)
        .fetch_one(&mut **self.0)
        .await?;
        read(&row)
    }

    /// The count of this subject, as it is now.
    pub async fn get(&mut self, subject: &str) -> Result<Tries, Error> {
        let row = sqlx::query("SELECT failures, last_at, back_at FROM guesses WHERE subject = $1")
            .bind(subject)
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map_or(Ok(Tries::NONE), read)
    }

    /// Records the count of a subject that is held.
    pub async fn set(&mut self, subject: &str, tries: Tries) -> Result<(), Error> {
        let result = sqlx::query(
            "UPDATE guesses SET failures = $1, last_at = $2, back_at = $3 WHERE subject = $4",
        )
        .bind(i64::from(tries.failures))
        .bind(tries.last_at.unix())
        .bind(tries.back_at.micros())
        .bind(subject)
        .execute(&mut **self.0)
        .await?;
        once(&result)
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

    /// Forgets counts of addresses and of typed device codes that are older than `moment`, and of
    /// devices that are gone.
    ///
    /// Counts of names are for [`Guesses::forget_names_before`].
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query(
            "DELETE FROM guesses
             WHERE ((subject LIKE 'address:%' OR subject LIKE 'device-code:%') AND last_at < $1)
                 OR (subject LIKE 'device:%'
                     AND subject NOT IN (SELECT 'device:' || id FROM devices))",
        )
        .bind(moment.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(gone.rows_affected())
    }

    /// Forgets counts of names that were last tried before `moment`, unless they are locked.
    ///
    /// Names that nobody has go like those of people: a name whose count starts anew while others' go
    /// on would be known to belong to nobody.
    pub async fn forget_names_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query(
            "DELETE FROM guesses
             WHERE (subject LIKE 'unknown:%' OR subject LIKE 'user:%')
                 AND last_at < $1 AND failures < $2",
        )
        .bind(moment.unix())
        .bind(i64::from(LOCKED))
        .execute(&mut **self.0)
        .await?;
        Ok(gone.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<Tries, Error> {
    Ok(Tries {
        failures: u32::try_from(row.number("failures")?)
            .map_err(|_| Error::Unreadable("failures"))?,
        last_at: row.moment("last_at")?,
        back_at: Mark::from_micros(row.number("back_at")?),
    })
}
