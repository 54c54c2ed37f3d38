//! Links that travel by mail, by their digests.

use authority::{
    Digest, Moment,
    link::{Kind, Link},
};
use protocol::UserId;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::links`].
pub struct Links<'a>(pub(super) &'a mut Tx);

impl Links<'_> {
    /// Adds a link to where it leads.
    pub async fn add(
        &mut self,
        kind: Kind,
        digest: &Digest,
        link: &Link,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO mail_links (digest, kind, user_id, email, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(digest.as_str())
        .bind(kind.word())
        .bind(link.user.to_string())
        .bind(link.email.as_str())
        .bind(now.unix())
        .bind(link.expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The link with this digest, whatever its state.
    pub async fn get(&mut self, kind: Kind, digest: &Digest) -> Result<Option<Link>, Error> {
        let row = sqlx::query(
            "SELECT user_id, email, expires_at, spent_at FROM mail_links
             WHERE digest = $1 AND kind = $2",
        )
        .bind(digest.as_str())
        .bind(kind.word())
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| {
            Ok(Link {
                user: row.parsed("user_id")?,
                email: row.text("email")?,
                expires_at: row.moment("expires_at")?,
                spent_at: row.maybe_moment("spent_at")?,
            })
        })
        .transpose()
    }

    /// How many links of this kind a person was sent since `moment`.
    pub async fn sent_since(
        &mut self,
        kind: Kind,
        user: UserId,
        moment: Moment,
    ) -> Result<u32, Error> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS links FROM mail_links
             WHERE user_id = $1 AND kind = $2 AND created_at > $3",
        )
        .bind(user.to_string())
        .bind(kind.word())
        .bind(moment.unix())
        .fetch_one(&mut **self.0)
        .await?;
        Ok(u32::try_from(row.number("links")?).unwrap_or(u32::MAX))
    }

    /// Uses the link; [`Error::Conflict`] when somebody else did.
    pub async fn spend(&mut self, digest: &Digest, now: Moment) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE mail_links SET spent_at = $1
             WHERE digest = $2 AND spent_at IS NULL AND expires_at > $1",
        )
        .bind(now.unix())
        .bind(digest.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Takes the power of every link of this kind that a person still holds.
    pub async fn void(&mut self, kind: Kind, user: UserId, now: Moment) -> Result<(), Error> {
        sqlx::query(
            "UPDATE mail_links SET spent_at = $1
             WHERE user_id = $2 AND kind = $3 AND spent_at IS NULL",
        )
        .bind(now.unix())
        .bind(user.to_string())
        .bind(kind.word())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Forgets links that stopped counting before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM mail_links WHERE expires_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}
