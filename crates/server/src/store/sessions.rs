//! Devices and the sessions on them.
//!
//! A session's row is also the lock of everything below it: whoever issues, spends or ends tokens
//! takes it first ([`Sessions::hold`]), so no token is born under a session that has just ended.

use authority::{
    Digest, Moment,
    factor::{Assurance, Level, Methods},
    session::{ACCESS_TOKEN_LIFE, Kind, Session},
};
use protocol::{DeviceId, Ended, SessionId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Tx, approval_keys, logouts, once};
use crate::replicas::wake::Wake;

/// A device to add.
#[derive(Debug, Clone)]
pub struct Device<'a> {
    /// Chosen by chance.
    pub id: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// The name its program gave it.
    pub name: Option<&'a str>,
    /// Operating system, as in `Linux`.
    pub os: Option<&'a str>,
    /// Browser, as in `Firefox 140`.
    pub browser: Option<&'a str>,
    /// The digest of the cookie that recognises it.
    pub cookie: Option<Digest>,
    /// The thumbprint of the key by which it is recognised, where its program holds one.
    pub key: Option<&'a str>,
}

/// A session to add.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The session itself.
    pub session: &'a Session,
    /// The client that signed in; `None` for the browser at this server.
    pub client: Option<&'a str>,
    /// The digest of its cookie.
    pub cookie: Option<Digest>,
    /// The address it came from.
    pub ip: &'a str,
}

/// Which sessions of a person to end.
#[derive(Debug, Clone, Copy)]
pub enum Ending {
    /// This one.
    One(SessionId),
    /// All but this one.
    Others(SessionId),
    /// All.
    All,
}

/// See [`super::Work::sessions`].
pub struct Sessions<'a>(pub(super) &'a mut Tx);

impl Sessions<'_> {
    /// Adds a device.
    pub async fn add_device(&mut self, device: &Device<'_>, now: Moment) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO devices (id, user_id, name, os, browser, cookie_digest, created_at, dpop_jkt)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(device.id.to_string())
        .bind(device.user.to_string())
        .bind(device.name.map(str::to_owned))
        .bind(device.os.map(str::to_owned))
        .bind(device.browser.map(str::to_owned))
        .bind(
            device
                .cookie
                .as_ref()
                .map(|digest| digest.as_str().to_owned()),
        )
        .bind(now.unix())
        .bind(device.key.map(str::to_owned))
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The device of this person that holds this cookie.
    pub async fn device_of(
        &mut self,
        user: UserId,
        cookie: &Digest,
    ) -> Result<Option<DeviceId>, Error> {
        let row = sqlx::query(
            "SELECT id FROM devices WHERE cookie_digest = $1 AND user_id = $2 AND ended_at IS NULL",
        )
        .bind(cookie.as_str())
        .bind(user.to_string())
        .fetch_optional(&mut **self.0)
        .await?;
        row.map(|row| row.parsed("id")).transpose()
    }

    /// Whether this person ever used a device that is still known.
    pub async fn has_device(&mut self, user: UserId) -> Result<bool, Error> {
        let row = sqlx::query("SELECT id FROM devices WHERE user_id = $1 LIMIT 1")
            .bind(user.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        Ok(row.is_some())
    }

    /// Adds a session.
    pub async fn add(&mut self, new: &NewSession<'_>) -> Result<(), Error> {
        let session = new.session;
        let (idle, absolute) = session.kind.lives();
        sqlx::query(
            "INSERT INTO sessions (id, device_id, user_id, kind, client_id, cookie_digest, ip,
                 authenticated_at, created_at, last_active_at, idle_seconds, ends_at, expires_at,
                 aal, amr, factor_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(session.id.to_string())
        .bind(session.device.to_string())
        .bind(session.user.to_string())
        .bind(session.kind.word())
        .bind(new.client.map(str::to_owned))
        .bind(new.cookie.as_ref().map(|digest| digest.as_str().to_owned()))
        .bind(new.ip)
        .bind(session.authenticated_at.unix())
        .bind(session.created_at.unix())
        .bind(session.last_active_at.unix())
        .bind(i64::try_from(idle.as_secs()).unwrap_or(i64::MAX))
        .bind(session.created_at.plus(absolute).unix())
        .bind(session.expires_at().unix())
        .bind(session.assurance.level.number())
        .bind(session.assurance.methods.to_string())
        .bind(session.assurance.factor_at.map(Moment::unix))
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }

    /// The session with this id, whatever its state.
    pub async fn get(&mut self, id: SessionId) -> Result<Option<Session>, Error> {
        let row = sqlx::query("SELECT * FROM sessions WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The session that this cookie holds, whatever its state.
    pub async fn by_cookie(&mut self, cookie: &Digest) -> Result<Option<Session>, Error> {
        let row = sqlx::query("SELECT * FROM sessions WHERE cookie_digest = $1")
            .bind(cookie.as_str())
            .fetch_optional(&mut **self.0)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Moves a session to a new cookie after the person proved again who they are: by password at
    /// `authenticated_at`, or by what `assurance` says.
    pub async fn renew(
        &mut self,
        id: SessionId,
        cookie: &Digest,
        authenticated_at: Moment,
        assurance: &Assurance,
    ) -> Result<(), Error> {
        let renewed = sqlx::query(
            "UPDATE sessions SET cookie_digest = $1, authenticated_at = $2, aal = $3, amr = $4,
                 factor_at = $5
             WHERE id = $6 AND ended_at IS NULL",
        )
        .bind(cookie.as_str())
        .bind(authenticated_at.unix())
        .bind(assurance.level.number())
        .bind(assurance.methods.to_string())
        .bind(assurance.factor_at.map(Moment::unix))
        .bind(id.to_string())
        .execute(&mut **self.0)
        .await?;
        once(&renewed)
    }

    /// Takes the session for the rest of the transaction and notes that it was used at `now` from
    /// `ip`. `None` when it ended, by somebody or by time.
    pub async fn hold(
        &mut self,
        id: SessionId,
        ip: &str,
        now: Moment,
    ) -> Result<Option<Session>, Error> {
        let row = sqlx::query(
            "UPDATE sessions SET last_active_at = $1, ip = $2,
                 expires_at = CASE WHEN $1 + idle_seconds < ends_at THEN $1 + idle_seconds ELSE ends_at END
             WHERE id = $3 AND ended_at IS NULL AND expires_at > $1 RETURNING *",
        )
        .bind(now.unix())
        .bind(ip)
        .bind(id.to_string())
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// As [`Sessions::hold`], for the session of a browser that was in use until now by what is known
    /// besides the row. The row is written when `note` says so, and is the lock in either case.
    pub async fn hold_in_use(
        &mut self,
        id: SessionId,
        ip: &str,
        note: bool,
        now: Moment,
    ) -> Result<Option<Session>, Error> {
        let row = sqlx::query(if note {
            "UPDATE sessions SET last_active_at = $1, ip = $2,
                 expires_at = CASE WHEN $1 + idle_seconds < ends_at THEN $1 + idle_seconds ELSE ends_at END
             WHERE id = $3 AND ended_at IS NULL AND ends_at > $1 RETURNING *"
        } else {
            "UPDATE sessions SET ip = $2 WHERE id = $3 AND ended_at IS NULL AND ends_at > $1 RETURNING *"
        })
        .bind(now.unix())
        .bind(ip)
        .bind(id.to_string())
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// As [`Sessions::hold`], for the session whose family has this refresh token.
    pub async fn hold_by_token(
        &mut self,
        token: &Digest,
        ip: &str,
        now: Moment,
    ) -> Result<Option<Session>, Error> {
        let row = sqlx::query(
            "UPDATE sessions SET last_active_at = $1, ip = $2,
                 expires_at = CASE WHEN $1 + idle_seconds < ends_at THEN $1 + idle_seconds ELSE ends_at END
             WHERE ended_at IS NULL AND expires_at > $1 AND id =
                 (SELECT f.session_id FROM refresh_tokens t
                  JOIN refresh_families f ON f.id = t.family_id WHERE t.digest = $3)
             RETURNING *",
        )
        .bind(now.unix())
        .bind(ip)
        .bind(token.as_str())
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// As [`Sessions::hold`], by a program that is not what the session is a sign-in of: neither
    /// the note of its last use nor its address changes, so it goes on idling.
    pub async fn keep(&mut self, id: SessionId, now: Moment) -> Result<Option<Session>, Error> {
        let row = sqlx::query(
            "UPDATE sessions SET last_active_at = last_active_at
             WHERE id = $1 AND ended_at IS NULL AND expires_at > $2 RETURNING *",
        )
        .bind(id.to_string())
        .bind(now.unix())
        .fetch_optional(&mut **self.0)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// Live sessions of a person from `after` on, the latest begun first, at most `limit`.
    /// `asking` is marked as current.
    pub async fn list(
        &mut self,
        user: UserId,
        asking: SessionId,
        after: Option<(Moment, SessionId)>,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<protocol::Session>, Error> {
        let (created, id) = after.map_or((i64::MAX, String::new()), |(at, id)| {
            (at.unix(), id.to_string())
        });
        let rows = sqlx::query(
            "SELECT s.id, s.ip, s.created_at, s.last_active_at, s.expires_at,
                 d.name AS device, d.os, d.browser, c.name AS app, u.name AS user_name
             FROM sessions s
             JOIN devices d ON d.id = s.device_id
             JOIN users u ON u.id = s.user_id
             LEFT JOIN clients c ON c.id = s.client_id
             WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2
                 AND (s.created_at < $3 OR (s.created_at = $3 AND s.id > $4))
             ORDER BY s.created_at DESC, s.id LIMIT $5",
        )
        .bind(user.to_string())
        .bind(self.0.lagging(now))
        .bind(created)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&mut **self.0)
        .await?;
        let asking = asking.to_string();
        rows.iter().map(|row| seen(row, &asking)).collect()
    }

    /// Ends live sessions of a person with everything below them, and counts what ended.
    pub async fn end(
        &mut self,
        user: UserId,
        which: Ending,
        why: &str,
        now: Moment,
    ) -> Result<Ended, Error> {
        let (one, others) = match which {
            Ending::One(id) => (Some(id.to_string()), None),
            Ending::Others(id) => (None, Some(id.to_string())),
            Ending::All => (None, None),
        };
        let mut ended = Ended::default();
        // Also what is over by its row alone: its browser may be in use still.
        let since = self.0.lagging(now);
        // A grant that is redeemed at this moment adds a session which the statement cannot see, since
        // it waits for the browser session whose row that redemption holds. The next round sees it.
        loop {
            let sessions = sqlx::query(
                "UPDATE sessions SET ended_at = $1
                 WHERE user_id = $2 AND ended_at IS NULL AND expires_at > $5
                     AND ($3 IS NULL OR id = $3) AND ($4 IS NULL OR id <> $4)
                 RETURNING id, kind, device_id",
            )
            .bind(now.unix())
            .bind(user.to_string())
            .bind(one.clone())
            .bind(others.clone())
            .bind(since)
            .fetch_all(&mut **self.0)
            .await?;
            ended.sessions += sessions.len() as u64;
            for row in &sessions {
                let id = row.text("id")?;
                logouts::note(self.0, &id, now).await?;
                self.end_families(&id, why, now, &mut ended).await?;
                if kind(row)? == Kind::App {
                    let device = row.parsed("device_id")?;
                    approval_keys::give_up_where_nobody_is(self.0, user, device, now).await?;
                }
            }
            if sessions.is_empty() || one.is_some() {
                if ended.sessions > 0 {
                    self.0.changed(Wake::Person(user));
                }
                return Ok(ended);
            }
        }
    }

    /// The live browser sessions of a person, the latest begun first.
    pub async fn browsers(&mut self, user: UserId, now: Moment) -> Result<Vec<SessionId>, Error> {
        let rows = sqlx::query(
            "SELECT id FROM sessions
             WHERE user_id = $1 AND kind = $2 AND ended_at IS NULL AND expires_at > $3
             ORDER BY created_at DESC, id",
        )
        .bind(user.to_string())
        .bind(Kind::Browser.word())
        .bind(self.0.lagging(now))
        .fetch_all(&mut **self.0)
        .await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// Ends at most `limit` sessions that are over by time and that a client wants to hear of; how many
    /// those were. All others need no end: whoever looks sees that their time is over.
    pub async fn end_expired(&mut self, limit: i64, now: Moment) -> Result<u64, Error> {
        let sessions = sqlx::query(
            "UPDATE sessions SET ended_at = expires_at
             WHERE ended_at IS NULL AND expires_at <= $1 AND id IN
                 (SELECT s.id FROM clients c
                  JOIN refresh_families f ON f.client_id = c.id AND f.ended_at IS NULL
                  JOIN sessions s ON s.id = f.session_id
                  WHERE c.backchannel_logout_uri IS NOT NULL
                      AND s.ended_at IS NULL AND s.expires_at <= $1 LIMIT $2)
             RETURNING id",
        )
        .bind(self.0.lagging(now))
        .bind(limit)
        .fetch_all(&mut **self.0)
        .await?;
        for row in &sessions {
            let (id, mut ended) = (row.text("id")?, Ended::default());
            logouts::note(self.0, &id, now).await?;
            self.end_families(&id, "expired", now, &mut ended).await?;
        }
        Ok(sessions.len() as u64)
    }

    /// Forgets sessions that ended before `moment`, with everything below them.
    pub async fn forget_before(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM sessions WHERE ended_at < $1 OR expires_at < $1")
            .bind(moment.unix())
            .execute(&mut **self.0)
            .await?;
        Ok(gone.rows_affected())
    }

    /// Forgets devices without a session: programs at once, and browsers when they were added before
    /// `moment`, since until then their cookie recognises them. One that can approve is a factor of its
    /// person and stays until somebody takes that away.
    pub async fn forget_devices(&mut self, moment: Moment) -> Result<u64, Error> {
        let gone = sqlx::query(
            "DELETE FROM devices WHERE (cookie_digest IS NULL OR created_at < $1)
                 AND approval_key IS NULL
                 AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.device_id = devices.id)",
        )
        .bind(moment.unix())
        .execute(&mut **self.0)
        .await?;
        Ok(gone.rows_affected())
    }

    async fn end_families(
        &mut self,
        session: &str,
        why: &str,
        now: Moment,
        ended: &mut Ended,
    ) -> Result<(), Error> {
        let families = sqlx::query(
            "UPDATE refresh_families SET ended_at = $1, ended_why = $2
             WHERE session_id = $3 AND ended_at IS NULL RETURNING refreshable, expires_at",
        )
        .bind(now.unix())
        .bind(why)
        .bind(session)
        .fetch_all(&mut **self.0)
        .await?;
        for family in families {
            if family.number("refreshable")? != 0 && family.moment("expires_at")? > now {
                ended.refresh_families += 1;
            }
        }
        let last = sqlx::query(
            "SELECT MAX(t.issued_at) AS issued_at FROM refresh_tokens t
             JOIN refresh_families f ON f.id = t.family_id WHERE f.session_id = $1",
        )
        .bind(session)
        .fetch_one(&mut **self.0)
        .await?;
        let until = last
            .maybe_moment("issued_at")?
            .map(|issued| issued.plus(ACCESS_TOKEN_LIFE));
        ended.access_tokens_until = ended
            .access_tokens_until
            .max(until.filter(|until| *until > now).map(Moment::unix));
        Ok(())
    }
}

/// A session as people see it.
pub(super) fn seen(row: &AnyRow, asking: &str) -> Result<protocol::Session, Error> {
    let id = row.text("id")?;
    Ok(protocol::Session {
        current: id == asking,
        id,
        device: row.maybe_text("device")?,
        os: row.maybe_text("os")?,
        browser: row.maybe_text("browser")?,
        app: row.maybe_text("app")?,
        ip: row.maybe_text("ip")?,
        place: None,
        created_at: Some(row.number("created_at")?),
        last_active_at: Some(row.number("last_active_at")?),
        expires_at: Some(row.number("expires_at")?),
        user: Some(row.text("user_name")?),
    })
}

fn read(row: &AnyRow) -> Result<Session, Error> {
    Ok(Session {
        id: row.parsed("id")?,
        user: row.parsed("user_id")?,
        device: row.parsed("device_id")?,
        kind: kind(row)?,
        authenticated_at: row.moment("authenticated_at")?,
        assurance: Assurance {
            level: Level::from_number(row.number("aal")?),
            methods: Methods::parse(&row.text("amr")?),
            factor_at: row.maybe_moment("factor_at")?,
        },
        created_at: row.moment("created_at")?,
        last_active_at: row.moment("last_active_at")?,
        ended_at: row.maybe_moment("ended_at")?,
    })
}

pub(super) fn kind(row: &AnyRow) -> Result<Kind, Error> {
    Kind::from_word(&row.text("kind")?).ok_or(Error::Unreadable("kind"))
}
