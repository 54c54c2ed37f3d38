//! Signing keys.

use authority::{Moment, client::TokenAlg};

use super::{Columns as _, Error, Tx};

/// A signing key as it is stored.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its name in token headers.
    pub kid: String,
    /// What it signs with.
    pub alg: TokenAlg,
    /// The private key, sealed under a key outside the database.
    pub sealed: String,
    /// The public key as a JSON Web Key.
    pub public_jwk: String,
    /// When it was made.
    pub created_at: Moment,
    /// When a younger key took over.
    pub retired_at: Option<Moment>,
}

/// See [`super::Work::keys`].
pub struct Keys<'a>(pub(super) &'a mut Tx);

impl Keys<'_> {
    /// Makes other replicas wait until this transaction ends, before one of them makes a key.
    pub async fn lock(&mut self) -> Result<(), Error> {
        sqlx::query("UPDATE audit_head SET number = number WHERE id = 1")
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// All keys, youngest first.
    pub async fn list(&mut self) -> Result<Vec<KeyRow>, Error> {
        let rows = sqlx::query("SELECT * FROM signing_keys ORDER BY created_at DESC, kid")
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(KeyRow {
                    kid: row.text("kid")?,
                    alg: TokenAlg::from_word(&row.text("alg")?).ok_or(Error::Unreadable("alg"))?,
                    sealed: row.text("sealed")?,
                    public_jwk: row.text("public_jwk")?,
                    created_at: row.moment("created_at")?,
                    retired_at: row.maybe_moment("retired_at")?,
                })
            })
            .collect()
    }

    /// Adds a key and retires the others of its algorithm.
    pub async fn take_over(&mut self, key: &KeyRow) -> Result<(), Error> {
        sqlx::query(
            "UPDATE signing_keys SET retired_at = $1 WHERE retired_at IS NULL AND alg = $2",
        )
        .bind(key.created_at.unix())
        .bind(key.alg.word())
        .execute(&mut **self.0)
        .await?;
        sqlx::query("INSERT INTO signing_keys (kid, alg, sealed, public_jwk, created_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(key.kid.as_str())
            .bind(key.alg.word())
            .bind(key.sealed.as_str())
            .bind(key.public_jwk.as_str())
            .bind(key.created_at.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }

    /// Forgets keys that were retired before `moment`.
    pub async fn forget_retired_before(&mut self, moment: Moment) -> Result<(), Error> {
        sqlx::query("DELETE FROM signing_keys WHERE retired_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }
}
