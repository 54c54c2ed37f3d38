//! The command line of `countersign-server`: one file per noun.
//!
//! ```text
//! arguments ─▶ Config ─▶ noun (reads, asks the server's rooms) ─▶ one answer on standard output
//!                                              └─ Failure: code, message, hint on standard error
//! ```
//!
//! With `--json` an answer is one JSON value and a failure is
//! `{"error":{"code","message","hint"}}`.

mod api_key;
mod audit;
mod client;
mod config;
mod demo;
mod failure;
mod import;
mod keys;
mod migrate;
mod output;
mod password;
mod policy;
mod replay;
mod role;
mod serve;
mod user;
mod when;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{Config, Server};

pub use failure::{Exit, Failure};
use output::Output;

/// The authorization server of Countersign.
#[derive(Debug, Parser)]
#[command(name = "countersign-server", version, propagate_version = true)]
struct Arguments {
    /// The configuration, else ./countersign-server.toml, else the defaults
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Answer with one JSON value
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    /// Serve until SIGTERM or Ctrl+C
    Serve,
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::Verb),
    /// Bring the database to the form this version needs
    Migrate,
    /// People who may sign in
    #[command(subcommand)]
    User(user::Verb),
    /// Programs that may ask for sign-ins
    #[command(subcommand)]
    Client(client::Verb),
    /// Keys that sign tokens
    #[command(subcommand)]
    Keys(keys::Verb),
    /// Roles and what they hold
    #[command(subcommand)]
    Role(role::Verb),
    /// Keys for programs that act for a person
    #[command(subcommand)]
    ApiKey(api_key::Verb),
    /// What decides who may do what, and about sign-ins
    #[command(subcommand)]
    Policy(policy::Verb),
    /// The log of what happened
    #[command(subcommand)]
    Audit(audit::Verb),
    /// Serve on a temporary database with two people whose passwords are printed
    Demo,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output {
        json: arguments.json,
    };
    match run(arguments, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit as u8)
        }
    }
}

fn run(arguments: Arguments, output: Output) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(&error))?;
    runtime.block_on(carry_out(arguments, output))
}

async fn carry_out(arguments: Arguments, output: Output) -> Result<(), Failure> {
    let file = arguments.config.as_deref();
    let mut config = Config::load(file)?;
    if matches!(arguments.noun, Noun::Demo) && config.log == Config::default().log {
        // Whoever tries the server wants to read two passwords, not every request.
        "warn".clone_into(&mut config.log);
    }
    output::start_log(&config)?;
    match arguments.noun {
        Noun::Serve => serve::run(config, output).await,
        Noun::Config(verb) => config::run(verb, &config, file, output),
        Noun::Migrate => migrate::run(config, output).await,
        Noun::User(verb) => user::run(verb, config, output).await,
        Noun::Client(verb) => client::run(verb, config, output).await,
        Noun::Keys(verb) => keys::run(verb, config, output).await,
        Noun::Role(verb) => role::run(verb, config, output).await,
        Noun::ApiKey(verb) => api_key::run(verb, config, output).await,
        Noun::Policy(verb) => policy::run(verb, config, output).await,
        Noun::Audit(verb) => audit::run(verb, config, output).await,
        Noun::Demo => demo::run(config, output).await,
    }
}

/// The server behind `config`, with its database up to date.
async fn open(config: Config) -> Result<Server, Failure> {
    private_database(&config)?;
    Ok(Server::start(config, crate::serving::doors::of_this_machine()).await?)
}

/// Makes a new SQLite file readable by its owner alone, since it will hold password hashes. SQLite
/// gives the files beside it the same mode.
fn private_database(config: &Config) -> Result<(), Failure> {
    let Some(path) = config.database_url.sqlite_path() else {
        return Ok(());
    };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Failure::new(
            Exit::Away,
            "database_away",
            format!("the database {} cannot be made: {error}", path.display()),
            "Check that its directory exists and may be written to.",
        )),
        Err(_) => {
            warn_of_readers(&path);
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// Says so when others on this machine may read the database at `path`.
fn warn_of_readers(path: &Path) {
    #[cfg(unix)]
    if let Ok(found) = fs::metadata(path)
        && std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0
    {
        tracing::warn!(path = %path.display(), "others may read the database: chmod 600 it");
    }
    #[cfg(not(unix))]
    let _ = path;
}
