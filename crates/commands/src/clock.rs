//! The clock: codes are made from it, so one that is wrong makes wrong codes.
//!
//! Servers write the time on every answer. How far this computer's clock is off is learnt from the
//! servers that a person is signed in to, shown, and applied only when the person says so; the
//! clock of the system is never touched.

use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::{Context, Failure, settings};

/// How the clock of this computer fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ClockView {
    /// What would have to be added to this computer's clock, milliseconds: the middle one of what
    /// the servers say. `None`: no server could be asked.
    pub offset_ms: Option<i64>,
    /// What each server says.
    pub servers: Vec<ServerClockView>,
    /// What is added to this computer's clock now, milliseconds.
    pub applied_ms: i64,
}

/// What one server says of the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerClockView {
    /// Which server.
    pub issuer: String,
    /// What would have to be added to this computer's clock to show its time, milliseconds; 0 when
    /// both agree as closely as can be told.
    pub offset_ms: i64,
}

/// Asks the servers of all accounts what time it is. One that does not answer is left out.
///
/// # Errors
///
/// [`FailureCode::LedgerUnreadable`](crate::FailureCode::LedgerUnreadable) and
/// [`FailureCode::Storage`](crate::FailureCode::Storage) when the accounts cannot be read.
pub async fn check_clock(cx: &Context) -> Result<ClockView, Failure> {
    let mut issuers: Vec<String> = cx
        .keeping
        .ledger()
        .await?
        .accounts(None)
        .await?
        .into_iter()
        .map(|account| account.issuer)
        .collect();
    issuers.sort();
    issuers.dedup();
    let mut servers = Vec::with_capacity(issuers.len());
    for issuer in issuers {
        let http = cx.keeping.http().await?;
        match ::accounts::read_clock(http, &issuer, &cx.senses().now).await {
            Ok(reading) => servers.push(ServerClockView {
                offset_ms: reading.offset_ms(),
                issuer,
            }),
            Err(error) => tracing::info!(%issuer, %error, "a server does not tell the time"),
        }
    }
    Ok(ClockView {
        offset_ms: middle(servers.iter().map(|server| server.offset_ms)),
        servers,
        applied_ms: settings::read_settings(cx).clock_offset_ms,
    })
}

/// Adds `offset_ms` to this computer's clock when codes are made; 0 trusts the clock again.
///
/// # Errors
///
/// [`FailureCode::BadInput`](crate::FailureCode::BadInput) for more than a day either way;
/// [`FailureCode::DiskFull`](crate::FailureCode::DiskFull) and
/// [`FailureCode::Storage`](crate::FailureCode::Storage) when the settings cannot be written.
pub fn apply_clock(cx: &Context, offset_ms: i64) -> Result<(), Failure> {
    let mut chosen = settings::read_settings(cx);
    chosen.clock_offset_ms = offset_ms;
    settings::save_settings(cx, &chosen)
}

/// How far the clock of this computer is behind, in milliseconds; negative when it is ahead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offset(i64);

impl Offset {
    /// The moment it really is when this computer's clock shows `at`.
    pub(crate) fn correct(self, at: SystemTime) -> SystemTime {
        shift(at, self.0)
    }

    /// What this computer's clock shows at the moment `at`.
    pub(crate) fn undo(self, at: SystemTime) -> SystemTime {
        shift(at, -self.0)
    }
}

impl Context {
    /// What the person has agreed to add to this computer's clock.
    pub(crate) fn clock_offset(&self) -> Offset {
        Offset(settings::read_settings(self).clock_offset_ms)
    }
}

/// A moment that cannot be written down stays as it is.
fn shift(at: SystemTime, by_ms: i64) -> SystemTime {
    let by = Duration::from_millis(by_ms.unsigned_abs());
    let shifted = match by_ms {
        0.. => at.checked_add(by),
        _ => at.checked_sub(by),
    };
    shifted.unwrap_or(at)
}

/// One server that is wrong does not move the middle of three.
fn middle(offsets: impl Iterator<Item = i64>) -> Option<i64> {
    let mut offsets: Vec<_> = offsets.collect();
    offsets.sort_unstable();
    let upper = offsets.get(offsets.len() / 2).copied()?;
    let lower = offsets.get((offsets.len() - 1) / 2).copied()?;
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn one_wrong_server_of_three_changes_nothing() {
        assert_eq!(middle([86_400_000, 0, 400].into_iter()), Some(400));
        assert_eq!(middle([100, 300].into_iter()), Some(200));
        assert_eq!(middle(std::iter::empty()), None);
    }

    #[test]
    fn what_is_corrected_can_be_undone() {
        let at = UNIX_EPOCH + Duration::from_secs(90);
        for offset in [Offset(0), Offset(45_000), Offset(-30_000)] {
            assert_eq!(offset.undo(offset.correct(at)), at);
        }
        assert_eq!(
            Offset(-30_000).correct(at),
            UNIX_EPOCH + Duration::from_secs(60)
        );
    }
}
