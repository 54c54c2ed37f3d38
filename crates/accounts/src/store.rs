//! Keeping tokens, and keeping them fresh.

use std::path::PathBuf;

use crate::{Chance, Clock, Error, Http, Provider, Revoked, SecretPlace, Token, TokenRows, Tokens};

/// The tokens of all accounts. Make one per process and share it.
pub struct TokenStore<P = keychain::Keychain> {
    place: P,
    locks: PathBuf,
}

/// Where tokens ended up.
#[derive(Debug)]
pub enum Kept {
    /// Written, read back, and current.
    Stored,
    /// Only in this process, because the keychain or the rows failed. Every later call tries
    /// again; nothing is written anywhere else.
    InMemory(Error),
}

/// Everything a refresh needs besides the tokens.
pub struct Asking<'a> {
    /// The server, as [`crate::rediscover`] found it.
    pub provider: &'a Provider,
    /// Who asks; the same as at the sign-in.
    pub client_id: &'a str,
    /// How to reach it.
    pub http: &'a Http,
    /// What time it is.
    pub clock: Clock<'a>,
    /// For the jitter.
    pub chance: Chance<'a>,
}

impl<P: SecretPlace> TokenStore<P> {
    /// Tokens in `place`, with lock files in `lock_directory`, which is made when needed.
    pub fn new(place: P, lock_directory: impl Into<PathBuf>) -> Self {
        Self { place, locks: lock_directory.into() }
    }

    /// Keeps the tokens of a new sign-in.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] and [`Error::Local`] when the account could not be locked. A keychain that is
    /// missing or locked is no error: see [`Kept::InMemory`].
    pub async fn keep(&self, rows: &impl TokenRows, account: &str, tokens: Tokens) -> Result<Kept, Error> {
        let _ = (rows, account, tokens, &self.place, &self.locks);
        Err(Error::NoTokens)
    }

    /// An access token that is still good, refreshed when a fifth of its life is left.
    ///
    /// # Errors
    ///
    /// [`Error::SignInAgain`], [`Error::ServerAway`], [`Error::TooEarly`], [`Error::NoTokens`],
    /// [`Error::Keychain`], [`Error::Rows`], [`Error::Busy`].
    pub async fn access_token(&self, rows: &impl TokenRows, account: &str, asking: &mut Asking<'_>) -> Result<Token, Error> {
        let _ = (rows, account, asking);
        Err(Error::NoTokens)
    }

    /// An access token other than `refused`, which the server would not accept.
    ///
    /// # Errors
    ///
    /// As [`TokenStore::access_token`].
    pub async fn access_token_after(&self, rows: &impl TokenRows, account: &str, refused: &Token, asking: &mut Asking<'_>) -> Result<Token, Error> {
        let _ = (rows, account, refused, asking);
        Err(Error::NoTokens)
    }

    /// Refreshes now, because a person asked for it.
    ///
    /// # Errors
    ///
    /// As [`TokenStore::access_token`].
    pub async fn refresh(&self, rows: &impl TokenRows, account: &str, asking: &mut Asking<'_>) -> Result<Token, Error> {
        let _ = (rows, account, asking);
        Err(Error::NoTokens)
    }

    /// Why the tokens of `account` are only in memory; `None` when they are not.
    pub async fn unkept(&self, account: &str) -> Option<String> {
        let _ = account;
        None
    }

    /// Ends the tokens at the server, if `provider` is given and answers, then forgets them here.
    /// The row itself is left to the caller.
    ///
    /// # Errors
    ///
    /// [`Error::Keychain`] when the keychain keeps them; [`Error::Rows`], [`Error::Busy`].
    pub async fn sign_out(&self, rows: &impl TokenRows, account: &str, provider: Option<&Provider>, client_id: &str, http: &Http) -> Result<Revoked, Error> {
        let _ = (rows, account, provider, client_id, http);
        Err(Error::NoTokens)
    }
}
