//! Redis or Valkey: what several replicas share and can do without for a while.
//!
//! Nothing that must last is kept here, and nothing secret: every value has an end, and every key begins
//! with `countersign:` and the name of the server. No question takes longer than [`PATIENCE`]. When one
//! fails, the next ones fail at once for [`PAUSE`], so a Redis that is away costs a request next to
//! nothing; after that the next question tries again, and no restart is needed.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::{
    Client, Cmd, ErrorKind, FromRedisValue, RedisError, ScriptInvocation,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::time::{Instant, timeout};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long nobody asks again after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Redis is away, or too slow.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("Redis is away")]
pub(crate) struct Away;

/// One Redis. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Redis(Arc<Inner>);

struct Inner {
    client: Client,
    manager: ConnectionManager,
    prefix: String,
    /// Not to be asked before this.
    paused_until: Mutex<Option<Instant>>,
    away: AtomicBool,
    remembered: AtomicBool,
}

impl Redis {
    /// Prepares the way to `url`; nothing is asked yet. `server` keeps apart what belongs to several
    /// servers.
    pub(crate) fn open(url: &str, server: &str) -> Result<Self, RedisError> {
        let client = Client::open(url)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        let manager = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        Ok(Self(Arc::new(Inner {
            client,
            manager,
            prefix: format!("countersign:{server}:"),
            paused_until: Mutex::new(None),
            away: AtomicBool::new(false),
            remembered: AtomicBool::new(false),
        })))
    }

    /// `name` with what every key of this server begins with.
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.0.prefix)
    }

    /// Whether this process found its memory whole before; from now on it has.
    pub(crate) fn remembered(&self) -> bool {
        self.0.remembered.swap(true, Ordering::SeqCst)
    }

    /// A client for connections of one's own.
    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// Whether it answers.
    pub(crate) async fn ping(&self) -> Result<(), Away> {
        self.ask::<String>(&redis::cmd("PING")).await.map(drop)
    }

    /// Asks one question.
    pub(crate) async fn ask<T: FromRedisValue>(&self, question: &Cmd) -> Result<T, Away> {
        self.within(|mut to| async move { question.query_async(&mut to).await })
            .await
    }

    /// Runs a script.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, Away> {
        self.within(|mut to| async move { script.invoke_async(&mut to).await })
            .await
    }

    async fn within<T, F>(&self, ask: impl FnOnce(ConnectionManager) -> F) -> Result<T, Away>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        let paused = *self.paused();
        if paused.is_some_and(|until| Instant::now() < until) {
            return Err(Away);
        }
        let answer = timeout(PATIENCE, ask(self.0.manager.clone())).await;
        let error = match answer {
            Ok(Ok(answer)) => {
                if self.0.away.swap(false, Ordering::SeqCst) {
                    *self.paused() = None;
                    tracing::info!("Redis is here again");
                }
                return Ok(answer);
            }
            Ok(Err(error)) => error,
            Err(_) => RedisError::from((ErrorKind::Io, "no answer in time")),
        };
        *self.paused() = Some(Instant::now() + PAUSE);
        if !self.0.away.swap(true, Ordering::SeqCst) {
            // The kind alone: what else the error says may quote the address with its password.
            tracing::warn!(kind = ?error.kind(), "Redis is away");
        }
        Err(Away)
    }

    fn paused(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.0
            .paused_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
