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

mod kept;
mod keys;
mod visit;

use std::{collections::BTreeMap, sync::Arc};

use authority::{
    Moment,
    upstream::{
        Kind, Refused,
        metadata::{self, Metadata, Unusable},
        token::Flaw,
    },
};

use http::StatusCode;
use serde_json::Value;

use self::{kept::Kept, keys::Keys};
use crate::{
    config,
    outgoing::{self, As, get_json},
};

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

/// All of them, with what they said lately.
#[derive(Debug)]
pub(crate) struct Upstreams(BTreeMap<String, Upstream>);

/// One of them.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) name: String,
    pub(crate) config: config::Upstream,
    metadata: Kept<Metadata>,
    keys: Kept<Keys>,
}

impl Upstreams {
    pub(crate) fn new(configured: &BTreeMap<String, config::Upstream>) -> Self {
        let known = |(name, config): (&String, &config::Upstream)| {
            let upstream = Upstream {
                name: name.clone(),
                config: config.clone(),
                metadata: Kept::default(),
                keys: Kept::default(),
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
    /// What it says about itself.
    async fn metadata(&self, now: Moment) -> Result<Arc<Metadata>, Error> {
        let wanted = metadata::Wanted {
            kind: self.config.kind,
            issuer: self.config.issuer.clone(),
            tenant: self.config.tenant.clone(),
        };
        let read = || async move {
            let document = self.asked(&wanted.address()).await?;
            Ok(Metadata::read(&document, &wanted)?)
        };
        self.metadata.get(now, read).await
    }

    /// Its keys; read anew, though not too often, when a token names one that is not among them.
    async fn keys(
        &self,
        metadata: &Metadata,
        kid: Option<&str>,
        now: Moment,
    ) -> Result<Arc<Keys>, Error> {
        let read = || async move {
            let set = self.asked(&metadata.jwks_uri).await?;
            Keys::read(&set).ok_or(Error::Keys)
        };
        let kept = self.keys.get(now, read).await?;
        if kid.is_none_or(|kid| kept.have(kid)) {
            return Ok(kept);
        }
        self.keys.anew(now, read).await
    }

    async fn asked(&self, address: &str) -> Result<Value, Error> {
        let listed = &self.config.private_targets;
        let answer = get_json(address, As::Anybody, listed).await?;
        if answer.status == StatusCode::OK {
            Ok(answer.body)
        } else {
            Err(outgoing::Error::NoAnswer.into())
        }
    }

    /// Whether it knows identity tokens.
    const fn is_openid(&self) -> bool {
        !matches!(self.config.kind, Kind::GitHub)
    }
}
