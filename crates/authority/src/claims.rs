//! Single claims that a client asks for by name
//! ([OpenID Connect Core 1.0 section 5.5](https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter)).
//!
//! What this server does not know is left out without a word, as the standard asks, essential or not. A
//! claim about a person needs the same permission as the scope that it belongs to.

use std::{collections::BTreeSet, fmt};

use serde_json::Value;

use crate::scope::Scopes;

/// The claims about a person that can be asked for, each with the scope it belongs to.
pub const KNOWN: &[(&str, &str)] = &[
    ("name", "profile"),
    ("preferred_username", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
];

/// Where a claim is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the identity token.
    IdToken,
    /// In the answer about the person.
    UserInfo,
}

impl Place {
    const ALL: [Self; 2] = [Self::IdToken, Self::UserInfo];

    /// The member of the parameter.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::UserInfo => "userinfo",
        }
    }
}

/// The claims that were asked for by name and that this server knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims(BTreeSet<(Place, &'static str)>);

/// The parameter of an authorization request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameter {
    /// What is wanted about the person.
    pub claims: Claims,
    /// Who the person has to be.
    pub subject: Option<String>,
    /// What `acr` has to be, when one of these is essential.
    pub acr: Vec<String>,
}

/// The parameter is not a JSON object of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("claims is not in the form that OpenID Connect gives it")]
pub struct Malformed;

impl Parameter {
    /// Reads the parameter.
    ///
    /// # Errors
    ///
    /// [`Malformed`].
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let value: Value = serde_json::from_str(text).map_err(|_| Malformed)?;
        let members = value.as_object().ok_or(Malformed)?;
        let mut parameter = Self::default();
        for place in Place::ALL {
            let wanted = match members.get(place.word()) {
                None | Some(Value::Null) => continue,
                Some(wanted) => wanted.as_object().ok_or(Malformed)?,
            };
            for (name, how) in wanted {
                if !how.is_null() && !how.is_object() {
                    return Err(Malformed);
                }
                if let Some((known, _)) = KNOWN.iter().find(|(known, _)| known == name) {
                    parameter.claims.0.insert((place, known));
                }
                match name.as_str() {
                    "sub" => parameter.subject = parameter.subject.or_else(|| values(how).pop()),
                    "acr" if how.get("essential") == Some(&Value::Bool(true)) => {
                        parameter.acr.extend(values(how));
                    }
                    _ => {}
                }
            }
        }
        Ok(parameter)
    }
}

/// What a claim has to be: `value`, or one of `values`.
fn values(how: &Value) -> Vec<String> {
    let one = how.get("value").and_then(Value::as_str);
    let many = how
        .get("values")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    one.into_iter()
        .chain(many.filter_map(Value::as_str))
        .map(str::to_owned)
        .collect()
}

impl Claims {
    /// Whether `claim` was asked for in `place`.
    #[must_use]
    pub fn wants(&self, place: Place, claim: &str) -> bool {
        self.0
            .iter()
            .any(|(at, name)| *at == place && *name == claim)
    }

    /// The scopes that allow them.
    #[must_use]
    pub fn scopes(&self) -> Scopes {
        let scope = |name: &str| KNOWN.iter().find(|(known, _)| *known == name);
        self.0
            .iter()
            .filter_map(|(_, name)| scope(name))
            .map(|(_, scope)| (*scope).to_owned())
            .collect()
    }

    /// The ones that these scopes allow.
    #[must_use]
    pub fn within(mut self, allowed: &Scopes) -> Self {
        self.0.retain(|(_, name)| {
            KNOWN
                .iter()
                .any(|(known, scope)| known == name && allowed.contains(scope))
        });
        self
    }

    /// Reads what [`fmt::Display`] wrote.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        let read = |word: &str| {
            let (place, name) = word.split_once('.')?;
            let place = Place::ALL.into_iter().find(|known| known.word() == place)?;
            let (name, _) = KNOWN.iter().find(|(known, _)| *known == name)?;
            Some((place, *name))
        };
        Self(text.split(' ').filter_map(read).collect())
    }
}

impl fmt::Display for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (place, name)) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{}.{name}", place.word())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_kept_with_the_scope_it_needs() {
        let text = r#"{"userinfo":{"name":{"essential":true},"birthdate":null,"email":null},
            "id_token":{"email":{"essential":true},"auth_time":{"essential":true}},"other":{}}"#;
        let claims = Parameter::parse(text).unwrap().claims;
        assert_eq!(
            claims.to_string(),
            "id_token.email userinfo.email userinfo.name"
        );
        assert_eq!(Claims::from_stored(&claims.to_string()), claims);
        assert_eq!(claims.scopes().to_string(), "email profile");
        assert!(claims.wants(Place::UserInfo, "name"));
        assert!(!claims.wants(Place::IdToken, "name"));
        let allowed = claims.within(&Scopes::parse("openid profile"));
        assert_eq!(allowed.to_string(), "userinfo.name");
        assert_eq!(Claims::from_stored(""), Claims::default());
    }

    #[test]
    fn subject_and_essential_acr_are_read() {
        let text =
            r#"{"id_token":{"sub":{"value":"ana"},"acr":{"essential":true,"values":["a","b"]}}}"#;
        let parameter = Parameter::parse(text).unwrap();
        assert_eq!(parameter.subject.as_deref(), Some("ana"));
        assert_eq!(parameter.acr, ["a", "b"]);
        let voluntary = r#"{"id_token":{"acr":{"values":["a"]}}}"#;
        assert!(Parameter::parse(voluntary).unwrap().acr.is_empty());
    }

    #[test]
    fn another_form_is_malformed() {
        for text in [
            "",
            "x",
            "[]",
            "null",
            r#"{"userinfo":[]}"#,
            r#"{"id_token":{"email":true}}"#,
        ] {
            assert_eq!(Parameter::parse(text), Err(Malformed), "{text}");
        }
        assert_eq!(Parameter::parse("{}"), Ok(Parameter::default()));
    }
}
