//! Why the ledger could not be read or written.

use std::path::PathBuf;

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such account.
    #[error("the ledger has no such account")]
    NoSuchAccount,

    /// A sealed value does not open under this key: it was altered, or the key was replaced.
    #[error("a sealed value in the ledger does not open under its key")]
    Sealed,

    /// The file was written by a newer version; it was left alone.
    #[error("the ledger at {} was written by a newer version", path.display())]
    Newer {
        /// Where the ledger is.
        path: PathBuf,
    },

    /// The file is a link, or not a file at all.
    #[error("the ledger at {} is not a plain file", path.display())]
    NotAFile {
        /// Where the ledger is.
        path: PathBuf,
    },

    /// The folder or the file could not be made or opened.
    #[error("the ledger at {} cannot be opened", path.display())]
    Io {
        /// Where the ledger is.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// SQLite refused.
    #[error("the ledger could not be read or written")]
    Database(#[from] sqlx::Error),

    /// A row holds a word this version does not know.
    #[error("the ledger holds an unknown {0}")]
    Unknown(&'static str),
}
