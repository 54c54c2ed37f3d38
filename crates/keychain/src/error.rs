//! What can go wrong with a keychain.

/// Why the keychain did not do what was asked. No variant carries a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// This computer runs no keychain service, or it cannot be reached.
    #[error("no keychain service answers: {detail}")]
    Missing {
        /// What the system said, for the log.
        detail: String,
    },

    /// The keychain is there and closed, or did not answer in time. Unlock it and try again.
    #[error("the keychain is locked")]
    Locked,

    /// The keychain is there and said no.
    #[error("the keychain refused: {detail}")]
    Refused {
        /// What the system said, for the log.
        detail: String,
    },

    /// There is no secret under that name.
    #[error("the keychain holds no such secret")]
    Gone,

    /// The secret has more bytes than every keychain is sure to hold.
    #[error("a secret of {length} bytes is longer than the {longest} a keychain is sure to hold")]
    TooLong {
        /// Bytes that were offered.
        length: usize,
        /// Bytes that are accepted.
        longest: usize,
    },

    /// The secret is empty or holds something else than printable ASCII.
    #[error("a secret must be one line of printable ASCII")]
    NotOneLine,

    /// The name of a service or a secret is empty or holds something else than printable ASCII.
    #[error("a name in the keychain must be one line of printable ASCII")]
    BadName,
}
