//! Keys for programs. The key itself is never stored, only its digest.

use authority::{
    Digest, Moment,
    api_key::{ApiKey, Kind},
    scope::Scopes,
};
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx};

/// A key as it is stored.
#[derive(Debug, Clone)]
pub struct KeyOf {
    /// Chosen by chance.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The first and last letters, to recognise it by.
    pub hint: String,
    /// What it is good for and for how long.
    pub key: ApiKey,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Moment,
    /// When it was last used, to ten minutes.
    pub last_used_at: Option<Moment>,
    /// The key that took over.
    pub replaced_by: Option<String>,
}

/// See [`super::Work::api_keys`].
pub struct ApiKeys<'a>(pub(super) &'a mut Tx);

impl ApiKeys<'_> {
    /// Adds a key.
    pub async fn add(&mut self, key: &KeyOf, digest: &Digest) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO api_keys
                 (id, user_id, kind, name, hint, digest, scopes, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(key.id.as_str())
        .bind(key.user.to_string())
        .bind(key.key.kind.word())
        .bind(key.name.as_str())
        .bind(key.hint.as_str())
        .bind(digest.as_str())
        .bind(key.scopes.to_string())
        .bind(key.created_at.unix())
        .bind(key.key.expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The key that was presented, whatever its state.
    pub async fn by_digest(&mut self, digest: &Digest) -> Result<Option<KeyOf>, Error> {
        let row = sqlx::query("SELECT * FROM api_keys WHERE digest = $1")
            .bind(digest.as_str())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The key with this id, whatever its state.
    pub async fn get(&mut self, id: &str) -> Result<Option<KeyOf>, Error> {
        let row = sqlx::query("SELECT * FROM api_keys WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Keys of a person that still pass, the latest made first, from behind `after` on.
    pub async fn list(
        &mut self,
        user: UserId,
        after: Option<(i64, String)>,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<KeyOf>, Error> {
        let (created, id) = after.unwrap_or((i64::MAX, String::new()));
        let rows = sqlx::query(
            "SELECT * FROM api_keys
             WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
                 AND created_at <= $3 AND (created_at < $3 OR id < $4)
             ORDER BY created_at DESC, id DESC LIMIT $5",
        )
        .bind(user.to_string())
        .bind(now.unix())
        .bind(created)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(read).collect()
    }

    /// How many keys of a person still pass.
    pub async fn count(&mut self, user: UserId, now: Moment) -> Result<i64, Error> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS keys FROM api_keys
             WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2",
        )
        .bind(user.to_string())
        .bind(now.unix())
        .fetch_one(&mut **self.0)
        .await?;
        row.number("keys")
    }

    /// Notes the client through which a key was made.
    pub async fn made_through(&mut self, id: &str, client: &str) -> Result<(), Error> {
        sqlx::query("UPDATE api_keys SET client_id = $1 WHERE id = $2")
            .bind(client)
            .bind(id)
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Revokes the keys that a person made through a client.
    pub async fn revoke_made_through(
        &mut self,
        client: &str,
        user: UserId,
        now: Moment,
    ) -> Result<u64, Error> {
        let revoked = sqlx::query(
            "UPDATE api_keys SET revoked_at = $1
             WHERE client_id = $2 AND user_id = $3 AND revoked_at IS NULL AND expires_at > $1",
        )
        .bind(now.unix())
        .bind(client)
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(revoked.rows_affected())
    }

    /// Notes that a key was used.
    pub async fn note_use(&mut self, id: &str, now: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE api_keys SET last_used_at = $1 WHERE id = $2")
            .bind(now.unix())
            .bind(id)
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Lets `by` take over from a key that still passes, which ends at `ends` at the latest; `false`
    /// when it ended or another took over before.
    pub async fn replace(
        &mut self,
        id: &str,
        by: &str,
        ends: Moment,
        now: Moment,
    ) -> Result<bool, Error> {
        // It goes on ending with the client through which the first of them was made.
        sqlx::query(
            "UPDATE api_keys SET client_id =
                 (SELECT o.client_id FROM api_keys o WHERE o.id = $1) WHERE id = $2",
        )
        .bind(id)
        .bind(by)
        .execute(&mut **self.0)
        .await?;
        let replaced = sqlx::query(
            "UPDATE api_keys SET replaced_by = $1,
                 expires_at = CASE WHEN expires_at < $2 THEN expires_at ELSE $2 END
             WHERE id = $3 AND replaced_by IS NULL AND revoked_at IS NULL AND expires_at > $4",
        )
        .bind(by)
        .bind(ends.unix())
        .bind(id)
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(replaced.rows_affected() == 1)
    }

    /// Revokes a key; `false` when it had ended.
    pub async fn revoke(&mut self, id: &str, now: Moment) -> Result<bool, Error> {
        let revoked = sqlx::query(
            "UPDATE api_keys SET revoked_at = $1
             WHERE id = $2 AND revoked_at IS NULL AND expires_at > $1",
        )
        .bind(now.unix())
        .bind(id)
        .execute(&mut **self.0)
        .await?;
        Ok(revoked.rows_affected() == 1)
    }

    /// Revokes every key of a person, and counts them.
    pub async fn revoke_all(&mut self, user: UserId, now: Moment) -> Result<u64, Error> {
        let revoked = sqlx::query(
            "UPDATE api_keys SET revoked_at = $1
             WHERE user_id = $2 AND revoked_at IS NULL AND expires_at > $1",
        )
        .bind(now.unix())
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(revoked.rows_affected())
    }

    /// Forgets keys that ended before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM api_keys WHERE expires_at < $1 OR revoked_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<KeyOf, Error> {
    Ok(KeyOf {
        id: row.text("id")?,
        user: row.parsed("user_id")?,
        name: row.text("name")?,
        hint: row.text("hint")?,
        key: ApiKey {
            kind: Kind::from_word(&row.text("kind")?).ok_or(Error::Unreadable("kind"))?,
            expires_at: row.moment("expires_at")?,
            revoked_at: row.maybe_moment("revoked_at")?,
        },
        scopes: Scopes::parse(&row.text("scopes")?),
        created_at: row.moment("created_at")?,
        last_used_at: row.maybe_moment("last_used_at")?,
        replaced_by: row.maybe_text("replaced_by")?,
    })
}
