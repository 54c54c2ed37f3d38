//! Copies of one vault: going on with an older one, and bringing two together.

use std::path::PathBuf;

use ::vault::{Credential, Error, Merged};

use super::{
    GivenCredential, MergedView, Password, Standing,
    backups::back_up_before,
    opening::{Opening, explain},
    views::count,
};
use crate::{Context, Failure, context::off_thread};

/// Goes on with the file as it is, although a later state or another one of the same generation was
/// seen here. It is backed up first and saved above any generation that was seen; the vault is
/// unlocked afterwards. A file that needs no confirmation is only unlocked.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`](crate::FailureCode::WrongCredential);
/// [`FailureCode::ReadOnly`](crate::FailureCode::ReadOnly) when the file cannot be written; and those
/// of saving.
pub async fn confirm_older_copy(cx: &Context, password: Password) -> Result<(), Failure> {
    let ticket = cx.ticket();
    let opening = Opening::of(cx);
    let credential = Credential::Password(password.parse()?);
    let (backups, mut chance) = (cx.paths().backups(), cx.chance());
    let (unlocked, standing) = off_thread(move || {
        let (mut unlocked, standing) = opening.open(&credential)?;
        let seen = match standing {
            Standing::Older { held, .. } => held,
            Standing::Diverged { generation } => generation,
            _ => return Ok((unlocked, standing)),
        };
        back_up_before(&unlocked, &backups)?;
        unlocked.continue_from(seen.saturating_add(1), &mut *chance)?;
        Ok((unlocked, Standing::Known))
    })
    .await?;
    cx.upkeep().note_backup(unlocked.info().vault_id);
    cx.keep_saved(ticket, unlocked, standing)
}

/// Brings another copy of this vault into the one that is open, entry by entry. The newer words win,
/// what conflicts is kept from both, and what was removed for good stays away. The vault is backed up
/// first; the other file stays as it is.
///
/// # Errors
///
/// [`FailureCode::NotThisVault`](crate::FailureCode::NotThisVault);
/// [`FailureCode::ReadOnly`](crate::FailureCode::ReadOnly) until an older or diverged copy is
/// confirmed; and as for opening and saving a vault.
pub async fn merge_vault(
    cx: &Context,
    path: PathBuf,
    credential: GivenCredential,
) -> Result<MergedView, Failure> {
    let credential = credential.parse()?;
    let info = cx.on_vault(|unlocked, _| Ok(unlocked.info())).await?;
    let vault_id = info.vault_id;
    let other = off_thread(move || {
        let locked = ::vault::open(&path)?;
        if locked.info().vault_id != vault_id {
            return Err(Error::NotThisVault { path }.into());
        }
        locked
            .unlock(&credential)
            .map_err(|error| explain(error, &credential))
    })
    .await?;
    let backups = cx.paths().backups();
    let merged = cx
        .on_vault(move |unlocked, chance| {
            if unlocked.is_read_only() {
                let path = unlocked.path().to_owned();
                return Err(Error::ReadOnly { path }.into());
            }
            back_up_before(unlocked, &backups)?;
            Ok(unlocked.merge(&other, chance)?)
        })
        .await?;
    cx.upkeep().note_backup(vault_id);
    Ok(merged.into())
}

impl From<Merged> for MergedView {
    fn from(merged: Merged) -> Self {
        Self {
            added: count(merged.added),
            updated: count(merged.updated),
            kept_both: count(merged.kept_both),
            deleted: count(merged.deleted),
            unchanged: count(merged.unchanged),
        }
    }
}
