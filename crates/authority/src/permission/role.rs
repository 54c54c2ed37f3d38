//! Roles: names under which permissions are given to people.
//!
//! ```text
//! super-administrator ⊃ administrator ⊃ moderator ⊃ user ⊃ anonymous
//! ```
//!
//! An own role stands beside moderator: it contains `user` and holds the permissions it was given.

use std::collections::{BTreeMap, BTreeSet};

use super::Action;

/// Whoever did not say who they are.
pub const ANONYMOUS: &str = "anonymous";
/// Whoever signed in.
pub const USER: &str = "user";
/// Whoever looks after people.
pub const MODERATOR: &str = "moderator";
/// Whoever runs the server from day to day.
pub const ADMINISTRATOR: &str = "administrator";
/// Whoever decides what the others may do.
pub const SUPER_ADMINISTRATOR: &str = "super-administrator";

/// The roles that every server has, the least first, with what each means.
pub const BUILT_IN: &[(&str, &str)] = &[
    (ANONYMOUS, "Whoever did not say who they are"),
    (USER, "Sees and changes what is their own"),
    (MODERATOR, "Looks after people and their sessions"),
    (ADMINISTRATOR, "Manages people, their roles, and clients"),
    (SUPER_ADMINISTRATOR, "Decides what roles may do"),
];

/// What a moderator may do beyond a user.
const MODERATES: &[Action] = &[
    Action::UsersRead,
    Action::UsersEnd,
    Action::UsersUnlock,
    Action::RolesRead,
    Action::AllSessionsRead,
    Action::AllSessionsEnd,
    Action::AllDevicesRead,
    Action::AllDevicesRemove,
];

/// What an administrator may do beyond a moderator.
const ADMINISTERS: &[Action] = &[
    Action::UsersCreate,
    Action::UsersChange,
    Action::UsersDisable,
    Action::UsersEnable,
    Action::UsersResetPassword,
    Action::RolesGrant,
    Action::RolesWithdraw,
    Action::ClientsRead,
    Action::ClientsWrite,
    Action::PolicyRead,
    Action::AuditRead,
];

/// What a super-administrator may do beyond an administrator.
const RULES: &[Action] = &[Action::RolesWrite, Action::PolicyCheck];

/// What the roles hold that somebody made on this server.
pub type OwnRoles = BTreeMap<String, BTreeSet<String>>;

/// Whether every server has this role.
#[must_use]
pub fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|(known, _)| *known == name)
}

/// Whether a role can have this name: 2 to 40 of `a-z`, `0-9` and `-`, beginning with a letter.
#[must_use]
pub fn is_name(name: &str) -> bool {
    (2..=40).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// What this built-in role holds; nothing for every other name.
#[must_use]
pub fn built_in(name: &str) -> BTreeSet<String> {
    let parts: &[&[Action]] = match name {
        MODERATOR => &[MODERATES],
        ADMINISTRATOR => &[MODERATES, ADMINISTERS],
        SUPER_ADMINISTRATOR => &[MODERATES, ADMINISTERS, RULES],
        _ => &[],
    };
    let all = parts.iter().copied().flatten();
    all.map(|action| action.name().to_owned()).collect()
}

/// What somebody with these roles holds. Roles in `named` are those that own rules speak of: what
/// such a role may do is more than its permissions say, so holding it is a permission of its own,
/// which super-administrators hold as well.
#[must_use]
pub fn permissions(roles: &[String], own: &OwnRoles, named: &BTreeSet<String>) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    let by_rule = |name: &String| format!("by-rule:{name}");
    for role in roles {
        held.extend(built_in(role));
        held.extend(own.get(role).into_iter().flatten().cloned());
        if named.contains(role) {
            held.insert(by_rule(role));
        }
        if role == SUPER_ADMINISTRATOR {
            held.extend(own.values().flatten().cloned());
            held.extend(named.iter().map(by_rule));
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_holds_what_the_one_below_holds_and_more() {
        let ladder = [USER, MODERATOR, ADMINISTRATOR, SUPER_ADMINISTRATOR];
        for pair in ladder.windows(2) {
            let [lower, upper] = pair else { unreachable!() };
            let (lower, upper) = (built_in(lower), built_in(upper));
            assert!(lower.is_subset(&upper) && lower != upper);
        }
        assert!(built_in(ANONYMOUS).is_empty());
        assert!(built_in("superadministrator").is_empty());
    }

    #[test]
    fn a_super_administrator_holds_every_permission_there_is() {
        let all = Action::ALL
            .iter()
            .filter(|action| action.is_administration());
        let all: BTreeSet<String> = all.map(|action| action.name().to_owned()).collect();
        assert_eq!(built_in(SUPER_ADMINISTRATOR), all);
    }

    #[test]
    fn a_role_that_own_rules_speak_of_is_not_covered_by_other_permissions() {
        let named = BTreeSet::from(["night-watch".to_owned()]);
        let held = |role: &str| permissions(&[role.to_owned()], &OwnRoles::new(), &named);
        assert!(!held("night-watch").is_subset(&held(ADMINISTRATOR)));
        assert!(held("night-watch").is_subset(&held(SUPER_ADMINISTRATOR)));
    }

    #[test]
    fn a_role_has_a_plain_name() {
        assert!(is_name("help-desk2"));
        for bad in [
            "",
            "a",
            "Helpdesk",
            "help desk",
            "2nd",
            "a\"b",
            "ä-b",
            &"a".repeat(41),
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
