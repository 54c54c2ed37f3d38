//! What a new password must be like. Every way to a password of a person comes through
//! [`Rules::weigh`], and where the person is known through [`crate::Server::weigh_password`].

use std::{collections::HashSet, fmt, fs, io, path::Path};

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{
    Score,
    feedback::{Suggestion, Warning},
};

use crate::{
    Language,
    config::{self, Class},
    words::Words,
};

/// What is longer than this is nobody's password and is not hashed at all, in bytes.
pub const LONGEST: usize = 4096;

/// What is wrong with a password, in the order of what a person does about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weak(Vec<Reason>);

impl Weak {
    /// Each thing that is wrong, a sentence each.
    pub(crate) fn said(&self, words: Words) -> Vec<String> {
        self.0.iter().map(|reason| reason.said(words)).collect()
    }

    /// What is wrong first of all.
    #[must_use]
    pub fn first(&self) -> Option<&Reason> {
        self.0.first()
    }
}

impl std::error::Error for Weak {}

impl From<Reason> for Weak {
    fn from(reason: Reason) -> Self {
        Self(vec![reason])
    }
}

impl fmt::Display for Weak {
    /// In English, as for a log or a program.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons = self.said(Words(Language::English));
        f.write_str(reasons.join(" ").trim_end_matches('.'))
    }
}

/// One thing that is wrong with a password.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// Choose more characters.
    Short(usize),
    /// Nobody types that much, and checking it costs.
    Long(usize),
    /// The operator wants one of these in it.
    Without(Class),
    /// It is among the first that somebody would try, with more on that where there is more to say.
    Guessable(Option<Advice>),
    /// The operator's list has it.
    Common,
    /// It was stolen somewhere.
    Breached,
    /// The person has it now or had it before.
    Reused,
    /// Whether it was stolen could not be found out, and the operator wants to know.
    Unchecked,
}

/// What makes a password easy to guess, or less so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Advice {
    /// What is wrong with it.
    Against(Warning),
    /// What would help.
    For(Suggestion),
}

impl Reason {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Short(least) => words.weak_short(least),
            Self::Long(most) => words.weak_long(most),
            Self::Without(Class::Lower) => words.weak_without_lower(),
            Self::Without(Class::Upper) => words.weak_without_upper(),
            Self::Without(Class::Digit) => words.weak_without_digit(),
            Self::Without(Class::Symbol) => words.weak_without_symbol(),
            Self::Guessable(None) => words.weak_guessable(),
            Self::Guessable(Some(advice)) => {
                format!("{} {}", words.weak_guessable(), advice.said(words))
            }
            Self::Common => words.weak_common(),
            Self::Breached => words.weak_breached(),
            Self::Reused => words.weak_reused(),
            Self::Unchecked => words.weak_unchecked(),
        }
    }
}

impl Advice {
    fn said(self, words: Words) -> String {
        match self {
            Self::Against(warning) => warned(warning, words),
            Self::For(suggestion) => suggested(suggestion, words),
        }
    }
}

fn warned(warning: Warning, words: Words) -> String {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => words.warn_rows(),
        Warning::ShortKeyboardPatternsAreEasyToGuess => words.warn_keys(),
        Warning::RepeatsLikeAaaAreEasyToGuess => words.warn_aaa(),
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => words.warn_abcabc(),
        Warning::ThisIsATop10Password => words.warn_top10(),
        Warning::ThisIsATop100Password => words.warn_top100(),
        Warning::ThisIsACommonPassword => words.warn_common(),
        Warning::ThisIsSimilarToACommonlyUsedPassword => words.warn_similar(),
        Warning::SequencesLikeAbcAreEasyToGuess => words.warn_sequence(),
        Warning::RecentYearsAreEasyToGuess => words.warn_years(),
        Warning::AWordByItselfIsEasyToGuess => words.warn_word(),
        Warning::DatesAreOftenEasyToGuess => words.warn_dates(),
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => words.warn_name(),
        Warning::CommonNamesAndSurnamesAreEasyToGuess => words.warn_surname(),
    }
}

fn suggested(suggestion: Suggestion, words: Words) -> String {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => words.tip_few_words(),
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => words.tip_no_need(),
        Suggestion::AddAnotherWordOrTwo => words.tip_another_word(),
        Suggestion::CapitalizationDoesntHelpVeryMuch => words.tip_capital(),
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => words.tip_upper(),
        Suggestion::ReversedWordsArentMuchHarderToGuess => words.tip_reversed(),
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => words.tip_substitutions(),
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => words.tip_longer_keys(),
        Suggestion::AvoidRepeatedWordsAndCharacters => words.tip_repeats(),
        Suggestion::AvoidSequences => words.tip_sequences(),
        Suggestion::AvoidRecentYears => words.tip_recent_years(),
        Suggestion::AvoidYearsThatAreAssociatedWithYou => words.tip_your_years(),
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => words.tip_your_dates(),
    }
}

/// The rules, with what they need in memory.
#[derive(Debug)]
pub struct Rules {
    rules: config::Passwords,
    /// In one spelling.
    common: HashSet<String>,
}

impl Rules {
    /// Reads the list of common passwords that `rules` may name.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn new(rules: config::Passwords) -> io::Result<Self> {
        let common = match &rules.common_file {
            Some(path) => common(path)?,
            None => HashSet::new(),
        };
        Ok(Self { rules, common })
    }

    /// What the operator chose.
    #[must_use]
    pub fn config(&self) -> &config::Passwords {
        &self.rules
    }

    /// Refuses a password that is short, or easy to guess for somebody who knows `about` the person.
    /// Length is counted in characters after the spelling that it is hashed in.
    ///
    /// # Errors
    ///
    /// [`Weak`] says everything that is wrong.
    pub fn weigh(&self, password: &str, about: &[&str]) -> Result<(), Weak> {
        let mut wrong = Vec::new();
        if password.len() > LONGEST {
            return Err(Reason::Long(self.rules.max_length).into());
        }
        let spelt: String = password.nfc().collect();
        let length = spelt.chars().count();
        if length < self.rules.min_length {
            wrong.push(Reason::Short(self.rules.min_length));
        }
        if length > self.rules.max_length {
            wrong.push(Reason::Long(self.rules.max_length));
        }
        wrong.extend(
            self.rules
                .require
                .iter()
                .filter(|class| !spelt.chars().any(|c| class.holds(c)))
                .map(|class| Reason::Without(*class)),
        );
        if self.common.contains(&one_spelling(password)) {
            wrong.push(Reason::Common);
        }
        let hints = hints(about);
        let hints: Vec<&str> = hints.iter().map(String::as_str).collect();
        let estimate = zxcvbn::zxcvbn(&spelt, &hints);
        if u8::from(estimate.score()) < self.rules.strength {
            let more = estimate.feedback().and_then(|feedback| {
                let suggestion = || feedback.suggestions().first().copied().map(Advice::For);
                feedback.warning().map(Advice::Against).or_else(suggestion)
            });
            // Whoever is told that it is too short knows what to do.
            if estimate.score() < Score::Two || wrong.is_empty() {
                wrong.push(Reason::Guessable(more));
            }
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Weak(wrong))
        }
    }
}

impl Class {
    fn holds(self, c: char) -> bool {
        match self {
            Self::Lower => c.is_lowercase(),
            Self::Upper => c.is_uppercase(),
            Self::Digit => c.is_numeric(),
            Self::Symbol => !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control(),
        }
    }

    /// What it is called in a sentence.
    pub(crate) fn said(self, words: Words) -> String {
        match self {
            Self::Lower => words.class_lower(),
            Self::Upper => words.class_upper(),
            Self::Digit => words.class_digit(),
            Self::Symbol => words.class_symbol(),
        }
    }
}

/// What somebody who knows the person would try: every word of what is known.
fn hints(about: &[&str]) -> Vec<String> {
    let mut hints: Vec<String> = about.iter().map(|text| (*text).to_owned()).collect();
    for text in about {
        let words = text.split(|c: char| !c.is_alphanumeric());
        hints.extend(
            words
                .filter(|word| word.chars().count() > 2)
                .map(str::to_owned),
        );
    }
    hints
}

/// Case and width do not make a common password another one.
fn one_spelling(password: &str) -> String {
    password
        .trim()
        .nfkc()
        .flat_map(char::to_lowercase)
        .collect()
}

fn common(path: &Path) -> io::Result<HashSet<String>> {
    let text = fs::read(path)?;
    let text = String::from_utf8_lossy(&text);
    Ok(text
        .lines()
        .map(one_spelling)
        .filter(|line| !line.is_empty())
        .collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn made(rules: config::Passwords) -> Rules {
        Rules::new(rules).unwrap()
    }

    fn weigh(password: &str) -> Result<(), Weak> {
        let about = ["anastasia", "anastasia@example.org", "id.example.org"];
        made(config::Passwords::default()).weigh(password, &about)
    }

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        for (weak, why) in [
            ("short", "fewer than 12 characters"),
            ("passwordpassword", "easy to guess"),
            ("123456789012", "easy to guess"),
            ("anastasia@example.org", "easy to guess"),
            ("anastasia2026", "easy to guess"),
            ("id.example.org1", "easy to guess"),
            (&"x9Qm".repeat(300), "more than 256 characters"),
            (&"x9Qm".repeat(3000), "more than 256 characters"),
        ] {
            let said = weigh(weak).unwrap_err().to_string();
            assert!(said.contains(why), "{weak}: {said}");
        }
        assert_eq!(weigh("velvet harbour onion compass"), Ok(()));
    }

    #[test]
    fn length_is_counted_in_characters_however_they_are_spelt() {
        let rules = config::Passwords {
            strength: 0,
            ..config::Passwords::default()
        };
        let weigh = |password: &str| made(rules.clone()).weigh(password, &[]);
        let eleven = "o\u{308}u\u{308}a\u{308}xk\u{df}jqvz\u{e9}";
        assert_eq!(eleven.chars().count(), 14);
        assert!(weigh(eleven).is_err());
        assert_eq!(weigh(&format!("{eleven}m")), Ok(()));
        assert_eq!(weigh("密码密码密码密码密码密码"), Ok(()));
    }

    #[test]
    fn what_the_operator_asks_for_is_named() {
        let mut list = tempfile::NamedTempFile::new().unwrap();
        list.write_all("Velvet Harbour Onion Compass\n".as_bytes())
            .unwrap();
        let strict = made(config::Passwords {
            require: vec![Class::Lower, Class::Upper, Class::Digit, Class::Symbol],
            common_file: Some(list.path().to_owned()),
            ..config::Passwords::default()
        });
        let wrong = strict
            .weigh("velvet harbour onion compass", &[])
            .unwrap_err();
        let reasons = wrong.said(Words(Language::English));
        assert_eq!(
            reasons,
            [
                "The password has no upper-case letter.",
                "The password has no digit.",
                "The password has no mark such as ! or -.",
                "The password is one of those that many people choose.",
            ]
        );
        assert_eq!(strict.weigh("Velvet-harbour 7 onion compass", &[]), Ok(()));
    }
}
