//! Why something could not be done with a vault.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::{ApprovalKeyId, EntryId, PictureId, PushTokenId, RecoverySetId};

/// Why a vault could not be opened, changed or saved. Holds nothing secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No slot accepted the credential. The file is whole; ask again.
    #[error("the credential opens none of the {slots} slots")]
    WrongCredential {
        /// How many slots were tried: those that such a credential opens.
        slots: usize,
    },

    /// The seal does not fit the contents: the file was cut short or altered. Offer a backup.
    #[error("the vault at {} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },

    /// There is no file here.
    #[error("there is no vault at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },

    /// There is a file already, and it stays.
    #[error("there is a file at {} already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },

    /// The file is something else.
    #[error("{} is not a vault", path.display())]
    NotAVault {
        /// The file.
        path: PathBuf,
    },

    /// A newer version of the program wrote this file. It was not touched; update the program.
    #[error("the vault at {} has format {found}, newer than {supported}", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The format of the file.
        found: u16,
        /// The newest format known here.
        supported: u16,
    },

    /// The vault holds something that must be understood and is not known here: update the program.
    #[error("the vault at {} holds contents of a newer kind ({tag:#06x})", path.display())]
    NewerContents {
        /// The file.
        path: PathBuf,
        /// The unknown record.
        tag: u16,
    },

    /// The path leads through a symbolic link, which could point anywhere by the next save.
    #[error("{} is a symbolic link", path.display())]
    Symlink {
        /// The link.
        path: PathBuf,
    },

    /// The cost of deriving the key is outside what is accepted. No memory was taken.
    #[error("key derivation asks for {part} {asked}, accepted are {least} to {most}")]
    CostRefused {
        /// Which of the three numbers.
        part: CostPart,
        /// What the file or caller asks for.
        asked: u32,
        /// Smallest accepted value.
        least: u32,
        /// Largest accepted value; for memory it depends on what is free now.
        most: u32,
    },

    /// The memory for key derivation could not be had.
    #[error("{kib} KiB of memory for key derivation are not to be had")]
    OutOfMemory {
        /// What was asked for.
        kib: u32,
    },

    /// The text is no recovery key, or one with a typing error.
    #[error("this is no recovery key; its checksum does not fit")]
    BadRecoveryKey,

    /// The line is no key for the keychain slot.
    #[error("this is no keychain key")]
    BadKeychainKey,

    /// Every vault has a password: the first new slot must be one.
    #[error("the first slot of a vault must be a password")]
    NoPasswordSlot,

    /// A vault has room for sixteen slots.
    #[error("the vault has room for no more than {most} slots")]
    TooManySlots {
        /// How many there may be.
        most: usize,
    },

    /// The vault takes no changes: it was opened so, or the file or its directory cannot be written.
    #[error("the vault at {} is open for reading only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },

    /// Another process has been saving for as long as we were ready to wait.
    #[error("another process keeps the vault at {} busy", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },

    /// The file belongs to another vault.
    #[error("{} is another vault", path.display())]
    NotThisVault {
        /// The file.
        path: PathBuf,
    },

    /// The new state is in the file and in memory, but the system did not confirm that it would
    /// survive a loss of power. Saving again, or a backup elsewhere, is a good idea. No call fails
    /// with it: [`crate::Unlocked::take_trouble`] tells it.
    #[error("the vault at {} was saved, but the system does not vouch for it: {source}", path.display())]
    Unconfirmed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// The password would be guessed too soon.
    #[error("the password is too weak: strength {score} of 4")]
    WeakPassword {
        /// Estimated strength, 0 to 4.
        score: u8,
        /// What is wrong with it, when that is known.
        warning: Option<String>,
    },

    /// The password has more than 1,024 bytes.
    #[error("the password has more than 1024 bytes")]
    LongPassword,

    /// An entry that makes the same codes is there already.
    #[error("an entry with the same seed is there already: {id}")]
    Duplicate {
        /// The entry that is there.
        id: EntryId,
    },

    /// No entry has this id.
    #[error("there is no entry {id}")]
    NoSuchEntry {
        /// What was asked for.
        id: EntryId,
    },

    /// The entry's codes come from the clock, not from a counter.
    #[error("entry {id} has no counter")]
    NoCounter {
        /// The entry.
        id: EntryId,
    },

    /// Only what is in the trash can be removed for good.
    #[error("entry {id} is not in the trash")]
    NotInTrash {
        /// The entry.
        id: EntryId,
    },

    /// The picture is no PNG, or too large.
    #[error("no PNG picture of at most 64 KiB: {bytes} bytes")]
    BadPicture {
        /// Its size.
        bytes: usize,
    },

    /// No picture has this id: it went, or was never added.
    #[error("there is no picture {id}")]
    NoSuchPicture {
        /// What was asked for.
        id: PictureId,
    },

    /// No approval key has this id.
    #[error("there is no approval key {id}")]
    NoSuchApprovalKey {
        /// What was asked for.
        id: ApprovalKeyId,
    },

    /// No push token has this id.
    #[error("there is no push token {id}")]
    NoSuchPushToken {
        /// What was asked for.
        id: PushTokenId,
    },

    /// No set of recovery codes has this id.
    #[error("there is no set of recovery codes {id}")]
    NoSuchRecoverySet {
        /// What was asked for.
        id: RecoverySetId,
    },

    /// The set has no code at this place.
    #[error("the set of recovery codes {id} has none at {index}")]
    NoSuchRecoveryCode {
        /// The set.
        id: RecoverySetId,
        /// The place, counted from nought.
        index: usize,
    },

    /// Every code of the set is used up.
    #[error("the recovery codes of {id} are all spent")]
    RecoveryCodesSpent {
        /// The set.
        id: RecoverySetId,
    },

    /// A set needs at least one code.
    #[error("there is no recovery code to store")]
    NoRecoveryCodes,

    /// A recovery code is one line of 1 to 512 bytes.
    #[error("a recovery code is one line of 1 to 512 bytes")]
    RecoveryTextRefused,

    /// Another process replaced the vault or changed its password: lock, and unlock again.
    #[error("the vault at {} was replaced or its password changed", path.display())]
    ChangedElsewhere {
        /// The file.
        path: PathBuf,
    },

    /// The file is an older copy than the state in memory.
    #[error("the vault at {} is an older copy: generation {found} after {held}", path.display())]
    OlderCopy {
        /// The file.
        path: PathBuf,
        /// Generation in memory.
        held: u64,
        /// Generation of the file.
        found: u64,
    },

    /// The file has the generation of the state in memory but was written by someone else.
    #[error("the vault at {} diverged at generation {generation}", path.display())]
    DivergedCopy {
        /// The file.
        path: PathBuf,
        /// The generation both have.
        generation: u64,
    },

    /// The vault would outgrow what can be read back.
    #[error("the vault would have {bytes} bytes, more than can be read back")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },

    /// The disk is full or the quota used up. The vault is as it was.
    #[error("no space is left for {}", path.display())]
    DiskFull {
        /// The file that could not be written.
        path: PathBuf,
    },

    /// The system refused. The vault is as it was.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// The entry itself was refused.
    #[error(transparent)]
    Otp(#[from] otp::Error),
}

impl Error {
    /// Gives an error of the system its own name where it has one.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, NotFound, QuotaExceeded, StorageFull};
        let path = path.to_owned();
        match source.kind() {
            NotFound => Self::Missing { path },
            StorageFull | QuotaExceeded | FileTooLarge => Self::DiskFull { path },
            _ => Self::Io { path, source },
        }
    }

    /// The same for what was about to be written.
    pub(crate) fn writing(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        match source.kind() {
            PermissionDenied | ReadOnlyFilesystem => Self::ReadOnly {
                path: path.to_owned(),
            },
            _ => Self::io(path, source),
        }
    }
}

/// One of the three numbers that make key derivation costly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CostPart {
    /// Memory in KiB.
    MemoryKib,
    /// Passes over the memory.
    Passes,
    /// Lanes.
    Lanes,
}

impl fmt::Display for CostPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MemoryKib => "memory in KiB:",
            Self::Passes => "passes:",
            Self::Lanes => "lanes:",
        })
    }
}
