//! Approvals: enrolling this device, and answering.

use std::time::Duration;

use protocol::{
    AnsweredApproval, ApprovalId, ApprovingDevice, EnrolledDevice, Enrolment, EnrolmentCode,
    OpenApprovals, Page, RecordedAnswer, SignedAnswer, WrongNumber,
};
use reqwest::{Method, StatusCode, header::ACCEPT};
use zeroize::Zeroizing;

use super::{
    Countersign, LIMIT,
    stream::{ApprovalStream, EventId, silent},
};
use crate::{Access, Error, answer};

/// The longest that a server of ours may be asked to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// How many answers are read at once: with their requests they stay well below 256 KiB.
const PAGE: &str = "50";

/// Why an answer did not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The person typed another number than the page shows.
    #[error("the number is wrong")]
    WrongNumber {
        /// How often they may still be wrong; with 0 the request is denied now.
        tries_left: u32,
    },

    /// The request was answered, denied or expired before.
    #[error("the request is over")]
    Over,

    /// The server does not take the signature: the key of this device is another one there.
    #[error("the server does not accept the signature")]
    BadSignature,

    /// The moment in the answer is too far from the clock of the server.
    #[error("the server does not accept the time of the answer")]
    BadTime,

    /// The answer may not have arrived, or something else is wrong with it.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Countersign {
    pub(crate) async fn enrolment_code(&self, access: &Access) -> Result<EnrolmentCode, Error> {
        let request = self.ask(Method::POST, &["approvals", "device", "code"]);
        answer::json(access, request).await
    }

    pub(crate) async fn enrol(
        &self,
        access: &Access,
        enrolment: &Enrolment,
    ) -> Result<EnrolledDevice, Error> {
        let request = self.ask(Method::PUT, &["approvals", "device"]);
        match answer::body(access, request.json(enrolment)).await? {
            // Recovery codes may be in it.
            Ok(body) => answer::parse(&Zeroizing::new(body)),
            Err(refusal) => Err(refusal.explain()),
        }
    }

    pub(crate) async fn approver(&self, access: &Access) -> Result<Option<ApprovingDevice>, Error> {
        let request = self.ask(Method::GET, &["approvals", "device"]);
        match answer::json(access, request).await {
            Err(Error::NotFound) => Ok(None),
            device => device.map(Some),
        }
    }

    pub(crate) async fn leave(&self, access: &Access) -> Result<(), Error> {
        answer::done(access, self.ask(Method::DELETE, &["approvals", "device"])).await
    }

    pub(crate) async fn approvals(
        &self,
        access: &Access,
        wait: Option<Duration>,
        seen: &[ApprovalId],
    ) -> Result<OpenApprovals, Error> {
        let mut request = self.ask(Method::GET, &["approvals"]);
        if let Some(wait) = wait {
            let wait = wait.min(LONGEST_WAIT);
            let seen: Vec<String> = seen.iter().map(ToString::to_string).collect();
            request = request
                .query(&[
                    ("wait", wait.as_secs().to_string()),
                    ("seen", seen.join(",")),
                ])
                .timeout(wait + LIMIT);
        }
        answer::json(access, request).await
    }

    pub(crate) async fn approval_stream(
        &self,
        access: &Access,
        last: Option<&EventId>,
    ) -> Result<ApprovalStream, Error> {
        // No limit for the whole: it lasts as long as somebody listens.
        let mut request = self
            .client
            .get(self.address(&["approvals", "stream"]))
            .header(ACCEPT, "text/event-stream");
        if let Some(last) = last.filter(|last| !last.as_str().is_empty()) {
            request = request.header("last-event-id", last.as_str());
        }
        let response = tokio::time::timeout(self.silence, access.send(request))
            .await
            .map_err(|_| silent())??;
        ApprovalStream::of(response, last, self.silence).await
    }

    pub(crate) async fn answer(
        &self,
        access: &Access,
        id: ApprovalId,
        signed: &SignedAnswer,
    ) -> Result<AnsweredApproval, AnswerError> {
        let request = self.ask(Method::POST, &["approvals", &id.to_string(), "answer"]);
        match answer::body(access, request.json(signed)).await? {
            Ok(body) => Ok(answer::parse(&body)?),
            Err(refusal) => Err(why(&refusal)),
        }
    }

    pub(crate) async fn answered(
        &self,
        access: &Access,
        cursor: Option<&str>,
    ) -> Result<Page<RecordedAnswer>, Error> {
        let mut request = self
            .ask(Method::GET, &["approvals", "answered"])
            .query(&[("limit", PAGE)]);
        if let Some(cursor) = cursor {
            request = request.query(&[("cursor", cursor)]);
        }
        answer::json(access, request).await
    }
}

fn why(refusal: &answer::Refusal) -> AnswerError {
    let wrong: Option<WrongNumber> = refusal.said(StatusCode::UNPROCESSABLE_ENTITY);
    if let Some(WrongNumber { tries_left, .. }) =
        wrong.filter(|wrong| wrong.error == "wrong_number")
    {
        return AnswerError::WrongNumber { tries_left };
    }
    if refusal.is(StatusCode::CONFLICT, "approval_over") {
        AnswerError::Over
    } else if refusal.is(StatusCode::FORBIDDEN, "bad_signature") {
        AnswerError::BadSignature
    } else if refusal.is(StatusCode::FORBIDDEN, "bad_time") {
        AnswerError::BadTime
    } else {
        AnswerError::Failed(refusal.explain())
    }
}
