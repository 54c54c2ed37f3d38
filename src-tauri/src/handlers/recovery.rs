//! Recovery codes, as the pages ask for them.

use commands::{
    Failure,
    recovery::{
        self, KitSetView, PastedCodesView, RecoverySetView, RecoveryTarget, RecoveryWords,
        RevealedCodeView, SpentCodeView,
    },
    vault::Password,
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn list_recovery_sets(asked: Asked<'_>) -> Result<Vec<RecoverySetView>, Failure> {
    recovery::list_recovery_sets(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn read_pasted_recovery_codes(
    text: RecoveryWords,
) -> Result<PastedCodesView, Failure> {
    recovery::read_pasted_recovery_codes(&text)
}

#[specta::specta]
pub(crate) async fn add_recovery_set(
    asked: Asked<'_>,
    target: RecoveryTarget,
    codes: Vec<RecoveryWords>,
    note: String,
) -> Result<RecoverySetView, Failure> {
    recovery::add_recovery_set(&asked.cx, target, codes, &note).await
}

#[specta::specta]
pub(crate) async fn add_recovery_codes(
    asked: Asked<'_>,
    set: String,
    codes: Vec<RecoveryWords>,
) -> Result<RecoverySetView, Failure> {
    recovery::add_recovery_codes(&asked.cx, &set, codes).await
}

#[specta::specta]
pub(crate) async fn replace_recovery_codes(
    asked: Asked<'_>,
    set: String,
    codes: Vec<RecoveryWords>,
) -> Result<RecoverySetView, Failure> {
    recovery::replace_recovery_codes(&asked.cx, &set, codes).await
}

#[specta::specta]
pub(crate) async fn use_next_recovery_code(
    asked: Asked<'_>,
    set: String,
) -> Result<SpentCodeView, Failure> {
    let spent = recovery::use_next_recovery_code(&asked.cx, &set).await?;
    asked.watch.copied(&asked.cx);
    Ok(spent)
}

#[specta::specta]
pub(crate) async fn spend_recovery_code(
    asked: Asked<'_>,
    set: String,
    index: u32,
) -> Result<(), Failure> {
    recovery::spend_recovery_code(&asked.cx, &set, index).await
}

#[specta::specta]
pub(crate) async fn unspend_recovery_code(
    asked: Asked<'_>,
    set: String,
    index: u32,
) -> Result<(), Failure> {
    recovery::unspend_recovery_code(&asked.cx, &set, index).await
}

#[specta::specta]
pub(crate) async fn reveal_recovery_codes(
    asked: Asked<'_>,
    set: String,
    password: Password,
) -> Result<Vec<RevealedCodeView>, Failure> {
    recovery::reveal_recovery_codes(&asked.cx, &set, password).await
}

#[specta::specta]
pub(crate) async fn remove_recovery_set(asked: Asked<'_>, set: String) -> Result<(), Failure> {
    recovery::remove_recovery_set(&asked.cx, &set).await
}

#[specta::specta]
pub(crate) async fn recovery_kit(
    asked: Asked<'_>,
    password: Password,
) -> Result<Vec<KitSetView>, Failure> {
    recovery::recovery_kit(&asked.cx, password).await
}
