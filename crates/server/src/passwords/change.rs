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
//! 6.11). A link or the operator ends their keys for programs too, and no
//! browser is one any more that they signed in with before.

use authority::{audit::Event, link::Kind};
use protocol::{Ended, SessionId, UserId};
use zeroize::Zeroizing;

use super::rules::{Reason, Weak};
use crate::{
    Server,
    factors::Has,
    mail::texts,
    passwords,
    state::NoChance,
    store::{self, Ending, User, Work},
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
        self.password_rules().weigh(password, &about)?;
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
            let remember = self.password_rules().config().history;
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
        let remember = self.password_rules().config().history;
        work.passwords()
            .replace(user.id, stored, remember, now)
            .await?;
        for kind in [Kind::Reset, Kind::Verify] {
            work.links().void(kind, user.id, now).await?;
        }
        // Whoever lost a password cannot tell what was made by it.
        let keys = match by {
            By::Password(_) => 0,
            By::Link | By::Operator => {
                work.sessions().forget_cookies(user.id).await?;
                work.api_keys().revoke_all(user.id, now).await?
            }
        };
        // Whoever began to sign in by the old one does not go on.
        work.sign_ins().give_up(user.id).await?;
        // Whoever reads somebody's mail must not begin anew at their second factor.
        if by == By::Operator || !Has::read(work, user.id, self.now()).await?.any() {
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
        let words = texts::password_changed(self.about(user, &self.name()), now);
        self.tell(work, &words).await?;
        let (actor, action) = match by {
            By::Password(_) => (user.id.to_string(), "password.changed"),
            By::Link => (user.id.to_string(), "password.reset"),
            By::Operator => ("operator".to_owned(), "password.set"),
        };
        let event = Event::new(now, actor, action, user.id)
            .from(ip)
            .with(format_args!("sessions={} keys={keys}", ended.sessions));
        work.audit().append(&event).await?;
        Ok(ended)
    }
}
