//! Roles: those somebody made on this server, and who has which.

use std::collections::BTreeSet;

use authority::{
    Moment,
    permission::{
        Principal,
        role::{OwnRoles, SUPER_ADMINISTRATOR, is_built_in},
    },
};
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, once, users::roles};
use crate::replicas::wake::Wake;

/// A role that somebody made.
#[derive(Debug, Clone)]
pub struct OwnRole {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it holds.
    pub permissions: BTreeSet<String>,
    /// When it was made.
    pub created_at: Moment,
}

/// See [`super::Work::roles`].
pub struct Roles<'a>(pub(super) &'a mut Tx);

impl Roles<'_> {
    /// Every role that somebody made, in the order of their names.
    pub async fn list(&mut self) -> Result<Vec<OwnRole>, Error> {
        let rows = sqlx::query("SELECT * FROM roles ORDER BY name")
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(read).collect()
    }

    /// What each of them holds.
    pub async fn own(&mut self) -> Result<OwnRoles, Error> {
        let roles = self.list().await?;
        Ok(roles
            .into_iter()
            .map(|role| (role.name, role.permissions))
            .collect())
    }

    /// Makes a role or changes what it holds.
    pub async fn put(&mut self, role: &OwnRole) -> Result<(), Error> {
        let permissions: Vec<&str> = role.permissions.iter().map(String::as_str).collect();
        sqlx::query(
            "INSERT INTO roles (name, description, permissions, created_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE
             SET description = excluded.description, permissions = excluded.permissions",
        )
        .bind(role.name.as_str())
        .bind(role.description.as_str())
        .bind(permissions.join(" "))
        .bind(role.created_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Removes a role and takes it from everybody; `false` when there is none.
    pub async fn remove(&mut self, name: &str) -> Result<bool, Error> {
        let gone = sqlx::query("DELETE FROM roles WHERE name = $1")
            .bind(name)
            .execute(&mut **self.0)
            .await?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM user_roles WHERE role = $1")
            .bind(name)
            .execute(&mut **self.0)
            .await?;
        Ok(true)
    }

    /// Gives a person a role; `false` when they had it, [`Error::Conflict`] when it is gone.
    pub async fn grant(&mut self, user: UserId, role: &str) -> Result<bool, Error> {
        keep(self.0, role).await?;
        let given = sqlx::query(
            "INSERT INTO user_roles (user_id, role, name_key)
             SELECT id, $2, name_key FROM users WHERE id = $1 ON CONFLICT DO NOTHING",
        )
        .bind(user.to_string())
        .bind(role)
        .execute(&mut **self.0)
        .await?;
        self.0.changed(Wake::Person(user));
        Ok(given.rows_affected() == 1)
    }

    /// Takes a role from a person; `false` when they did not have it.
    pub async fn withdraw(&mut self, user: UserId, role: &str) -> Result<bool, Error> {
        let taken = sqlx::query("DELETE FROM user_roles WHERE user_id = $1 AND role = $2")
            .bind(user.to_string())
            .bind(role)
            .execute(&mut **self.0)
            .await?;
        self.0.changed(Wake::Person(user));
        Ok(taken.rows_affected() == 1)
    }

    /// A person as the rules see them, before [`Principal::permissions`] is filled in.
    pub async fn principal(&mut self, user: UserId) -> Result<Option<Principal>, Error> {
        let row = sqlx::query(
            "SELECT u.id, u.name, u.department, u.disabled_at,
                 (SELECT string_agg(r.role, ' ') FROM user_roles r WHERE r.user_id = u.id) AS roles
             FROM users u WHERE u.id = $1",
        )
        .bind(user.to_string())
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| {
            Ok(Principal {
                id: Some(row.parsed("id")?),
                name: row.text("name")?,
                roles: roles(&row)?,
                permissions: BTreeSet::new(),
                department: row.maybe_text("department")?,
                disabled: row.maybe_moment("disabled_at")?.is_some(),
            })
        })
        .transpose()
    }

    /// Says where a person belongs.
    pub async fn set_department(
        &mut self,
        user: UserId,
        department: Option<&str>,
    ) -> Result<(), Error> {
        sqlx::query("UPDATE users SET department = $1 WHERE id = $2")
            .bind(department.map(str::to_owned))
            .bind(user.to_string())
            .execute(&mut **self.0)
            .await?;
        self.0.changed(Wake::Person(user));
        Ok(())
    }

    /// The super-administrators who can still sign in. Until the transaction ends nobody else
    /// takes that role from one of them or disables one after having asked this.
    pub async fn hold_super_administrators(&mut self) -> Result<Vec<UserId>, Error> {
        sqlx::query("UPDATE user_roles SET role = role WHERE role = $1")
            .bind(SUPER_ADMINISTRATOR)
            .execute(&mut **self.0)
            .await?;
        self.super_administrators().await
    }

    /// The super-administrators who can still sign in.
    pub async fn super_administrators(&mut self) -> Result<Vec<UserId>, Error> {
        let rows = sqlx::query(
            "SELECT u.id FROM user_roles r JOIN users u ON u.id = r.user_id
             WHERE r.role = $1 AND u.disabled_at IS NULL",
        )
        .bind(SUPER_ADMINISTRATOR)
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }
}

/// Takes a role that somebody made, so that it is not removed while somebody gets it;
/// [`Error::Conflict`] when it is gone.
pub(super) async fn keep(tx: &mut Tx, role: &str) -> Result<(), Error> {
    if is_built_in(role) {
        return Ok(());
    }
    let kept = sqlx::query("UPDATE roles SET name = name WHERE name = $1")
        .bind(role)
        .execute(&mut **tx)
        .await?;
    once(&kept)
}

fn read(row: &AnyRow) -> Result<OwnRole, Error> {
    let permissions = row.text("permissions")?;
    Ok(OwnRole {
        name: row.text("name")?,
        description: row.text("description")?,
        permissions: permissions.split_whitespace().map(str::to_owned).collect(),
        created_at: row.moment("created_at")?,
    })
}
