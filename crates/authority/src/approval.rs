//! Approvals: a device of the person answers for a browser or program that asks (security model,
//! section 5).
//!
//! ```text
//!           right number, signed             holder asks, in time
//! Pending ──────────────────────▶ Approved ──────────────────────▶ collected, once
//!    ├── denied, or wrong too often ─▶ Denied
//!    └── nobody answered in time ────▶ Expired
//! ```
//!
//! Every state but the first is final.

use std::time::Duration;

use protocol::{
    ApprovalDecision, ApprovalPublicKey, ApprovalRequest, BadSignature, DIGITS, SignedAnswer,
};
use subtle::ConstantTimeEq as _;

use crate::Moment;

/// How long a request can be answered.
pub const LIFE: Duration = Duration::from_secs(120);
/// The longest that a program may ask for (ASVS 6.5.5).
pub const LONGEST_LIFE: Duration = Duration::from_secs(600);
/// How long an approval can be collected.
pub const COLLECT: Duration = Duration::from_secs(60);
/// So many wrong numbers end a request.
pub const TRIES: u32 = 3;
/// How long an enrolment code is valid.
pub const CODE_LIFE: Duration = Duration::from_secs(600);
/// How long nobody is asked after somebody said that it was not them.
pub const MUTE: Duration = Duration::from_secs(20 * 60);

/// How far the clock of a device may be ahead of ours, or an answer be older than its request.
const LEEWAY: Duration = Duration::from_secs(30);
/// At most [`STARTS`] requests begin within this time.
pub const STARTS_WITHIN: Duration = Duration::from_secs(600);
/// See [`STARTS_WITHIN`].
pub const STARTS: usize = 3;
/// [`UNANSWERED`] requests that were denied or not answered within this time pause approvals
/// ([SP 800-63B section 5.1.3.2](https://pages.nist.gov/800-63-3/sp800-63b.html) asks for such a limit).
pub const UNANSWERED_WITHIN: Duration = Duration::from_secs(3600);
/// See [`UNANSWERED_WITHIN`].
pub const UNANSWERED: usize = 5;

/// The six digits that the asking page shows and the person types on the device.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(String);

impl std::fmt::Debug for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digits(hidden)")
    }
}

impl Digits {
    /// The digits that chance has chosen. The bias of the remainder is below 2⁻⁴⁴.
    #[must_use]
    pub fn draw(bytes: [u8; 8]) -> Self {
        let number = u64::from_be_bytes(bytes) % 1_000_000;
        Self(format!("{number:06}"))
    }

    /// Reads what was stored, or what a program shows by itself; `None` unless it is six digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    /// To show, or to store sealed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    fn are(&self, typed: &str) -> bool {
        self.0.as_bytes().ct_eq(typed.as_bytes()).into()
    }
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody answered yet.
    Pending,
    /// The device said yes, at this moment.
    Approved(Moment),
    /// The device said no, or the number was wrong too often.
    Denied,
    /// Nobody answered in time.
    Expired,
}

impl State {
    /// The word that is stored and travels.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved(_) => "approved",
            Self::Denied => "denied",
            Self::Expired => "expired",
        }
    }
}

/// A request, as it is stored.
#[derive(Debug, Clone)]
pub struct Approval {
    /// What the device is shown.
    pub request: ApprovalRequest,
    /// What the person types; `None` where the program shows no number.
    pub digits: Option<Digits>,
    /// How often they may still be wrong.
    pub tries_left: u32,
    /// Who alone may collect it: one sign-in under way, one session, or one request of a program.
    pub holder: String,
    /// Where it stands.
    pub state: State,
    /// Whether it was collected.
    pub collected: bool,
}

/// What an answer does. Record it in one conditional update that must find the request pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Approved.
    Approved,
    /// Denied; `not_me` says that the person knows nothing of it.
    Denied {
        /// Whether somebody else knows the password.
        not_me: bool,
    },
    /// The number was wrong: spend a try. Without one left, the request is denied.
    WrongNumber {
        /// How often they may still be wrong.
        tries_left: u32,
    },
}

/// Why an answer changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was answered, or it is too late.
    #[error("the request is over")]
    Over,
    /// Somebody else signed, or something else was signed.
    #[error("the signature does not fit")]
    Signature,
    /// More digits than a number has, or a denial with digits.
    #[error("the answer has more digits than fit")]
    Digits,
    /// The device's clock is wrong, or somebody kept the answer.
    #[error("the answer is not of this time")]
    Time,
}

impl From<BadSignature> for Refused {
    fn from(_: BadSignature) -> Self {
        Self::Signature
    }
}

impl Approval {
    /// Whether it can still be answered.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        self.state == State::Pending && now.unix() < self.request.expires_at
    }

    /// Where it stands at this moment: what nobody answered in time has expired.
    #[must_use]
    pub fn stands(&self, now: Moment) -> State {
        if self.state == State::Pending && !self.is_open(now) {
            State::Expired
        } else {
            self.state
        }
    }

    /// Decides about an answer. `key` is the one that the asked device of this person enrolled.
    ///
    /// # Errors
    ///
    /// [`Refused`]; then nothing changes, and no try is spent: whoever has no key cannot end a request.
    pub fn answer(
        &self,
        answer: &SignedAnswer,
        key: &ApprovalPublicKey,
        now: Moment,
    ) -> Result<Answered, Refused> {
        answer.verify(&self.request, key)?;
        let longest = match answer.decision {
            ApprovalDecision::Approve => DIGITS,
            ApprovalDecision::Deny | ApprovalDecision::NotMe => 0,
        };
        if answer.digits.len() > longest {
            return Err(Refused::Digits);
        }
        if !self.is_open(now) {
            return Err(Refused::Over);
        }
        let asked = Moment::from_unix(self.request.created_at).minus(LEEWAY);
        let answered = Moment::from_unix(answer.time);
        if answered < asked || now.plus(LEEWAY) < answered {
            return Err(Refused::Time);
        }
        Ok(match answer.decision {
            ApprovalDecision::Deny => Answered::Denied { not_me: false },
            ApprovalDecision::NotMe => Answered::Denied { not_me: true },
            ApprovalDecision::Approve if self.number_fits(&answer.digits) => Answered::Approved,
            ApprovalDecision::Approve => Answered::WrongNumber {
                tries_left: self.tries_left.saturating_sub(1),
            },
        })
    }

    fn number_fits(&self, typed: &str) -> bool {
        match &self.digits {
            Some(digits) => digits.are(typed),
            None => typed.is_empty(),
        }
    }

    /// Decides whether `holder` may go on. Record [`Collection::Granted`] in one conditional update that
    /// must find it approved and not collected.
    #[must_use]
    pub fn collect(&self, holder: &str, person: &Circumstances, now: Moment) -> Collection {
        if self.holder != holder {
            return Collection::Never;
        }
        match self.stands(now) {
            State::Pending => Collection::Wait,
            State::Approved(at) if self.collected || now >= at.plus(COLLECT) => Collection::Never,
            State::Approved(_) if person.forbid() => Collection::Never,
            State::Approved(_) => Collection::Granted,
            State::Denied | State::Expired => Collection::Never,
        }
    }
}

/// What is true of the person when an approval is collected; it may have changed since they answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether the person may sign in at all.
    pub enabled: bool,
    /// Whether too many attempts failed.
    pub locked: bool,
    /// Whether the device that answered is still theirs, with the key that it answered with.
    pub device_stays: bool,
    /// Whether their password is the one they had when they were asked.
    pub password_stays: bool,
}

impl Circumstances {
    /// Whether something speaks against what they approved.
    #[must_use]
    pub const fn forbid(&self) -> bool {
        !self.enabled || self.locked || !self.device_stays || !self.password_stays
    }
}

/// What whoever asked gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// Nothing yet.
    Wait,
    /// They may go on, this once.
    Granted,
    /// They may not, and never will.
    Never,
}

/// What was asked of a person lately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Whether a request can still be answered.
    pub open: bool,
    /// When requests began, within [`STARTS_WITHIN`].
    pub begun: Vec<Moment>,
    /// When requests began that were denied or not answered, within [`UNANSWERED_WITHIN`] and since
    /// another factor of theirs was last right.
    pub unanswered: Vec<Moment>,
    /// Until when they want not to be asked.
    pub muted_until: Option<Moment>,
}

/// Why a person is not asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    /// Another request waits for its answer.
    #[error("another request waits for its answer")]
    Open,
    /// Too many began; at this moment there is room again.
    #[error("too many requests began")]
    Until(Moment),
    /// Too many were denied or not answered. Another factor helps at once, and time by itself.
    #[error("too many requests were denied or not answered")]
    Paused,
    /// They said that a sign-in was not them.
    #[error("the person does not want to be asked")]
    Muted(Moment),
}

impl History {
    /// Whether the person may be asked now.
    ///
    /// # Errors
    ///
    /// [`NotAsked`].
    pub fn may_ask(&self, now: Moment) -> Result<(), NotAsked> {
        if let Some(until) = self.muted_until.filter(|until| now < *until) {
            return Err(NotAsked::Muted(until));
        }
        let recent = |moments: &[Moment], within: Duration| -> Vec<Moment> {
            let mut recent: Vec<_> = moments
                .iter()
                .filter(|at| now < at.plus(within))
                .copied()
                .collect();
            recent.sort_unstable();
            recent
        };
        if recent(&self.unanswered, UNANSWERED_WITHIN).len() >= UNANSWERED {
            return Err(NotAsked::Paused);
        }
        if self.open {
            return Err(NotAsked::Open);
        }
        let begun = recent(&self.begun, STARTS_WITHIN);
        match begun.len().checked_sub(STARTS).and_then(|i| begun.get(i)) {
            Some(oldest) => Err(NotAsked::Until(oldest.plus(STARTS_WITHIN))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
