//! Push tokens: what this computer answers the questions of privacyIDEA and eduMFA with.
//!
//! A token never changes: enrolling it anew puts another one in its place.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::codec::Unknown;
use crate::contents::{later, unix_secs};
use crate::id::id;
use crate::trash::{Deleted, Deletion};
use crate::{Contents, Error};

id! {
    /// What a push token is called: the first half of the SHA-256 of its public key.
    PushTokenId
}

/// An RSA key as PKCS#8. It prints as `PushSecret(hidden)` and is wiped on drop;
/// [`PushSecret::reveal`] is the one place where the bytes come out.
pub struct PushSecret(Zeroizing<Box<[u8]>>);

impl PushSecret {
    /// The key of these bytes, which are copied; whoever has them wipes them.
    #[must_use]
    pub fn new(pkcs8: &[u8]) -> Self {
        Self(Zeroizing::new(pkcs8.into()))
    }

    /// The bytes. Whoever calls this answers for what happens to them.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PushSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushSecret(hidden)")
    }
}

/// One push token as the vault keeps it.
pub struct PushToken {
    /// What it is called here.
    pub id: PushTokenId,
    /// What its server calls it.
    pub serial: String,
    /// Where it is enrolled, asked and answered.
    pub url: String,
    /// Who handed it out, by their own word.
    pub issuer: String,
    /// Whose it is, by the issuer's word.
    pub label: String,
    /// Our key.
    pub secret: PushSecret,
    /// The server's public RSA key as DER, in the form in which it was sent.
    pub server_key: Vec<u8>,
    /// Whether the enrolment wanted the certificate of the server to be checked. It is checked either
    /// way.
    pub sslverify: bool,
    /// When it was enrolled, in seconds since the Unix epoch.
    pub created_at: u64,
    pub(crate) unknown: Vec<Unknown>,
}

impl fmt::Debug for PushToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushToken")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A token that was just enrolled.
#[derive(Debug)]
pub struct NewPushToken {
    /// As [`PushToken::id`].
    pub id: PushTokenId,
    /// As [`PushToken::serial`].
    pub serial: String,
    /// As [`PushToken::url`].
    pub url: String,
    /// As [`PushToken::issuer`].
    pub issuer: String,
    /// As [`PushToken::label`].
    pub label: String,
    /// As [`PushToken::secret`].
    pub secret: PushSecret,
    /// As [`PushToken::server_key`].
    pub server_key: Vec<u8>,
    /// As [`PushToken::sslverify`].
    pub sslverify: bool,
}

impl Contents {
    /// The push tokens, in the order in which they were enrolled here.
    pub fn push_tokens(&self) -> impl Iterator<Item = &PushToken> {
        self.push_tokens.iter()
    }

    /// The push token with this id.
    #[must_use]
    pub fn push_token(&self, id: &PushTokenId) -> Option<&PushToken> {
        self.push_tokens.iter().find(|token| token.id == *id)
    }

    /// Stores a token, in the place of what was enrolled under the same serial at the same address,
    /// which is remembered as deleted: the server forgot that key.
    pub fn put_push_token(&mut self, new: NewPushToken, at: SystemTime) {
        let is_outdone = |token: &PushToken| token.serial == new.serial && token.url == new.url;
        let outdone: Vec<_> = self
            .push_tokens
            .iter()
            .filter(|token| is_outdone(token) && token.id != new.id)
            .map(|token| Deletion::of_push(token.id, later(token.created_at, at)))
            .collect();
        self.deletions.extend(outdone);
        self.deletions
            .retain(|deletion| deletion.what != Deleted::PushToken(new.id));
        self.push_tokens.retain(|token| !is_outdone(token));
        self.push_tokens.push(PushToken {
            id: new.id,
            serial: new.serial,
            url: new.url,
            issuer: new.issuer,
            label: new.label,
            secret: new.secret,
            server_key: new.server_key,
            sslverify: new.sslverify,
            created_at: unix_secs(at),
            unknown: Vec::new(),
        });
    }

    /// Removes a token for good, and remembers that.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchPushToken`].
    pub fn remove_push_token(&mut self, id: &PushTokenId, at: SystemTime) -> Result<(), Error> {
        let token = self
            .push_token(id)
            .ok_or(Error::NoSuchPushToken { id: *id })?;
        let at = later(token.created_at, at);
        self.deletions.push(Deletion::of_push(*id, at));
        self.push_tokens.retain(|token| token.id != *id);
        Ok(())
    }

    /// Leaves out what was deleted, and of two under one id the second. A program that knows no push
    /// tokens passes both on after a merge, and a deletion beside what it deleted.
    pub(crate) fn settle_push_tokens(&mut self) {
        let mut deleted: HashMap<PushTokenId, u64> = HashMap::new();
        for deletion in &self.deletions {
            if let Deleted::PushToken(id) = deletion.what {
                let at = deleted.entry(id).or_default();
                *at = deletion.at.max(*at);
            }
        }
        let mut seen = HashSet::new();
        self.push_tokens.retain(|token| {
            let at = deleted.get(&token.id);
            at.is_none_or(|at| *at <= token.created_at) && seen.insert(token.id)
        });
    }
}
