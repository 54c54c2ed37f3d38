//! Scopes in words.

/// What a client could do with `scopes`, a phrase each. A scope that this
/// server does not know is shown as it is spelt rather than hidden.
#[must_use]
pub fn in_words<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    scopes.into_iter().map(phrase).collect()
}

fn phrase(scope: &str) -> String {
    match scope {
        "openid" => "Know that it is you".to_owned(),
        "profile" => "See the name you sign in with".to_owned(),
        "email" => "See your mail address".to_owned(),
        "address" => "See your postal address, if it is known here".to_owned(),
        "phone" => "See your telephone number, if it is known here".to_owned(),
        "offline_access" => "Stay signed in while you are away, until you end it".to_owned(),
        "sessions" => "See where you are signed in, and end those sessions".to_owned(),
        "approvals" => "Receive your sign-ins that wait for approval".to_owned(),
        "admin" => "Act as an administrator: see and end everyone’s sessions".to_owned(),
        other => format!("Use the permission “{other}”"),
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
