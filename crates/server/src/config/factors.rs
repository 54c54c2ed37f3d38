//! `[factors]`: who needs a second factor, and which ones there are.

use authority::factor::Kind;
use serde::Deserialize;

use super::{Error, raw::OneOrMany};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFactors {
    required_for: Option<OneOrMany>,
    methods: Option<OneOrMany>,
}

/// What people may enrol here. Codes by mail and by text message are not sent yet.
const METHODS: [Kind; 2] = [Kind::Passkey, Kind::Totp];

/// Who needs a second factor, and which ones there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factors {
    /// Roles whose people must have one; `*` stands for everybody.
    pub required_for: Vec<String>,
    /// The kinds that people may enrol.
    pub methods: Vec<Kind>,
}

impl Default for Factors {
    fn default() -> Self {
        Self {
            required_for: vec!["administrator".to_owned(), "super-administrator".to_owned()],
            methods: METHODS.to_vec(),
        }
    }
}

impl Factors {
    /// Whether somebody with these roles needs a second factor.
    #[must_use]
    pub fn requires(&self, roles: &[String]) -> bool {
        self.required_for
            .iter()
            .any(|role| role == "*" || roles.contains(role))
    }
}

impl RawFactors {
    pub(super) fn check(self) -> Result<Factors, Error> {
        let default = Factors::default();
        let methods = match self.methods {
            None => default.methods,
            Some(words) => words
                .items()
                .iter()
                .map(|word| {
                    Kind::from_word(word)
                        .filter(|kind| METHODS.contains(kind))
                        .ok_or_else(|| {
                            Error::invalid(
                                "factors.methods",
                                format!("holds {word:?}: passkey and totp exist"),
                            )
                        })
                })
                .collect::<Result<_, _>>()?,
        };
        let required_for = self
            .required_for
            .map_or(default.required_for, OneOrMany::items);
        if methods.is_empty() && !required_for.is_empty() {
            return Err(Error::invalid(
                "factors.methods",
                "is empty while factors.required_for demands one",
            ));
        }
        Ok(Factors {
            required_for,
            methods,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_need_a_second_factor_unless_the_operator_says_otherwise() {
        let roles = |role: &str| vec![role.to_owned()];
        let default = RawFactors::default().check().unwrap();
        assert!(default.requires(&roles("administrator")));
        assert!(!default.requires(&roles("user")));
        let given = |words: &[&str]| RawFactors {
            required_for: Some(OneOrMany::Many(
                words.iter().map(|w| (*w).to_owned()).collect(),
            )),
            methods: None,
        };
        let everybody = given(&["*"]).check().unwrap();
        assert!(everybody.requires(&[]));
        let nobody = given(&[]).check().unwrap();
        assert!(!nobody.requires(&roles("administrator")));
    }

    #[test]
    fn a_method_that_does_not_exist_is_refused() {
        for word in ["recovery", "mail", "pigeon"] {
            let raw = RawFactors {
                required_for: None,
                methods: Some(OneOrMany::One(word.to_owned())),
            };
            assert!(raw.check().is_err(), "{word}");
        }
    }
}
