//! The vault, as the pages ask for it.

use commands::{
    Failure,
    vault::{
        self, AskedGroup, BackupView, GivenCredential, InspectedView, MergedView, Password,
        PasswordView, RecoveryKeyText, RecoverySheetView, SlotView, VaultStatusView,
    },
};

use crate::{asked::Asked, senses};

#[specta::specta]
pub(crate) async fn vault_status(asked: Asked<'_>) -> Result<VaultStatusView, Failure> {
    Ok(vault::vault_status(&asked.cx))
}

#[specta::specta]
pub(crate) async fn judge_password(password: Password) -> Result<PasswordView, Failure> {
    vault::judge_password(password)
}

#[specta::specta]
pub(crate) async fn create_vault(
    asked: Asked<'_>,
    password: Password,
    with_recovery_key: bool,
) -> Result<Option<RecoverySheetView>, Failure> {
    asked.watch.touch();
    vault::create_vault(
        &asked.cx,
        password,
        with_recovery_key,
        None,
        senses::stopwatch,
    )
    .await
}

#[specta::specta]
pub(crate) async fn check_recovery_groups(
    asked: Asked<'_>,
    first: AskedGroup,
    second: AskedGroup,
) -> Result<bool, Failure> {
    Ok(vault::check_recovery_groups(&asked.cx, &first, &second))
}

#[specta::specta]
pub(crate) async fn forget_recovery_sheet(asked: Asked<'_>) -> Result<(), Failure> {
    vault::forget_recovery_sheet(&asked.cx);
    Ok(())
}

#[specta::specta]
pub(crate) async fn unlock_vault(asked: Asked<'_>, password: Password) -> Result<(), Failure> {
    asked.watch.touch();
    vault::unlock_vault(&asked.cx, password).await
}

#[specta::specta]
pub(crate) async fn unlock_with_recovery_key(
    asked: Asked<'_>,
    text: RecoveryKeyText,
) -> Result<(), Failure> {
    asked.watch.touch();
    vault::unlock_with_recovery_key(&asked.cx, text).await
}

#[specta::specta]
pub(crate) async fn unlock_with_keychain(asked: Asked<'_>) -> Result<(), Failure> {
    asked.watch.touch();
    vault::unlock_with_keychain(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn lock_vault(asked: Asked<'_>) -> Result<(), Failure> {
    asked.lock(None);
    Ok(())
}

#[specta::specta]
pub(crate) async fn change_password(
    asked: Asked<'_>,
    current: Password,
    replacement: Password,
    recovery_key: Option<RecoveryKeyText>,
) -> Result<Option<RecoverySheetView>, Failure> {
    vault::change_password(&asked.cx, current, replacement, recovery_key).await
}

#[specta::specta]
pub(crate) async fn set_forgotten_password(
    asked: Asked<'_>,
    recovery_key: RecoveryKeyText,
    replacement: Password,
) -> Result<(), Failure> {
    vault::set_forgotten_password(&asked.cx, recovery_key, replacement).await
}

#[specta::specta]
pub(crate) async fn list_slots(asked: Asked<'_>) -> Result<Vec<SlotView>, Failure> {
    vault::list_slots(&asked.cx)
}

#[specta::specta]
pub(crate) async fn add_recovery_key(
    asked: Asked<'_>,
    password: Password,
) -> Result<RecoverySheetView, Failure> {
    vault::add_recovery_key(&asked.cx, password).await
}

#[specta::specta]
pub(crate) async fn add_keychain_slot(asked: Asked<'_>, password: Password) -> Result<(), Failure> {
    vault::add_keychain_slot(&asked.cx, password).await
}

#[specta::specta]
pub(crate) async fn drop_slot(
    asked: Asked<'_>,
    id: String,
    password: Password,
    recovery_key: Option<RecoveryKeyText>,
) -> Result<Option<RecoverySheetView>, Failure> {
    vault::drop_slot(&asked.cx, &id, password, recovery_key).await
}

#[specta::specta]
pub(crate) async fn strengthen_vault(
    asked: Asked<'_>,
    password: Password,
    recovery_key: Option<RecoveryKeyText>,
) -> Result<Option<RecoverySheetView>, Failure> {
    vault::strengthen_vault(&asked.cx, password, recovery_key, senses::stopwatch).await
}

#[specta::specta]
pub(crate) async fn confirm_older_copy(
    asked: Asked<'_>,
    password: Password,
) -> Result<(), Failure> {
    vault::confirm_older_copy(&asked.cx, password).await
}

#[specta::specta]
pub(crate) async fn merge_vault(
    asked: Asked<'_>,
    path: String,
    credential: GivenCredential,
) -> Result<MergedView, Failure> {
    vault::merge_vault(&asked.cx, path.into(), credential).await
}

#[specta::specta]
pub(crate) async fn list_backups(asked: Asked<'_>) -> Result<Vec<BackupView>, Failure> {
    vault::list_backups(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn back_up_now(asked: Asked<'_>) -> Result<BackupView, Failure> {
    vault::back_up_now(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn inspect_backup(
    asked: Asked<'_>,
    path: String,
    credential: GivenCredential,
) -> Result<InspectedView, Failure> {
    vault::inspect_backup(&asked.cx, path.into(), credential).await
}

#[specta::specta]
pub(crate) async fn restore_backup(
    asked: Asked<'_>,
    path: String,
    credential: GivenCredential,
) -> Result<(), Failure> {
    vault::restore_backup(&asked.cx, path.into(), credential).await
}

#[specta::specta]
pub(crate) async fn delete_old_backups(asked: Asked<'_>) -> Result<u32, Failure> {
    vault::delete_old_backups(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn note_activity(asked: Asked<'_>) -> Result<(), Failure> {
    asked.watch.touch();
    Ok(())
}
