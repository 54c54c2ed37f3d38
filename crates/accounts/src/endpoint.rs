//! The token endpoint and the revocation endpoint.

/// What the server said about ending tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// The server confirmed that they are dead.
    Yes,
    /// The server was away, or answered something else: they may live until they expire.
    Unconfirmed,
    /// The server has no way to end tokens: they live until they expire.
    NotOffered,
}
