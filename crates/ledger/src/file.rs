//! Opening the file: permissions, pragmas, migrations.

use std::{
    fs::{self, OpenOptions},
    io,
    path::Path,
    time::Duration,
};

use sqlx::{
    Row, SqlitePool,
    migrate::MigrateError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::Error;

/// The open ledger. Cheap to clone; every clone shares the same connections.
#[derive(Clone)]
pub struct Ledger {
    pub(crate) pool: SqlitePool,
}

impl Ledger {
    /// Opens the ledger at `path`, making it when there is none, and brings it up to date.
    ///
    /// The folder is made with mode 0700 and the file with 0600. Several processes may have it open
    /// at once; a write waits up to five seconds for another.
    ///
    /// # Errors
    ///
    /// [`Error::NotAFile`] for a link, [`Error::Newer`] for a ledger of a later version,
    /// [`Error::Io`] and [`Error::Database`] when the system or SQLite refuse.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        make_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Truncate)
            .synchronous(SqliteSynchronous::Full)
            .pragma("trusted_schema", "OFF")
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await?;
        sqlx::migrate!()
            .run(&pool)
            .await
            .map_err(|error| match error {
                MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => {
                    Error::Newer {
                        path: path.to_owned(),
                    }
                }
                other => Error::Database(other.into()),
            })?;
        Ok(Self { pool })
    }

    /// The ledger's own name, the same for as long as the file lives: 32 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn id(&self) -> Result<String, Error> {
        Ok(sqlx::query("select id from ledger")
            .fetch_one(&self.pool)
            .await?
            .try_get("id")?)
    }

    /// Closes every connection; what was written before is on disk.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn make_private(path: &Path) -> Result<(), Error> {
    let io = |source: io::Error| Error::Io {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(io)?;
    }
    match fs::symlink_metadata(path) {
        Ok(meta) if !meta.is_file() => {
            return Err(Error::NotAFile {
                path: path.to_owned(),
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(path).map_err(io)?;
        }
        Err(error) => return Err(io(error)),
    }
    #[cfg(unix)]
    narrow(path, 0o600).map_err(io)?;
    Ok(())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn narrow(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}
