//! The pages about second factors.

use askama::Template;
use authority::factor::{Challenge, Kind};

use super::{Approving, Elsewhere, Row, Stands};
use crate::words;

/// One way to show who one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The word in forms.
    pub word: &'static str,
    /// What people call it.
    pub label: String,
    /// What it takes, in a sentence.
    pub hint: String,
    /// The question above the field.
    pub question: String,
    /// Where it is chosen.
    pub link: String,
    /// How the person is asked.
    challenge: Challenge,
    /// Whether the code is made of digits.
    pub digits: bool,
}

impl Way {
    /// The way by a factor of this kind.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        let words = words::here();
        let (hint, question) = match kind {
            Kind::Passkey => (words.passkey_hint(), words.passkey_question()),
            Kind::Totp => (words.totp_hint(), words.totp_question()),
            Kind::Mail => (words.mail_code_hint(), words.mail_code_question()),
            Kind::Sms => (words.sms_code_hint(), words.sms_code_question()),
            Kind::Recovery => (words.recovery_hint(), words.recovery_code()),
            Kind::Approval => (words.approval_hint(), words.approval()),
        };
        Self {
            word: kind.word(),
            label: kind_in_words(kind),
            hint,
            question,
            link: String::new(),
            challenge: kind.challenge(),
            digits: kind != Kind::Recovery,
        }
    }

    /// Whether the browser answers by itself.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.challenge == Challenge::Signed
    }
}

/// What people call a kind of factor.
pub(super) fn kind_in_words(kind: Kind) -> String {
    let words = words::here();
    match kind {
        Kind::Passkey => words.passkey(),
        Kind::Totp => words.totp(),
        Kind::Mail => words.mail_code(),
        Kind::Sms => words.sms_code(),
        Kind::Recovery => words.recovery_code(),
        Kind::Approval => words.approval(),
    }
}

/// Where a code goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTo {
    /// An address of which only as much is shown as its owner needs.
    pub to: String,
    /// Whether a code was sent that can still be typed.
    pub waiting: bool,
}

/// The question for a factor: `POST` to `action` with `csrf`, `attempt`, `with` and `code`,
/// or `send` in its place.
#[derive(Debug, Clone, Template)]
#[template(path = "factor.html")]
pub struct Factor {
    /// The form token.
    pub csrf: String,
    /// Where the form goes.
    pub action: &'static str,
    /// What to return to.
    pub attempt: String,
    /// Whose factor it is.
    pub name: String,
    /// What is asked for.
    pub way: Way,
    /// What the browser is asked, where it answers by itself.
    pub ceremony: Option<String>,
    /// Where a code goes, where one is sent first.
    pub code_to: Option<CodeTo>,
    /// What a device is asked, where one answers.
    pub approving: Option<Approving>,
    /// The other ways.
    pub others: Vec<Way>,
    /// Whether there is no way at all.
    pub nothing: bool,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

impl Factor {
    /// Whether a code has to be sent before one can be typed.
    fn no_code_yet(&self) -> bool {
        self.code_to.as_ref().is_some_and(|code| !code.waiting)
    }
}

/// The question for the password of somebody without a second factor: `POST /sign-in/step-up` with
/// `csrf`, `attempt` and `password`.
#[derive(Debug, Clone, Template)]
#[template(path = "step_up.html")]
#[allow(missing_docs)] // as in Factor
pub struct StepUp {
    pub csrf: String,
    pub attempt: String,
    pub name: String,
    pub error: Option<String>,
    pub server: String,
    /// Other servers with which they can show it instead.
    pub upstreams: Vec<Elsewhere>,
}

/// The way in by recovery code: `POST /sign-in/recover` with `csrf`, `attempt`, `name`, `password` and
/// `code`.
#[derive(Debug, Clone, Template)]
#[template(path = "recover.html")]
#[allow(missing_docs)] // as in Factor
pub struct Recover {
    pub csrf: String,
    pub attempt: String,
    pub name: String,
    pub error: Option<String>,
    pub server: String,
}

/// The factors that a person may add.
#[derive(Debug, Clone, Template)]
#[template(path = "enrol.html")]
pub struct Enrol {
    /// Whether the sign-in does not go on without one.
    pub required: bool,
    /// Whose factor it will be.
    pub name: String,
    /// What may be added.
    pub ways: Vec<Way>,
    /// The server as people know it.
    pub server: String,
}

/// An authenticator app to add: `POST /enrol/totp` with `csrf`, `attempt` and `code`.
#[derive(Clone, Template)]
#[template(path = "enrol_totp.html")]
pub struct EnrolTotp {
    /// The form token.
    pub csrf: String,
    /// What to return to.
    pub attempt: String,
    /// Whose app it is.
    pub name: String,
    /// The key in groups of four.
    pub key: String,
    /// The address that an app on this device opens.
    pub link: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// Codes that are sent: `POST` to `action` with `csrf`, `attempt` and `code`, or with `send` and, for
/// text messages, `number`.
#[derive(Debug, Clone, Template)]
#[template(path = "enrol_sent.html")]
pub struct EnrolSent {
    /// The form token.
    pub csrf: String,
    /// Where the form goes.
    pub action: String,
    /// What to return to.
    pub attempt: String,
    /// By mail or by text message.
    pub way: Way,
    /// Where codes go, where that is settled.
    pub address: Option<String>,
    /// Whether one was sent that can still be typed.
    pub waiting: bool,
    /// Whose factor it will be.
    pub name: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// What recovery codes are for: `POST /enrol/recovery` with `csrf` and `attempt` makes them.
#[derive(Debug, Clone, Template)]
#[template(path = "ask_recovery.html")]
pub struct AskRecovery {
    /// The form token.
    pub csrf: String,
    /// What to return to.
    pub attempt: String,
    /// How many the person has.
    pub left: usize,
    /// The server as people know it.
    pub server: String,
}

/// The codes, this once.
#[derive(Clone, Template)]
#[template(path = "recovery_sheet.html")]
pub struct RecoverySheet {
    /// Whose they are.
    pub name: String,
    /// The codes.
    pub codes: Vec<String>,
    /// Where the person goes on.
    pub onward: String,
    /// The server as people know it.
    pub server: String,
}

/// A passkey to add: `POST /enrol/passkey` with `csrf`, `attempt`, `name` and `code`, the browser's
/// answer.
#[derive(Debug, Clone, Template)]
#[template(path = "enrol_passkey.html")]
pub struct EnrolPasskey {
    /// The form token.
    pub csrf: String,
    /// What to return to.
    pub attempt: String,
    /// What the browser is asked.
    pub question: String,
    /// A name that the passkey may get.
    pub suggestion: String,
    /// Whose passkey it will be.
    pub name: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// The way in by passkey alone: `POST /sign-in/passkey` with `csrf`, `attempt` and `code`, the
/// browser's answer.
#[derive(Debug, Clone, Template)]
#[template(path = "passkey_only.html")]
pub struct PasskeyOnly {
    /// The form token.
    pub csrf: String,
    /// What to return to.
    pub attempt: String,
    /// What the browser is asked.
    pub question: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// The browsers of somebody who has many: `POST /sign-in/sessions` with `csrf`, `attempt` and an `id`
/// for each to end.
#[derive(Debug, Clone, Template)]
#[template(path = "crowd.html")]
pub struct Crowd {
    /// The form token.
    pub csrf: String,
    /// What to return to.
    pub attempt: String,
    /// The other browsers.
    pub sessions: Vec<Row>,
    /// The server as people know it.
    pub server: String,
}

impl std::fmt::Debug for EnrolTotp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolTotp(hidden)")
    }
}

impl std::fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverySheet(hidden)")
    }
}
