//! What a door is told of an account.

use serde::Serialize;

/// One account of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// The account's id on this computer.
    pub id: String,
    /// The server, as it spells itself.
    pub issuer: String,
    /// `countersign`, or `openid` for any other server.
    pub server: String,
    /// Who the person is there.
    pub subject: String,
    /// What the person is called there; `None` also while the keychain is locked.
    pub name: Option<String>,
    /// How the account fares.
    pub state: AccountState,
    /// What was granted.
    pub scopes: Vec<String>,
    /// When the sign-in ends by itself, milliseconds since the Unix epoch.
    pub expires_at_ms: Option<u64>,
    /// What can be done with it, and why not.
    pub capabilities: Vec<CapabilityView>,
    /// Where the person manages the account in the browser.
    pub management_url: Option<String>,
}

/// How an account fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountState {
    /// Its tokens work.
    SignedIn,
    /// They work for less than a day longer.
    ExpiresSoon,
    /// The server no longer accepts them.
    SignInAgain,
    /// The server does not answer. Nothing is lost.
    ServerAway,
    /// The keychain does not hand them over. Nothing is lost.
    KeychainLocked,
}

/// One thing an account may be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CapabilityView {
    /// What.
    pub ability: Ability,
    /// Whether it can be done.
    pub available: bool,
    /// Why not; `None` when it can.
    pub why: Option<WhyNot>,
}

/// Something that can be done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Ability {
    /// See where one is signed in.
    ListSessions,
    /// End one of those sign-ins.
    EndSession,
    /// End all of them but one's own.
    EndOthers,
    /// See the devices.
    ListDevices,
    /// Approve sign-ins.
    Approvals,
    /// See and end everybody's.
    Administer,
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum WhyNot {
    /// The server does not offer it.
    ServerHasNone,
    /// The server did not grant it to this account.
    NotGranted,
    /// This version cannot do it yet.
    NotBuiltYet,
    /// What this server can do is not known.
    UnknownServer,
}

/// How a sign-out went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SignedOutView {
    /// Whether the server confirmed that the tokens are dead.
    pub revoked: bool,
    /// Whether the server still counts this computer as a way to approve: it refused to take it away, or
    /// did not answer.
    pub still_a_factor: bool,
}
