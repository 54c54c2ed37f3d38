//! What travels between a door and the vault: views out, passwords and keys in.

use ::vault::{SlotInfo, SlotKind};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{Failure, FailureCode, secret};

/// A password on its way from a door to the vault. It is wiped on drop and never printed.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct Password(
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    Zeroizing<String>,
);

impl Password {
    /// The password that a person typed.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(crate) fn parse(self) -> Result<::vault::Password, Failure> {
        Ok(::vault::Password::new(self.0)?)
    }
}

/// A recovery key as it was typed. It is wiped on drop and never printed.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct RecoveryKeyText(
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    Zeroizing<String>,
);

impl RecoveryKeyText {
    /// The recovery key that a person typed.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn parse(self) -> Result<::vault::RecoveryKey, Failure> {
        Ok(::vault::RecoveryKey::parse(&self.0)?)
    }
}

/// What opens another file.
#[derive(Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum GivenCredential {
    /// A password.
    Password(Password),
    /// A recovery key.
    RecoveryKey(RecoveryKeyText),
}

/// One group of a recovery key that was asked back.
#[derive(Deserialize, specta::Type)]
pub struct AskedGroup {
    /// Which group, counted from 0.
    pub at: u32,
    /// What the person typed.
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    pub text: Zeroizing<String>,
}

/// How the file relates to what this computer saw of the vault last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Standing {
    /// The state that was seen last, or a later one.
    #[default]
    Known,
    /// This computer never saw the vault before: an older copy would not have been noticed.
    FirstSeen,
    /// A later state was seen here. Open for reading until the person confirms.
    Older {
        /// The generation that was seen.
        held: u64,
        /// The generation of the file.
        found: u64,
    },
    /// Another state of the same generation was seen here. Open for reading until the person
    /// confirms.
    Diverged {
        /// The generation that both have.
        generation: u64,
    },
    /// Open for reading.
    ReadOnly {
        /// Why.
        why: WhyReadOnly,
    },
}

/// Why a vault can only be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum WhyReadOnly {
    /// The file, or the directory it is in, cannot be written.
    File,
}

/// Whether there is a vault, and whether it is open here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultStatusView {
    /// Whether the file is there.
    pub exists: bool,
    /// Whether this program holds it unlocked.
    pub unlocked: bool,
    /// Where the file is, or would be.
    pub path: String,
    /// How the file relates to what this computer saw last; known after unlocking.
    pub standing: Standing,
    /// Whether the vault opens here without a password.
    pub keychain_slot: bool,
    /// Whether a recovery key opens the vault.
    pub recovery_slot: bool,
    /// Why the newest backup could not be made, while what was saved is safe all the same; or, with
    /// [`FailureCode::Unconfirmed`], why the newest save itself could be undone by a loss of power.
    pub backup_trouble: Option<Failure>,
}

/// How hard a password is to guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PasswordView {
    /// 0 (at once) to 4 (not in a lifetime).
    pub score: u8,
    /// Whether the vault takes it.
    pub acceptable: bool,
    /// What makes it weak.
    pub warning: Option<String>,
    /// What would make it stronger.
    pub suggestions: Vec<String>,
}

/// What a vault tells without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultInfoView {
    /// Where the file is.
    pub path: String,
    /// The number of the file format.
    pub format: u16,
    /// The vault's id, hexadecimal.
    pub vault_id: String,
    /// Grows when the keys are replaced.
    pub epoch: u64,
    /// Grows with every save.
    pub generation: u64,
    /// The ways to open it.
    pub slots: Vec<SlotView>,
}

/// One way to open the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotView {
    /// The slot's id, hexadecimal.
    pub id: String,
    /// What opens it.
    pub kind: SlotWord,
    /// What Argon2id takes here, in KiB; `None` for a slot without a password.
    pub memory_kib: Option<u32>,
    /// How often Argon2id passes over that memory.
    pub passes: Option<u32>,
    /// How many lanes Argon2id has.
    pub lanes: Option<u32>,
    /// Whether a vault that is made on this computer today would cost a guesser more.
    pub weaker_than_today: bool,
}

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum SlotWord {
    /// A password.
    Password,
    /// A recovery key.
    RecoveryKey,
    /// A key in the keychain of this computer, or of another one.
    Keychain,
    /// Something that a newer version knows.
    Other,
}

impl From<SlotKind> for SlotWord {
    fn from(kind: SlotKind) -> Self {
        match kind {
            SlotKind::Password => Self::Password,
            SlotKind::RecoveryKey => Self::RecoveryKey,
            SlotKind::Keychain => Self::Keychain,
            _ => Self::Other,
        }
    }
}

impl SlotView {
    pub(super) fn of(slot: &SlotInfo, weaker_than_today: bool) -> Self {
        Self {
            id: HEXLOWER.encode(&slot.id),
            kind: slot.kind.into(),
            memory_kib: slot.cost.map(|cost| cost.memory_kib),
            passes: slot.cost.map(|cost| cost.passes),
            lanes: slot.cost.map(|cost| cost.lanes),
            weaker_than_today,
        }
    }
}

/// What is shown once, printed and put away: a recovery key and what it opens. Wiped on drop.
#[derive(Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoverySheetView {
    /// The key, in groups as they are printed.
    pub groups: Vec<String>,
    /// The key as a picture, a data URL.
    pub qr: String,
    /// The vault's id, hexadecimal.
    pub vault_id: String,
    /// When the key was made, milliseconds since the Unix epoch.
    pub created_at_ms: u64,
    /// Where the vault is.
    pub path: String,
}

impl Drop for RecoverySheetView {
    fn drop(&mut self) {
        self.groups.zeroize();
        self.qr.zeroize();
    }
}

/// What a whole reading of the vault found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedView {
    /// Entries in use.
    pub entries: usize,
    /// Entries in the trash.
    pub trashed: usize,
    /// The generation that was read.
    pub generation: u64,
}

/// What a merge did, entry by entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MergedView {
    /// Only the other file had them.
    pub added: u32,
    /// The other file had the newer words.
    pub updated: u32,
    /// Both had changed: both are here now.
    pub kept_both: u32,
    /// The other file had removed them for good.
    pub deleted: u32,
    /// The same in both, or newer here.
    pub unchanged: u32,
}

/// A file that holds an earlier state of a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// Where it is.
    pub path: String,
    /// The file's name.
    pub name: String,
    /// When it was written, milliseconds since the Unix epoch.
    pub saved_at_ms: u64,
    /// The generation of the state in it.
    pub generation: u64,
    /// The epoch of the keys that open it.
    pub epoch: u32,
    /// Its size.
    pub bytes: u64,
    /// Whether it is of the vault that is in use here.
    pub of_this_vault: bool,
    /// Why it was made.
    pub reason: BackupReason,
}

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum BackupReason {
    /// Something changed that day: the last state of its day.
    Change,
    /// A risky step was about to be taken, or the person asked for it.
    Before,
}

/// What a backup holds, compared with the vault that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct InspectedView {
    /// Entries in use.
    pub entries: u32,
    /// Entries in the trash.
    pub trashed: u32,
    /// Sets of recovery codes.
    pub recovery_sets: u32,
    /// The generation of the state in it.
    pub generation: u64,
    /// When it was written, milliseconds since the Unix epoch.
    pub saved_at_ms: u64,
    /// Entries that only the open vault has: gone after restoring.
    pub newer: u32,
    /// Entries that only the backup has: back after restoring.
    pub missing: u32,
}

pub(super) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// A slot's id as a door names it.
pub(super) fn parse_slot(id: &str) -> Result<[u8; 16], Failure> {
    HEXLOWER
        .decode(id.to_ascii_lowercase().as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Failure::new(FailureCode::BadInput, "not the id of a slot"))
}
