//! What may be shown once, and tokens that were given back: both only until they run out by
//! themselves.

use authority::{Digest, Moment};

use super::{Error, Tx, can_be_stored};

/// See [`super::Work::seen`].
pub struct Seen<'a>(pub(super) &'a mut Tx);

impl Seen<'_> {
    /// Notes that something was shown; `false` when it was before.
    pub async fn note(&mut self, what: &Digest, until: Moment) -> Result<bool, Error> {
        let noted = sqlx::query(
            "INSERT INTO seen_once (digest, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(what.as_str())
        .bind(until.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// Notes that an access token without a session was given back.
    pub async fn revoke(&mut self, jti: &str, until: Moment) -> Result<bool, Error> {
        let revoked = sqlx::query(
            "INSERT INTO revoked_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(jti)
        .bind(until.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(revoked.rows_affected() == 1)
    }

    /// Whether an access token without a session was given back.
    pub async fn is_revoked(&mut self, jti: &str) -> Result<bool, Error> {
        if !can_be_stored(jti) {
            return Ok(false);
        }
        let row = sqlx::query("SELECT jti FROM revoked_tokens WHERE jti = $1")
            .bind(jti)
            .fetch_optional(&mut **self.0)
            .await?;
        Ok(row.is_some())
    }

    /// Forgets what ran out before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<(), Error> {
        for delete in [
            "DELETE FROM seen_once WHERE expires_at < $1",
            "DELETE FROM revoked_tokens WHERE expires_at < $1",
        ] {
            sqlx::query(delete)
                .bind(moment.unix())
                .execute(&mut **self.0)
                .await?;
        }
        Ok(())
    }
}
