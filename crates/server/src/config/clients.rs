//! `[clients]`: what programs may do by themselves, and where they may be told something.

use ipnet::IpNet;
use serde::Deserialize;

use super::{Error, Secret, raw::OneOrMany, raw::networks};

/// What programs may do by themselves, and where they may be told something.
#[derive(Debug, Clone, Default)]
pub struct Clients {
    /// Whether every authorization request has to be pushed
    /// ([RFC 9126 section 5](https://www.rfc-editor.org/rfc/rfc9126#section-5)).
    pub require_pushed_requests: bool,
    /// Who may register a client.
    pub registration: Registration,
    /// A token that lets whoever holds it register clients, besides those made by command.
    pub registration_token: Option<Secret>,
    /// Networks that are not public and may be sent to nevertheless.
    pub private_targets: Vec<IpNet>,
}

/// Who may register a client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Registration {
    /// Nobody but an operator.
    Off,
    /// Whoever holds an initial access token.
    #[default]
    Token,
    /// Anybody.
    Open,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClients {
    require_pushed_requests: Option<bool>,
    registration: Option<String>,
    registration_token: Option<String>,
    private_targets: Option<OneOrMany>,
}

/// A token that can be guessed is none.
const SHORTEST_TOKEN: usize = 32;

impl RawClients {
    pub(super) fn check(self) -> Result<Clients, Error> {
        let registration = match self.registration.as_deref() {
            None => Registration::default(),
            Some("off") => Registration::Off,
            Some("token") => Registration::Token,
            Some("open") => Registration::Open,
            Some(_) => {
                return Err(Error::invalid(
                    "clients.registration",
                    "has to be \"off\", \"token\" or \"open\"",
                ));
            }
        };
        if let Some(token) = &self.registration_token
            && (token.len() < SHORTEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()))
        {
            return Err(Error::invalid(
                "clients.registration_token",
                "has to be at least 32 characters without a space, as chance makes them",
            ));
        }
        Ok(Clients {
            require_pushed_requests: self.require_pushed_requests.unwrap_or_default(),
            registration,
            registration_token: self.registration_token.map(Secret::new),
            private_targets: networks("clients.private_targets", self.private_targets)?,
        })
    }
}
