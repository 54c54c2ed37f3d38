//! What lasts between calls about accounts: the ledger, the keychain, the connection to servers,
//! and what the servers said of themselves. Each is opened when it is first needed.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use ::accounts::{Http, Provider, TokenStore};
use keychain::Keychain;
use ledger::{Key, Ledger};
use tokio::sync::{Notify, OnceCell};

use crate::{
    Context, Failure, FailureCode,
    context::{Senses, off_thread},
    paths::Paths,
    seen::lock,
};

/// The name under which all of this program's secrets lie in the keychain.
const SERVICE: &str = "countersign";

pub(crate) struct Keeping {
    paths: Paths,
    senses: Senses,
    ledger: OnceCell<Ledger>,
    key: OnceCell<Key>,
    http: OnceCell<Http>,
    store: OnceCell<TokenStore>,
    providers: Mutex<HashMap<String, Provider>>,
    /// Tells the sign-in under way that the person has changed their mind.
    pub(crate) cancelled: Notify,
}

impl Keeping {
    pub(crate) fn new(paths: &Paths, senses: Senses) -> Self {
        Self {
            paths: paths.clone(),
            senses,
            ledger: OnceCell::new(),
            key: OnceCell::new(),
            http: OnceCell::new(),
            store: OnceCell::new(),
            providers: Mutex::default(),
            cancelled: Notify::new(),
        }
    }

    pub(crate) async fn ledger(&self) -> Result<&Ledger, Failure> {
        self.ledger
            .get_or_try_init(async || self.open_ledger().await)
            .await
    }

    pub(crate) async fn http(&self) -> Result<&Http, Failure> {
        let clock = self.senses.now;
        self.http
            .get_or_try_init(async || Ok(Http::new(clock)?))
            .await
    }

    pub(crate) async fn store(&self) -> Result<&TokenStore, Failure> {
        let locks = self.paths.locks();
        self.store
            .get_or_try_init(async || Ok(TokenStore::new(Keychain::open(SERVICE)?, locks)))
            .await
    }

    async fn open_ledger(&self) -> Result<Ledger, Failure> {
        if ::vault::keep_private(&self.paths.data)? {
            tracing::warn!("the data directory could be read by others; it is closed now");
        }
        Ok(Ledger::open(&self.paths.ledger()).await?)
    }

    /// What was learnt of a server in this process.
    pub(crate) fn provider(&self, issuer: &str) -> Option<Provider> {
        self.providers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(issuer)
            .cloned()
    }

    /// How many servers [`Keeping::provider`] knows.
    pub(crate) fn known_servers(&self) -> usize {
        self.providers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    pub(crate) fn learn(&self, provider: &Provider) {
        self.providers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(provider.issuer.clone(), provider.clone());
    }
}

impl Context {
    /// The key of the ledger, from the keychain; made when there is none yet.
    pub(crate) async fn ledger_key(&self) -> Result<&Key, Failure> {
        self.keeping
            .key
            .get_or_try_init(async || self.fetch_key().await)
            .await
    }

    /// The key of the ledger, or `None` while the keychain does not hand it over.
    pub(crate) async fn ledger_key_if_reachable(&self) -> Option<&Key> {
        match self.ledger_key().await {
            Ok(key) => Some(key),
            Err(failure) => {
                tracing::warn!(%failure, "accounts are listed without names");
                None
            }
        }
    }

    async fn fetch_key(&self) -> Result<Key, Failure> {
        let name = format!("ledger/{}/key", self.keeping.ledger().await?.id().await?);
        let locks = self.paths().locks();
        let mut chance = self.chance();
        off_thread(move || {
            let keychain = Keychain::open(SERVICE)?;
            // Two programs that find no key must not each make one: what the first seals under its
            // own, nobody could open.
            let _lock = lock(&locks.join("ledger-key"))
                .map_err(|error| Failure::of(FailureCode::Storage, &error))?;
            match keychain.get(&name) {
                Ok(line) => Ok(Key::from_line(&line)?),
                Err(keychain::Error::Gone) => {
                    let key = Key::generate(&mut *chance);
                    keychain.put(&name, key.to_line().as_bytes())?;
                    Ok(Key::from_line(&keychain.get(&name)?)?)
                }
                Err(error) => Err(Failure::from(error)),
            }
        })
        .await
    }
}

/// The keychain under our name. Nothing is asked of it yet.
pub(crate) fn open_keychain() -> Option<Keychain> {
    Keychain::open(SERVICE)
        .inspect_err(|error| tracing::error!(%error, "the keychain refuses our name"))
        .ok()
}

impl From<ledger::Error> for Failure {
    fn from(error: ledger::Error) -> Self {
        use ledger::Error as E;
        let code = match &error {
            E::NoSuchAccount => FailureCode::NoSuchAccount,
            E::Newer { .. } | E::NotAFile { .. } | E::Sealed | E::Unknown(_) => {
                FailureCode::LedgerUnreadable
            }
            _ => FailureCode::Storage,
        };
        Self::of(code, &error)
    }
}

impl From<keychain::Error> for Failure {
    fn from(error: keychain::Error) -> Self {
        use keychain::Error as E;
        let code = match &error {
            E::Missing { .. } => FailureCode::KeychainMissing,
            E::Locked => FailureCode::KeychainLocked,
            _ => FailureCode::KeychainRefused,
        };
        Self::of(code, &error)
    }
}
