//! The JSON interface below `/api/v1`, described at `/api/v1/openapi.json`.

pub(crate) mod audit;
pub(crate) mod me;
pub(crate) mod sessions;
