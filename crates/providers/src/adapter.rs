//! One face for all servers.

use std::time::Duration;

use protocol::{
    AnsweredApproval, ApprovalId, ApprovingDevice, Ended, EnrolledDevice, Enrolment, EnrolmentCode,
    Me, OpenApprovals, Page, RecordedAnswer, Session, SignedAnswer,
};

use crate::{
    Ability, Access, AnswerError, ApprovalStream, Capability, Countersign, Error, EventId, OpenId,
};

/// How to talk to one server about sessions, devices and approvals.
#[derive(Debug, Clone)]
pub enum Adapter {
    /// One of ours.
    Countersign(Countersign),
    /// Any other OpenID provider.
    OpenId(OpenId),
}

impl Adapter {
    /// What can be done with a sign-in that was granted these scopes: every [`Ability`], in order.
    #[must_use]
    pub fn capabilities(&self, granted_scopes: &[String]) -> Vec<Capability> {
        let why = |ability| match self {
            Self::Countersign(server) => server.why_not(ability, granted_scopes),
            Self::OpenId(server) => server.why_not(ability),
        };
        Ability::ALL
            .into_iter()
            .map(|ability| Capability::new(ability, why(ability)))
            .collect()
    }

    /// The person whose token this is, as the server knows them.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotSupported`] at servers without such an answer.
    pub async fn me(&self, access: &Access) -> Result<Me, Error> {
        self.ours()?.me(access).await
    }

    /// Every session of the person, page after page.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotSupported`] where [`Ability::ListSessions`] is absent.
    pub async fn sessions(&self, access: &Access) -> Result<Vec<Session>, Error> {
        self.ours()?.sessions(access).await
    }

    /// Ends one session and says what ended.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] when there is no such session of this person.
    pub async fn end(&self, access: &Access, id: &str) -> Result<Ended, Error> {
        self.ours()?.end(access, id).await
    }

    /// Ends every session of the person but the one that asks, and says what ended.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotSupported`] where [`Ability::EndOthers`] is absent.
    pub async fn end_others(&self, access: &Access) -> Result<Ended, Error> {
        self.ours()?.end_others(access).await
    }

    /// A code with which this device enrols a key, once and soon.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Stale`] when the second factor of this sign-in is not fresh,
    /// [`Error::NotSupported`] where [`Ability::Approvals`] is absent.
    pub async fn enrolment_code(&self, access: &Access) -> Result<EnrolmentCode, Error> {
        self.ours()?.enrolment_code(access).await
    }

    /// Enrols the key of this device: from now on it is asked. Whoever has no other way in gets recovery
    /// codes with it.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Refused`] when the code ran out or the signature does not fit.
    pub async fn enrol(
        &self,
        access: &Access,
        enrolment: &Enrolment,
    ) -> Result<EnrolledDevice, Error> {
        self.ours()?.enrol(access, enrolment).await
    }

    /// This device as the server asks it; `None` when it has no key there.
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn approver(&self, access: &Access) -> Result<Option<ApprovingDevice>, Error> {
        self.ours()?.approver(access).await
    }

    /// Takes the key of this device away from the server: it is not asked any more.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotFound`] when it has none there, [`Error::Stale`] when the second factor
    /// of this sign-in is not fresh, [`Error::LastFactor`] when the person must not be left without.
    pub async fn leave(&self, access: &Access) -> Result<(), Error> {
        self.ours()?.leave(access).await
    }

    /// What this device can answer now. With `wait`, which is 25 seconds at most, the server answers
    /// as soon as that is something else than `seen`, or when the time is up.
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn approvals(
        &self,
        access: &Access,
        wait: Option<Duration>,
        seen: &[ApprovalId],
    ) -> Result<OpenApprovals, Error> {
        self.ours()?.approvals(access, wait, seen).await
    }

    /// What this device can answer now, and again at each change. A stream that goes on after the
    /// event `last` says nothing until something has changed.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::NotUnderstood`] when something between here and the server answers
    /// with anything but a stream.
    pub async fn approval_stream(
        &self,
        access: &Access,
        last: Option<&EventId>,
    ) -> Result<ApprovalStream, Error> {
        self.ours()?.approval_stream(access, last).await
    }

    /// Answers a request.
    ///
    /// # Errors
    ///
    /// Any [`AnswerError`]; [`Error::NotFound`] within it when there is no such request of this
    /// device.
    pub async fn answer(
        &self,
        access: &Access,
        id: ApprovalId,
        signed: &SignedAnswer,
    ) -> Result<AnsweredApproval, AnswerError> {
        self.ours()?.answer(access, id, signed).await
    }

    /// What this person answered, on all devices, the newest first; the next page is behind
    /// [`Page::next_cursor`].
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub async fn answered(
        &self,
        access: &Access,
        cursor: Option<&str>,
    ) -> Result<Page<RecordedAnswer>, Error> {
        self.ours()?.answered(access, cursor).await
    }

    fn ours(&self) -> Result<&Countersign, Error> {
        match self {
            Self::Countersign(server) => Ok(server),
            Self::OpenId(_) => Err(Error::NotSupported),
        }
    }
}
