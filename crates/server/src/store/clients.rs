//! Programs that may ask for tokens.

use authority::{
    Digest, Moment,
    client::{Client, TokenAlg},
    jws::KeySet,
    redirect::RedirectUri,
    scope::Scopes,
};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, can_be_stored};

/// See [`super::Work::clients`].
pub struct Clients<'a>(pub(super) &'a mut Tx);

impl Clients<'_> {
    /// Adds a client; `false` when its id is taken.
    pub async fn add(&mut self, client: &Client, now: Moment) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO clients (id, name, secret_digest, first_party, grants, scopes, created_at,
                 jwks, id_token_alg, dpop_bound, resources)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
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
        .bind(client.keys.as_ref().map(|keys| keys.as_str().to_owned()))
        .bind(client.id_token_alg.word())
        .bind(i64::from(client.dpop_bound))
        .bind(client.resources.join(" "))
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
        if !can_be_stored(id) {
            return Ok(None);
        }
        let row = sqlx::query(SELECT_BY_ID)
            .bind(id)
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Clients in the order of their names, from behind the one of this name and id on.
    pub async fn part(
        &mut self,
        after: Option<(&str, &str)>,
        limit: u32,
    ) -> Result<Vec<Client>, Error> {
        let (name, id) = after.unwrap_or_default();
        let rows = sqlx::query(SELECT_PART)
            .bind(name)
            .bind(id)
            .bind(i64::from(limit))
            .fetch_all(&mut **self.0)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Removes a client with all that it holds; `false` when there is none.
    pub async fn remove(&mut self, id: &str) -> Result<bool, Error> {
        if !can_be_stored(id) {
            return Ok(false);
        }
        let gone = sqlx::query("DELETE FROM clients WHERE id = $1")
            .bind(id)
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected() == 1)
    }

    /// All clients in the order of their names.
    pub async fn list(&mut self) -> Result<Vec<Client>, Error> {
        let rows = sqlx::query(SELECT_ALL).fetch_all(&mut **self.0).await?;
        rows.iter().map(read).collect()
    }
}

/// The columns that [`read`] wants; the redirects as one text, which no address can have a space
/// in, so that a client is one row.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.name, c.secret_digest, c.first_party, c.grants, c.scopes,
                 c.jwks, c.id_token_alg, c.dpop_bound, c.resources,
                 (SELECT string_agg(r.uri, ' ') FROM client_redirects r WHERE r.client_id = c.id)
                     AS redirects
             FROM clients c ",
            $rest
        )
    };
}

const SELECT_BY_ID: &str = select!("WHERE c.id = $1");
const SELECT_PART: &str = select!("WHERE (c.name, c.id) > ($1, $2) ORDER BY c.name, c.id LIMIT $3");
const SELECT_ALL: &str = select!("ORDER BY c.name, c.id");

fn read(row: &AnyRow) -> Result<Client, Error> {
    let words = |text: String| -> Vec<String> {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let redirects = words(row.maybe_text("redirects")?.unwrap_or_default());
    Ok(Client {
        id: row.text("id")?,
        name: row.text("name")?,
        secret: row.maybe_text("secret_digest")?.map(Digest::from_stored),
        first_party: row.number("first_party")? != 0,
        redirects: redirects
            .into_iter()
            .map(RedirectUri::from_stored)
            .collect(),
        grants: words(row.text("grants")?),
        scopes: Scopes::parse(&row.text("scopes")?),
        keys: row
            .maybe_text("jwks")?
            .map(|text| KeySet::parse(&text).map_err(|_| Error::Unreadable("jwks")))
            .transpose()?,
        id_token_alg: TokenAlg::from_word(&row.text("id_token_alg")?)
            .ok_or(Error::Unreadable("id_token_alg"))?,
        dpop_bound: row.number("dpop_bound")? != 0,
        resources: words(row.text("resources")?),
    })
}
