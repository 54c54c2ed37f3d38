//! What a server's clock shows, from the `Date` header of its answers.

use std::time::{Duration, SystemTime};

use reqwest::header::{AGE, CACHE_CONTROL, DATE};
use url::Url;

use crate::{
    Clock, Error, Http,
    http::{LIMIT, Sent, is_allowed},
};

/// How far a server's clock may be from ours. The header has whole seconds and the answer was under
/// way for a while, so an exact offset cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The least that would have to be added to our clock, in milliseconds.
    pub least_offset_ms: i64,
    /// The most that would have to be added to our clock, in milliseconds.
    pub most_offset_ms: i64,
}

impl ClockReading {
    /// The middle of what is possible, and 0 when nothing need be wrong.
    #[must_use]
    pub fn offset_ms(&self) -> i64 {
        let (least, most) = (self.least_offset_ms, self.most_offset_ms);
        if least <= 0 && most >= 0 {
            0
        } else {
            least.midpoint(most)
        }
    }
}

/// Asks the server of `issuer` for its metadata and reads what time it says it is
/// ([RFC 9110 section 6.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1)). What else it
/// answers is not read.
///
/// # Errors
///
/// [`Error::BadIssuer`] for an address that may not be asked, [`Error::ServerAway`] when nobody
/// answers, [`Error::NotAServer`] when the answer carries no date.
pub async fn read_clock(http: &Http, issuer: &str, now: Clock<'_>) -> Result<ClockReading, Error> {
    let address = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let bad = |detail: &str| Error::BadIssuer {
        detail: detail.to_owned(),
    };
    let url = Url::parse(&address).map_err(|_| bad("it is no address"))?;
    if !is_allowed(&url) {
        return Err(bad("it may not be asked"));
    }
    let asked = now();
    let answer = http
        .client_for(&url)
        .get(url)
        .header(CACHE_CONTROL, "no-cache")
        .timeout(LIMIT)
        .send()
        .await
        .map_err(|error| Error::from(Sent::from(error)))?;
    let answered = now();
    let said = |name| answer.headers().get(name)?.to_str().ok();
    let read = said(DATE).and_then(|date| reading(date, said(AGE), asked, answered));
    read.ok_or_else(|| Error::NotAServer {
        detail: "its answer carries no date".to_owned(),
    })
}

/// The server wrote the header after it was asked and before its answer arrived, at some moment of
/// the second that the header names.
pub(crate) fn reading(
    date: &str,
    age: Option<&str>,
    asked: SystemTime,
    answered: SystemTime,
) -> Option<ClockReading> {
    let date = httpdate::parse_http_date(date).ok()?;
    // An answer out of somebody's cache is as old as they say it is.
    let age = age.and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    let earliest = date.checked_add(Duration::from_secs(age))?;
    let latest = earliest.checked_add(Duration::from_secs(1))?;
    Some(ClockReading {
        least_offset_ms: milliseconds_between(answered, earliest),
        most_offset_ms: milliseconds_between(asked, latest),
    })
}

/// Negative when `to` is the earlier one.
fn milliseconds_between(from: SystemTime, to: SystemTime) -> i64 {
    let number = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    match to.duration_since(from) {
        Ok(later) => number(later),
        Err(earlier) => -number(earlier.duration()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const DATE_TEXT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn at(milliseconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(784_111_777_000 + milliseconds)
    }

    #[test]
    fn the_second_and_the_way_are_what_cannot_be_known() {
        let read = reading(DATE_TEXT, None, at(100), at(400)).unwrap();
        assert_eq!((read.least_offset_ms, read.most_offset_ms), (-400, 900));
    }

    #[test]
    fn a_clock_a_minute_behind_is_seen() {
        let asked = at(0) - Duration::from_secs(60);
        let read = reading(DATE_TEXT, None, asked, asked).unwrap();
        assert_eq!(
            (read.least_offset_ms, read.most_offset_ms),
            (60_000, 61_000)
        );
    }

    #[test]
    fn an_answer_out_of_a_cache_is_older_than_it_says() {
        let read = reading(DATE_TEXT, Some("30"), at(30_000), at(30_000)).unwrap();
        assert_eq!((read.least_offset_ms, read.most_offset_ms), (0, 1000));
    }

    #[test]
    fn a_date_that_is_none_tells_nothing() {
        assert_eq!(reading("soon", None, at(0), at(0)), None);
    }

    #[test]
    fn a_clock_that_may_be_right_is_right() {
        let within = |least_offset_ms, most_offset_ms| {
            let read = ClockReading {
                least_offset_ms,
                most_offset_ms,
            };
            read.offset_ms()
        };
        assert_eq!(within(-900, 200), 0);
        assert_eq!(within(58_000, 59_200), 58_600);
        assert_eq!(within(-61_000, -60_000), -60_500);
    }
}
