//! What one replica tells the others, so that nobody goes on with what it remembers.
//!
//! A wake-up carries no fact, only the advice to look again: it may come twice, late, or when nothing
//! changed. It goes to this process at once, and to the others by Redis where there is one, else by
//! `NOTIFY` of PostgreSQL. While Redis is away PostgreSQL carries it. Whoever lost the connection gets
//! [`Wake::Missed`] when it stands again. On SQLite one process serves, so this process is all there is.
//!
//! Several wake-ups travel as the lines of one message, whose first line names the process that sent it, so
//! that it does not hear itself.
//!
//! ```text
//! here ──▶ this process
//! others ─▶ Redis, or PostgreSQL while it is away ─▶ every other process ─▶ subscribe
//! ```

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use futures_util::StreamExt as _;
use protocol::UserId;
use tokio::{
    sync::broadcast,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{approvals::hub::Hub, replicas::redis::Redis, store::Store};

/// What to look at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wake {
    /// The signing keys.
    Keys,
    /// What is registered of clients.
    Clients,
    /// A person: what they may do changed, or sessions of theirs ended.
    Person(UserId),
    /// What this person is asked to approve, or who of theirs can be asked.
    Approval(UserId),
    /// Everything: messages may have been missed.
    Missed,
}

impl fmt::Display for Wake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys => f.write_str("keys"),
            Self::Clients => f.write_str("clients"),
            Self::Person(user) => write!(f, "person {user}"),
            Self::Approval(user) => write!(f, "approval {user}"),
            Self::Missed => f.write_str("missed"),
        }
    }
}

/// A message of a newer version, or nonsense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a wake-up")]
pub struct Unknown;

impl FromStr for Wake {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        match text.split_once(' ') {
            None if text == "keys" => Ok(Self::Keys),
            None if text == "clients" => Ok(Self::Clients),
            None if text == "missed" => Ok(Self::Missed),
            Some(("person", user)) => user.parse().map(Self::Person).map_err(|_| Unknown),
            Some(("approval", user)) => user.parse().map(Self::Approval).map_err(|_| Unknown),
            _ => Err(Unknown),
        }
    }
}

/// The channel at the database, which belongs to one server alone.
const CHANNEL: &str = "countersign_wake";

/// How many wake-ups may wait for a slow listener before it is told that it missed some.
const WAITING: usize = 256;

/// How long after a lost connection the next is tried.
const AGAIN: Duration = Duration::from_secs(1);

/// How often a quiet connection to Redis is asked whether it still stands.
const QUIET: Duration = Duration::from_secs(10);

/// So many wake-ups travel in one message, which has room for twice as many.
pub(crate) const AT_ONCE: usize = 64;

/// What the first line of a message begins with.
const BY: &str = "by ";

/// Whom this process tells what it hears.
#[derive(Clone)]
struct Ears {
    listeners: broadcast::Sender<Wake>,
    hub: Hub,
    /// What this process calls itself.
    own: Arc<str>,
}

impl Ears {
    /// Without anybody who listens there is nothing to tell.
    fn tell(&self, wake: Wake) {
        self.hub.tell(wake);
        drop(self.listeners.send(wake));
    }

    /// Passes a message on, unless it is our own. What cannot be read may have said anything.
    fn pass(&self, message: Option<&str>) {
        let Some(message) = message else {
            self.tell(Wake::Missed);
            return;
        };
        for line in message.lines() {
            match line.strip_prefix(BY) {
                Some(by) if by == &*self.own => return,
                Some(_) => {}
                None => self.tell(line.parse().unwrap_or(Wake::Missed)),
            }
        }
    }
}

/// Sends wake-ups, and hears those of others for as long as it lives.
pub struct Wakes {
    ears: Ears,
    redis: Option<Redis>,
    store: Store,
    _listening: JoinSet<()>,
}

impl fmt::Debug for Wakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wakes")
    }
}

impl Wakes {
    /// Begins to listen. `own` tells this process from all others.
    pub(crate) fn new(store: &Store, redis: Option<&Redis>, hub: Hub, own: &str) -> Self {
        let ears = Ears {
            listeners: broadcast::Sender::new(WAITING),
            hub,
            own: own.into(),
        };
        let mut listening = JoinSet::new();
        if !store.is_sqlite() {
            listening.spawn(hear_database(store.clone(), ears.clone()));
        }
        if let Some(redis) = redis {
            listening.spawn(hear_redis(redis.clone(), ears.clone()));
        }
        Self {
            ears,
            redis: redis.cloned(),
            store: store.clone(),
            _listening: listening,
        }
    }

    /// Everything that is sent from now on, here or elsewhere.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        Subscription(self.ears.listeners.subscribe())
    }

    /// Tells everybody. Call it after the change has been committed.
    pub async fn send(&self, wake: Wake) {
        self.tell_here(wake);
        self.tell_others(&[wake]).await;
    }

    /// Tells this process, at once.
    pub(crate) fn tell_here(&self, wake: Wake) {
        self.ears.tell(wake);
    }

    /// Tells the other processes, of at most [`AT_ONCE`] things.
    pub(crate) async fn tell_others(&self, wakes: &[Wake]) {
        let lines: String = wakes.iter().map(|wake| format!("\n{wake}")).collect();
        let text = format!("{BY}{}{lines}", self.ears.own);
        if let Some(redis) = &self.redis {
            let mut publish = redis::cmd("PUBLISH");
            publish.arg(redis.key("wake")).arg(&text);
            if redis.ask::<i64>(&publish).await.is_ok() {
                return;
            }
        }
        if let Err(error) = self.store.notify(CHANNEL, &text).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "other replicas could not be woken");
        }
    }
}

/// Wake-ups in the order they came.
#[derive(Debug)]
pub struct Subscription(broadcast::Receiver<Wake>);

impl Subscription {
    /// The next one; `None` when the server ends.
    pub async fn next(&mut self) -> Option<Wake> {
        match self.0.recv().await {
            Ok(wake) => Some(wake),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Wake::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Passes on what comes by the database, for ever.
async fn hear_database(store: Store, ears: Ears) {
    loop {
        if let Ok(Some(mut notices)) = store.notices(CHANNEL).await {
            // Also the first time: streams may wait since before.
            ears.pass(None);
            while let Ok(notice) = notices.next().await {
                ears.pass(notice.as_deref());
            }
        }
        sleep(AGAIN).await;
    }
}

/// Passes on what comes by Redis, for ever.
async fn hear_redis(redis: Redis, ears: Ears) {
    loop {
        if let Ok(Ok(mut connection)) = timeout(QUIET, redis.client().get_async_pubsub()).await
            && connection.subscribe(redis.key("wake")).await.is_ok()
        {
            // Also the first time: streams may wait since before.
            ears.pass(None);
            let (mut sink, mut stream) = connection.split();
            loop {
                match timeout(QUIET, stream.next()).await {
                    Ok(Some(message)) => {
                        let text = message.get_payload::<String>().ok();
                        ears.pass(text.as_deref());
                    }
                    Ok(None) => break,
                    Err(_) => {
                        let stands = timeout(QUIET, sink.ping::<redis::Value>()).await;
                        if !matches!(stands, Ok(Ok(_))) {
                            break;
                        }
                    }
                }
            }
        }
        sleep(AGAIN).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_up_survives_the_way() {
        let person = Wake::Person(UserId::from_bytes([7; 16]));
        let approval = Wake::Approval(UserId::from_bytes([7; 16]));
        for wake in [Wake::Keys, Wake::Clients, person, approval, Wake::Missed] {
            assert_eq!(wake.to_string().parse(), Ok(wake));
        }
        for nonsense in ["", "key", "person", "person x", "keys 1"] {
            assert_eq!(nonsense.parse::<Wake>(), Err(Unknown), "{nonsense}");
        }
    }

    #[tokio::test]
    async fn a_message_tells_others_of_every_line_and_its_sender_of_none() {
        let ears = Ears {
            listeners: broadcast::Sender::new(WAITING),
            hub: Hub::default(),
            own: "a".into(),
        };
        let mut heard = Subscription(ears.listeners.subscribe());
        ears.pass(Some("by a\nclients"));
        ears.pass(Some("by b\nkeys\nnonsense"));
        ears.pass(Some("clients"));
        ears.pass(None);
        let expected = [Wake::Keys, Wake::Missed, Wake::Clients, Wake::Missed];
        for wake in expected {
            assert_eq!(heard.next().await, Some(wake));
        }
    }
}
