//! Where a person is signed in, as the server of an account tells it, and ending that.

use protocol::{Ended, Session};
use serde::Serialize;

use crate::{Context, Failure};

/// One sign-in. `None` means that the server does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// The server's name for it.
    pub id: String,
    /// The name a person gave to the device.
    pub device: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Browser.
    pub browser: Option<String>,
    /// The client that signed in.
    pub app: Option<String>,
    /// The address it was last seen at.
    pub ip: Option<String>,
    /// Where that address seems to be.
    pub place: Option<String>,
    /// When it signed in, milliseconds since the Unix epoch.
    pub created_at_ms: Option<i64>,
    /// When it was last used, milliseconds since the Unix epoch.
    pub last_active_at_ms: Option<i64>,
    /// When it ends by itself, milliseconds since the Unix epoch.
    pub expires_at_ms: Option<i64>,
    /// Whether this is the session that asks.
    pub current: bool,
    /// Whose it is.
    pub user: Option<String>,
}

/// What really ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EndedView {
    /// How many sessions.
    pub sessions: u64,
    /// How many lines of refresh tokens.
    pub refresh_families: u64,
    /// Until when an access token still passes where nobody asks the server, milliseconds since the
    /// Unix epoch; `None`: none does.
    pub access_tokens_until_ms: Option<i64>,
}

impl EndedView {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            sessions: self.sessions + other.sessions,
            refresh_families: self.refresh_families + other.refresh_families,
            access_tokens_until_ms: self
                .access_tokens_until_ms
                .max(other.access_tokens_until_ms),
        }
    }
}

/// Where the account is signed in; the session that asks comes first, then the last used ones.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`](crate::FailureCode::NoSuchAccount),
/// [`FailureCode::NotSupported`](crate::FailureCode::NotSupported) where the server lists none,
/// [`FailureCode::SignInAgain`](crate::FailureCode::SignInAgain),
/// [`FailureCode::ServerAway`](crate::FailureCode::ServerAway), and those of the keychain.
pub async fn list_sessions(cx: &Context, account: &str) -> Result<Vec<SessionView>, Failure> {
    let mut sessions = cx
        .ask_server(account, |adapter, access| async move {
            adapter.sessions(&access).await
        })
        .await?;
    sessions.sort_by_key(|session| (!session.current, session.last_active_at.map(|at| -at)));
    Ok(sessions.into_iter().map(view).collect())
}

/// Ends one session and says what really ended.
///
/// # Errors
///
/// [`FailureCode::NoSuchSession`](crate::FailureCode::NoSuchSession), and as [`list_sessions`].
pub async fn end_session(cx: &Context, account: &str, id: &str) -> Result<EndedView, Failure> {
    let ended = cx
        .ask_server(account, |adapter, access| async move {
            adapter.end(&access, id).await
        })
        .await?;
    Ok(ended_view(ended))
}

/// Ends all sessions but the one that asks and says what really ended.
///
/// # Errors
///
/// As [`list_sessions`].
pub async fn end_other_sessions(cx: &Context, account: &str) -> Result<EndedView, Failure> {
    let ended = cx
        .ask_server(account, |adapter, access| async move {
            adapter.end_others(&access).await
        })
        .await?;
    Ok(ended_view(ended))
}

fn view(session: Session) -> SessionView {
    SessionView {
        id: session.id,
        device: session.device,
        os: session.os,
        browser: session.browser,
        app: session.app,
        ip: session.ip,
        place: session.place,
        created_at_ms: session.created_at.map(milliseconds),
        last_active_at_ms: session.last_active_at.map(milliseconds),
        expires_at_ms: session.expires_at.map(milliseconds),
        current: session.current,
        user: session.user,
    }
}

pub(crate) fn ended_view(ended: Ended) -> EndedView {
    EndedView {
        sessions: ended.sessions,
        refresh_families: ended.refresh_families,
        access_tokens_until_ms: ended.access_tokens_until.map(milliseconds),
    }
}

fn milliseconds(seconds: i64) -> i64 {
    seconds.saturating_mul(1000)
}
