//! `/api/v1/admin/devices`: the devices of anybody, and removing one that was lost or stolen.

use authority::permission::{Action, Resource};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use protocol::{EndedAnswer, OAuthError, Page, UserId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::about;
use crate::{
    Server,
    paging::Part,
    refusal::Refusal,
    routes::api::{
        caller::Caller,
        devices::{Device, find, position, take_away},
        listed::unreadable,
        sent::Refused,
    },
};

/// Whose devices to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedDevices {
    /// The id of their person.
    user: String,
    /// How many rows, 1 to 200; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next_cursor` of the part before.
    cursor: Option<String>,
}

/// The devices of a person, the last added first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/devices",
    tag = "admin: devices",
    operation_id = "list_devices_of_user",
    params(WantedDevices),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "Devices that were not removed", body = Page<Device>),
        (status = 404, description = "There is nobody of that id", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<WantedDevices>, QueryRejection>,
) -> Result<Json<Page<Device>>, Refusal> {
    asker.may(&server, Action::AllDevicesRead, &Resource::Server)?;
    let Query(wanted) = query.map_err(|_| unreadable())?;
    let mut work = server.store().read().await?;
    let (known, user) = about(
        &server,
        &mut work,
        &asker,
        Action::AllDevicesRead,
        &wanted.user,
    )
    .await?;
    let (asking, whose) = (known.user.id.to_string(), user.to_string());
    let list = ["all devices", &asking, &whose];
    let part = Part::read(&server, &list, wanted.limit, wanted.cursor.as_deref())?;
    let rows = work
        .sessions()
        .devices(user, part.after_moment(), part.and_one(), server.now())
        .await?;
    Ok(Json(part.page(&server, rows, position, |row| {
        Device::new(row, None)
    })))
}

/// Removes the device of a person with every session, token and key under it.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/devices/{id}",
    tag = "admin: devices",
    operation_id = "remove_device_of_user",
    params(("id" = String, Path, description = "The device")),
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, description = "What ended", body = EndedAnswer),
        (status = 404, description = "There is no such device", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn remove(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
) -> Result<Json<EndedAnswer>, Refusal> {
    asker.may(&server, Action::AllDevicesRemove, &Resource::Server)?;
    let (device, owner) = find(&server, &id).await?;
    let owner = owner.unwrap_or(UserId::from_bytes([0; 16]));
    let mut work = server.store().begin().await?;
    let whose = owner.to_string();
    let (known, user) = about(&server, &mut work, &asker, Action::AllDevicesRemove, &whose).await?;
    let now = server.now();
    let ended = take_away(&mut work, user, device, now).await?;
    let detail = format!("person={user} sessions={}", ended.sessions);
    known
        .record(&mut work, now, "device.removed", &id, &detail)
        .await?;
    work.commit().await?;
    Ok(Json(EndedAnswer { ended }))
}
