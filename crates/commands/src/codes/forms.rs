//! What a person types, chooses or pastes, on its way from a door to the vault.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::CodeKind;
use crate::secret;

/// An entry as a person types it.
#[derive(Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EntryForm {
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is there.
    pub account: String,
    /// The seed as the issuer shows it: base32, for mOTP the key's own text.
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
    /// The PIN of the kinds that have one.
    pub pin: Option<Pin>,
}

/// A PIN that takes part in every code. It is wiped on drop and never printed.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct Pin(
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    Zeroizing<String>,
);

impl Pin {
    /// The PIN that a person typed.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn parse(&self) -> Result<otp::Pin, otp::Error> {
        otp::Pin::new(self.0.clone())
    }
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
    /// What a person wrote about it.
    pub note: String,
    /// What stands beside it.
    pub icon: IconChoice,
}

/// What stands beside an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum IconChoice {
    /// What the interface finds by the issuer's name.
    Auto,
    /// The mark of a brand.
    Brand {
        /// The brand's name in the collection that the interface has.
        slug: String,
    },
    /// A picture of the person's own, kept in the vault.
    Picture {
        /// The picture's id, hexadecimal.
        id: String,
    },
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

/// Where a QR picture comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum QrSource {
    /// The picture on the clipboard.
    Clipboard,
    /// All that the screens show.
    Screen,
    /// A file.
    File {
        /// Where it is.
        path: String,
    },
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

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}
