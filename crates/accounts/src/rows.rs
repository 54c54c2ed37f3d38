//! What somebody else remembers about tokens: where the current ones are.

use std::{future::Future, time::SystemTime};

use zeroize::Zeroizing;

/// Whatever went wrong with the rows.
pub type RowsError = Box<dyn std::error::Error + Send + Sync>;

/// Where one version of an account's tokens is kept. Reading never falls back from one place to
/// the other, so a stale copy cannot answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the keychain, under `account/<account>/<version>`.
    Keychain,
    /// With the rows, sealed, because it is too long for a keychain.
    Sealed,
}

/// Which tokens of an account are current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Counts up by one with each rotation; the first is 1.
    pub version: u64,
    /// Where that version is.
    pub place: Place,
    /// When the access token ends.
    pub access_expires_at: SystemTime,
    /// When the refresh token ends, where the server says so: the sign-in ends by itself then.
    pub refresh_expires_at: Option<SystemTime>,
}

/// The rows about tokens, and the sealed place for those that are too long for a keychain.
///
/// Each call is durable when it returns. The implementor does the sealing, under a key that it
/// keeps in the keychain.
pub trait TokenRows: Send + Sync {
    /// The current row of `account`, `None` when it has no tokens.
    fn read(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Option<TokenRow>, RowsError>> + Send;

    /// Makes `row` the current one of `account`.
    fn move_to(
        &self,
        account: &str,
        row: &TokenRow,
    ) -> impl Future<Output = Result<(), RowsError>> + Send;

    /// Seals `line` and keeps it, in the place of an earlier one of the same version.
    fn put_sealed(
        &self,
        account: &str,
        version: u64,
        line: &[u8],
    ) -> impl Future<Output = Result<(), RowsError>> + Send;

    /// Opens what was sealed; `None` when there is nothing of that version.
    fn read_sealed(
        &self,
        account: &str,
        version: u64,
    ) -> impl Future<Output = Result<Option<Zeroizing<Vec<u8>>>, RowsError>> + Send;

    /// Drops what was sealed, if there is anything.
    fn drop_sealed(
        &self,
        account: &str,
        version: u64,
    ) -> impl Future<Output = Result<(), RowsError>> + Send;
}
