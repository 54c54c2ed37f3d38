//! What a door is told of approvals. Times are by this computer's clock, milliseconds since the Unix
//! epoch.

use serde::Serialize;
use zeroize::Zeroize;

use crate::{push::PushView, sessions::EndedView};

/// One question that waits for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalView {
    /// Which one.
    pub id: String,
    /// The account it is about.
    pub account_id: String,
    /// The server, short.
    pub server_name: String,
    /// The server, as it spells itself.
    pub issuer: String,
    /// What is asked.
    pub purpose: ApprovalPurpose,
    /// The program that the person signs in to; `None` for the server's own pages.
    pub app: Option<String>,
    /// What the program wants the person to know.
    pub message: Option<String>,
    /// The browser that asks.
    pub browser: Option<String>,
    /// Its operating system.
    pub os: Option<String>,
    /// Its address.
    pub ip: Option<String>,
    /// Where that address seems to be.
    pub place: Option<String>,
    /// Within how many kilometres of there.
    pub place_within_km: Option<u32>,
    /// Whether it seems to come from the address of this computer: a hint and no more.
    pub same_address: bool,
    /// Whether the asking page shows a number to type.
    pub number: bool,
    /// When it was asked.
    pub created_at_ms: i64,
    /// When it can no longer be answered.
    pub expires_at_ms: i64,
    /// How often the number may still be wrong, once it was.
    pub tries_left: Option<u32>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ApprovalPurpose {
    /// A browser signs in.
    SignIn,
    /// Somebody who is signed in wants to do something that needs a fresh factor.
    StepUp,
    /// A program asks without a browser.
    Backchannel,
}

/// Everything that waits, and how requests come here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalsView {
    /// What can be answered now, the oldest first; none while there is a burst.
    pub cards: Vec<ApprovalView>,
    /// How many wait for an answer, also those that a burst keeps back.
    pub waiting: u32,
    /// What push tokens are asked, the oldest first.
    pub pushes: Vec<PushView>,
    /// Too many came that nobody here began; in the place of cards until the person lifts it.
    pub burst: Option<BurstView>,
    /// Until when the person is not asked, at one server or more.
    pub muted_until_ms: Option<i64>,
    /// Each account of a server that could ask.
    pub streams: Vec<StreamView>,
}

/// A burst of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BurstView {
    /// Since when.
    pub since_ms: i64,
    /// Its requests, the oldest first, also those that are over.
    pub requests: Vec<ApprovalView>,
}

/// How requests of one account come here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StreamView {
    /// The account.
    pub account_id: String,
    /// How.
    pub state: StreamState,
}

/// How requests of one account come here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum StreamState {
    /// They come at once.
    Connected,
    /// The connection is being made.
    Waiting,
    /// The server cannot be reached, or does not accept the account; it is tried again.
    Away,
    /// This computer does not answer for the account.
    NotEnrolled,
}

/// What "this was not me" did, with nothing claimed that nobody confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NotMeView {
    /// The account.
    pub account_id: String,
    /// Whether the server took the denial.
    pub denied: bool,
    /// What ended, of all sessions but that of this computer; `None`: nobody knows.
    pub sessions_ended: Option<EndedView>,
    /// Whether the sign-in or session that asked is over; `None`: nobody knows.
    pub asking_session_ended: Option<bool>,
    /// Until when nobody is asked. This computer keeps to it also where the server did not answer.
    pub muted_until_ms: Option<i64>,
    /// Where the person changes the password that somebody else seems to know.
    pub password_page: Option<String>,
    /// Whether it is in the server's log.
    pub recorded: bool,
    /// The steps that were not done or not confirmed: `deny`, `end_asking`, `end_sessions`, `mute`,
    /// `record`, `password_page`.
    pub failed: Vec<String>,
}

/// This computer as it was just enrolled. What it holds is shown once, and wiped on drop.
#[derive(Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EnrolledView {
    /// How it answers now.
    pub approver: ApproverView,
    /// For whoever has no other way in there: codes for the day on which this computer is lost, each
    /// good once. Nobody can show them again.
    pub recovery_codes: Vec<String>,
}

impl Drop for EnrolledView {
    fn drop(&mut self) {
        self.recovery_codes.zeroize();
    }
}

/// This computer as it answers for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ApproverView {
    /// The account.
    pub account_id: String,
    /// The server.
    pub issuer: String,
    /// What the person calls this computer; `None` while the keychain is locked.
    pub name: Option<String>,
    /// What the server calls it.
    pub device: String,
    /// What its key is called.
    pub key: String,
    /// When it was enrolled.
    pub enrolled_at_ms: i64,
}
