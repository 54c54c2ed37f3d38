//! When a browser's session was last used, to the second.
//!
//! The row of a session says whether it exists and whether somebody ended it. Where Redis is configured,
//! the last use is noted there with every request, and in the row only when the note there has grown
//! [`NOTED`] old. The later of the two counts.
//!
//! ```text
//! request ─▶ row: not ended ─▶ Redis: in use within the idle time? ── yes, noted ─▶ row, once a minute
//!                                 │ away, or without its memory
//!                                 ▼
//!                              the row alone, written with every request
//! ```
//!
//! So a session never lives longer than its idle time, with Redis or without. When Redis goes, one whose
//! last use only Redis knew may end up to a minute early.

use std::{sync::LazyLock, time::Duration};

use authority::{Moment, session::Session};
use redis::Script;

use crate::replicas::redis::Redis;

/// How old the note in a row may grow while Redis has the exact one.
pub(crate) const NOTED: Duration = Duration::from_secs(60);

/// Answers the later of KEYS[1] and ARGV[2]. When that is later than ARGV[3], the session is in use: ARGV[1]
/// is noted for ARGV[4] milliseconds.
static USE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local last = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[2]))
         if last > tonumber(ARGV[3]) then
             redis.call('SET', KEYS[1], string.format('%.0f', math.max(last, tonumber(ARGV[1]))), 'PX', ARGV[4])
         end
         return string.format('%.0f', last)",
    )
});

/// Where last uses are noted first; nowhere without Redis.
pub(crate) struct Activity(Option<Redis>);

impl Activity {
    pub(crate) const fn new(redis: Option<Redis>) -> Self {
        Self(redis)
    }

    /// How much too early rows may say that a session is over.
    pub(crate) const fn lag(&self) -> Duration {
        if self.0.is_some() {
            NOTED
        } else {
            Duration::ZERO
        }
    }

    /// When `session` was last used before this request, which counts as use if that is not too long ago.
    /// `None` when only the row can tell.
    pub(crate) async fn used(&self, session: &Session, now: Moment) -> Option<Moment> {
        let redis = self.0.as_ref()?;
        let (idle, _) = session.kind.lives();
        let mut script = USE.key(key(redis, session));
        script
            .arg(now.unix())
            .arg(session.last_active_at.unix())
            .arg(now.minus(idle).unix())
            .arg(u64::try_from(idle.as_millis()).unwrap_or(u64::MAX));
        redis.run::<i64>(&script).await.ok().map(Moment::from_unix)
    }

    /// Whether `session` still counts, which is no use of it.
    pub(crate) async fn is_live(&self, session: &Session, now: Moment) -> bool {
        let noted = match &self.0 {
            Some(redis) => {
                let mut get = redis::cmd("GET");
                get.arg(key(redis, session));
                redis.ask::<Option<i64>>(&get).await.ok().flatten()
            }
            None => None,
        };
        in_use(session, noted.map(Moment::from_unix)).is_live(now)
    }
}

/// The session with the later of its own and another note of its last use.
pub(crate) fn in_use(session: &Session, noted: Option<Moment>) -> Session {
    let row = session.last_active_at;
    Session {
        last_active_at: noted.map_or(row, |noted| noted.max(row)),
        ..session.clone()
    }
}

fn key(redis: &Redis, session: &Session) -> String {
    redis.key(&format!("active:{}", session.id))
}
