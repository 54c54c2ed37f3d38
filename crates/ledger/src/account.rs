//! Accounts: sign-ins whose tokens are held.

use rand_core::CryptoRng;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{Error, Key, Ledger};

/// How an account fared when it was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Its tokens worked.
    SignedIn,
    /// The issuer refused its tokens: the person has to sign in again.
    SignInAgain,
    /// The issuer did not answer. Nothing is lost.
    ServerAway,
    /// The keychain did not hand its tokens over. Nothing is lost.
    KeychainLocked,
}

impl AccountState {
    const fn word(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInAgain => "sign_in_again",
            Self::ServerAway => "server_away",
            Self::KeychainLocked => "keychain_locked",
        }
    }

    fn parse(word: &str) -> Result<Self, Error> {
        [
            Self::SignedIn,
            Self::SignInAgain,
            Self::ServerAway,
            Self::KeychainLocked,
        ]
        .into_iter()
        .find(|state| state.word() == word)
        .ok_or(Error::Unknown("account state"))
    }
}

/// What is written about an account when a person has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The account's id on this computer, used when (issuer, subject) is new.
    pub id: String,
    /// The issuer, spelled as it spells itself.
    pub issuer: String,
    /// What kind of server it is, in a word of the caller's.
    pub server: String,
    /// The client the person signed in with.
    pub client_id: String,
    /// Who the person is at the issuer.
    pub subject: String,
    /// What the person is called there.
    pub name: Option<String>,
    /// What was granted.
    pub scopes: Vec<String>,
}

/// One account. An account is (issuer, subject): mail addresses and names identify nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account's id on this computer.
    pub id: String,
    /// The issuer, spelled as it spells itself.
    pub issuer: String,
    /// What kind of server it is, as the caller wrote it.
    pub server: String,
    /// The client the person signed in with.
    pub client_id: String,
    /// Who the person is at the issuer.
    pub subject: String,
    /// What the person is called there; `None` also when the ledger's key is out of reach or lost.
    pub name: Option<String>,
    /// What was granted.
    pub scopes: Vec<String>,
    /// How it fared last.
    pub state: AccountState,
    /// When the sign-in ends by itself, Unix seconds.
    pub ends_at: Option<i64>,
    /// Which version of its tokens counts; `None` before the first.
    pub token_version: Option<u64>,
}

impl Ledger {
    /// All accounts, oldest first. Without `key` they have no names.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn accounts(&self, key: Option<&Key>) -> Result<Vec<Account>, Error> {
        let rows = sqlx::query(
            "select id, issuer, server, client_id, subject, name, scopes, state, ends_at, version
             from accounts left join token_rows on account = id order by created_at, id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| read(row, key)).collect()
    }

    /// One account.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Database`] when SQLite refuses.
    pub async fn account(&self, key: Option<&Key>, id: &str) -> Result<Account, Error> {
        let row = sqlx::query(
            "select id, issuer, server, client_id, subject, name, scopes, state, ends_at, version
             from accounts left join token_rows on account = id where id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?
        .ok_or(Error::NoSuchAccount)?;
        read(&row, key)
    }

    /// Writes down a sign-in and says under which id. Whoever signs in a second time at the same
    /// issuer keeps the id they had. `at` is Unix seconds.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn put_account(
        &self,
        key: &Key,
        new: &NewAccount,
        at: i64,
        chance: &mut (dyn CryptoRng + Send),
    ) -> Result<String, Error> {
        let name = new
            .name
            .as_deref()
            .map(|name| key.seal(&place(&new.issuer, &new.subject), name.as_bytes(), chance))
            .transpose()?;
        let row = sqlx::query(
            "insert into accounts
               (id, issuer, server, client_id, subject, name, scopes, state, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (issuer, subject) do update set server = excluded.server,
               client_id = excluded.client_id, name = excluded.name, scopes = excluded.scopes,
               state = excluded.state
             returning id",
        )
        .bind(&new.id)
        .bind(&new.issuer)
        .bind(&new.server)
        .bind(&new.client_id)
        .bind(&new.subject)
        .bind(name)
        .bind(new.scopes.join(" "))
        .bind(AccountState::SignedIn.word())
        .bind(at)
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get("id")?)
    }

    /// Notes how an account fared.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Database`] when SQLite refuses.
    pub async fn set_account_state(&self, id: &str, state: AccountState) -> Result<(), Error> {
        let done = sqlx::query("update accounts set state = $2 where id = $1")
            .bind(id)
            .bind(state.word())
            .execute(&self.pool)
            .await?;
        if done.rows_affected() == 0 {
            Err(Error::NoSuchAccount)
        } else {
            Ok(())
        }
    }

    /// Forgets an account and where its tokens were.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Database`] when SQLite refuses.
    pub async fn remove_account(&self, id: &str) -> Result<(), Error> {
        let done = sqlx::query("delete from accounts where id = $1")
            .bind(id)
            .execute(&self.pool)
            .await?;
        if done.rows_affected() == 0 {
            Err(Error::NoSuchAccount)
        } else {
            Ok(())
        }
    }
}

fn read(row: &SqliteRow, key: Option<&Key>) -> Result<Account, Error> {
    let issuer: String = row.try_get("issuer")?;
    let subject: String = row.try_get("subject")?;
    let sealed: Option<Vec<u8>> = row.try_get("name")?;
    let name = match (key, sealed) {
        // A name sealed under a key that is lost is a name less, not an account less.
        (Some(key), Some(sealed)) => key
            .open(&place(&issuer, &subject), &sealed)
            .ok()
            .map(|plain| String::from_utf8_lossy(&plain).into_owned()),
        _ => None,
    };
    Ok(Account {
        id: row.try_get("id")?,
        server: row.try_get("server")?,
        client_id: row.try_get("client_id")?,
        scopes: row
            .try_get::<&str, _>("scopes")?
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        state: AccountState::parse(row.try_get("state")?)?,
        ends_at: row.try_get("ends_at")?,
        token_version: row
            .try_get::<Option<i64>, _>("version")?
            .map(i64::cast_unsigned),
        issuer,
        subject,
        name,
    })
}

/// Where a name belongs, so that two people's names cannot trade places.
fn place(issuer: &str, subject: &str) -> String {
    format!("name/{}/{issuer}/{subject}", issuer.len())
}
