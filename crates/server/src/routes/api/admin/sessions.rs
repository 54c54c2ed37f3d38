//! `/api/v1/admin/sessions`: finding anybody's live sessions.

use authority::{
    permission::{Action, Resource},
    session::Kind,
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::{Page, Session, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    Server,
    paging::Part,
    refusal::Refusal,
    routes::api::{caller::Caller, listed::unreadable, sent::Refused},
    store::{Found, SessionSearch},
};

/// What a session is a sign-in of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SignInOf {
    /// A browser at this server.
    Browser,
    /// A program.
    App,
}

/// Which sessions to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedSessions {
    /// What the name of their person begins with, or with an `@` in it, their mail address; in any
    /// case of letters. The list is then in that order.
    q: Option<String>,
    /// The id of their person.
    user: Option<String>,
    /// The id of the client that signed in.
    app: Option<String>,
    /// The address they were last used from.
    ip: Option<String>,
    /// What they are a sign-in of.
    kind: Option<SignInOf>,
    /// How many rows, 1 to 200; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next_cursor` of the part before.
    cursor: Option<String>,
}

/// Live sessions of everybody, the latest begun first unless people are searched for.
#[utoipa::path(
    get,
    path = "/api/v1/admin/sessions",
    tag = "admin: sessions",
    operation_id = "search_sessions",
    params(WantedSessions),
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "Live sessions", body = Page<Session>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<WantedSessions>, QueryRejection>,
) -> Result<Json<Page<Session>>, Refusal> {
    let known = asker.may(&server, Action::AllSessionsRead, &Resource::Server)?;
    let Query(wanted) = query.map_err(|_| unreadable())?;
    let list = [
        "all sessions",
        &known.user.id.to_string(),
        &format!("{:?}", wanted.q),
        &format!("{:?}", wanted.user),
        &format!("{:?}", wanted.app),
        &format!("{:?}", wanted.ip),
        &format!("{:?}", wanted.kind),
    ];
    let part = Part::read(&server, &list, wanted.limit, wanted.cursor.as_deref())?;
    let unknown = Refusal::invalid_request("user is the id of a person");
    let user: Option<UserId> = match wanted.user.as_deref().map(str::parse) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(unknown),
    };
    let search = SessionSearch {
        begins: wanted.q.filter(|text| !text.trim().is_empty()),
        user,
        client: wanted.app,
        ip: wanted.ip,
        kind: wanted.kind.map(|kind| match kind {
            SignInOf::Browser => Kind::Browser,
            SignInOf::App => Kind::App,
        }),
        after: part.after.clone(),
        limit: part.and_one(),
    };
    let mut work = server.store().look().await?;
    let rows = work
        .sessions()
        .search(&search, known.session, server.now())
        .await?;
    let position = |row: &Found| row.position.clone();
    Ok(Json(part.page(&server, rows, position, |row| row.session)))
}
