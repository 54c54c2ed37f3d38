//! What is done to people: by whoever runs the server, by administrators, and by the links that people
//! are sent.

pub(crate) mod links;

use std::fmt::Display;

use authority::{audit::Event, link::Kind};
use protocol::{Ended, UserId, shown};
use zeroize::Zeroizing;

use crate::{
    Server,
    access::roles,
    mail,
    passwords::{
        self, Foreign, MOST_KINDS, NO_PASSWORD, Unfit,
        change::{self, By},
        rules::Weak,
    },
    state::NoChance,
    store::{self, Ending, NewUser, User},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Somebody has that name.
    #[error("there is already somebody called {0}")]
    NameTaken(String),
    /// Nobody has that name.
    #[error("there is nobody called {0}")]
    NoSuchUser(String),
    /// The name cannot be one.
    #[error("a name has 1 to 80 characters, and no control marks or spaces around it")]
    BadName,
    /// The department cannot be one.
    #[error("a department has 1 to 80 characters, and no control marks")]
    BadDepartment,
    /// Something about a role.
    #[error(transparent)]
    Roles(#[from] roles::Error),
    /// The mail address cannot be one.
    #[error("that is not a mail address")]
    BadEmail,
    /// The password is too short, too long or too easy to guess.
    #[error(transparent)]
    BadPassword(#[from] Weak),
    /// The password was hashed elsewhere in a way that cannot be taken in.
    #[error(transparent)]
    BadHash(#[from] Unfit),
    /// Passwords of this kind cannot be taken in beside those that are here.
    #[error(
        "the passwords of {MOST_KINDS} other kinds of hashes are here already, and every sign-in \
         does the work of each"
    )]
    TooManyKinds,
    /// The confirmation of the mail address could not be handed in.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// The password queue refused.
    #[error(transparent)]
    Passwords(#[from] passwords::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The system has no randomness to give.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Who acts in the log when whoever runs the server does.
pub(crate) const OPERATOR: &str = "operator";

/// A person to add.
#[derive(Debug)]
pub struct NewPerson<'a> {
    /// Who adds them, for the log.
    pub actor: &'a str,
    /// The name they will sign in with.
    pub name: &'a str,
    /// Their mail address.
    pub email: &'a str,
    /// Their roles, which exist.
    pub roles: &'a [String],
    /// Where they belong.
    pub department: Option<&'a str>,
    /// Their password; `None`: they choose one by a link.
    pub password: Option<Zeroizing<String>>,
}

/// A person who comes from another program, with the hash that it made of their password.
#[derive(Debug, Clone, Default)]
pub struct Adopted {
    /// The name they will sign in with.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Whether that program knows that the address is theirs.
    pub email_verified: bool,
    /// What they may do.
    pub roles: Vec<String>,
    /// The hash as that program wrote it; without one they choose a password by a link.
    pub password_hash: Option<String>,
}

impl From<change::Error> for Error {
    fn from(error: change::Error) -> Self {
        match error {
            change::Error::Weak(weak) => Self::BadPassword(weak),
            change::Error::Passwords(error) => Self::Passwords(error),
            change::Error::Store(error) => Self::Store(error),
            change::Error::Chance(error) => Self::Chance(error),
        }
    }
}

impl Server {
    /// Adds a person who can sign in at once.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`], or what is wrong with name, mail address or password.
    pub async fn add_user(
        &self,
        name: &str,
        email: &str,
        roles: &[String],
        password: Zeroizing<String>,
    ) -> Result<UserId, Error> {
        self.add_person(NewPerson {
            actor: OPERATOR,
            name,
            email,
            roles,
            department: None,
            password: Some(password),
        })
        .await
    }

    /// Adds a person, who can sign in at once or once they have chosen a password.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`], or what is wrong with name, mail address, department or password.
    pub async fn add_person(&self, new: NewPerson<'_>) -> Result<UserId, Error> {
        let NewPerson {
            actor,
            name,
            email,
            roles,
            department,
            password,
        } = new;
        check(name, email)?;
        if let Some(text) = department
            && shown(text, 80).as_deref() != Some(text)
        {
            return Err(Error::BadDepartment);
        }
        let password = match password {
            Some(password) => {
                self.weigh_password(&password, &[name, email], None).await?;
                self.passwords().hash(password, self.draw()?).await?
            }
            None => NO_PASSWORD.to_owned(),
        };
        let id = UserId::from_bytes(self.draw()?);
        let user = NewUser {
            id,
            name,
            email,
            roles,
            email_verified: false,
            password: &password,
            password_kind: None,
        };
        let mut work = self.store().begin().await?;
        if !work.users().add(&user, self.now()).await? {
            return Err(Error::NameTaken(name.to_owned()));
        }
        if department.is_some() {
            work.roles().set_department(id, department).await?;
        }
        if let Some(user) = work.users().get(id).await? {
            self.send_verification(&mut work, &user, email).await?;
        }
        let event = self
            .by(actor, "user.added", id)
            .with(format_args!("roles={}", roles.join(",")));
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(id)
    }

    /// Everybody, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn list_users(&self) -> Result<Vec<User>, Error> {
        Ok(self.store().look().await?.users().list().await?)
    }

    /// Takes in a person from another program. Their password is not weighed, since nobody knows it;
    /// at their first sign-in it is hashed anew. With `dry` nothing is recorded.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`], or what is wrong with name, mail address or hash; then nothing was added.
    pub async fn adopt_user(&self, new: &Adopted, dry: bool) -> Result<UserId, Error> {
        check(&new.name, &new.email)?;
        let foreign = new
            .password_hash
            .as_deref()
            .map(Foreign::parse)
            .transpose()?;
        let kind = foreign.as_ref().map(|foreign| foreign.scheme.to_string());
        let stored = match &foreign {
            Some(foreign) => self.passwords().adopt(foreign, self.draw()?)?,
            None => NO_PASSWORD.to_owned(),
        };
        let id = UserId::from_bytes(self.draw()?);
        let user = NewUser {
            id,
            name: &new.name,
            email: &new.email,
            roles: &new.roles,
            email_verified: new.email_verified,
            password: &stored,
            password_kind: kind.as_deref(),
        };
        let mut work = self.store().begin().await?;
        if let Some(kind) = &kind {
            let kinds = work.passwords().kinds().await?;
            if !kinds.contains(kind) && kinds.len() >= MOST_KINDS {
                return Err(Error::TooManyKinds);
            }
            work.passwords().add_kind(kind).await?;
        }
        if !work.users().add(&user, self.now()).await? {
            return Err(Error::NameTaken(new.name.clone()));
        }
        let event = self
            .by(OPERATOR, "user.imported", id)
            .with(kind.unwrap_or_default());
        work.audit().append(&event).await?;
        if !dry {
            work.commit().await?;
        }
        Ok(id)
    }

    /// Gives a person a password that the operator chose, and ends all their sessions. It has to be as
    /// good as one that they choose themselves.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`] or [`Error::BadPassword`].
    pub async fn set_password(
        &self,
        name: &str,
        password: Zeroizing<String>,
    ) -> Result<Ended, Error> {
        let user = self.user_called(name).await?;
        let about = [user.name.as_str(), user.email.as_str()];
        self.weigh_password(&password, &about, Some(user.id))
            .await?;
        let stored = self.passwords().hash(password, self.draw()?).await?;
        let mut work = self.store().begin().await?;
        let ended = self
            .take_password(&mut work, &user, &stored, By::Operator, "")
            .await?;
        work.commit().await?;
        Ok(ended)
    }

    /// A link to a new password, to hand to a person by other means than mail. It counts as long as
    /// one that was sent.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`].
    pub async fn reset_link(&self, name: &str) -> Result<String, Error> {
        let user = self.user_called(name).await?;
        let mut work = self.store().begin().await?;
        // Nobody's mail was read, so this link shows nothing about an address.
        let link = self.new_link(&mut work, Kind::Reset, &user, "").await?;
        let event = self.by(OPERATOR, "password.link-made", user.id);
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(link)
    }

    async fn user_called(&self, name: &str) -> Result<User, Error> {
        let found = self.store().look().await?.users().by_name(name).await?;
        let user = found.map(|(user, _)| user);
        user.ok_or_else(|| Error::NoSuchUser(name.to_owned()))
    }

    /// Disables a person and ends all their sessions at once.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`], or [`Error::Roles`] for the last super-administrator.
    pub async fn disable_user(&self, name: &str) -> Result<Ended, Error> {
        let now = self.now();
        let mut work = self.store().begin().await?;
        let Some((user, _)) = work.users().by_name(name).await? else {
            return Err(Error::NoSuchUser(name.to_owned()));
        };
        roles::stays(&mut work, &user).await?;
        work.users().disable(user.id, now).await?;
        for kind in [Kind::Reset, Kind::Verify] {
            work.links().void(kind, user.id, now).await?;
        }
        work.sign_ins().give_up(user.id).await?;
        work.api_keys().revoke_all(user.id, now).await?;
        let ended = work
            .sessions()
            .end(user.id, Ending::All, "user disabled", now)
            .await?;
        let event = self
            .by(OPERATOR, "user.disabled", user.id)
            .with(format_args!("sessions={}", ended.sessions));
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(ended)
    }

    /// Lets a person try again at once who failed so often that only this helps, or who would have to
    /// wait.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`].
    pub async fn unlock_user(&self, name: &str) -> Result<(), Error> {
        let mut work = self.store().begin().await?;
        let Some((user, _)) = work.users().by_name(name).await? else {
            return Err(Error::NoSuchUser(name.to_owned()));
        };
        work.guesses().clear_all(user.id).await?;
        work.audit()
            .append(&self.by(OPERATOR, "user.unlocked", user.id))
            .await?;
        Ok(work.commit().await?)
    }

    /// Takes every second factor and recovery code of a person away who lost them, and ends all their
    /// sessions at once; how many factors there were. Make sure first that it is them who asks.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`].
    pub async fn drop_factors(&self, name: &str) -> Result<u64, Error> {
        let now = self.now();
        let mut work = self.store().begin().await?;
        let Some((user, _)) = work.users().by_name(name).await? else {
            return Err(Error::NoSuchUser(name.to_owned()));
        };
        work.factors().lock(user.id).await?;
        let mut dropped = work.factors().remove_all(user.id).await?;
        for approver in work.approval_keys().of(user.id, now).await? {
            let mut keys = work.approval_keys();
            dropped += u64::from(keys.take(user.id, approver.device, now).await?);
        }
        work.sign_ins().give_up(user.id).await?;
        work.sessions()
            .end(user.id, Ending::All, "factors dropped", now)
            .await?;
        let event = Event::new(now, "operator", "factor.dropped", user.id)
            .with(format_args!("factors={dropped}"));
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(dropped)
    }

    /// An event of `actor`, for the log.
    pub(crate) fn by(&self, actor: &str, action: &'static str, subject: impl Display) -> Event {
        Event::new(self.now(), actor, action, subject)
    }
}

/// Whether a person may be called so and have that mail address.
fn check(name: &str, email: &str) -> Result<(), Error> {
    if shown(name, 80).as_deref() != Some(name) {
        return Err(Error::BadName);
    }
    if !mail::is_address(email) {
        return Err(Error::BadEmail);
    }
    Ok(())
}
