//! How the server starts, and what it forgets then and once a day.

use std::{
    sync::{Arc, RwLock, atomic::AtomicBool},
    time::Duration,
};

use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::{DAY, DEVICE_KEEP, Doors, Error, Inner, Observer, Server, without_scheme};
use crate::{
    Config,
    access::policies,
    approvals::hub::Hub,
    audit::refused,
    clients::{cache, desktop},
    delegates::Delegates,
    keys::master::MasterKey,
    limits::Limits,
    mail::Carrier,
    metrics::Metrics,
    passwords::{Passwords, breached, rules::Rules},
    replicas::{
        activity::Activity,
        redis::Redis,
        wake::{AT_ONCE, Wake, Wakes},
    },
    risk::geoip::Places,
    routes::health::LastSeen,
    store::Store,
    upstream::Upstreams,
};

/// How long what ended is remembered, so that a replay can still be told from nonsense.
const ENDED_KEEP: Duration = Duration::from_secs(30 * 86_400);

/// How long the failures of a name are remembered that nobody tries any more.
const NAMES_KEEP: Duration = Duration::from_secs(90 * 86_400);

/// How long it is remembered what was asked and answered.
const APPROVALS_KEEP: Duration = Duration::from_secs(protocol::ANSWERS_KEPT.unsigned_abs());

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
        let policy_sources = policies::sources(config.access.policies.as_deref())?;
        let policies = policies::compile(&policy_sources)?;
        let store = Store::open(config.database_url.reveal()).await?;
        let redis = config.redis_url.as_ref().map(|url| {
            let name = without_scheme(config.issuer.as_str());
            Redis::open(url.reveal(), name).map_err(|_| Error::Redis)
        });
        let redis = redis.transpose()?;
        let activity = Activity::new(redis.clone());
        let store = store.lagging(activity.lag());
        let hub = Hub::default();
        let mut own = [0; 8];
        (doors.chance)(&mut own)?;
        let own = data_encoding::HEXLOWER.encode(&own);
        let wakes = Wakes::new(&store, redis.as_ref(), hub.clone(), &own);
        let limits = Limits::new(config.limits.clone(), &store, redis);
        let (refusals, said) = refused::channel();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let server = Self(Arc::new(Inner {
            form_key: master.derive("form/1"),
            passwords: Passwords::new(master.derive("password/1"), cores),
            limits,
            activity,
            hub,
            wakes,
            refusals,
            ending: AtomicBool::new(false),
            metrics: Metrics::default(),
            last_seen: LastSeen::default(),
            password_rules: Rules::new(config.passwords.clone()).map_err(Error::CommonFile)?,
            breached: breached::Lists::new(&config.passwords)?,
            carrier: Carrier::new(&config)?,
            ring: RwLock::new(None),
            clients: cache::Known::default(),
            upstreams: Upstreams::new(&config.upstream),
            delegates: Delegates::new(&config.delegates),
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
        server.wake_when_changed();
        server.wake_others_when_changed();
        tokio::spawn(refused::write(said, server.observer()));
        Ok(server)
    }

    /// A way to this server that does not keep it alive.
    pub(crate) fn observer(&self) -> Observer {
        Observer(Arc::downgrade(&self.0))
    }

    /// Tells this process what it changes, at once, for as long as the server lives.
    fn wake_when_changed(&self) {
        let (mut changes, observer) = (self.store().changes(), self.observer());
        tokio::spawn(async move {
            loop {
                let wake = match changes.recv().await {
                    Ok(wake) => wake,
                    Err(RecvError::Lagged(_)) => Wake::Missed,
                    Err(RecvError::Closed) => return,
                };
                let Some(server) = observer.server() else {
                    return;
                };
                server.wakes().tell_here(wake);
            }
        });
    }

    /// Tells the other replicas, all that came together in one message.
    fn wake_others_when_changed(&self) {
        let (mut changes, observer) = (self.store().changes(), self.observer());
        tokio::spawn(async move {
            loop {
                let mut wakes = match changes.recv().await {
                    Ok(wake) => vec![wake],
                    Err(RecvError::Lagged(_)) => vec![Wake::Missed],
                    Err(RecvError::Closed) => return,
                };
                while wakes.len() < AT_ONCE {
                    let wake = match changes.try_recv() {
                        Ok(wake) => wake,
                        Err(TryRecvError::Lagged(_)) => Wake::Missed,
                        Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                    };
                    if !wakes.contains(&wake) {
                        wakes.push(wake);
                    }
                }
                let Some(server) = observer.server() else {
                    return;
                };
                server.wakes().tell_others(&wakes).await;
            }
        });
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
        work.approvals()
            .forget_before(now.minus(APPROVALS_KEEP))
            .await?;
        work.approval_keys().forget_codes(now).await?;
        // A code that comes back is recognised for a day.
        work.grants().forget_before(now.minus(DAY)).await?;
        work.guesses().forget_before(now.minus(DAY)).await?;
        work.guesses()
            .forget_names_before(now.minus(NAMES_KEEP))
            .await?;
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
        work.backchannels().forget_before(now.minus(DAY)).await?;
        work.delegations().forget_before(now.minus(DAY)).await?;
        work.registrations().forget_before(now).await?;
        Ok(work.commit().await?)
    }
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
