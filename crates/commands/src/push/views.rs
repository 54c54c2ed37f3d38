//! What a door is told of push tokens. Times are by this computer's clock, milliseconds since the Unix
//! epoch.

use serde::{Deserialize, Serialize};

/// A push token that this computer answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PushTokenView {
    /// Which one: 32 hexadecimal digits.
    pub id: String,
    /// Who handed it out, by their own word.
    pub issuer: String,
    /// Whose it is, by the issuer's word.
    pub label: String,
    /// Host and port of the server.
    pub server: String,
    /// What the server calls it.
    pub serial: String,
    /// When it was enrolled.
    pub created_at_ms: i64,
}

/// One question to a push token that waits for the person. Texts are cleaned and cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PushView {
    /// Which one: 32 hexadecimal digits.
    pub id: String,
    /// The token that is asked.
    pub token_id: String,
    /// Who handed that out.
    pub issuer: String,
    /// Whose it is.
    pub label: String,
    /// Host and port of the server.
    pub server: String,
    /// The heading, where there is one.
    pub title: Option<String>,
    /// What is asked.
    pub question: String,
    /// One of these is on the page that asks, and has to be picked; empty where nothing is picked.
    pub choices: Vec<String>,
    /// Whether the server wants to know why somebody declines.
    pub may_say_why: bool,
    /// When it can no longer be answered, at the latest.
    pub expires_at_ms: i64,
}

/// What the server said to an acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PushAcceptedView {
    /// What has to be typed into the page that asks, where it asks for that.
    pub code: Option<String>,
    /// What the server says about the code.
    pub message: Option<String>,
}

/// Why a question is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum PushReason {
    /// The person began nothing that would ask.
    UnknownTrigger,
    /// The person began it, and thought better of it.
    Cancelled,
}

/// A push token that a picture offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundPushView {
    /// Asks for this token until another picture is read or the vault is locked.
    pub handle: u32,
    /// Who hands it out, by their own word.
    pub issuer: String,
    /// Whose it is to be.
    pub label: String,
    /// Host and port of the server.
    pub server: String,
}
