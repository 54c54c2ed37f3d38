//! What all routes share: configuration, store, clock, chance, keys and the password queue.

use std::{
    fmt,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use authority::{
    Moment, Secret,
    audit::Event,
    client::{Client, TokenAlg},
    limit::Mark,
    permission::{Policies, Source},
    redirect::RedirectUri,
    scope::Scopes,
};
use protocol::{DESKTOP_CLIENT_ID, DESKTOP_REDIRECT, DESKTOP_SCOPES};
use zeroize::Zeroizing;

use crate::{
    Config, breached, clients, key_file,
    key_file::MasterKey,
    limits::Limits,
    mail::{self, Carrier, Mailer},
    metrics::Metrics,
    password_rules::Policy,
    passwords::Passwords,
    places::Places,
    policy,
    redis::Redis,
    signing::{self, KeyRing},
    store::{self, KeyRow, Store},
    wake::{Wake, Wakes},
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
    KeyFile(#[from] key_file::Error),
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
    Places(#[from] crate::places::Unreadable),
    /// The rules cannot be used.
    #[error(transparent)]
    Policy(#[from] policy::Error),
    /// The address of Redis cannot be one.
    #[error("redis_url cannot be used")]
    Redis,
}

/// How long the keys in memory count as current.
const KEYS_KEEP: Duration = Duration::from_secs(60);

/// One day.
pub const DAY: Duration = Duration::from_secs(86_400);

/// How long what ended is remembered, so that a replay can still be told from nonsense.
const ENDED_KEEP: Duration = Duration::from_secs(30 * 86_400);

/// How long a browser in which somebody signed in is recognised.
pub const DEVICE_KEEP: Duration = Duration::from_secs(365 * 86_400);

/// What all routes share. Cloning it is cheap.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

struct Inner {
    config: Config,
    doors: Doors,
    store: Store,
    master: MasterKey,
    form_key: Zeroizing<[u8; 32]>,
    passwords: Passwords,
    places: Places,
    limits: Limits,
    wakes: Wakes,
    ending: AtomicBool,
    metrics: Metrics,
    policy: Policy,
    breached: breached::Lists,
    carrier: Carrier,
    ring: RwLock<Option<Arc<KeyRing>>>,
    clients: clients::Known,
    policies: Policies,
    policy_sources: Vec<Source>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.config().issuer)
    }
}

impl Server {
    /// Opens the database and the key file, brings the schema up to date, and makes sure that
    /// the desktop app is registered and a signing key exists.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn start(config: Config, doors: Doors) -> Result<Self, Error> {
        let master = MasterKey::open(&config.key_file, &doors.chance)?;
        if let Some(path) = config.database_url.sqlite_path() {
            make_private(&path);
        }
        let policy_sources = policy::sources(config.access.policies.as_deref())?;
        let policies = policy::compile(&policy_sources)?;
        let store = Store::open(config.database_url.reveal()).await?;
        let redis = config.redis_url.as_ref().map(|url| {
            let name = without_scheme(config.issuer.as_str());
            Redis::open(url.reveal(), name).map_err(|_| Error::Redis)
        });
        let redis = redis.transpose()?;
        let wakes = Wakes::new(&store, redis.as_ref());
        let limits = Limits::new(config.limits.clone(), &store, redis);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let server = Self(Arc::new(Inner {
            form_key: master.derive("form/1"),
            passwords: Passwords::new(master.derive("password/1"), cores),
            limits,
            wakes,
            ending: AtomicBool::new(false),
            metrics: Metrics::default(),
            policy: Policy::new(config.passwords.clone()).map_err(Error::CommonFile)?,
            breached: breached::Lists::new(&config.passwords)?,
            carrier: Carrier::new(&config)?,
            ring: RwLock::new(None),
            clients: clients::Known::default(),
            places: Places::open(&config.risk)?,
            policies,
            policy_sources,
            config,
            doors,
            store,
            master,
        }));
        server.migrate().await?;
        server.tidy().await?;
        server.ring(Duration::ZERO).await?;
        server.forget_when_woken();
        Ok(server)
    }

    /// Drops what is remembered once somebody says that it changed, for as long as the server lives.
    fn forget_when_woken(&self) {
        let (mut wakes, inner) = (self.wakes().subscribe(), Arc::downgrade(&self.0));
        tokio::spawn(async move {
            while let Some(wake) = wakes.next().await {
                let Some(inner) = inner.upgrade() else { return };
                if matches!(wake, Wake::Clients | Wake::Missed) {
                    inner.clients.forget_all();
                }
                if matches!(wake, Wake::Keys | Wake::Missed)
                    && let Ok(mut ring) = inner.ring.write()
                {
                    *ring = None;
                }
            }
        });
    }

    async fn migrate(&self) -> Result<(), Error> {
        self.store().migrate().await?;
        let now = self.now();
        let mut work = self.store().begin().await?;
        work.clients().add(&desktop(), now).await?;
        work.users().fill_keys().await?;
        Ok(work.commit().await?)
    }

    /// Forgets what has been of no use for long: ended sessions, devices without one, spent grants
    /// and counts of addresses. Do it at the start and once a day.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; then everything is still there.
    pub async fn tidy(&self) -> Result<(), Error> {
        let now = self.now();
        let mut work = self.store().begin().await?;
        work.sessions().forget_before(now.minus(ENDED_KEEP)).await?;
        work.sessions()
            .forget_devices(now.minus(DEVICE_KEEP))
            .await?;
        // A code that comes back is recognised for a day.
        work.grants().forget_before(now.minus(DAY)).await?;
        work.guesses().forget_before(now.minus(DAY)).await?;
        work.seen().forget_before(now).await?;
        work.sign_ins().forget_before(now.minus(DAY)).await?;
        work.messages().forget_before(now.minus(DAY)).await?;
        work.risk().forget(now).await?;
        work.api_keys().forget_before(now.minus(ENDED_KEEP)).await?;
        work.limits().forget_before(self.mark()).await?;
        // Whoever opens an old link reads for a week why it no longer leads anywhere.
        work.links().forget_before(now.minus(7 * DAY)).await?;
        work.passwords().forget_kinds().await?;
        work.pushed().forget_before(now.minus(DAY)).await?;
        work.device_grants().forget_before(now.minus(DAY)).await?;
        work.registrations().forget_before(now).await?;
        Ok(work.commit().await?)
    }

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

    pub(crate) fn known_clients(&self) -> &clients::Known {
        &self.0.clients
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

    /// The password queue.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// What a new password has to be like.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.0.policy
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

    /// Says that this process is about to end, so that nobody sends it anything new.
    pub fn end_soon(&self) {
        self.0.ending.store(true, Ordering::SeqCst);
    }

    /// Whether this process is about to end.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.0.ending.load(Ordering::SeqCst)
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
        data_encoding::BASE64URL_NOPAD.encode(&key_file::mac(&self.0.form_key, cookie.as_bytes()))
    }

    /// What is known of addresses.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// What proves that this server wrote `text` for `purpose`.
    pub(crate) fn stamp(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        key_file::mac(&self.0.master.derive(purpose), text)
    }

    /// A name for something that must be counted without being stored.
    #[must_use]
    pub fn pseudonym(&self, text: &str) -> String {
        let key = self.0.master.derive("pseudonym/1");
        data_encoding::HEXLOWER.encode(&key_file::mac(&key, text.as_bytes()))
    }

    /// The host of the issuer, as people know this server.
    #[must_use]
    pub fn name(&self) -> String {
        without_scheme(self.config().issuer.as_str()).to_owned()
    }

    /// The signing keys, read again when they are older than a minute or than `keep`.
    ///
    /// A key that is 90 days old is replaced on this occasion.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Signing`].
    pub async fn ring(&self, keep: Duration) -> Result<Arc<KeyRing>, Error> {
        let now = self.now();
        let kept = self.kept_ring();
        if let Some(ring) = kept
            && now >= ring.read_at
            && now.since(ring.read_at) < keep.min(KEYS_KEEP)
        {
            return Ok(ring);
        }
        let sealing = self.0.master.derive("signing/1");
        let rows = self.store().read().await?.keys().list().await?;
        let due: Vec<TokenAlg> = match KeyRing::open(&rows, &sealing, now) {
            Ok(ring) => {
                let due = ring.due(now).collect::<Vec<_>>();
                if due.is_empty() {
                    return Ok(self.keep_ring(ring));
                }
                due
            }
            Err(signing::Error::NoKey) => vec![TokenAlg::Es256],
            Err(error) => return Err(error.into()),
        };
        self.make_keys(&due, false).await
    }

    /// The signing keys with one for `alg` among them, which is made when nobody needed it before.
    ///
    /// # Errors
    ///
    /// As [`Server::ring`].
    pub async fn ring_for(&self, alg: TokenAlg) -> Result<Arc<KeyRing>, Error> {
        let ring = self.ring(Duration::MAX).await?;
        if ring.has(alg) {
            return Ok(ring);
        }
        self.make_keys(&[alg], false).await
    }

    /// Makes a new signing key for every algorithm in use; the name of the one for access tokens. The
    /// old ones stay published until their last token ran out.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], [`Error::Signing`] or [`Error::Chance`].
    pub async fn rotate_keys(&self) -> Result<String, Error> {
        let current: Vec<TokenAlg> = self.ring(Duration::ZERO).await?.algorithms().collect();
        let ring = self.make_keys(&current, true).await?;
        self.wakes().send(Wake::Keys).await;
        Ok(ring.kid().to_owned())
    }

    /// The signing keys as they were last read, for whoever must not wait: every server has read them
    /// before it answers anything.
    #[must_use]
    pub fn kept_ring(&self) -> Option<Arc<KeyRing>> {
        self.0.ring.read().ok().and_then(|ring| ring.clone())
    }

    fn keep_ring(&self, ring: KeyRing) -> Arc<KeyRing> {
        let ring = Arc::new(ring);
        if let Ok(mut kept) = self.0.ring.write() {
            *kept = Some(Arc::clone(&ring));
        }
        ring
    }

    /// Makes a key for each of `algorithms` that has none, or none that is young enough.
    async fn make_keys(
        &self,
        algorithms: &[TokenAlg],
        even_if_young: bool,
    ) -> Result<Arc<KeyRing>, Error> {
        let now = self.now();
        let sealing = self.0.master.derive("signing/1");
        let mut made = Vec::new();
        for alg in algorithms.iter().copied() {
            // Before anybody is kept waiting: an RSA key takes a good part of a second.
            let (sealing, nonce) = (sealing.clone(), self.draw()?);
            let work = move || signing::generate(alg, &sealing, nonce, now);
            let key = tokio::task::spawn_blocking(work).await;
            made.push(key.map_err(|_| signing::Error::Unusable)??);
        }
        let mut work = self.store().begin().await?;
        work.keys().lock().await?;
        let rows = work.keys().list().await?;
        for key in made {
            // Another replica may have been faster.
            let young = |row: &KeyRow| {
                row.alg == key.alg
                    && row.retired_at.is_none()
                    && now < row.created_at.plus(signing::SIGNS_FOR)
            };
            if !even_if_young && rows.iter().any(young) {
                continue;
            }
            work.keys().take_over(&key).await?;
            let event = Event::new(now, "system", "key.rotated", &key.kid).with(key.alg.word());
            work.audit().append(&event).await?;
        }
        work.keys()
            .forget_retired_before(now.minus(signing::PUBLISHED_AFTER))
            .await?;
        let ring = KeyRing::open(&work.keys().list().await?, &sealing, now)?;
        work.commit().await?;
        Ok(self.keep_ring(ring))
    }
}

fn without_scheme(issuer: &str) -> &str {
    issuer.split_once("://").map_or(issuer, |(_, host)| host)
}

/// Makes a new database file readable by its owner alone; SQLite gives the files beside it the same
/// mode. A failure shows up when the file is opened.
fn make_private(path: &std::path::Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

/// The desktop app, known to every server.
fn desktop() -> Client {
    let scopes = DESKTOP_SCOPES
        .iter()
        .chain(["admin"].iter())
        .map(|scope| (*scope).to_owned());
    Client {
        id: DESKTOP_CLIENT_ID.to_owned(),
        name: "Countersign".to_owned(),
        secret: None,
        first_party: true,
        redirects: vec![RedirectUri::below(DESKTOP_REDIRECT)],
        grants: vec![
            "authorization_code".to_owned(),
            "refresh_token".to_owned(),
            "urn:ietf:params:oauth:grant-type:device_code".to_owned(),
        ],
        scopes: scopes.collect::<Scopes>(),
        ..Client::default()
    }
}
