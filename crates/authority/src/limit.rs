//! How often something may be done: at most so many at once, and as many again in every window.
//!
//! This is the generic cell rate algorithm. One number per key is kept, the [`Mark`]: the moment at
//! which everything that was taken will have come back. Against counting in windows it has two
//! merits. Units come back one by one, so nobody gets twice as many around the border of a window.
//! And a count that was lost can be stood in for without lifting the limit: [`Quota::used_up`] is
//! never more lenient than what was forgotten, and still lets requests through at their rate.
//!
//! ```text
//! taken before   now                 mark          now + span
//! ───────────────┼───────────────────┼─────────────┤
//!                │ comes back by and │ available,  │
//!                │ by                │ in units    │
//! ```
//!
//! In any span `s` at most `count + count · s / window` units are taken.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment in Unix microseconds. All of them fit into the numbers of any store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Mark(i64);

impl Mark {
    /// The moment this many microseconds after 1970 began.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 began.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment `span` later.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros(span)))
    }

    /// How long until this moment; zero when it has passed.
    #[must_use]
    pub fn after(self, now: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(now.0)).unwrap_or(0))
    }
}

impl From<SystemTime> for Mark {
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).map_or(0, micros))
    }
}

impl From<crate::Moment> for Mark {
    fn from(moment: crate::Moment) -> Self {
        Self(moment.unix().saturating_mul(1_000_000))
    }
}

/// At most `count` at once, and in the long run `count` in every `window`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    count: u32,
    window: Duration,
}

/// What was taken from a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How many: what was wanted, or what was left of it. Never none.
    pub units: u32,
    /// What to keep.
    pub mark: Mark,
    /// How many are left.
    pub left: u32,
}

/// Nothing is left for this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub Duration);

/// How many units one replica takes at a time for what it decides alone, and how long it may
/// spend them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Units to take.
    pub units: u32,
    /// What is left of them after this is forfeited.
    pub life: Duration,
}

/// A replica's share is this part of the whole.
const SHARES: u32 = 20;

impl Quota {
    /// One a second.
    pub const ONE_A_SECOND: Self = Self {
        count: 1,
        window: Duration::from_secs(1),
    };

    /// `count` in every `window`; `None` unless both are above zero, one unit takes at least a
    /// microsecond to come back, and the window is at most a year.
    #[must_use]
    pub const fn new(count: u32, window: Duration) -> Option<Self> {
        let fits = count > 0
            && window.as_micros() >= count as u128
            && window.as_secs() <= LONGEST.as_secs();
        if fits {
            Some(Self { count, window })
        } else {
            None
        }
    }

    /// How many at once.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// How long it takes until all of them have come back.
    #[must_use]
    pub const fn window(&self) -> Duration {
        self.window
    }

    /// How long one unit takes to come back, in microseconds, rounded up.
    #[must_use]
    pub fn interval(&self) -> i64 {
        let (window, count) = (micros(self.window), i64::from(self.count));
        window / count + i64::from(window % count > 0)
    }

    /// How long `count` units take to come back, in microseconds.
    fn span(&self) -> i64 {
        self.interval() * i64::from(self.count)
    }

    /// The mark of a quota of which nothing is left. It stands in for a mark that was lost.
    #[must_use]
    pub fn used_up(&self, now: Mark) -> Mark {
        Mark(now.0.saturating_add(self.span()))
    }

    /// Takes up to `wanted` units, at least one.
    ///
    /// # Errors
    ///
    /// [`Wait`] when none is left.
    pub fn take(&self, mark: Option<Mark>, wanted: u32, now: Mark) -> Result<Taken, Wait> {
        let (interval, full) = (self.interval(), self.used_up(now));
        // A mark beyond `full` comes from a clock that ran ahead; nobody shall wait for that.
        let from = mark.unwrap_or(now).clamp(now, full);
        let available = (full.0 - from.0) / interval;
        if available == 0 {
            let wait = interval - (full.0 - from.0);
            return Err(Wait(Duration::from_micros(wait.unsigned_abs())));
        }
        let available = u32::try_from(available).unwrap_or(u32::MAX);
        let units = available.min(wanted.max(1));
        Ok(Taken {
            units,
            mark: Mark(from.0 + interval * i64::from(units)),
            left: available - units,
        })
    }

    /// The part that a replica takes at a time, so that it need not ask the store all replicas share
    /// about every request; one unit where the quota is small.
    #[must_use]
    pub fn share(&self) -> Share {
        let units = self.count / SHARES;
        if units < 2 {
            let life = Duration::ZERO;
            return Share { units: 1, life };
        }
        let life = self.interval() * i64::from(units);
        Share {
            units,
            life: Duration::from_micros(life.unsigned_abs()),
        }
    }

    /// The quota out of which shares are taken. Shares are spent later than they are taken, so this
    /// one is smaller by one share at the same rate: whatever the replicas do, what they spend
    /// together stays within the whole quota.
    #[must_use]
    pub fn for_shares(&self) -> Self {
        let share = self.share();
        if share.life.is_zero() {
            return *self;
        }
        let count = self.count - share.units;
        let window = self.interval() * i64::from(count);
        Self {
            count,
            window: Duration::from_micros(window.unsigned_abs()),
        }
    }
}

/// Longer windows than this are a mistake.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
