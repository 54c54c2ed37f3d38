//! Short messages between processes on one PostgreSQL database.

use sqlx::postgres::PgListener;

use super::{Error, Store};

/// What other processes say, from when it was opened.
#[derive(Debug)]
pub struct Notices(PgListener);

impl Store {
    /// Listens on `channel`; `None` on SQLite, which one process serves.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when no connection is to be had.
    pub async fn notices(&self, channel: &str) -> Result<Option<Notices>, Error> {
        let Some(address) = &self.address else {
            return Ok(None);
        };
        let mut listener = PgListener::connect(address.reveal()).await?;
        listener.listen(channel).await?;
        Ok(Some(Notices(listener)))
    }

    /// Says `text`, at most 7,000 bytes of it, to everybody who listens on `channel`. On SQLite nobody
    /// does.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn notify(&self, channel: &str, text: &str) -> Result<(), Error> {
        if self.address.is_some() {
            sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)")
                .bind(channel)
                .bind(text)
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }
}

impl Notices {
    /// The next message; `None` when some may have been missed, since the connection was lost.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when there is no connection to be had again.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        let notice = self.0.try_recv().await?;
        Ok(notice.map(|notice| notice.payload().to_owned()))
    }
}
