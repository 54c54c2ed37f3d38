//! Serving: what every answer passes, the connections it goes over, and how long each may take.

pub(crate) mod connections;
pub(crate) mod doors;
pub(crate) mod patience;
pub(crate) mod tls;
