//! `/api/v1/approvals/device`: giving the device of the asking session a key to answer with, and taking it.

use authority::{Digest, approval::CODE_LIFE, factor::Kind, permission::Action};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{ApprovingDevice, Enrolment, EnrolmentCode, OAuthError, shown};

use super::{
    super::{
        caller::Caller,
        sent::{Refused, Sent},
    },
    at_device,
};
use crate::{
    Server,
    factors::Has,
    refusal::Refusal,
    store::{self, Approver},
};

/// The longest name of a device, in characters.
const LONGEST_NAME: usize = 80;

/// Makes a code with which this device enrols its key, once and within ten minutes. It wants a proof
/// within ten minutes of who asks: of a second factor, where the person has one.
#[utoipa::path(
    post,
    path = "/api/v1/approvals/device/code",
    tag = "approvals",
    operation_id = "make_enrolment_code",
    security(("bearer" = ["approvals"])),
    responses((status = 200, description = "The code", body = EnrolmentCode), Refused)
)]
pub(crate) async fn code(
    State(server): State<Server>,
    asker: Caller,
) -> Result<Json<EnrolmentCode>, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsOffer)?;
    if !server.config().factors.methods.contains(&Kind::Approval) {
        return Err(Refusal::NotAllowed);
    }
    let (now, user) = (server.now(), known.user.id);
    let mut work = server.store().begin().await?;
    let session = at_device(&mut work, known).await?;
    let has = Has::read(&mut work, user, now).await?.any();
    if !session
        .assurance
        .is_fresh(session.authenticated_at, has, now)
    {
        return Err(Refusal::Stale);
    }
    let (secret, expires_at) = (server.secret()?, now.plus(CODE_LIFE));
    work.approval_keys()
        .add_code(&secret.digest(), user, session.device, expires_at)
        .await?;
    let device = session.device.to_string();
    known
        .record(&mut work, now, "approval-key.offered", &device, "")
        .await?;
    work.commit().await?;
    Ok(Json(EnrolmentCode {
        code: secret.reveal().to_owned(),
        user,
        device: session.device,
        expires_at: expires_at.unix(),
    }))
}

/// Lets this device approve with a key, in the place of the one it had. The key signs that it is meant for
/// this server, person, device, code and name.
#[utoipa::path(
    put,
    path = "/api/v1/approvals/device",
    tag = "approvals",
    operation_id = "enrol_device",
    request_body = Enrolment,
    security(("bearer" = ["approvals"])),
    responses(
        (status = 200, description = "It can approve now", body = ApprovingDevice),
        (status = 403, description = "`bad_signature`: the key did not sign this, or is none", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn enrol(
    State(server): State<Server>,
    asker: Caller,
    sent: Sent,
) -> Result<Json<ApprovingDevice>, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsEnrol)?;
    let enrolment: Enrolment = sent.read()?;
    if shown(&enrolment.name, LONGEST_NAME).as_ref() != Some(&enrolment.name) {
        let wanted = "a name has 1 to 80 characters, and no control marks";
        return Err(Refusal::Unusable(wanted.to_owned()));
    }
    let (now, user) = (server.now(), known.user.id);
    let mut work = server.store().begin().await?;
    // In the order of those who ask.
    if !work.users().hold(user).await? {
        return Err(Refusal::InvalidToken);
    }
    let session = at_device(&mut work, known).await?;
    let device = session.device;
    let issuer = server.config().issuer.as_str();
    let key = enrolment
        .verify(issuer, user, device)
        .map_err(|_| BAD_SIGNATURE)?;
    let code = Digest::of(&enrolment.code);
    match work
        .approval_keys()
        .spend_code(&code, user, device, now)
        .await
    {
        Err(store::Error::Conflict) => return Err(BAD_CODE),
        other => other?,
    }
    work.approval_keys()
        .set(user, device, &enrolment.name, &key, now)
        .await?;
    let detail = format!("key={}", key.id());
    known
        .record(
            &mut work,
            now,
            "approval-key.enrolled",
            &device.to_string(),
            &detail,
        )
        .await?;
    work.commit().await?;
    Ok(Json(ApprovingDevice {
        device,
        name: enrolment.name,
        key: key.id(),
        enrolled_at: now.unix(),
    }))
}

const BAD_SIGNATURE: Refusal = Refusal::Answer {
    status: StatusCode::FORBIDDEN,
    error: "bad_signature",
    description: "the key did not sign this, or is none",
};

const BAD_CODE: Refusal =
    Refusal::invalid_grant("the code is not this device's, was used, or has run out");

/// Whether this device can approve.
#[utoipa::path(
    get,
    path = "/api/v1/approvals/device",
    tag = "approvals",
    operation_id = "get_approving_device",
    security(("bearer" = ["approvals"])),
    responses(
        (status = 200, description = "It can", body = ApprovingDevice),
        (status = 404, description = "It has no key", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn get(
    State(server): State<Server>,
    asker: Caller,
) -> Result<Json<ApprovingDevice>, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsList)?;
    let mut work = server.store().look().await?;
    let session = at_device(&mut work, known).await?;
    let found = work
        .approval_keys()
        .get(session.device, server.now())
        .await?;
    Ok(Json(view(found.ok_or(Refusal::NotFound)?)))
}

/// Takes the key from this device, with what it was asked.
#[utoipa::path(
    delete,
    path = "/api/v1/approvals/device",
    tag = "approvals",
    operation_id = "leave_device",
    security(("bearer" = ["approvals"])),
    responses(
        (status = 204, description = "It cannot approve any more"),
        (status = 404, description = "It has no key", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn leave(
    State(server): State<Server>,
    asker: Caller,
) -> Result<StatusCode, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsLeave)?;
    let (now, user) = (server.now(), known.user.id);
    let mut work = server.store().begin().await?;
    let session = at_device(&mut work, known).await?;
    if !work.approval_keys().take(user, session.device, now).await? {
        return Err(Refusal::NotFound);
    }
    let device = session.device.to_string();
    known
        .record(&mut work, now, "approval-key.removed", &device, "")
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(approver: Approver) -> ApprovingDevice {
    ApprovingDevice {
        device: approver.device,
        name: approver.name.unwrap_or_default(),
        key: approver.key.id(),
        enrolled_at: approver.enrolled_at.unix(),
    }
}
