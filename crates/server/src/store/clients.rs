//! Programs that may ask for tokens.

use authority::{
    Digest, Moment,
    backchannel::Delivery,
    client::{About, AuthMethod, Client, TokenAlg},
    jws::KeySet,
    redirect::RedirectUri,
    scope::Scopes,
};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, can_be_stored, once};
use crate::replicas::wake::Wake;

/// See [`super::Work::clients`].
pub struct Clients<'a>(pub(super) &'a mut Tx);

impl Clients<'_> {
    /// Adds a client; `false` when its id is taken.
    pub async fn add(&mut self, client: &Client, now: Moment) -> Result<bool, Error> {
        let added = sqlx::query(
            "INSERT INTO clients (id, name, first_party, grants, scopes, created_at)
             VALUES ($1, '', 0, '', '', $2) ON CONFLICT (id) DO NOTHING",
        )
        .bind(client.id.as_str())
        .bind(now.unix())
        .execute(&mut **self.0)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        self.replace(client).await?;
        Ok(true)
    }

    /// Writes everything about a client that exists; [`Error::Conflict`] when it does not.
    pub async fn replace(&mut self, client: &Client) -> Result<(), Error> {
        let about = &client.about;
        let replaced = sqlx::query(
            "UPDATE clients SET name = $1, secret_digest = $2, first_party = $3, grants = $4,
                 scopes = $5, token_auth_method = $6, require_par = $7, post_logout_redirects = $8,
                 backchannel_logout_uri = $9, client_uri = $10, logo_uri = $11, policy_uri = $12,
                 tos_uri = $13, contacts = $14, software_id = $15, software_version = $16,
                 jwks = $17, id_token_alg = $18, dpop_bound = $19, resources = $20,
                 resource_server = $21, backchannel_delivery = $22,
                 backchannel_notification = $23
             WHERE id = $24",
        )
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
        .bind(client.token_auth_method.word())
        .bind(i64::from(client.require_par))
        .bind(addresses(&client.post_logout_redirects))
        .bind(client.backchannel_logout_uri.clone())
        .bind(about.client_uri.clone())
        .bind(about.logo_uri.clone())
        .bind(about.policy_uri.clone())
        .bind(about.tos_uri.clone())
        .bind(about.contacts.join(" "))
        .bind(about.software_id.clone())
        .bind(about.software_version.clone())
        .bind(client.keys.as_ref().map(|keys| keys.as_str().to_owned()))
        .bind(client.id_token_alg.word())
        .bind(i64::from(client.dpop_bound))
        .bind(client.resources.join(" "))
        .bind(i64::from(client.resource_server))
        .bind(client.backchannel_delivery.word())
        .bind(client.backchannel_notification.clone())
        .bind(client.id.as_str())
        .execute(&mut **self.0)
        .await?;
        once(&replaced)?;
        self.0.changed(Wake::Clients);
        sqlx::query("DELETE FROM client_redirects WHERE client_id = $1")
            .bind(client.id.as_str())
            .execute(&mut **self.0)
            .await?;
        for redirect in &client.redirects {
            sqlx::query("INSERT INTO client_redirects (client_id, uri) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(client.id.as_str())
                .bind(redirect.as_str())
                .execute(&mut **self.0)
                .await?;
        }
        Ok(())
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
        sqlx::query("DELETE FROM api_keys WHERE client_id = $1")
            .bind(id)
            .execute(&mut **self.0)
            .await?;
        let gone = sqlx::query("DELETE FROM clients WHERE id = $1")
            .bind(id)
            .execute(&mut **self.0)
            .await?;
        self.0.changed(Wake::Clients);
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
            "SELECT c.*,
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
    Ok(Client {
        id: row.text("id")?,
        name: row.text("name")?,
        secret: row.maybe_text("secret_digest")?.map(Digest::from_stored),
        first_party: row.number("first_party")? != 0,
        redirects: redirects(&row.maybe_text("redirects")?.unwrap_or_default()),
        grants: words(&row.text("grants")?),
        scopes: Scopes::parse(&row.text("scopes")?),
        keys: row
            .maybe_text("jwks")?
            .map(|text| KeySet::parse(&text).map_err(|_| Error::Unreadable("jwks")))
            .transpose()?,
        id_token_alg: TokenAlg::from_word(&row.text("id_token_alg")?)
            .ok_or(Error::Unreadable("id_token_alg"))?,
        dpop_bound: row.number("dpop_bound")? != 0,
        resources: words(&row.text("resources")?),
        resource_server: row.number("resource_server")? != 0,
        token_auth_method: AuthMethod::from_word(&row.text("token_auth_method")?)
            .ok_or(Error::Unreadable("token_auth_method"))?,
        require_par: row.number("require_par")? != 0,
        post_logout_redirects: redirects(&row.text("post_logout_redirects")?),
        backchannel_logout_uri: row.maybe_text("backchannel_logout_uri")?,
        backchannel_delivery: Delivery::from_word(&row.text("backchannel_delivery")?)
            .ok_or(Error::Unreadable("backchannel_delivery"))?,
        backchannel_notification: row.maybe_text("backchannel_notification")?,
        about: About {
            client_uri: row.maybe_text("client_uri")?,
            logo_uri: row.maybe_text("logo_uri")?,
            policy_uri: row.maybe_text("policy_uri")?,
            tos_uri: row.maybe_text("tos_uri")?,
            contacts: words(&row.text("contacts")?),
            software_id: row.maybe_text("software_id")?,
            software_version: row.maybe_text("software_version")?,
        },
    })
}

/// A list as it is stored, in alphabetical order.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words
}

fn redirects(text: &str) -> Vec<RedirectUri> {
    let words = words(text).into_iter();
    words.map(RedirectUri::from_stored).collect()
}

fn addresses(list: &[RedirectUri]) -> String {
    let list: Vec<&str> = list.iter().map(RedirectUri::as_str).collect();
    list.join(" ")
}
