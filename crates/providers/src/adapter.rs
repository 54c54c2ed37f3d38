//! One face for all servers.

use protocol::{Ended, Me, Session};

use crate::{Ability, Capability, Countersign, Error, OpenId};

/// How to talk to one server about sessions and devices.
#[derive(Debug, Clone)]
pub enum Adapter {
    /// One of ours.
    Countersign(Countersign),
    /// Any other OpenID provider.
    OpenId(OpenId),
}

impl Adapter {
    /// What can be done with a sign-in that was granted these scopes: every [`Ability`], in order.
    #[must_use]
    pub fn capabilities(&self, granted_scopes: &[String]) -> Vec<Capability> {
        let why = |ability| match self {
            Self::Countersign(server) => server.why_not(ability, granted_scopes),
            Self::OpenId(server) => server.why_not(ability),
        };
        Ability::ALL
            .into_iter()
            .map(|ability| Capability::new(ability, why(ability)))
            .collect()
    }

    /// The person whose token this is, as the server knows them.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotSupported`] at servers without such an answer.
    pub async fn me(&self, access: &str) -> Result<Me, Error> {
        match self {
            Self::Countersign(server) => server.me(access).await,
            Self::OpenId(_) => Err(Error::NotSupported),
        }
    }

    /// Every session of the person, page after page.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotSupported`] where [`Ability::ListSessions`] is absent.
    pub async fn sessions(&self, access: &str) -> Result<Vec<Session>, Error> {
        match self {
            Self::Countersign(server) => server.sessions(access).await,
            Self::OpenId(_) => Err(Error::NotSupported),
        }
    }

    /// Ends one session and says what ended.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] when there is no such session of this person.
    pub async fn end(&self, access: &str, id: &str) -> Result<Ended, Error> {
        match self {
            Self::Countersign(server) => server.end(access, id).await,
            Self::OpenId(_) => Err(Error::NotSupported),
        }
    }

    /// Ends every session of the person but the one that asks, and says what ended.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotSupported`] where [`Ability::EndOthers`] is absent.
    pub async fn end_others(&self, access: &str) -> Result<Ended, Error> {
        match self {
            Self::Countersign(server) => server.end_others(access).await,
            Self::OpenId(_) => Err(Error::NotSupported),
        }
    }
}
