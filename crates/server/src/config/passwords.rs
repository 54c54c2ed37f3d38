//! `[passwords]`: what a new password has to be like.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;
use url::{Host, Url};

use super::{Error, raw::OneOrMany};

/// What a new password has to be like.
#[derive(Debug, Clone, PartialEq)]
pub struct Passwords {
    /// The fewest characters.
    pub min_length: usize,
    /// The most characters.
    pub max_length: usize,
    /// Of 0 to 4, the least that `zxcvbn` estimates.
    pub strength: u8,
    /// Kinds of characters of which it needs one each. Nobody is asked for any unless the operator
    /// has to ([SP 800-63B-4 section 3.1.1.2](https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver)
    /// is against it).
    pub require: Vec<Class>,
    /// So many earlier passwords may not come back.
    pub history: u32,
    /// A file of passwords that are refused, one a line.
    pub common_file: Option<PathBuf>,
    /// Where it is asked whether a password is known to have been stolen.
    pub breached: Option<Breached>,
    /// SHA-1 of stolen passwords in the order of their digits, as in `0018A45C…:42`.
    pub breached_file: Option<PathBuf>,
}

/// A kind of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `a` and its like.
    Lower,
    /// `A` and its like.
    Upper,
    /// `0` and its like.
    Digit,
    /// Neither letter nor digit nor space.
    Symbol,
}

/// Where it is asked whether a password is known to have been stolen, by the first five digits of its
/// SHA-1 ([the range interface](https://haveibeenpwned.com/API/v3#PwnedPasswords)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breached {
    /// What the five digits are written behind.
    pub url: Url,
    /// How long the answer may take.
    pub timeout: Duration,
    /// Whether a password is taken when no answer came.
    pub accept_without_answer: bool,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            min_length: 12,
            max_length: 256,
            strength: 3,
            require: Vec::new(),
            history: 5,
            common_file: None,
            breached: None,
            breached_file: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    min_length: Option<usize>,
    max_length: Option<usize>,
    strength: Option<u8>,
    require: Option<OneOrMany>,
    history: Option<u32>,
    common_file: Option<PathBuf>,
    breached_url: Option<String>,
    breached_timeout_ms: Option<u64>,
    breached_without_answer: Option<String>,
    breached_file: Option<PathBuf>,
}

impl Raw {
    pub(super) fn check(self) -> Result<Passwords, Error> {
        let default = Passwords::default();
        let min_length = self.min_length.unwrap_or(default.min_length);
        let max_length = self.max_length.unwrap_or(default.max_length);
        let strength = self.strength.unwrap_or(default.strength);
        let history = self.history.unwrap_or(default.history);
        let refuse =
            |key: &str, problem: &str| Err(Error::invalid(format!("passwords.{key}"), problem));
        if !(8..=64).contains(&min_length) {
            return refuse("min_length", "has to be from 8 to 64");
        }
        if !(64..=1024).contains(&max_length) {
            return refuse("max_length", "has to be from 64 to 1024");
        }
        if strength > 4 {
            return refuse("strength", "has to be from 0 (anything) to 4 (very strong)");
        }
        if history > 24 {
            return refuse("history", "has to be at most 24: each is one slow hash");
        }
        let breached = breached(
            self.breached_url,
            self.breached_timeout_ms,
            self.breached_without_answer.as_deref(),
        )?;
        Ok(Passwords {
            min_length,
            max_length,
            strength,
            require: self.require.map_or(Ok(Vec::new()), classes)?,
            history,
            common_file: readable("passwords.common_file", self.common_file)?,
            breached,
            breached_file: readable("passwords.breached_file", self.breached_file)?,
        })
    }
}

/// A list that cannot be read would be no list, and nobody would notice.
fn readable(key: &str, path: Option<PathBuf>) -> Result<Option<PathBuf>, Error> {
    if let Some(path) = &path {
        std::fs::File::open(path)
            .map_err(|error| Error::invalid(key, format!("names {}: {error}", path.display())))?;
    }
    Ok(path)
}

fn classes(list: OneOrMany) -> Result<Vec<Class>, Error> {
    let class = |word: &str| match word {
        "lower" => Ok(Class::Lower),
        "upper" => Ok(Class::Upper),
        "digit" => Ok(Class::Digit),
        "symbol" => Ok(Class::Symbol),
        _ => Err(Error::invalid(
            "passwords.require",
            "may hold \"lower\", \"upper\", \"digit\" and \"symbol\"",
        )),
    };
    list.items().iter().map(|word| class(word)).collect()
}

fn breached(
    url: Option<String>,
    timeout_ms: Option<u64>,
    without_answer: Option<&str>,
) -> Result<Option<Breached>, Error> {
    let Some(url) = url else {
        return match (timeout_ms, without_answer) {
            (None, None) => Ok(None),
            _ => Err(Error::invalid("passwords.breached_url", "is missing")),
        };
    };
    let good = Url::parse(&url).ok().filter(|url| {
        let local = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        };
        (url.scheme() == "https" || (url.scheme() == "http" && local))
            && url.path().ends_with('/')
            && url.query().is_none()
            && url.fragment().is_none()
    });
    let Some(url) = good else {
        return Err(Error::invalid(
            "passwords.breached_url",
            "has to be an https address that ends with a slash, as in \
             \"https://api.pwnedpasswords.com/range/\"",
        ));
    };
    let timeout_ms = timeout_ms.unwrap_or(2000);
    if !(100..=10_000).contains(&timeout_ms) {
        return Err(Error::invalid(
            "passwords.breached_timeout_ms",
            "has to be from 100 to 10000",
        ));
    }
    let accept_without_answer = match without_answer {
        None | Some("accept") => true,
        Some("refuse") => false,
        Some(_) => {
            return Err(Error::invalid(
                "passwords.breached_without_answer",
                "has to be \"accept\" or \"refuse\"",
            ));
        }
    };
    Ok(Some(Breached {
        url,
        timeout: Duration::from_millis(timeout_ms),
        accept_without_answer,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str) -> Result<Passwords, Error> {
        let settings = config::Config::builder()
            .add_source(config::File::from_str(toml, config::FileFormat::Toml))
            .build()
            .unwrap();
        settings.try_deserialize::<Raw>().unwrap().check()
    }

    #[test]
    fn nothing_set_means_the_defaults_and_everything_can_be_set() {
        assert_eq!(check("").unwrap(), Passwords::default());
        let set = check(
            "min_length = 15\nmax_length = 100\nstrength = 4\nhistory = 0\n\
             require = [\"upper\", \"digit\"]\n\
             breached_url = \"https://api.pwnedpasswords.com/range/\"\n\
             breached_timeout_ms = 500\nbreached_without_answer = \"refuse\"",
        )
        .unwrap();
        assert_eq!((set.min_length, set.max_length, set.strength), (15, 100, 4));
        assert_eq!(set.require, [Class::Upper, Class::Digit]);
        let breached = set.breached.unwrap();
        assert!(!breached.accept_without_answer);
        assert_eq!(breached.timeout, Duration::from_millis(500));
    }

    #[test]
    fn what_would_weaken_the_rules_unseen_is_refused() {
        for bad in [
            "min_length = 7",
            "max_length = 63",
            "strength = 5",
            "history = 25",
            "require = [\"smileys\"]",
            "common_file = \"/nowhere/common.txt\"",
            "breached_file = \"/nowhere/breached.txt\"",
            "breached_timeout_ms = 500",
            "breached_without_answer = \"accept\"",
            "breached_url = \"http://list.example.org/range/\"",
            "breached_url = \"https://list.example.org/range\"",
            "breached_url = \"https://list.example.org/range/?x\"",
            "breached_url = \"https://list.example.org/\"\nbreached_timeout_ms = 99",
            "breached_url = \"https://list.example.org/\"\nbreached_without_answer = \"x\"",
        ] {
            let error = check(bad).unwrap_err().to_string();
            assert!(error.starts_with("`passwords."), "{bad}: {error}");
        }
    }
}
