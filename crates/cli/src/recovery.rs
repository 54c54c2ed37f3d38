//! `countersign recovery …`

use std::io::{self, IsTerminal, Read};

use clap::Subcommand;
use commands::{
    Context, Failure, FailureCode,
    recovery::{self as wish, RecoverySetView, RecoveryTarget, RecoveryWords},
};
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::{codes, entrance::Entrance, failure::Stop, output::Output, words};

/// The most bytes that are read from standard input.
const MOST_INPUT: u64 = 64 * 1024;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List the accounts with recovery codes, and how many codes are left.
    List,
    /// Store recovery codes from standard input, as they were copied from the issuer's page.
    Add {
        /// An entry, or the name of an account that has none.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// A note.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Print one code and mark it spent.
    Next {
        /// The account, or the id of its recovery codes.
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
}

/// `recovery list --json`.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    entry: Option<&'a str>,
    issuer: &'a str,
    account: &'a str,
    note: &'a str,
    left: u32,
    total: u32,
    low: bool,
    created_at: u64,
}

pub(crate) async fn run(door: Entrance<'_>, verb: Verb, out: &Output) -> Result<(), Stop> {
    let cx = door.cx;
    match verb {
        Verb::List => {
            door.unlock().await?;
            show(&wish::list_recovery_sets(cx).await?, out);
        }
        Verb::Add { account, note } => {
            if door.reads_standard_input() {
                return Err(Stop::Usage(words::ONE_INPUT_FOR_CODES.into()));
            }
            let text = pasted(out)?;
            door.unlock().await?;
            let set = add(cx, &account, &note, &text, out).await?;
            show(&[set], out);
        }
        Verb::Next { account } => {
            door.unlock().await?;
            let set = choose(cx, &account).await?;
            let spent = wish::spend_next_recovery_code(cx, &set.id).await?;
            out.show(
                &json!({"id": set.id, "code": spent.code, "index": spent.index, "left": spent.left}),
                || vec![spent.code.clone()],
            );
            if (spent.left as usize) < wish::ENOUGH {
                out.remark(&format!("{} left of {}.", spent.left, label(&set)));
            }
        }
    }
    Ok(())
}

/// Everything on standard input.
fn pasted(out: &Output) -> Result<RecoveryWords, Stop> {
    if io::stdin().is_terminal() {
        out.remark(words::TYPE_CODES);
    }
    let mut text = Zeroizing::new(String::with_capacity(4096));
    io::stdin()
        .lock()
        .take(MOST_INPUT + 1)
        .read_to_string(&mut text)
        .map_err(|error| {
            Failure::new(
                FailureCode::BadInput,
                format!("no codes were read: {error}"),
            )
        })?;
    Ok(RecoveryWords::new(text))
}

async fn add(
    cx: &Context,
    account: &str,
    note: &str,
    text: &RecoveryWords,
    out: &Output,
) -> Result<RecoverySetView, Stop> {
    let read = wish::read_pasted_recovery_codes(text)?;
    if !read.used.is_empty() {
        out.remark(&format!("Marked as used and left out: {}", read.used.len()));
    }
    if !read.dropped.is_empty() {
        out.remark(&format!("Lines that hold no code: {}", read.dropped.len()));
    }
    let code = |text: &String| RecoveryWords::new(Zeroizing::new(text.clone()));
    let codes = read.codes.iter().map(code).collect();
    // Codes of an account that is there already join the others.
    if let Some(set) = fitting(wish::list_recovery_sets(cx).await?, account)? {
        return Ok(wish::add_recovery_codes(cx, &set.id, codes).await?);
    }
    let target = match codes::single(cx, account).await {
        Ok(entry) => RecoveryTarget::Entry { entry: entry.id },
        Err(Stop::Failed(failure)) if failure.code == FailureCode::NoSuchEntry => {
            RecoveryTarget::Other {
                issuer: account.to_owned(),
                account: String::new(),
            }
        }
        Err(stop) => return Err(stop),
    };
    Ok(wish::add_recovery_set(cx, target, codes, note).await?)
}

async fn choose(cx: &Context, account: &str) -> Result<RecoverySetView, Stop> {
    fitting(wish::list_recovery_sets(cx).await?, account)?.ok_or_else(|| {
        let detail = format!("no recovery codes fit {account:?}");
        Failure::new(FailureCode::NoSuchEntry, detail).into()
    })
}

/// The one set that the account names: by its own id or its entry's, else by its names.
fn fitting(sets: Vec<RecoverySetView>, account: &str) -> Result<Option<RecoverySetView>, Stop> {
    let wanted = account.to_lowercase();
    let exact = |set: &RecoverySetView| {
        set.id == wanted
            || set.entry.as_ref() == Some(&wanted)
            || set.issuer.to_lowercase() == wanted
            || set.account.to_lowercase() == wanted
            || label(set).to_lowercase() == wanted
    };
    let (exactly, mut others): (Vec<_>, Vec<_>) = sets.into_iter().partition(exact);
    others.retain(|set| label(set).to_lowercase().contains(&wanted));
    let mut chosen = if exactly.is_empty() { others } else { exactly };
    match (chosen.pop(), chosen.is_empty()) {
        (one, true) => Ok(one),
        (one, false) => {
            let names: Vec<_> = chosen.iter().chain(&one).map(label).collect();
            Err(Stop::Usage(format!(
                "Several accounts fit, name one of them: {}",
                names.join("; ")
            )))
        }
    }
}

fn show(sets: &[RecoverySetView], out: &Output) {
    let rows: Vec<_> = sets.iter().map(row).collect();
    let width = sets.iter().map(|set| label(set).chars().count()).max();
    let width = width.unwrap_or_default();
    out.show(&rows, || {
        sets.iter()
            .map(|set| {
                let low = if set.low { "  ask for new ones" } else { "" };
                format!("{:width$}  {} of {}{low}", label(set), set.left, set.total)
            })
            .collect()
    });
}

fn row(set: &RecoverySetView) -> Row<'_> {
    Row {
        id: &set.id,
        entry: set.entry.as_deref(),
        issuer: &set.issuer,
        account: &set.account,
        note: &set.note,
        left: set.left,
        total: set.total,
        low: set.low,
        created_at: set.created_at_ms / 1000,
    }
}

fn label(set: &RecoverySetView) -> String {
    words::label(&set.issuer, &set.account)
}
