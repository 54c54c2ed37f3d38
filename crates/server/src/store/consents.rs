//! What people allowed clients.

use authority::{Moment, scope::Scopes};
use protocol::UserId;

use super::{Columns as _, Error, Tx};

/// See [`super::Work::consents`].
pub struct Consents<'a>(pub(super) &'a mut Tx);

impl Consents<'_> {
    /// What this person allowed this client; nothing by default.
    pub async fn given(&mut self, user: UserId, client: &str) -> Result<Scopes, Error> {
        let row = sqlx::query("SELECT scopes FROM consents WHERE user_id = $1 AND client_id = $2")
            .bind(user.to_string())
            .bind(client)
            .fetch_optional(&mut **self.0)
            .await?;
        row.map_or(Ok(Scopes::default()), |row| {
            Ok(Scopes::parse(&row.text("scopes")?))
        })
    }

    /// Records what this person allows this client from now on.
    pub async fn record(
        &mut self,
        user: UserId,
        client: &str,
        scopes: &Scopes,
        now: Moment,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO consents (user_id, client_id, scopes, given_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_id, client_id)
             DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at",
        )
        .bind(user.to_string())
        .bind(client)
        .bind(scopes.to_string())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }
}
