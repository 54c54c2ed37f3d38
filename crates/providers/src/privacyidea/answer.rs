//! What is answered.

use super::question::PushQuestion;

/// Why a person declines, in the words of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyDeclined {
    /// They began nothing that would ask.
    UnknownTrigger,
    /// They began it, and thought better of it.
    Cancelled,
}

impl WhyDeclined {
    /// The word that is signed and sent.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnknownTrigger => "unknown_trigger",
            Self::Cancelled => "cancelled",
        }
    }
}

/// An answer that has to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushAnswer {
    nonce: String,
    serial: String,
    declines: bool,
    reason: Option<WhyDeclined>,
    choice: Option<String>,
}

impl PushAnswer {
    /// Yes; with one of its choices, where there are some.
    #[must_use]
    pub fn accept(question: &PushQuestion, choice: Option<&str>) -> Self {
        Self {
            nonce: question.nonce.clone(),
            serial: question.serial.clone(),
            declines: false,
            reason: None,
            choice: choice.map(str::to_owned),
        }
    }

    /// No; with a reason only where the server takes it.
    #[must_use]
    pub fn decline(question: &PushQuestion, reason: Option<WhyDeclined>) -> Self {
        Self {
            nonce: question.nonce.clone(),
            serial: question.serial.clone(),
            declines: true,
            reason: reason.filter(|reason| question.takes_reason(*reason)),
            choice: None,
        }
    }

    /// What has to be signed.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        let mut signed = format!("{}|{}", self.nonce, self.serial);
        let decline = self.declines.then_some("decline");
        let reason = self.reason.map(WhyDeclined::word);
        let parts = [decline, reason, self.choice.as_deref()];
        for part in parts.into_iter().flatten() {
            signed.push('|');
            signed.push_str(part);
        }
        signed.into_bytes()
    }

    /// What is sent, with the signature in base32.
    pub(crate) fn form(&self, signature: String) -> Vec<(&'static str, String)> {
        let mut form = vec![
            ("serial", self.serial.clone()),
            ("nonce", self.nonce.clone()),
            ("signature", signature),
        ];
        if self.declines {
            form.push(("decline", "1".to_owned()));
        }
        let reason = self.reason.map(|reason| reason.word().to_owned());
        form.extend(reason.map(|reason| ("decline_reason", reason)));
        let choice = self.choice.clone();
        form.extend(choice.map(|choice| ("presence_answer", choice)));
        form
    }
}

/// What the server made of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whether it counted. It does not when the question is over, was answered, or something else was
    /// to be picked.
    pub counts: bool,
    /// What has to be typed into the page that asks, where it asks for that.
    pub code: Option<String>,
    /// What the server says about the code, as it wrote it.
    pub message: Option<String>,
}
