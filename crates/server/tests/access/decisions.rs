//! The rules themselves, without a server around them.

use std::{collections::BTreeSet, sync::LazyLock};

use authority::{
    Moment,
    permission::{
        Action, Answer, By, Circumstances, Decision, Policies, Principal, Resource, Thing,
        role::{self, OwnRoles},
    },
    scope::Scopes,
};
use proptest::prelude::*;
use protocol::UserId;
use server::access::policies;

/// The lowest role that may do it, on one's own or as administration.
const TABLE: &[(&str, &str)] = &[
    ("me.read", "user"),
    ("sessions.list", "user"),
    ("sessions.end", "user"),
    ("devices.list", "user"),
    ("devices.rename", "user"),
    ("devices.remove", "user"),
    ("grants.list", "user"),
    ("grants.revoke", "user"),
    ("factors.list", "user"),
    ("approvals.list", "user"),
    ("approvals.answer", "user"),
    ("approvals.offer", "user"),
    ("approvals.enrol", "user"),
    ("approvals.leave", "user"),
    ("api-keys.current", "user"),
    ("api-keys.list", "user"),
    ("api-keys.create", "user"),
    ("api-keys.rotate", "user"),
    ("api-keys.revoke", "user"),
    ("users.read", "moderator"),
    ("users.end", "moderator"),
    ("users.unlock", "moderator"),
    ("roles.read", "moderator"),
    ("sessions.read-all", "moderator"),
    ("sessions.end-all", "moderator"),
    ("devices.read-all", "moderator"),
    ("devices.remove-all", "moderator"),
    ("users.create", "administrator"),
    ("users.change", "administrator"),
    ("users.disable", "administrator"),
    ("users.enable", "administrator"),
    ("users.reset-password", "administrator"),
    ("roles.grant", "administrator"),
    ("roles.withdraw", "administrator"),
    ("clients.read", "administrator"),
    ("clients.write", "administrator"),
    ("policy.read", "administrator"),
    ("audit.read", "administrator"),
    ("roles.write", "super-administrator"),
    ("policy.check", "super-administrator"),
];

const LADDER: [&str; 5] = [
    "anonymous",
    "user",
    "moderator",
    "administrator",
    "super-administrator",
];

fn rank(role: &str) -> usize {
    LADDER.iter().position(|known| *known == role).unwrap()
}

fn lowest(action: Action) -> &'static str {
    TABLE
        .iter()
        .find(|(name, _)| *name == action.name())
        .unwrap()
        .1
}

fn me() -> UserId {
    UserId::from_bytes([1; 16])
}

fn other() -> UserId {
    UserId::from_bytes([2; 16])
}

fn person(id: UserId, role: &str) -> Principal {
    let roles = vec![role.to_owned()];
    Principal {
        id: (role != role::ANONYMOUS).then_some(id),
        name: "somebody".to_owned(),
        permissions: role::permissions(&roles, &OwnRoles::new(), &BTreeSet::new()),
        roles,
        department: None,
        disabled: false,
    }
}

fn everything() -> Scopes {
    Scopes::parse("openid profile email offline_access sessions approvals admin")
}

/// A Saturday afternoon.
fn now() -> Moment {
    Moment::from_unix(1_795_275_000)
}

/// As good as they get.
fn good() -> Circumstances {
    Circumstances {
        by: By::Token,
        scopes: everything(),
        proved_at: Some(now()),
        second_factor: false,
        factor_required: false,
        now: now(),
        ip: "203.0.113.7".parse().unwrap(),
        maintenance: false,
        known_network: true,
        working_hours: true,
        grants: BTreeSet::new(),
        last_super_administrator: false,
    }
}

/// What an action is usually done to: one's own, the server, or somebody ordinary.
fn usual(action: Action, who: &Principal) -> Resource {
    let mine = Resource::Person(Box::new(Principal {
        id: Some(me()),
        ..who.clone()
    }));
    let thing = |kind| Resource::Thing {
        kind,
        id: "1".to_owned(),
        owner: me(),
    };
    match action.name() {
        "devices.rename" | "devices.remove" => thing(Thing::Device),
        "sessions.end" => thing(Thing::Session),
        "grants.revoke" => thing(Thing::Grant),
        "api-keys.rotate" | "api-keys.revoke" => thing(Thing::ApiKey),
        "users.create" => Resource::Server,
        name if name.starts_with("users.") => Resource::Person(Box::new(person(other(), "user"))),
        "roles.grant" | "roles.withdraw" => Resource::Person(Box::new(person(other(), "user"))),
        _ if action.is_administration() => Resource::Server,
        _ => mine,
    }
}

fn shipped() -> &'static Policies {
    static SHIPPED: LazyLock<Policies> = LazyLock::new(|| policies::load(None).unwrap());
    &SHIPPED
}

fn ids(decision: &Decision) -> Vec<&str> {
    decision.rules.iter().map(|rule| rule.id.as_str()).collect()
}

#[test]
fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let policies = shipped();
    for action in Action::ALL.iter().copied() {
        for role in LADDER {
            let who = person(me(), role);
            let decision = policies.decide(&who, action, &usual(action, &who), &good());
            assert_eq!(decision.failures, Vec::<String>::new(), "{role} {action}");
            let expected = rank(role) >= rank(lowest(action));
            assert_eq!(
                decision.allowed,
                expected,
                "{role} {action} {:?}",
                ids(&decision)
            );
            if role == "anonymous" {
                assert_eq!(decision.answer(), Answer::WhoAreYou);
            }
        }
    }
    assert_eq!(TABLE.len(), Action::ALL.len());
}

#[test]
fn nobody_touches_the_things_of_others_by_what_is_for_ones_own() {
    let policies = shipped();
    for action in Action::ALL
        .iter()
        .copied()
        .filter(|a| !a.is_administration())
    {
        let who = person(me(), "super-administrator");
        let resource = match usual(action, &who) {
            Resource::Thing { kind, id, .. } => Resource::Thing {
                kind,
                id,
                owner: other(),
            },
            _ => Resource::Person(Box::new(person(other(), "user"))),
        };
        let decision = policies.decide(&who, action, &resource, &good());
        assert!(!decision.allowed, "{action}");
    }
}

fn decided(
    who: &Principal,
    action: Action,
    on: &Principal,
    circumstances: &Circumstances,
) -> Decision {
    let resource = Resource::Person(Box::new(on.clone()));
    shipped().decide(who, action, &resource, circumstances)
}

#[test]
fn nobody_acts_on_somebody_above_them() {
    let (moderator, administrator) = (person(me(), "moderator"), person(me(), "administrator"));
    let above = decided(
        &moderator,
        Action::UsersEnd,
        &person(other(), "administrator"),
        &good(),
    );
    assert!(!above.allowed && ids(&above) == ["nobody-above"]);
    let above = decided(
        &administrator,
        Action::UsersDisable,
        &person(other(), "super-administrator"),
        &good(),
    );
    assert!(!above.allowed);
    let beside = decided(
        &administrator,
        Action::UsersDisable,
        &person(other(), "administrator"),
        &good(),
    );
    assert!(beside.allowed);
}

#[test]
fn nobody_gives_what_they_do_not_hold() {
    let who = person(me(), "administrator");
    for (role, allowed) in [
        ("moderator", true),
        ("administrator", true),
        ("super-administrator", false),
    ] {
        let circumstances = Circumstances {
            grants: role::built_in(role),
            ..good()
        };
        for action in [Action::RolesGrant, Action::RolesWithdraw] {
            let decision = decided(&who, action, &person(other(), "user"), &circumstances);
            assert_eq!(decision.allowed, allowed, "{role} {action}");
        }
    }
}

#[test]
fn the_last_super_administrator_stays() {
    let who = person(me(), "super-administrator");
    let last = Circumstances {
        last_super_administrator: true,
        ..good()
    };
    for action in [Action::UsersDisable, Action::RolesWithdraw] {
        let decision = decided(&who, action, &who, &last);
        assert_eq!(ids(&decision), ["last-super-administrator"]);
        assert!(!decision.allowed);
    }
}

#[test]
fn a_moderator_of_a_department_looks_after_that_one_alone() {
    let in_department = |role: &str, id, department: Option<&str>| Principal {
        department: department.map(str::to_owned),
        ..person(id, role)
    };
    for (role, theirs, allowed) in [
        ("moderator", Some("sales"), true),
        ("moderator", Some("stock"), false),
        ("moderator", None, false),
        ("administrator", Some("stock"), true),
    ] {
        let who = in_department(role, me(), Some("sales"));
        let decision = decided(
            &who,
            Action::UsersUnlock,
            &in_department("user", other(), theirs),
            &good(),
        );
        assert_eq!(decision.allowed, allowed, "{role} {theirs:?}");
    }
    let everywhere = in_department("moderator", me(), None);
    assert!(
        decided(
            &everywhere,
            Action::UsersUnlock,
            &in_department("user", other(), Some("stock")),
            &good()
        )
        .allowed
    );
}

#[test]
fn maintenance_network_and_hours_decide_as_configured() {
    let policies = shipped();
    let ask = |role: &str, action: Action, circumstances: Circumstances| {
        let who = person(me(), role);
        policies.decide(&who, action, &usual(action, &who), &circumstances)
    };
    let maintenance = || Circumstances {
        maintenance: true,
        ..good()
    };
    let refused = ask("user", Action::KeysCreate, maintenance());
    assert_eq!(
        (refused.allowed, refused.answer()),
        (false, Answer::Maintenance)
    );
    assert!(
        ask("user", Action::SessionsEnd, maintenance()).allowed,
        "ending is always possible"
    );
    assert!(ask("administrator", Action::UsersCreate, maintenance()).allowed);

    let strange = || Circumstances {
        known_network: false,
        ..good()
    };
    assert!(!ask("super-administrator", Action::UsersRead, strange()).allowed);
    assert!(ask("super-administrator", Action::SessionsList, strange()).allowed);

    let night = || Circumstances {
        working_hours: false,
        ..good()
    };
    assert!(!ask("administrator", Action::UsersRead, night()).allowed);
    assert!(ask("super-administrator", Action::UsersRead, night()).allowed);
}

#[test]
fn a_proof_goes_stale_after_ten_minutes_and_only_who_may_is_told_so() {
    let policies = shipped();
    let ask = |role: &str, seconds: i64| {
        let who = person(me(), role);
        let proved_at = Some(Moment::from_unix(now().unix() - seconds));
        let circumstances = Circumstances {
            proved_at,
            ..good()
        };
        policies.decide(&who, Action::UsersCreate, &Resource::Server, &circumstances)
    };
    assert!(ask("administrator", 599).allowed);
    assert_eq!(ask("administrator", 600).answer(), Answer::Stale);
    assert_eq!(ask("moderator", 600).answer(), Answer::No);
}

#[test]
fn whose_role_needs_a_second_factor_administers_with_one_alone() {
    let policies = shipped();
    let ask = |role: &str, action: Action, second_factor: bool| {
        let who = person(me(), role);
        let circumstances = Circumstances {
            factor_required: true,
            second_factor,
            ..good()
        };
        policies.decide(&who, action, &usual(action, &who), &circumstances)
    };
    let without = ask("administrator", Action::UsersRead, false);
    assert_eq!((without.allowed, without.answer()), (false, Answer::Stale));
    assert!(ask("administrator", Action::UsersRead, true).allowed);
    assert!(ask("administrator", Action::SessionsList, false).allowed);
    assert!(!ask("administrator", Action::KeysCreate, false).allowed);
    let never = ask("user", Action::UsersRead, false);
    assert_eq!((never.allowed, never.answer()), (false, Answer::No));
}

#[test]
fn a_key_gives_no_permissions_and_makes_no_keys() {
    let policies = shipped();
    let by = |by| Circumstances {
        by,
        proved_at: None,
        ..good()
    };
    let who = person(me(), "super-administrator");
    for action in Action::ALL.iter().copied() {
        let ask = |by| policies.decide(&who, action, &usual(action, &who), &by);
        let in_person = [
            "roles.grant",
            "roles.withdraw",
            "roles.write",
            "api-keys.create",
            "api-keys.rotate",
            "approvals.offer",
            "approvals.enrol",
            "approvals.leave",
        ];
        let allowed = ask(by(By::SecretKey)).allowed;
        assert_eq!(allowed, !in_person.contains(&action.name()), "{action}");
        let allowed = ask(by(By::PublishableKey)).allowed;
        assert_eq!(allowed, action == Action::KeysCurrent, "{action}");
    }
}

#[test]
fn a_rule_of_ones_own_can_permit_but_takes_no_shipped_rule_away() {
    let mut sources = policies::shipped();
    sources.push(authority::permission::Source {
        name: "own".to_owned(),
        text: "@id(\"all\") permit (principal, action, resource);".to_owned(),
        shipped: false,
    });
    let policies = policies::compile(&sources).unwrap();
    let who = person(me(), "user");
    assert!(
        policies
            .decide(&who, Action::UsersRead, &Resource::Server, &good())
            .allowed
    );
    let without = Circumstances {
        scopes: Scopes::parse("sessions"),
        ..good()
    };
    let refused = policies.decide(&who, Action::UsersRead, &Resource::Server, &without);
    assert_eq!((refused.allowed, refused.answer()), (false, Answer::Scope));
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let by = prop_oneof![
        Just(By::Nothing),
        Just(By::Token),
        Just(By::SecretKey),
        Just(By::PublishableKey)
    ];
    let held = prop::sample::subsequence(Action::ALL.to_vec(), 0..Action::ALL.len());
    (
        by,
        any::<[bool; 8]>(),
        0_i64..4_000_000_000,
        any::<[u8; 4]>(),
        held,
    )
        .prop_map(
            |(
                by,
                [
                    all,
                    fresh,
                    maintenance,
                    known,
                    hours,
                    last,
                    second,
                    required,
                ],
                at,
                ip,
                grants,
            )| Circumstances {
                by,
                scopes: if all {
                    everything()
                } else {
                    Scopes::parse("sessions profile")
                },
                proved_at: fresh.then_some(Moment::from_unix(at)),
                second_factor: second,
                factor_required: required,
                now: Moment::from_unix(at),
                ip: ip.into(),
                maintenance,
                known_network: known,
                working_hours: hours,
                grants: grants
                    .iter()
                    .map(|action| action.name().to_owned())
                    .collect(),
                last_super_administrator: last,
            },
        )
}

fn resource() -> impl Strategy<Value = Resource> {
    let department = prop::option::of(prop::sample::select(vec!["sales", "stock"]));
    let anybody = (
        any::<bool>(),
        prop::sample::select(LADDER.to_vec()),
        department,
        any::<bool>(),
    );
    let anybody = anybody.prop_map(|(mine, role, department, disabled)| {
        let id = if mine { me() } else { other() };
        Resource::Person(Box::new(Principal {
            id: Some(id),
            department: department.map(str::to_owned),
            disabled,
            ..person(id, role)
        }))
    });
    let thing = (prop::sample::select(Thing::ALL.to_vec()), any::<bool>());
    let thing = thing.prop_map(|(kind, mine)| Resource::Thing {
        kind,
        id: "1".to_owned(),
        owner: if mine { me() } else { other() },
    });
    prop_oneof![Just(Resource::Server), anybody, thing]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_attributes_let_a_lower_role_do_what_the_table_forbids(
        role in prop::sample::select(LADDER.to_vec()),
        action in prop::sample::select(Action::ALL.to_vec()),
        department in prop::option::of(prop::sample::select(vec!["sales", "stock"])),
        resource in resource(),
        circumstances in circumstances(),
    ) {
        let who = Principal {
            department: department.map(str::to_owned),
            ..person(me(), role)
        };
        let decision = shipped().decide(&who, action, &resource, &circumstances);
        if rank(role) < rank(lowest(action)) {
            prop_assert!(!decision.allowed, "{role} {action} {resource:?} {circumstances:?}");
        }
        if decision.allowed {
            prop_assert!(action.scope().is_empty() || circumstances.scopes.contains(action.scope()));
            if let Resource::Person(person) = &resource
                && person.id != who.id
                && action.is_administration()
                && action != Action::UsersRead
            {
                prop_assert!(person.permissions.is_subset(&who.permissions));
            }
            if let Resource::Thing { owner, .. } = &resource
                && !action.is_administration()
            {
                prop_assert_eq!(*owner, me());
            }
        }
    }
}
