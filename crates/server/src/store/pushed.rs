//! Authorization requests that clients pushed ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).

use authority::{Digest, Moment, pushed::Pushed as PushedRequest};

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::pushed`].
pub struct Pushed<'a>(pub(super) &'a mut Tx);

impl Pushed<'_> {
    /// Records a request under the digest of its `request_uri`.
    pub async fn add(
        &mut self,
        uri: &Digest,
        client: &str,
        params: &str,
        expires_at: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO pushed_requests (digest, client_id, params, expires_at)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(uri.as_str())
        .bind(client)
        .bind(params)
        .bind(expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The request with this `request_uri`, whatever its state.
    pub async fn get(&mut self, uri: &Digest) -> Result<Option<PushedRequest>, Error> {
        let row = sqlx::query("SELECT * FROM pushed_requests WHERE digest = $1")
            .bind(uri.as_str())
            .fetch_optional(&mut **self.0)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PushedRequest {
            client: row.text("client_id")?,
            params: row.text("params")?,
            expires_at: row.moment("expires_at")?,
            opened_at: row.maybe_moment("opened_at")?,
            spent_at: row.maybe_moment("spent_at")?,
        }))
    }

    /// Notes that a browser came with it, once; from then on it lives until `expires_at`.
    pub async fn open(
        &mut self,
        uri: &Digest,
        expires_at: Moment,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "UPDATE pushed_requests SET opened_at = $1, expires_at = $2
             WHERE digest = $3 AND opened_at IS NULL",
        )
        .bind(now.unix())
        .bind(expires_at.unix())
        .bind(uri.as_str())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Spends it for a grant; [`Error::Conflict`] when somebody else did.
    pub async fn spend(&mut self, uri: &Digest, now: Moment) -> Result<(), Error> {
        let spent = sqlx::query(
            "UPDATE pushed_requests SET spent_at = $1 WHERE digest = $2 AND spent_at IS NULL",
        )
        .bind(now.unix())
        .bind(uri.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&spent)
    }

    /// Forgets requests that were over before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM pushed_requests WHERE expires_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}
