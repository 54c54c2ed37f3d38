//! The JSON interface below `/api/v1`, described at `/api/v1/openapi.json`.

pub(crate) mod admin;
pub(crate) mod api_keys;
pub(crate) mod approvals;
pub(crate) mod caller;
pub(crate) mod devices;
pub(crate) mod factors;
pub(crate) mod grants;
mod listed;
pub(crate) mod me;
pub(crate) mod openapi;
mod sent;
pub(crate) mod sessions;
