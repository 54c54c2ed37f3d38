//! `countersign codes …`

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Subcommand;
use commands::{
    Context, Failure, FailureCode,
    codes::{
        self as wish, CodeView, EntryChange, EntryView, IconChoice, Link, QrSource, WhichCode,
    },
};
use serde::Serialize;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use zeroize::Zeroizing;

use crate::{entrance::Entrance, failure::Stop, lines::Lines, output::Output, words};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List entries with their codes.
    List {
        /// Only entries whose issuer, account, group or note fit these words; a typing error is forgiven.
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
    /// Change the words of the one entry that fits, and what stands beside it.
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
        /// The new note; empty for none.
        #[arg(long)]
        note: Option<String>,
        /// A picture to show beside it (PNG, JPEG, WebP, GIF or BMP), `brand:NAME`, or `auto`.
        #[arg(long, value_name = "FILE")]
        icon: Option<String>,
    },
    /// Add every entry that the QR codes in a picture hold, in one save.
    AddQr {
        /// The picture: PNG, JPEG, WebP, GIF or BMP.
        file: String,
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
            let codes = match query {
                Some(query) => wish::find_codes(cx, &query, at, false).await?,
                None => wish::list_codes(cx, at).await?,
            };
            show(&codes, out);
        }
        Verb::Show { query, at, advance } => {
            door.unlock().await?;
            let codes = fitting(cx, &query, at).await?;
            match codes.as_slice() {
                [one] if advance => show_one(&wish::use_code(cx, &one.id).await?, out),
                [one] => show_one(one, out),
                _ if advance => return Err(several(&codes)),
                _ => show(&codes, out),
            }
        }
        Verb::Copy { query } => {
            door.unlock().await?;
            let one = single(cx, &query).await?;
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
            show_entries(cx, &added, out).await?;
        }
        Verb::Edit {
            query,
            issuer,
            account,
            group,
            favourite,
            note,
            icon,
        } => {
            door.unlock().await?;
            let one = single(cx, &query).await?;
            let seen = EntryChange {
                issuer: one.issuer.clone(),
                account: one.account.clone(),
                group: one.group.clone(),
                favourite: one.favourite,
                note: one.note.clone(),
                icon: one.icon.clone(),
            };
            let change = EntryChange {
                issuer: issuer.unwrap_or(one.issuer),
                account: account.unwrap_or(one.account),
                group: group.map_or(one.group, Some),
                favourite: favourite.unwrap_or(one.favourite),
                note: note.unwrap_or(one.note),
                icon: match icon {
                    Some(icon) => choose_icon(cx, &icon).await?,
                    None => one.icon,
                },
            };
            let edited = wish::edit_entry(cx, &one.id, change, Some(seen)).await?;
            show_entries(cx, &[edited], out).await?;
        }
        Verb::AddQr { file } => {
            door.unlock().await?;
            add_qr(cx, file, out).await?;
        }
        Verb::Qr { query } => {
            door.unlock_by_knowing().await?;
            let one = single(cx, &query).await?;
            let picture = wish::draw_qr(cx, &one.id).await?;
            let lines: Vec<_> = picture.lines().collect();
            out.remark("Whoever sees this picture has the seed.");
            out.show(&json!({"id": one.id, "lines": lines}), || {
                lines.iter().map(ToString::to_string).collect()
            });
        }
        Verb::Remove { query } => {
            door.unlock().await?;
            let one = single(cx, &query).await?;
            wish::remove_entries(cx, std::slice::from_ref(&one.id)).await?;
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
    let Some(clears_at_ms) = copied.clears_at_ms else {
        let code = &copied.digits.code;
        out.show(
            &json!({"id": one.id, "code": code, "clears_at": null}),
            || {
                vec![format!(
                    "The code of {} was used up, but not copied; type it: {code}",
                    label(one)
                )]
            },
        );
        return Ok(());
    };
    out.show(
        &json!({"id": one.id, "clears_at": clears_at_ms / 1000}),
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

/// What fits; an entry whose id, issuer or account is exactly the query goes before all others.
async fn fitting(cx: &Context, query: &str, at: Option<SystemTime>) -> Result<Vec<CodeView>, Stop> {
    let exact = |code: &CodeView| {
        code.id == query
            || code.issuer.eq_ignore_ascii_case(query)
            || code.account.eq_ignore_ascii_case(query)
    };
    let fitting = wish::find_codes(cx, query, at, true).await?;
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

pub(crate) async fn single(cx: &Context, query: &str) -> Result<CodeView, Stop> {
    let mut fitting = fitting(cx, query, None).await?;
    match fitting.pop() {
        Some(one) if fitting.is_empty() => Ok(one),
        Some(one) => {
            fitting.push(one);
            Err(several(&fitting))
        }
        None => Err(Failure::new(FailureCode::NoSuchEntry, "nothing fits").into()),
    }
}

/// What stands beside an entry, as the command line names it.
async fn choose_icon(cx: &Context, icon: &str) -> Result<IconChoice, Failure> {
    match icon.strip_prefix("brand:") {
        Some(slug) => Ok(IconChoice::Brand {
            slug: slug.to_owned(),
        }),
        None if icon == "auto" => Ok(IconChoice::Auto),
        None => wish::pick_icon(cx, icon).await,
    }
}

/// Adds what the picture holds, and says what else was in it.
async fn add_qr(cx: &Context, path: String, out: &Output) -> Result<(), Stop> {
    let read = wish::find_qr(cx, QrSource::File { path }).await?;
    let handles: Vec<u32> = read.found.iter().map(|found| found.handle).collect();
    let added = if handles.is_empty() {
        Vec::new()
    } else {
        let done = wish::add_found(cx, &handles).await?;
        if done.duplicates > 0 {
            out.remark(&format!("In the vault already: {}", done.duplicates));
        }
        done.added
    };
    if read.unreadable > 0 {
        out.remark(&format!(
            "QR codes that cannot be read: {}",
            read.unreadable
        ));
    }
    for other in &read.other {
        out.remark(words::other_qr(*other));
    }
    if handles.is_empty() {
        return Err(Failure::new(FailureCode::NothingFound, "no QR code adds an entry").into());
    }
    show_entries(cx, &added, out).await
}

/// Entries as a list shows them. Codes of entries that count are not shown by the way.
async fn show_entries(cx: &Context, entries: &[EntryView], out: &Output) -> Result<(), Stop> {
    let mut codes = wish::list_codes(cx, None).await?;
    codes.retain(|code| entries.iter().any(|entry| entry.id == code.id));
    for code in &mut codes {
        if code.kind == wish::CodeKind::Hotp {
            (code.code, code.next_code) = (None, None);
        }
    }
    show(&codes, out);
    Ok(())
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
    words::label(&code.issuer, &code.account)
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
