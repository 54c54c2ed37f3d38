//! Sessions, as the pages ask for them.

use commands::{
    Failure,
    sessions::{self, EndedView, SessionView},
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn list_sessions(
    asked: Asked<'_>,
    account: String,
) -> Result<Vec<SessionView>, Failure> {
    sessions::list_sessions(&asked.cx, &account).await
}

#[specta::specta]
pub(crate) async fn end_session(
    asked: Asked<'_>,
    account: String,
    session: String,
) -> Result<EndedView, Failure> {
    sessions::end_session(&asked.cx, &account, &session).await
}

#[specta::specta]
pub(crate) async fn end_other_sessions(
    asked: Asked<'_>,
    account: String,
) -> Result<EndedView, Failure> {
    sessions::end_other_sessions(&asked.cx, &account).await
}
