//! Approvals, as the pages ask for them.

use commands::{
    Failure,
    approvals::{self, ApprovalsView, EnrolledView, NotMeView},
};

use crate::asked::Asked;

/// What the watch has gathered; no server is asked, so that every page may ask often.
#[specta::specta]
pub(crate) async fn list_approvals(asked: Asked<'_>) -> Result<ApprovalsView, Failure> {
    Ok(approvals::standing_approvals(&asked.cx))
}

/// Approves with the digits that the person read on the page that asks. They go nowhere but into the
/// signed answer.
#[specta::specta]
pub(crate) async fn approve(
    asked: Asked<'_>,
    account: String,
    id: String,
    digits: String,
) -> Result<(), Failure> {
    approvals::approve(&asked.cx, &account, &id, &digits).await
}

#[specta::specta]
pub(crate) async fn deny(asked: Asked<'_>, account: String, id: String) -> Result<(), Failure> {
    approvals::deny(&asked.cx, &account, &id).await
}

#[specta::specta]
pub(crate) async fn deny_not_me(
    asked: Asked<'_>,
    account: String,
    id: String,
) -> Result<NotMeView, Failure> {
    approvals::deny_not_me(&asked.cx, &account, &id).await
}

/// Opens the page where the password of an account is changed. Pages name no address to open.
#[specta::specta]
pub(crate) async fn open_password_page(asked: Asked<'_>, account: String) -> Result<(), Failure> {
    approvals::open_password_page(&asked.cx, &account).await
}

#[specta::specta]
pub(crate) async fn enrol_device(
    asked: Asked<'_>,
    account: String,
    name: String,
) -> Result<EnrolledView, Failure> {
    approvals::enrol_device(&asked.cx, &account, &name).await
}

/// Puts the codes that came with an enrolment on the clipboard, and says when they leave it.
#[specta::specta]
pub(crate) async fn copy_enrolment_codes(
    asked: Asked<'_>,
    codes: Vec<String>,
) -> Result<u64, Failure> {
    let clears_at_ms = approvals::copy_enrolment_codes(&asked.cx, codes)?;
    asked.watch.copied(&asked.cx);
    Ok(clears_at_ms)
}

#[specta::specta]
pub(crate) async fn leave_device(asked: Asked<'_>, account: String) -> Result<(), Failure> {
    approvals::leave_device(&asked.cx, &account).await
}

#[specta::specta]
pub(crate) async fn suggest_device_name() -> Result<String, Failure> {
    Ok(approvals::suggest_device_name())
}

#[specta::specta]
pub(crate) async fn lift_burst(asked: Asked<'_>) -> Result<(), Failure> {
    approvals::lift_burst(&asked.cx);
    Ok(())
}
