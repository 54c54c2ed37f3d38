//! Getting into the vault: where the password comes from, and unlocking with it.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::PathBuf,
};

use commands::{Context, Failure, FailureCode, vault::Password};
use zeroize::Zeroizing;

use crate::{Shared, failure::Stop};

/// The longest line that is read as a password or an address.
const LONGEST_LINE: usize = 64 * 1024;

/// The vault as this run reaches it.
pub(crate) struct Entrance<'a> {
    pub(crate) cx: &'a Context,
    source: Source,
}

enum Source {
    Prompt,
    StandardInput,
    File(PathBuf),
}

impl<'a> Entrance<'a> {
    pub(crate) fn new(cx: &'a Context, shared: &Shared) -> Self {
        let source = match &shared.password_file {
            Some(file) => Source::File(file.clone()),
            None if shared.password_stdin => Source::StandardInput,
            None => Source::Prompt,
        };
        Self { cx, source }
    }

    /// Unlocks the vault with the password of this run.
    pub(crate) async fn unlock(&self) -> Result<(), Stop> {
        if !commands::vault::vault_status(self.cx).exists {
            return Err(Failure::new(FailureCode::NoVault, "no file there").into());
        }
        commands::vault::unlock_vault(self.cx, self.password("Vault password: ")?).await?;
        Ok(())
    }

    /// The password of this run: a prompt, standard input or a file.
    pub(crate) fn password(&self, prompt: &str) -> Result<Password, Stop> {
        let line = match &self.source {
            Source::StandardInput => line_of(&mut io::stdin().lock()),
            Source::File(path) => {
                File::open(path).and_then(|file| line_of(&mut BufReader::new(file)))
            }
            Source::Prompt if io::stdin().is_terminal() => {
                rpassword::prompt_password(prompt).map(Zeroizing::new)
            }
            Source::Prompt => {
                return Err(Failure::new(FailureCode::Locked, "no password was given").into());
            }
        };
        line.map(Password::new).map_err(|error| {
            Stop::Failed(Failure::new(
                FailureCode::Storage,
                format!("no password was read: {error}"),
            ))
        })
    }

    /// A second password: the next line of standard input, or two prompts that agree.
    pub(crate) fn new_password(&self) -> Result<Password, Stop> {
        if matches!(self.source, Source::Prompt) {
            let ask = |prompt: &str| {
                rpassword::prompt_password(prompt)
                    .map(Zeroizing::new)
                    .map_err(|error| Stop::internal(&error))
            };
            let first = ask("New vault password: ")?;
            let second = ask("Once more: ")?;
            if *first != *second {
                return Err(Stop::Usage(
                    "The two passwords differ. Nothing was changed.".into(),
                ));
            }
            return Ok(Password::new(first));
        }
        line_of(&mut io::stdin().lock())
            .map(Password::new)
            .map_err(|error| Stop::internal(&error))
    }

    /// Whether standard input holds the password.
    pub(crate) fn reads_standard_input(&self) -> bool {
        matches!(self.source, Source::StandardInput)
    }

    /// Whether a person sits at the keyboard.
    pub(crate) fn is_prompt(&self) -> bool {
        matches!(self.source, Source::Prompt)
    }
}

/// One line without its end; an error when there is none.
pub(crate) fn line_of(reader: &mut dyn BufRead) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::with_capacity(1024));
    let read = io::Read::take(reader, LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    while line
        .last()
        .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
    {
        line.pop();
    }
    String::from_utf8(std::mem::take(&mut *line))
        .map(Zeroizing::new)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}
