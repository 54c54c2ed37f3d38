//! Opening the vault: what brings the key, and how the file relates to what was seen here before.

use std::{
    path::{Path, PathBuf},
    thread,
    time::SystemTime,
};

use ::vault::{Credential, Error, KeychainKey, Mark, Unlocked};
use keychain::Keychain;

use super::{GivenCredential, Password, RecoveryKeyText, Standing, WhyReadOnly, key_name};
use crate::{
    Context, Failure, FailureCode, codes,
    context::{off_thread, unix_milliseconds},
    marks::Marks,
    seen::Memory,
};

/// Unlocks the vault with its password.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`]; [`FailureCode::Locked`] when the vault was locked while the key
/// was derived; [`FailureCode::Damaged`], [`FailureCode::ForeignFile`], [`FailureCode::NewerFormat`]
/// and [`FailureCode::RefusedCost`], after which the file is as it was.
pub async fn unlock_vault(cx: &Context, password: Password) -> Result<(), Failure> {
    unlock(cx, Credential::Password(password.parse()?)).await
}

/// Unlocks the vault with its recovery key.
///
/// # Errors
///
/// [`FailureCode::BadRecoveryKey`], and as [`unlock_vault`].
pub async fn unlock_with_recovery_key(cx: &Context, text: RecoveryKeyText) -> Result<(), Failure> {
    unlock(cx, Credential::RecoveryKey(text.parse()?)).await
}

/// Unlocks the vault with the key that this computer's keychain holds.
///
/// # Errors
///
/// [`FailureCode::KeychainSlotGone`] when it holds none, or one that no longer opens the vault;
/// [`FailureCode::KeychainMissing`], [`FailureCode::KeychainLocked`] and
/// [`FailureCode::KeychainRefused`]; and as [`unlock_vault`].
pub async fn unlock_with_keychain(cx: &Context) -> Result<(), Failure> {
    let keychain = cx.keychain().cloned();
    let path = cx.paths().vault.clone();
    let key = off_thread(move || fetch_key(keychain.as_ref(), &path)).await?;
    unlock(cx, Credential::KeychainKey(key)).await
}

/// Whether `password` is the one of the vault that is open: what is asked again before a seed is
/// shown or something is lost for good. Another file that was put in the place of the vault, and
/// opens with a password of its own, proves nothing.
///
/// # Errors
///
/// [`FailureCode::Locked`] while the vault is; [`FailureCode::WrongCredential`];
/// [`FailureCode::ChangedElsewhere`] when the file has other keys than the vault that is open, which
/// is locked then.
pub async fn check_password(cx: &Context, password: Password) -> Result<(), Failure> {
    if !cx.is_unlocked() {
        return Err(Failure::new(FailureCode::Locked, "locked"));
    }
    let opening = Opening::of(cx);
    let path = opening.path.clone();
    let credential = Credential::Password(password.parse()?);
    // Not with the vault that is open: that would keep everybody else from it for a second.
    let proof = off_thread(move || Ok(::vault::open(&path)?.unlock(&credential)?)).await?;
    let proof = cx
        .on_vault(move |open, _| {
            if open.shares_keys_with(&proof) {
                return Ok(proof);
            }
            let path = open.path().to_owned();
            Err(Error::ChangedElsewhere { path }.into())
        })
        .await?;
    off_thread(move || {
        opening.note_password(&proof);
        Ok(())
    })
    .await
}

/// When the password of this vault was last typed right on this computer, milliseconds since the
/// Unix epoch. `None` when there is no vault, or it never was.
#[must_use]
pub fn password_typed_at_ms(cx: &Context) -> Option<u64> {
    let info = ::vault::open(&cx.paths().vault).ok()?.info();
    let at = cx.memory().of(&info.vault_id).password_typed_at?;
    Some(at.saturating_mul(1000))
}

async fn unlock(cx: &Context, credential: Credential) -> Result<(), Failure> {
    let ticket = cx.ticket();
    let opening = Opening::of(cx);
    let (unlocked, standing) = off_thread(move || opening.open(&credential)).await?;
    cx.keep(ticket, unlocked, standing)?;
    // What cannot be removed now goes the next time.
    match codes::take_out_trash(cx).await {
        Ok(0) => {}
        Ok(entries) => tracing::info!(entries, "the trash was emptied of what is 30 days old"),
        Err(failure) => tracing::warn!(%failure, "the trash was not emptied"),
    }
    Ok(())
}

/// Everything that opening the vault needs, ready to move to another thread.
pub(super) struct Opening {
    home: PathBuf,
    pub(super) path: PathBuf,
    marks: Marks,
    memory: Memory,
    now: SystemTime,
}

impl Opening {
    pub(super) fn of(cx: &Context) -> Self {
        Self {
            home: cx.paths().data.clone(),
            path: cx.paths().vault.clone(),
            marks: cx.marks().clone(),
            memory: cx.memory().clone(),
            now: cx.now(),
        }
    }

    /// Opens the vault, and holds back changes to an older or a diverged copy.
    pub(super) fn open(&self, credential: &Credential) -> Result<(Unlocked, Standing), Failure> {
        keep_home_private(&self.home, &self.path)?;
        let locked = ::vault::open(&self.path)?;
        let id = locked.info().vault_id;
        // The keychain may take its time; so does the key derivation.
        let (unlocked, held) = thread::scope(|scope| {
            let held = scope.spawn(|| self.marks.held(&id));
            let unlocked = locked.unlock(credential);
            (unlocked, held.join().unwrap_or_default())
        });
        let mut unlocked = unlocked.map_err(|error| explain(error, credential))?;
        let standing = self.judge(&mut unlocked, held.as_ref());
        self.note_typed(credential, &unlocked);
        Ok((unlocked, standing))
    }

    /// As [`Opening::open`], for a step that changes the vault: refused for a copy that waits for a
    /// decision.
    pub(super) fn open_to_change(&self, credential: &Credential) -> Result<Unlocked, Failure> {
        let (unlocked, standing) = self.open(credential)?;
        let path = self.path.clone();
        match standing {
            Standing::Known | Standing::FirstSeen => Ok(unlocked),
            Standing::Older { held, found } => Err(Error::OlderCopy { path, held, found }.into()),
            Standing::Diverged { generation } => {
                Err(Error::DivergedCopy { path, generation }.into())
            }
            Standing::ReadOnly { .. } => Err(Error::ReadOnly { path }.into()),
        }
    }

    fn judge(&self, unlocked: &mut Unlocked, held: Option<&Mark>) -> Standing {
        let mut standing = Mark::judge(held, &unlocked.info());
        let waits = |standing| {
            matches!(
                standing,
                ::vault::Standing::Older { .. } | ::vault::Standing::Diverged { .. }
            )
        };
        // Another process may have saved after we had read the file and before we read the mark.
        if waits(standing) && unlocked.refresh().unwrap_or(false) {
            standing = Mark::judge(held, &unlocked.info());
        }
        if waits(standing) {
            unlocked.make_read_only();
        }
        match standing {
            ::vault::Standing::Older { held, found } => Standing::Older { held, found },
            ::vault::Standing::Diverged { generation } => Standing::Diverged { generation },
            _ if unlocked.is_read_only() => Standing::ReadOnly {
                why: WhyReadOnly::File,
            },
            ::vault::Standing::Unmarked => Standing::FirstSeen,
            ::vault::Standing::Known | ::vault::Standing::Newer => Standing::Known,
        }
    }

    /// Remembers that somebody knows the password, when it was one that opened the vault.
    fn note_typed(&self, credential: &Credential, unlocked: &Unlocked) {
        if matches!(credential, Credential::Password(_)) {
            self.note_password(unlocked);
        }
    }

    /// Remembers that somebody knows the password.
    pub(super) fn note_password(&self, unlocked: &Unlocked) {
        let at = unix_milliseconds(self.now) / 1000;
        let noted = self.memory.update(&unlocked.info().vault_id, |seen| {
            seen.password_typed_at = Some(at);
        });
        if let Err(failure) = noted {
            tracing::warn!(%failure, "when the password was typed could not be noted");
        }
    }
}

impl GivenCredential {
    pub(super) fn parse(self) -> Result<Credential, Failure> {
        Ok(match self {
            Self::Password(password) => Credential::Password(password.parse()?),
            Self::RecoveryKey(text) => Credential::RecoveryKey(text.parse()?),
        })
    }
}

/// A recovery key that opens nothing was mistyped, or is not the one of this vault.
pub(super) fn explain(error: Error, credential: &Credential) -> Failure {
    let code = match (&error, credential) {
        (Error::WrongCredential { .. }, Credential::RecoveryKey(_)) => FailureCode::BadRecoveryKey,
        (Error::WrongCredential { .. }, Credential::KeychainKey(_)) => {
            FailureCode::KeychainSlotGone
        }
        _ => return error.into(),
    };
    Failure::of(code, &error)
}

/// Closes our own directory to others. A vault that a person keeps elsewhere is in theirs. Where it
/// cannot be closed, as on a disk that cannot be written, the vault can still be read.
pub(super) fn keep_home_private(home: &Path, vault: &Path) -> Result<(), Error> {
    if vault.parent() != Some(home) {
        return Ok(());
    }
    match ::vault::keep_private(home) {
        Ok(false) => {}
        Ok(true) => tracing::warn!("the data directory could be read by others; it is closed now"),
        Err(error @ Error::Symlink { .. }) => return Err(error),
        Err(error) => tracing::warn!(%error, "the data directory could not be closed to others"),
    }
    Ok(())
}

fn fetch_key(keychain: Option<&Keychain>, path: &Path) -> Result<KeychainKey, Failure> {
    let info = ::vault::open(path)?.info();
    let gone = || Failure::new(FailureCode::KeychainSlotGone, "the keychain has no key");
    let keychain = keychain
        .ok_or_else(|| Failure::new(FailureCode::KeychainMissing, "no keychain is used here"))?;
    match keychain.get(&key_name(&info.vault_id, info.epoch)) {
        Ok(line) => std::str::from_utf8(&line)
            .ok()
            .and_then(|line| KeychainKey::from_line(line).ok())
            .ok_or_else(gone),
        Err(keychain::Error::Gone) => Err(gone()),
        Err(error) => Err(error.into()),
    }
}
