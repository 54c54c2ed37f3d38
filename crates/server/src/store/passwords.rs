//! What is stored of people's passwords, now and before.

use authority::Moment;
use protocol::UserId;

use super::{Columns as _, Error, Tx};

/// See [`super::Work::passwords`].
pub struct StoredPasswords<'a>(pub(super) &'a mut Tx);

impl StoredPasswords<'_> {
    /// What is stored for a person; `None` when there is no such person.
    pub async fn get(&mut self, user: UserId) -> Result<Option<String>, Error> {
        let row = sqlx::query("SELECT password FROM users WHERE id = $1")
            .bind(user.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        row.map(|row| row.text("password")).transpose()
    }

    /// Takes the person's row for the rest of the transaction; `false` when they were disabled, or when
    /// something else is stored than `password`.
    pub async fn hold(&mut self, user: UserId, password: &str) -> Result<bool, Error> {
        let held = sqlx::query(
            "UPDATE users SET password = password
             WHERE id = $1 AND password = $2 AND disabled_at IS NULL",
        )
        .bind(user.to_string())
        .bind(password)
        .execute(&mut **self.0)
        .await?;
        Ok(held.rows_affected() == 1)
    }

    /// Gives a person a new password. The old one is remembered among the latest `remember`.
    pub async fn replace(
        &mut self,
        user: UserId,
        password: &str,
        remember: u32,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO password_history (user_id, password, replaced_at)
             SELECT id, password, $1 FROM users WHERE id = $2
             ON CONFLICT (user_id, password) DO NOTHING",
        )
        .bind(now.unix())
        .bind(user.to_string())
        .execute(&mut **self.0)
        .await?;
        sqlx::query(
            "UPDATE users SET password = $1, password_kind = NULL, password_changed_at = $3
             WHERE id = $2",
        )
        .bind(password)
        .bind(user.to_string())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        sqlx::query(
            "DELETE FROM password_history WHERE user_id = $1 AND password NOT IN
                 (SELECT password FROM password_history WHERE user_id = $1
                  ORDER BY replaced_at DESC, password LIMIT $2)",
        )
        .bind(user.to_string())
        .bind(i64::from(remember))
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Stores the same password hashed more strongly, unless it was replaced in the meantime.
    pub async fn strengthen(
        &mut self,
        user: UserId,
        before: &str,
        after: &str,
    ) -> Result<(), Error> {
        sqlx::query(
            "UPDATE users SET password = $1, password_kind = NULL WHERE id = $2 AND password = $3",
        )
        .bind(after)
        .bind(user.to_string())
        .bind(before)
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The latest `count` passwords of a person before the present one.
    pub async fn earlier(&mut self, user: UserId, count: u32) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(
            "SELECT password FROM password_history WHERE user_id = $1
             ORDER BY replaced_at DESC, password LIMIT $2",
        )
        .bind(user.to_string())
        .bind(i64::from(count))
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(|row| row.text("password")).collect()
    }

    /// The foreign schemes that somebody's password may still be hashed by, in alphabetical order.
    pub async fn kinds(&mut self) -> Result<Vec<String>, Error> {
        let rows = sqlx::query("SELECT kind FROM password_kinds ORDER BY kind")
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(|row| row.text("kind")).collect()
    }

    /// Notes that somebody's password is hashed by this foreign scheme.
    pub async fn add_kind(&mut self, kind: &str) -> Result<(), Error> {
        sqlx::query("INSERT INTO password_kinds (kind) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(kind)
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Forgets foreign schemes that nobody's password is hashed by any more.
    pub async fn forget_kinds(&mut self) -> Result<u64, Error> {
        let gone = sqlx::query(
            "DELETE FROM password_kinds WHERE NOT EXISTS
                 (SELECT 1 FROM users WHERE users.password_kind = password_kinds.kind)",
        )
        .execute(&mut **self.0)
        .await?;
        Ok(gone.rows_affected())
    }
}
