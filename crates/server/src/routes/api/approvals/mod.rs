//! `/api/v1/approvals`: what the device of a person is asked, and what it answers.
//!
//! `docs/approvals.md` describes all of it for programs that are not ours.

pub(crate) mod answer;
pub(crate) mod answered;
pub(crate) mod device;
mod not_me;
pub(crate) mod stream;

use std::{collections::BTreeSet, time::Duration};

use authority::{
    Moment,
    permission::Action,
    session::{Kind, Session},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::{ApprovalId, OAuthError, OpenApprovals, SessionId};
use serde::Deserialize;
use tokio::time::{Instant, sleep, timeout_at};
use utoipa::IntoParams;

use super::{
    caller::{Caller, Known},
    listed::unreadable,
    sent::Refused,
};
use crate::{
    Server,
    approvals::{self, hub::Place},
    refusal::Refusal,
    store::{Watched, Work},
};

/// The longest that a list is waited for.
const LONGEST_WAIT: u64 = 25;

/// How often whoever waits looks without being woken, so that a lost wake-up costs no more than half of
/// what a request lives.
const LOOK: Duration = Duration::from_secs(60);

/// Whether to wait, and for what.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// How many seconds to wait for something that `seen` does not name, 0 to 25; 0 when left out.
    #[param(minimum = 0, maximum = 25)]
    wait: Option<u64>,
    /// The ids of the requests that the device has already, with commas between them.
    seen: Option<String>,
}

/// What the device of the asking session can answer now. With `wait` the answer comes as soon as that is
/// something else than `seen`, or when the time is up.
#[utoipa::path(
    get,
    path = "/api/v1/approvals",
    tag = "approvals",
    operation_id = "list_approvals",
    params(Wanted),
    security(("bearer" = ["approvals"])),
    responses(
        (status = 200, description = "What can be answered now", body = OpenApprovals),
        (status = 404, description = "The device has no key to answer with", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<OpenApprovals>, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsList)?;
    let Query(wanted) = query.map_err(|_| unreadable())?;
    let wait = wanted.wait.unwrap_or_default();
    if wait > LONGEST_WAIT {
        return Err(Refusal::invalid_request("wait is 0 to 25 seconds"));
    }
    let session = known.session.ok_or(Refusal::NotAllowed)?;
    let seen: BTreeSet<&str> = match &wanted.seen {
        Some(seen) => seen.split(',').filter(|id| !id.is_empty()).collect(),
        None => BTreeSet::new(),
    };
    if wait == 0 {
        let watched = look(&server, session).await?.ok_or(Refusal::NotFound)?;
        return Ok(Json(shown(&server, watched)));
    }
    let mut waiting = approvals::waiting(&server, known.user.id, Place::Device)?;
    let until = Instant::now() + Duration::from_secs(wait);
    loop {
        let watched = look(&server, session).await?.ok_or(Refusal::NotFound)?;
        let news = is_news(&watched, &seen);
        if news || Instant::now() >= until {
            return Ok(Json(shown(&server, watched)));
        }
        let end = pause(&server, &watched);
        let changed = async {
            tokio::select! {
                more = waiting.changed() => more,
                () = sleep(end) => true,
            }
        };
        if let Ok(false) = timeout_at(until, changed).await {
            // The server ends: whoever asks again does so elsewhere.
            return Ok(Json(shown(&server, watched)));
        }
    }
}

fn is_news(watched: &Watched, seen: &BTreeSet<&str>) -> bool {
    let open = watched.open.as_ref().map(|request| request.id.to_string());
    let open: BTreeSet<&str> = open.iter().map(String::as_str).collect();
    open != *seen
}

/// What the device of `session` can answer; `None` when that session has ended or its device has no key.
/// No connection to the database is held afterwards.
async fn look(server: &Server, session: SessionId) -> Result<Option<Watched>, Refusal> {
    let mut work = server.store().look().await?;
    Ok(work.approvals().watched(session, server.now()).await?)
}

/// What a device is told.
fn shown(server: &Server, watched: Watched) -> OpenApprovals {
    let now = server.now();
    let muted_until = watched.muted_until.filter(|until| now < *until);
    OpenApprovals {
        items: watched.open.into_iter().collect(),
        next_cursor: None,
        now: now.unix(),
        muted_until: muted_until.map(Moment::unix),
    }
}

/// How long nothing changes by time alone.
fn pause(server: &Server, watched: &Watched) -> Duration {
    let now = server.now();
    let request = watched.open.as_ref();
    let request = request.map(|request| Moment::from_unix(request.expires_at));
    let muted = watched.muted_until.filter(|until| now < *until);
    let next = [request, muted, Some(watched.ends_at)];
    let next = next.into_iter().flatten().min().map(|next| next.since(now));
    // Clocks tell whole seconds; nobody looks more often than that.
    next.unwrap_or(LOOK).clamp(Duration::from_secs(1), LOOK)
}

/// The session that asks, where that is the sign-in of a program on a device.
async fn at_device(work: &mut Work, known: &Known) -> Result<Session, Refusal> {
    let id = known.session.ok_or(Refusal::NotAllowed)?;
    let session = work.sessions().get(id).await?;
    let session = session.ok_or(Refusal::InvalidToken)?;
    if session.kind == Kind::App {
        Ok(session)
    } else {
        Err(Refusal::NotAllowed)
    }
}

/// The id in a path.
fn id_of(text: &str) -> Result<ApprovalId, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound)
}
