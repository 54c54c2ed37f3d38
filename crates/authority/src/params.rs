//! Parameters of a query or a form, as OAuth wants them read.

use url::form_urlencoded;
use zeroize::Zeroizing;

/// Decoded parameters in the order they came. A parameter without a value counts as left out
/// ([RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
pub struct Params(Vec<(String, Zeroizing<String>)>);

impl Params {
    /// Reads what is form-encoded.
    #[must_use]
    pub fn parse(encoded: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(encoded)
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned())));
        Self(pairs.collect())
    }

    /// The first value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of `name`, as text of its own.
    #[must_use]
    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// Whether `name` came with a value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Every value of `name`.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether one of these came more than once.
    #[must_use]
    pub fn repeats(&self, names: &[&str]) -> bool {
        let count = |name: &str| self.0.iter().filter(|(known, _)| known == name).count();
        names.iter().any(|name| count(name) > 1)
    }

    /// Whether any parameter came more than once, save those that may
    /// ([RFC 6749 section 3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).
    #[must_use]
    pub fn any_repeats(&self, may: &[&str]) -> bool {
        let mut seen = std::collections::HashSet::new();
        let counted = |name: &&str| !may.contains(name);
        let mut names = self.0.iter().map(|(name, _)| name.as_str());
        names
            .by_ref()
            .filter(counted)
            .any(|name| !seen.insert(name))
    }

    /// All parameters without those that `drop` names, encoded again.
    #[must_use]
    pub fn encoded_without(&self, drop: impl Fn(&str, &str) -> bool) -> String {
        let kept = self.0.iter().filter(|(name, value)| !drop(name, value));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept.map(|(name, value)| (name.as_str(), value.as_str())))
            .finish()
    }
}
