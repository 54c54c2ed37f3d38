//! The counts in Redis: one key for a class and whoever it is counted for, which holds a moment and
//! vanishes once that has passed.

use std::{sync::LazyLock, time::Duration};

use authority::limit::{Mark, Quota, Taken, Wait};
use redis::Script;

use crate::replicas::redis::{Away, Redis};

/// Sets KEYS[1] to ARGV[2] for ARGV[3] milliseconds if it still is ARGV[1].
static REPLACE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then
             redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
             return 1
         end
         return 0",
    )
});

/// How often another replica may be faster.
const ROUNDS: usize = 64;

/// How long the note lives that says since when Redis remembers.
const REMEMBERED: Duration = Duration::from_secs(366 * 86_400);

/// Takes up to `wanted` units; `floor` stands in for what Redis missed.
pub(super) async fn take(
    redis: &Redis,
    subject: &str,
    quota: &Quota,
    wanted: u32,
    now: Mark,
    floor: Option<Mark>,
) -> Result<Result<Taken, Wait>, Away> {
    let (key, began) = (redis.key(&format!("limit:{subject}")), redis.key("began"));
    for _ in 0..ROUNDS {
        let mut read = redis::cmd("MGET");
        read.arg(&key).arg(&began);
        let (seen, since): (Option<i64>, Option<i64>) = redis.ask(&read).await?;
        let since = match since {
            Some(since) => {
                redis.remembered();
                since
            }
            None => begin(redis, &began, now).await?,
        };
        let lost = (since > 0).then(|| quota.used_up(Mark::from_micros(since)));
        let mark = seen.map(Mark::from_micros).max(floor).max(lost);
        let taken = match quota.take(mark, wanted, now) {
            Ok(taken) => taken,
            Err(wait) => return Ok(Err(wait)),
        };
        let seen = seen.map(|seen| seen.to_string()).unwrap_or_default();
        let life = taken.mark.after(now).as_millis().max(1);
        let mut replace = REPLACE.key(&key);
        replace
            .arg(seen)
            .arg(taken.mark.micros())
            .arg(u64::try_from(life).unwrap_or(u64::MAX) + 1000);
        if redis.run::<i64>(&replace).await? == 1 {
            return Ok(Ok(taken));
        }
    }
    Err(Away)
}

/// Notes since when Redis remembers: from the beginning, or, when it remembered something before, from
/// now, since then its counts are gone.
async fn begin(redis: &Redis, key: &str, now: Mark) -> Result<i64, Away> {
    let since = if redis.remembered() { now.micros() } else { 0 };
    let mut set = redis::cmd("SET");
    set.arg(key)
        .arg(since)
        .arg("NX")
        .arg("EX")
        .arg(REMEMBERED.as_secs());
    let _: Option<String> = redis.ask(&set).await?;
    if since > 0 {
        tracing::warn!("Redis has lost its memory: limits count as used up");
    }
    let mut get = redis::cmd("GET");
    get.arg(key);
    let noted: Option<i64> = redis.ask(&get).await?;
    Ok(noted.unwrap_or(since))
}
