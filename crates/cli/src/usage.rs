//! Arguments that make no sense, and those that ask for help.

use std::process::ExitCode;

use clap::{Error, error::ErrorKind};

use crate::{failure::Stop, output::Output, words};

/// Help and the version go to standard output and are no failure. Whatever else is wrong is said in
/// the way that was asked for, as far as that can be told from arguments that could not be read.
pub(crate) fn explain(error: &Error) -> ExitCode {
    if error.use_stderr() && wants_json(std::env::args_os()) {
        return Output::new(true).stop(&Stop::Usage(message(error)));
    }
    // A reader who has gone away misses nothing that matters.
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn wants_json(arguments: impl Iterator<Item = std::ffi::OsString>) -> bool {
    arguments
        .take_while(|argument| argument != "--")
        .any(|argument| argument == "--json")
}

/// What is wrong, on one line: neither the usage nor the pointer to the help.
fn message(error: &Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return words::NO_VERB.to_owned();
    }
    let text = error.render().to_string();
    let wrong = text.split("\n\nUsage:").next().unwrap_or_default();
    let wrong = wrong.split("\n\nFor more").next().unwrap_or_default();
    let words: Vec<_> = wrong.split_whitespace().collect();
    words.join(" ").trim_start_matches("error: ").to_owned()
}
