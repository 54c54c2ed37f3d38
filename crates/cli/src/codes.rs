//! `countersign codes …`

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Subcommand;
use commands::{
    Failure, FailureCode,
    codes::{self as wish, CodeView, EntryChange, Link, WhichCode},
};
use serde::Serialize;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use zeroize::Zeroizing;

use crate::{entrance::Entrance, failure::Stop, lines::Lines, output::Output};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List entries with their codes.
    List {
        /// Only entries whose issuer, account or group contain this.
        query: Option<String>,
        /// The moment to make codes for: RFC 3339, or Unix seconds.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        at: Option<SystemTime>,
    },
    /// Print codes; the digits alone when one entry fits.
    Show {
        /// What issuer, account or group contain, or an entry's id.
        query: String,
        /// The moment to make codes for: RFC 3339, or Unix seconds.
        #[arg(long, value_name = "TIME", value_parser = moment, conflicts_with = "advance")]
        at: Option<SystemTime>,
        /// Use up the code of an entry that counts.
        #[arg(long)]
        advance: bool,
    },
    /// Put the code of the one entry that fits on the clipboard, until it is cleared.
    Copy {
        /// What issuer, account or group contain, or an entry's id.
        query: String,
    },
    /// Add an otpauth address; with `-` one a line from standard input, all of them or none.
    Add {
        /// The address, or `-`.
        #[arg(value_name = "URI")]
        address: String,
    },
    /// Change the words of the one entry that fits.
    Edit {
        /// What issuer, account or group contain, or an entry's id.
        query: String,
        /// The new issuer.
        #[arg(long)]
        issuer: Option<String>,
        /// The new account.
        #[arg(long)]
        account: Option<String>,
        /// The new group; empty for none.
        #[arg(long)]
        group: Option<String>,
        /// Whether it belongs on top.
        #[arg(long)]
        favourite: Option<bool>,
    },
    /// Draw the QR picture of the one entry that fits. It shows the seed.
    Qr {
        /// What issuer, account or group contain, or an entry's id.
        query: String,
    },
    /// Put the one entry that fits into the trash.
    Remove {
        /// What issuer, account or group contain, or an entry's id.
        query: String,
    },
}

/// `codes list --json`, as `INTERFACES.md` has it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    issuer: &'a str,
    account: &'a str,
    kind: wish::CodeKind,
    algorithm: &'a str,
    digits: u8,
    period: u32,
    counter: Option<u64>,
    code: Option<&'a str>,
    next_code: Option<&'a str>,
    valid_until: Option<u64>,
    group: Option<&'a str>,
    favourite: bool,
}

pub(crate) async fn run(door: Entrance<'_>, verb: Verb, out: &Output) -> Result<(), Stop> {
    let cx = door.cx;
    match verb {
        Verb::List { query, at } => {
            door.unlock().await?;
            let mut codes = wish::list_codes(cx, at).await?;
            if let Some(query) = query {
                codes.retain(|code| fits(code, &query));
            }
            show(&codes, out);
        }
        Verb::Show { query, at, advance } => {
            door.unlock().await?;
            let codes = fitting(wish::list_codes(cx, at).await?, &query)?;
            match codes.as_slice() {
                [one] if advance => show_one(&wish::take_code(cx, &one.id).await?, out),
                [one] => show_one(one, out),
                _ if advance => return Err(several(&codes)),
                _ => show(&codes, out),
            }
        }
        Verb::Copy { query } => {
            door.unlock().await?;
            let one = single(wish::list_codes(cx, None).await?, &query)?;
            copy(&door, &one, out).await?;
        }
        Verb::Add { address } => {
            let lines = if address == "-" {
                Lines::read(&door)?
            } else {
                Lines::one(Link::new(Zeroizing::new(address)))
            };
            door.unlock().await?;
            let added = lines.add(cx).await?;
            show(&added, out);
        }
        Verb::Edit {
            query,
            issuer,
            account,
            group,
            favourite,
        } => {
            door.unlock().await?;
            let one = single(wish::list_codes(cx, None).await?, &query)?;
            let change = EntryChange {
                issuer: issuer.unwrap_or(one.issuer),
                account: account.unwrap_or(one.account),
                group: group.map_or(one.group, Some),
                favourite: favourite.unwrap_or(one.favourite),
            };
            show(&[wish::edit_entry(cx, &one.id, change).await?], out);
        }
        Verb::Qr { query } => {
            door.unlock().await?;
            let one = single(wish::list_codes(cx, None).await?, &query)?;
            let picture = wish::draw_qr(cx, &one.id).await?;
            let lines: Vec<_> = picture.lines().collect();
            out.remark("Whoever sees this picture has the seed.");
            out.show(&json!({"id": one.id, "lines": lines}), || {
                lines.iter().map(ToString::to_string).collect()
            });
        }
        Verb::Remove { query } => {
            door.unlock().await?;
            let one = single(wish::list_codes(cx, None).await?, &query)?;
            wish::remove_entry(cx, &one.id).await?;
            out.show(&json!({"id": one.id}), || {
                vec![format!("In the trash: {}", label(&one))]
            });
        }
    }
    Ok(())
}

/// The clipboard of X11 and Wayland lives only as long as the program that filled it.
async fn copy(door: &Entrance<'_>, one: &CodeView, out: &Output) -> Result<(), Stop> {
    let copied = wish::copy_code(door.cx, &one.id, WhichCode::Current).await?;
    let seconds = commands::settings::read_settings(door.cx).clear_clipboard_after_seconds;
    out.show(
        &json!({"id": one.id, "clears_at": copied.clears_at_ms / 1000}),
        || {
            vec![format!(
                "Copied the code of {}. It leaves the clipboard in {seconds} s.",
                label(one)
            )]
        },
    );
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(u64::from(seconds))) => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    commands::clipboard::clear_clipboard(door.cx);
    Ok(())
}

fn fits(code: &CodeView, query: &str) -> bool {
    let query = query.to_lowercase();
    code.id == query
        || [Some(&code.issuer), Some(&code.account), code.group.as_ref()]
            .into_iter()
            .flatten()
            .any(|text| text.to_lowercase().contains(&query))
}

/// What fits; an entry whose issuer or account is exactly the query goes before all others.
fn fitting(codes: Vec<CodeView>, query: &str) -> Result<Vec<CodeView>, Stop> {
    let exact = |code: &CodeView| {
        code.id == query
            || code.issuer.eq_ignore_ascii_case(query)
            || code.account.eq_ignore_ascii_case(query)
    };
    let fitting: Vec<_> = codes.into_iter().filter(|code| fits(code, query)).collect();
    let (exactly, roughly): (Vec<_>, Vec<_>) = fitting.into_iter().partition(exact);
    match if exactly.len() == 1 {
        exactly
    } else {
        [exactly, roughly].concat()
    } {
        none if none.is_empty() => {
            Err(Failure::new(FailureCode::NoSuchEntry, format!("nothing fits {query:?}")).into())
        }
        some => Ok(some),
    }
}

fn single(codes: Vec<CodeView>, query: &str) -> Result<CodeView, Stop> {
    let mut fitting = fitting(codes, query)?;
    match fitting.pop() {
        Some(one) if fitting.is_empty() => Ok(one),
        Some(one) => {
            fitting.push(one);
            Err(several(&fitting))
        }
        None => Err(Failure::new(FailureCode::NoSuchEntry, "nothing fits").into()),
    }
}

fn several(codes: &[CodeView]) -> Stop {
    let names: Vec<_> = codes.iter().map(label).collect();
    Stop::Usage(format!(
        "Several entries fit, name one of them: {}",
        names.join("; ")
    ))
}

fn show(codes: &[CodeView], out: &Output) {
    let rows: Vec<_> = codes.iter().map(row).collect();
    let width = codes
        .iter()
        .map(|code| label(code).chars().count())
        .max()
        .unwrap_or_default();
    out.show(&rows, || {
        codes
            .iter()
            .map(|code| {
                let digits = code.code.as_deref().unwrap_or("-");
                format!("{:width$}  {digits}", label(code))
            })
            .collect()
    });
}

fn show_one(code: &CodeView, out: &Output) {
    if out.is_json() {
        show(std::slice::from_ref(code), out);
    } else {
        out.show(&(), || vec![code.code.clone().unwrap_or_default()]);
    }
}

fn row(code: &CodeView) -> Row<'_> {
    Row {
        id: &code.id,
        issuer: &code.issuer,
        account: &code.account,
        kind: code.kind,
        algorithm: &code.algorithm,
        digits: code.digits,
        period: code.period,
        counter: code.counter,
        code: code.code.as_deref(),
        next_code: code.next_code.as_deref(),
        valid_until: code.valid_until_ms.map(|ms| ms / 1000),
        group: code.group.as_deref(),
        favourite: code.favourite,
    }
}

fn label(code: &CodeView) -> String {
    match (code.issuer.as_str(), code.account.as_str()) {
        ("", account) => account.to_owned(),
        (issuer, "") => issuer.to_owned(),
        (issuer, account) => format!("{issuer} ({account})"),
    }
}

fn moment(text: &str) -> Result<SystemTime, String> {
    if let Ok(seconds) = text.parse::<u64>() {
        return UNIX_EPOCH
            .checked_add(Duration::from_secs(seconds))
            .ok_or_else(|| "too far in the future".to_owned());
    }
    OffsetDateTime::parse(text, &Rfc3339)
        .map(SystemTime::from)
        .map_err(|_| "use RFC 3339, as in 2026-05-01T12:00:00Z, or Unix seconds".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_rfc_3339_or_unix_seconds() {
        let at = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(moment("1700000000"), Ok(at));
        assert_eq!(moment("2023-11-14T22:13:20Z"), Ok(at));
        assert!(moment("yesterday").is_err());
    }
}
