//! What the doors learn when something cannot be done: a code to act on and a line for the log.

use serde::Serialize;

/// Why a person's wish was not carried out. The doors own the sentences; every code has one there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type, thiserror::Error)]
#[error("{code:?}: {detail}")]
pub struct Failure {
    /// For the program to act on.
    pub code: FailureCode,
    /// For the log and the "Details" fold. Never a secret.
    pub detail: String,
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum FailureCode {
    /// No slot accepted the password.
    WrongCredential,
    /// The vault is locked.
    Locked,
    /// The file was cut short or altered.
    Damaged,
    /// The file is something else than a vault.
    ForeignFile,
    /// The file was written by a newer version.
    NewerFormat,
    /// Opening the vault would take more memory or time than this machine may spend.
    RefusedCost,
    /// There is no vault yet.
    NoVault,
    /// There is a vault already.
    VaultExists,
    /// Another program replaced the vault's keys; unlock again.
    ChangedElsewhere,
    /// The vault on disk is older than what was read before.
    OlderCopy,
    /// The vault on disk was written by somebody who never saw what was read before.
    DivergedCopy,
    /// The disk is full. What was there before is unchanged.
    DiskFull,
    /// A file could not be read or written.
    Storage,
    /// What this computer remembers of its accounts cannot be read.
    LedgerUnreadable,
    /// The password is too easy to guess.
    WeakPassword,
    /// The address is not one that adds an entry.
    BadLink,
    /// The typed key is not base32.
    BadKey,
    /// A field of a form does not make sense.
    BadInput,
    /// The address is of a kind that makes no codes here.
    UnsupportedKind,
    /// The entry is in the vault already.
    Duplicate,
    /// There is no such entry.
    NoSuchEntry,
    /// The server's address is not one that can be used.
    BadIssuer,
    /// The server calls itself by another name than it was asked under.
    IssuerMismatch,
    /// What answers there is not a sign-in server.
    NotAServer,
    /// The server does not answer. Nothing is lost.
    ServerAway,
    /// The server answered and refused.
    ServerRefused,
    /// The person, or the server, declined in the browser.
    SignInDenied,
    /// Nobody came back from the browser in time.
    SignInTimedOut,
    /// The person stopped the sign-in.
    SignInCancelled,
    /// The answer from the browser could not be trusted.
    SignInRefused,
    /// The server no longer accepts this account's tokens.
    SignInAgain,
    /// There is no such account.
    NoSuchAccount,
    /// There is no such session, or it has ended already.
    NoSuchSession,
    /// The number is not the one on the page that asks.
    WrongNumber,
    /// The request was answered, or its time is over.
    ApprovalOver,
    /// There is no such request for this computer.
    NoSuchApproval,
    /// The address enrols a push token; it adds no entry.
    IsPushToken,
    /// The enrolment of a push token asks for something that is unsafe: it is done only when the person
    /// insists.
    NeedsInsisting,
    /// What was picked is not on the page that asks.
    WrongChoice,
    /// There is no such push token.
    NoSuchPushToken,
    /// A question to a push token is not signed by the server that enrolled it.
    OtherServerKey,
    /// Too many requests came; the person has to look at them before approving one.
    BurstStands,
    /// The server wants a second factor of the last ten minutes: sign in again, then try once more.
    FreshFactorNeeded,
    /// The server wants a second factor, and this computer is the last one.
    LastFactor,
    /// This computer does not answer for the account.
    NotEnrolled,
    /// What is written of decisions was changed, or a server has other ones.
    AuditBroken,
    /// This server cannot do that.
    NotSupported,
    /// Another program is refreshing this account's tokens.
    AccountInUse,
    /// No keychain answers on this machine.
    KeychainMissing,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain refused.
    KeychainRefused,
    /// No browser could be opened.
    BrowserMissing,
    /// The clipboard is out of reach.
    ClipboardMissing,
    /// The vault is open for reading only.
    ReadOnly,
    /// Another program holds the vault's lock for too long.
    Busy,
    /// The typed recovery key is incomplete or mistyped.
    BadRecoveryKey,
    /// The keychain no longer holds this vault's key.
    KeychainSlotGone,
    /// The file is a vault, but another one.
    NotThisVault,
    /// There is no QR code in the picture, or no picture at all.
    NothingFound,
    /// The system did not let the screen be looked at.
    ScreenRefused,
    /// The system, or another program, does not give up these keys.
    HotkeyRefused,
    /// More was asked for at once than is allowed.
    TooMany,
    /// The picture cannot be used.
    BadPicture,
    /// All recovery codes of the set are spent.
    NoCodesLeft,
    /// The vault is saved, but the system does not vouch that it survives a loss of power. No call
    /// fails with it: it stands beside the backups' trouble in the vault's status.
    Unconfirmed,
    /// The program itself is at fault.
    Internal,
}

impl Failure {
    /// A failure with a line for the log.
    pub fn new(code: FailureCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    /// Whether the keys that are held open nothing any more, or open something else than before.
    pub(crate) fn wants_unlocking_anew(&self) -> bool {
        matches!(
            self.code,
            FailureCode::ChangedElsewhere | FailureCode::OlderCopy | FailureCode::DivergedCopy
        )
    }

    /// A failure that says what an error and all its sources said.
    pub(crate) fn of(code: FailureCode, error: &dyn std::error::Error) -> Self {
        let mut detail = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            detail.push_str(": ");
            detail.push_str(&cause.to_string());
            source = cause.source();
        }
        Self { code, detail }
    }
}
