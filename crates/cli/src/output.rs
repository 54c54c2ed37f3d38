//! Printing, for people or for programs. The one place that writes to standard output.

use std::{
    cell::Cell,
    io::{self, Write},
    process::ExitCode,
};

use commands::{Failure, FailureCode};
use serde::Serialize;
use serde_json::json;

use crate::{failure::Stop, words};

/// Where a command prints.
pub(crate) struct Output {
    json: bool,
    /// Why something could not be printed. A command goes on all the same: what it does next may
    /// be to take a code off the clipboard.
    trouble: Cell<Option<Stop>>,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            trouble: Cell::new(None),
        }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// One JSON value for programs, the lines of `text` for people.
    pub(crate) fn show<T: Serialize + ?Sized>(
        &self,
        value: &T,
        text: impl FnOnce() -> Vec<String>,
    ) {
        let text = if self.json {
            serde_json::to_string(value)
                .map(|line| line + "\n")
                .map_err(|error| Stop::internal(&error))
        } else {
            Ok(text().into_iter().map(|line| line + "\n").collect())
        };
        if let Err(stop) = text.and_then(|text: String| print(&text)) {
            self.trouble.set(Some(stop));
        }
    }

    /// One JSON value a line, for people and for programs alike.
    pub(crate) fn lines(&self, values: impl Iterator<Item = serde_json::Value>) {
        let text: String = values.map(|value| format!("{value}\n")).collect();
        if let Err(stop) = print(&text) {
            self.trouble.set(Some(stop));
        }
    }

    /// Whether everything was printed that was shown.
    pub(crate) fn finish(&self) -> Result<(), Stop> {
        self.trouble.take().map_or(Ok(()), Err)
    }

    /// A remark for people, beside the result.
    pub(crate) fn remark(&self, text: &str) {
        if !self.json {
            complain(text);
        }
    }

    /// Says why the run ended early, and with which exit code.
    pub(crate) fn stop(&self, stop: &Stop) -> ExitCode {
        let text = match stop {
            Stop::Failed(failure) => {
                let words = words::words(failure.code);
                if self.json {
                    json!({"error": {
                        "code": words::name(failure.code),
                        "message": format!("{} ({})", words.message, failure.detail),
                        "hint": words.hint,
                    }})
                    .to_string()
                } else {
                    format!(
                        "{}\n{}\nDetails: {}",
                        words.message, words.hint, failure.detail
                    )
                }
            }
            Stop::Usage(message) if self.json => json!({"error": {
                "code": "usage", "message": message, "hint": words::SEE_HELP}})
            .to_string(),
            Stop::Usage(message) => format!("{message}\n{}", words::SEE_HELP),
        };
        complain(&text);
        ExitCode::from(stop.exit_code())
    }
}

/// A reader that has seen enough, as in `… | head -1`, is no failure.
fn print(text: &str) -> Result<(), Stop> {
    let mut output = io::stdout().lock();
    let printed = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let code = match error.kind() {
                io::ErrorKind::StorageFull => FailureCode::DiskFull,
                _ => FailureCode::Storage,
            };
            Err(Failure::new(code, format!("the result was not printed: {error}")).into())
        }
        _ => Ok(()),
    }
}

/// Where nobody listens there is nobody to tell.
fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
