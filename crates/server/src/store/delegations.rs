//! Questions of other servers to the devices of our people, until those servers were told what became of
//! them.

use authority::{Digest, Moment, delegation::Outcome};
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx};

/// See [`super::Work::delegations`].
pub struct Delegations<'a>(pub(super) &'a mut Tx);

/// A question of another server.
#[derive(Debug, Clone)]
pub struct Delegation {
    /// Of what the other server calls it, and of its issuer.
    pub id: Digest,
    /// The other server, as the configuration calls it.
    pub delegate: String,
    /// The program that asked it.
    pub client: String,
    /// Who is asked.
    pub user: UserId,
    /// When the other server does not want to hear of it any more.
    pub expires_at: Moment,
    /// What the other server is told with, as [`crate::factors::sealed`] made it.
    pub sealed: String,
    /// What it is told; `None` until somebody looked.
    pub outcome: Option<Outcome>,
    /// How often that was tried.
    pub tries: u32,
}

impl Delegation {
    /// Who alone collects what the device is asked for this question.
    #[must_use]
    pub fn holder(&self) -> String {
        holder(&self.id)
    }
}

/// Who alone collects what the device is asked for the question `id`.
#[must_use]
pub fn holder(id: &Digest) -> String {
    format!("delegate:{}", id.as_str())
}

impl Delegations<'_> {
    /// Records a question; `false` when it was asked before.
    pub async fn add(&mut self, asked: &Delegation, now: Moment) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO delegations (digest, delegate, client, user_id, holder, created_at, expires_at,
                 token, tries, next_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $6) ON CONFLICT DO NOTHING",
        )
        .bind(asked.id.as_str())
        .bind(asked.delegate.as_str())
        .bind(asked.client.as_str())
        .bind(asked.user.to_string())
        .bind(asked.holder())
        .bind(now.unix())
        .bind(asked.expires_at.unix())
        .bind(asked.sealed.as_str())
        .execute(&mut **self.0)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Questions whose servers are to be told now: somebody decided, or nobody can any more.
    pub async fn due(&mut self, now: Moment, limit: i64) -> Result<Vec<Delegation>, Error> {
        let rows = sqlx::query(
            "SELECT d.* FROM delegations d
             JOIN approvals a ON a.holder = d.holder
             WHERE d.token IS NOT NULL AND d.next_at <= $1
                 AND (a.state <> 'pending' OR a.expires_at <= $1)
             ORDER BY d.next_at LIMIT $2",
        )
        .bind(now.unix())
        .bind(limit)
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Takes a question in hand: nobody else tries before `next_at`. `false` when somebody was faster.
    pub async fn take(&mut self, asked: &Delegation, next_at: Moment) -> Result<bool, Error> {
        let taken = sqlx::query(
            "UPDATE delegations SET tries = tries + 1, next_at = $1
             WHERE digest = $2 AND tries = $3 AND token IS NOT NULL",
        )
        .bind(next_at.unix())
        .bind(asked.id.as_str())
        .bind(i64::from(asked.tries))
        .execute(&mut **self.0)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Notes what the other server is told.
    pub async fn decide(&mut self, id: &Digest, outcome: Outcome) -> Result<(), Error> {
        sqlx::query("UPDATE delegations SET outcome = $1 WHERE digest = $2")
            .bind(outcome.word())
            .bind(id.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Nobody was reached: the next try is at `next_at`.
    pub async fn again(&mut self, id: &Digest, next_at: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE delegations SET next_at = $1 WHERE digest = $2")
            .bind(next_at.unix())
            .bind(id.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// The other server was told, or never will be.
    pub async fn done(&mut self, id: &Digest) -> Result<(), Error> {
        sqlx::query("UPDATE delegations SET token = NULL WHERE digest = $1")
            .bind(id.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Forgets questions that ran out before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM delegations WHERE expires_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<Delegation, Error> {
    let outcome = row.maybe_text("outcome")?;
    let outcome = outcome.map(|word| Outcome::from_word(&word).ok_or(Error::Unreadable("outcome")));
    Ok(Delegation {
        id: Digest::from_stored(row.text("digest")?),
        delegate: row.text("delegate")?,
        client: row.text("client")?,
        user: row.parsed("user_id")?,
        expires_at: row.moment("expires_at")?,
        sealed: row.text("token")?,
        outcome: outcome.transpose()?,
        tries: u32::try_from(row.number("tries")?).map_err(|_| Error::Unreadable("tries"))?,
    })
}
