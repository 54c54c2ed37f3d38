//! How each kind of second factor is enrolled, asked for and checked.
//!
//! ```text
//! sign-in or step-up ─▶ Has::offered ─▶ (send) ─▶ check ─▶ session of level 2
//! ```
//!
//! What may follow what is decided in [`authority::factor`]; a further kind adds a file here and an arm
//! in [`check`].

pub(crate) mod passkey;
pub(crate) mod recovery;
pub(crate) mod sealed;
pub(crate) mod totp;

use authority::factor::{self, Due, Kind};
use protocol::UserId;

use crate::{
    Server,
    refusal::Refusal,
    store::{self, Factor, User, Work},
};

/// What a person has to show besides their password.
#[derive(Debug)]
pub(crate) struct Has {
    pub(crate) factors: Vec<Factor>,
    pub(crate) recovery_left: usize,
}

impl Has {
    /// Reads it.
    pub(crate) async fn read(work: &mut Work, user: UserId) -> Result<Self, store::Error> {
        Ok(Self {
            factors: work.factors().of(user).await?,
            recovery_left: work.factors().recovery_left(user).await?,
        })
    }

    /// Whether there is a second factor.
    pub(crate) fn any(&self) -> bool {
        !self.factors.is_empty()
    }

    /// What is due after a right password.
    pub(crate) fn due(&self, server: &Server, user: &User) -> Option<Due> {
        let required = server.config().factors.requires(&user.roles);
        factor::after_password(self.any(), required)
    }

    /// The ways to answer, the one used last first.
    pub(crate) fn offered(&self, locked: bool) -> Vec<Kind> {
        let enrolled: Vec<_> = self
            .factors
            .iter()
            .map(|factor| (factor.kind, factor.last_used_at))
            .collect();
        factor::offered(&enrolled, self.recovery_left > 0, locked)
    }

    /// The factor of this kind, where a person has one of it.
    pub(crate) fn one(&self, kind: Kind) -> Option<&Factor> {
        self.factors.iter().find(|factor| factor.kind == kind)
    }
}

/// Whether what somebody shows for `kind` is right, where `holder` was asked for it. What is right is
/// used up by that.
pub(crate) async fn check(
    server: &Server,
    work: &mut Work,
    user: &User,
    holder: &str,
    kind: Kind,
    shown: &str,
) -> Result<bool, Refusal> {
    match kind {
        Kind::Passkey => passkey::check(server, work, holder, user.id, shown).await,
        Kind::Totp => totp::check(server, work, user.id, shown).await,
        Kind::Recovery => recovery::check(server, work, user.id, shown).await,
        Kind::Mail | Kind::Sms => Ok(false),
    }
}

/// What somebody typed, without the spaces and dashes that help to read it.
pub(crate) fn typed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(64)
        .collect()
}
