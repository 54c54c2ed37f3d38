//! `config check`: says whether the server would start with this configuration.

use std::path::Path;

use clap::Subcommand;
use serde::Serialize;

use super::{Failure, Output};
use crate::{Config, config::DEFAULT_FILE};

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Verb {
    /// Read the configuration and say what it amounts to
    Check,
}

#[derive(Serialize)]
struct Checked {
    file: Option<String>,
    listen: String,
    issuer: String,
    database: String,
    key_file: String,
    warnings: Vec<String>,
}

pub(super) fn run(
    verb: Verb,
    config: &Config,
    file: Option<&Path>,
    output: Output,
) -> Result<(), Failure> {
    let Verb::Check = verb;
    let beside = Path::new(DEFAULT_FILE);
    let file = file.or_else(|| beside.exists().then_some(beside));
    let checked = Checked {
        file: file.map(|path| path.display().to_string()),
        listen: config.listen.to_string(),
        issuer: config.issuer.to_string(),
        database: config.database_url.to_string(),
        key_file: config.key_file.display().to_string(),
        warnings: config.warnings(),
    };
    output.answer(&checked, || checked.in_words())
}

impl Checked {
    fn in_words(&self) -> String {
        let file = self
            .file
            .as_deref()
            .unwrap_or("none, so these are the defaults");
        let mut text = format!(
            "The configuration is good.\n\n  file      {file}\n  listen    {}\n  issuer    {}\n  \
             database  {}\n  key file  {}\n",
            self.listen, self.issuer, self.database, self.key_file
        );
        for warning in &self.warnings {
            text.push_str("\nwarning: ");
            text.push_str(warning);
        }
        text
    }
}
