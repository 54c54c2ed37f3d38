//! Backups: the last state of every day on which something changed, and one before every risky
//! step. They lie beside the vault, and copies of them in a folder of the person's choice.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use ::vault::{Backup, BackupSort, Error, Info, Unlocked, backup_name, backup_name_beside};

use super::{
    BackupReason, BackupView, GivenCredential, InspectedView, Standing,
    opening::{Opening, explain},
    views::count,
};
use crate::{
    Context, Failure, FailureCode,
    context::{off_thread, unix_milliseconds},
    settings,
};

/// How many are kept of each sort.
const KEPT: usize = 5;

/// All backups that can be found, of any vault, newest first.
///
/// # Errors
///
/// [`FailureCode::Storage`] when the directory of backups cannot be read; a folder of the person's
/// choice that is away holds none.
pub async fn list_backups(cx: &Context) -> Result<Vec<BackupView>, Failure> {
    let (vault, local, chosen) = places(cx);
    off_thread(move || {
        let present = ::vault::open(&vault).ok().map(|locked| locked.info());
        let mut found = chosen
            .and_then(|folder| ::vault::list_backups(&folder).ok())
            .unwrap_or_default();
        for backup in ::vault::list_backups(&local)? {
            // The copy that would survive this disk is the one to show.
            let same = |other: &Backup| other.info == backup.info && other.sort == backup.sort;
            if !found.iter().any(same) {
                found.push(backup);
            }
        }
        found.sort_by_key(|backup| std::cmp::Reverse((backup.saved_at, backup.info.generation)));
        Ok(found
            .iter()
            .map(|backup| view(backup, present.as_ref()))
            .collect())
    })
    .await
}

/// When the newest backup of this vault was made, milliseconds since the Unix epoch.
///
/// # Errors
///
/// As [`list_backups`].
pub async fn newest_backup_at_ms(cx: &Context) -> Result<Option<u64>, Failure> {
    let backups = list_backups(cx).await?;
    let ours = backups.iter().filter(|backup| backup.of_this_vault);
    Ok(ours.map(|backup| backup.saved_at_ms).max())
}

/// Makes a backup now, also in the folder of the person's choice, and says where it is. It counts among
/// those from before a step, so that the next change of the day does not take its place.
///
/// # Errors
///
/// [`FailureCode::Locked`]; [`FailureCode::DiskFull`] and [`FailureCode::Storage`].
pub async fn back_up_now(cx: &Context) -> Result<BackupView, Failure> {
    let (_, local, chosen) = places(cx);
    let directory = local.clone();
    let (made, info) = cx
        .on_vault(move |unlocked, _| {
            unlocked.refresh()?;
            let made = make(unlocked, &directory, BackupSort::Before)?;
            Ok((made, unlocked.info()))
        })
        .await?;
    let done = off_thread(move || {
        tidy(&local, &info.vault_id)?;
        let mut place = made;
        if let Some(folder) = chosen {
            mirror_backups(&info.vault_id, &local, &folder)?;
            if let Some(name) = place.file_name() {
                place = folder.join(name);
            }
        }
        Ok(view(&look_at(&place)?, Some(&info)))
    })
    .await;
    cx.upkeep().note_trouble(done.as_ref().err().cloned());
    done
}

/// What a backup holds, compared with the vault that is open; with nothing, while none is.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`] and [`FailureCode::BadRecoveryKey`]; [`FailureCode::Damaged`],
/// [`FailureCode::ForeignFile`], [`FailureCode::NewerFormat`] and [`FailureCode::RefusedCost`].
pub async fn inspect_backup(
    cx: &Context,
    path: PathBuf,
    credential: GivenCredential,
) -> Result<InspectedView, Failure> {
    let backup = open_backup(path, credential).await?;
    if !cx.is_unlocked() {
        return Ok(compare(&backup, None));
    }
    cx.on_vault(move |present, _| Ok(compare(&backup, Some(present))))
        .await
}

/// Puts a backup in the place of the vault, and goes on above any generation that was seen. The
/// present file is backed up first. The vault is unlocked afterwards.
///
/// # Errors
///
/// [`FailureCode::NotThisVault`] when a vault with another id is in use; those of
/// [`inspect_backup`]; [`FailureCode::DiskFull`] and [`FailureCode::Storage`]. The present file is
/// as it was.
pub async fn restore_backup(
    cx: &Context,
    path: PathBuf,
    credential: GivenCredential,
) -> Result<(), Failure> {
    let ticket = cx.ticket();
    let backup = open_backup(path, credential).await?;
    let opening = Opening::of(cx);
    let (marks, local, now) = (cx.marks().clone(), cx.paths().backups(), cx.now());
    let mut chance = cx.chance();
    let restored = off_thread(move || {
        let id = backup.info().vault_id;
        set_present_aside(&opening.path, &id, &local, now)?;
        let seen = marks.held(&id).map_or(0, |mark| mark.generation);
        Ok(backup.restore(&opening.path, seen.saturating_add(1), &mut *chance)?)
    })
    .await?;
    cx.keep_saved(ticket, restored, Standing::Known)
}

/// Removes the backups of this vault whose keys are no longer those of the vault, and says how many:
/// after a change of the password they would open with the old one. A damaged file that was set aside
/// before a backup took its place is no backup and stays.
///
/// # Errors
///
/// [`FailureCode::Locked`], since only an open vault proves that they can be spared;
/// [`FailureCode::Storage`].
pub async fn delete_old_backups(cx: &Context) -> Result<u32, Failure> {
    let (_, local, chosen) = places(cx);
    let info = cx.on_vault(|unlocked, _| Ok(unlocked.info())).await?;
    off_thread(move || {
        let mut removed = ::vault::delete_older_epochs(&local, &info)?.len();
        if let Some(folder) = chosen.filter(|folder| folder.is_dir()) {
            removed += ::vault::delete_older_epochs(&folder, &info)?.len();
        }
        Ok(count(removed))
    })
    .await
}

/// Copies the vault as the state before a risky step. When that fails, the step is not taken.
pub(super) fn back_up_before(unlocked: &Unlocked, directory: &Path) -> Result<(), Failure> {
    make(unlocked, directory, BackupSort::Before)?;
    ::vault::keep_newest(directory, KEPT)?;
    Ok(())
}

/// Copies the vault as the last state of today. [`tidy`] removes earlier ones of today.
pub(crate) fn back_up_today(unlocked: &Unlocked, directory: &Path) -> Result<PathBuf, Failure> {
    make(unlocked, directory, BackupSort::Change)
}

/// Leaves one backup of each day, and of those and of the ones before risky steps the newest few.
pub(crate) fn tidy(directory: &Path, vault_id: &[u8; 16]) -> Result<(), Failure> {
    let mut days = Vec::new();
    // Newest state first.
    for backup in ::vault::list_backups(directory)? {
        // A diverged state, which has another name, is no earlier one of its day.
        let is_daily = backup
            .path
            .ends_with(backup_name(&backup.info, BackupSort::Change));
        if !is_daily || backup.info.vault_id != *vault_id {
            continue;
        }
        let day = day(backup.saved_at);
        if days.contains(&day) {
            match std::fs::remove_file(&backup.path) {
                // Another process was faster.
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::of(FailureCode::Storage, &error));
                }
                _ => {}
            }
        } else {
            days.push(day);
        }
    }
    ::vault::keep_newest(directory, KEPT)?;
    Ok(())
}

/// Copies to `folder` what lies in `local` and not yet there, and tidies it. A folder that is not
/// there, as on a disk that was pulled out, is not made.
pub(crate) fn mirror_backups(
    vault_id: &[u8; 16],
    local: &Path,
    folder: &Path,
) -> Result<(), Failure> {
    if !folder.is_dir() {
        let away = format!("{} is not there", folder.display());
        return Err(Failure::new(FailureCode::Storage, away));
    }
    for backup in ::vault::list_backups(local)? {
        let name = backup.path.file_name();
        let (Some(name), Some(_)) = (name, backup.sort) else {
            continue;
        };
        let to = folder.join(name);
        if backup.info.vault_id != *vault_id || look_at(&to).is_ok() {
            continue;
        }
        ::vault::backup(&backup.path, &to)?;
        // It counts for the day whose state it is.
        let dated = File::options()
            .write(true)
            .open(&to)
            .and_then(|file| file.set_modified(backup.saved_at));
        if let Err(error) = dated {
            tracing::warn!(%error, "a copy of a backup has the wrong date");
        }
    }
    tidy(folder, vault_id)
}

/// Makes a backup under the name of its state. One that is there already is as good.
fn make(unlocked: &Unlocked, directory: &Path, sort: BackupSort) -> Result<PathBuf, Failure> {
    let info = unlocked.info();
    let to = directory.join(backup_name(&info, sort));
    match unlocked.backup(&to) {
        Ok(copied) => {
            // Another process saved in the meantime: what was copied is a later state.
            let named = directory.join(backup_name(&copied, sort));
            if named != to {
                std::fs::rename(&to, &named)
                    .map_err(|error| Failure::of(FailureCode::Storage, &error))?;
            }
            Ok(named)
        }
        Err(Error::Exists { .. }) if same_state(&to, &info) => Ok(to),
        // A diverged copy has the same name and is another state.
        Err(Error::Exists { .. }) => {
            let aside = directory.join(backup_name_beside(&info, sort));
            match unlocked.backup(&aside) {
                Err(Error::Exists { .. }) if same_state(&aside, &info) => {}
                copied => drop(copied?),
            }
            Ok(aside)
        }
        Err(error) => Err(error.into()),
    }
}

fn same_state(path: &Path, info: &Info) -> bool {
    ::vault::open(path).is_ok_and(|found| found.info().header_hash == info.header_hash)
}

/// Copies what is in the place of the vault, whatever it is. Nothing is in the way when there is
/// nothing; another vault is.
fn set_present_aside(
    path: &Path,
    vault_id: &[u8; 16],
    local: &Path,
    now: SystemTime,
) -> Result<(), Failure> {
    match ::vault::open(path) {
        Ok(present) if present.info().vault_id != *vault_id => {
            let path = path.to_owned();
            Err(Error::NotThisVault { path }.into())
        }
        Ok(present) => {
            let to = local.join(backup_name(&present.info(), BackupSort::Before));
            match ::vault::backup(path, &to) {
                Err(Error::Exists { .. }) if same_state(&to, &present.info()) => Ok(()),
                // A diverged copy has the same name and is another state.
                Err(Error::Exists { .. }) => {
                    let aside = backup_name_beside(&present.info(), BackupSort::Before);
                    match ::vault::backup(path, &local.join(aside)) {
                        Err(Error::Exists { .. }) => set_aside(path, local, now),
                        copied => Ok(copied.map(drop)?),
                    }
                }
                copied => Ok(copied.map(drop)?),
            }
        }
        Err(Error::Missing { .. }) => Ok(()),
        Err(Error::Damaged { .. } | Error::NotAVault { .. }) => set_aside(path, local, now),
        Err(error) => Err(error.into()),
    }
}

fn set_aside(path: &Path, local: &Path, now: SystemTime) -> Result<(), Failure> {
    let name = ::vault::set_aside_name(unix_milliseconds(now));
    Ok(::vault::set_aside(path, &local.join(name))?)
}

async fn open_backup(path: PathBuf, credential: GivenCredential) -> Result<Unlocked, Failure> {
    let credential = credential.parse()?;
    off_thread(move || {
        let locked = match ::vault::open(&path) {
            Err(error @ Error::Missing { .. }) => {
                return Err(Failure::of(FailureCode::Storage, &error));
            }
            opened => opened?,
        };
        locked
            .unlock(&credential)
            .map_err(|error| explain(error, &credential))
    })
    .await
}

fn compare(backup: &Unlocked, present: Option<&Unlocked>) -> InspectedView {
    let contents = backup.contents();
    let here = |id| present.is_some_and(|present| is_in_use(present, id));
    let newer = present.map_or(0, |present| {
        let entries = present.contents().entries();
        entries
            .filter(|entry| !is_in_use(backup, &entry.id))
            .count()
    });
    let missing = contents.entries().filter(|entry| !here(&entry.id)).count();
    InspectedView {
        entries: count(contents.entries().count()),
        trashed: count(contents.trashed().count()),
        recovery_sets: count(contents.recovery_sets().count()),
        generation: backup.info().generation,
        saved_at_ms: look_at(backup.path()).map_or(0, |backup| unix_milliseconds(backup.saved_at)),
        newer: count(newer),
        missing: count(missing),
    }
}

fn is_in_use(unlocked: &Unlocked, id: &::vault::EntryId) -> bool {
    let entry = unlocked.contents().get(id);
    entry.is_some_and(|entry| entry.trashed_at.is_none())
}

fn look_at(path: &Path) -> Result<Backup, Failure> {
    let info = ::vault::open(path)?.info();
    let failed = |error: std::io::Error| Failure::of(FailureCode::Storage, &error);
    let meta = path.metadata().map_err(failed)?;
    let is = |sort| {
        path.ends_with(backup_name(&info, sort)) || path.ends_with(backup_name_beside(&info, sort))
    };
    Ok(Backup {
        path: path.to_owned(),
        sort: [BackupSort::Change, BackupSort::Before]
            .into_iter()
            .find(|sort| is(*sort)),
        info,
        bytes: meta.len(),
        saved_at: meta.modified().map_err(failed)?,
    })
}

fn view(backup: &Backup, present: Option<&Info>) -> BackupView {
    let name = backup.path.file_name().unwrap_or_default();
    BackupView {
        path: backup.path.display().to_string(),
        name: name.to_string_lossy().into_owned(),
        saved_at_ms: unix_milliseconds(backup.saved_at),
        generation: backup.info.generation,
        epoch: backup.info.epoch,
        bytes: backup.bytes,
        of_this_vault: present.is_some_and(|present| present.vault_id == backup.info.vault_id),
        reason: match backup.sort {
            Some(BackupSort::Before) => BackupReason::Before,
            // A copy that a person put there is one they asked for.
            _ => BackupReason::Change,
        },
    }
}

/// The vault, the backups beside it, and the folder of the person's choice.
fn places(cx: &Context) -> (PathBuf, PathBuf, Option<PathBuf>) {
    let chosen = settings::read_settings(cx).backup_folder.map(PathBuf::from);
    (cx.paths().vault.clone(), cx.paths().backups(), chosen)
}

/// Days since the Unix epoch, by the clock of the world.
fn day(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() / (24 * 60 * 60))
}
