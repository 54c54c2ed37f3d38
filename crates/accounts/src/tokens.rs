//! The tokens of one account, and the one line of text they are kept as.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::Error;

/// A token that opens something. It prints as `Token(hidden)` and is wiped on drop;
/// [`Token::reveal`] is the one place where the text comes out.
pub struct Token(Zeroizing<String>);

impl Token {
    /// Takes over `text`.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The token itself, for the header of a request.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn copy(&self) -> Self {
        Self::new(self.reveal().to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// What a server gave us to act as a person.
///
/// Today's tokens are bearer tokens. A token bound to a device key will carry the name of that key
/// here.
#[derive(Debug)]
pub struct Tokens {
    /// For requests.
    pub access: Token,
    /// For new tokens; `None` where the server gives none.
    pub refresh: Option<Token>,
    /// When the access token was given to us, by our clock.
    pub received_at: SystemTime,
    /// When the access token stops being accepted, by our clock.
    pub access_expires_at: SystemTime,
    /// When the refresh token stops being accepted, where the server says so.
    pub refresh_expires_at: Option<SystemTime>,
}
