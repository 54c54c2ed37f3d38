//! An OpenID provider at its issuer: what it says about itself, its keys, and whether one of them signed.

use std::sync::Arc;

use authority::{
    Moment,
    upstream::metadata::{Metadata, Wanted},
};
use http::StatusCode;
use ipnet::IpNet;
use serde_json::Value;

use super::{
    Error,
    kept::Kept,
    keys::{self, Keys},
};
use crate::outgoing::{self, As, get_json};

/// A provider, with what it said lately.
#[derive(Debug)]
pub(crate) struct Home {
    wanted: Wanted,
    private_targets: Vec<IpNet>,
    metadata: Kept<Metadata>,
    keys: Kept<Keys>,
}

impl Home {
    /// One that said nothing yet, and may lie in one of the networks `private_targets` or in any public one.
    pub(crate) fn new(wanted: Wanted, private_targets: Vec<IpNet>) -> Self {
        Self {
            wanted,
            private_targets,
            metadata: Kept::default(),
            keys: Kept::default(),
        }
    }

    /// What it says about itself.
    pub(super) async fn metadata(&self, now: Moment) -> Result<Arc<Metadata>, Error> {
        let read = || async move {
            let document = self.asked(&self.wanted.address()).await?;
            Ok(Metadata::read(&document, &self.wanted)?)
        };
        self.metadata.get(now, read).await
    }

    /// What a token says that one of its keys signed. The times in it are not looked at.
    pub(crate) async fn opened(&self, token: &str, now: Moment) -> Result<Value, Error> {
        let metadata = self.metadata(now).await?;
        let kid = keys::named(token);
        let keys = self.keys(&metadata, kid.as_deref(), now).await?;
        let opened = keys.opened(token, &metadata.algorithms);
        opened.ok_or(Error::Signature)
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
        let answer = get_json(address, As::Anybody, &self.private_targets).await?;
        if answer.status == StatusCode::OK {
            Ok(answer.body)
        } else {
            Err(outgoing::Error::NoAnswer.into())
        }
    }
}
