//! Approvals: the question whether a sign-in is this person's, and the answer that a device signs.
//!
//! ```text
//! server ── ApprovalRequest ─▶ device ── SignedAnswer ─▶ server
//! ```
//!
//! What is signed is a row of fields, each behind its length, so no two answers share their bytes.
//! `docs/approvals.md` describes them for programs that are not ours.

mod key;
mod transcript;
mod wire;

use serde::{Deserialize, Serialize};

pub use key::{ApprovalKey, ApprovalPublicKey, BadKey, BadSignature};
use transcript::Transcript;
pub use wire::{
    ANSWERS_KEPT, AnsweredApproval, ApprovingDevice, EnrolledDevice, NotMe, OpenApprovals,
    RecordedAnswer, WrongNumber,
};

use crate::{ApprovalId, DeviceId, UserId, text::shown};

/// Longer text of a request is cut by the server, and refused by the device: 80 characters.
pub const LONGEST_TEXT: usize = 80;

/// How many digits the person types.
pub const DIGITS: usize = 6;

/// What a person is asked to approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalPurpose {
    /// A browser signs in.
    SignIn,
    /// A browser that is signed in wants to do something that needs a fresh factor.
    StepUp,
    /// A program asks without a browser
    /// ([CIBA](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)).
    Backchannel,
}

impl ApprovalPurpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::SignIn, Self::StepUp, Self::Backchannel];

    /// The word that travels, is stored and is signed.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::StepUp => "step-up",
            Self::Backchannel => "backchannel",
        }
    }
}

/// One question, as the server sends it and as the device shows it. Every text has 1 to
/// [`LONGEST_TEXT`] characters without control and direction marks. Times are Unix seconds by the
/// clock of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalRequest {
    /// Which one.
    pub id: ApprovalId,
    /// 256 bit of chance in base64url without padding, never used twice.
    pub nonce: String,
    /// The server that asks.
    pub issuer: String,
    /// Whose sign-in it is.
    pub user: UserId,
    /// The device that is asked.
    pub device: DeviceId,
    /// The key that it answers with, see [`ApprovalPublicKey::id`].
    pub key: String,
    /// What is asked.
    pub purpose: ApprovalPurpose,
    /// The program that the person signs in to; `None` for the pages of the server itself.
    pub app: Option<String>,
    /// What the program wants the person to know.
    pub message: Option<String>,
    /// Browser, as in `Firefox 140`.
    pub browser: Option<String>,
    /// Operating system, as in `Linux`.
    pub os: Option<String>,
    /// The address that asks.
    pub ip: Option<String>,
    /// Where that address seems to be.
    pub place: Option<String>,
    /// Within how many kilometres of there, where the server knows.
    pub place_within_km: Option<u32>,
    /// Whether the device is connected from the same address. A hint and no more: many computers share
    /// one address.
    pub same_address: bool,
    /// Whether the asking page shows a number that the person types. Only programs that an operator let
    /// off show none.
    pub number: bool,
    /// When it was asked.
    pub created_at: i64,
    /// When it can no longer be answered.
    pub expires_at: i64,
}

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalDecision {
    /// Yes; the number belongs to it.
    Approve,
    /// No.
    Deny,
    /// No, and somebody else knows the password.
    NotMe,
}

impl ApprovalDecision {
    /// Every decision.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Deny, Self::NotMe];

    /// The word that travels, is stored and is signed.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
            Self::NotMe => "not-me",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

impl ApprovalRequest {
    /// SHA-256 of what the device shows, so that an answer holds for nothing else.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Transcript::new("approval-request/1")
            .text(self.purpose.word())
            .maybe_text(self.app.as_deref())
            .maybe_text(self.message.as_deref())
            .maybe_text(self.browser.as_deref())
            .maybe_text(self.os.as_deref())
            .maybe_text(self.ip.as_deref())
            .maybe_text(self.place.as_deref())
            .maybe_number(self.place_within_km.map(u64::from))
            .flag(self.same_address)
            .flag(self.number)
            .time(self.created_at)
            .time(self.expires_at)
            .digest()
    }

    /// The bytes that are signed (security model, section 5.4). `digits` are empty for a denial, and
    /// `time` is Unix seconds by the clock of the server, as far as the device knows it.
    #[must_use]
    pub fn signed_bytes(&self, decision: ApprovalDecision, digits: &str, time: i64) -> Vec<u8> {
        Transcript::new("approval/1")
            .text(&self.issuer)
            .text(&self.id.to_string())
            .text(&self.nonce)
            .text(&self.user.to_string())
            .text(&self.device.to_string())
            .text(&self.key)
            .field(&self.digest())
            .text(decision.word())
            .text(digits)
            .time(time)
            .into_bytes()
    }

    /// Answers with the key of the device. `digits` count only for [`ApprovalDecision::Approve`].
    #[must_use]
    pub fn answer(
        &self,
        key: &ApprovalKey,
        decision: ApprovalDecision,
        digits: &str,
        time: i64,
    ) -> SignedAnswer {
        let digits = match decision {
            ApprovalDecision::Approve => digits,
            ApprovalDecision::Deny | ApprovalDecision::NotMe => "",
        };
        SignedAnswer {
            key: self.key.clone(),
            decision,
            digits: digits.to_owned(),
            time,
            signature: key.sign(&self.signed_bytes(decision, digits, time)),
        }
    }

    /// Whether every text is as a server of ours sends it, and the times fit together. A device shows
    /// nothing else, since it signs what it shows.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let texts = [
            &self.app,
            &self.message,
            &self.browser,
            &self.os,
            &self.ip,
            &self.place,
        ];
        self.created_at < self.expires_at
            && texts
                .into_iter()
                .flatten()
                .all(|text| shown(text, LONGEST_TEXT).as_deref() == Some(text))
    }
}

/// The answer to a request, as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignedAnswer {
    /// The key that signed.
    pub key: String,
    /// What the person decided.
    pub decision: ApprovalDecision,
    /// The six digits that they typed; empty when they denied.
    #[serde(default)]
    pub digits: String,
    /// When, in Unix seconds by the clock of the server as far as the device knows it.
    pub time: i64,
    /// Ed25519 over [`ApprovalRequest::signed_bytes`], base64url without padding.
    pub signature: String,
}

impl SignedAnswer {
    /// Checks that `key` signed this answer to `request`.
    ///
    /// # Errors
    ///
    /// [`BadSignature`], also where the answer names another key.
    pub fn verify(
        &self,
        request: &ApprovalRequest,
        key: &ApprovalPublicKey,
    ) -> Result<(), BadSignature> {
        if self.key != request.key || self.key != key.id() {
            return Err(BadSignature);
        }
        let bytes = request.signed_bytes(self.decision, &self.digits, self.time);
        key.verify(&bytes, &self.signature)
    }
}

/// A code with which a device that is signed in enrols its key, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolmentCode {
    /// 128 bit of chance or more.
    pub code: String,
    /// Whose key it will be.
    pub user: UserId,
    /// The device that asked.
    pub device: DeviceId,
    /// When it can no longer be used, Unix seconds.
    pub expires_at: i64,
}

/// The key of a device, signed by that key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The code of [`EnrolmentCode`].
    pub code: String,
    /// What the person calls the device: 1 to 80 characters without control marks.
    pub name: String,
    /// The Ed25519 key, base64url without padding.
    pub public_key: String,
    /// Ed25519 over the bytes of [`Enrolment::signed_bytes`], base64url without padding.
    pub signature: String,
}

impl Enrolment {
    /// Signs the enrolment of `key` at `issuer`.
    #[must_use]
    pub fn new(issuer: &str, code: &EnrolmentCode, name: &str, key: &ApprovalKey) -> Self {
        let public = key.public();
        let bytes = Self::signed_bytes(issuer, code.user, code.device, &code.code, name, &public);
        Self {
            code: code.code.clone(),
            name: name.to_owned(),
            public_key: public.to_text(),
            signature: key.sign(&bytes),
        }
    }

    /// The bytes that are signed, so that whoever enrols a key has it, for this device alone.
    #[must_use]
    pub fn signed_bytes(
        issuer: &str,
        user: UserId,
        device: DeviceId,
        code: &str,
        name: &str,
        key: &ApprovalPublicKey,
    ) -> Vec<u8> {
        Transcript::new("approval-enrolment/1")
            .text(issuer)
            .text(&user.to_string())
            .text(&device.to_string())
            .text(code)
            .text(name)
            .field(&key.to_bytes())
            .into_bytes()
    }

    /// The key, when it signed this enrolment.
    ///
    /// # Errors
    ///
    /// [`BadSignature`], also for what is no key.
    pub fn verify(
        &self,
        issuer: &str,
        user: UserId,
        device: DeviceId,
    ) -> Result<ApprovalPublicKey, BadSignature> {
        let key = ApprovalPublicKey::from_text(&self.public_key).map_err(|_| BadSignature)?;
        let bytes = Self::signed_bytes(issuer, user, device, &self.code, &self.name, &key);
        key.verify(&bytes, &self.signature)?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests;
