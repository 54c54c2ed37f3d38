//! Clients still to be told that a session ended
//! ([Back-Channel Logout 1.0](https://openid.net/specs/openid-connect-backchannel-1_0.html)).
//!
//! A row is written in the transaction that ends the session, and goes when the client was told or
//! cannot be told. So no logout is lost when the server ends in between, and no request waits for a
//! client.

use authority::{Moment, client::TokenAlg};
use protocol::{SessionId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx};

/// One client to tell about one session.
#[derive(Debug, Clone)]
pub struct Logout {
    /// The session that ended.
    pub session: SessionId,
    /// Whose it was.
    pub user: UserId,
    /// The client to tell.
    pub client: String,
    /// Where; `None` when it does not want to know any more.
    pub uri: Option<String>,
    /// What its tokens are signed with.
    pub alg: TokenAlg,
    /// How often that was tried.
    pub tries: u32,
    /// When it may be tried.
    pub next_at: Moment,
}

/// See [`super::Work::logouts`].
pub struct Logouts<'a>(pub(super) &'a mut Tx);

impl Logouts<'_> {
    /// What may be tried now, the longest due first, and of one client at most `each`.
    pub async fn due(&mut self, now: Moment, limit: i64, each: i64) -> Result<Vec<Logout>, Error> {
        let rows = sqlx::query(
            "SELECT o.session_id, o.user_id, o.client_id, o.tries, o.next_at,
                 c.backchannel_logout_uri, c.id_token_alg
             FROM (SELECT session_id, user_id, client_id, tries, next_at, ROW_NUMBER() OVER
                       (PARTITION BY client_id ORDER BY next_at, session_id) AS turn
                   FROM logout_outbox WHERE next_at <= $1) o
             JOIN clients c ON c.id = o.client_id
             WHERE o.turn <= $3 ORDER BY o.next_at LIMIT $2",
        )
        .bind(now.unix())
        .bind(limit)
        .bind(each)
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Takes `logout` in hand: nobody else tries it before `next_at`. `false` when somebody was faster.
    pub async fn take(&mut self, logout: &Logout, next_at: Moment) -> Result<bool, Error> {
        let taken = sqlx::query(
            "UPDATE logout_outbox SET tries = tries + 1, next_at = $1
             WHERE session_id = $2 AND client_id = $3 AND tries = $4",
        )
        .bind(next_at.unix())
        .bind(logout.session.to_string())
        .bind(logout.client.as_str())
        .bind(i64::from(logout.tries))
        .execute(&mut **self.0)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// The client was told, or never will be.
    pub async fn done(&mut self, logout: &Logout) -> Result<(), Error> {
        sqlx::query("DELETE FROM logout_outbox WHERE session_id = $1 AND client_id = $2")
            .bind(logout.session.to_string())
            .bind(logout.client.as_str())
            .execute(&mut **self.0)
            .await?;
        Ok(())
    }
}

/// Notes which clients have to hear that `session` ended. Call it before its families end: a client
/// that gave its tokens back knows already.
pub(super) async fn note(tx: &mut Tx, session: &str, now: Moment) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO logout_outbox (session_id, client_id, user_id, ended_at, tries, next_at)
         SELECT DISTINCT s.id, c.id, s.user_id, CAST($1 AS BIGINT), 0, CAST($1 AS BIGINT)
         FROM refresh_families f
         JOIN sessions s ON s.id = f.session_id
         JOIN clients c ON c.id = f.client_id
         WHERE f.session_id = $2 AND f.ended_at IS NULL AND c.backchannel_logout_uri IS NOT NULL
         ON CONFLICT (session_id, client_id) DO NOTHING",
    )
    .bind(now.unix())
    .bind(session)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Logout, Error> {
    Ok(Logout {
        session: row.parsed("session_id")?,
        user: row.parsed("user_id")?,
        client: row.text("client_id")?,
        uri: row.maybe_text("backchannel_logout_uri")?,
        alg: TokenAlg::from_word(&row.text("id_token_alg")?)
            .ok_or(Error::Unreadable("id_token_alg"))?,
        tries: u32::try_from(row.number("tries")?).map_err(|_| Error::Unreadable("tries"))?,
        next_at: row.moment("next_at")?,
    })
}
