//! What people linked to their accounts.

use authority::{Moment, upstream::Identity};
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, can_be_stored};

/// What a person is at another server.
#[derive(Debug, Clone)]
pub struct Link {
    /// Chosen by chance.
    pub id: String,
    /// Whose account it leads into.
    pub user: UserId,
    /// The other server, as the configuration calls it.
    pub upstream: String,
    /// How the person recognises it.
    pub label: String,
    /// When it was last used.
    pub last_used_at: Option<Moment>,
}

/// See [`super::Work::upstreams`].
pub struct Upstreams<'a>(pub(super) &'a mut Tx);

impl Upstreams<'_> {
    /// The link of `identity` at `upstream`.
    pub async fn find(
        &mut self,
        upstream: &str,
        identity: &Identity,
    ) -> Result<Option<Link>, Error> {
        self.of_subject(upstream, &identity.issuer, &identity.subject)
            .await
    }

    /// The link of whoever `issuer` calls `subject`, at `upstream`.
    pub async fn of_subject(
        &mut self,
        upstream: &str,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Link>, Error> {
        if !can_be_stored(subject) || !can_be_stored(issuer) {
            return Ok(None);
        }
        let row = sqlx::query(
            "SELECT * FROM upstream_links WHERE upstream = $1 AND issuer = $2 AND subject = $3",
        )
        .bind(upstream)
        .bind(issuer)
        .bind(subject)
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Links `identity` to an account; `false` when it is linked to one already.
    pub async fn add(
        &mut self,
        id: &str,
        user: UserId,
        upstream: &str,
        identity: &Identity,
        now: Moment,
    ) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO upstream_links (id, user_id, upstream, issuer, subject, label, linked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (upstream, issuer, subject) DO NOTHING",
        )
        .bind(id)
        .bind(user.to_string())
        .bind(upstream)
        .bind(identity.issuer.as_str())
        .bind(identity.subject.as_str())
        .bind(identity.label())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Notes that a link was used, and how its owner recognises it today.
    pub async fn used(&mut self, id: &str, label: &str, now: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE upstream_links SET last_used_at = $1, label = $2 WHERE id = $3")
            .bind(now.unix())
            .bind(label)
            .bind(id)
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Everything that a person linked, the oldest first.
    pub async fn of(&mut self, user: UserId) -> Result<Vec<Link>, Error> {
        let rows =
            sqlx::query("SELECT * FROM upstream_links WHERE user_id = $1 ORDER BY linked_at, id")
                .bind(user.to_string())
                .fetch_all(&mut **self.0)
                .await?;
        rows.iter().map(read).collect()
    }

    /// Takes a link of this person away; `false` when there is no such link.
    pub async fn remove(&mut self, user: UserId, id: &str) -> Result<bool, Error> {
        let removed = sqlx::query("DELETE FROM upstream_links WHERE id = $1 AND user_id = $2")
            .bind(id)
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(removed.rows_affected() == 1)
    }
}

fn read(row: &AnyRow) -> Result<Link, Error> {
    Ok(Link {
        id: row.text("id")?,
        user: row.parsed("user_id")?,
        upstream: row.text("upstream")?,
        label: row.text("label")?,
        last_used_at: row.maybe_moment("last_used_at")?,
    })
}
