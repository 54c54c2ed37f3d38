//! Clients that register themselves
//! ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591),
//! [RFC 7592](https://www.rfc-editor.org/rfc/rfc7592)) and what lets them.

use authority::{Digest, Moment};

use super::{Columns as _, Error, Tx, can_be_stored, once};

/// See [`super::Work::registrations`].
pub struct Registrations<'a>(pub(super) &'a mut Tx);

impl Registrations<'_> {
    /// Records an initial access token that lets `uses` clients be registered before `expires_at`.
    pub async fn allow(
        &mut self,
        token: &Digest,
        uses: u32,
        expires_at: Moment,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO registration_tokens (digest, uses_left, created_at, expires_at)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(token.as_str())
        .bind(i64::from(uses))
        .bind(now.unix())
        .bind(expires_at.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// Uses an initial access token once; `false` when it is unknown, used up or over.
    pub async fn spend(&mut self, token: &Digest, now: Moment) -> Result<bool, Error> {
        let spent = sqlx::query(
            "UPDATE registration_tokens SET uses_left = uses_left - 1
             WHERE digest = $1 AND uses_left > 0 AND expires_at > $2",
        )
        .bind(token.as_str())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(spent.rows_affected() == 1)
    }

    /// Records with which token `client` manages its registration.
    pub async fn manage(&mut self, client: &str, token: &Digest) -> Result<(), Error> {
        let managed = sqlx::query("UPDATE clients SET registration_digest = $1 WHERE id = $2")
            .bind(token.as_str())
            .bind(client)
            .execute(&mut **self.0)
            .await?;
        once(&managed)
    }

    /// When `client` was registered, if `token` manages it; it is then taken for the rest of the
    /// transaction.
    pub async fn managed_since(
        &mut self,
        client: &str,
        token: &Digest,
    ) -> Result<Option<Moment>, Error> {
        if !can_be_stored(client) {
            return Ok(None);
        }
        let row = sqlx::query(
            "UPDATE clients SET registration_digest = registration_digest
             WHERE id = $1 AND registration_digest = $2 RETURNING created_at",
        )
        .bind(client)
        .bind(token.as_str())
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| row.moment("created_at")).transpose()
    }

    /// Forgets initial access tokens that are used up or were over before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone =
            sqlx::query("DELETE FROM registration_tokens WHERE uses_left <= 0 OR expires_at < $1")
                .bind(moment.unix())
                .execute(&mut **self.0)
                .await?;
        Ok(gone.rows_affected())
    }
}
