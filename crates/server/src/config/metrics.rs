//! `[metrics]`: who may read the figures.

use ipnet::IpNet;
use serde::Deserialize;

use super::{Error, raw::OneOrMany, raw::networks};

/// Who may read `/metrics`.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// Networks from which it is answered; for everybody else the address does not exist.
    pub allow: Vec<IpNet>,
}

impl Default for Metrics {
    /// This machine alone.
    fn default() -> Self {
        Self {
            allow: ["127.0.0.0/8", "::1/128"]
                .iter()
                .filter_map(|net| net.parse().ok())
                .collect(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    allow: Option<OneOrMany>,
}

impl Raw {
    pub(super) fn check(self) -> Result<Metrics, Error> {
        match self.allow {
            None => Ok(Metrics::default()),
            Some(list) => Ok(Metrics {
                allow: networks("metrics.allow", Some(list))?,
            }),
        }
    }
}
