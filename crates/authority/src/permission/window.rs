//! Spans of time that come again every week, or once.

use std::str::FromStr;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::Moment;

/// A span of time, by the clock of UTC: `Mon-Fri 07:00-19:00`, `Sun 02:00-04:00`, or
/// `2026-12-01T22:00:00Z/2026-12-02T02:00:00Z`. A weekly span may reach past midnight; its days are
/// those on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window(Span);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Span {
    /// Days from Monday (0) on, and minutes of the day.
    Weekly { days: (u8, u8), minutes: (u16, u16) },
    /// The first second, and the first one after.
    Once { from: i64, to: i64 },
}

/// A text that is no window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "is no window: write \"Mon-Fri 07:00-19:00\" or \"2026-12-01T22:00:00Z/2026-12-02T02:00:00Z\""
)]
pub struct NoWindow;

impl Window {
    /// Whether `at` lies within.
    #[must_use]
    pub fn contains(&self, at: Moment) -> bool {
        match self.0 {
            Span::Once { from, to } => (from..to).contains(&at.unix()),
            Span::Weekly { days, minutes } => {
                let (day, minute) = in_week(at);
                let (from, to) = minutes;
                if from < to {
                    on(days, day) && (from..to).contains(&minute)
                } else {
                    let before = (day + 6) % 7;
                    (on(days, day) && minute >= from) || (on(days, before) && minute < to)
                }
            }
        }
    }
}

/// The day from Monday (0) on and the minute of that day. 1970 began on a Thursday.
fn in_week(at: Moment) -> (u8, u16) {
    let day = (at.unix().div_euclid(86_400) + 3).rem_euclid(7);
    let minute = at.unix().rem_euclid(86_400) / 60;
    (
        u8::try_from(day).unwrap_or_default(),
        u16::try_from(minute).unwrap_or_default(),
    )
}

const fn on((first, last): (u8, u8), day: u8) -> bool {
    if first <= last {
        first <= day && day <= last
    } else {
        first <= day || day <= last
    }
}

impl FromStr for Window {
    type Err = NoWindow;

    fn from_str(text: &str) -> Result<Self, NoWindow> {
        let span = match text.split_once('/') {
            Some((from, to)) => once(from, to),
            None => weekly(text),
        };
        span.map(Self).ok_or(NoWindow)
    }
}

fn once(from: &str, to: &str) -> Option<Span> {
    let moment = |text: &str| {
        let at = OffsetDateTime::parse(text.trim(), &Rfc3339).ok()?;
        Some(at.unix_timestamp())
    };
    let (from, to) = (moment(from)?, moment(to)?);
    (from < to).then_some(Span::Once { from, to })
}

fn weekly(text: &str) -> Option<Span> {
    let (days, minutes) = text.trim().split_once(' ')?;
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (from, to) = minutes.trim().split_once('-')?;
    let (from, to) = (minute(from)?, minute(to)?);
    (from != to && from < 1440).then_some(Span::Weekly {
        days: (day(first)?, day(last)?),
        minutes: (from, to),
    })
}

fn day(text: &str) -> Option<u8> {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let at = names
        .iter()
        .position(|name| text.eq_ignore_ascii_case(name))?;
    u8::try_from(at).ok()
}

/// `HH:MM`, up to `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |text: &str| -> Option<u16> {
        (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= 1440).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_unix(
            OffsetDateTime::parse(text, &Rfc3339)
                .unwrap()
                .unix_timestamp(),
        )
    }

    fn window(text: &str) -> Window {
        text.parse().unwrap()
    }

    #[test]
    fn working_hours_begin_on_monday_morning_and_end_on_friday_evening() {
        let hours = window("Mon-Fri 07:00-19:00");
        // 2026-11-23 is a Monday.
        for (moment, within) in [
            ("2026-11-23T06:59:59Z", false),
            ("2026-11-23T07:00:00Z", true),
            ("2026-11-27T18:59:59Z", true),
            ("2026-11-27T19:00:00Z", false),
            ("2026-11-28T12:00:00Z", false),
            ("2026-11-22T12:00:00Z", false),
        ] {
            assert_eq!(hours.contains(at(moment)), within, "{moment}");
        }
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_began() {
        let night = window("Sat 22:00-04:00");
        assert!(night.contains(at("2026-11-21T23:00:00Z")));
        assert!(night.contains(at("2026-11-22T03:59:00Z")));
        assert!(!night.contains(at("2026-11-22T04:00:00Z")));
        assert!(!night.contains(at("2026-11-21T03:00:00Z")));
    }

    #[test]
    fn days_may_reach_around_the_end_of_the_week() {
        let weekend = window("Sat-Mon 00:00-24:00");
        assert!(weekend.contains(at("2026-11-23T12:00:00Z")));
        assert!(!weekend.contains(at("2026-11-24T12:00:00Z")));
    }

    #[test]
    fn a_single_span_holds_its_first_second_and_not_its_last() {
        let once = window("2026-12-01T22:00:00Z/2026-12-02T02:00:00Z");
        assert!(once.contains(at("2026-12-01T22:00:00Z")));
        assert!(!once.contains(at("2026-12-02T02:00:00Z")));
    }

    #[test]
    fn what_is_no_window_is_refused() {
        for text in [
            "",
            "Mon",
            "Mon 7:00-8:00",
            "Mon 07:00-07:00",
            "Mon 07:00-25:00",
            "Mon 24:00-02:00",
            "Mom 07:00-08:00",
            "07:00-08:00",
            "2026-12-02T02:00:00Z/2026-12-01T22:00:00Z",
            "/",
        ] {
            assert_eq!(text.parse::<Window>(), Err(NoWindow), "{text}");
        }
    }
}
