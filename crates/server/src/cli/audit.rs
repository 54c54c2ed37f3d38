//! `audit verify`: reads the whole log and says whether a row was changed or is missing.

use clap::Subcommand;
use serde::Serialize;

use super::{Exit, Failure, Output};
use crate::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Check every row against the one before
    Verify,
}

#[derive(Serialize)]
struct Verified {
    rows: i64,
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    let Verb::Verify = verb;
    let server = super::open(config).await?;
    match server.verify_audit().await? {
        Ok(rows) => output.answer(&Verified { rows }, || {
            format!("The log is whole: {rows} rows, each bound to the one before.")
        }),
        Err(number) => Err(Failure::new(
            Exit::Damaged,
            "audit_broken",
            format!(
                "row {number} of the log does not fit the one before: it was changed or is missing"
            ),
            "Keep a copy of the database as it is, and compare it with a backup.",
        )),
    }
}
