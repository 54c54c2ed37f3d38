//! Standard output for the answer, standard error for everything else.

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;
use tracing_subscriber::EnvFilter;

use super::Failure;
use crate::Config;

/// How answers are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    /// One JSON value instead of sentences.
    pub(super) json: bool,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
    hint: &'a str,
}

impl Output {
    /// Writes `value` as one line of JSON, or what `human` says.
    pub(super) fn answer<T: Serialize>(
        self,
        value: &T,
        human: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let text = if self.json {
            serde_json::to_string(value).map_err(|error| Failure::internal(&error))?
        } else {
            human()
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{}", text.trim_end())
            .and_then(|()| out.flush())
            .map_err(|error| Failure::internal(&error))
    }

    /// Writes `failure` to standard error. Nothing can be done when that fails as well.
    pub(super) fn failure(self, failure: &Failure) {
        let Failure {
            code,
            message,
            hint,
            ..
        } = failure;
        let line = ErrorLine {
            error: ErrorBody {
                code,
                message,
                hint,
            },
        };
        let text = match serde_json::to_string(&line) {
            Ok(text) if self.json => text,
            _ => format!("error: {message}\n{hint}"),
        };
        drop(writeln!(io::stderr(), "{text}"));
    }
}

/// Starts the log, on standard error, as loud as the configuration says.
pub(super) fn start_log(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| Failure::internal(&error))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .try_init()
        .map_err(|error| Failure::internal(&error))
}

/// Lines of `rows` in columns as wide as their widest cell, under `heads`.
pub(super) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .chain(heads.get(column).map(|head| head.len()))
            .max()
            .unwrap_or_default()
    };
    let line = |cells: Vec<&str>| {
        let cells = cells.into_iter().enumerate();
        let padded: Vec<String> = cells
            .map(|(column, cell)| format!("{cell:<0$}", width(column)))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    std::iter::once(line(heads.to_vec()))
        .chain(
            rows.iter()
                .map(|row| line(row.iter().map(String::as_str).collect())),
        )
        .collect::<Vec<_>>()
        .join("\n")
}
