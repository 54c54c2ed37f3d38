//! The links that people are sent, which lead to a new password or confirm a mail address, and the mail
//! around them.

use authority::{
    audit::Event,
    link::{Kind, Link, MOST_SENT, RESET_LIFE, SENT_WITHIN, VERIFY_LIFE},
};
use serde::{Deserialize, Serialize};

use crate::{
    Language, Server,
    mail::{self, texts},
    store::{self, MailRow, User, Work},
};

/// Somebody asked for a link to a new password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The name or the mail address that was typed.
    pub(crate) who: String,
    /// Where from.
    pub(crate) ip: String,
    /// The language that they read.
    #[serde(default)]
    pub(crate) language: Language,
}

/// So many people with one address are sent a link each.
const MOST_WITH_ONE_ADDRESS: u32 = 5;

impl Server {
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
        let about = texts::About {
            to: email,
            ..self.about(user, &server)
        };
        let mail = texts::verify(about, &link, VERIFY_LIFE);
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
        let mail = texts::reset_by_administrator(self.about(user, &server), &link, RESET_LIFE);
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
            let mail = texts::reset(self.about(&user, &server), &link, RESET_LIFE);
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

    pub(crate) fn about<'a>(&self, user: &'a User, server: &'a str) -> texts::About<'a> {
        texts::About {
            to: &user.email,
            name: &user.name,
            server,
        }
    }
}
