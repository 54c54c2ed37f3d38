//! Sessions as they travel. Times are Unix seconds; `None` means that the server does not say.

use serde::{Deserialize, Serialize};

use crate::{SessionId, UserId};

/// One sign-in of one person, as `GET /api/v1/sessions` and `sessions list` show it.
///
/// The id is text because servers we did not write choose their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The server's name for the session.
    pub id: String,
    /// The name that a person gave to the device.
    pub device: Option<String>,
    /// Operating system, as in `Linux`.
    pub os: Option<String>,
    /// Browser, as in `Firefox 140`; `None` for a program that is not a browser.
    pub browser: Option<String>,
    /// The client that signed in, as in `Countersign`.
    pub app: Option<String>,
    /// The address it was last seen at.
    pub ip: Option<String>,
    /// Where that address seems to be.
    pub place: Option<String>,
    /// When it signed in, Unix seconds.
    pub created_at: Option<i64>,
    /// When it was last used, Unix seconds.
    pub last_active_at: Option<i64>,
    /// When it ends by itself, Unix seconds.
    pub expires_at: Option<i64>,
    /// Whether this is the session that asks.
    pub current: bool,
    /// Whose session it is; the name a person signs in with.
    pub user: Option<String>,
}

/// A part of a list. Ask again with `next_cursor` for what follows; `None` means the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows of this part.
    pub items: Vec<T>,
    /// Where the next part begins.
    pub next_cursor: Option<String>,
}

/// What ending sessions really ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ended {
    /// How many sessions ended.
    pub sessions: u64,
    /// How many lines of refresh tokens can no longer be used.
    pub refresh_families: u64,
    /// Until when an access token that nobody checks still passes, Unix seconds; `None`: none does.
    pub access_tokens_until: Option<i64>,
}

/// The answer of every address that ends sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndedAnswer {
    /// What ended.
    pub ended: Ended,
}

/// The signed-in person, as `GET /api/v1/me` shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The subject of their tokens.
    pub id: UserId,
    /// The name they sign in with.
    pub name: String,
    /// Their mail address. It identifies nobody.
    pub email: String,
    /// `user`, `administrator` and the like.
    pub roles: Vec<String>,
    /// The session that asks.
    pub session: SessionId,
}
