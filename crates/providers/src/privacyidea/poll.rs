//! Asking what waits for a token.

use std::time::{SystemTime, UNIX_EPOCH};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::question::{PushQuestion, Unfit};

/// One poll, which has to be signed and sent within a minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollRequest {
    pub(crate) serial: String,
    pub(crate) timestamp: String,
}

/// What waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Polled {
    /// What can be answered.
    pub questions: Vec<PushQuestion>,
    /// Why others are not handed out.
    pub unfit: Vec<Unfit>,
}

impl PollRequest {
    /// A poll for the token `serial`, at the moment `at` of the server's clock.
    #[must_use]
    pub fn new(serial: &str, at: SystemTime) -> Self {
        Self {
            serial: serial.to_owned(),
            timestamp: moment(at),
        }
    }

    /// What has to be signed.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        format!("{}|{}", self.serial, self.timestamp).into_bytes()
    }
}

/// As in `2027-01-15T08:00:00Z`. A moment that cannot be written like that is the beginning of 1970,
/// which every server refuses.
fn moment(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn moments_are_written_as_iso_8601_in_utc() {
        let at = |seconds| moment(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(at(1_800_000_000), "2027-01-15T08:00:00Z");
    }

    #[test]
    fn serial_and_moment_are_signed() {
        let request = PollRequest::new("PIPU0001", UNIX_EPOCH);
        let signed = request.to_be_signed();
        assert_eq!(signed, b"PIPU0001|1970-01-01T00:00:00Z");
    }
}
