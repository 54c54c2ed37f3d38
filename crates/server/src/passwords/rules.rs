//! What a new password must be like. Every way to a password of a person comes through
//! [`Rules::weigh`], and where the person is known through [`crate::Server::weigh_password`].

use std::{collections::HashSet, fmt, fs, io, path::Path};

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::Score;

use crate::config::{self, Class};

/// What is longer than this is nobody's password and is not hashed at all, in bytes.
pub const LONGEST: usize = 4096;

/// What is wrong with a password, in the order of what a person does about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Weak(Vec<Reason>);

impl Weak {
    /// Each thing that is wrong, a sentence each.
    pub fn reasons(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(ToString::to_string)
    }

    /// What is wrong first of all.
    #[must_use]
    pub fn first(&self) -> Option<&Reason> {
        self.0.first()
    }
}

impl From<Reason> for Weak {
    fn from(reason: Reason) -> Self {
        Self(vec![reason])
    }
}

impl fmt::Display for Weak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons: Vec<String> = self.reasons().collect();
        f.write_str(reasons.join(" ").trim_end_matches('.'))
    }
}

/// One thing that is wrong with a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Choose more characters.
    #[error("The password has fewer than {0} characters.")]
    Short(usize),
    /// Nobody types that much, and checking it costs.
    #[error("The password has more than {0} characters.")]
    Long(usize),
    /// The operator wants one of these in it.
    #[error("The password has no {0}.")]
    Without(&'static str),
    /// It is among the first that somebody would try. The second sentence says more where there is
    /// more to say.
    #[error("The password is easy to guess.{}", .0.as_ref().map(|more| format!(" {more}")).unwrap_or_default())]
    Guessable(Option<String>),
    /// The operator's list has it.
    #[error("The password is one of those that many people choose.")]
    Common,
    /// It was stolen somewhere.
    #[error("The password is known: it was stolen from some other site.")]
    Breached,
    /// The person has it now or had it before.
    #[error("The password is one that you have or had before.")]
    Reused,
    /// Whether it was stolen could not be found out, and the operator wants to know.
    #[error("The password could not be checked just now. Try again in a minute.")]
    Unchecked,
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
                .map(|class| Reason::Without(class.name())),
        );
        if self.common.contains(&one_spelling(password)) {
            wrong.push(Reason::Common);
        }
        let hints = hints(about);
        let hints: Vec<&str> = hints.iter().map(String::as_str).collect();
        let estimate = zxcvbn::zxcvbn(&spelt, &hints);
        if u8::from(estimate.score()) < self.rules.strength {
            let more = estimate.feedback().and_then(|feedback| {
                let warning = feedback.warning().map(|warning| warning.to_string());
                warning.or_else(|| feedback.suggestions().first().map(ToString::to_string))
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
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lower => "lower-case letter",
            Self::Upper => "upper-case letter",
            Self::Digit => "digit",
            Self::Symbol => "mark such as ! or -",
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
        let reasons: Vec<String> = wrong.reasons().collect();
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
