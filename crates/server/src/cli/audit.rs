//! `audit`: checks the log, writes it out, and names the key that signs checkpoints of it.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::Subcommand;
use serde::Serialize;

use super::{Exit, Failure, Output, when};
use crate::{Config, Server, audit::Entry};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Check every row against the one before, and all of them against the signed checkpoints
    Verify {
        /// More checkpoints: a directory of them, or a file with lines of the server's log
        #[arg(long, value_name = "PATH")]
        checkpoints: Option<PathBuf>,
    },
    /// Write rows to standard output, each a line of JSON
    Export {
        /// From when on, as in 2026-12-01 or 7d
        #[arg(long)]
        since: Option<String>,
        /// Until when, that moment left out
        #[arg(long)]
        until: Option<String>,
    },
    /// Print the public key that signs checkpoints
    Key,
}

#[derive(Serialize)]
struct Verified {
    rows: i64,
    first: i64,
    last: i64,
    checkpoints: usize,
    signed: i64,
}

#[derive(Serialize)]
struct Key {
    algorithm: &'static str,
    public_key: String,
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    let server = super::open(config).await?;
    match verb {
        Verb::Verify { checkpoints } => verify(&server, checkpoints.as_deref(), output).await,
        Verb::Export { since, until } => export(&server, since, until).await,
        Verb::Key => {
            let public_key = server.seal()?.public_key().to_owned();
            let key = Key {
                algorithm: "Ed25519",
                public_key: public_key.clone(),
            };
            output.answer(&key, || public_key)
        }
    }
}

async fn verify(
    server: &Server,
    checkpoints: Option<&Path>,
    output: Output,
) -> Result<(), Failure> {
    let report = server.check_audit(checkpoints).await?;
    if !report.is_whole() {
        let mut lines: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        if report.more > 0 {
            lines.push(format!("and {} more", report.more));
        }
        return Err(Failure::new(
            Exit::Damaged,
            "audit_broken",
            format!("the log is not whole: {}", lines.join("; ")),
            "Keep a copy of the database as it is, and compare it with a backup.",
        ));
    }
    let verified = Verified {
        rows: report.rows,
        first: report.first,
        last: report.last,
        checkpoints: report.checkpoints,
        signed: report.signed,
    };
    output.answer(&verified, || {
        let age = if report.first > 1 {
            format!(
                " Rows before {} were removed for their age, and a checkpoint says so.",
                report.first
            )
        } else {
            String::new()
        };
        format!(
            "The log is whole: {} rows, each bound to the one before. It fits {} checkpoints, the \
             last of row {}.{age}",
            report.rows, report.checkpoints, report.signed
        )
    })
}

async fn export(
    server: &Server,
    since: Option<String>,
    until: Option<String>,
) -> Result<(), Failure> {
    let now = server.now();
    let moment = |text: Option<String>| text.map(|text| when::moment(&text, now)).transpose();
    let (since, until) = (moment(since)?, moment(until)?);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut next = i64::MIN;
    loop {
        let rows = server
            .store()
            .read()
            .await?
            .audit()
            .rows(next, 1000)
            .await?;
        let Some(last) = rows.last() else {
            break;
        };
        next = last.number + 1;
        let asked = rows.into_iter().filter(|row| {
            since.is_none_or(|since| row.event.at >= since)
                && until.is_none_or(|until| row.event.at < until)
        });
        for row in asked {
            let line = serde_json::to_string(&Entry::from(row));
            let line = line.map_err(|error| Failure::internal(&error))?;
            writeln!(out, "{line}").map_err(|error| Failure::internal(&error))?;
        }
    }
    out.flush().map_err(|error| Failure::internal(&error))
}
