//! With which key this device answers approvals, so that a request for another key is known for one
//! while the vault is locked.

use rand_core::CryptoRng;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{Error, Key, Ledger};

/// This device as it is enrolled at the server of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The account's id on this computer.
    pub account: String,
    /// The server, as the account spells it.
    pub issuer: String,
    /// Who the person is there.
    pub user: String,
    /// What the device is called there.
    pub device: String,
    /// The id of the key.
    pub key: String,
    /// Its public half.
    pub public_key: String,
    /// What the person calls this device; `None` when the ledger's key is out of reach or lost.
    pub name: Option<String>,
    /// When it was enrolled, Unix seconds.
    pub enrolled_at: i64,
}

impl Ledger {
    /// Where this device is enrolled, the oldest first. Without `key` it has no names.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn approvers(&self, key: Option<&Key>) -> Result<Vec<Approver>, Error> {
        let rows = sqlx::query(
            "select account, issuer, user, device, key, public_key, approvers.name, enrolled_at
             from approvers join accounts on account = id order by enrolled_at, account",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| read(row, key)).collect()
    }

    /// This device at the server of an account; `None` where it is not enrolled.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn approver(
        &self,
        key: Option<&Key>,
        account: &str,
    ) -> Result<Option<Approver>, Error> {
        let row = sqlx::query(
            "select account, issuer, user, device, key, public_key, approvers.name, enrolled_at
             from approvers join accounts on account = id where account = $1",
        )
        .bind(account)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| read(&row, key)).transpose()
    }

    /// Writes down that this device is enrolled, in the place of what was written before. The issuer is
    /// that of the account.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses, also for an account that is not there.
    pub async fn put_approver(
        &self,
        key: &Key,
        new: &Approver,
        chance: &mut (dyn CryptoRng + Send),
    ) -> Result<(), Error> {
        let name = new.name.as_deref().unwrap_or_default();
        let name = key.seal(&place(&new.account), name.as_bytes(), chance)?;
        sqlx::query(
            "insert into approvers (account, user, device, key, public_key, name, enrolled_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (account) do update set user = excluded.user, device = excluded.device,
               key = excluded.key, public_key = excluded.public_key, name = excluded.name,
               enrolled_at = excluded.enrolled_at",
        )
        .bind(&new.account)
        .bind(&new.user)
        .bind(&new.device)
        .bind(&new.key)
        .bind(&new.public_key)
        .bind(name)
        .bind(new.enrolled_at)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets that this device is enrolled; no error when it never was.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn remove_approver(&self, account: &str) -> Result<(), Error> {
        sqlx::query("delete from approvers where account = $1")
            .bind(account)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn read(row: &SqliteRow, key: Option<&Key>) -> Result<Approver, Error> {
    let account: String = row.try_get("account")?;
    let sealed: Vec<u8> = row.try_get("name")?;
    let name = key.and_then(|key| key.open(&place(&account), &sealed).ok());
    Ok(Approver {
        issuer: row.try_get("issuer")?,
        user: row.try_get("user")?,
        device: row.try_get("device")?,
        key: row.try_get("key")?,
        public_key: row.try_get("public_key")?,
        name: name.map(|plain| String::from_utf8_lossy(&plain).into_owned()),
        enrolled_at: row.try_get("enrolled_at")?,
        account,
    })
}

fn place(account: &str) -> String {
    format!("approver/{account}")
}
