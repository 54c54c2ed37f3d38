//! What all routes share: configuration, store, clock, chance, keys and the password queue.

mod start;

use std::{
    fmt,
    sync::{
        Arc, RwLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use authority::{
    Moment, Secret,
    limit::Mark,
    permission::{Policies, Source},
};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::{
    Config,
    access::policies,
    approvals::hub::Hub,
    audit::refused::Said,
    clients::cache,
    delegates::Delegates,
    keys::{
        master::{self, MasterKey},
        signing::{self, KeyRing},
    },
    limits::Limits,
    mail::{self, Carrier, Mailer},
    metrics::Metrics,
    passwords::{Passwords, breached, rules::Rules},
    replicas::{activity::Activity, wake::Wakes},
    risk::geoip::Places,
    routes::health::LastSeen,
    store::{self, Store},
    upstream::Upstreams,
};

/// Reads the time.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Fills a buffer with random bytes.
pub type Chance = Arc<dyn Fn(&mut [u8]) -> Result<(), NoChance> + Send + Sync>;

/// The system has no randomness to give.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the system has no randomness to give")]
pub struct NoChance;

/// The two things a program must not take for itself.
#[derive(Clone)]
pub struct Doors {
    /// Reads the time.
    pub clock: Clock,
    /// Draws random bytes.
    pub chance: Chance,
}

impl fmt::Debug for Doors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Doors")
    }
}

/// Why the server cannot start or work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] master::Error),
    /// The signing keys cannot be used.
    #[error(transparent)]
    Signing(#[from] signing::Error),
    /// The list of common passwords cannot be read.
    #[error("the list of common passwords cannot be read: {0}")]
    CommonFile(#[source] std::io::Error),
    /// The lists of stolen passwords cannot be set up.
    #[error(transparent)]
    Breached(#[from] breached::Error),
    /// Mail cannot be set up.
    #[error(transparent)]
    Mail(#[from] mail::SetupError),
    /// The system has no randomness to give.
    #[error(transparent)]
    Chance(#[from] NoChance),
    /// Checkpoints of the log cannot leave the database.
    #[error(transparent)]
    Checkpoints(#[from] crate::audit::Unusable),
    /// What is known of addresses cannot be read.
    #[error(transparent)]
    Places(#[from] crate::risk::geoip::Unreadable),
    /// The rules cannot be used.
    #[error(transparent)]
    Policy(#[from] policies::Error),
    /// The address of Redis cannot be one.
    #[error("redis_url cannot be used")]
    Redis,
}

/// One day.
pub const DAY: Duration = Duration::from_secs(86_400);

/// How long a browser in which somebody signed in is recognised.
pub const DEVICE_KEEP: Duration = Duration::from_secs(365 * 86_400);

/// What all routes share. Cloning it is cheap.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

/// A way to a server that does not keep it alive.
pub(crate) struct Observer(Weak<Inner>);

impl Observer {
    /// The server, while it lives.
    pub(crate) fn server(&self) -> Option<Server> {
        self.0.upgrade().map(Server)
    }
}

struct Inner {
    config: Config,
    delegates: Delegates,
    doors: Doors,
    store: Store,
    master: MasterKey,
    form_key: Zeroizing<[u8; 32]>,
    passwords: Passwords,
    places: Places,
    limits: Limits,
    activity: Activity,
    hub: Hub,
    wakes: Wakes,
    refusals: mpsc::Sender<Said>,
    ending: AtomicBool,
    metrics: Metrics,
    last_seen: LastSeen,
    password_rules: Rules,
    breached: breached::Lists,
    carrier: Carrier,
    ring: RwLock<Option<Arc<KeyRing>>>,
    clients: cache::Known,
    upstreams: Upstreams,
    policies: Policies,
    policy_sources: Vec<Source>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.config().issuer)
    }
}

impl Server {
    /// What the operator chose.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Everything that lasts.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn known_clients(&self) -> &cache::Known {
        &self.0.clients
    }

    /// Other servers that people sign in with.
    pub(crate) fn upstreams(&self) -> &Upstreams {
        &self.0.upstreams
    }

    /// Other servers that ask our people's devices.
    pub(crate) fn delegates(&self) -> &Delegates {
        &self.0.delegates
    }

    /// The rules that decide who may do what.
    #[must_use]
    pub fn policies(&self) -> &Policies {
        &self.0.policies
    }

    /// The texts in which these rules stand.
    #[must_use]
    pub fn policy_sources(&self) -> &[Source] {
        &self.0.policy_sources
    }

    /// What was counted since the start.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// What the stores last answered.
    pub(crate) fn last_seen(&self) -> &LastSeen {
        &self.0.last_seen
    }

    /// The password queue.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// What a new password has to be like.
    #[must_use]
    pub fn password_rules(&self) -> &Rules {
        &self.0.password_rules
    }

    /// The lists of stolen passwords.
    pub(crate) fn breached(&self) -> &breached::Lists {
        &self.0.breached
    }

    /// Takes mail to people in.
    #[must_use]
    pub fn mailer(&self) -> Mailer<'_> {
        Mailer(self)
    }

    /// Who carries it.
    pub(crate) fn carrier(&self) -> &Carrier {
        &self.0.carrier
    }

    /// The key for one purpose, out of the key file.
    pub(crate) fn key_for(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        self.0.master.derive(purpose)
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Moment {
        Moment::from((self.0.doors.clock)())
    }

    /// The limits and what was taken of them.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// When browsers were last used.
    pub(crate) fn activity(&self) -> &Activity {
        &self.0.activity
    }

    /// The way of refusals into the log.
    pub(crate) fn refusals(&self) -> &mpsc::Sender<Said> {
        &self.0.refusals
    }

    /// Says that this process is about to end, so that nobody sends it anything new. Whoever waits for
    /// news waits elsewhere from now on.
    pub fn end_soon(&self) {
        self.0.ending.store(true, Ordering::SeqCst);
        self.0.hub.end();
    }

    /// Whether this process is about to end.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.0.ending.load(Ordering::SeqCst)
    }

    /// Who waits here for news of whom.
    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// What this replica tells the others, and hears from them.
    #[must_use]
    pub fn wakes(&self) -> &Wakes {
        &self.0.wakes
    }

    /// The time, to the microsecond.
    pub(crate) fn mark(&self) -> Mark {
        Mark::from((self.0.doors.clock)())
    }

    /// Random bytes.
    ///
    /// # Errors
    ///
    /// [`NoChance`] when the system has none; whoever asked must refuse.
    pub fn draw<const N: usize>(&self) -> Result<[u8; N], NoChance> {
        let mut bytes = [0; N];
        (self.0.doors.chance)(&mut bytes)?;
        Ok(bytes)
    }

    /// A fresh secret of 256 bit.
    ///
    /// # Errors
    ///
    /// As [`Server::draw`].
    pub fn secret(&self) -> Result<Secret, NoChance> {
        self.draw().map(Secret::from_bytes)
    }

    /// The token that a form must bring along, bound to the browser that holds `cookie`.
    #[must_use]
    pub fn form_token(&self, cookie: &str) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&master::mac(&self.0.form_key, cookie.as_bytes()))
    }

    /// What is known of addresses.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// What proves that this server wrote `text` for `purpose`.
    pub(crate) fn stamp(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        master::mac(&self.0.master.derive(purpose), text)
    }

    /// A name for something that must be counted without being stored.
    #[must_use]
    pub fn pseudonym(&self, text: &str) -> String {
        let key = self.0.master.derive("pseudonym/1");
        data_encoding::HEXLOWER.encode(&master::mac(&key, text.as_bytes()))
    }

    /// The host of the issuer, as people know this server.
    #[must_use]
    pub fn name(&self) -> String {
        without_scheme(self.config().issuer.as_str()).to_owned()
    }

    /// The signing keys as they were last read, for whoever must not wait: every server has read them
    /// before it answers anything.
    #[must_use]
    pub fn kept_ring(&self) -> Option<Arc<KeyRing>> {
        self.0.ring.read().ok().and_then(|ring| ring.clone())
    }

    /// Keeps `ring` as the signing keys that were last read.
    pub(crate) fn keep_ring(&self, ring: KeyRing) -> Arc<KeyRing> {
        let ring = Arc::new(ring);
        if let Ok(mut kept) = self.0.ring.write() {
            *kept = Some(Arc::clone(&ring));
        }
        ring
    }
}

fn without_scheme(issuer: &str) -> &str {
    issuer.split_once("://").map_or(issuer, |(_, host)| host)
}
