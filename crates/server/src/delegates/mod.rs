//! Other servers that leave it to the devices of our people whether a sign-in is theirs: realms of Keycloak.
//!
//! ```text
//! realm ── question, token ─▶ routes::oauth::delegated ─▶ crate::approvals ─▶ device
//!   ▲                                  │ same transaction
//!   └── outcome, same token ── tell ◀──┴── row, until told
//! ```
//!
//! Who asks is known by the token, which the realm signed; see [`authority::delegation`].

mod tell;

use std::collections::BTreeMap;

use authority::{
    Moment,
    delegation::{Flaw, Ticket, claimed_issuer},
    upstream::{Kind, metadata::Wanted},
};

use crate::{
    config::{self, People},
    refusal::Refusal,
    store::{User, Work},
    upstream::{self, Home},
};

pub(crate) use tell::short;

/// What the token is sealed for with which a realm is told.
pub(crate) const SEALED_FOR: &str = "delegate/1";

/// All of them, with what they said lately.
#[derive(Debug)]
pub(crate) struct Delegates(BTreeMap<String, Delegate>);

/// One of them.
#[derive(Debug)]
pub(crate) struct Delegate {
    pub(crate) name: String,
    pub(crate) config: config::Delegate,
    home: Home,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum NotTaken {
    /// It is from none of them.
    #[error("the token is from no realm of the configuration")]
    Unknown,
    /// The realm did not sign it, or that could not be found out.
    #[error("{0}")]
    Unsigned(#[from] upstream::Error),
    /// It says something else than it has to.
    #[error("{0}")]
    Flaw(#[from] Flaw),
}

impl Delegates {
    pub(crate) fn new(configured: &BTreeMap<String, config::Delegate>) -> Self {
        let known = |(name, config): (&String, &config::Delegate)| {
            let wanted = Wanted {
                kind: Kind::OpenId,
                issuer: config.issuer.clone(),
                tenant: String::new(),
            };
            let delegate = Delegate {
                name: name.clone(),
                home: Home::new(wanted, config.private_targets.clone()),
                config: config.clone(),
            };
            (name.clone(), delegate)
        };
        Self(configured.iter().map(known).collect())
    }

    /// The one of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Delegate> {
        self.0.get(name)
    }

    /// The realm that signed a token, and what the token says.
    pub(crate) async fn taken(
        &self,
        token: &str,
        now: Moment,
    ) -> Result<(&Delegate, Ticket), NotTaken> {
        // Nothing follows from the claim but whose keys are looked at.
        let issuer = claimed_issuer(token).ok_or(Flaw::Form)?;
        let mut all = self.0.values();
        let delegate = all.find(|known| known.config.issuer == issuer);
        let delegate = delegate.ok_or(NotTaken::Unknown)?;
        let claims = delegate.home.opened(token, now).await?;
        Ok((delegate, Ticket::read(&claims, &issuer, now)?))
    }
}

impl Delegate {
    /// The person here who is `name` and `subject` there, unless they may not sign in.
    pub(crate) async fn person(
        &self,
        work: &mut Work,
        name: &str,
        subject: &str,
    ) -> Result<Option<User>, Refusal> {
        let found = match &self.config.people {
            People::SameNames => work.users().by_name(name).await?.map(|(user, _)| user),
            People::Linked(upstream) => {
                let issuer = &self.config.issuer;
                match work
                    .upstreams()
                    .of_subject(upstream, issuer, subject)
                    .await?
                {
                    Some(link) => work.users().get(link.user).await?,
                    None => None,
                }
            }
        };
        Ok(found.filter(|user| user.disabled_at.is_none()))
    }
}
