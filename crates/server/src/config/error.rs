//! What can be wrong with a configuration.

use std::{io, path::PathBuf};

/// Why a configuration was refused. Nothing was started and nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("the configuration {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file that was asked for.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// The file is not TOML, or a value has the wrong type.
    #[error("{0}")]
    Malformed(String),

    /// A key that this server does not have.
    #[error("unknown key `{key}` in {origin}{}", nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default())]
    UnknownKey {
        /// The key with its sections, as in `mail.form`.
        key: String,
        /// The file, or `the environment`.
        origin: String,
        /// The known key that is spelt most alike, when one is alike at all.
        nearest: Option<String>,
    },

    /// A value that cannot be used.
    #[error("`{key}` {problem}")]
    Invalid {
        /// The key with its sections.
        key: String,
        /// What is wrong and what would be right. Continues a sentence that began with the key.
        problem: String,
    },
}

impl Error {
    pub(super) fn invalid(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid {
            key: key.into(),
            problem: problem.into(),
        }
    }

    /// What the operator can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "Check the path and its permissions.",
            Self::Malformed(_) => {
                "Correct that line; docs/server.md lists every key with its form."
            }
            Self::UnknownKey { .. } => {
                "Correct or remove the key; docs/server.md lists all of them."
            }
            Self::Invalid { .. } => {
                "Correct the value, then try `countersign-server config check`."
            }
        }
    }
}
