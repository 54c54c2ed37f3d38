//! Mail under way.

use std::time::Duration;

use authority::Moment;

use super::{Columns as _, Error, Tx};

/// See [`super::Work::mails`].
pub struct Mails<'a> {
    pub(super) tx: &'a mut Tx,
    /// Set when something was added, so that whoever carries mail is woken after the commit.
    pub(super) added: &'a mut bool,
}

/// One mail under way.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Chosen by chance.
    pub id: String,
    /// What it is about, as in `reset`.
    pub kind: String,
    /// Everything else, sealed.
    pub sealed: String,
    /// When it was handed in.
    pub created_at: Moment,
    /// From here on nobody wants it any more.
    pub expires_at: Moment,
    /// How often it was tried, this time included.
    pub tries: u32,
}

impl Mails<'_> {
    /// Adds a mail, to be tried at once.
    pub async fn add(&mut self, row: &MailRow) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO mails (id, kind, sealed, created_at, expires_at, next_at, tries)
             VALUES ($1, $2, $3, $4, $5, $4, 0)",
        )
        .bind(row.id.as_str())
        .bind(row.kind.as_str())
        .bind(row.sealed.as_str())
        .bind(row.created_at.unix())
        .bind(row.expires_at.unix())
        .execute(&mut **self.tx)
        .await?;
        *self.added = true;
        Ok(())
    }

    /// How many are under way.
    pub async fn count(&mut self) -> Result<i64, Error> {
        sqlx::query("SELECT COUNT(*) AS mails FROM mails")
            .fetch_one(&mut **self.tx)
            .await?
            .number("mails")
    }

    /// How many are due.
    pub async fn due(&mut self, now: Moment) -> Result<i64, Error> {
        sqlx::query("SELECT COUNT(*) AS mails FROM mails WHERE next_at <= $1")
            .bind(now.unix())
            .fetch_one(&mut **self.tx)
            .await?
            .number("mails")
    }

    /// Takes the mail that has been due for longest and puts its next try off by `lease`, which no
    /// try outlasts. `None` when nothing is due, or when another server was faster.
    pub async fn take(&mut self, now: Moment, lease: Duration) -> Result<Option<MailRow>, Error> {
        let row = sqlx::query(
            "UPDATE mails SET tries = tries + 1, next_at = $1
             WHERE next_at <= $2 AND id =
                 (SELECT id FROM mails WHERE next_at <= $2 ORDER BY next_at, id LIMIT 1)
             RETURNING id, kind, sealed, created_at, expires_at, tries",
        )
        .bind(now.plus(lease).unix())
        .bind(now.unix())
        .fetch_optional(&mut **self.tx)
        .await?;
        row.map(|row| {
            Ok(MailRow {
                id: row.text("id")?,
                kind: row.text("kind")?,
                sealed: row.text("sealed")?,
                created_at: row.moment("created_at")?,
                expires_at: row.moment("expires_at")?,
                tries: u32::try_from(row.number("tries")?).unwrap_or(u32::MAX),
            })
        })
        .transpose()
    }

    /// Tries this one again at `next_at`.
    pub async fn put_off(&mut self, id: &str, next_at: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE mails SET next_at = $1 WHERE id = $2")
            .bind(next_at.unix())
            .bind(id)
            .execute(&mut **self.tx)
            .await?;
        Ok(())
    }

    /// Forgets a mail: it was sent, or given up.
    pub async fn remove(&mut self, id: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM mails WHERE id = $1")
            .bind(id)
            .execute(&mut **self.tx)
            .await?;
        Ok(())
    }
}
