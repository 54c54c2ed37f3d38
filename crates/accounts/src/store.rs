//! Keeping tokens, and keeping them fresh.
//!
//! A rotation is: write the new version, read it back, move the row, delete the old version. A
//! crash between two steps leaves either the old or the new tokens current, and the other ones
//! unreachable. When the keychain or the rows fail, the tokens stay in memory and every later call
//! tries again; they are never written anywhere else. The key that tokens are bound to is part of each
//! version, so it is there for as long as they are, and goes with them.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    time::Duration,
};

use zeroize::Zeroizing;

use crate::{
    AccessToken, Chance, Clock, Error, Http, Place, ProofKey, Provider, Revoked, SecretPlace,
    TokenRow, TokenRows, Tokens, endpoint,
    lock::AccountLock,
    place::off_thread,
    slot::{Account, Slot, Wanted},
    tokens::Held,
};

/// How long to wait after a lost answer, so that the first request cannot still be under way.
const AFTER_LOST_ANSWER: Duration = Duration::from_secs(3);

/// The tokens of all accounts. Make one per process and share it.
pub struct TokenStore<P = keychain::Keychain> {
    place: P,
    locks: PathBuf,
    pub(crate) after_lost_answer: Duration,
    accounts: Mutex<HashMap<String, Arc<Account>>>,
    /// Beside the slots, so that asking for it never waits for a refresh.
    unkept: Mutex<HashMap<String, Arc<Error>>>,
}

/// Where tokens ended up.
#[derive(Debug)]
pub enum Kept {
    /// Written, read back, and current.
    Stored,
    /// Only in this process, because the keychain or the rows failed. Every later call tries
    /// again; nothing is written anywhere else.
    InMemory(Arc<Error>),
}

/// Everything a refresh needs besides the tokens.
pub struct Asking<'a> {
    /// The server, as [`crate::rediscover`] found it.
    pub provider: &'a Provider,
    /// Who asks; the same as at the sign-in.
    pub client_id: &'a str,
    /// How to reach it.
    pub http: &'a Http,
    /// What time it is.
    pub clock: Clock<'a>,
    /// For the jitter, and for the names of proofs.
    pub chance: Chance<'a>,
}

impl<P: SecretPlace> TokenStore<P> {
    /// Tokens in `place`, with lock files in `lock_directory`, which is made when needed.
    pub fn new(place: P, lock_directory: impl Into<PathBuf>) -> Self {
        Self {
            place,
            locks: lock_directory.into(),
            after_lost_answer: AFTER_LOST_ANSWER,
            accounts: Mutex::default(),
            unkept: Mutex::default(),
        }
    }

    /// The same store with another pause after a lost answer; it has three seconds by itself.
    #[must_use]
    pub fn pausing_after_lost_answer(mut self, pause: Duration) -> Self {
        self.after_lost_answer = pause;
        self
    }

    /// Keeps the tokens of a new sign-in.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] and [`Error::Local`] when the account could not be locked. A keychain that is
    /// missing or locked is no error: see [`Kept::InMemory`].
    pub async fn keep(
        &self,
        rows: &impl TokenRows,
        account: &str,
        tokens: Tokens,
    ) -> Result<Kept, Error> {
        let known = self.account(account);
        let mut slot = known.slot.lock().await;
        let _alone = AccountLock::take(&self.locks, account).await?;
        Ok(self.take_over(rows, account, &mut slot, tokens).await)
    }

    /// As [`TokenStore::keep`], in the place of an earlier sign-in, whose tokens end at the server as
    /// soon as the new ones are kept. Whether the server ended them is not waited for twice: the
    /// person is signed in either way.
    ///
    /// # Errors
    ///
    /// As [`TokenStore::keep`].
    pub async fn keep_instead(
        &self,
        rows: &impl TokenRows,
        account: &str,
        tokens: Tokens,
        (provider, client_id, http): (&Provider, &str, &Http),
    ) -> Result<(Kept, Revoked), Error> {
        let known = self.account(account);
        let mut slot = known.slot.lock().await;
        let _alone = AccountLock::take(&self.locks, account).await?;
        let before = match self.load(rows, account, &mut slot).await {
            Ok(()) => slot.held.take(),
            Err(error) => {
                tracing::warn!(account, %error, "an earlier sign-in cannot be ended");
                None
            }
        };
        let kept = self.take_over(rows, account, &mut slot, tokens).await;
        let revoked = match before {
            Some(before) => revoke(&before, provider, client_id, http).await,
            None => Revoked::Unconfirmed,
        };
        Ok((kept, revoked))
    }

    /// The key of an account; `None` when it has none, or no tokens.
    ///
    /// # Errors
    ///
    /// [`Error::Keychain`] and [`Error::Rows`] when it cannot be read.
    pub async fn key(
        &self,
        rows: &impl TokenRows,
        account: &str,
    ) -> Result<Option<ProofKey>, Error> {
        let known = self.account(account);
        let mut slot = known.slot.lock().await;
        match self.load(rows, account, &mut slot).await {
            Ok(()) => Ok(slot.held.as_ref().and_then(|held| held.key.clone())),
            Err(Error::NoTokens) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// An access token that is still good, refreshed when a fifth of its life is left.
    ///
    /// When the server is away, an access token that is not yet at its end is good enough.
    ///
    /// # Errors
    ///
    /// [`Error::SignInAgain`], [`Error::ServerAway`], [`Error::Refused`], [`Error::BadTokens`],
    /// [`Error::TooEarly`], [`Error::NoTokens`], [`Error::Keychain`], [`Error::Rows`],
    /// [`Error::Busy`].
    pub async fn access_token(
        &self,
        rows: &impl TokenRows,
        account: &str,
        asking: &mut Asking<'_>,
    ) -> Result<AccessToken, Error> {
        self.obtain(rows, account, &Wanted::Fresh, asking).await
    }

    /// An access token other than `refused`, which the server would not accept.
    ///
    /// # Errors
    ///
    /// As [`TokenStore::access_token`].
    pub async fn access_token_after(
        &self,
        rows: &impl TokenRows,
        account: &str,
        refused: &AccessToken,
        asking: &mut Asking<'_>,
    ) -> Result<AccessToken, Error> {
        self.obtain(rows, account, &Wanted::OtherThan(refused), asking)
            .await
    }

    /// Refreshes now, because a person asked for it. Somebody who is refreshing already does it for
    /// both.
    ///
    /// # Errors
    ///
    /// As [`TokenStore::access_token`].
    pub async fn refresh(
        &self,
        rows: &impl TokenRows,
        account: &str,
        asking: &mut Asking<'_>,
    ) -> Result<AccessToken, Error> {
        self.obtain(rows, account, &Wanted::New, asking).await
    }

    /// Why the tokens of `account` are only in memory; `None` when they are not. Never waits.
    pub fn unkept(&self, account: &str) -> Option<Arc<Error>> {
        self.failures().get(account).cloned()
    }

    /// Ends the tokens at the server, if `provider` is given and answers, then forgets them here.
    /// The row itself is left to the caller, and the order matters: delete it afterwards.
    ///
    /// # Errors
    ///
    /// [`Error::Keychain`] when the keychain does not hand them out or keeps them, as a locked one
    /// does; [`Error::Rows`], [`Error::Busy`], [`Error::Local`].
    pub async fn sign_out(
        &self,
        rows: &impl TokenRows,
        account: &str,
        provider: Option<&Provider>,
        client_id: &str,
        http: &Http,
    ) -> Result<Revoked, Error> {
        let known = self.account(account);
        let mut slot = known.slot.lock().await;
        let _alone = AccountLock::take(&self.locks, account).await?;
        match self.load(rows, account, &mut slot).await {
            Ok(()) | Err(Error::NoTokens) => {}
            Err(error) => return Err(error),
        }
        let revoked = match (provider, &slot.held) {
            (Some(provider), Some(held)) => revoke(held, provider, client_id, http).await,
            _ => Revoked::Unconfirmed,
        };
        let row = rows.read(account).await.map_err(Error::Rows)?;
        let current = row.as_ref().map_or(slot.version, |row| row.version);
        // Its neighbours may be left over from a rotation that broke off.
        for version in current.saturating_sub(1)..=current.saturating_add(1) {
            for place in [Place::Keychain, Place::Sealed] {
                match self.forget(rows, account, version, place).await {
                    // A keychain that never held anything does not have to be there to forget it.
                    Err(error) if row.is_some() => return Err(error),
                    _ => {}
                }
            }
        }
        *slot = Slot::default();
        self.failures().remove(account);
        Ok(revoked)
    }

    /// Only under the account's lock.
    async fn take_over(
        &self,
        rows: &impl TokenRows,
        account: &str,
        slot: &mut Slot,
        tokens: Tokens,
    ) -> Kept {
        let row = rows.read(account).await;
        slot.unread = row.is_err();
        let version = row.ok().flatten().map_or(0, |row| row.version);
        slot.replace(tokens.into(), version);
        self.settle(rows, account, slot).await;
        self.unkept(account).map_or(Kept::Stored, Kept::InMemory)
    }

    async fn obtain(
        &self,
        rows: &impl TokenRows,
        account: &str,
        wanted: &Wanted<'_>,
        asking: &mut Asking<'_>,
    ) -> Result<AccessToken, Error> {
        let known = self.account(account);
        let renewals = known.renewals.load(Ordering::SeqCst);
        let mut slot = known.slot.lock().await;
        let renewed = known.renewals.load(Ordering::SeqCst) != renewals;
        self.load(rows, account, &mut slot).await?;
        // Whoever was here before us may have refreshed just now, in this process or in another.
        let wanted = if renewed { &Wanted::Fresh } else { wanted };
        let seen = slot.version;
        if slot.stored
            && let Some(token) = slot.answer(wanted, asking)
        {
            return Ok(token);
        }
        let _alone = AccountLock::take(&self.locks, account).await?;
        self.load(rows, account, &mut slot).await?;
        let wanted = if slot.version > seen {
            &Wanted::Fresh
        } else {
            wanted
        };
        self.settle(rows, account, &mut slot).await;
        if let Some(token) = slot.answer(wanted, asking) {
            return Ok(token);
        }
        let token = self.renew(rows, account, &mut slot, wanted, asking).await?;
        known.renewals.fetch_add(1, Ordering::SeqCst);
        Ok(token)
    }

    /// Brings the slot up to the row: the row decides which tokens are current. Tokens that could
    /// not be stored yet are current until somebody else has stored newer ones.
    async fn load(
        &self,
        rows: &impl TokenRows,
        account: &str,
        slot: &mut Slot,
    ) -> Result<(), Error> {
        let mut gone = None;
        loop {
            let row = match rows.read(account).await {
                Ok(row) => row,
                Err(_) if slot.held.is_some() && !slot.stored => return Ok(()),
                Err(error) => return Err(Error::Rows(error)),
            };
            let current = row.as_ref().map_or(0, |row| row.version);
            if std::mem::take(&mut slot.unread) {
                slot.version = current;
            }
            if slot.held.is_some() && slot.version == current {
                return Ok(());
            }
            let Some(row) = row else {
                *slot = Slot::default();
                return Err(Error::NoTokens);
            };
            let Some(line) = self.line(rows, account, &row).await? else {
                if gone.replace(row.version) == Some(row.version) {
                    return Err(Error::NoTokens);
                }
                // Another process moved the row and deleted the old version between our two looks.
                continue;
            };
            let held = Held::read(&line).ok_or(Error::NoTokens)?;
            slot.replace(held, row.version);
            slot.stored = true;
            self.failures().remove(account);
            return Ok(());
        }
    }

    /// What lies at the place that the row names, and at no other; `None` when nothing does.
    async fn line(
        &self,
        rows: &impl TokenRows,
        account: &str,
        row: &TokenRow,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        match row.place {
            Place::Keychain => {
                let name = name(account, row.version);
                match off_thread(&self.place, move |place| place.get(&name)).await {
                    Err(Error::Keychain(keychain::Error::Gone)) => Ok(None),
                    line => line.map(Some),
                }
            }
            Place::Sealed => rows
                .read_sealed(account, row.version)
                .await
                .map_err(Error::Rows),
        }
    }

    /// Stores what is only in memory, and notes why when that fails. Only under the account's lock.
    pub(crate) async fn settle(&self, rows: &impl TokenRows, account: &str, slot: &mut Slot) {
        if slot.stored {
            return;
        }
        match self.store(rows, account, slot).await {
            Ok(()) => {
                self.failures().remove(account);
            }
            Err(error) => {
                tracing::warn!(account, %error, "tokens are kept in memory for now");
                self.failures().insert(account.to_owned(), Arc::new(error));
            }
        }
    }

    /// Write, read back, move the row, delete the old.
    async fn store(
        &self,
        rows: &impl TokenRows,
        account: &str,
        slot: &mut Slot,
    ) -> Result<(), Error> {
        let Some(held) = &slot.held else {
            return Ok(());
        };
        let before = rows.read(account).await.map_err(Error::Rows)?;
        let version = before.as_ref().map_or(0, |row| row.version) + 1;
        let (place, line) = held.line();
        let written = match place {
            Place::Keychain => {
                let (name, line) = (name(account, version), line.clone());
                off_thread(&self.place, move |place| {
                    place.put(&name, &line).and_then(|()| place.get(&name))
                })
                .await?
            }
            Place::Sealed => {
                rows.put_sealed(account, version, &line)
                    .await
                    .map_err(Error::Rows)?;
                rows.read_sealed(account, version)
                    .await
                    .map_err(Error::Rows)?
                    .unwrap_or_default()
            }
        };
        if *written != *line {
            let detail = "what was read back is not what was written".to_owned();
            return Err(Error::Keychain(keychain::Error::Refused { detail }));
        }
        let row = TokenRow {
            version,
            place,
            access_expires_at: held.access_expires_at,
            refresh_expires_at: held.refresh_expires_at,
        };
        rows.move_to(account, &row).await.map_err(Error::Rows)?;
        slot.version = version;
        slot.stored = true;
        slot.unread = false;
        if let Some(before) = before
            && let Err(error) = self
                .forget(rows, account, before.version, before.place)
                .await
        {
            // It is unreachable, and spent.
            tracing::warn!(account, version = before.version, %error, "old tokens could not be deleted");
        }
        Ok(())
    }

    async fn forget(
        &self,
        rows: &impl TokenRows,
        account: &str,
        version: u64,
        place: Place,
    ) -> Result<(), Error> {
        match place {
            Place::Keychain => {
                let name = name(account, version);
                match off_thread(&self.place, move |place| place.forget(&name)).await {
                    Err(Error::Keychain(keychain::Error::Gone)) => Ok(()),
                    result => result,
                }
            }
            Place::Sealed => rows
                .drop_sealed(account, version)
                .await
                .map_err(Error::Rows),
        }
    }

    fn account(&self, account: &str) -> Arc<Account> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(accounts.entry(account.to_owned()).or_default())
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<String, Arc<Error>>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn revoke(held: &Held, provider: &Provider, client_id: &str, http: &Http) -> Revoked {
    let (refresh, access) = (held.refresh.as_ref(), held.access.as_ref());
    endpoint::revoke(http, provider, client_id, refresh, access).await
}

/// The name of one version in the keychain.
fn name(account: &str, version: u64) -> String {
    format!("account/{account}/{version}")
}
