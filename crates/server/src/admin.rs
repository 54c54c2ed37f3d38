//! What whoever runs the server does to people, clients and the log.

use std::{fmt::Display, time::Duration};

use authority::{
    Secret,
    audit::{Event, Finding},
    client::{About, AuthMethod, Client, TokenAlg},
    device,
    jws::{self, KeySet},
    link::Kind,
    redirect::{self, RedirectUri},
    registration, resource,
    scope::{self, Scopes},
    text::shown,
};
use protocol::{Ended, UserId};
use zeroize::Zeroizing;

use crate::{
    Server, mail,
    password_rules::Weak,
    passwords::{self, Foreign, MOST_KINDS, NO_PASSWORD, Unfit},
    recovery::{self, By},
    roles,
    state::{self, NoChance},
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
    /// A redirect address cannot be registered.
    #[error("the redirect address {uri} cannot be registered: {source}")]
    BadRedirect {
        /// The address.
        uri: String,
        /// What is wrong with it.
        source: redirect::Error,
    },
    /// A scope or grant that this server does not know.
    #[error("this server knows no {0}")]
    Unknown(String),
    /// The keys of a client cannot be used.
    #[error("the keys cannot be registered: {0}")]
    BadKeys(#[from] jws::BadKey),
    /// A resource has to be an absolute address without a fragment.
    #[error("{0} is no absolute address without a fragment")]
    BadResource(String),
    /// Only a client that can prove who it is may act for itself.
    #[error(
        "a public client cannot use client_credentials: let it be confidential or give its keys"
    )]
    CannotProve,
    /// Something else about a client cannot be registered.
    #[error(transparent)]
    BadClient(#[from] registration::Error),
    /// A client without a redirect address cannot sign anybody in.
    #[error("a client needs at least one redirect address")]
    NoRedirect,
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
    /// The keys could not be changed.
    #[error(transparent)]
    Server(#[from] state::Error),
}

/// Who acts in the log when whoever runs the server does.
const OPERATOR: &str = "operator";

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

/// A client to register.
#[derive(Debug, Clone, Default)]
pub struct NewClient {
    /// Its name for people.
    pub name: String,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Whether it can keep a secret and gets one.
    pub confidential: bool,
    /// Whether people are not asked for consent.
    pub first_party: bool,
    /// `authorization_code` and `refresh_token` when empty.
    pub grants: Vec<String>,
    /// `openid profile email offline_access` when empty.
    pub scopes: Vec<String>,
    /// The public keys it signs assertions with, as a JSON Web Key Set, instead of a secret.
    pub jwks: Option<String>,
    /// `ES256` when left out.
    pub id_token_alg: Option<String>,
    /// Whether its tokens have to be bound to a key of its own.
    pub dpop_bound: bool,
    /// The addresses it may ask tokens for besides this server.
    pub resources: Vec<String>,
    /// How it proves who it is.
    pub token_auth_method: AuthMethod,
    /// Whether its authorization requests have to be pushed.
    pub require_par: bool,
    /// Where a browser may be sent after it signed out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    pub backchannel_logout_uri: Option<String>,
    /// What it says about itself.
    pub about: About,
}

/// A client that was registered.
#[derive(Debug)]
pub struct AddedClient {
    /// Its name in requests.
    pub id: String,
    /// Its secret, known only now.
    pub secret: Option<Secret>,
}

/// The grants that clients may use.
pub const GRANTS: &[&str] = &[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    device::GRANT,
];

/// What a client may use when nothing is said about it.
const USUAL_GRANTS: &[&str] = &["authorization_code", "refresh_token"];

impl From<recovery::Error> for Error {
    fn from(error: recovery::Error) -> Self {
        match error {
            recovery::Error::Weak(weak) => Self::BadPassword(weak),
            recovery::Error::Passwords(error) => Self::Passwords(error),
            recovery::Error::Store(error) => Self::Store(error),
            recovery::Error::Chance(error) => Self::Chance(error),
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
        let dropped = work.factors().remove_all(user.id).await?;
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

    /// Registers a client.
    ///
    /// # Errors
    ///
    /// [`Error::BadRedirect`], [`Error::NoRedirect`] or [`Error::Unknown`] when it cannot be.
    pub async fn add_client(&self, new: NewClient) -> Result<AddedClient, Error> {
        self.add_client_by(OPERATOR, new).await
    }

    /// As [`Server::add_client`], asked for by `actor`.
    pub(crate) async fn add_client_by(
        &self,
        actor: &str,
        new: NewClient,
    ) -> Result<AddedClient, Error> {
        let name = shown(&new.name, 80)
            .filter(|name| *name == new.name)
            .ok_or(Error::BadName)?;
        let redirect = |uri: &String| {
            RedirectUri::parse(uri).map_err(|source| Error::BadRedirect {
                uri: uri.clone(),
                source,
            })
        };
        let scopes = or_default(
            new.scopes,
            &["openid", "profile", "email", "offline_access"],
        );
        if let Some(scope) = scopes
            .iter()
            .find(|scope| !scope::KNOWN.iter().any(|(known, _)| known == scope))
        {
            return Err(Error::Unknown(format!("scope {scope}")));
        }
        let grants = or_default(new.grants, USUAL_GRANTS);
        if let Some(grant) = grants
            .iter()
            .find(|grant| !GRANTS.contains(&grant.as_str()))
        {
            return Err(Error::Unknown(format!("grant {grant}")));
        }
        let uses = |grant: &str| grants.iter().any(|used| used == grant);
        if new.redirect_uris.is_empty() && uses("authorization_code") {
            return Err(Error::NoRedirect);
        }
        let keys = new.jwks.as_deref().map(KeySet::parse).transpose()?;
        if uses("client_credentials") && !new.confidential && keys.is_none() {
            return Err(Error::CannotProve);
        }
        let id_token_alg = match new.id_token_alg {
            None => TokenAlg::default(),
            Some(word) => TokenAlg::from_word(&word)
                .ok_or_else(|| Error::Unknown(format!("signature algorithm {word}")))?,
        };
        if let Some(odd) = new
            .resources
            .iter()
            .find(|text| resource::parse(text).is_none())
        {
            return Err(Error::BadResource(odd.clone()));
        }
        let secret = if new.confidential && keys.is_none() {
            Some(self.secret()?)
        } else {
            None
        };
        let client = Client {
            id: data_encoding::HEXLOWER.encode(&self.draw::<16>()?),
            name,
            secret: secret.as_ref().map(Secret::digest),
            first_party: new.first_party,
            redirects: new
                .redirect_uris
                .iter()
                .map(redirect)
                .collect::<Result<_, _>>()?,
            grants,
            scopes: scopes.into_iter().collect::<Scopes>(),
            keys,
            id_token_alg,
            dpop_bound: new.dpop_bound,
            resources: new.resources,
            token_auth_method: new.token_auth_method,
            require_par: new.require_par,
            post_logout_redirects: new
                .post_logout_redirect_uris
                .iter()
                .map(redirect)
                .collect::<Result<_, _>>()?,
            backchannel_logout_uri: registration::backchannel(
                new.backchannel_logout_uri.as_deref(),
            )?,
            about: new.about,
        };
        let mut work = self.store().begin().await?;
        work.clients().add(&client, self.now()).await?;
        let event = self
            .by(actor, "client.added", &client.id)
            .with(&client.name);
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(AddedClient {
            id: client.id,
            secret,
        })
    }

    /// Makes a token with which `uses` clients can register themselves within `life`.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Chance`].
    pub async fn allow_registration(&self, uses: u32, life: Duration) -> Result<Secret, Error> {
        let (token, now) = (self.secret()?, self.now());
        let mut work = self.store().begin().await?;
        work.registrations()
            .allow(&token.digest(), uses, now.plus(life), now)
            .await?;
        let detail = format!("uses={uses} seconds={}", life.as_secs());
        let event = self.by(OPERATOR, "registration.allowed", "clients");
        work.audit().append(&event.with(detail)).await?;
        work.commit().await?;
        Ok(token)
    }

    /// All clients, the desktop app included, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn list_clients(&self) -> Result<Vec<Client>, Error> {
        Ok(self.store().read().await?.clients().list().await?)
    }

    /// How many rows the audit log has when its chain is whole; `Err(number)` names the first row
    /// that does not fit.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn verify_audit(&self) -> Result<Result<i64, i64>, Error> {
        let report = self.check_audit(None).await?;
        let first = report.findings.iter().map(Finding::number).min();
        Ok(first.map_or(Ok(report.rows), Err))
    }

    fn by(&self, actor: &str, action: &'static str, subject: impl Display) -> Event {
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

fn or_default(given: Vec<String>, default: &[&str]) -> Vec<String> {
    if given.is_empty() {
        default.iter().map(|word| (*word).to_owned()).collect()
    } else {
        given
    }
}
