//! What travels between a door and the recovery codes.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::secret;

/// A recovery code, or a text that holds some, on its way from a door. Wiped on drop, never
/// printed.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct RecoveryWords(
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    Zeroizing<String>,
);

impl RecoveryWords {
    /// What a person pasted or typed.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// Whose recovery codes they are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum RecoveryTarget {
    /// Those of an entry.
    Entry {
        /// The entry's id.
        entry: String,
    },
    /// Those of an account that has no entry.
    Other {
        /// Who handed them out.
        issuer: String,
        /// Whose account it is there.
        account: String,
    },
}

/// The recovery codes of one account, without their text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoverySetView {
    /// The id of the set.
    pub id: String,
    /// The entry that they belong to.
    pub entry: Option<String>,
    /// Who handed them out.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// What a person wrote about them.
    pub note: String,
    /// How many are not spent.
    pub left: u32,
    /// How many there are.
    pub total: u32,
    /// Whether it is time to ask for new ones.
    pub low: bool,
    /// Each of them.
    pub codes: Vec<RecoveryCodeView>,
    /// When the set was made, milliseconds since the Unix epoch.
    pub created_at_ms: u64,
}

/// One recovery code without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodeView {
    /// Its place in the set, counted from 0.
    pub index: u32,
    /// When it was spent, milliseconds since the Unix epoch; `None` while it is good.
    pub spent_at_ms: Option<u64>,
}

/// What a pasted text holds.
#[derive(PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PastedCodesView {
    /// The codes.
    pub codes: Vec<String>,
    /// Codes that the text itself marks as used.
    pub used: Vec<String>,
    /// What is no code.
    pub dropped: Vec<String>,
}

/// The recovery code that was just spent.
#[derive(PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SpentCodeView {
    /// The code, to be typed now.
    pub code: String,
    /// Its place in the set, counted from 0.
    pub index: u32,
    /// How many are left.
    pub left: u32,
    /// When it leaves the clipboard, milliseconds since the Unix epoch; `None`: it is not there.
    pub clears_at_ms: Option<u64>,
}

impl Drop for SpentCodeView {
    fn drop(&mut self) {
        self.code.zeroize();
    }
}

/// One recovery code with its text.
#[derive(PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RevealedCodeView {
    /// Its place in the set, counted from 0.
    pub index: u32,
    /// The code.
    pub text: String,
    /// When it was spent, milliseconds since the Unix epoch; `None` while it is good.
    pub spent_at_ms: Option<u64>,
}

impl Drop for RevealedCodeView {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// One set as the printable kit has it.
#[derive(PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KitSetView {
    /// Who handed them out.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// What a person wrote about them.
    pub note: String,
    /// Each of them.
    pub codes: Vec<RevealedCodeView>,
}
