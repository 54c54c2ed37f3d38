//! A session as a person reads it.

use authority::Moment;
use protocol::Session;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::factor::kind_in_words;
use crate::{
    store::{Approver, Factor},
    words,
};

/// One session on the account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What ending it is asked for with.
    pub id: String,
    /// The device, or what is known of it, as in `Firefox 140 on Linux`.
    pub name: String,
    /// The program, unless it is the browser itself, and the address, as in `Countersign · 198.51.100.7`.
    pub where_from: String,
    /// When it was last used, as in `5 minutes ago`.
    pub used: String,
    /// The same to the minute, as in `15 January 2027 at 08:00 UTC`.
    pub used_on: String,
    /// The same, exactly ([RFC 3339](https://www.rfc-editor.org/rfc/rfc3339)).
    pub used_at: String,
    /// Whether it is this browser's.
    pub current: bool,
}

impl Row {
    /// `session` as it looks at `now`, Unix seconds.
    #[must_use]
    pub fn of(session: Session, now: i64) -> Self {
        let used_at = session.last_active_at.unwrap_or(now);
        let parts = [session.app.clone(), session.ip.clone()];
        let known: Vec<String> = parts.into_iter().flatten().collect();
        Self {
            name: name(&session),
            where_from: known.join(" · "),
            used: ago(now.saturating_sub(used_at)),
            used_on: words::here().moment(Moment::from_unix(used_at)),
            used_at: OffsetDateTime::from_unix_timestamp(used_at)
                .ok()
                .and_then(|at| at.format(&Rfc3339).ok())
                .unwrap_or_default(),
            current: session.current,
            id: session.id,
        }
    }
}

/// One second factor on the account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorRow {
    /// What changing it is asked for with.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// What it is, unless the name says so.
    pub kind: Option<String>,
    /// When it was last used, as in `used 5 minutes ago`.
    pub used: String,
}

impl FactorRow {
    /// `factor` as it looks at `now`, Unix seconds.
    #[must_use]
    pub fn of(factor: Factor, now: i64) -> Self {
        let words = words::here();
        let kind = kind_in_words(factor.kind);
        // One that nobody named is kept under the English name of its kind.
        let unnamed = factor.name == factor.kind.label() || factor.name == kind;
        Self {
            id: factor.id.to_string(),
            name: if unnamed { kind.clone() } else { factor.name },
            kind: (!unnamed).then_some(kind),
            used: factor.last_used_at.map_or_else(
                || words.never_used(),
                |at| words.used(ago(now.saturating_sub(at.unix()))),
            ),
        }
    }
}

/// One device on the account page that can approve a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproverRow {
    /// What removing it is asked for with.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it last answered, as in `used 5 minutes ago`.
    pub used: String,
}

impl ApproverRow {
    /// `approver` as it looks at `now`, Unix seconds.
    #[must_use]
    pub fn of(approver: Approver, now: i64) -> Self {
        let words = words::here();
        Self {
            id: approver.device.to_string(),
            name: approver.name.unwrap_or_else(|| words.your_device()),
            used: approver.used_at.map_or_else(
                || words.never_used(),
                |at| words.used(ago(now.saturating_sub(at.unix()))),
            ),
        }
    }
}

fn name(session: &Session) -> String {
    if let Some(device) = &session.device {
        return device.clone();
    }
    let words = words::here();
    let what = session.browser.as_ref().or(session.app.as_ref());
    match (what, &session.os) {
        (Some(what), Some(os)) => words.on_system(what, os),
        (Some(what), None) => what.clone(),
        (None, Some(os)) => words.program_on(os),
        (None, None) => words.unknown_program(),
    }
}

/// How long ago something was.
pub(super) fn ago(seconds: i64) -> String {
    let words = words::here();
    match seconds {
        ..120 => words.ago_now(),
        120..7_200 => words.ago_minutes(seconds / 60),
        7_200..172_800 => words.ago_hours(seconds / 3_600),
        _ => words.ago_days(seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            id: "1".into(),
            device: None,
            os: Some("Linux".into()),
            browser: Some("Firefox 140".into()),
            app: None,
            ip: Some("198.51.100.7".into()),
            place: None,
            created_at: Some(0),
            last_active_at: Some(1_800_000_000),
            expires_at: None,
            current: false,
            user: None,
        }
    }

    #[test]
    fn a_session_is_called_after_the_best_that_is_known() {
        let row = Row::of(session(), 1_800_000_300);
        assert_eq!(row.name, "Firefox 140 on Linux");
        assert_eq!(row.where_from, "198.51.100.7");
        assert_eq!(row.used, "5 minutes ago");
        assert_eq!(row.used_at, "2027-01-15T08:00:00Z");
        let app = Session {
            device: Some("Ana's laptop".into()),
            app: Some("Countersign".into()),
            ..session()
        };
        let row = Row::of(app, 1_800_000_000);
        assert_eq!(row.name, "Ana's laptop");
        assert_eq!(row.where_from, "Countersign · 198.51.100.7");
        let nothing = Session {
            os: None,
            browser: None,
            ..session()
        };
        assert_eq!(Row::of(nothing, 0).name, "An unknown program");
    }

    #[test]
    fn times_are_words_that_fit_their_number() {
        for (seconds, words) in [
            (-5, "just now"),
            (119, "just now"),
            (120, "2 minutes ago"),
            (7_199, "119 minutes ago"),
            (7_200, "2 hours ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(ago(seconds), words);
        }
    }
}
