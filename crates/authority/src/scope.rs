//! What a token may be used for.

use std::{collections::BTreeSet, fmt};

use crate::permission::role;

/// The scope values this server knows, with what each allows.
pub const KNOWN: &[(&str, &str)] = &[
    ("openid", "Know who you are"),
    ("profile", "Read your name"),
    ("email", "Read your mail address"),
    ("address", "Read your postal address"),
    ("phone", "Read your telephone number"),
    ("offline_access", "Stay signed in until you end it"),
    ("sessions", "See and end your sessions"),
    ("approvals", "Receive and answer your approvals"),
    ("admin", "Administer this server"),
];

/// A set of scope values, in alphabetical order when printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads a space-separated list ([RFC 6749 section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
    #[must_use]
    pub fn parse(text: &str) -> Self {
        text.split(' ')
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Whether `value` is among them.
    #[must_use]
    pub fn contains(&self, value: &str) -> bool {
        self.0.contains(value)
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every value of `self` is in `other`.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// The values in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Both sets together.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.0.union(&other.0).cloned().collect()
    }

    /// What a client gets when it asks for these: no more than it registered, and `admin` only for
    /// people with a role beyond `user`; what that role may do is asked at each request. Values nobody knows are left out, as RFC 6749 section 3.3 allows.
    #[must_use]
    pub fn granted(&self, registered: &Self, roles: &[String]) -> Self {
        let ordinary = [role::ANONYMOUS, role::USER];
        let administrator = roles.iter().any(|role| !ordinary.contains(&role.as_str()));
        let known = |value: &&String| KNOWN.iter().any(|(name, _)| name == value);
        let allowed =
            |value: &&String| registered.contains(value) && (administrator || *value != "admin");
        self.0
            .iter()
            .filter(known)
            .filter(allowed)
            .cloned()
            .collect()
    }
}

impl FromIterator<String> for Scopes {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, value) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(value)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_more_than_was_registered_and_only_administrators_get_admin() {
        let registered = Scopes::parse("openid sessions admin");
        let asked = Scopes::parse("openid email admin unheard-of");
        assert_eq!(
            asked.granted(&registered, &["user".into()]).to_string(),
            "openid"
        );
        assert_eq!(
            asked
                .granted(&registered, &["administrator".into()])
                .to_string(),
            "admin openid"
        );
    }
}
