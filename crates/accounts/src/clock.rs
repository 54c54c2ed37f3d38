//! What a server's clock shows, from the `Date` header of its answers.

use std::time::{Duration, SystemTime};

use reqwest::header::{AGE, CACHE_CONTROL, DATE, HeaderMap};
use url::Url;

use crate::{Clock, Error, Http, http::Sent, http::is_allowed};

/// How far a server's clock may be from ours. The header has whole seconds and the answer was under
/// way for a while, so an exact offset cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The least that would have to be added to our clock, in milliseconds.
    pub least_offset_ms: i64,
    /// The most that would have to be added to our clock, in milliseconds.
    pub most_offset_ms: i64,
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
        .send()
        .await
        .map_err(|error| Error::from(Sent::from(error)))?;
    let answered = now();
    reading(answer.headers(), asked, answered).ok_or_else(|| Error::NotAServer {
        detail: "its answer carries no date".to_owned(),
    })
}

/// The server wrote the header after it was asked and before its answer arrived, at some moment of
/// the second that the header names.
fn reading(headers: &HeaderMap, asked: SystemTime, answered: SystemTime) -> Option<ClockReading> {
    let text = headers.get(DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(text).ok()?;
    // An answer out of somebody's cache is as old as they say it is.
    let age = headers.get(AGE).and_then(|age| age.to_str().ok());
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

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        headers
    }

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const DATE_TEXT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn at(milliseconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(784_111_777_000 + milliseconds)
    }

    #[test]
    fn the_second_and_the_way_are_what_cannot_be_known() {
        let headers = headers(&[("date", DATE_TEXT)]);
        let read = reading(&headers, at(100), at(400)).unwrap();
        assert_eq!((read.least_offset_ms, read.most_offset_ms), (-400, 900));
    }

    #[test]
    fn a_clock_a_minute_behind_is_seen() {
        let headers = headers(&[("date", DATE_TEXT)]);
        let asked = at(0) - Duration::from_secs(60);
        let read = reading(&headers, asked, asked).unwrap();
        assert_eq!(
            (read.least_offset_ms, read.most_offset_ms),
            (60_000, 61_000)
        );
    }

    #[test]
    fn an_answer_out_of_a_cache_is_older_than_it_says() {
        let headers = headers(&[("date", DATE_TEXT), ("age", "30")]);
        let read = reading(&headers, at(30_000), at(30_000)).unwrap();
        assert_eq!((read.least_offset_ms, read.most_offset_ms), (0, 1000));
    }

    #[test]
    fn an_answer_without_a_date_tells_nothing() {
        assert_eq!(reading(&headers(&[]), at(0), at(0)), None);
        assert_eq!(reading(&headers(&[("date", "soon")]), at(0), at(0)), None);
    }
}
