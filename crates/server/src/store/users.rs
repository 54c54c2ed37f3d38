//! People.

use authority::Moment;
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, can_be_stored, roles::keep, user_search};
use crate::replicas::wake::Wake;

/// A person who may sign in.
#[derive(Debug, Clone)]
pub struct User {
    /// The subject of their tokens.
    pub id: UserId,
    /// The name they sign in with.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// When they showed that this address is theirs.
    pub email_verified_at: Option<Moment>,
    /// What they may do, as in `administrator`, in alphabetical order.
    pub roles: Vec<String>,
    /// When they were added.
    pub created_at: Moment,
    /// When an administrator disabled them.
    pub disabled_at: Option<Moment>,
}

/// A person to add.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// Chosen by chance.
    pub id: UserId,
    /// The name they will sign in with.
    pub name: &'a str,
    /// Their mail address.
    pub email: &'a str,
    /// What they may do.
    pub roles: &'a [String],
    /// Whether somebody vouches that the address is theirs.
    pub email_verified: bool,
    /// What [`crate::passwords`] made of their password.
    pub password: &'a str,
    /// The foreign scheme that it is hashed by, if it is.
    pub password_kind: Option<&'a str>,
}

/// See [`super::Work::users`].
pub struct Users<'a>(pub(super) &'a mut Tx);

impl Users<'_> {
    /// Adds a person. `false` when somebody has that name, [`Error::Conflict`] when a role is gone.
    pub async fn add(&mut self, user: &NewUser<'_>, now: Moment) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO users (id, name, name_folded, email, password, created_at, name_key,
                  email_key, email_verified_at, password_kind)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (name_folded) DO NOTHING",
        )
        .bind(user.id.to_string())
        .bind(user.name)
        .bind(folded(user.name))
        .bind(user.email)
        .bind(user.password)
        .bind(now.unix())
        .bind(user_search::key(user.name))
        .bind(user_search::key(user.email))
        .bind(user.email_verified.then_some(now.unix()))
        .bind(user.password_kind.map(str::to_owned))
        .execute(&mut **self.0)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        for role in user.roles {
            keep(self.0, role).await?;
            sqlx::query(
                "INSERT INTO user_roles (user_id, role, name_key) VALUES ($1, $2, $3)
                 ON CONFLICT DO NOTHING",
            )
            .bind(user.id.to_string())
            .bind(role.as_str())
            .bind(user_search::key(user.name))
            .execute(&mut **self.0)
            .await?;
        }
        Ok(true)
    }

    /// The person with this id.
    pub async fn get(&mut self, id: UserId) -> Result<Option<User>, Error> {
        let row = sqlx::query(SELECT_BY_ID)
            .bind(id.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The person who signs in with this name, in any case of letters, and their stored password.
    pub async fn by_name(&mut self, name: &str) -> Result<Option<(User, String)>, Error> {
        if !can_be_stored(name) {
            return Ok(None);
        }
        let row = sqlx::query(SELECT_BY_NAME)
            .bind(folded(name))
            .fetch_optional(&mut **self.0)
            .await?;
        row.map(|row| Ok((read(&row)?, row.text("password")?)))
            .transpose()
    }

    /// People with this mail address, in any case of letters, at most `limit`.
    pub async fn by_email(&mut self, email: &str, limit: u32) -> Result<Vec<User>, Error> {
        if !can_be_stored(email) {
            return Ok(Vec::new());
        }
        let rows = sqlx::query(SELECT_BY_EMAIL)
            .bind(email)
            .bind(i64::from(limit))
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Gives a person the address `email`, which they just showed to be theirs.
    pub async fn set_email(&mut self, id: UserId, email: &str, now: Moment) -> Result<(), Error> {
        sqlx::query(
            "UPDATE users SET email = $1, email_key = $2, email_verified_at = $3 WHERE id = $4",
        )
        .bind(email)
        .bind(user_search::key(email))
        .bind(now.unix())
        .bind(id.to_string())
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Person(id));
        Ok(())
    }

    /// Everybody, in the order of their names.
    pub async fn list(&mut self) -> Result<Vec<User>, Error> {
        let rows = sqlx::query(SELECT_ALL).fetch_all(&mut **self.0).await?;
        rows.iter().map(read).collect()
    }

    /// Takes the person's row for the rest of the transaction; `false` when they may not sign in.
    pub async fn hold(&mut self, id: UserId) -> Result<bool, Error> {
        let held =
            sqlx::query("UPDATE users SET name = name WHERE id = $1 AND disabled_at IS NULL")
                .bind(id.to_string())
                .execute(&mut **self.0)
                .await?;
        Ok(held.rows_affected() == 1)
    }

    /// Takes the person's right to sign in away; `false` when it was taken before. The caller ends
    /// their sessions in the same transaction.
    pub async fn disable(&mut self, id: UserId, now: Moment) -> Result<bool, Error> {
        let disabled =
            sqlx::query("UPDATE users SET disabled_at = $1 WHERE id = $2 AND disabled_at IS NULL")
                .bind(now.unix())
                .bind(id.to_string())
                .execute(&mut **self.0)
                .await?;
        self.0.changed(Wake::Person(id));
        Ok(disabled.rows_affected() == 1)
    }

    /// Gives the person's right to sign in back; `false` when they had it.
    pub async fn enable(&mut self, id: UserId) -> Result<bool, Error> {
        let enabled = sqlx::query(
            "UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL",
        )
        .bind(id.to_string())
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Person(id));
        Ok(enabled.rows_affected() == 1)
    }
}

/// The columns that [`read`] wants; the roles as one text, so that a person is one row.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.name, u.email, u.email_verified_at, u.password, u.created_at, u.disabled_at,
                 (SELECT string_agg(r.role, ' ') FROM user_roles r WHERE r.user_id = u.id) AS roles
             FROM users u ",
            $rest
        )
    };
}

const SELECT_BY_ID: &str = select!("WHERE u.id = $1");
const SELECT_BY_NAME: &str = select!("WHERE u.name_folded = $1");
const SELECT_BY_EMAIL: &str =
    select!("WHERE lower(u.email) = lower($1) ORDER BY u.name_folded LIMIT $2");
const SELECT_ALL: &str = select!("ORDER BY u.name_folded");

fn read(row: &AnyRow) -> Result<User, Error> {
    Ok(User {
        id: row.parsed("id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        email_verified_at: row.maybe_moment("email_verified_at")?,
        roles: roles(row)?,
        created_at: row.moment("created_at")?,
        disabled_at: row.maybe_moment("disabled_at")?,
    })
}

/// The roles in the column of that name, in alphabetical order.
pub(super) fn roles(row: &AnyRow) -> Result<Vec<String>, Error> {
    let text = row.maybe_text("roles")?.unwrap_or_default();
    let mut roles: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    roles.sort_unstable();
    Ok(roles)
}

/// The spelling by which names are told apart.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
