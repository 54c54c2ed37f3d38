//! Creating, opening and locking the vault; its slots, its copies and its backups.

use std::{path::PathBuf, time::Duration};

use ::vault::{Cost, Credential, Error, NewSlot, RecoveryKey};
use data_encoding::HEXLOWER;

use crate::{Context, Failure, FailureCode, context::off_thread};

mod backups;
mod copies;
mod opening;
mod sheet;
mod slots;
mod views;

pub use backups::{
    back_up_now, delete_old_backups, inspect_backup, list_backups, newest_backup_at_ms,
    restore_backup,
};
pub(crate) use backups::{back_up_today, mirror_backups, tidy};
pub use copies::{confirm_older_copy, merge_vault};
pub use opening::{
    check_password, password_typed_at_ms, unlock_vault, unlock_with_keychain,
    unlock_with_recovery_key,
};
pub(crate) use sheet::Sheet;
pub use sheet::{check_recovery_groups, forget_recovery_sheet};
pub use slots::{
    add_keychain_slot, add_recovery_key, change_password, drop_slot, list_slots,
    set_forgotten_password, strengthen_vault,
};
pub use views::{
    AskedGroup, BackupReason, BackupView, GivenCredential, InspectedView, MergedView, Password,
    PasswordView, RecoveryKeyText, RecoverySheetView, SlotView, SlotWord, Standing, VaultInfoView,
    VaultStatusView, VerifiedView, WhyReadOnly,
};

/// Whether there is a vault, and whether it is open here.
#[must_use]
pub fn vault_status(cx: &Context) -> VaultStatusView {
    let path = &cx.paths().vault;
    let slots = list_slots(cx).unwrap_or_default();
    let noted = ::vault::open(path)
        .ok()
        .and_then(|locked| cx.memory().of(&locked.info().vault_id).keychain_slot);
    VaultStatusView {
        exists: path.symlink_metadata().is_ok(),
        unlocked: cx.is_unlocked(),
        path: path.display().to_string(),
        standing: cx.standing(),
        keychain_slot: slots.iter().any(|slot| Some(&slot.id) == noted.as_ref()),
        recovery_slot: slots.iter().any(|slot| slot.kind == SlotWord::RecoveryKey),
        backup_trouble: cx.upkeep().trouble(),
    }
}

/// Whether the vault is open here. Unlike [`vault_status`] it reads no file: nothing that is asked
/// every second, or before locking, may wait for a disk.
#[must_use]
pub fn is_unlocked(cx: &Context) -> bool {
    cx.is_unlocked()
}

/// How hard `password` is to guess.
///
/// # Errors
///
/// [`FailureCode::BadInput`] for one that is longer than 1,024 bytes.
pub fn judge_password(password: Password) -> Result<PasswordView, Failure> {
    let judged = password.parse()?.judge();
    Ok(PasswordView {
        score: judged.score,
        acceptable: judged.acceptable,
        warning: judged.warning,
        suggestions: judged.suggestions,
    })
}

/// Makes a vault at the usual place, sealed under `password`, and keeps it unlocked. Without
/// `memory_kib` the key derivation is fitted to this machine. With a recovery key the vault opens
/// by that, too; the sheet shows it once.
///
/// # Errors
///
/// [`FailureCode::VaultExists`], [`FailureCode::WeakPassword`], [`FailureCode::RefusedCost`] for a
/// `memory_kib` outside the limits, [`FailureCode::DiskFull`] and [`FailureCode::Storage`].
pub async fn create_vault(
    cx: &Context,
    password: Password,
    with_recovery_key: bool,
    memory_kib: Option<u32>,
    stopwatch: Stopwatch,
) -> Result<Option<RecoverySheetView>, Failure> {
    let ticket = cx.ticket();
    let password = password.parse()?;
    let (home, opening) = (cx.paths().data.clone(), opening::Opening::of(cx));
    let (memory, mut chance) = (cx.memory().clone(), cx.chance());
    let (unlocked, key) = off_thread(move || {
        opening::keep_home_private(&home, &opening.path)?;
        slots::demand_strength(&password)?;
        let path = &opening.path;
        if path.symlink_metadata().is_ok() {
            return Err(Error::Exists { path: path.clone() }.into());
        }
        let cost = match memory_kib {
            Some(memory_kib) => Cost {
                memory_kib,
                ..Cost::default()
            },
            None => calibrate(stopwatch),
        };
        let key = with_recovery_key.then(|| RecoveryKey::generate(&mut *chance));
        let password_slot = NewSlot::Password {
            password: &password,
            cost,
        };
        let slots: Vec<_> = [password_slot]
            .into_iter()
            .chain(key.as_ref().map(NewSlot::RecoveryKey))
            .collect();
        let unlocked = ::vault::create(path, &slots, &mut *chance)?;
        let id = unlocked.info().vault_id;
        if memory_kib.is_none()
            && let Err(failure) = memory.update(&id, |seen| seen.note_calibrated(cost))
        {
            tracing::warn!(%failure, "what suits this machine could not be noted");
        }
        opening.note_password(&unlocked);
        Ok((unlocked, key))
    })
    .await?;
    let vault_id = unlocked.info().vault_id;
    cx.keep(ticket, unlocked, Standing::Known)?;
    let shown = key.map(|key| sheet::show(cx, &key, &vault_id));
    shown.transpose()
}

/// Runs the work it is given and says how long that took. The doors have one.
pub type Stopwatch = fn(&mut dyn FnMut()) -> Duration;

/// The cost that suits this machine.
fn calibrate(stopwatch: Stopwatch) -> Cost {
    // A machine that cannot run a cost at all takes for ever over it: the next one down is tried.
    Cost::calibrate(|cost| {
        let mut spent = Ok(());
        let took = stopwatch(&mut || spent = cost.spend());
        if spent.is_ok() { took } else { Duration::MAX }
    })
}

/// Forgets the vault's key and entries and what was shown of them, and takes a copied code off the
/// clipboard. What has to be saved, marked and backed up with the key in hand is waited for, though
/// for less than a second.
pub fn lock_vault(cx: &Context) {
    forget_recovery_sheet(cx);
    cx.forget_vault();
    // Last: another program that owns the clipboard may take seconds to say what is on it.
    cx.clipboard.clear();
}

/// Locks the vault, and waits until marks and backups of all that was saved are written, as far as
/// that is possible within some seconds. The last call of a program; it says why the newest backup
/// could not be made, or with [`FailureCode::Unconfirmed`] why the newest save may not last, if so.
pub fn finish(cx: &Context) -> Option<Failure> {
    lock_vault(cx);
    cx.upkeep().before_ending();
    cx.upkeep().trouble()
}

/// What a vault tells without a password: format, generation, slots and their cost.
///
/// # Errors
///
/// [`FailureCode::NoVault`], [`FailureCode::ForeignFile`], [`FailureCode::NewerFormat`],
/// [`FailureCode::Damaged`].
pub fn read_info(cx: &Context) -> Result<VaultInfoView, Failure> {
    let path = &cx.paths().vault;
    let info = ::vault::open(path)?.info();
    let seen = cx.memory().of(&info.vault_id);
    let weaker = |cost| seen.is_weaker_than_today(cost);
    Ok(VaultInfoView {
        path: path.display().to_string(),
        format: info.format,
        vault_id: HEXLOWER.encode(&info.vault_id),
        epoch: u64::from(info.epoch),
        generation: info.generation,
        slots: info
            .slots
            .iter()
            .map(|slot| SlotView::of(slot, slot.cost.is_some_and(weaker)))
            .collect(),
    })
}

/// Reads the whole vault from disk, header and body, and counts what is in it.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`]; [`FailureCode::Damaged`] when the seal does not fit, and as
/// [`read_info`].
pub async fn verify_vault(cx: &Context, password: Password) -> Result<VerifiedView, Failure> {
    let password = password.parse()?;
    let path = cx.paths().vault.clone();
    off_thread(move || {
        let unlocked = ::vault::open(&path)?.unlock(&Credential::Password(password))?;
        Ok(VerifiedView {
            entries: unlocked.contents().entries().count(),
            trashed: unlocked.contents().trashed().count(),
            generation: unlocked.info().generation,
        })
    })
    .await
}

/// Copies the vault to `to`, reopens the copy, and says what it is.
///
/// # Errors
///
/// As for reading the vault; [`FailureCode::DiskFull`] and [`FailureCode::Storage`] for `to`.
pub async fn back_up_vault(cx: &Context, to: PathBuf) -> Result<(), Failure> {
    let path = cx.paths().vault.clone();
    off_thread(move || {
        ::vault::backup(&path, &to)?;
        Ok(())
    })
    .await
}

/// Where the keychain keeps the key of a slot: a name of its own for each epoch, so that the key of
/// the next one can be put there before the vault is sealed with it.
fn key_name(vault_id: &[u8; 16], epoch: u32) -> String {
    format!("vault/{}/key/{epoch}", HEXLOWER.encode(vault_id))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Otp(error) => return error.into(),
            Error::WrongCredential { .. } => FailureCode::WrongCredential,
            Error::Damaged { .. } => FailureCode::Damaged,
            Error::Missing { .. } => FailureCode::NoVault,
            Error::Exists { .. } => FailureCode::VaultExists,
            Error::NotAVault { .. } => FailureCode::ForeignFile,
            Error::NewerFormat { .. } | Error::NewerContents { .. } => FailureCode::NewerFormat,
            Error::CostRefused { .. } | Error::OutOfMemory { .. } => FailureCode::RefusedCost,
            Error::BadRecoveryKey => FailureCode::BadRecoveryKey,
            Error::BadKeychainKey => FailureCode::KeychainSlotGone,
            Error::WeakPassword { .. } => FailureCode::WeakPassword,
            Error::Duplicate { .. } => FailureCode::Duplicate,
            Error::NoSuchEntry { .. }
            | Error::NoSuchApprovalKey { .. }
            | Error::NoSuchRecoverySet { .. }
            | Error::NoSuchRecoveryCode { .. } => FailureCode::NoSuchEntry,
            Error::ChangedElsewhere { .. } => FailureCode::ChangedElsewhere,
            Error::OlderCopy { .. } => FailureCode::OlderCopy,
            Error::DivergedCopy { .. } => FailureCode::DivergedCopy,
            Error::NoSuchPushToken { .. } => FailureCode::NoSuchPushToken,
            Error::ReadOnly { .. } => FailureCode::ReadOnly,
            Error::Busy { .. } => FailureCode::Busy,
            Error::NotThisVault { .. } => FailureCode::NotThisVault,
            Error::DiskFull { .. } => FailureCode::DiskFull,
            Error::Unconfirmed { .. } => FailureCode::Unconfirmed,
            Error::BadPicture { .. } | Error::NoSuchPicture { .. } => FailureCode::BadPicture,
            Error::RecoveryCodesSpent { .. } => FailureCode::NoCodesLeft,
            Error::LongPassword
            | Error::NoPasswordSlot
            | Error::TooManySlots { .. }
            | Error::NoCounter { .. }
            | Error::NotInTrash { .. }
            | Error::NoRecoveryCodes
            | Error::RecoveryTextRefused => FailureCode::BadInput,
            _ => FailureCode::Storage,
        };
        Self::of(code, &error)
    }
}
