//! `/api/v1/devices`: where the person has signed in, and removing it.

use authority::{
    Moment,
    permission::{Action, Thing},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use protocol::{DeviceId, Ended, EndedAnswer, OAuthError, Page, UserId, shown};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    listed::{Listed, listed},
    sent::{Refused, Sent},
};
use crate::{
    Server,
    factors::approval,
    refusal::Refusal,
    routes::api::caller::{Caller, Known},
    store::{DeviceRow, Ending, Work, join},
};

/// A computer, phone or browser in which the person signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Device {
    /// Which one.
    id: DeviceId,
    /// Its name, given by its program or by the person.
    name: Option<String>,
    /// Operating system, as in `Linux`.
    os: Option<String>,
    /// Browser, as in `Firefox 140`; null for a program that is not a browser.
    browser: Option<String>,
    /// When it was first seen, Unix seconds.
    created_at: i64,
    /// When a session there was last used, Unix seconds.
    last_active_at: Option<i64>,
    /// How many sessions live there.
    sessions: i64,
    /// Whether it has a key with which the person approves.
    approves: bool,
    /// Whether the asking session is there.
    current: bool,
}

impl Device {
    /// `asking` is the device of the asking session.
    pub(crate) fn new(row: DeviceRow, asking: Option<DeviceId>) -> Self {
        Self {
            current: asking == Some(row.id),
            id: row.id,
            name: row.name,
            os: row.os,
            browser: row.browser,
            created_at: row.created_at.unix(),
            last_active_at: row.last_active_at.map(Moment::unix),
            sessions: row.sessions,
            approves: row.approves,
        }
    }
}

/// Where a device stands in the list.
pub(crate) fn position(row: &DeviceRow) -> Vec<String> {
    vec![row.created_at.unix().to_string(), row.id.to_string()]
}

/// A new name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameDevice {
    /// 1 to 80 characters without control marks.
    name: String,
}

/// The devices of the person, the last added first.
#[utoipa::path(
    get,
    path = "/api/v1/devices",
    tag = "devices",
    operation_id = "list_devices",
    params(Listed),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "Devices that were not removed", body = Page<Device>),
        Refused,
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Json<Page<Device>>, Refusal> {
    let known = asker.may_here(&server, Action::DevicesList)?;
    let user = known.user.id;
    let part = listed(&server, &["devices", &user.to_string()], query)?;
    let mut work = server.store().read().await?;
    let asking = match known.session {
        Some(session) => work.sessions().get(session).await?,
        None => None,
    };
    let asking = asking.map(|session| session.device);
    let rows = work
        .sessions()
        .devices(user, part.after_moment(), part.and_one(), server.now())
        .await?;
    Ok(Json(part.page(&server, rows, position, |row| {
        Device::new(row, asking)
    })))
}

/// Gives a device a name by which the person recognises it.
#[utoipa::path(
    patch,
    path = "/api/v1/devices/{id}",
    tag = "devices",
    operation_id = "rename_device",
    params(("id" = String, Path, description = "The device")),
    request_body = RenameDevice,
    security(("bearer" = ["sessions"])),
    responses(
        (status = 204, description = "It has that name now"),
        (status = 404, description = "The person has no such device", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn rename(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<StatusCode, Refusal> {
    let (device, owner) = find(&server, &id).await?;
    let known = asker.may_with(&server, Action::DevicesRename, Thing::Device, &id, owner)?;
    let RenameDevice { name } = sent.read()?;
    let name = shown(&name, 80).filter(|shown| *shown == name);
    let name = name.ok_or_else(|| {
        Refusal::Unusable("a name has 1 to 80 characters, and no control marks".to_owned())
    })?;
    let now = server.now();
    let mut work = server.store().begin().await?;
    work.sessions().rename_device(device, &name).await?;
    known
        .record(&mut work, now, "device.renamed", &id, "")
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a device with every session, token and key under it. One that approves is a factor: removing it
/// wants a proof within ten minutes of who asks, and ends everything else that the person is signed in with.
#[utoipa::path(
    delete,
    path = "/api/v1/devices/{id}",
    tag = "devices",
    operation_id = "remove_device",
    params(("id" = String, Path, description = "The device")),
    security(("bearer" = ["sessions"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 404, description = "The person has no such device", body = OAuthError),
        (status = 409, description = "`last_factor`: it approves, and the person needs a factor", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn remove(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    let (device, owner) = find(&server, &id).await?;
    let known = asker.may_with(&server, Action::DevicesRemove, Thing::Device, &id, owner)?;
    let (now, user) = (server.now(), known.user.id);
    let mut work = server.store().begin().await?;
    let mut ended = factor_goes(&server, &mut work, known, device).await?;
    let more = take_away(&mut work, user, device, now).await?;
    join(&mut ended, more);
    let detail = format!("sessions={}", ended.sessions);
    known
        .record(&mut work, now, "device.removed", &id, &detail)
        .await?;
    work.commit().await?;
    Ok(Json(EndedAnswer { ended }))
}

/// Where a device approves, its person loses a factor with it, for which they show a fresh one: what else
/// ended for that.
async fn factor_goes(
    server: &Server,
    work: &mut Work,
    known: &Known,
    device: DeviceId,
) -> Result<Ended, Refusal> {
    let now = server.now();
    if work.approval_keys().get(device, now).await?.is_none() {
        return Ok(Ended::default());
    }
    let asking = known.session.ok_or(Refusal::NotAllowed)?;
    let session = work.sessions().get(asking).await?;
    let session = session.ok_or(Refusal::InvalidToken)?;
    if !session
        .assurance
        .is_fresh(session.authenticated_at, true, now)
    {
        return Err(Refusal::Stale);
    }
    let left = approval::leave(server, work, &known.user, asking, device).await?;
    Ok(left.unwrap_or_default())
}

/// Removes a device of a person, with every session and key under it. The caller commits.
pub(crate) async fn take_away(
    work: &mut Work,
    user: UserId,
    device: DeviceId,
    now: Moment,
) -> Result<Ended, Refusal> {
    // Before the device, as those do who ask it.
    work.factors().lock(user).await?;
    let mut ended = Ended::default();
    // A session that begins there at this moment is seen in the next round.
    loop {
        let sessions = work.sessions().on_device(device).await?;
        if sessions.is_empty() {
            break;
        }
        let before = ended.sessions;
        for session in sessions {
            let which = Ending::One(session);
            let more = work
                .sessions()
                .end(user, which, "device removed", now)
                .await?;
            join(&mut ended, more);
        }
        // What has run out does not end again.
        if ended.sessions == before {
            break;
        }
    }
    if work.sessions().remove_device(user, device, now).await? {
        Ok(ended)
    } else {
        Err(Refusal::NotFound)
    }
}

/// The device of that id and its owner.
pub(crate) async fn find(server: &Server, id: &str) -> Result<(DeviceId, Option<UserId>), Refusal> {
    let Ok(device) = id.parse() else {
        return Ok((DeviceId::from_bytes([0; 16]), None));
    };
    let mut work = server.store().read().await?;
    Ok((device, work.sessions().device_owner(device).await?))
}
