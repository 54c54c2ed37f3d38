//! Who may come in by another server, and what may be linked to an account.
//!
//! An account is linked only to what its owner showed while they were signed in to it, and only when they
//! agree. A mail address decides nothing but whether a new account may be made.

use protocol::UserId;

use super::{Identity, Purpose};

/// For whom a new account is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Creation {
    /// For nobody.
    #[default]
    Never,
    /// For whoever has a verified address in one of these domains.
    Domains(Vec<String>),
    /// For whoever has a verified address.
    Anybody,
}

impl Creation {
    /// Whether a new account may be made for this person.
    #[must_use]
    pub fn allows(&self, identity: &Identity) -> bool {
        let Some((_, domain)) = identity
            .verified_email()
            .and_then(|email| email.rsplit_once('@'))
        else {
            return false;
        };
        match self {
            Self::Never => false,
            Self::Anybody => true,
            Self::Domains(domains) => domains
                .iter()
                .any(|known| known.eq_ignore_ascii_case(domain)),
        }
    }
}

/// What is known here when somebody comes back from another server.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Whose account is linked to what they are there.
    pub linked: Option<UserId>,
    /// Who is signed in in this browser.
    pub signed_in: Option<UserId>,
    /// Whether an account has the mail address, should it be verified.
    pub has_email: bool,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// They are this person.
    SignIn(UserId),
    /// Nobody has linked it. They may sign in to their account and agree to link it, or, where it says
    /// so, have a new account.
    Offer {
        /// Whether a new account may be made.
        may_create: bool,
    },
    /// It is linked from now on.
    Link(UserId),
    /// It was linked before.
    Linked,
    /// It is still them.
    StepUp(UserId),
}

/// Why nothing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It is linked to somebody else's account.
    #[error("it is linked to another account")]
    Taken,
    /// Who began is no longer signed in here.
    #[error("somebody else is signed in")]
    SomebodyElse,
    /// It is not linked to the account of who began.
    #[error("it is not linked to this account")]
    NotYours,
}

/// What follows for whoever went to another server for `purpose` and is `identity` there.
///
/// # Errors
///
/// [`Refused`].
pub fn decide(
    purpose: Purpose,
    identity: &Identity,
    known: Known,
    creation: &Creation,
) -> Result<Next, Refused> {
    match purpose {
        Purpose::SignIn => Ok(match known.linked {
            Some(user) => Next::SignIn(user),
            None => Next::Offer {
                may_create: creation.allows(identity) && !known.has_email,
            },
        }),
        Purpose::Link(user) | Purpose::StepUp(user) if known.signed_in != Some(user) => {
            Err(Refused::SomebodyElse)
        }
        Purpose::Link(user) => match known.linked {
            None => Ok(Next::Link(user)),
            Some(owner) if owner == user => Ok(Next::Linked),
            Some(_) => Err(Refused::Taken),
        },
        Purpose::StepUp(user) if known.linked == Some(user) => Ok(Next::StepUp(user)),
        Purpose::StepUp(_) => Err(Refused::NotYours),
    }
}

/// The ways in that a person has besides the one that is about to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaysIn {
    /// They have a password.
    pub password: bool,
    /// They have a passkey, which lets them in alone.
    pub passkey: bool,
    /// Other servers they can sign in with.
    pub links: usize,
}

impl WaysIn {
    /// Whether they could still sign in.
    #[must_use]
    pub const fn any(self) -> bool {
        self.password || self.passkey || self.links > 0
    }
}
