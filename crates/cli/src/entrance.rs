//! Getting into the vault: where the password comes from, and unlocking with it.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::PathBuf,
};

use commands::{Context, Failure, FailureCode, vault::Password};
use zeroize::Zeroizing;

use crate::{Shared, failure::Stop, words};

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
            // Typed at a terminal it would be echoed: a prompt reads the same keys without that.
            None if shared.password_stdin && !io::stdin().is_terminal() => Source::StandardInput,
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
            Source::Prompt if io::stdin().is_terminal() => ask(prompt),
            Source::Prompt => Err(io::ErrorKind::UnexpectedEof.into()),
        };
        line.map(Password::new).map_err(|error| unread(&error))
    }

    /// The password of a vault that is to be made.
    pub(crate) fn first_password(&self) -> Result<Password, Stop> {
        if matches!(self.source, Source::Prompt) {
            return self.new_password();
        }
        self.password("").map_err(|stop| match stop {
            // Nothing is locked yet.
            Stop::Failed(failure) if failure.code == FailureCode::Locked => {
                Stop::Usage(words::NO_PASSWORD.into())
            }
            other => other,
        })
    }

    /// A second password: two prompts that agree at a terminal, else the next line of standard
    /// input. Never an echo: what is typed at a terminal is read by a prompt.
    pub(crate) fn new_password(&self) -> Result<Password, Stop> {
        if io::stdin().is_terminal() {
            let first = ask("New vault password: ").map_err(|error| unread(&error))?;
            let second = ask("Once more: ").map_err(|error| unread(&error))?;
            if *first != *second {
                return Err(Stop::Usage(words::PASSWORDS_DIFFER.into()));
            }
            return Ok(Password::new(first));
        }
        let line = match self.source {
            Source::Prompt => return Err(Stop::Usage(words::NO_PASSWORD.into())),
            _ => line_of(&mut io::stdin().lock()),
        };
        line.map(Password::new).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Stop::Usage(words::NO_NEW_PASSWORD.into()),
            _ => unread(&error),
        })
    }

    /// Whether standard input holds the password.
    pub(crate) fn reads_standard_input(&self) -> bool {
        matches!(self.source, Source::StandardInput)
    }
}

fn ask(prompt: &str) -> io::Result<Zeroizing<String>> {
    rpassword::prompt_password(prompt).map(Zeroizing::new)
}

fn unread(error: &io::Error) -> Stop {
    let code = match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            return Failure::new(FailureCode::Locked, "no password was given").into();
        }
        io::ErrorKind::InvalidData => FailureCode::BadInput,
        _ => FailureCode::Storage,
    };
    Failure::new(code, format!("no password was read: {error}")).into()
}

/// One line without its end; an error when there is none.
pub(crate) fn line_of(reader: &mut dyn BufRead) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::with_capacity(1024));
    let read = io::Read::take(reader, LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if read == LONGEST_LINE && line.last() != Some(&b'\n') {
        let problem = format!("it is longer than {} KiB", LONGEST_LINE / 1024);
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
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
