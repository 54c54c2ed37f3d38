//! Everything that must last, and the only SQL.
//!
//! One text serves SQLite and PostgreSQL: placeholders are `$1`, columns are TEXT or BIGINT. What
//! may happen once is one conditional update that must touch one row ([`once`]), so two winners are
//! impossible on either database. Locks are taken in the order address, person, session, family,
//! audit log; whoever ends several sessions may still meet another who does ([`Error::Clash`]), and
//! `routes` begins such a request again. On SQLite writers queue in order for their turn instead of
//! polling for the lock, and share their commits ([`turns`]).
//!
//! Each file below knows one noun; [`Work`] hands them out within one transaction.

mod api_keys;
mod approval_keys;
mod approvals;
mod audit;
mod backchannels;
mod clients;
mod consents;
mod delegations;
mod device_grants;
mod devices;
mod factors;
mod families;
mod grants;
mod guesses;
mod held;
mod keys;
mod limits;
mod links;
mod logouts;
mod mails;
mod messages;
mod notices;
mod passwords;
mod pushed;
mod registrations;
mod risk;
mod roles;
mod seen;
mod session_search;
mod sessions;
mod sign_ins;
mod statement;
mod turns;
mod upstream;
pub(crate) mod user_search;
mod users;

use std::{
    ops::{Deref, DerefMut},
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    Any, AnyConnection, AnyPool, Connection as _, Executor as _, Row as _, Transaction,
    any::{AnyPoolOptions, AnyQueryResult, AnyRow},
    error::DatabaseError,
    pool::PoolConnection,
};
use tokio::sync::{Notify, broadcast};

use self::turns::{Turn, Turns};
use crate::{config::Secret, replicas::wake::Wake};

pub use api_keys::{ApiKeys, KeyOf};
pub use approval_keys::{ApprovalKeys, Approver};
pub use approvals::{Approvals, StoredApproval, Watched};
pub use audit::{Audit, AuditSearch};
pub use backchannels::{Backchannels, Ping, holder as backchannel_holder};
pub use clients::Clients;
pub use consents::Consents;
pub use delegations::{Delegation, Delegations, holder as delegation_holder};
pub use device_grants::DeviceGrants;
pub use devices::DeviceRow;
pub use factors::{Factor, Factors};
pub use families::{Access, Families, FamilyRow, Live, NewFamily, NewToken, Presented};
pub use grants::Grants;
pub use guesses::Guesses;
pub use held::Held;
pub(crate) use held::join;
pub use keys::{KeyRow, Keys};
pub use limits::Limits;
pub use links::Links;
pub use logouts::{Logout, Logouts};
pub use mails::{MailRow, Mails};
pub use messages::{Message, Messages};
pub use notices::Notices;
pub use passwords::StoredPasswords;
pub use pushed::Pushed;
pub use registrations::Registrations;
pub use risk::{Risk, Weighed};
pub use roles::{OwnRole, Roles};
pub use seen::Seen;
pub use session_search::{Found, SessionSearch};
pub use sessions::{Device, Ending, NewSession, Sessions};
pub use sign_ins::{Challenge, SignIns};
pub use upstream::{Link, Upstreams};
pub use user_search::{Person, Search, Sort};
pub use users::{NewUser, User, Users};

/// Why something could not be read or recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused, failed or is away.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database schema could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Somebody else was first. Read again and decide again.
    #[error("the row changed in the meantime")]
    Conflict,
    /// The database ended this transaction in favour of another one. Begin again.
    #[error("another transaction was in the way")]
    Clash,
    /// A row holds what nothing of ours writes.
    #[error("the column {0} holds something unreadable")]
    Unreadable(&'static str),
}

/// What databases say when they end one of two transactions that wait for each other, or that cannot
/// be put in an order: PostgreSQL's `serialization_failure` and `deadlock_detected`, SQLite's
/// `SQLITE_BUSY`, `SQLITE_LOCKED` and `SQLITE_BUSY_SNAPSHOT`.
const CLASHES: [&str; 5] = ["40001", "40P01", "5", "6", "517"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(DatabaseError::code);
        if code.is_some_and(|code| CLASHES.contains(&&*code)) {
            Self::Clash
        } else {
            Self::Database(error)
        }
    }
}

/// The schema, oldest change first, the same for both databases.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A pool of connections to one database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    /// SQLite has one writer; whoever wants to write waits here for its turn.
    turns: Option<Turns>,
    /// Where PostgreSQL is, for connections beside the pool.
    address: Option<Secret>,
    /// Told after every commit that added mail.
    mail_waits: Arc<Notify>,
    /// Told after every commit what others may have to look at again.
    changes: broadcast::Sender<Wake>,
    /// How much later than a row says a browser's session may end, since its last use is noted
    /// elsewhere first.
    lag: Duration,
}

/// How many changes may wait for whoever passes them on.
const CHANGES: usize = 1024;

impl Store {
    /// Connects to `sqlite://FILE`, which is created when missing, or `postgres://…`.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when the database cannot be reached or opened.
    pub async fn open(url: &str) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let sqlite = url.starts_with("sqlite:");
        let url = if sqlite && !url.contains("mode=") {
            format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
        } else {
            url.to_owned()
        };
        let options = sqlx::any::AnyConnectOptions::from_str(&url)?;
        let pool = AnyPoolOptions::new()
            .max_connections(if sqlite { 8 } else { 16 })
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .before_acquire(|connection, kept| {
                Box::pin(async move {
                    // Asking each time would cost every transaction a round trip.
                    if kept.idle_for >= TRUSTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        connection.execute(SQLITE_SETTINGS).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self {
            turns: sqlite.then(|| Turns::new(pool.clone())),
            pool,
            address: (!sqlite).then(|| Secret::new(url)),
            mail_waits: Arc::new(Notify::new()),
            changes: broadcast::Sender::new(CHANGES),
            lag: Duration::ZERO,
        })
    }

    /// The same store, where the rows of browsers' sessions say up to `lag` too early when they end.
    #[must_use]
    pub fn lagging(self, lag: Duration) -> Self {
        Self { lag, ..self }
    }

    /// What this process changes from now on, after each commit.
    pub(crate) fn changes(&self) -> broadcast::Receiver<Wake> {
        self.changes.subscribe()
    }

    fn work(&self, inner: Inner) -> Work {
        Work {
            transaction: Tx {
                inner,
                changed: Vec::new(),
                lag: self.lag,
            },
            mail_added: false,
            mail_waits: Arc::clone(&self.mail_waits),
            changes: self.changes.clone(),
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`]; a migration that failed left nothing behind.
    pub async fn migrate(&self) -> Result<(), Error> {
        Ok(MIGRATIONS.run(&self.pool).await?)
    }

    /// Whether it is one file, which one process serves.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.turns.is_some()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Begins a transaction that will write. On SQLite it waits for its turn.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when no connection is to be had.
    pub async fn begin(&self) -> Result<Work, Error> {
        match &self.turns {
            Some(turns) => Ok(self.work(Inner::InTurn(turns.begin().await?))),
            None => Ok(self.work(Inner::Own(self.pool.begin().await?))),
        }
    }

    /// Begins a transaction that only reads, for what takes several looks at one state.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when no connection is to be had.
    pub async fn read(&self) -> Result<Work, Error> {
        Ok(self.work(Inner::Own(self.pool.begin().await?)))
    }

    /// Begins to read without a transaction: each look sees what is there at its own moment, and costs
    /// no second way to the database.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when no connection is to be had.
    pub async fn look(&self) -> Result<Work, Error> {
        Ok(self.work(Inner::None(self.pool.acquire().await?)))
    }

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> u32 {
        self.pool.size()
    }

    /// Comes back when this process committed mail, also when it did since the last call.
    pub async fn mail_added(&self) {
        self.mail_waits.notified().await;
    }

    /// Closes every connection after what is under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A connection that worked this recently is taken to work still.
const TRUSTED: Duration = Duration::from_secs(1);

/// Durable commits, readers beside the writer, and no trust in what the file says about itself. The log
/// of writes goes into the file at 16 MiB instead of 4, since that takes two more waits for the disk.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000; PRAGMA trusted_schema = OFF; \
     PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000;";

/// One transaction. Dropped without [`Work::commit`], it leaves nothing behind.
pub struct Work {
    transaction: Tx,
    mail_added: bool,
    mail_waits: Arc<Notify>,
    changes: broadcast::Sender<Wake>,
}

macro_rules! nouns {
    ($($(#[$doc:meta])* $noun:ident -> $type:ident),* $(,)?) => {
        impl Work {
            $( $(#[$doc])* pub fn $noun(&mut self) -> $type<'_> { $type(&mut self.transaction) } )*
        }
    };
}

nouns! {
    /// People.
    users -> Users,
    /// Programs that may ask for tokens.
    clients -> Clients,
    /// What people allowed clients.
    consents -> Consents,
    /// Devices and the sessions on them.
    sessions -> Sessions,
    /// Second factors and recovery codes.
    factors -> Factors,
    /// Sign-ins and questions under way.
    sign_ins -> SignIns,
    /// Grants under way.
    grants -> Grants,
    /// Refresh families and their tokens.
    families -> Families,
    /// Authorization requests that clients pushed.
    pushed -> Pushed,
    /// Sign-ins of devices that have no browser.
    device_grants -> DeviceGrants,
    /// Clients still to be told that a session ended.
    logouts -> Logouts,
    /// Clients that register themselves.
    registrations -> Registrations,
    /// Roles of one's own, and who has which role.
    roles -> Roles,
    /// Keys for programs.
    api_keys -> ApiKeys,
    /// Devices that can be asked for approvals.
    approval_keys -> ApprovalKeys,
    /// What they were asked.
    approvals -> Approvals,
    /// Sign-ins that programs asked for without a browser.
    backchannels -> Backchannels,
    /// Questions of other servers, until those were told.
    delegations -> Delegations,
    /// Signing keys.
    keys -> Keys,
    /// What may be shown once, and tokens that were given back.
    seen -> Seen,
    /// Links that travel by mail.
    links -> Links,
    /// What people are at other servers.
    upstreams -> Upstreams,
    /// What is stored of people's passwords.
    passwords -> StoredPasswords,
    /// Counts of attempts.
    guesses -> Guesses,
    /// Messages that were sent.
    messages -> Messages,
    /// What was seen of sign-ins.
    risk -> Risk,
    /// What was taken of limits.
    limits -> Limits,
    /// The audit log.
    audit -> Audit,
}

impl Work {
    /// Mail under way.
    pub fn mails(&mut self) -> Mails<'_> {
        Mails {
            tx: &mut self.transaction,
            added: &mut self.mail_added,
        }
    }

    /// Makes everything since the beginning last.
    ///
    /// # Errors
    ///
    /// [`Error::Database`]; then nothing was recorded.
    pub async fn commit(self) -> Result<(), Error> {
        let Tx { inner, changed, .. } = self.transaction;
        match inner {
            Inner::Own(transaction) => transaction.commit().await?,
            Inner::InTurn(turn) => turn.commit().await?,
            Inner::None(_) => {}
        }
        if self.mail_added {
            self.mail_waits.notify_one();
        }
        for wake in changed {
            // Without anybody who listens there is nobody to tell.
            drop(self.changes.send(wake));
        }
        Ok(())
    }
}

/// What every noun works on: a connection, and what to tell once everything is committed.
struct Tx {
    inner: Inner,
    changed: Vec<Wake>,
    lag: Duration,
}

enum Inner {
    /// A transaction.
    Own(Transaction<'static, Any>),
    /// A turn at writing to an SQLite file.
    InTurn(Turn),
    /// No transaction: every statement stands alone.
    None(PoolConnection<Any>),
}

impl Tx {
    /// Notes what others have to look at again once this is committed.
    fn changed(&mut self, what: Wake) {
        if !self.changed.contains(&what) {
            self.changed.push(what);
        }
    }

    /// Up to when the session of a browser counts as one that may still go on, though its row says that
    /// it was over then.
    fn lagging(&self, now: authority::Moment) -> i64 {
        now.minus(self.lag).unix()
    }
}

impl Deref for Tx {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.inner {
            Inner::Own(transaction) => transaction,
            Inner::InTurn(turn) => turn,
            Inner::None(connection) => connection,
        }
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.inner {
            Inner::Own(transaction) => transaction,
            Inner::InTurn(turn) => turn,
            Inner::None(connection) => connection,
        }
    }
}

/// A statement of one row that exactly one caller can win.
fn once(result: &AnyQueryResult) -> Result<(), Error> {
    if result.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}

/// Whether a text from a request can be in the database at all: PostgreSQL takes no NUL, and what
/// cannot be stored need not be looked for.
fn can_be_stored(text: &str) -> bool {
    !text.contains('\0')
}

/// Reads a column, whose name appears in the error when it cannot be read.
trait Columns {
    fn text(&self, column: &'static str) -> Result<String, Error>;
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, Error>;
    /// A list that is stored with spaces between its items.
    fn words(&self, column: &'static str) -> Result<Vec<String>, Error>;
    fn number(&self, column: &'static str) -> Result<i64, Error>;
    fn moment(&self, column: &'static str) -> Result<authority::Moment, Error>;
    fn maybe_moment(&self, column: &'static str) -> Result<Option<authority::Moment>, Error>;
    /// An id, or anything else that is stored as its text.
    fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, Error>;
}

impl Columns for AnyRow {
    fn text(&self, column: &'static str) -> Result<String, Error> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        Ok(self.try_get(column)?)
    }

    fn words(&self, column: &'static str) -> Result<Vec<String>, Error> {
        let text = self.text(column)?;
        Ok(text.split_whitespace().map(str::to_owned).collect())
    }

    fn number(&self, column: &'static str) -> Result<i64, Error> {
        Ok(self.try_get(column)?)
    }

    fn moment(&self, column: &'static str) -> Result<authority::Moment, Error> {
        self.number(column).map(authority::Moment::from_unix)
    }

    fn maybe_moment(&self, column: &'static str) -> Result<Option<authority::Moment>, Error> {
        let seconds: Option<i64> = self.try_get(column)?;
        Ok(seconds.map(authority::Moment::from_unix))
    }

    fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, Error> {
        self.text(column)?
            .parse()
            .map_err(|_| Error::Unreadable(column))
    }
}
