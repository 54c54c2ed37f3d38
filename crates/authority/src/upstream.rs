//! Sign-in at another server: Google, GitHub, Microsoft, or any that speaks OpenID Connect.
//!
//! ```text
//! begun ─▶ Flow ─▶ the other server ─▶ Flow::answered ─▶ code ─▶ tokens ─▶ token::check ─▶ Identity
//!                                                                                            │
//!        linked here ─▶ signed in                ◀──────────── link::decide ◀────────────────┘
//!        not linked  ─▶ an offer: sign in to your account and agree, or a new account where allowed
//! ```
//!
//! A [`Flow`] is kept for one browser, and one answer takes it away. An identity is the pair of who
//! vouches and what they call the person; a mail address never is one.

pub mod github;
pub mod link;
pub mod metadata;
pub mod token;

use std::time::Duration;

use protocol::UserId;
use serde::{Deserialize, Serialize};

use crate::Moment;

/// Whoever takes longer at the other server begins anew.
pub const FLOW_LIFE: Duration = Duration::from_secs(10 * 60);
/// An identity that nobody here has linked waits this long for its owner to sign in and agree.
pub const OFFER_LIFE: Duration = Duration::from_secs(10 * 60);

/// How far the clock of another server may be from ours.
pub const SKEW: Duration = Duration::from_secs(60);

/// The longest grant that is taken from an address; Microsoft's have about 1,500 bytes.
const LONGEST_CODE: usize = 8 * 1024;

/// The ways other servers differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// OpenID Connect by the book.
    OpenId,
    /// OpenID Connect, with domains that an organization hosts.
    Google,
    /// OpenID Connect, with one address for the issuers of all tenants.
    Microsoft,
    /// OAuth 2 alone, and an interface that says who somebody is.
    GitHub,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OpenId, Self::Google, Self::Microsoft, Self::GitHub];

    /// The word in the configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Google => "google",
            Self::Microsoft => "microsoft",
            Self::GitHub => "github",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What people call it, when the operator says nothing else.
    #[must_use]
    pub const fn label(self) -> Option<&'static str> {
        match self {
            Self::OpenId => None,
            Self::Google => Some("Google"),
            Self::Microsoft => Some("Microsoft"),
            Self::GitHub => Some("GitHub"),
        }
    }
}

/// What somebody went to another server for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in here.
    SignIn,
    /// To link what they are there to this account, which they are signed in to.
    Link(UserId),
    /// To show that this person, who is signed in, is still there.
    StepUp(UserId),
}

/// Who says who somebody is, as their server names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who vouches.
    pub issuer: String,
    /// What they call the person, for ever.
    pub subject: String,
    /// A mail address, which may be anybody's unless it is verified.
    pub email: Option<String>,
    /// Whether who vouches knows that the address is the person's.
    pub email_verified: bool,
    /// What the person is called there; nothing that two people could not share.
    pub handle: Option<String>,
    /// How sure the other server is.
    pub acr: Option<String>,
    /// How the person was recognised there.
    pub amr: Vec<String>,
    /// When, in Unix seconds.
    pub auth_time: Option<i64>,
}

impl Identity {
    /// The address, where it is known to be the person's.
    #[must_use]
    pub fn verified_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_verified)
    }

    /// How a person recognises it.
    #[must_use]
    pub fn label(&self) -> &str {
        let named = self.email.as_deref().or(self.handle.as_deref());
        named.unwrap_or(&self.subject)
    }

    /// Whether the other server recognised the person in a way that the operator trusts as much as two
    /// factors of ours.
    #[must_use]
    pub fn is_trusted(&self, acr: &[String], amr: &[String]) -> bool {
        let level = self.acr.as_ref().is_some_and(|level| acr.contains(level));
        level || self.amr.iter().any(|method| amr.contains(method))
    }
}

/// A visit to another server that is under way. It holds secrets, so it is stored sealed, and for one
/// browser alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The name of the other server in the configuration.
    pub upstream: String,
    /// Who answers, when it says who it is.
    pub issuer: String,
    /// Whether it promised to say so.
    pub says_iss: bool,
    /// What for.
    pub purpose: Purpose,
    /// Comes back in the identity token.
    pub nonce: String,
    /// What the code challenge was made of.
    pub verifier: String,
    /// Where to go on afterwards.
    pub attempt: Option<String>,
    /// When it began, in Unix seconds.
    pub began_at: i64,
}

/// What the browser brings back.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// The grant.
    pub code: Option<&'a str>,
    /// Why there is none.
    pub error: Option<&'a str>,
    /// Who answers ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    pub iss: Option<&'a str>,
    /// Whether any of them came twice.
    pub repeated: bool,
}

/// Why a visit to another server led nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It took too long.
    #[error("it took too long")]
    Over,
    /// Another server answered than the one that was asked.
    #[error("another server answered than was asked")]
    MixedUp,
    /// The person chose not to.
    #[error("cancelled")]
    Cancelled,
    /// The other server cannot do it now.
    #[error("the other server is away")]
    Away,
    /// The other server did not want to.
    #[error("the other server refused")]
    Declined,
    /// What came back makes no sense.
    #[error("the answer makes no sense")]
    Malformed,
}

impl Flow {
    /// The grant in the answer that arrived at the address of `upstream`.
    ///
    /// Each other server has an address of its own here, and where it says who it is, that has to fit
    /// as well, so a grant of one is never shown to another
    /// ([RFC 9700 section 4.4](https://www.rfc-editor.org/rfc/rfc9700#section-4.4)). That is looked at
    /// before anything else is believed, an error included.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn answered<'a>(
        &self,
        upstream: &str,
        answer: &Answer<'a>,
        now: Moment,
    ) -> Result<&'a str, Refused> {
        let begun = Moment::from_unix(self.began_at);
        if upstream != self.upstream {
            return Err(Refused::MixedUp);
        }
        if answer.repeated {
            return Err(Refused::Malformed);
        }
        match answer.iss {
            Some(iss) if iss != self.issuer && !is_template_of(&self.issuer, iss) => {
                return Err(Refused::MixedUp);
            }
            None if self.says_iss => return Err(Refused::MixedUp),
            _ => {}
        }
        if now < begun || now >= begun.plus(FLOW_LIFE) {
            return Err(Refused::Over);
        }
        match (answer.error, answer.code) {
            (Some("access_denied" | "consent_required" | "user_cancelled_login"), _) => {
                Err(Refused::Cancelled)
            }
            (Some("temporarily_unavailable" | "server_error"), _) => Err(Refused::Away),
            (Some(_), _) => Err(Refused::Declined),
            (None, Some(code)) if (1..=LONGEST_CODE).contains(&code.len()) => Ok(code),
            (None, _) => Err(Refused::Malformed),
        }
    }
}

/// Whether `iss` is an issuer that Microsoft's address for all tenants stands for.
fn is_template_of(template: &str, iss: &str) -> bool {
    template.contains(metadata::TENANT) && metadata::tenant_of(template, iss).is_some()
}

#[cfg(test)]
mod tests;
