//! Getting into the vault: where the password or the recovery key comes from, and unlocking with it.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::PathBuf,
};

use commands::{
    Context, Failure, FailureCode,
    vault::{self as wish, GivenCredential, Password, RecoveryKeyText, Standing},
};
use zeroize::Zeroizing;

use crate::{Shared, failure::Stop, output::Output, words};

/// The longest line that is read as a password or an address.
const LONGEST_LINE: usize = 64 * 1024;

/// The vault as this run reaches it.
pub(crate) struct Entrance<'a> {
    pub(crate) cx: &'a Context,
    out: &'a Output,
    source: Source,
    /// The first line is the recovery key instead of the password.
    by_recovery_key: bool,
}

enum Source {
    Prompt,
    StandardInput,
    File(PathBuf),
}

impl<'a> Entrance<'a> {
    pub(crate) fn new(cx: &'a Context, shared: &Shared, out: &'a Output) -> Self {
        let read = shared.password_stdin || shared.recovery_key_stdin;
        let source = match &shared.password_file {
            Some(file) => Source::File(file.clone()),
            // Typed at a terminal it would be echoed: a prompt reads the same keys without that.
            None if read && !io::stdin().is_terminal() => Source::StandardInput,
            None => Source::Prompt,
        };
        Self {
            cx,
            out,
            source,
            by_recovery_key: shared.recovery_key_stdin,
        }
    }

    /// Unlocks the vault with what this run was given: the recovery key, a password, or, when it was
    /// given none, what the keychain holds. A copy that waits for a decision stays locked.
    pub(crate) async fn unlock(&self) -> Result<(), Stop> {
        let status = wish::vault_status(self.cx);
        if !status.exists {
            return Err(Failure::new(FailureCode::NoVault, "no file there").into());
        }
        if self.by_recovery_key {
            wish::unlock_with_recovery_key(self.cx, self.recovery_key()?).await?;
        } else if !(status.keychain_slot && self.unlock_by_keychain().await?) {
            wish::unlock_vault(self.cx, self.password("Vault password: ")?).await?;
        }
        self.look_at_standing()
    }

    /// Whether this run can unlock the vault without asking anybody.
    pub(crate) fn has_key(&self) -> bool {
        let status = wish::vault_status(self.cx);
        status.exists && (!matches!(self.source, Source::Prompt) || status.keychain_slot)
    }

    /// Whether somebody can be asked for what opens the vault.
    pub(crate) fn can_ask(&self) -> bool {
        wish::vault_status(self.cx).exists && io::stdin().is_terminal()
    }

    /// As [`Entrance::unlock`], for what shows a seed: the keychain alone does not open the vault for
    /// that, somebody has to know the password or the recovery key.
    pub(crate) async fn unlock_by_knowing(&self) -> Result<(), Stop> {
        if !wish::vault_status(self.cx).exists {
            return Err(Failure::new(FailureCode::NoVault, "no file there").into());
        }
        if self.by_recovery_key {
            wish::unlock_with_recovery_key(self.cx, self.recovery_key()?).await?;
        } else {
            wish::unlock_vault(self.cx, self.password("Vault password: ")?).await?;
        }
        self.look_at_standing()
    }

    /// Whether the keychain opened the vault. It is asked when there is no other source, and where
    /// somebody can be asked for the password instead, its failure is none.
    async fn unlock_by_keychain(&self) -> Result<bool, Stop> {
        if !matches!(self.source, Source::Prompt) {
            return Ok(false);
        }
        match wish::unlock_with_keychain(self.cx).await {
            Ok(()) => Ok(true),
            Err(failure) if io::stdin().is_terminal() && is_of_keychain(&failure) => {
                self.out.remark(words::words(failure.code).message);
                Ok(false)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Refuses a copy that waits for a decision, and says what else is to be said.
    pub(crate) fn look_at_standing(&self) -> Result<(), Stop> {
        let failure = match wish::vault_status(self.cx).standing {
            Standing::Known => return Ok(()),
            Standing::FirstSeen => {
                self.out.remark(words::FIRST_SEEN);
                return Ok(());
            }
            Standing::ReadOnly { .. } => {
                self.out.remark(words::READ_ONLY);
                return Ok(());
            }
            Standing::Older { held, found } => Failure::new(
                FailureCode::OlderCopy,
                format!("generation {found}; {held} was seen here"),
            ),
            Standing::Diverged { generation } => Failure::new(
                FailureCode::DivergedCopy,
                format!("another state of generation {generation} was seen here"),
            ),
        };
        wish::lock_vault(self.cx);
        Err(failure.into())
    }

    /// Whether this run was given a recovery key instead of a password.
    pub(crate) fn has_recovery_key(&self) -> bool {
        self.by_recovery_key
    }

    /// What opens the vault or another file: the recovery key, or the password.
    pub(crate) fn credential(&self, prompt: &str) -> Result<GivenCredential, Stop> {
        if self.by_recovery_key {
            return self.recovery_key().map(GivenCredential::RecoveryKey);
        }
        self.password(prompt).map(GivenCredential::Password)
    }

    /// As [`Entrance::credential`], for two files that open with the same.
    pub(crate) fn credential_twice(
        &self,
        prompt: &str,
    ) -> Result<(GivenCredential, GivenCredential), Stop> {
        let line = self.line(if self.by_recovery_key {
            words::RECOVERY_KEY_PROMPT
        } else {
            prompt
        })?;
        let credential = |line| {
            if self.by_recovery_key {
                GivenCredential::RecoveryKey(RecoveryKeyText::new(line))
            } else {
                GivenCredential::Password(Password::new(line))
            }
        };
        Ok((credential(line.clone()), credential(line)))
    }

    /// The recovery key of this run.
    pub(crate) fn recovery_key(&self) -> Result<RecoveryKeyText, Stop> {
        self.line(words::RECOVERY_KEY_PROMPT)
            .map(RecoveryKeyText::new)
    }

    /// The recovery key that is to stay, when one is to: a prompt, or the next line of standard
    /// input.
    pub(crate) fn kept_recovery_key(&self, keep: bool) -> Result<Option<RecoveryKeyText>, Stop> {
        if !keep {
            return Ok(None);
        }
        let line = if io::stdin().is_terminal() {
            ask(words::RECOVERY_KEY_PROMPT)
        } else {
            line_of(&mut io::stdin().lock())
        };
        line.map(|line| Some(RecoveryKeyText::new(line)))
            .map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => Stop::Usage(words::NO_RECOVERY_KEY.into()),
                _ => unread(&error),
            })
    }

    /// The password of this run: a prompt, standard input or a file.
    pub(crate) fn password(&self, prompt: &str) -> Result<Password, Stop> {
        self.line(prompt).map(Password::new)
    }

    fn line(&self, prompt: &str) -> Result<Zeroizing<String>, Stop> {
        let line = match &self.source {
            Source::StandardInput => line_of(&mut io::stdin().lock()),
            Source::File(path) => {
                File::open(path).and_then(|file| line_of(&mut BufReader::new(file)))
            }
            Source::Prompt if io::stdin().is_terminal() => ask(prompt),
            Source::Prompt => Err(io::ErrorKind::UnexpectedEof.into()),
        };
        line.map_err(|error| unread(&error))
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

/// Whether a person could be let in by another way.
fn is_of_keychain(failure: &Failure) -> bool {
    use FailureCode as F;
    matches!(
        failure.code,
        F::KeychainMissing | F::KeychainLocked | F::KeychainRefused | F::KeychainSlotGone
    )
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
