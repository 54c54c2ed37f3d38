//! Values that stay out of logs.

use std::{fmt, path::PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;
use zeroize::Zeroizing;

use super::Error;

/// Text that nobody but its user may read. It prints as `Secret(hidden)` and is wiped on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes `text` in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The one place where the text comes out.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// Where the database is: `sqlite://FILE` or `postgres://…`. It prints without the password.
#[derive(Clone)]
pub struct DatabaseUrl(Secret);

impl DatabaseUrl {
    /// Checks `text`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when it is neither of the two, or an SQLite database in memory.
    pub fn parse(text: String) -> Result<Self, Error> {
        let refuse = |problem: &str| Err(Error::invalid("database_url", problem));
        if let Some(file) = text.strip_prefix("sqlite://") {
            let path = file.split('?').next().unwrap_or_default();
            if path.is_empty() || path.contains(":memory:") || file.contains("mode=memory") {
                return refuse(
                    "has to name a file, as in \"sqlite://countersign.sqlite3\": a database in \
                     memory would forget every account",
                );
            }
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if Url::parse(&text).is_err() {
                return refuse("is not an address: write it like \"postgres://user@host/name\"");
            }
        } else {
            return refuse("has to begin with sqlite:// or postgres://");
        }
        Ok(Self(Secret::new(text)))
    }

    /// The database in the file `path`.
    #[must_use]
    pub fn sqlite(path: &std::path::Path) -> Self {
        use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
        const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b' ');
        let text = path.to_string_lossy();
        Self(Secret::new(format!(
            "sqlite://{}",
            utf8_percent_encode(&text, RESERVED)
        )))
    }

    /// The whole address, with the password where it has one.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The file of an SQLite database; `None` for PostgreSQL.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        let file = self.reveal().strip_prefix("sqlite://")?.split('?').next()?;
        Some(PathBuf::from(
            percent_decode_str(file).decode_utf8_lossy().into_owned(),
        ))
    }
}

impl Default for DatabaseUrl {
    fn default() -> Self {
        Self(Secret::new("sqlite://countersign.sqlite3".to_owned()))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sqlite_path().is_some() {
            return f.write_str(self.reveal());
        }
        let Ok(mut url) = Url::parse(self.reveal()) else {
            return f.write_str("postgres://(hidden)");
        };
        // A password may also stand in the query, so the query stays away altogether.
        url.set_query(None);
        if url.password().is_some() && url.set_password(Some("hidden")).is_err() {
            return f.write_str("postgres://(hidden)");
        }
        f.write_str(url.as_str())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
