//! What can go wrong while asking a server.

use std::time::Duration;

/// Why a server did not do what was asked. No variant carries a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The access token is not accepted: refresh it once and ask again.
    #[error("the server does not accept the access token")]
    Unauthorized,

    /// The token is good and does not reach this far.
    #[error("the server forbids it, {}", missing.as_deref().unwrap_or("without saying which permission is missing"))]
    Forbidden {
        /// The scope that is missing, where the server names it.
        missing: Option<String>,
    },

    /// The token is good, and the server wants a second factor of the last minutes for this
    /// ([RFC 9470](https://www.rfc-editor.org/rfc/rfc9470#section-3)): sign in again, then ask again.
    #[error("the server wants a fresh second factor")]
    Stale,

    /// The person has no other second factor, and their server wants them to have one.
    #[error("the server wants a second factor, and this is the last one")]
    LastFactor,

    /// There is no such thing, or it is somebody else's.
    #[error("the server knows no such thing")]
    NotFound,

    /// Nothing answered, or only that it cannot answer now. Nothing is lost: try later.
    #[error("the server does not answer: {detail}")]
    Away {
        /// What happened to the request.
        detail: String,
    },

    /// The server has had enough of us for now.
    #[error("the server asks for patience")]
    Busy {
        /// How long, where the server says.
        retry_after: Option<Duration>,
    },

    /// The server said no for a reason of its own.
    #[error("the server refused: {error}")]
    Refused {
        /// Its word for it.
        error: String,
        /// Its sentence about it.
        description: Option<String>,
    },

    /// The answer is not what such a server answers.
    #[error("the answer of the server is not understood: {detail}")]
    NotUnderstood {
        /// What is wrong with it.
        detail: String,
    },

    /// This server cannot do that; its capabilities say so beforehand.
    #[error("this server cannot do that")]
    NotSupported,
}
