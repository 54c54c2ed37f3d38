//! `countersign`: codes, accounts and sessions on the command line. One file per noun.
//!
//! A noun's file turns arguments into a call of `commands` and prints the views that come back, for
//! people or, with `--json`, for programs.

mod accounts;
mod approvals;
mod audit;
mod codes;
mod entrance;
mod failure;
mod lines;
mod output;
mod recovery;
mod senses;
mod sessions;
mod usage;
mod vault;
mod words;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use commands::{Context, paths::Paths};

use crate::{failure::Stop, output::Output};

/// Codes, accounts and sessions on the command line.
#[derive(Parser)]
#[command(name = "countersign", version, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    noun: Noun,
}

/// What every command takes.
#[derive(Args)]
struct Shared {
    /// The vault file, instead of the usual one.
    #[arg(long, global = true, value_name = "FILE")]
    vault: Option<PathBuf>,
    /// Print one JSON value on standard output, and failures as JSON on standard error.
    #[arg(long, global = true)]
    json: bool,
    /// Read the vault password from the first line of standard input.
    #[arg(long, global = true)]
    password_stdin: bool,
    /// Read the vault password from the first line of FILE.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "password_stdin"
    )]
    password_file: Option<PathBuf>,
    /// Read the recovery key from the first line of standard input, instead of a password.
    #[arg(
        long,
        global = true,
        conflicts_with_all = ["password_stdin", "password_file"]
    )]
    recovery_key_stdin: bool,
}

#[derive(Subcommand)]
enum Noun {
    /// Create the vault, look at it, change how it opens, back it up, restore and merge it.
    #[command(subcommand)]
    Vault(vault::Verb),
    /// Show, copy and keep one-time codes.
    #[command(subcommand)]
    Codes(codes::Verb),
    /// Keep recovery codes, and use one.
    #[command(subcommand)]
    Recovery(recovery::Verb),
    /// Sign in to servers and out again.
    #[command(subcommand)]
    Accounts(accounts::Verb),
    /// See where you are signed in, and end what is not yours.
    #[command(subcommand)]
    Sessions(sessions::Verb),
    /// Answer whether a sign-in is yours.
    #[command(subcommand)]
    Approvals(approvals::Verb),
    /// Look at what you answered, and check that nobody changed it.
    #[command(subcommand)]
    Audit(audit::Verb),
}

#[global_allocator]
static MEMORY: hardening::Memory = hardening::MEMORY;

fn main() -> ExitCode {
    let Arguments { shared, noun } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::explain(&error),
    };
    log_to_stderr();
    hardening::protect();
    let out = Output::new(shared.json);
    match run(&shared, noun, &out).and_then(|()| out.finish()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => out.stop(&stop),
    }
}

fn run(shared: &Shared, noun: Noun, out: &Output) -> Result<(), Stop> {
    let paths = Paths::find(shared.vault.clone())?;
    let cx = Context::new(paths, senses::senses());
    let door = entrance::Entrance::new(&cx, shared, out);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Stop::internal(&error))?;
    let done = runtime.block_on(async {
        match noun {
            Noun::Vault(verb) => vault::run(door, verb, out).await,
            Noun::Codes(verb) => codes::run(door, verb, out).await,
            Noun::Recovery(verb) => recovery::run(door, verb, out).await,
            Noun::Accounts(verb) => accounts::run(&cx, verb, out).await,
            Noun::Sessions(verb) => sessions::run(&cx, verb, out).await,
            Noun::Approvals(verb) => approvals::run(door, verb, out).await,
            Noun::Audit(verb) => audit::run(&cx, verb, out).await,
        }
    });
    if let Some(trouble) = commands::vault::finish(&cx) {
        out.remark(&format!(
            "{} ({})",
            words::trouble(trouble.code),
            trouble.detail
        ));
    }
    done
}

/// Warnings only, unless `COUNTERSIGN_LOG` asks for more. Logs never hold a secret.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("COUNTERSIGN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
}
