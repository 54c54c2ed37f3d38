//! Tokens that have to do with the end of a session: the identity token that a client shows again as a
//! hint, and the logout token that tells it.

use authority::client::TokenAlg;
use serde::{Deserialize, Serialize};

use super::{Error, KeyRing};

/// `typ` of a logout token
/// ([Back-Channel Logout 1.0 section 2.4](https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken)).
const LOGOUT_TOKEN: &str = "logout+jwt";

/// What a logout token says. It has no `nonce`, so that nobody takes it for an identity token.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)] // the fields are the registered claim names
pub struct LogoutClaims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub sid: String,
    pub events: LogoutEvents,
}

/// The one event of a logout token, which holds nothing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LogoutEvents {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Nothing,
}

#[derive(Debug, Clone, Default, Serialize)]
struct Nothing {}

/// What an identity token said.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HintClaims {
    pub(crate) sub: String,
    pub(crate) aud: String,
    #[serde(default)]
    pub(crate) sid: Option<String>,
}

impl KeyRing {
    /// Signs a logout token.
    ///
    /// # Errors
    ///
    /// [`Error::NoKey`] when no key was made for `alg` yet.
    pub fn sign_logout(&self, alg: TokenAlg, claims: &LogoutClaims) -> Result<String, Error> {
        self.sign(alg, LOGOUT_TOKEN, claims)
    }

    /// Reads an identity token of ours, for whomever it is and even when it ran out
    /// ([RP-Initiated Logout 1.0 section 4](https://openid.net/specs/openid-connect-rpinitiated-1_0.html#ValidationAndErrorHandling)).
    /// It proves nothing but that its holder once had it.
    ///
    /// # Errors
    ///
    /// [`Error::NotValid`] for everything else, access tokens included, and when its key is no longer
    /// published.
    pub(crate) fn read_hint(&self, token: &str, issuer: &str) -> Result<HintClaims, Error> {
        self.checked(token, "JWT", issuer, |_: &HintClaims| true)
    }
}
