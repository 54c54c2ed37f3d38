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

/// What people may enrol unless the operator says otherwise; codes by text message too where there is
/// a gateway. Codes by mail are the operator's choice: whoever reads somebody's mail gets a link to a
/// new password there as well, so they are no second factor of their own
/// ([SP 800-63B-4 section 3.1.3.1](https://pages.nist.gov/800-63-4/sp800-63b.html)).
const METHODS: [Kind; 3] = [Kind::Passkey, Kind::Approval, Kind::Totp];

/// What can carry codes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carriers {
    /// Whether mail goes.
    pub(super) mail: bool,
    /// Whether there is a gateway for text messages.
    pub(super) sms: bool,
}

impl Carriers {
    /// What is missing for factors of this kind.
    fn lack(self, kind: Kind) -> Option<&'static str> {
        match kind {
            Kind::Mail if !self.mail => Some("[mail]"),
            Kind::Sms if !self.sms => Some("[sms]"),
            _ => None,
        }
    }
}

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
    pub(super) fn check(self, carriers: Carriers) -> Result<Factors, Error> {
        let default = Factors::default();
        let methods = match self.methods {
            None if carriers.sms => [default.methods, vec![Kind::Sms]].concat(),
            None => default.methods,
            Some(words) => words
                .items()
                .iter()
                .map(|word| {
                    let kind = Kind::from_word(word)
                        .filter(|kind| kind.stands_alone())
                        .ok_or_else(|| {
                            format!("holds {word:?}: passkey, approval, totp, mail and sms exist")
                        });
                    let kind = kind.and_then(|kind| match carriers.lack(kind) {
                        Some(section) => Err(format!("holds {word:?}, which needs {section}")),
                        None => Ok(kind),
                    });
                    kind.map_err(|problem| Error::invalid("factors.methods", problem))
                })
                .collect::<Result<_, _>>()?,
        };
        let required_for = self
            .required_for
            .map_or(default.required_for, OneOrMany::items);
        // Nobody has an app that is signed in before their first sign-in.
        let first = methods.iter().any(|kind| *kind != Kind::Approval);
        if !first && !required_for.is_empty() {
            return Err(Error::invalid(
                "factors.methods",
                "names none that can be added on a page while factors.required_for demands one",
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
        let default = RawFactors::default().check(Carriers::default()).unwrap();
        assert!(default.requires(&roles("administrator")));
        assert!(!default.requires(&roles("user")));
        let given = |words: &[&str]| RawFactors {
            required_for: Some(OneOrMany::Many(
                words.iter().map(|w| (*w).to_owned()).collect(),
            )),
            methods: None,
        };
        let everybody = given(&["*"]).check(Carriers::default()).unwrap();
        assert!(everybody.requires(&[]));
        let nobody = given(&[]).check(Carriers::default()).unwrap();
        assert!(!nobody.requires(&roles("administrator")));
    }

    fn only(word: &str) -> RawFactors {
        RawFactors {
            required_for: None,
            methods: Some(OneOrMany::One(word.to_owned())),
        }
    }

    #[test]
    fn a_method_that_does_not_exist_or_that_nothing_carries_is_refused() {
        let all = Carriers {
            mail: true,
            sms: true,
        };
        for word in ["recovery", "pigeon"] {
            assert!(only(word).check(all).is_err(), "{word}");
        }
        for word in ["mail", "sms"] {
            assert!(only(word).check(all).is_ok(), "{word}");
            assert!(only(word).check(Carriers::default()).is_err(), "{word}");
        }
    }

    #[test]
    fn text_messages_are_offered_where_there_is_a_gateway_and_mail_where_it_is_named() {
        let methods = |sms| {
            let carriers = Carriers { mail: true, sms };
            RawFactors::default().check(carriers).unwrap().methods
        };
        assert_eq!(methods(false), METHODS);
        assert_eq!(methods(true), [&METHODS[..], &[Kind::Sms]].concat());
    }
}
