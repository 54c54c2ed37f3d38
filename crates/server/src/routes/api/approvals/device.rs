//! `/api/v1/approvals/device`: giving the device of the asking session a key to answer with, and taking it.

use authority::{Digest, approval::CODE_LIFE, factor::Kind, permission::Action};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{ApprovingDevice, EnrolledDevice, Enrolment, EnrolmentCode, OAuthError, shown};

use super::{
    super::{
        caller::Caller,
        sent::{Refused, Sent},
    },
    at_device,
};
use crate::{
    Server,
    factors::{
        Has,
        approval::{self, joined},
    },
    refusal::Refusal,
    store::{self, Approver},
};

/// The longest name of a device, in characters.
const LONGEST_NAME: usize = 80;

/// Makes a code with which this device enrols its key, once and within ten minutes. It wants a proof
/// within ten minutes of who asks: of a second factor, where the person has one. The tokens of the device
/// have to be bound to a key (RFC 9449), by which it is recognised when somebody signs in there again.
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
    if !work.approval_keys().is_bound(session.device).await? {
        return Err(UNBOUND);
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
/// this server, person, device, code and name. Where it is the first factor of the person, everything else
/// ends that they are signed in with; whoever has no other way in gets ten recovery codes.
#[utoipa::path(
    put,
    path = "/api/v1/approvals/device",
    tag = "approvals",
    operation_id = "enrol_device",
    request_body = Enrolment,
    security(("bearer" = ["approvals"])),
    responses(
        (status = 200, description = "It can approve now", body = EnrolledDevice),
        (status = 403, description = "`bad_signature`: the key did not sign this, or is none", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn enrol(
    State(server): State<Server>,
    asker: Caller,
    sent: Sent,
) -> Result<Json<EnrolledDevice>, Refusal> {
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
    let has = Has::read(&mut work, user, now).await?;
    work.approval_keys()
        .set(user, device, &enrolment.name, &key, now)
        .await?;
    let codes = joined(&server, &mut work, user, session.id, &has).await?;
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
    Ok(Json(EnrolledDevice {
        device: ApprovingDevice {
            device,
            name: enrolment.name,
            key: key.id(),
            enrolled_at: now.unix(),
        },
        recovery_codes: codes.iter().map(|code| code.to_string()).collect(),
    }))
}

const UNBOUND: Refusal = Refusal::Answer {
    status: StatusCode::FORBIDDEN,
    error: "unbound_device",
    description: "only a device approves whose tokens are bound to a key (RFC 9449)",
};

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

/// Takes the key from this device, with what it was asked, and ends everything else that the person is signed
/// in with. It wants a proof within ten minutes of who asks; the last factor of a person who needs one stays.
#[utoipa::path(
    delete,
    path = "/api/v1/approvals/device",
    tag = "approvals",
    operation_id = "leave_device",
    security(("bearer" = ["approvals"])),
    responses(
        (status = 204, description = "It cannot approve any more"),
        (status = 404, description = "It has no key", body = OAuthError),
        (status = 409, description = "`last_factor`: the person needs one", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn leave(
    State(server): State<Server>,
    asker: Caller,
) -> Result<StatusCode, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsLeave)?;
    let now = server.now();
    let mut work = server.store().begin().await?;
    let session = at_device(&mut work, known).await?;
    let (user, device) = (&known.user, session.device);
    let left = approval::leave(&server, &mut work, user, session.id, device).await?;
    left.ok_or(Refusal::NotFound)?;
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
