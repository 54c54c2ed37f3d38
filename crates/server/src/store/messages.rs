//! Messages that were sent, as far as the limits on sending want to know.

use authority::{
    Moment,
    factor::sending::{Before, DAY, HOUR},
};

use super::{Columns as _, Error, Tx};

/// One message: what it is, for whom, and where to.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// `mail`, `sms` or `notice`.
    pub kind: &'a str,
    /// `user:…` or `device:…`.
    pub subject: &'a str,
    /// A keyed hash of the address.
    pub target: &'a str,
}

/// See [`super::Work::messages`].
pub struct Messages<'a>(pub(super) &'a mut Tx);

impl Messages<'_> {
    /// What was sent before `message`.
    pub async fn before(&mut self, message: Message<'_>, now: Moment) -> Result<Before, Error> {
        let row = sqlx::query(
            "SELECT
                 (SELECT MAX(at) FROM sent_messages WHERE kind = $1 AND subject = $2) AS latest,
                 (SELECT COUNT(*) FROM sent_messages
                      WHERE kind = $1 AND subject = $2 AND at > $4) AS for_them,
                 (SELECT COUNT(*) FROM sent_messages
                      WHERE kind = $1 AND target = $3 AND at > $4) AS to_address,
                 (SELECT COUNT(*) FROM sent_messages WHERE kind = $1 AND at > $5) AS today",
        )
        .bind(message.kind)
        .bind(message.subject)
        .bind(message.target)
        .bind(now.minus(HOUR).unix())
        .bind(now.minus(DAY).unix())
        .fetch_one(&mut **self.0)
        .await?;
        let count = |column| {
            let number = row.number(column)?;
            u32::try_from(number).map_err(|_| Error::Unreadable(column))
        };
        Ok(Before {
            latest: row.maybe_moment("latest")?,
            for_them: count("for_them")?,
            to_address: count("to_address")?,
            today: count("today")?,
        })
    }

    /// Notes that `message` is sent. `id` is chosen by chance.
    pub async fn add(&mut self, id: &str, message: Message<'_>, now: Moment) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO sent_messages (id, kind, subject, target, at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(message.kind)
        .bind(message.subject)
        .bind(message.target)
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Forgets what was sent before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<(), Error> {
        sqlx::query("DELETE FROM sent_messages WHERE at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }
}
