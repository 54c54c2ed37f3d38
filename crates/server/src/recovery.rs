//! How people get a new password, and what else changes with it.
//!
//! ```text
//! /reset ─▶ outbox (who asked is not looked up) ─▶ link by mail ─▶ /reset/new ─┐
//! /account/password (the present password) ────────────────────────────────────┼─▶ weigh ─▶ take
//! countersign-server user set-password ────────────────────────────────────────┘
//! ```
//!
//! To take a new password ends every other session and refresh family of the person, voids the links
//! they were sent, forgets how often others failed, and tells them by mail (security model, section
//! 6.11).

use authority::{
    audit::Event,
    link::{Kind, Link, MOST_SENT, RESET_LIFE, SENT_WITHIN, VERIFY_LIFE},
};
use protocol::{Ended, SessionId, UserId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    Server,
    factors::Has,
    mail::{self, words},
    password_rules::{Reason, Weak},
    passwords,
    state::NoChance,
    store::{self, Ending, MailRow, User, Work},
};

/// Why a password was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is not what the operator wants.
    #[error(transparent)]
    Weak(#[from] Weak),
    /// The queue of passwords refused.
    #[error(transparent)]
    Passwords(#[from] passwords::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The system has no randomness to give.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// Somebody asked for a link to a new password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The name or the mail address that was typed.
    pub(crate) who: String,
    /// Where from.
    pub(crate) ip: String,
}

/// How somebody came to a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// By the present one, in this session, which goes on.
    Password(SessionId),
    /// By a link.
    Link,
    /// The operator chose it.
    Operator,
}

/// So many people with one address are sent a link each.
const MOST_WITH_ONE_ADDRESS: u32 = 5;

impl Server {
    /// Everything that a new password has to pass. `about` is what is known of the person; `user`
    /// names them when they have passwords already.
    ///
    /// # Errors
    ///
    /// [`Error::Weak`] says in words what is wrong.
    pub async fn weigh_password(
        &self,
        password: &Zeroizing<String>,
        about: &[&str],
        user: Option<UserId>,
    ) -> Result<(), Error> {
        let server = self.name();
        let about: Vec<&str> = about.iter().copied().chain([server.as_str()]).collect();
        self.policy().weigh(password, &about)?;
        match self.breached().know(password).await {
            Ok(false) => {}
            Ok(true) => return Err(Weak::from(Reason::Breached).into()),
            Err(error) => {
                tracing::warn!(%error, "a password was refused since it could not be looked up");
                return Err(Weak::from(Reason::Unchecked).into());
            }
        }
        if let Some(user) = user {
            let mut work = self.store().read().await?;
            let present = work.passwords().get(user).await?;
            let remember = self.policy().rules().history;
            let mut known = work.passwords().earlier(user, remember).await?;
            drop(work);
            known.extend(present);
            if self.passwords().is_any(password.clone(), known).await? {
                return Err(Weak::from(Reason::Reused).into());
            }
        }
        Ok(())
    }

    /// Gives `user` the password that was hashed to `stored`, with all that follows. Part of `work`,
    /// in which the caller did what gave the right to it.
    pub(crate) async fn take_password(
        &self,
        work: &mut Work,
        user: &User,
        stored: &str,
        by: By,
        ip: &str,
    ) -> Result<Ended, store::Error> {
        let now = self.now();
        let remember = self.policy().rules().history;
        work.passwords()
            .replace(user.id, stored, remember, now)
            .await?;
        work.links().void(Kind::Reset, user.id, now).await?;
        // Whoever reads somebody's mail must not begin anew at their second factor.
        if by == By::Operator || !Has::read(work, user.id).await?.any() {
            work.guesses().clear_all(user.id).await?;
        }
        let which = match by {
            By::Password(session) => Ending::Others(session),
            By::Link | By::Operator => Ending::All,
        };
        let ended = work
            .sessions()
            .end(user.id, which, "the password was changed", now)
            .await?;
        let words = words::password_changed(self.about(user, &self.name()), now);
        self.tell(work, &words).await?;
        let (actor, action) = match by {
            By::Password(_) => (user.id.to_string(), "password.changed"),
            By::Link => (user.id.to_string(), "password.reset"),
            By::Operator => ("operator".to_owned(), "password.set"),
        };
        let event = Event::new(now, actor, action, user.id)
            .from(ip)
            .with(format_args!("sessions={}", ended.sessions));
        work.audit().append(&event).await?;
        Ok(ended)
    }

    /// Hands in a mail that nothing depends on: what it is about is done either way.
    pub(crate) async fn tell(
        &self,
        work: &mut Work,
        mail: &mail::Mail,
    ) -> Result<(), store::Error> {
        match self.mailer().put(work, mail).await {
            Ok(()) | Err(mail::Error::NoServer) => Ok(()),
            Err(mail::Error::Store(error)) => Err(error),
            Err(error) => {
                tracing::warn!(kind = mail.kind, %error, "a mail was not handed in");
                Ok(())
            }
        }
    }

    /// Sends a link that confirms that `email` belongs to `user`, unless they were sent enough of
    /// them. Earlier ones no longer count. `false` when nothing is sent.
    pub(crate) async fn send_verification(
        &self,
        work: &mut Work,
        user: &User,
        email: &str,
    ) -> Result<bool, mail::Error> {
        let now = self.now();
        let since = now.minus(SENT_WITHIN);
        if !self.mailer().is_ready()
            || work
                .links()
                .sent_since(Kind::Verify, user.id, since)
                .await?
                >= MOST_SENT
        {
            return Ok(false);
        }
        work.links().void(Kind::Verify, user.id, now).await?;
        let link = self.new_link(work, Kind::Verify, user, email).await?;
        let server = self.name();
        let about = words::About {
            to: email,
            ..self.about(user, &server)
        };
        let mail = words::verify(about, &link, VERIFY_LIFE);
        self.mailer().put(work, &mail).await?;
        Ok(true)
    }

    /// Sends `user` a link to a new password, since their present one no longer counts. Earlier links
    /// do not count any more either. `false` where this server sends no mail, or they may not sign in.
    pub(crate) async fn send_reset_link(
        &self,
        work: &mut Work,
        user: &User,
    ) -> Result<bool, mail::Error> {
        work.links().void(Kind::Reset, user.id, self.now()).await?;
        if !self.mailer().is_ready() || user.disabled_at.is_some() {
            return Ok(false);
        }
        let link = self.new_link(work, Kind::Reset, user, &user.email).await?;
        let server = self.name();
        let mail = words::reset_by_administrator(self.about(user, &server), &link, RESET_LIFE);
        match self.mailer().put(work, &mail).await {
            // What made the password worthless must not wait for mail.
            Err(mail::Error::Busy) => Ok(false),
            put => put.map(|()| true),
        }
    }

    /// Sends a link to a new password to whoever has the name or the address that was typed. That
    /// nobody has it, or that they were sent enough of them, shows nowhere.
    pub(crate) async fn send_reset_links(
        &self,
        row: &MailRow,
        asked: &Asked,
    ) -> Result<(), mail::Error> {
        let (now, server) = (self.now(), self.name());
        let mut work = self.store().begin().await?;
        let people = match work.users().by_name(&asked.who).await? {
            Some((user, _)) => vec![user],
            None => {
                let limit = MOST_WITH_ONE_ADDRESS;
                work.users().by_email(asked.who.trim(), limit).await?
            }
        };
        for user in people {
            let since = now.minus(SENT_WITHIN);
            let sent = work.links().sent_since(Kind::Reset, user.id, since).await?;
            if user.disabled_at.is_some() || sent >= MOST_SENT {
                continue;
            }
            let link = self
                .new_link(&mut work, Kind::Reset, &user, &user.email)
                .await?;
            let mail = words::reset(self.about(&user, &server), &link, RESET_LIFE);
            self.mailer().put(&mut work, &mail).await?;
            let event =
                Event::new(now, "anonymous", "password.reset-asked", user.id).from(&asked.ip);
            work.audit().append(&event).await?;
        }
        work.mails().remove(&row.id).await?;
        Ok(work.commit().await?)
    }

    /// Makes a link to where it leads. The secret stands behind `?`, since paths are logged.
    pub(crate) async fn new_link(
        &self,
        work: &mut Work,
        kind: Kind,
        user: &User,
        email: &str,
    ) -> Result<String, mail::Error> {
        let (secret, now) = (self.secret()?, self.now());
        let link = Link {
            user: user.id,
            email: email.to_owned(),
            expires_at: now.plus(kind.life()),
            spent_at: None,
        };
        work.links().add(kind, &secret.digest(), &link, now).await?;
        let path = match kind {
            Kind::Reset => "/reset/new",
            Kind::Verify => "/verify",
        };
        let address = self.config().issuer.at(path);
        Ok(format!("{address}?code={}", secret.reveal()))
    }

    pub(crate) fn about<'a>(&self, user: &'a User, server: &'a str) -> words::About<'a> {
        words::About {
            to: &user.email,
            name: &user.name,
            server,
        }
    }
}
