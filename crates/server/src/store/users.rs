//! People.

use authority::Moment;
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx};

/// A person who may sign in.
#[derive(Debug, Clone)]
pub struct User {
    /// The subject of their tokens.
    pub id: UserId,
    /// The name they sign in with.
    pub name: String,
    /// Their mail address.
    pub email: String,
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
    /// What [`crate::passwords`] made of their password.
    pub password: &'a str,
}

/// See [`super::Work::users`].
pub struct Users<'a>(pub(super) &'a mut Tx);

impl Users<'_> {
    /// Adds a person. `false` when somebody has that name.
    pub async fn add(&mut self, user: &NewUser<'_>, now: Moment) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO users (id, name, name_folded, email, password, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name_folded) DO NOTHING",
        )
        .bind(user.id.to_string())
        .bind(user.name)
        .bind(folded(user.name))
        .bind(user.email)
        .bind(user.password)
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        for role in user.roles {
            sqlx::query(
                "INSERT INTO user_roles (user_id, role) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            )
            .bind(user.id.to_string())
            .bind(role.as_str())
            .execute(&mut **self.0)
            .await?;
        }
        Ok(true)
    }

    /// The person with this id.
    pub async fn get(&mut self, id: UserId) -> Result<Option<User>, Error> {
        let row = sqlx::query("SELECT * FROM users WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        self.with_roles(row).await
    }

    /// The person who signs in with this name, in any case of letters, and their stored password.
    pub async fn by_name(&mut self, name: &str) -> Result<Option<(User, String)>, Error> {
        let row = sqlx::query("SELECT * FROM users WHERE name_folded = $1")
            .bind(folded(name))
            .fetch_optional(&mut **self.0)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let password = row.text("password")?;
        Ok(self
            .with_roles(Some(row))
            .await?
            .map(|user| (user, password)))
    }

    /// Everybody, in the order of their names.
    pub async fn list(&mut self) -> Result<Vec<User>, Error> {
        let rows = sqlx::query("SELECT * FROM users ORDER BY name_folded")
            .fetch_all(&mut **self.0)
            .await?;
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            users.extend(self.with_roles(Some(row)).await?);
        }
        Ok(users)
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
        Ok(disabled.rows_affected() == 1)
    }

    /// Replaces the stored password of a person.
    pub async fn set_password(&mut self, id: UserId, password: &str) -> Result<(), Error> {
        sqlx::query("UPDATE users SET password = $1 WHERE id = $2")
            .bind(password)
            .bind(id.to_string())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    async fn with_roles(&mut self, row: Option<AnyRow>) -> Result<Option<User>, Error> {
        let Some(row) = row else { return Ok(None) };
        let roles = sqlx::query("SELECT role FROM user_roles WHERE user_id = $1 ORDER BY role")
            .bind(row.text("id")?)
            .fetch_all(&mut **self.0)
            .await?;
        Ok(Some(User {
            id: row.parsed("id")?,
            name: row.text("name")?,
            email: row.text("email")?,
            roles: roles
                .iter()
                .map(|role| role.text("role"))
                .collect::<Result<_, _>>()?,
            created_at: row.moment("created_at")?,
            disabled_at: row.maybe_moment("disabled_at")?,
        }))
    }
}

/// The spelling by which names are told apart.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
