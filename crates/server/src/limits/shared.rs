//! The count that all replicas share: Redis where one is configured, else PostgreSQL.
//!
//! While Redis is away the database keeps the count, and what Redis knew is taken to be used up:
//! nobody has a burst saved, and everybody goes on at the rate of the quota. The same holds when it
//! comes back, and when it comes back without its memory. So no limit is lifted, only made stricter,
//! for at most one window.

use std::sync::{Mutex, PoisonError};

use authority::limit::{Mark, Quota, Taken, Wait};

use super::redis_counts;
use crate::{
    replicas::redis::Redis,
    store::{self, Store},
};

/// Who keeps the counts.
pub(super) enum Keeper {
    /// One process on SQLite: the book is the count.
    Book,
    /// Several replicas.
    Shared(Box<Shared>),
}

pub(super) struct Shared {
    store: Store,
    redis: Option<Redis>,
    gap: Mutex<Gap>,
}

/// When Redis was last found away and here again.
#[derive(Debug, Clone, Copy, Default)]
struct Gap {
    away_since: Option<Mark>,
    back_since: Option<Mark>,
}

impl Keeper {
    pub(super) fn new(store: &Store, redis: Option<Redis>) -> Self {
        if redis.is_none() && store.is_sqlite() {
            return Self::Book;
        }
        Self::Shared(Box::new(Shared {
            store: store.clone(),
            redis,
            gap: Mutex::default(),
        }))
    }

    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(_))
    }

    pub(super) fn redis(&self) -> Option<&Redis> {
        match self {
            Self::Book => None,
            Self::Shared(shared) => shared.redis.as_ref(),
        }
    }

    /// Takes up to `wanted` units, in one step for all replicas.
    pub(super) async fn take(
        &self,
        subject: &str,
        quota: &Quota,
        wanted: u32,
        now: Mark,
    ) -> Result<Result<Taken, Wait>, store::Error> {
        let Self::Shared(shared) = self else {
            return Ok(quota.take(None, wanted, now));
        };
        let Some(redis) = &shared.redis else {
            return by_database(&shared.store, subject, quota, wanted, now, None).await;
        };
        let back = shared.back(now);
        let floor = back.map(|since| quota.used_up(since));
        match redis_counts::take(redis, subject, quota, wanted, now, floor).await {
            Ok(answer) => {
                shared.note(|gap| {
                    *gap = Gap {
                        away_since: None,
                        back_since: back,
                    }
                });
                Ok(answer)
            }
            Err(_away) => {
                let since = shared.away(now);
                let floor = Some(quota.used_up(since));
                by_database(&shared.store, subject, quota, wanted, now, floor).await
            }
        }
    }
}

impl Shared {
    /// Since when Redis is here again, should it answer now.
    fn back(&self, now: Mark) -> Option<Mark> {
        let mut back = None;
        self.note(|gap| back = gap.away_since.map_or(gap.back_since, |_| Some(now)));
        back
    }

    /// Since when Redis has been away.
    fn away(&self, now: Mark) -> Mark {
        let mut since = now;
        self.note(|gap| since = *gap.away_since.get_or_insert(now));
        since
    }

    fn note(&self, change: impl FnOnce(&mut Gap)) {
        change(&mut self.gap.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

async fn by_database(
    store: &Store,
    subject: &str,
    quota: &Quota,
    wanted: u32,
    now: Mark,
    floor: Option<Mark>,
) -> Result<Result<Taken, Wait>, store::Error> {
    let mut work = store.begin().await?;
    let mark = work
        .limits()
        .hold(subject)
        .await?
        .max(floor.unwrap_or_default());
    let answer = quota.take(Some(mark), wanted, now);
    if let Ok(taken) = &answer {
        work.limits().set(subject, taken.mark).await?;
    }
    work.commit().await?;
    Ok(answer)
}
