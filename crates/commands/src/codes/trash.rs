//! The trash: entries wait there for thirty days before they go for good.

use std::time::Duration;

use super::{MOST_AT_ONCE, TrashedView, change::change, list, list::to_ms};
use crate::{Context, Failure, vault, vault::Password};

/// How long an entry stays in the trash.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Puts entries into the trash.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`](crate::FailureCode::NoSuchEntry), after which nothing was removed;
/// [`FailureCode::TooMany`](crate::FailureCode::TooMany); and those of saving.
pub async fn remove_entries(cx: &Context, ids: &[String]) -> Result<(), Failure> {
    change(cx, ids, |contents, ids, at| contents.trash(ids, at)).await
}

/// Takes entries out of the trash, to their old places.
///
/// # Errors
///
/// As [`remove_entries`]; [`FailureCode::Duplicate`](crate::FailureCode::Duplicate) when another
/// entry makes the codes of one of them by now. Nothing is restored then.
pub async fn restore_entries(cx: &Context, ids: &[String]) -> Result<(), Failure> {
    change(cx, ids, |contents, ids, at| contents.restore(ids, at)).await
}

/// Removes entries from the trash for good, after the password.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`](crate::FailureCode::WrongCredential);
/// [`FailureCode::BadInput`](crate::FailureCode::BadInput) for an entry in use; and as
/// [`remove_entries`].
pub async fn purge_entries(
    cx: &Context,
    ids: &[String],
    password: Password,
) -> Result<(), Failure> {
    super::parse_ids(ids, MOST_AT_ONCE)?;
    vault::check_password(cx, password).await?;
    change(cx, ids, |contents, ids, at| contents.purge(ids, at)).await
}

/// What is in the trash, and when it goes.
///
/// # Errors
///
/// [`FailureCode::Locked`](crate::FailureCode::Locked).
pub async fn list_trash(cx: &Context) -> Result<Vec<TrashedView>, Failure> {
    cx.on_vault(|unlocked, _| {
        Ok(unlocked
            .contents()
            .trashed()
            .map(|entry| {
                let since = entry.trashed_at.unwrap_or_default();
                TrashedView {
                    id: entry.id.to_string(),
                    issuer: entry.otp.issuer.clone(),
                    account: entry.otp.account.clone(),
                    icon: list::icon(entry),
                    trashed_at_ms: to_ms(since),
                    purge_at_ms: to_ms(since.saturating_add(KEPT.as_secs())),
                }
            })
            .collect())
    })
    .await
}

/// Removes for good what has been in the trash for thirty days, and says how many entries that
/// were. Unlocking does it.
///
/// # Errors
///
/// [`FailureCode::Locked`](crate::FailureCode::Locked) and those of saving.
pub(crate) async fn take_out_trash(cx: &Context) -> Result<usize, Failure> {
    let now = cx.now();
    let Some(before) = now.checked_sub(KEPT) else {
        return Ok(0);
    };
    cx.on_open(move |open, chance| {
        let is_due = |trashed_at: Option<u64>| {
            trashed_at.is_some_and(|since| to_ms(since) < super::milliseconds(before))
        };
        let mut trashed = open.vault.contents().trashed();
        // Most unlocks find nothing to do, and save nothing then.
        if open.vault.is_read_only() || !trashed.any(|entry| is_due(entry.trashed_at)) {
            return Ok(0);
        }
        drop(trashed);
        Ok(open.update(chance, |contents| {
            Ok(contents.empty_trash(Some(before), now))
        })?)
    })
    .await
}
