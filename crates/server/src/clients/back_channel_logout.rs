//! Tells clients that a session has ended
//! ([OpenID Connect Back-Channel Logout 1.0](https://openid.net/specs/openid-connect-backchannel-1_0.html)).
//!
//! ```text
//! session ends ──same transaction──▶ outbox ──taken by one server──▶ POST to the client
//!                                      ▲                                │ no good answer
//!                                      └── 30 s, 2 min, 8 min … 34 h ───┘   eight times, then given up
//! ```
//!
//! No request waits for a client. A client may be told twice, when this server ends between the answer
//! and its note of it; both logout tokens then have the same `jti`.

use std::time::Duration;

use authority::{Digest, audit::Event, logout::again_after};
use protocol::SessionId;
use tokio::{task::JoinSet, time};

use crate::{
    Server,
    keys::signing::{LogoutClaims, LogoutEvents},
    outgoing, state,
    store::Logout,
};

/// How many logouts are told at once.
const AT_ONCE: usize = 16;
/// How many of them to one client, which may be dead.
const OF_ONE: usize = 2;
/// How many of one client are read at once: those under way may be among them.
const DUE_OF_ONE: i64 = 4;
/// How many are read at once.
const MOST_DUE: i64 = 64;
/// How many are tried before somebody looks for sessions that are over by time.
const MOST_TRIED: usize = 256;
/// How many sessions that are over by time end at once.
const MOST_EXPIRED: i64 = 200;
/// How long a client may take a logout token for good.
const TOKEN_LIFE: Duration = Duration::from_secs(120);
/// How often somebody looks whether there is anybody to tell.
const LOOK: Duration = Duration::from_secs(1);
/// How often somebody looks for sessions that are over by time.
const SWEEP: Duration = Duration::from_secs(30);

/// Which logout: the session that ended, and the client to tell.
type Whose = (SessionId, String);

/// What clients are being told at this moment.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<(Whose, Result<(), state::Error>)>,
    whose: Vec<Whose>,
}

impl UnderWay {
    /// Begins to tell, when there is room for this client and it is not being told already.
    fn begin(&mut self, server: &Server, logout: &Logout) -> bool {
        let whose = (logout.session, logout.client.clone());
        let of_one = self.whose.iter().filter(|(_, client)| *client == whose.1);
        let full = self.tasks.len() >= AT_ONCE || of_one.count() >= OF_ONE;
        if full || self.whose.contains(&whose) {
            return false;
        }
        self.whose.push(whose.clone());
        let (server, logout) = (server.clone(), logout.clone());
        self.tasks
            .spawn(async move { (whose, server.send_logout(logout).await) });
        true
    }
}

impl Server {
    /// Tells clients as they have to be told, for as long as it is not dropped.
    pub async fn tell_clients(&self) {
        let mut swept = None;
        loop {
            let now = time::Instant::now();
            let due = swept.is_none_or(|at| now.duration_since(at) >= SWEEP);
            let ended = if due {
                swept = Some(now);
                self.end_expired_sessions().await.map(|_| ())
            } else {
                Ok(())
            };
            let sent = match ended {
                Ok(()) => self.send_logouts().await,
                Err(error) => Err(error),
            };
            match sent {
                // There may be more.
                Ok(tried) if tried > 0 => {}
                Ok(_) => time::sleep(LOOK).await,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "clients cannot be told about logouts now"
                    );
                    time::sleep(SWEEP).await;
                }
            }
        }
    }

    /// Ends sessions that are over by time and that a client wants to hear of; how many those were.
    ///
    /// # Errors
    ///
    /// [`state::Error::Store`].
    pub async fn end_expired_sessions(&self) -> Result<u64, state::Error> {
        let mut work = self.store().begin().await?;
        let mut sessions = work.sessions();
        let ended = sessions.end_expired(MOST_EXPIRED, self.now()).await?;
        work.commit().await?;
        Ok(ended)
    }

    /// Tries each logout that is due once; how many those were. A client that does not answer keeps
    /// nobody else waiting.
    ///
    /// # Errors
    ///
    /// [`state::Error`] when the outbox or the keys cannot be read. What was not told stays due.
    pub async fn send_logouts(&self) -> Result<usize, state::Error> {
        let (mut tried, mut under_way) = (0, UnderWay::default());
        loop {
            if tried < MOST_TRIED && under_way.tasks.len() < AT_ONCE {
                let mut work = self.store().read().await?;
                let due = work.logouts().due(self.now(), MOST_DUE, DUE_OF_ONE).await?;
                drop(work);
                tried += due
                    .into_iter()
                    .filter(|logout| under_way.begin(self, logout))
                    .count();
            }
            tokio::select! {
                ended = under_way.tasks.join_next() => match ended {
                    None => return Ok(tried),
                    Some(Ok((whose, sent))) => {
                        under_way.whose.retain(|other| *other != whose);
                        sent?;
                    }
                    // A task that panicked is in nobody's way: what it had stays due.
                    Some(Err(_)) => {}
                },
                // Somebody may have signed out meanwhile.
                () = time::sleep(LOOK), if !under_way.tasks.is_empty() => {}
            }
        }
    }

    async fn send_logout(&self, logout: Logout) -> Result<(), state::Error> {
        let now = self.now();
        let again = again_after(logout.tries);
        let mut work = self.store().begin().await?;
        // Even the last try is taken in hand for as long as it may take.
        let until = now.plus(again.unwrap_or(TOKEN_LIFE));
        if !work.logouts().take(&logout, until).await? {
            return Ok(());
        }
        work.commit().await?;
        let told = self.post_logout(&logout).await?;
        if !told && again.is_some() {
            return Ok(());
        }
        let mut work = self.store().begin().await?;
        work.logouts().done(&logout).await?;
        if !told {
            let event = Event::new(self.now(), "system", "logout.undelivered", logout.session)
                .with(&logout.client)
                .refused();
            work.audit().append(&event).await?;
        }
        Ok(work.commit().await?)
    }

    /// Whether the client took it, or does not want it any more.
    async fn post_logout(&self, logout: &Logout) -> Result<bool, state::Error> {
        let Some(uri) = &logout.uri else {
            return Ok(true);
        };
        let (session, client) = (logout.session.to_string(), &logout.client);
        let now = self.now();
        let ring = self.ring_for(logout.alg).await?;
        let claims = LogoutClaims {
            iss: self.config().issuer.as_str().to_owned(),
            sub: logout.user.to_string(),
            aud: client.clone(),
            iat: now.unix(),
            exp: now.plus(TOKEN_LIFE).unix(),
            jti: Digest::of(&format!("logout\n{session}\n{client}"))
                .as_str()
                .to_owned(),
            sid: session.clone(),
            events: LogoutEvents::default(),
        };
        let token = ring.sign_logout(logout.alg, &claims)?;
        let listed = &self.config().clients.private_targets;
        let sent = outgoing::post_form(uri, &[("logout_token", &token)], listed).await;
        let tries = logout.tries + 1;
        match sent {
            Ok(status) if status.is_success() => return Ok(true),
            Ok(status) => {
                tracing::warn!(client, %status, tries, "a client refused to hear of a logout");
            }
            Err(error) => {
                tracing::warn!(client, %error, tries, "a client could not be told of a logout");
            }
        }
        Ok(false)
    }
}
