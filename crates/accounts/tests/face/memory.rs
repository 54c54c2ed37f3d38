//! A keychain and rows that remember in memory, fail on demand, and write down the order of things.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use accounts::{Place, RowsError, SecretPlace, TokenRow, TokenRows};
use zeroize::Zeroizing;

#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Inner>>);

/// What another process does meanwhile.
pub type Happening = Box<dyn FnOnce(&mut Inner) + Send>;

#[derive(Default)]
pub struct Inner {
    pub secrets: HashMap<String, Vec<u8>>,
    pub rows: HashMap<String, TokenRow>,
    pub sealed: HashMap<(String, u64), Vec<u8>>,
    pub order: Vec<String>,
    pub keychain_fails: Option<keychain::Error>,
    pub move_fails: bool,
    pub read_fails: bool,
    /// Happens once, before something is read from the keychain.
    pub before_get: Option<Happening>,
    /// A keychain that hands back something else than it was given.
    pub forgetful: bool,
}

impl Memory {
    pub fn look<T>(&self, look: impl FnOnce(&mut Inner) -> T) -> T {
        look(&mut self.0.lock().unwrap())
    }

    fn secret<T>(
        &self,
        what: &str,
        name: &str,
        act: impl FnOnce(&mut Inner) -> Result<T, keychain::Error>,
    ) -> Result<T, keychain::Error> {
        self.look(|inner| {
            inner.order.push(format!("{what} {name}"));
            match inner.keychain_fails.clone() {
                Some(error) => Err(error),
                None => act(inner),
            }
        })
    }

    fn row<T>(&self, what: String, act: impl FnOnce(&mut Inner) -> T) -> Result<T, RowsError> {
        self.look(|inner| {
            let fails = inner.move_fails && what.starts_with("move");
            inner.order.push(what);
            if fails {
                Err("the disk is full".into())
            } else {
                Ok(act(inner))
            }
        })
    }
}

impl SecretPlace for Memory {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), keychain::Error> {
        assert!(
            secret.len() <= keychain::LONGEST,
            "a keychain would refuse it"
        );
        self.secret("put", name, |inner| {
            let secret = if inner.forgetful {
                b"{}".to_vec()
            } else {
                secret.to_vec()
            };
            inner.secrets.insert(name.to_owned(), secret);
            Ok(())
        })
    }

    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, keychain::Error> {
        self.secret("get", name, |inner| {
            if let Some(happen) = inner.before_get.take() {
                happen(inner);
            }
            inner
                .secrets
                .get(name)
                .cloned()
                .map(Zeroizing::new)
                .ok_or(keychain::Error::Gone)
        })
    }

    fn forget(&self, name: &str) -> Result<(), keychain::Error> {
        self.secret("forget", name, |inner| {
            inner
                .secrets
                .remove(name)
                .map(drop)
                .ok_or(keychain::Error::Gone)
        })
    }
}

impl TokenRows for Memory {
    async fn read(&self, account: &str) -> Result<Option<TokenRow>, RowsError> {
        self.look(|inner| {
            if inner.read_fails {
                return Err("the database is locked".into());
            }
            Ok(inner.rows.get(account).cloned())
        })
    }

    async fn move_to(&self, account: &str, row: &TokenRow) -> Result<(), RowsError> {
        let place = if row.place == Place::Sealed {
            "sealed"
        } else {
            "keychain"
        };
        self.row(format!("move {} {place}", row.version), |inner| {
            inner.rows.insert(account.to_owned(), row.clone());
        })
    }

    async fn put_sealed(&self, account: &str, version: u64, line: &[u8]) -> Result<(), RowsError> {
        self.row(format!("seal {version}"), |inner| {
            inner
                .sealed
                .insert((account.to_owned(), version), line.to_vec());
        })
    }

    async fn read_sealed(
        &self,
        account: &str,
        version: u64,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, RowsError> {
        self.row(format!("open {version}"), |inner| {
            inner
                .sealed
                .get(&(account.to_owned(), version))
                .cloned()
                .map(Zeroizing::new)
        })
    }

    async fn drop_sealed(&self, account: &str, version: u64) -> Result<(), RowsError> {
        self.row(format!("drop {version}"), |inner| {
            inner.sealed.remove(&(account.to_owned(), version));
        })
    }
}
