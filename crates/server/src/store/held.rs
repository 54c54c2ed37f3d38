//! What clients hold of a person: consent, sessions and tokens.

use authority::{Moment, scope::Scopes, session::ACCESS_TOKEN_LIFE};
use protocol::{Ended, SessionId, UserId};

use super::{Columns as _, Consents, Error, Sessions, can_be_stored, sessions::Ending};

/// A client that may act in a person's name.
#[derive(Debug, Clone)]
pub struct Held {
    /// The client.
    pub client: String,
    /// Its name for people.
    pub name: String,
    /// Whether people are not asked for consent.
    pub first_party: bool,
    /// What the person allowed; nothing where nobody asked.
    pub consented: Scopes,
    /// When.
    pub given_at: Option<Moment>,
    /// What its live tokens allow.
    pub held: Scopes,
    /// How many of its sessions live.
    pub sessions: i64,
}

impl Consents<'_> {
    /// The clients that may act in a person's name, in the order of their ids, from behind `after`
    /// on.
    pub async fn list(
        &mut self,
        user: UserId,
        after: &str,
        only: Option<&str>,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<Held>, Error> {
        if only.is_some_and(|client| !can_be_stored(client)) {
            return Ok(Vec::new());
        }
        let rows = sqlx::query(
            "SELECT c.id, c.name, c.first_party, k.scopes, k.given_at,
                 (SELECT COUNT(*) FROM sessions s WHERE s.user_id = $1 AND s.client_id = c.id
                     AND s.ended_at IS NULL AND s.expires_at > $2) AS sessions,
                 (SELECT string_agg(f.scopes, ' ') FROM sessions s
                     JOIN refresh_families f ON f.session_id = s.id
                     WHERE s.user_id = $1 AND f.client_id = c.id AND f.ended_at IS NULL
                         AND f.expires_at > $2 AND s.ended_at IS NULL AND s.expires_at > $2) AS held
             FROM clients c
             LEFT JOIN consents k ON k.client_id = c.id AND k.user_id = $1
             WHERE c.id > $3 AND ($4 IS NULL OR c.id = $4) AND c.id IN (
                 SELECT client_id FROM consents WHERE user_id = $1
                 UNION
                 SELECT f.client_id FROM sessions s
                     JOIN refresh_families f ON f.session_id = s.id
                     WHERE s.user_id = $1 AND f.ended_at IS NULL AND f.expires_at > $2
                         AND s.ended_at IS NULL AND s.expires_at > $2)
             ORDER BY c.id LIMIT $5",
        )
        .bind(user.to_string())
        .bind(now.unix())
        .bind(after)
        .bind(only.map(str::to_owned))
        .bind(i64::from(limit))
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter()
            .map(|row| {
                let scopes = |text: Option<String>| Scopes::parse(&text.unwrap_or_default());
                Ok(Held {
                    client: row.text("id")?,
                    name: row.text("name")?,
                    first_party: row.number("first_party")? != 0,
                    consented: scopes(row.maybe_text("scopes")?),
                    given_at: row.maybe_moment("given_at")?,
                    held: scopes(row.maybe_text("held")?),
                    sessions: row.number("sessions")?,
                })
            })
            .collect()
    }

    /// Forgets that a person allowed a client anything, and what it was about to redeem.
    pub async fn revoke(&mut self, user: UserId, client: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM consents WHERE user_id = $1 AND client_id = $2")
            .bind(user.to_string())
            .bind(client)
            .execute(&mut **self.0)
            .await?;
        sqlx::query(
            "UPDATE device_grants SET state = 'denied'
             WHERE user_id = $1 AND client_id = $2 AND state = 'approved'",
        )
        .bind(user.to_string())
        .bind(client)
        .execute(&mut **self.0)
        .await?;
        sqlx::query(
            "DELETE FROM backchannels WHERE user_id = $1 AND client_id = $2 AND spent_at IS NULL",
        )
        .bind(user.to_string())
        .bind(client)
        .execute(&mut **self.0)
        .await?;
        sqlx::query(
            "DELETE FROM grants WHERE user_id = $1 AND client_id = $2 AND spent_at IS NULL",
        )
        .bind(user.to_string())
        .bind(client)
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }
}

impl Sessions<'_> {
    /// Ends what a client holds of a person: its sessions, and its tokens below a browser's.
    pub async fn end_client(
        &mut self,
        user: UserId,
        client: &str,
        why: &str,
        now: Moment,
    ) -> Result<Ended, Error> {
        let rows = sqlx::query(
            "SELECT id FROM sessions
             WHERE user_id = $1 AND client_id = $2 AND ended_at IS NULL ORDER BY id",
        )
        .bind(user.to_string())
        .bind(client)
        .fetch_all(&mut **self.0)
        .await?;
        let mut ended = Ended::default();
        for row in rows {
            let id: SessionId = row.parsed("id")?;
            join(&mut ended, self.end(user, Ending::One(id), why, now).await?);
        }
        let families = sqlx::query(
            "UPDATE refresh_families SET ended_at = $1, ended_why = $2
             WHERE client_id = $3 AND ended_at IS NULL
                 AND session_id IN (SELECT id FROM sessions WHERE user_id = $4)
             RETURNING id, refreshable",
        )
        .bind(now.unix())
        .bind(why)
        .bind(client)
        .bind(user.to_string())
        .fetch_all(&mut **self.0)
        .await?;
        for row in families {
            let last =
                sqlx::query("SELECT MAX(issued_at) AS at FROM refresh_tokens WHERE family_id = $1")
                    .bind(row.text("id")?)
                    .fetch_one(&mut **self.0)
                    .await?;
            let until = last
                .maybe_moment("at")?
                .map(|at| at.plus(ACCESS_TOKEN_LIFE));
            join(
                &mut ended,
                Ended {
                    sessions: 0,
                    refresh_families: u64::from(row.number("refreshable")? != 0),
                    access_tokens_until: until.filter(|until| *until > now).map(Moment::unix),
                },
            );
        }
        Ok(ended)
    }
}

/// Adds to what ended.
pub(crate) fn join(ended: &mut Ended, more: Ended) {
    ended.sessions += more.sessions;
    ended.refresh_families += more.refresh_families;
    ended.access_tokens_until = ended.access_tokens_until.max(more.access_tokens_until);
}
