//! Why a run ended early, and its exit code (`INTERFACES.md` section 3).

use commands::{Failure, FailureCode};

/// What ends a run: a failure below, or wrong usage.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A command failed.
    Failed(Failure),
    /// The arguments, or what they name, make no sense.
    Usage(String),
}

impl Stop {
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        Self::Failed(Failure::new(FailureCode::Internal, error.to_string()))
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(failure) => exit_code(failure.code),
            Self::Usage(_) => 2,
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn exit_code(code: FailureCode) -> u8 {
    use FailureCode as F;
    match code {
        F::WrongCredential | F::Locked | F::ChangedElsewhere | F::BadRecoveryKey => 3,
        F::Damaged | F::ForeignFile | F::NewerFormat | F::LedgerUnreadable | F::AuditBroken => 4,
        F::RefusedCost
        | F::VaultExists
        | F::WeakPassword
        | F::BadLink
        | F::BadKey
        | F::BadInput
        | F::WrongNumber
        | F::WrongChoice
        | F::IsPushToken
        | F::NeedsInsisting
        | F::BurstStands
        | F::UnsupportedKind
        | F::Duplicate
        | F::BadIssuer
        | F::NotThisVault
        | F::NothingFound
        | F::TooMany
        | F::BadPicture => 5,
        F::IssuerMismatch
        | F::NotAServer
        | F::ServerAway
        | F::ServerRefused
        | F::SignInDenied
        | F::SignInTimedOut
        | F::SignInCancelled
        | F::SignInRefused
        | F::OtherServerKey
        | F::SignInAgain
        | F::FreshFactorNeeded
        | F::LastFactor
        | F::NotSupported
        | F::AccountInUse => 6,
        F::NoVault
        | F::NoSuchEntry
        | F::NoCodesLeft
        | F::NoSuchAccount
        | F::NoSuchSession
        | F::NoSuchApproval
        | F::NoSuchPushToken
        | F::ApprovalOver
        | F::NotEnrolled => 7,
        F::OlderCopy | F::DivergedCopy => 8,
        F::KeychainMissing | F::KeychainLocked | F::KeychainRefused | F::KeychainSlotGone => 9,
        F::DiskFull
        | F::Storage
        | F::ReadOnly
        | F::Busy
        | F::Unconfirmed
        | F::BrowserMissing
        | F::ClipboardMissing
        | F::ScreenRefused
        | F::HotkeyRefused
        | F::Internal => 1,
    }
}
