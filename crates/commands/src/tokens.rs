//! Tokens in use: the ledger as the place that knows where they are, and calls to a server with them.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ::accounts::{
    AccessToken, Asking, Place, ProofKey, Provider, RowsError, ServerKind, Servers, TokenRow,
    TokenRows,
};
use ledger::{Account, AccountState, Ledger};
use providers::{Access, Adapter, Countersign, OpenId, Prove};
use url::Url;
use zeroize::Zeroizing;

use crate::{
    Context, Failure, FailureCode,
    context::{Senses, unix_seconds},
};

/// The ledger, asked by `accounts` where tokens are.
pub(crate) struct Rows<'a> {
    cx: &'a Context,
    ledger: &'a Ledger,
}

impl Context {
    pub(crate) async fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(Rows {
            cx: self,
            ledger: self.keeping.ledger().await?,
        })
    }

    /// Makes one call to the server of an account, with a token that is good. When the server does
    /// not accept the token it is refreshed once and the call is made again. How it went is noted
    /// in the ledger.
    pub(crate) async fn ask_server<T, F>(
        &self,
        account: &str,
        call: impl Fn(Adapter, Arc<Access>) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, providers::Error>> + Send,
    {
        let account = self.keeping.ledger().await?.account(None, account).await?;
        let answer = self.try_to_ask(&account, call).await;
        // What the server did counts, also when it cannot be noted.
        if let Err(failure) = self.note(&account, answer.as_ref().err()).await {
            tracing::warn!(%failure, "how an account fares could not be noted");
        }
        answer
    }

    async fn try_to_ask<T, F>(
        &self,
        account: &Account,
        call: impl Fn(Adapter, Arc<Access>) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, providers::Error>> + Send,
    {
        let provider = self.provider_of(&account.issuer).await?;
        let adapter = self.adapter(&provider).await?;
        let token = self.token(account, &provider, Want::Good).await?;
        match call(adapter.clone(), self.access(&token).await?).await {
            Err(providers::Error::Unauthorized) => {
                let token = self.token(account, &provider, Want::Other(&token)).await?;
                call(adapter, self.access(&token).await?)
                    .await
                    .map_err(|error| match error {
                        providers::Error::Unauthorized => {
                            Failure::new(FailureCode::SignInAgain, "a new token is refused as well")
                        }
                        other => other.into(),
                    })
            }
            other => Ok(other?),
        }
    }

    /// The token as `providers` sends it: with proofs of its key, where it is bound to one.
    async fn access(&self, token: &AccessToken) -> Result<Arc<Access>, Failure> {
        Ok(Arc::new(match token.key() {
            None => Access::bearer(token.reveal()),
            Some(key) => {
                let prover = Prover {
                    key: key.clone(),
                    servers: Arc::clone(self.keeping.http().await?.servers()),
                    senses: self.senses(),
                };
                Access::proved(token.reveal(), Arc::new(prover))
            }
        }))
    }

    /// The key by which the server of an account recognises this computer. Nobody is kept from
    /// signing in by one that cannot be read: the server sees another computer then.
    pub(crate) async fn proof_key(&self, account: &str) -> Result<Option<ProofKey>, Failure> {
        let rows = self.rows().await?;
        let key = self.keeping.store().await?.key(&rows, account).await;
        Ok(key.unwrap_or_else(|error| {
            tracing::warn!(account, %error, "the key of an account cannot be read");
            None
        }))
    }

    /// What the server says of itself, asked once per process.
    pub(crate) async fn provider_of(&self, issuer: &str) -> Result<Provider, Failure> {
        if let Some(provider) = self.keeping.provider(issuer) {
            return Ok(provider);
        }
        let provider = ::accounts::rediscover(self.keeping.http().await?, issuer).await?;
        self.keeping.learn(&provider);
        Ok(provider)
    }

    pub(crate) async fn adapter(&self, provider: &Provider) -> Result<Adapter, Failure> {
        let http = self.keeping.http().await?;
        Ok(match &provider.kind {
            ServerKind::Countersign { api } => {
                Adapter::Countersign(Countersign::new(api.clone(), http.client_for(api).clone()))
            }
            ServerKind::OpenId => Adapter::OpenId(OpenId),
        })
    }

    /// An access token of the account.
    pub(crate) async fn token(
        &self,
        account: &Account,
        provider: &Provider,
        want: Want<'_>,
    ) -> Result<AccessToken, Failure> {
        let rows = self.rows().await?;
        let now = self.senses().now;
        let mut chance = self.chance();
        let mut asking = Asking {
            provider,
            client_id: &account.client_id,
            http: self.keeping.http().await?,
            clock: &now,
            chance: &mut *chance,
        };
        let store = self.keeping.store().await?;
        let id = account.id.as_str();
        Ok(match want {
            Want::Good => store.access_token(&rows, id, &mut asking).await,
            Want::Other(refused) => {
                store
                    .access_token_after(&rows, id, refused, &mut asking)
                    .await
            }
            Want::New => store.refresh(&rows, id, &mut asking).await,
        }?)
    }

    /// Notes how an account fared, when that has changed. `account` is as it was read before.
    pub(crate) async fn note(
        &self,
        account: &Account,
        failure: Option<&Failure>,
    ) -> Result<(), Failure> {
        let unkept = self.keeping.store().await?.unkept(&account.id);
        let state = match failure.map(|failure| failure.code) {
            // They work, but they die with this process: the keychain did not take them.
            None if unkept.is_some() => AccountState::KeychainLocked,
            None | Some(FailureCode::NoSuchSession | FailureCode::NotSupported) => {
                AccountState::SignedIn
            }
            Some(FailureCode::SignInAgain) => AccountState::SignInAgain,
            Some(FailureCode::ServerAway) => AccountState::ServerAway,
            Some(
                FailureCode::KeychainLocked
                | FailureCode::KeychainMissing
                | FailureCode::KeychainRefused,
            ) => AccountState::KeychainLocked,
            Some(_) => return Ok(()),
        };
        let ledger = self.keeping.ledger().await?;
        let version = ledger.token_row(&account.id).await?.map(|row| row.version);
        if state == AccountState::SignInAgain && version != account.token_version {
            // Somebody signed in again while the old tokens were being refused.
            return Ok(());
        }
        if state != account.state {
            ledger.set_account_state(&account.id, state).await?;
        }
        Ok(())
    }
}

/// Signs requests with the key of one account.
struct Prover {
    key: ProofKey,
    servers: Arc<Servers>,
    senses: Senses,
}

impl Prove for Prover {
    fn proof(&self, method: &str, url: &Url, token: &str) -> Option<String> {
        let mut chance = (self.senses.chance)();
        self.servers
            .proof(&self.key, (method, url), token, &mut *chance)
    }

    fn learn(&self, url: &Url, nonce: Option<&str>, date: Option<&str>) {
        self.servers.learn(url, nonce, date);
    }
}

/// Which access token is wanted.
pub(crate) enum Want<'a> {
    /// Any that is still good.
    Good,
    /// Another than this one, which the server refused.
    Other(&'a AccessToken),
    /// A fresh one, because the person asked for it.
    New,
}

impl TokenRows for Rows<'_> {
    async fn read(&self, account: &str) -> Result<Option<TokenRow>, RowsError> {
        Ok(self.ledger.token_row(account).await?.map(|row| TokenRow {
            version: row.version,
            place: match row.place {
                ledger::Place::Keychain => Place::Keychain,
                ledger::Place::Sealed => Place::Sealed,
            },
            access_expires_at: moment(row.access_expires_at),
            refresh_expires_at: row.ends_at.map(moment),
        }))
    }

    async fn move_to(&self, account: &str, row: &TokenRow) -> Result<(), RowsError> {
        let row = ledger::TokenRow {
            version: row.version,
            place: match row.place {
                Place::Keychain => ledger::Place::Keychain,
                Place::Sealed => ledger::Place::Sealed,
            },
            access_expires_at: unix_seconds(row.access_expires_at),
            ends_at: row.refresh_expires_at.map(unix_seconds),
        };
        Ok(self.ledger.move_token_row(account, row).await?)
    }

    async fn put_sealed(&self, account: &str, version: u64, line: &[u8]) -> Result<(), RowsError> {
        let key = self.cx.ledger_key().await?;
        let mut chance = self.cx.chance();
        Ok(self
            .ledger
            .seal_tokens(key, account, version, line, &mut *chance)
            .await?)
    }

    async fn read_sealed(
        &self,
        account: &str,
        version: u64,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, RowsError> {
        let key = self.cx.ledger_key().await?;
        Ok(self.ledger.open_tokens(key, account, version).await?)
    }

    async fn drop_sealed(&self, account: &str, version: u64) -> Result<(), RowsError> {
        Ok(self.ledger.drop_tokens(account, version).await?)
    }
}

impl From<::accounts::Error> for Failure {
    fn from(error: ::accounts::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&::accounts::Error> for Failure {
    fn from(error: &::accounts::Error) -> Self {
        use ::accounts::Error as E;
        let code = match error {
            E::Keychain(error) => return error.clone().into(),
            // The rows are ours: what failed there is known better there.
            E::Rows(source) if source.is::<Failure>() => {
                return source
                    .downcast_ref::<Self>()
                    .cloned()
                    .unwrap_or_else(|| Self::of(FailureCode::Storage, error));
            }
            E::BadIssuer { .. } => FailureCode::BadIssuer,
            E::NotAServer { .. } | E::NoS256 => FailureCode::NotAServer,
            E::IssuerMismatch { .. } => FailureCode::IssuerMismatch,
            E::ServerAway { .. } => FailureCode::ServerAway,
            E::Refused { .. } | E::TooEarly => FailureCode::ServerRefused,
            E::Denied => FailureCode::SignInDenied,
            E::TimedOut => FailureCode::SignInTimedOut,
            E::Disturbed | E::WrongIssuer { .. } | E::BadTokens { .. } => {
                FailureCode::SignInRefused
            }
            E::SignInAgain | E::NoTokens => FailureCode::SignInAgain,
            E::Busy => FailureCode::AccountInUse,
            E::Rows(_) | E::Local { .. } => FailureCode::Storage,
            _ => FailureCode::Internal,
        };
        Self::of(code, error)
    }
}

impl From<providers::Error> for Failure {
    fn from(error: providers::Error) -> Self {
        use providers::Error as E;
        let code = match &error {
            E::Unauthorized => FailureCode::SignInAgain,
            E::NotFound => FailureCode::NoSuchSession,
            E::Away { .. } | E::Busy { .. } => FailureCode::ServerAway,
            E::NotSupported => FailureCode::NotSupported,
            E::Stale => FailureCode::FreshFactorNeeded,
            E::LastFactor => FailureCode::LastFactor,
            _ => FailureCode::ServerRefused,
        };
        Self::of(code, &error)
    }
}

/// The moment that Unix seconds name; those before 1970 are 1970.
fn moment(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}
