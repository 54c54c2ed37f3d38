//! Moments as somebody types them.

use std::time::Duration;

use authority::Moment;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Exit, Failure};

/// Reads RFC 3339, a day, Unix seconds, or how long ago, as in `30d`, `12h` and `90m`.
pub(super) fn moment(text: &str, now: Moment) -> Result<Moment, Failure> {
    read(text, now).ok_or_else(|| {
        Failure::new(
            Exit::Refused,
            "bad_time",
            format!("{text} is no time"),
            "Write 2026-12-01T22:00:00Z, 2026-12-01, Unix seconds, or how long ago: 30d, 12h or 90m.",
        )
    })
}

fn read(text: &str, now: Moment) -> Option<Moment> {
    if let Ok(seconds) = text.parse() {
        return Some(Moment::from_unix(seconds));
    }
    if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(Moment::from_unix(at.unix_timestamp()));
    }
    // A day begins at midnight, UTC.
    if let Ok(at) = OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339) {
        return Some(Moment::from_unix(at.unix_timestamp()));
    }
    let (count, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit: u64 = match unit {
        "d" => 86_400,
        "h" => 3600,
        "m" => 60,
        _ => return None,
    };
    let seconds = count.parse::<u64>().ok()?.checked_mul(unit)?;
    Some(now.minus(Duration::from_secs(seconds)))
}

/// As in `2026-12-01T22:00:00Z`.
pub(super) fn in_words(at: Moment) -> String {
    OffsetDateTime::from_unix_timestamp(at.unix())
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| at.unix().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_typed_in_many_ways() {
        let now = Moment::from_unix(1_800_000_000);
        for (text, unix) in [
            ("2027-01-15T08:00:00Z", 1_800_000_000),
            ("2027-01-15T09:00:00+01:00", 1_800_000_000),
            ("2027-01-15", 1_799_971_200),
            ("1700000000", 1_700_000_000),
            ("2d", 1_800_000_000 - 172_800),
            ("90m", 1_800_000_000 - 5400),
        ] {
            assert_eq!(read(text, now), Some(Moment::from_unix(unix)), "{text}");
        }
        for text in [
            "",
            "d",
            "yesterday",
            "é",
            "2027-13-01",
            "99999999999999999999d",
        ] {
            assert_eq!(read(text, now), None, "{text}");
        }
        assert_eq!(in_words(now), "2027-01-15T08:00:00Z");
    }
}
