//! `countersign sessions …`

use clap::{ArgGroup, Subcommand};
use commands::{
    Context, Failure,
    sessions::{self as wish, EndedView, SessionView},
};
use serde::Serialize;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{failure::Stop, output::Output};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List where an account is signed in.
    List {
        /// The account: its id, or what its issuer or name contain. Needed when there are several.
        #[arg(long, value_name = "QUERY")]
        account: Option<String>,
    },
    /// End sessions, and say what really ended.
    #[command(group = ArgGroup::new("which").required(true).args(["ids", "others"]))]
    End {
        /// The sessions to end.
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// End all but the one that asks.
        #[arg(long)]
        others: bool,
        /// The account: its id, or what its issuer or name contain. Needed when there are several.
        #[arg(long, value_name = "QUERY")]
        account: Option<String>,
    },
}

/// `sessions list --json`, as `INTERFACES.md` has it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    device: Option<&'a str>,
    os: Option<&'a str>,
    browser: Option<&'a str>,
    app: Option<&'a str>,
    ip: Option<&'a str>,
    place: Option<&'a str>,
    created_at: Option<i64>,
    last_active_at: Option<i64>,
    expires_at: Option<i64>,
    current: bool,
    user: Option<&'a str>,
}

pub(crate) async fn run(cx: &Context, verb: Verb, out: &Output) -> Result<(), Stop> {
    match verb {
        Verb::List { account } => {
            let account = commands::accounts::choose_account(cx, account.as_deref()).await?;
            let sessions = wish::list_sessions(cx, &account.id).await?;
            let rows: Vec<_> = sessions.iter().map(row).collect();
            out.show(&rows, || sessions.iter().map(line).collect());
        }
        Verb::End {
            ids,
            others,
            account,
        } => {
            let account = commands::accounts::choose_account(cx, account.as_deref()).await?;
            if others {
                show_ended(&wish::end_other_sessions(cx, &account.id).await?, out);
                return Ok(());
            }
            let end = async |id: &str| wish::end_session(cx, &account.id, id).await;
            let (ended, failed) = end_each(&ids, end).await;
            if ended != EndedView::default() || failed.is_none() {
                show_ended(&ended, out);
            }
            if let Some(failure) = failed {
                return Err(failure.into());
            }
        }
    }
    Ok(())
}

/// Goes through all of `ids`, whatever becomes of one: what ended together, and the first failure
/// with the id that it is about. A session that has ended stays ended and must not go unmentioned.
async fn end_each(
    ids: &[String],
    end: impl AsyncFn(&str) -> Result<EndedView, Failure>,
) -> (EndedView, Option<Failure>) {
    let mut ended = EndedView::default();
    let mut first = None;
    for id in ids {
        match end(id).await {
            Ok(more) => ended = ended.and(more),
            Err(failure) => {
                let detail = format!("{id}: {}", failure.detail);
                first.get_or_insert(Failure::new(failure.code, detail));
            }
        }
    }
    (ended, first)
}

fn show_ended(ended: &EndedView, out: &Output) {
    let until = ended.access_tokens_until_ms.map(seconds);
    let value = json!({"ended": {
        "sessions": ended.sessions,
        "refresh_families": ended.refresh_families,
        "access_tokens_until": until,
    }});
    out.show(&value, || {
        let mut lines = vec![format!(
            "Ended {} sessions and {} lines of refresh tokens.",
            ended.sessions, ended.refresh_families
        )];
        if let Some(until) = until.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok()) {
            let until = until.format(&Rfc3339).unwrap_or_default();
            lines.push(format!(
                "Until {until} an access token can still pass where nobody asks the server."
            ));
        }
        lines
    });
}

fn row(session: &SessionView) -> Row<'_> {
    Row {
        id: &session.id,
        device: session.device.as_deref(),
        os: session.os.as_deref(),
        browser: session.browser.as_deref(),
        app: session.app.as_deref(),
        ip: session.ip.as_deref(),
        place: session.place.as_deref(),
        created_at: session.created_at_ms.map(seconds),
        last_active_at: session.last_active_at_ms.map(seconds),
        expires_at: session.expires_at_ms.map(seconds),
        current: session.current,
        user: session.user.as_deref(),
    }
}

fn line(session: &SessionView) -> String {
    let on = match (&session.device, &session.browser, &session.os) {
        (Some(device), _, _) => device.clone(),
        (None, Some(browser), Some(os)) => format!("{browser} on {os}"),
        (None, one, other) => one
            .clone()
            .or_else(|| other.clone())
            .unwrap_or_else(|| "?".into()),
    };
    let active = session
        .last_active_at_ms
        .and_then(|at| OffsetDateTime::from_unix_timestamp(seconds(at)).ok())
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| "-".into());
    format!(
        "{}  {on}  {}  {}  {active}{}",
        session.id,
        session.app.as_deref().unwrap_or("-"),
        session.ip.as_deref().unwrap_or("-"),
        if session.current { "  (this one)" } else { "" },
    )
}

fn seconds(milliseconds: i64) -> i64 {
    milliseconds / 1000
}

#[cfg(test)]
mod tests {
    use super::*;
    use commands::FailureCode;

    #[tokio::test]
    async fn one_session_that_is_gone_hides_none_that_ended() {
        let ids = ["a", "gone", "b", "away"].map(str::to_owned);
        let (ended, failed) = end_each(&ids, async |id| match id {
            "gone" => Err(Failure::new(FailureCode::NoSuchSession, "404")),
            "away" => Err(Failure::new(FailureCode::ServerAway, "refused")),
            _ => Ok(EndedView {
                sessions: 1,
                refresh_families: 2,
                access_tokens_until_ms: None,
            }),
        })
        .await;

        assert_eq!((ended.sessions, ended.refresh_families), (2, 4));
        let failed = failed.unwrap();
        assert_eq!(failed.code, FailureCode::NoSuchSession, "the first one");
        assert_eq!(failed.detail, "gone: 404");
    }
}
