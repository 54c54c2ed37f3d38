//! What another server said lately. One request at a time asks it; who finds it away does not make the
//! next one wait as well.

use std::{fmt, future::Future, sync::Arc};

use authority::{
    Moment,
    upstream::metadata::{ANEW, KEPT, KEPT_AT_WORST},
};
use tokio::sync::Mutex;

use super::Error;

/// A value that is read when it is wanted, and kept for a while.
pub(super) struct Kept<T>(Mutex<State<T>>);

struct State<T> {
    value: Option<(Arc<T>, Moment)>,
    /// When it was last tried to read it.
    tried_at: Option<Moment>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(State {
            value: None,
            tried_at: None,
        }))
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl<T> Kept<T> {
    /// The value, read anew when it is old; an old one when it cannot be read.
    pub(super) async fn get<F>(
        &self,
        now: Moment,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.0.lock().await.at_most(KEPT, now, read).await
    }

    /// The value, read anew unless that was tried a moment ago.
    pub(super) async fn anew<F>(
        &self,
        now: Moment,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.0.lock().await.at_most(ANEW, now, read).await
    }
}

impl<T> State<T> {
    async fn at_most<F>(
        &mut self,
        age: std::time::Duration,
        now: Moment,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<T>, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        if let Some((value, read_at)) = &self.value
            && now < read_at.plus(age)
        {
            return Ok(Arc::clone(value));
        }
        let lately = self.tried_at.is_some_and(|at| now < at.plus(ANEW));
        let outcome = if lately {
            Err(Error::AwayLately)
        } else {
            read().await
        };
        match (outcome, &self.value) {
            (Ok(value), _) => {
                let value = Arc::new(value);
                self.value = Some((Arc::clone(&value), now));
                self.tried_at = None;
                Ok(value)
            }
            (Err(error), kept) => {
                if !lately {
                    self.tried_at = Some(now);
                }
                let usable = kept
                    .as_ref()
                    .filter(|(_, read_at)| now < read_at.plus(KEPT_AT_WORST));
                usable.map(|(value, _)| Arc::clone(value)).ok_or(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::outgoing;

    const fn at(seconds: i64) -> Moment {
        Moment::from_unix(1_800_000_000 + seconds)
    }

    /// Reads 1, 2, 3 and so on; nothing while `away`.
    #[derive(Default)]
    struct Source(AtomicU64);

    impl Source {
        async fn read(&self, away: bool) -> Result<u64, Error> {
            let read = self.0.fetch_add(1, Ordering::SeqCst) + 1;
            if away {
                return Err(outgoing::Error::NoAnswer.into());
            }
            Ok(read)
        }
    }

    #[tokio::test]
    async fn it_is_read_once_an_hour_and_kept_for_a_day_while_nobody_answers() {
        let (kept, source) = (Kept::default(), Source::default());
        for (seconds, away, value) in [
            (0, false, Some(1)),
            (3599, false, Some(1)),
            (3600, false, Some(2)),
            (7200, true, Some(2)),
            (7259, false, Some(2)),
            (7260, false, Some(4)),
            (7260 + 86_400, true, None),
            (7261 + 86_400, false, None),
            (7320 + 86_400, false, Some(6)),
        ] {
            let found = kept.get(at(seconds), || source.read(away)).await;
            assert_eq!(found.ok().map(|value| *value), value, "{seconds}");
        }
    }

    #[tokio::test]
    async fn an_unknown_key_makes_it_be_read_once_a_minute() {
        let (kept, source) = (Kept::default(), Source::default());
        for (seconds, value) in [(0, 1), (59, 1), (60, 2), (119, 2), (120, 3)] {
            let found = kept.anew(at(seconds), || source.read(false)).await;
            assert_eq!(*found.unwrap(), value, "{seconds}");
        }
    }
}
