//! What the doors learn of entries: names and digits, never a seed.

use serde::{Deserialize, Serialize};

use super::IconChoice;
use crate::push::FoundPushView;

/// One entry as a list shows it: no digits, no seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// The entry's id.
    pub id: String,
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// How the code is made.
    pub kind: CodeKind,
    /// The hash, as in `SHA1`.
    pub algorithm: String,
    /// How many characters a code has.
    pub digits: u8,
    /// Seconds; 0 for an entry that counts.
    pub period: u32,
    /// The counter of the next code of an entry that counts.
    pub counter: Option<u64>,
    /// The group the person put it in.
    pub group: Option<String>,
    /// Whether the person wants it on top.
    pub favourite: bool,
    /// What the person wrote about it.
    pub note: String,
    /// What stands beside it.
    pub icon: IconChoice,
    /// When a code of it was last copied or used up, milliseconds since the Unix epoch.
    pub used_at_ms: Option<u64>,
    /// How often that happened.
    pub uses: u32,
    /// When it was added, milliseconds since the Unix epoch.
    pub created_at_ms: u64,
    /// When it was last changed, milliseconds since the Unix epoch.
    pub changed_at_ms: u64,
    /// Its recovery codes; `None` without any.
    pub recovery: Option<RecoveryLeftView>,
}

/// How many recovery codes an entry has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryLeftView {
    /// The id of the set.
    pub set: String,
    /// How many are not spent.
    pub left: u32,
    /// How many there are.
    pub total: u32,
}

/// The digits of one entry.
#[derive(Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DigitsView {
    /// The entry's id.
    pub id: String,
    /// What to type now.
    pub code: String,
    /// What to type next; `None` for an entry that counts.
    pub next_code: Option<String>,
    /// When `code` ends on this computer's clock, milliseconds since the Unix epoch; `None` for an
    /// entry that counts.
    pub valid_until_ms: Option<u64>,
}

/// One entry with its digits, as the command line prints it. It carries no seed.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeView {
    /// The entry's id.
    pub id: String,
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// How the code is made.
    pub kind: CodeKind,
    /// The hash, as in `SHA1`.
    pub algorithm: String,
    /// How many characters a code has.
    pub digits: u8,
    /// Seconds; 0 for an entry that counts.
    pub period: u32,
    /// The counter of the next code of an entry that counts.
    pub counter: Option<u64>,
    /// What to type now; `None` for an entry that makes no code at that moment.
    pub code: Option<String>,
    /// What to type next.
    pub next_code: Option<String>,
    /// When `code` ends, milliseconds since the Unix epoch; `None` for an entry that counts.
    pub valid_until_ms: Option<u64>,
    /// The group the person put it in.
    pub group: Option<String>,
    /// Whether the person wants it on top.
    pub favourite: bool,
    /// What the person wrote about it.
    pub note: String,
    /// What stands beside it.
    pub icon: IconChoice,
}

/// How a code is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum CodeKind {
    /// From the time, RFC 6238.
    Totp,
    /// From a counter, RFC 4226.
    Hotp,
    /// From the time, five letters or digits.
    Steam,
    /// From the time and a PIN, mOTP.
    Motp,
    /// From the time and a PIN, eight letters.
    Yandex,
}

/// An entry in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TrashedView {
    /// The entry's id.
    pub id: String,
    /// Who asked for its codes.
    pub issuer: String,
    /// Whose account it was there.
    pub account: String,
    /// What stands beside it.
    pub icon: IconChoice,
    /// When it was put there, milliseconds since the Unix epoch.
    pub trashed_at_ms: u64,
    /// When it goes for good, milliseconds since the Unix epoch.
    pub purge_at_ms: u64,
}

/// What a link would add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EntryPreview {
    /// Who will ask for the code.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// How the code is made.
    pub kind: CodeKind,
    /// The hash.
    pub algorithm: String,
    /// How many characters a code has.
    pub digits: u8,
    /// Seconds; 0 for an entry that counts.
    pub period: u32,
    /// What was odd about the link and how it was read.
    pub remarks: Vec<String>,
    /// Whether the same seed is in the vault already.
    pub already_there: bool,
}

/// What is to be said about a key while it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyCheckView {
    /// How the key fares.
    pub state: KeyState,
    /// What is odd or wrong, for a person who knows what base32 is. It quotes nothing of the key.
    pub why: Option<String>,
    /// The character to look at, counted from 1.
    pub at: Option<u32>,
    /// How many bits the seed has; 0 while there is none.
    pub bits: u32,
    /// The code that the form makes now.
    pub code: Option<String>,
    /// The entry that makes these codes already.
    pub already_there: Option<String>,
}

/// How a key fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyState {
    /// Nothing was typed yet.
    Empty,
    /// It can be used.
    Good,
    /// It can be used, and deserves another look.
    Odd,
    /// It cannot be used, or a field beside it makes no sense.
    Bad,
}

/// What happened to a copied code.
#[derive(Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CopiedView {
    /// When the clipboard is cleared if it still holds the code, milliseconds since the Unix epoch;
    /// `None` when it did not take the code of an entry that counts, which was used up by then.
    pub clears_at_ms: Option<u64>,
    /// The digits of the entry; of one that counts the code that was used up.
    pub digits: DigitsView,
}

/// What a search found, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundEntriesView {
    /// The best, at most 500.
    pub ids: Vec<String>,
    /// How many fit.
    pub total: u32,
}

/// What a picture holds. The links themselves stay in the core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundQrView {
    /// What can be added, by the handle that asks for it.
    pub found: Vec<FoundView>,
    /// Push tokens that can be enrolled, by the handle that asks for it.
    pub pushes: Vec<FoundPushView>,
    /// QR codes that could not be read.
    pub unreadable: u32,
    /// What the other QR codes hold, each kind once.
    pub other: Vec<OtherQr>,
}

/// One entry that a picture holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundView {
    /// Asks for this entry until another picture is read or the vault is locked.
    pub handle: u32,
    /// What it would add.
    pub preview: EntryPreview,
}

/// What a QR code holds that adds no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum OtherQr {
    /// A part of what Google Authenticator exports; it is read by the import.
    GoogleMigration,
    /// An address meant for an authenticator that cannot be read here.
    BadLink,
    /// A web address.
    Web,
    /// A wireless network.
    Wifi,
    /// A visiting card.
    Contact,
    /// Some other text.
    Text,
}

/// What was added out of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AddedFoundView {
    /// The new entries.
    pub added: Vec<EntryView>,
    /// How many are in the vault already.
    pub duplicates: u32,
}

/// An entry as a picture for another authenticator. Whoever sees it has the seed.
#[derive(Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct QrView {
    /// A data URL.
    pub qr: String,
}
