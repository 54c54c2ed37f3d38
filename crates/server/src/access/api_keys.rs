//! Making, replacing and revoking keys for programs.

use std::time::Duration;

use authority::{
    Moment,
    api_key::{self, ApiKey, Kind, LIFE, LONGEST_LIFE, LONGEST_OVERLAP, OVERLAP},
    audit::Event,
    scope::{self, Scopes},
};
use data_encoding::HEXLOWER;
use protocol::{UserId, shown};
use zeroize::Zeroizing;

use crate::{
    Server,
    state::NoChance,
    store::{self, KeyOf, Work},
};

/// How many keys one person can have at a time.
pub const MOST: i64 = 100;

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name cannot be one.
    #[error("a key's name has 1 to 80 characters, and no control marks or spaces around it")]
    BadName,
    /// It allows nothing, or what it cannot allow.
    #[error("{0}")]
    BadScopes(String),
    /// It would live too long or not at all.
    #[error("a key lives 1 to 366 days, and a replaced one for at most 7 days more")]
    BadLife,
    /// The person has too many.
    #[error("a person has at most {MOST} keys")]
    TooMany,
    /// It ended, or another took over from it.
    #[error("the key has ended, or another took over from it")]
    Ended,
    /// Nobody has that name.
    #[error("there is nobody called {0}")]
    NoSuchUser(String),
    /// There is no such key, or it has ended.
    #[error("there is no such key, or it has ended")]
    NoSuchKey,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The system has no randomness to give.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// A key to make.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What it is for.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: String,
    /// What it allows; a publishable one allows nothing.
    pub scopes: Scopes,
    /// How long it lives; 90 days when nobody says.
    pub life: Option<Duration>,
}

/// A key that was made, with the text that is known only now.
#[derive(Debug)]
pub struct MadeKey {
    /// As it is stored.
    pub row: KeyOf,
    /// The key itself.
    pub text: Zeroizing<String>,
}

/// The scopes a key can have: those that speak of a session have no meaning for it.
pub(crate) fn is_for_keys(scope: &str) -> bool {
    let of_sign_ins = ["openid", "offline_access", "approvals"];
    scope::KNOWN.iter().any(|(known, _)| *known == scope) && !of_sign_ins.contains(&scope)
}

impl Server {
    /// Makes a key for `user` within `work`.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn make_key(
        &self,
        work: &mut Work,
        user: UserId,
        new: NewKey,
    ) -> Result<MadeKey, Error> {
        let now = self.now();
        let name = shown(&new.name, 80).filter(|name| *name == new.name);
        let name = name.ok_or(Error::BadName)?;
        check_scopes(new.kind, &new.scopes)?;
        let life = new.life.unwrap_or(LIFE);
        if life.is_zero() || life > LONGEST_LIFE {
            return Err(Error::BadLife);
        }
        room(work, user, MOST, now).await?;
        let key = ApiKey {
            kind: new.kind,
            expires_at: now.plus(life),
            revoked_at: None,
        };
        self.write_key(work, user, name, new.scopes, key, now).await
    }

    /// Makes a key like `old`, which passes for `overlap` more.
    ///
    /// # Errors
    ///
    /// [`Error::Ended`] or [`Error::BadLife`].
    pub async fn rotate_key(
        &self,
        work: &mut Work,
        old: &KeyOf,
        overlap: Option<Duration>,
    ) -> Result<MadeKey, Error> {
        let now = self.now();
        let overlap = overlap.unwrap_or(OVERLAP);
        if overlap > LONGEST_OVERLAP {
            return Err(Error::BadLife);
        }
        // One that ends at once makes room for the one that takes over from it.
        let most = if overlap.is_zero() { MOST + 1 } else { MOST };
        room(work, old.user, most, now).await?;
        // The new one lives as long as the old one was meant to.
        let life = old.key.expires_at.since(old.created_at);
        let key = ApiKey {
            kind: old.key.kind,
            expires_at: now.plus(life),
            revoked_at: None,
        };
        let made = self
            .write_key(
                work,
                old.user,
                old.name.clone(),
                old.scopes.clone(),
                key,
                now,
            )
            .await?;
        let ends = now.plus(overlap);
        let replaced = work
            .api_keys()
            .replace(&old.id, &made.row.id, ends, now)
            .await?;
        if replaced {
            Ok(made)
        } else {
            Err(Error::Ended)
        }
    }

    async fn write_key(
        &self,
        work: &mut Work,
        user: UserId,
        name: String,
        scopes: Scopes,
        key: ApiKey,
        now: Moment,
    ) -> Result<MadeKey, Error> {
        let bytes = Zeroizing::new(self.draw::<32>()?);
        let text = api_key::write(key.kind, &bytes);
        let row = KeyOf {
            id: HEXLOWER.encode(&self.draw::<16>()?),
            user,
            name,
            hint: api_key::hint(&text),
            key,
            scopes,
            created_at: now,
            last_used_at: None,
            replaced_by: None,
        };
        let digest = authority::Digest::of(&text);
        work.api_keys().add(&row, &digest).await?;
        Ok(MadeKey { row, text })
    }
}

/// Takes the person, so that of two keys made at once the second sees the first, and refuses when they
/// have `most` already.
async fn room(work: &mut Work, user: UserId, most: i64, now: Moment) -> Result<(), Error> {
    work.factors().lock(user).await?;
    if work.api_keys().count(user, now).await? >= most {
        return Err(Error::TooMany);
    }
    Ok(())
}

fn check_scopes(kind: Kind, scopes: &Scopes) -> Result<(), Error> {
    match (kind, scopes.iter().find(|scope| !is_for_keys(scope))) {
        (_, Some(scope)) => {
            let scope = shown(scope, 40).unwrap_or_default();
            Err(Error::BadScopes(format!(
                "a key cannot have the scope {scope}"
            )))
        }
        (Kind::Secret, None) if scopes.is_empty() => Err(Error::BadScopes(
            "a secret key needs at least one scope".to_owned(),
        )),
        (Kind::Publishable, None) if !scopes.is_empty() => Err(Error::BadScopes(
            "a publishable key allows nothing, so it has no scopes".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// What whoever runs the server does to keys.
impl Server {
    /// Makes a key for the person of this name.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn add_key(&self, user: &str, new: NewKey) -> Result<MadeKey, Error> {
        let mut work = self.store().begin().await?;
        let user = owner(&mut work, user).await?;
        let made = self.make_key(&mut work, user, new).await?;
        record(&mut work, self.now(), "api-key.created", &made.row.id).await?;
        work.commit().await?;
        Ok(made)
    }

    /// The keys of the person of this name that still pass, the last made first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchUser`].
    pub async fn list_keys(&self, user: &str) -> Result<Vec<KeyOf>, Error> {
        let mut work = self.store().read().await?;
        let user = owner(&mut work, user).await?;
        let most = u32::try_from(2 * MOST).unwrap_or(u32::MAX);
        Ok(work.api_keys().list(user, None, most, self.now()).await?)
    }

    /// Makes a key that takes over from the one of this id.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchKey`], [`Error::Ended`] or [`Error::BadLife`].
    pub async fn replace_key_of(
        &self,
        id: &str,
        overlap: Option<Duration>,
    ) -> Result<MadeKey, Error> {
        let mut work = self.store().begin().await?;
        let old = work.api_keys().get(id).await?.ok_or(Error::NoSuchKey)?;
        let made = self.rotate_key(&mut work, &old, overlap).await?;
        record(&mut work, self.now(), "api-key.rotated", id).await?;
        work.commit().await?;
        Ok(made)
    }

    /// Revokes the key of this id at once.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchKey`] also when it had ended.
    pub async fn revoke_key(&self, id: &str) -> Result<(), Error> {
        let now = self.now();
        let mut work = self.store().begin().await?;
        if !work.api_keys().revoke(id, now).await? {
            return Err(Error::NoSuchKey);
        }
        record(&mut work, now, "api-key.revoked", id).await?;
        Ok(work.commit().await?)
    }
}

async fn owner(work: &mut Work, name: &str) -> Result<UserId, Error> {
    let found = work.users().by_name(name).await?;
    found
        .map(|(user, _)| user.id)
        .ok_or_else(|| Error::NoSuchUser(name.to_owned()))
}

async fn record(
    work: &mut Work,
    now: Moment,
    action: &'static str,
    id: &str,
) -> Result<(), store::Error> {
    let event = Event::new(now, "operator", action, id);
    work.audit().append(&event).await
}
