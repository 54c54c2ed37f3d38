//! What travels between a door and the entries: views out, forms and links in.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret;

/// One entry with its digits. It carries no seed.
#[derive(Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
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
    /// What to type now. `None` in the window for an entry that counts, until it is asked for.
    pub code: Option<String>,
    /// What to type next.
    pub next_code: Option<String>,
    /// When `code` ends, milliseconds since the Unix epoch; `None` for an entry that counts.
    pub valid_until_ms: Option<u64>,
    /// The group the person put it in.
    pub group: Option<String>,
    /// Whether the person wants it on top.
    pub favourite: bool,
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
    /// When it was put there, milliseconds since the Unix epoch.
    pub trashed_at_ms: u64,
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

/// An entry as a person types it.
#[derive(Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EntryForm {
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// The seed as the issuer shows it, base32.
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    pub key: Zeroizing<String>,
    /// How the code is made.
    pub kind: CodeKind,
    /// The hash.
    pub algorithm: String,
    /// How many characters a code has.
    pub digits: u8,
    /// Seconds.
    pub period: u32,
    /// Where an entry that counts begins.
    pub counter: u64,
}

/// What a person may change about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EntryChange {
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// The group; `None` for none.
    pub group: Option<String>,
    /// Whether it belongs on top.
    pub favourite: bool,
}

/// Which code of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum WhichCode {
    /// The one that is valid now.
    Current,
    /// The one after it.
    Next,
}

/// What happened to a copied code.
#[derive(Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CopiedView {
    /// When the clipboard is cleared if it still holds the code, milliseconds since the Unix epoch.
    pub clears_at_ms: u64,
    /// The entry, with its counter advanced if it has one.
    pub entry: CodeView,
}

/// A link with the seed in it, on its way from a door to the vault. Wiped on drop, never printed.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct Link(
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    Zeroizing<String>,
);

impl Link {
    /// The link that a person pasted.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}
