//! Other servers that people sign in with: what they say about themselves, their keys, and the trade of a
//! grant for who somebody is.
//!
//! ```text
//! begin ─▶ metadata (kept) ─▶ address for the browser
//! finish ─▶ tokens ─▶ signature by a key of theirs (kept) ─▶ authority::upstream::token ─▶ Identity
//!      └──▶ GitHub: its interface                         ─▶ authority::upstream::github ─▶ Identity
//! ```
//!
//! Everything they are asked goes through [`crate::outgoing`]. What may follow from an identity is
//! decided in [`authority::upstream`].

mod home;
mod kept;
mod keys;
mod visit;

use std::collections::BTreeMap;

use authority::upstream::{
    Kind, Refused,
    metadata::{self, Unusable},
    token::Flaw,
};

use crate::{config, outgoing};

pub(crate) use home::Home;
pub(crate) use visit::{begin, finish};

/// Why another server did not say who somebody is. The sentence is for the log.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum Error {
    /// It could not be asked.
    #[error("{0}")]
    Outgoing(#[from] outgoing::Error),
    /// It did not answer a moment ago, and is not asked so soon again.
    #[error("it did not answer a moment ago")]
    AwayLately,
    /// What it says about itself cannot be used.
    #[error("{0}")]
    Metadata(#[from] Unusable),
    /// Its keys cannot be used.
    #[error("its keys cannot be read")]
    Keys,
    /// The browser brought back something else than a grant.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// It did not take the grant.
    #[error("it did not take the grant")]
    Grant,
    /// No key of it signed the identity token with an algorithm that we take.
    #[error("the identity token is not signed by a key of it")]
    Signature,
    /// The identity token says something else than it has to.
    #[error("the identity token does not fit: {0}")]
    Token(#[from] Flaw),
    /// Its interface did not say who somebody is.
    #[error("its interface does not say who it is")]
    Nobody,
}

impl Error {
    /// Whether it says nothing about what was shown, and another time may.
    pub(crate) const fn is_away(self) -> bool {
        matches!(
            self,
            Self::Outgoing(_) | Self::AwayLately | Self::Metadata(_) | Self::Keys
        )
    }
}

/// All of them, with what they said lately.
#[derive(Debug)]
pub(crate) struct Upstreams(BTreeMap<String, Upstream>);

/// One of them.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) name: String,
    pub(crate) config: config::Upstream,
    home: Home,
}

impl Upstreams {
    pub(crate) fn new(configured: &BTreeMap<String, config::Upstream>) -> Self {
        let known = |(name, config): (&String, &config::Upstream)| {
            let wanted = metadata::Wanted {
                kind: config.kind,
                issuer: config.issuer.clone(),
                tenant: config.tenant.clone(),
            };
            let upstream = Upstream {
                name: name.clone(),
                config: config.clone(),
                home: Home::new(wanted, config.private_targets.clone()),
            };
            (name.clone(), upstream)
        };
        Self(configured.iter().map(known).collect())
    }

    /// The one of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Upstream> {
        self.0.get(name)
    }

    /// All of them, in the order of their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Upstream> {
        self.0.values()
    }
}

impl Upstream {
    /// Whether it knows identity tokens.
    const fn is_openid(&self) -> bool {
        !matches!(self.config.kind, Kind::GitHub)
    }
}
