//! Scopes in words.

use crate::words;

/// What a client could do with `scopes`, a phrase each. A scope that this
/// server does not know is shown as it is spelt rather than hidden.
#[must_use]
pub fn in_words<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    scopes.into_iter().map(phrase).collect()
}

fn phrase(scope: &str) -> String {
    let words = words::here();
    match scope {
        "openid" => words.scope_openid(),
        "profile" => words.scope_profile(),
        "email" => words.scope_email(),
        "address" => words.scope_address(),
        "phone" => words.scope_phone(),
        "offline_access" => words.scope_offline(),
        "sessions" => words.scope_sessions(),
        "approvals" => words.scope_approvals(),
        "admin" => words.scope_admin(),
        other => words.scope_other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_that_can_be_granted_has_words_of_its_own() {
        for (scope, _) in authority::scope::KNOWN {
            assert!(!phrase(scope).contains('“'), "{scope}");
        }
        assert!(phrase("unheard-of").contains("“unheard-of”"));
    }
}
