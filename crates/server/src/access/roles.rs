//! What whoever runs the server does to roles.

use protocol::shown;
use std::collections::BTreeSet;

use authority::{
    Moment,
    audit::Event,
    permission::{
        Action,
        role::{self, SUPER_ADMINISTRATOR},
    },
};

use crate::{
    Server,
    store::{self, OwnRole, User, Work},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name cannot be one.
    #[error("a role's name has 2 to 40 of a-z, 0-9 and -, and begins with a letter")]
    BadName,
    /// The description cannot be one.
    #[error("a role's description has 1 to 200 characters, and no control marks")]
    BadDescription,
    /// Every server has that role, and what it holds does not change.
    #[error("every server has the role {0}, and what it holds does not change")]
    BuiltIn(String),
    /// Nothing like that can be permitted.
    #[error("there is no permission {0}")]
    NoSuchPermission(String),
    /// Nobody made such a role.
    #[error("there is no role {0}")]
    NoSuchRole(String),
    /// Nobody has that name.
    #[error("there is nobody called {0}")]
    NoSuchUser(String),
    /// Then nobody could decide any more what the others may do.
    #[error("{0} is the last super-administrator and stays one")]
    LastSuperAdministrator(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A role of one's own, checked.
///
/// # Errors
///
/// What is wrong with it.
pub fn check(
    name: &str,
    description: &str,
    permissions: BTreeSet<String>,
    now: Moment,
) -> Result<OwnRole, Error> {
    if role::is_built_in(name) {
        return Err(Error::BuiltIn(name.to_owned()));
    }
    if !role::is_name(name) {
        return Err(Error::BadName);
    }
    let description = shown(description, 200)
        .filter(|shown| shown == description)
        .ok_or(Error::BadDescription)?;
    let unknown = permissions
        .iter()
        .find(|name| !Action::from_name(name).is_some_and(Action::is_administration));
    if let Some(unknown) = unknown {
        return Err(Error::NoSuchPermission(unknown.clone()));
    }
    Ok(OwnRole {
        name: name.to_owned(),
        description,
        permissions,
        created_at: now,
    })
}

impl Server {
    /// Makes a role or changes what it holds.
    ///
    /// # Errors
    ///
    /// As [`check`].
    pub async fn put_role(
        &self,
        name: &str,
        description: &str,
        permissions: BTreeSet<String>,
    ) -> Result<OwnRole, Error> {
        let now = self.now();
        let role = check(name, description, permissions, now)?;
        let mut work = self.store().begin().await?;
        work.roles().put(&role).await?;
        record(&mut work, now, "role.changed", name, "").await?;
        work.commit().await?;
        Ok(role)
    }

    /// The roles that somebody made.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn list_roles(&self) -> Result<Vec<OwnRole>, Error> {
        Ok(self.store().look().await?.roles().list().await?)
    }

    /// The first of `roles` that nobody can have.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRole`] names it.
    pub async fn check_roles(&self, roles: &[String]) -> Result<(), Error> {
        let own = self.store().look().await?.roles().own().await?;
        let known = |name: &String| {
            name != role::ANONYMOUS && (role::is_built_in(name) || own.contains_key(name))
        };
        match roles.iter().find(|name| !known(name)) {
            None => Ok(()),
            Some(name) => Err(Error::NoSuchRole(name.clone())),
        }
    }

    /// Gives a person a role; `false` when they had it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRole`] or [`Error::NoSuchUser`].
    pub async fn grant_role(&self, name: &str, role: &str) -> Result<bool, Error> {
        self.check_roles(&[role.to_owned()]).await?;
        let mut work = self.store().begin().await?;
        let user = find(&mut work, name).await?;
        if !work.roles().grant(user.id, role).await? {
            return Ok(false);
        }
        let subject = user.id.to_string();
        record(&mut work, self.now(), "role.granted", &subject, role).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Takes a role from a person; `false` when they did not have it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`] or [`Error::LastSuperAdministrator`].
    pub async fn withdraw_role(&self, name: &str, role: &str) -> Result<bool, Error> {
        let mut work = self.store().begin().await?;
        let user = find(&mut work, name).await?;
        if role == SUPER_ADMINISTRATOR {
            stays(&mut work, &user).await?;
        }
        if !work.roles().withdraw(user.id, role).await? {
            return Ok(false);
        }
        let subject = user.id.to_string();
        record(&mut work, self.now(), "role.withdrawn", &subject, role).await?;
        work.commit().await?;
        Ok(true)
    }
}

/// Refuses when this person is the only super-administrator who can still sign in.
pub(crate) async fn stays(work: &mut Work, user: &User) -> Result<(), Error> {
    if work.roles().hold_super_administrators().await? == [user.id] {
        return Err(Error::LastSuperAdministrator(user.name.clone()));
    }
    Ok(())
}

async fn find(work: &mut Work, name: &str) -> Result<User, Error> {
    let found = work.users().by_name(name).await?;
    found
        .map(|(user, _)| user)
        .ok_or_else(|| Error::NoSuchUser(name.to_owned()))
}

async fn record(
    work: &mut Work,
    now: Moment,
    action: &'static str,
    subject: &str,
    detail: &str,
) -> Result<(), Error> {
    let event = Event::new(now, "operator", action, subject).with(detail);
    Ok(work.audit().append(&event).await?)
}
