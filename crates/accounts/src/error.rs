//! What can go wrong while signing in, and while keeping somebody signed in.

/// Why a sign-in, or the use of one, did not work. No variant carries a token or a grant.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was typed is no address of a server that may be asked: it is malformed, it is not
    /// https, or it has a query, a fragment or a password in it.
    #[error("not the address of a server: {detail}")]
    BadIssuer {
        /// What is wrong with it.
        detail: String,
    },

    /// Something answers there, but not as a server one can sign in to.
    #[error("this is not a sign-in server: {detail}")]
    NotAServer {
        /// What answered instead.
        detail: String,
    },

    /// The server calls itself by another name than the one that was asked for.
    #[error("{asked} calls itself {named}")]
    IssuerMismatch {
        /// The issuer that was asked for.
        asked: String,
        /// The issuer that its document names.
        named: String,
    },

    /// The server does not promise PKCE with S256, so a stolen grant could be redeemed.
    #[error("the server does not offer PKCE with S256")]
    NoS256,

    /// Nothing answered, or only that it cannot answer now. Nothing is lost: try later.
    #[error("the server does not answer: {detail}")]
    ServerAway {
        /// What happened to the request.
        detail: String,
    },

    /// The server answered with an error of OAuth.
    #[error("the server refused: {error}")]
    Refused {
        /// One of the registered words, such as `invalid_client`.
        error: String,
        /// The server's sentence about it.
        description: Option<String>,
    },

    /// The person said no in the browser.
    #[error("the sign-in was denied")]
    Denied,

    /// Nobody came back from the browser in the time an attempt has, usually five minutes.
    #[error("nobody came back from the browser in time")]
    TimedOut,

    /// Too many requests reached the listener that were not the browser coming back.
    #[error("too many wrong requests reached the sign-in")]
    Disturbed,

    /// The answer in the browser came from another server than the one that was asked, or did not
    /// say where it came from although the server promises to. Nothing was sent to anybody.
    #[error("the answer came from {}", named.as_deref().unwrap_or("a server that does not say its name"))]
    WrongIssuer {
        /// Who the answer says it is from.
        named: Option<String>,
    },

    /// The tokens are not acceptable: forged, expired, for somebody else, or malformed.
    #[error("the server's tokens are not acceptable: {detail}")]
    BadTokens {
        /// Which rule they break.
        detail: String,
    },

    /// The server ended this sign-in. The person has to sign in again; nothing was deleted.
    #[error("the server ended this sign-in")]
    SignInAgain,

    /// The server refuses a refresh before a certain moment, and the access token is used up.
    #[error("the server does not refresh this sign-in yet")]
    TooEarly,

    /// No tokens are kept for this account, or they are no longer where the row says.
    #[error("no tokens are kept for this account")]
    NoTokens,

    /// The keychain did not do its part.
    #[error(transparent)]
    Keychain(#[from] keychain::Error),

    /// The rows that say where tokens are could not be read or written.
    #[error("the record of tokens failed")]
    Rows(#[source] crate::RowsError),

    /// Another process has been holding this account for too long.
    #[error("another process is busy with this account")]
    Busy,

    /// The computer did not lend what was needed: a port, a lock file, a thread.
    #[error("{what}")]
    Local {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// Text of a server as it may be shown or logged: cut to 200 characters, without control and
/// direction marks.
pub(crate) fn plain(text: &str) -> String {
    let direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|c| !c.is_control() && !direction(*c))
        .take(200)
        .collect()
}
