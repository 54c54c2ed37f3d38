//! Grants under way.

use authority::{Digest, Moment, claims::Claims, grant::Grant, pkce::Challenge, scope::Scopes};
use protocol::FamilyId;

use super::{Columns as _, Error, Tx, once};

/// See [`super::Work::grants`].
pub struct Grants<'a>(pub(super) &'a mut Tx);

impl Grants<'_> {
    /// Records a grant under the digest of its code.
    pub async fn add(&mut self, code: &Digest, grant: &Grant) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO grants (digest, client_id, user_id, session_id, redirect_uri, scopes, nonce,
                 challenge, authenticated_at, device_name, dpop_jkt, created_at, resources, claims)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(code.as_str())
        .bind(grant.client.as_str())
        .bind(grant.user.to_string())
        .bind(grant.session.to_string())
        .bind(grant.redirect_uri.as_str())
        .bind(grant.scopes.to_string())
        .bind(grant.nonce.clone())
        .bind(grant.challenge.as_str())
        .bind(grant.authenticated_at.unix())
        .bind(grant.device_name.clone())
        .bind(grant.dpop_jkt.clone())
        .bind(grant.created_at.unix())
        .bind(grant.resources.join(" "))
        .bind(grant.claims.to_string())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The grant with this code.
    pub async fn get(&mut self, code: &Digest) -> Result<Option<Grant>, Error> {
        let row = sqlx::query("SELECT * FROM grants WHERE digest = $1")
            .bind(code.as_str())
            .fetch_optional(&mut **self.0)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let spent = match row.maybe_moment("spent_at")? {
            Some(at) => Some((at, row.parsed("family_id")?)),
            None => None,
        };
        Ok(Some(Grant {
            client: row.text("client_id")?,
            user: row.parsed("user_id")?,
            session: row.parsed("session_id")?,
            redirect_uri: row.text("redirect_uri")?,
            scopes: Scopes::parse(&row.text("scopes")?),
            resources: row.words("resources")?,
            claims: Claims::from_stored(&row.text("claims")?),
            nonce: row.maybe_text("nonce")?,
            challenge: Challenge::parse(&row.text("challenge")?)
                .ok_or(Error::Unreadable("challenge"))?,
            authenticated_at: row.moment("authenticated_at")?,
            device_name: row.maybe_text("device_name")?,
            dpop_jkt: row.maybe_text("dpop_jkt")?,
            created_at: row.moment("created_at")?,
            spent,
        }))
    }

    /// Spends the grant for `family`; [`Error::Conflict`] when somebody else did.
    pub async fn spend(
        &mut self,
        code: &Digest,
        family: FamilyId,
        now: Moment,
    ) -> Result<(), Error> {
        let spent = sqlx::query("UPDATE grants SET spent_at = $1, family_id = $2 WHERE digest = $3 AND spent_at IS NULL")
            .bind(now.unix())
            .bind(family.to_string())
            .bind(code.as_str())
            .execute(&mut **self.0)
            .await?;
        once(&spent)
    }

    /// Forgets grants that were given before `moment`.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM grants WHERE created_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }
}
