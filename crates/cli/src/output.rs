//! Printing, for people or for programs. The one place that writes to standard output.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is where printing is done"
)]

use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::{failure::Stop, words};

/// Where a command prints.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
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
        if self.json {
            match serde_json::to_string(value) {
                Ok(line) => println!("{line}"),
                Err(error) => eprintln!("countersign: {error}"),
            }
        } else {
            for line in text() {
                println!("{line}");
            }
        }
    }

    /// A remark for people, beside the result.
    pub(crate) fn remark(&self, text: &str) {
        if !self.json {
            eprintln!("{text}");
        }
    }

    /// Says why the run ended early, and with which exit code.
    pub(crate) fn stop(&self, stop: &Stop) -> ExitCode {
        match stop {
            Stop::Failed(failure) => {
                let words = words::words(failure.code);
                if self.json {
                    let error = json!({"error": {
                        "code": words::name(failure.code),
                        "message": format!("{} ({})", words.message, failure.detail),
                        "hint": words.hint,
                    }});
                    eprintln!("{error}");
                } else {
                    eprintln!(
                        "{}\n{}\nDetails: {}",
                        words.message, words.hint, failure.detail
                    );
                }
            }
            Stop::Usage(message) if self.json => {
                eprintln!(
                    "{}",
                    json!({"error": {
                    "code": "usage", "message": message, "hint": "See countersign --help."}})
                );
            }
            Stop::Usage(message) => eprintln!("{message}\nSee countersign --help."),
        }
        ExitCode::from(stop.exit_code())
    }
}
