//! Waiting for something to be so, instead of guessing how long it takes.

use std::time::{Duration, Instant};

/// Long enough for the slowest step on a busy machine. Nothing measures how much of it was needed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);

/// Looks until there is something to return.
///
/// # Panics
///
/// When `what` did not come about within a minute.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    until_within(PATIENCE, what, look).await
}

/// Looks for longer than a minute, for what takes its time by rule.
///
/// # Panics
///
/// When `what` did not come about in time.
pub async fn until_within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < patience, "waited in vain: {what}");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
