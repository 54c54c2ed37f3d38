//! `/api/v1/approvals/{id}/answer`: the device says what the person decided.
//!
//! ```text
//! signature, time, number ─ right ─▶ one conditional update ─▶ recorded, with the bytes that were signed
//!                         └ wrong ─▶ nothing changes; a wrong number alone spends a try
//! ```

use authority::{
    Moment,
    approval::{Answered, Approval, Refused as NotTaken, State as Standing},
    audit::Event,
    permission::Action,
    session::Session,
};
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use data_encoding::BASE64URL_NOPAD;
use http::StatusCode;
use protocol::{AnsweredApproval, OAuthError, SignedAnswer, WrongNumber};

use super::{
    super::{
        caller::{Caller, Known},
        sent::{Refused, Sent},
    },
    at_device, id_of, not_me,
};
use crate::{Server, approvals::opened, refusal::Refusal, store::Work};

/// Approves with the number that the asking page shows, or denies. The key of the device signs what it
/// showed and what the person decided.
#[utoipa::path(
    post,
    path = "/api/v1/approvals/{id}/answer",
    tag = "approvals",
    operation_id = "answer_approval",
    params(("id" = String, Path, description = "The request")),
    request_body = SignedAnswer,
    security(("bearer" = ["approvals"])),
    responses(
        (status = 200, description = "It is decided", body = AnsweredApproval),
        (status = 403, description = "`bad_signature` or `bad_time`: nothing changed", body = OAuthError),
        (status = 404, description = "The person was not asked this", body = OAuthError),
        (status = 409, description = "`approval_over`: it was decided, or ran out", body = OAuthError),
        (status = 422, description = "The number is wrong", body = WrongNumber),
        Refused,
    )
)]
pub(crate) async fn post(
    State(server): State<Server>,
    asker: Caller,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsAnswer)?;
    let answer: SignedAnswer = sent.read()?;
    let (id, now) = (id_of(&id)?, server.now());
    let mut work = server.store().look().await?;
    let session = at_device(&mut work, known).await?;
    let stored = work.approvals().get(id).await?;
    let stored = stored.filter(|stored| stored.request.user == known.user.id);
    let approval = opened(&server, stored.ok_or(Refusal::NotFound)?)?;
    let key = work.approval_keys().get(session.device, now).await?;
    drop(work);
    let decided = match key {
        Some(approver) if approval.request.device == session.device => {
            approval.answer(&answer, &approver.key, now)
        }
        _ => Err(NotTaken::Signature),
    };
    let given = Given {
        server: &server,
        known,
        session: &session,
        approval: &approval,
        answer: &answer,
        now,
    };
    match decided {
        Ok(answered) => given.record(answered).await,
        Err(why) => Err(given.refuse(why)),
    }
}

/// An answer that was looked at.
pub(super) struct Given<'a> {
    pub(super) server: &'a Server,
    pub(super) known: &'a Known,
    pub(super) session: &'a Session,
    pub(super) approval: &'a Approval,
    pub(super) answer: &'a SignedAnswer,
    pub(super) now: Moment,
}

impl Given<'_> {
    /// Records what it does. Whoever is overtaken begins again and finds what the other one did.
    async fn record(&self, answered: Answered) -> Result<Response, Refusal> {
        let mut work = self.server.store().begin().await?;
        let answer = match answered {
            Answered::Approved => {
                let state = Standing::Approved(self.now);
                self.decide(&mut work, state, self.approval.tries_left)
                    .await?;
                self.note(&mut work, "approval.approved").await?;
                told("approved")
            }
            Answered::Denied { not_me: false } => {
                self.decide(&mut work, Standing::Denied, self.approval.tries_left)
                    .await?;
                self.note(&mut work, "approval.denied").await?;
                told("denied")
            }
            Answered::Denied { not_me: true } => {
                let done = not_me::carry_out(self, &mut work).await?;
                Json(AnsweredApproval {
                    state: "denied".to_owned(),
                    not_me: Some(done),
                })
                .into_response()
            }
            Answered::WrongNumber { tries_left } => {
                self.spend(&mut work, tries_left).await?;
                self.note(&mut work, "approval.wrong-number").await?;
                wrong(tries_left)
            }
        };
        work.commit().await?;
        Ok(answer)
    }

    async fn spend(&self, work: &mut Work, tries_left: u32) -> Result<(), Refusal> {
        if tries_left == 0 {
            return self.decide(work, Standing::Denied, 0).await;
        }
        self.used(work).await?;
        Ok(work.approvals().spend_try(self.approval, self.now).await?)
    }

    /// Ends the request in this state.
    pub(super) async fn decide(
        &self,
        work: &mut Work,
        state: Standing,
        tries_left: u32,
    ) -> Result<(), Refusal> {
        // Before the request, as those do who take a device away.
        self.used(work).await?;
        Ok(work
            .approvals()
            .decide(self.approval, state, tries_left, self.answer, self.now)
            .await?)
    }

    async fn used(&self, work: &mut Work) -> Result<(), Refusal> {
        let device = self.session.device;
        Ok(work.approval_keys().used(device, self.now).await?)
    }

    /// Appends what was signed to the log, byte by byte.
    pub(super) async fn note(&self, work: &mut Work, action: &'static str) -> Result<(), Refusal> {
        let answer = self.answer;
        let request = &self.approval.request;
        let signed = request.signed_bytes(answer.decision, &answer.digits, answer.time);
        let event = Event::new(self.now, self.known.user.id, action, request.id)
            .from(self.known.ip)
            .on(self.session.device)
            .in_full(format_args!(
                "signed={} signature={}",
                BASE64URL_NOPAD.encode(&signed),
                answer.signature
            ));
        Ok(work.audit().append(&event).await?)
    }

    /// Says why nothing changed.
    fn refuse(&self, why: NotTaken) -> Refusal {
        let (status, error, description) = match why {
            NotTaken::Over => (
                StatusCode::CONFLICT,
                "approval_over",
                "it was decided, or ran out",
            ),
            NotTaken::Signature => (
                StatusCode::FORBIDDEN,
                "bad_signature",
                "the key of the device that was asked did not sign this answer",
            ),
            NotTaken::Digits => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "a number has six digits, and a denial has none",
            ),
            NotTaken::Time => (
                StatusCode::FORBIDDEN,
                "bad_time",
                "the time of the answer is not that of this server",
            ),
        };
        if !matches!(why, NotTaken::Over) {
            let id = self.approval.request.id;
            let event = Event::new(self.now, self.known.user.id, "approval.refused", id);
            let event = event.from(self.known.ip).on(self.session.device);
            self.server.refused(event.because(error));
        }
        Refusal::Answer {
            status,
            error,
            description,
        }
    }
}

fn told(state: &str) -> Response {
    Json(AnsweredApproval {
        state: state.to_owned(),
        not_me: None,
    })
    .into_response()
}

fn wrong(tries_left: u32) -> Response {
    let said = WrongNumber {
        error: "wrong_number".to_owned(),
        error_description: "this is not the number that the asking page shows".to_owned(),
        tries_left,
    };
    (StatusCode::UNPROCESSABLE_ENTITY, Json(said)).into_response()
}
