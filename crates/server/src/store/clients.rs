//! Programs that may ask for tokens.

use authority::{Digest, Moment, client::Client, redirect::RedirectUri, scope::Scopes};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx};

/// See [`super::Work::clients`].
pub struct Clients<'a>(pub(super) &'a mut Tx);

impl Clients<'_> {
    /// Adds a client; `false` when its id is taken.
    pub async fn add(&mut self, client: &Client, now: Moment) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO clients (id, name, secret_digest, first_party, grants, scopes, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind(client.id.as_str())
        .bind(client.name.as_str())
        .bind(
            client
                .secret
                .as_ref()
                .map(|secret| secret.as_str().to_owned()),
        )
        .bind(i64::from(client.first_party))
        .bind(client.grants.join(" "))
        .bind(client.scopes.to_string())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        for redirect in &client.redirects {
            sqlx::query("INSERT INTO client_redirects (client_id, uri) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(client.id.as_str())
                .bind(redirect.as_str())
                .execute(&mut **self.0)
                .await?;
        }
        Ok(true)
    }

    /// The client with this id.
    pub async fn get(&mut self, id: &str) -> Result<Option<Client>, Error> {
        let row = sqlx::query("SELECT * FROM clients WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut **self.0)
            .await?;
        match row {
            Some(row) => Ok(Some(self.read(&row).await?)),
            None => Ok(None),
        }
    }

    /// All clients in the order of their names.
    pub async fn list(&mut self) -> Result<Vec<Client>, Error> {
        let rows = sqlx::query("SELECT * FROM clients ORDER BY name, id")
            .fetch_all(&mut **self.0)
            .await?;
        let mut clients = Vec::with_capacity(rows.len());
        for row in rows {
            clients.push(self.read(&row).await?);
        }
        Ok(clients)
    }

    async fn read(&mut self, row: &AnyRow) -> Result<Client, Error> {
        let id = row.text("id")?;
        let redirects =
            sqlx::query("SELECT uri FROM client_redirects WHERE client_id = $1 ORDER BY uri")
                .bind(id.as_str())
                .fetch_all(&mut **self.0)
                .await?;
        Ok(Client {
            id,
            name: row.text("name")?,
            secret: row.maybe_text("secret_digest")?.map(Digest::from_stored),
            first_party: row.number("first_party")? != 0,
            redirects: redirects
                .iter()
                .map(|row| row.text("uri").map(RedirectUri::from_stored))
                .collect::<Result<_, _>>()?,
            grants: row
                .text("grants")?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            scopes: Scopes::parse(&row.text("scopes")?),
        })
    }
}
