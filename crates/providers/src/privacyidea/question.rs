//! What a server asks.

use std::collections::HashSet;

use protocol::shown;
use serde::Deserialize;
use serde_json::Value;

use super::{
    WhyDeclined,
    capabilities::{Capabilities, Forged},
    key::ServerKey,
};

/// The longest text of a choice.
const LONGEST_CHOICE: usize = 40;
/// How many choices there are where one has to be picked.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=10;
/// The longest nonce.
const LONGEST_NONCE: usize = 256;

/// A question that its server signed for one token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PushQuestion {
    /// By which the server knows it, base32.
    pub nonce: String,
    /// The token that is asked.
    pub serial: String,
    /// The heading, as the server wrote it.
    pub title: String,
    /// What is asked, as the server wrote it.
    pub question: String,
    /// One of these is on the page that asks and has to be picked; empty where nothing is picked. They
    /// are plain: what is shown is what is answered.
    pub choices: Vec<String>,
    capabilities: Capabilities,
}

/// Why a question is not handed out. It goes to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// It is none.
    #[error("it has another shape than questions have")]
    Shape,
    /// Another key signed it, or something in it was changed.
    #[error("it is not signed by the server that enrolled the token")]
    Signature,
    /// It is for another token.
    #[error("it is for another token")]
    OtherSerial,
    /// It could be read in two ways, or a choice in it as another.
    #[error("it could be read in two ways")]
    Ambiguous,
    /// What the server is said to be capable of is not what it signed.
    #[error("what it says the server is capable of is not what the server signed")]
    Capabilities,
}

#[derive(Deserialize)]
struct Wire {
    nonce: String,
    question: String,
    title: String,
    serial: String,
    url: String,
    sslverify: String,
    require_presence: Option<String>,
    signature: String,
    capabilities: Option<Value>,
    capabilities_signature: Option<String>,
}

impl PushQuestion {
    /// Reads a question to the token `serial`, if `key` signed all of it.
    pub(crate) fn read(wire: &Value, serial: &str, key: &ServerKey) -> Result<Self, Unfit> {
        let wire = Wire::deserialize(wire).map_err(|_| Unfit::Shape)?;
        if !is_nonce(&wire.nonce) {
            return Err(Unfit::Shape);
        }
        if !key.signed(wire.signed().as_bytes(), &wire.signature) {
            return Err(Unfit::Signature);
        }
        if wire.serial != serial {
            return Err(Unfit::OtherSerial);
        }
        let choices = wire.choices().ok_or(Unfit::Ambiguous)?;
        let signature = wire.capabilities_signature.as_deref();
        let said = wire.capabilities.as_ref();
        let capabilities = Capabilities::read(said, signature, &wire.nonce, key)
            .map_err(|Forged| Unfit::Capabilities)?;
        Ok(Self {
            nonce: wire.nonce,
            serial: wire.serial,
            title: wire.title,
            question: wire.question,
            choices,
            capabilities,
        })
    }

    /// Whether the server wants to know why somebody declines, and takes this for a reason.
    #[must_use]
    pub fn takes_reason(&self, reason: WhyDeclined) -> bool {
        self.capabilities.takes_reason(reason)
    }
}

impl Wire {
    /// What the server signs, with bars in between.
    fn signed(&self) -> String {
        let Self {
            nonce,
            url,
            serial,
            question,
            title,
            sslverify,
            ..
        } = self;
        let mut signed = format!("{nonce}|{url}|{serial}|{question}|{title}|{sslverify}");
        if let Some(choices) = &self.require_presence {
            signed.push('|');
            signed.push_str(choices);
        }
        signed
    }

    /// What can be picked, or `None` when the bytes that were signed could also be another question.
    /// Bars are looked for where they would make one: with at least two choices, and nothing but 0 or
    /// 1 before them, the end of the bytes is read in one way, and so is their beginning. A bar in the
    /// heading or in the question can only move words between these two, which are shown together.
    fn choices(&self) -> Option<Vec<String>> {
        let plain = !self.url.contains('|') && matches!(self.sslverify.as_str(), "0" | "1");
        let Some(choices) = &self.require_presence else {
            return plain.then(Vec::new);
        };
        let choices: Vec<String> = choices.split(',').map(str::to_owned).collect();
        let is_plain = |choice: &String| {
            !choice.contains('|') && shown(choice, LONGEST_CHOICE).as_ref() == Some(choice)
        };
        let each_once = choices.iter().collect::<HashSet<_>>().len() == choices.len();
        let fit = CHOICES.contains(&choices.len()) && each_once && choices.iter().all(is_plain);
        (plain && fit).then_some(choices)
    }
}

/// Base32 and nothing that stands for something else in what is signed.
fn is_nonce(text: &str) -> bool {
    let base32 = |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7' | b'=');
    (16..=LONGEST_NONCE).contains(&text.len()) && text.bytes().all(base32)
}
