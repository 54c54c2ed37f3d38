//! The vault: one sealed file that holds every seed, every recovery code, every approval key and every push
//! token.
//!
//! A vault is either [`Locked`] or [`Unlocked`]. [`Locked::unlock`] is the only road to an entry,
//! and dropping an [`Unlocked`] wipes its key from memory.
//!
//! ```text
//! file ──open──▶ Locked ──unlock──▶ Unlocked ──update──▶ file
//!                  ▲                   │
//!                  └───────lock────────┘
//! ```
//!
//! `docs/vault-format.md` describes the bytes. This crate never asks what time it is, draws no
//! chance of its own, and does not know that an interface exists.

mod approval;
mod arrange;
mod backup;
mod body;
mod codec;
mod contents;
mod cost;
mod credential;
mod error;
mod file;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod header;
mod icon;
mod id;
mod index;
mod keys;
mod keytext;
mod leftovers;
mod locked;
mod mark;
mod merge;
mod pages;
mod password;
mod push;
mod recovery;
mod reseal;
mod slot;
mod trash;
mod unlocked;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use approval::{ApprovalKeyId, ApprovalKeyRecord, ApprovalOwner, ApprovalSeed};
pub use backup::{
    Backup, BackupSort, backup, backup_name, backup_name_beside, delete_older_epochs, keep_newest,
    list_backups, set_aside, set_aside_name,
};
pub use contents::{Change, Contents, EntryId, StoredEntry};
pub use cost::Cost;
pub use credential::{Credential, KeychainKey, NewSlot, RecoveryKey};
pub use error::{CostPart, Error};
pub use file::keep_private;
pub use header::{Info, SlotInfo, SlotKind};
pub use icon::{Icon, PictureId};
pub use id::ParseIdError;
pub use keytext::Groups;
pub use locked::{Locked, create, open};
pub use mark::{Mark, Standing};
pub use merge::Merged;
pub use password::{Judgement, Password};
pub use push::{NewPushToken, PushSecret, PushToken, PushTokenId};
pub use recovery::{
    PastedCode, PastedCodes, RecoveryChange, RecoveryCode, RecoveryOwner, RecoverySet,
    RecoverySetId, RecoveryText, read_recovery_codes,
};
pub use unlocked::Unlocked;
