//! Second factors of people, and their recovery codes.

use authority::{Moment, factor::Kind};
use protocol::{FactorId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once};

/// A second factor.
#[derive(Debug, Clone)]
pub struct Factor {
    /// Chosen by chance.
    pub id: FactorId,
    /// Whose.
    pub user: UserId,
    /// What it is.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: String,
    /// Its secret, as [`crate::keys::sealing`] made it.
    pub sealed: String,
    /// What may exist once; [`Factor::handle_of`] for kinds of which a person has one.
    pub handle: String,
    /// The last accepted step of time, or the count of signatures.
    pub counter: i64,
    /// When it was enrolled.
    pub created_at: Moment,
    /// When it was last passed.
    pub last_used_at: Option<Moment>,
}

impl Factor {
    /// The handle of the one factor of this kind that a person may have.
    #[must_use]
    pub fn handle_of(user: UserId, kind: Kind) -> String {
        format!("{user}/{}", kind.word())
    }
}

/// See [`super::Work::factors`].
pub struct Factors<'a>(pub(super) &'a mut Tx);

impl Factors<'_> {
    /// Adds a factor; `false` when there is one with its handle.
    pub async fn add(&mut self, factor: &Factor) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO factors (id, user_id, kind, name, sealed, handle, counter, created_at, last_used_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (handle) DO NOTHING",
        )
        .bind(factor.id.to_string())
        .bind(factor.user.to_string())
        .bind(factor.kind.word())
        .bind(factor.name.as_str())
        .bind(factor.sealed.as_str())
        .bind(factor.handle.as_str())
        .bind(factor.counter)
        .bind(factor.created_at.unix())
        .bind(factor.last_used_at.map(Moment::unix))
        .execute(&mut **self.0)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Everything that a person enrolled, the oldest first.
    pub async fn of(&mut self, user: UserId) -> Result<Vec<Factor>, Error> {
        let rows = sqlx::query("SELECT * FROM factors WHERE user_id = $1 ORDER BY created_at, id")
            .bind(user.to_string())
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(read).collect()
    }

    /// The factor with this handle.
    pub async fn by_handle(&mut self, handle: &str) -> Result<Option<Factor>, Error> {
        let row = sqlx::query("SELECT * FROM factors WHERE handle = $1")
            .bind(handle)
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Notes that a factor was passed and moves its counter up; [`Error::Conflict`] when the counter is
    /// there already, so of two equal codes one is accepted.
    pub async fn advance(&mut self, id: FactorId, counter: i64, now: Moment) -> Result<(), Error> {
        let moved = sqlx::query(
            "UPDATE factors SET counter = $1, last_used_at = $2 WHERE id = $3 AND counter < $1",
        )
        .bind(counter)
        .bind(now.unix())
        .bind(id.to_string())
        .execute(&mut **self.0)
        .await?;
        once(&moved)
    }

    /// Notes that a passkey was used, what it looks like from now on, and its count of signatures; `false`
    /// when that count does not grow, as a copy of the key would bring it. Keys that live on several
    /// devices count nothing and always say 0.
    pub async fn count_up(
        &mut self,
        id: FactorId,
        sealed: &str,
        counter: i64,
        now: Moment,
    ) -> Result<bool, Error> {
        let noted = sqlx::query(
            "UPDATE factors SET last_used_at = $1, sealed = $2, counter = $3
             WHERE id = $4 AND (counter < $3 OR (counter = 0 AND $3 = 0))",
        )
        .bind(now.unix())
        .bind(sealed)
        .bind(counter)
        .bind(id.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// Notes that a factor was passed that counts nothing.
    pub async fn used(&mut self, id: FactorId, now: Moment) -> Result<(), Error> {
        sqlx::query("UPDATE factors SET last_used_at = $1 WHERE id = $2")
            .bind(now.unix())
            .bind(id.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Gives a factor of this person another name; `false` when there is no such factor.
    pub async fn rename(&mut self, user: UserId, id: FactorId, name: &str) -> Result<bool, Error> {
        let renamed = sqlx::query("UPDATE factors SET name = $1 WHERE id = $2 AND user_id = $3")
            .bind(name)
            .bind(id.to_string())
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(renamed.rows_affected() == 1)
    }

    /// Takes a factor of this person away; `false` when there is no such factor.
    pub async fn remove(&mut self, user: UserId, id: FactorId) -> Result<bool, Error> {
        let removed = sqlx::query("DELETE FROM factors WHERE id = $1 AND user_id = $2")
            .bind(id.to_string())
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(removed.rows_affected() == 1)
    }

    /// Takes everything away that a person enrolled, recovery codes included, and counts the factors.
    pub async fn remove_all(&mut self, user: UserId) -> Result<u64, Error> {
        let removed = sqlx::query("DELETE FROM factors WHERE user_id = $1")
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        self.replace_recovery(user, &[], Moment::from_unix(0))
            .await?;
        Ok(removed.rows_affected())
    }

    /// Takes the person's row for the rest of the transaction, so that their factors are changed by one
    /// at a time.
    pub async fn lock(&mut self, user: UserId) -> Result<(), Error> {
        sqlx::query("UPDATE users SET name = name WHERE id = $1")
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Puts these recovery codes, by their keyed hashes, in the place of all others.
    pub async fn replace_recovery(
        &mut self,
        user: UserId,
        digests: &[String],
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1")
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        for digest in digests {
            sqlx::query(
                "INSERT INTO recovery_codes (digest, user_id, created_at) VALUES ($1, $2, $3)",
            )
            .bind(digest.as_str())
            .bind(user.to_string())
            .bind(now.unix())
            .execute(&mut **self.0)
            .await?;
        }
        Ok(())
    }

    /// Spends a recovery code; `false` when the person has no such code, or no longer.
    pub async fn spend_recovery(&mut self, user: UserId, digest: &str) -> Result<bool, Error> {
        let spent = sqlx::query("DELETE FROM recovery_codes WHERE digest = $1 AND user_id = $2")
            .bind(digest)
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(spent.rows_affected() == 1)
    }

    /// How many recovery codes a person has left.
    pub async fn recovery_left(&mut self, user: UserId) -> Result<usize, Error> {
        let row =
            sqlx::query("SELECT COUNT(*) AS left_over FROM recovery_codes WHERE user_id = $1")
                .bind(user.to_string())
                .fetch_one(&mut **self.0)
                .await?;
        usize::try_from(row.number("left_over")?).map_err(|_| Error::Unreadable("left_over"))
    }
}

fn read(row: &AnyRow) -> Result<Factor, Error> {
    Ok(Factor {
        id: row.parsed("id")?,
        user: row.parsed("user_id")?,
        kind: Kind::from_word(&row.text("kind")?).ok_or(Error::Unreadable("kind"))?,
        name: row.text("name")?,
        sealed: row.text("sealed")?,
        handle: row.text("handle")?,
        counter: row.number("counter")?,
        created_at: row.moment("created_at")?,
        last_used_at: row.maybe_moment("last_used_at")?,
    })
}
