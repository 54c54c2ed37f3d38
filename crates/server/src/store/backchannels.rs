//! Sign-ins that programs asked for without a browser, beside what the device was asked
//! ([CIBA](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)).

use std::time::Duration;

use authority::{Digest, Moment, backchannel::Backchannel, scope::Scopes};
use protocol::{FamilyId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::backchannels`].
pub struct Backchannels<'a>(pub(super) &'a mut Tx);

/// A program to tell that somebody decided.
#[derive(Debug, Clone)]
pub struct Ping {
    /// The digest of what the program collects with.
    pub id: Digest,
    /// What it is told, and with what, as [`crate::keys::sealing`] made it.
    pub sealed: String,
    /// Who was asked.
    pub user: UserId,
    /// The program.
    pub client: String,
    /// Where; `None` when it does not want to know any more.
    pub uri: Option<String>,
    /// How often that was tried.
    pub tries: u32,
}

impl Backchannels<'_> {
    /// Records a request under the digest of what the program collects with. `sealed` is what it is told
    /// with, where it is told.
    pub async fn add(
        &mut self,
        id: &Digest,
        asked: &Backchannel,
        sealed: Option<&str>,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO backchannels (digest, client_id, user_id, holder, scopes, dpop_jkt, wait_seconds,
                 created_at, expires_at, ping, ping_tries, ping_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $8)",
        )
        .bind(id.as_str())
        .bind(asked.client.as_str())
        .bind(asked.user.to_string())
        .bind(holder(id))
        .bind(asked.scopes.to_string())
        .bind(asked.dpop_jkt.clone())
        .bind(seconds(asked.wait))
        .bind(now.unix())
        .bind(asked.expires_at.unix())
        .bind(sealed.map(str::to_owned))
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The request, taken for the rest of the transaction.
    pub async fn hold(&mut self, id: &Digest) -> Result<Option<Backchannel>, Error> {
        let row = sqlx::query(
            "UPDATE backchannels SET wait_seconds = wait_seconds WHERE digest = $1 RETURNING *",
        )
        .bind(id.as_str())
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Notes that the program asked, and how long it waits from now on.
    pub async fn polled(&mut self, id: &Digest, wait: Duration, now: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE backchannels SET polled_at = $1, wait_seconds = $2 WHERE digest = $3")
            .bind(now.unix())
            .bind(seconds(wait))
            .bind(id.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Spends a request for `family`; [`Error::Conflict`] when somebody else did.
    pub async fn spend(&mut self, id: &Digest, family: FamilyId, now: Moment) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE backchannels SET spent_at = $1, family_id = $2, ping = NULL
             WHERE digest = $3 AND spent_at IS NULL",
        )
        .bind(now.unix())
        .bind(family.to_string())
        .bind(id.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Programs to be told now, since somebody decided or nobody did in time.
    pub async fn pings(&mut self, now: Moment, limit: i64) -> Result<Vec<Ping>, Error> {
        let rows = sqlx::query(
            "SELECT b.digest, b.user_id, b.ping, b.client_id, b.ping_tries, c.backchannel_notification
             FROM backchannels b
             JOIN approvals a ON a.holder = b.holder
             JOIN clients c ON c.id = b.client_id
             WHERE b.ping IS NOT NULL AND b.ping_at <= $1
                 AND (a.state <> 'pending' OR a.expires_at <= $1)
             ORDER BY b.ping_at LIMIT $2",
        )
        .bind(now.unix())
        .bind(limit)
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Ping {
                    id: Digest::from_stored(row.text("digest")?),
                    sealed: row.text("ping")?,
                    user: row.parsed("user_id")?,
                    client: row.text("client_id")?,
                    uri: row.maybe_text("backchannel_notification")?,
                    tries: u32::try_from(row.number("ping_tries")?)
                        .map_err(|_| Error::Unreadable("ping_tries"))?,
                })
            })
            .collect()
    }

    /// Takes a ping in hand: nobody else tries it before `next_at`. `false` when somebody was faster.
    pub async fn take_ping(&mut self, ping: &Ping, next_at: Moment) -> Result<bool, Error> {
        let taken = sqlx::query(
            "UPDATE backchannels SET ping_tries = ping_tries + 1, ping_at = $1
             WHERE digest = $2 AND ping_tries = $3 AND ping IS NOT NULL",
        )
        .bind(next_at.unix())
        .bind(ping.id.as_str())
        .bind(i64::from(ping.tries))
        .execute(&mut **self.0)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// The program was told, or never will be.
    pub async fn pinged(&mut self, ping: &Ping) -> Result<(), Error> {
        sqlx::query("UPDATE backchannels SET ping = NULL WHERE digest = $1")
            .bind(ping.id.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Forgets requests that were over before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM backchannels WHERE expires_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}

/// Who alone collects what the device is asked for this request.
#[must_use]
pub fn holder(id: &Digest) -> String {
    format!("backchannel:{}", id.as_str())
}

fn seconds(wait: Duration) -> i64 {
    i64::try_from(wait.as_secs()).unwrap_or(i64::MAX)
}

fn read(row: &AnyRow) -> Result<Backchannel, Error> {
    let wait = u64::try_from(row.number("wait_seconds")?);
    let spent = match (row.maybe_moment("spent_at")?, row.maybe_text("family_id")?) {
        (None, _) => None,
        (Some(_), None) => Some(None),
        (Some(_), Some(_)) => Some(Some(row.parsed("family_id")?)),
    };
    Ok(Backchannel {
        client: row.text("client_id")?,
        user: row.parsed("user_id")?,
        scopes: Scopes::parse(&row.text("scopes")?),
        dpop_jkt: row.maybe_text("dpop_jkt")?,
        wait: Duration::from_secs(wait.map_err(|_| Error::Unreadable("wait_seconds"))?),
        polled_at: row.maybe_moment("polled_at")?,
        expires_at: row.moment("expires_at")?,
        spent,
    })
}
