//! `[audit]`: how long the log is kept, and where checkpoints of it go.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

use super::Error;

/// The longest time that can be asked for, in days: a century.
const LONGEST_DAYS: u64 = 36_500;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAudit {
    checkpoints: Option<PathBuf>,
    retention_days: Option<u64>,
}

/// How long the log is kept, and where checkpoints of it go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The directory that gets a copy of each checkpoint.
    pub checkpoints: Option<PathBuf>,
    /// For how long rows stay; `None` for ever.
    pub retention: Option<Duration>,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            checkpoints: None,
            retention: days(90),
        }
    }
}

impl RawAudit {
    pub(super) fn check(self) -> Result<Audit, Error> {
        let default = Audit::default();
        if self.retention_days.is_some_and(|days| days > LONGEST_DAYS) {
            return Err(Error::invalid(
                "audit.retention_days",
                format!("has to be at most {LONGEST_DAYS}; 0 keeps everything"),
            ));
        }
        if self
            .checkpoints
            .as_ref()
            .is_some_and(|path| path.as_os_str().is_empty())
        {
            return Err(Error::invalid(
                "audit.checkpoints",
                "has to name a directory",
            ));
        }
        Ok(Audit {
            checkpoints: self.checkpoints,
            retention: self.retention_days.map_or(default.retention, days),
        })
    }
}

fn days(days: u64) -> Option<Duration> {
    (days > 0).then(|| Duration::from_secs(days * 86_400))
}
