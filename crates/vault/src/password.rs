//! The password of a vault: what it may be, and how good it is.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::Error;

/// What a person types to open a vault. It prints as nothing and is wiped on drop.
pub struct Password(Zeroizing<String>);

/// What an attacker's guessing would make of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Estimated strength, 0 (guessed at once) to 4.
    pub score: u8,
    /// Whether a vault may be sealed with it.
    pub acceptable: bool,
    /// What makes it weak, in English, when that is known.
    pub warning: Option<String>,
    /// How it would get better, in English.
    pub suggestions: Vec<String>,
}

impl Password {
    /// Most bytes accepted, [SP 800-63B](https://pages.nist.gov/800-63-4/sp800-63b.html) asks for 64.
    pub const MAX_BYTES: usize = 1024;
    /// Fewest characters for a new password.
    pub const MIN_CHARACTERS: usize = 12;
    /// Lowest strength for a new password.
    pub const MIN_SCORE: u8 = 3;

    /// A password as it was typed: nothing is trimmed or cut.
    ///
    /// # Errors
    ///
    /// [`Error::LongPassword`] above [`Password::MAX_BYTES`].
    pub fn new(text: Zeroizing<String>) -> Result<Self, Error> {
        if text.len() > Self::MAX_BYTES {
            return Err(Error::LongPassword);
        }
        Ok(Self(text))
    }

    /// How strong it is. There are no rules of composition: length and unpredictability count.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        let text = self.normalised();
        let estimate = zxcvbn::zxcvbn(&text, &["countersign"]);
        let score = u8::from(estimate.score());
        let feedback = estimate.feedback();
        let long_enough = text.chars().count() >= Self::MIN_CHARACTERS;
        let mut suggestions: Vec<String> = feedback
            .map(|f| f.suggestions().iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        if !long_enough {
            suggestions.insert(
                0,
                format!("Use at least {} characters.", Self::MIN_CHARACTERS),
            );
        }
        Judgement {
            score,
            acceptable: long_enough && score >= Self::MIN_SCORE,
            warning: feedback
                .and_then(zxcvbn::feedback::Feedback::warning)
                .map(|w| w.to_string()),
            suggestions,
        }
    }

    /// Refuses what [`Password::judge`] finds unacceptable.
    pub(crate) fn demand_strength(&self) -> Result<(), Error> {
        let Judgement {
            score,
            acceptable,
            warning,
            ..
        } = self.judge();
        if acceptable {
            Ok(())
        } else {
            Err(Error::WeakPassword { score, warning })
        }
    }

    /// The text in NFKC, so that one password typed on two keyboards opens one vault.
    pub(crate) fn normalised(&self) -> Zeroizing<String> {
        // NFKC grows UTF-8 by at most 11 times; with room for that no half-grown copy stays behind.
        let mut text = Zeroizing::new(String::with_capacity(self.0.len() * 11));
        text.extend(self.0.nfkc());
        text
    }
}
