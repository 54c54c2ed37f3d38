//! The refresh family: the line of refresh tokens that descends from one grant.
//!
//! Every use of a token spends it and gives it one child. At any moment one token of a family, the
//! newest, is alive. A spent token that comes back is either a client whose answer was lost, or a
//! thief; security model section 6.7 tells them apart:
//!
//! ```text
//! newest, unspent ──────────────────────────────▶ Rotate   child of the newest
//! parent of the newest, ≤ 60 s after it was spent,
//! child and its access token never used ────────▶ Replace  the unused child makes room for another
//! anything else ────────────────────────────────▶ Revoke   the whole family
//! ```
//!
//! A replaced child is dead: its refresh token revokes the family, its access token is refused. So
//! no order of events leaves two live branches.

use std::time::Duration;

use crate::{Digest, Moment};

/// How long after its first use a token is answered again.
pub const LOST_ANSWER: Duration = Duration::from_secs(60);

/// What binds a whole family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The client it belongs to.
    pub client: String,
    /// The key it is bound to, where the client proved to hold one.
    pub dpop_jkt: Option<String>,
    /// When it ends, used or not.
    pub expires_at: Moment,
    /// When somebody ended it.
    pub ended_at: Option<Moment>,
}

/// One refresh token of a family, with the access token that was issued beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What is stored of it.
    pub digest: Digest,
    /// The token that was spent for it; `None` for the first.
    pub parent: Option<Digest>,
    /// Rises with every token of the family.
    pub number: i64,
    /// When it dies unused.
    pub expires_at: Moment,
    /// When it was first presented.
    pub spent_at: Option<Moment>,
    /// When its access token was first presented to this server.
    pub access_used_at: Option<Moment>,
    /// When another child took its place.
    pub replaced_at: Option<Moment>,
}

impl Token {
    const fn is_untouched(&self) -> bool {
        self.spent_at.is_none() && self.access_used_at.is_none() && self.replaced_at.is_none()
    }
}

/// Who presents a token.
#[derive(Debug, Clone, Copy)]
pub struct Presenter<'a> {
    /// The client, already authenticated where it has a secret.
    pub client: &'a str,
    /// The key it proved to hold.
    pub dpop_jkt: Option<&'a str>,
}

/// What to record and answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Spend the presented token and issue its child under this number.
    Rotate {
        /// The number of the child.
        number: i64,
    },
    /// The answer was lost: replace the unused child by another one under this number.
    Replace {
        /// The child that makes room.
        unused: Digest,
        /// The number of the new child.
        number: i64,
    },
    /// End the family and log why.
    Revoke(Misuse),
    /// Refuse and change nothing: the family ended before, or its time is over.
    Refuse,
}

/// Why a family is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misuse {
    /// A spent token came back after its child was used, or too late, or twice removed.
    #[error("a spent refresh token was presented again")]
    Replayed,
    /// A child that had made room for another was presented.
    #[error("a replaced refresh token was presented")]
    Replaced,
    /// Another client presented it.
    #[error("another client presented the refresh token")]
    OtherClient,
    /// The presenter does not hold the key.
    #[error("the refresh token was presented without its key")]
    OtherKey,
}

/// Decides about `token` of `family`, whose newest token that was not replaced is `newest`.
#[must_use]
pub fn present(
    family: &Family,
    token: &Token,
    newest: &Token,
    presenter: &Presenter<'_>,
    now: Moment,
) -> Outcome {
    if family.ended_at.is_some() || now >= family.expires_at {
        return Outcome::Refuse;
    }
    if presenter.client != family.client {
        return Outcome::Revoke(Misuse::OtherClient);
    }
    if family
        .dpop_jkt
        .as_deref()
        .is_some_and(|bound| Some(bound) != presenter.dpop_jkt)
    {
        return Outcome::Revoke(Misuse::OtherKey);
    }
    if token.replaced_at.is_some() {
        return Outcome::Revoke(Misuse::Replaced);
    }
    let number = newest.number.saturating_add(1);
    match token.spent_at {
        None if token.digest != newest.digest => Outcome::Revoke(Misuse::Replayed),
        None if now >= token.expires_at => Outcome::Refuse,
        None => Outcome::Rotate { number },
        Some(spent_at) => {
            let is_parent = newest.parent.as_ref() == Some(&token.digest);
            if is_parent && newest.is_untouched() && now <= spent_at.plus(LOST_ANSWER) {
                Outcome::Replace {
                    unused: newest.digest.clone(),
                    number,
                }
            } else {
                Outcome::Revoke(Misuse::Replayed)
            }
        }
    }
}
