//! Where the current tokens of an account are, and the tokens too long for a keychain.

use rand_core::CryptoRng;
use sqlx::Row;
use zeroize::Zeroizing;

use crate::{Error, Key, Ledger};

/// Where one version of an account's tokens lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the keychain of the operating system.
    Keychain,
    /// In this ledger, sealed, because the keychain does not hold texts that long.
    Sealed,
}

impl Place {
    const fn word(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::Sealed => "sealed",
        }
    }

    fn parse(word: &str) -> Result<Self, Error> {
        match word {
            "keychain" => Ok(Self::Keychain),
            "sealed" => Ok(Self::Sealed),
            _ => Err(Error::Unknown("token place")),
        }
    }
}

/// Which version of an account's tokens counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRow {
    /// Grows by one with every refresh.
    pub version: u64,
    /// Where that version lies.
    pub place: Place,
    /// When its access token ends, Unix seconds.
    pub access_expires_at: i64,
    /// When the sign-in ends by itself, Unix seconds; `None` where the issuer does not say.
    pub ends_at: Option<i64>,
}

impl Ledger {
    /// Which version of the account's tokens counts; `None` before the first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn token_row(&self, account: &str) -> Result<Option<TokenRow>, Error> {
        let row = sqlx::query(
            "select version, place, access_expires_at, ends_at from token_rows where account = $1",
        )
        .bind(account)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(TokenRow {
                version: row.try_get::<i64, _>("version")?.cast_unsigned(),
                place: Place::parse(row.try_get("place")?)?,
                access_expires_at: row.try_get("access_expires_at")?,
                ends_at: row.try_get("ends_at")?,
            })
        })
        .transpose()
    }

    /// From now on `to` counts.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses, also for an account that is not there.
    pub async fn move_token_row(&self, account: &str, to: TokenRow) -> Result<(), Error> {
        sqlx::query(
            "insert into token_rows (account, version, place, access_expires_at, ends_at)
             values ($1, $2, $3, $4, $5)
             on conflict (account) do update set version = excluded.version, place = excluded.place,
             access_expires_at = excluded.access_expires_at, ends_at = excluded.ends_at",
        )
        .bind(account)
        .bind(to.version.cast_signed())
        .bind(to.place.word())
        .bind(to.access_expires_at)
        .bind(to.ends_at)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps `plain` sealed as that version of the account's tokens.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn seal_tokens(
        &self,
        key: &Key,
        account: &str,
        version: u64,
        plain: &[u8],
        chance: &mut (dyn CryptoRng + Send),
    ) -> Result<(), Error> {
        let bytes = key.seal(&token_name(account, version), plain, chance)?;
        sqlx::query(
            "insert or replace into sealed_tokens (account, version, bytes) values ($1, $2, $3)",
        )
        .bind(account)
        .bind(version.cast_signed())
        .bind(bytes)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What [`Ledger::seal_tokens`] kept; `None` when there is no such version.
    ///
    /// # Errors
    ///
    /// [`Error::Sealed`] when it does not open under `key`.
    pub async fn open_tokens(
        &self,
        key: &Key,
        account: &str,
        version: u64,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let row =
            sqlx::query("select bytes from sealed_tokens where account = $1 and version = $2")
                .bind(account)
                .bind(version.cast_signed())
                .fetch_optional(&self.pool)
                .await?;
        row.map(|row| key.open(&token_name(account, version), row.try_get("bytes")?))
            .transpose()
    }

    /// Forgets that version; no error when it was never there.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn drop_tokens(&self, account: &str, version: u64) -> Result<(), Error> {
        sqlx::query("delete from sealed_tokens where account = $1 and version = $2")
            .bind(account)
            .bind(version.cast_signed())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn token_name(account: &str, version: u64) -> String {
    format!("token/{account}/{version}")
}
