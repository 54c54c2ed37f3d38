//! `role`, `user role`, `api-key` and `policy` on the command line.

use crate::support::{Done, Workplace};

const PASSWORD: &str = "velvet harbour onion compass";

fn add(place: &Workplace, name: &str, role: &str) -> Done {
    let mail = format!("{name}@example.org");
    let arguments = [
        "user",
        "add",
        name,
        "--email",
        &mail,
        "--role",
        role,
        "--password-stdin",
        "--json",
    ];
    place.run_with_input(&arguments, &format!("{PASSWORD}\n"))
}

/// The rules that decided, by name.
fn explained(place: &Workplace, arguments: &[&str]) -> (bool, Vec<String>) {
    let all = [&["policy", "explain", "--json"], arguments].concat();
    let done = place.run(&all);
    assert_eq!(done.code, 0, "{done:?}");
    let json = done.json();
    let rules = json["rules"].as_array().unwrap().iter();
    let ids = rules.map(|rule| rule["id"].as_str().unwrap().to_owned());
    (json["allowed"].as_bool().unwrap(), ids.collect())
}

#[test]
fn a_role_of_ones_own_is_made_given_explained_and_taken() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", "user").code, 0);
    assert_eq!(add(&place, "root", "super-administrator").code, 0);
    assert_eq!(
        add(&place, "eve", "emperor").error_json()["error"]["code"],
        "unknown_role"
    );
    let made = place.run(&[
        "role",
        "add",
        "help-desk",
        "--description",
        "Answers the phone",
        "--permission",
        "users.unlock",
        "--json",
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    assert_eq!(
        made.json()["permissions"],
        serde_json::json!(["users.unlock"])
    );
    let ask = [
        "--user",
        "ana",
        "--action",
        "users.unlock",
        "--resource",
        "user:ana",
    ];
    assert_eq!(explained(&place, &ask), (false, vec![]));
    assert_eq!(
        place.run(&["user", "role", "add", "ana", "help-desk"]).code,
        0
    );
    assert_eq!(
        explained(&place, &ask),
        (true, vec!["role-permission".to_owned()])
    );
    let above = [
        "--user",
        "ana",
        "--action",
        "users.unlock",
        "--resource",
        "user:root",
    ];
    assert_eq!(
        explained(&place, &above),
        (false, vec!["nobody-above".to_owned()])
    );
    let words = place.run(&[
        "policy",
        "explain",
        "--user",
        "ana",
        "--action",
        "users.unlock",
        "--resource",
        "user:root",
    ]);
    assert!(
        words.out.contains("ana may not users.unlock on user:root"),
        "{words:?}"
    );
    assert!(
        words
            .out
            .contains("forbidden by nobody-above: nobody acts on a person"),
        "{words:?}"
    );
    assert_eq!(
        place
            .run(&["user", "role", "remove", "ana", "help-desk"])
            .code,
        0
    );
    assert_eq!(explained(&place, &ask), (false, vec![]));

    let last = place.run(&[
        "user",
        "role",
        "remove",
        "root",
        "super-administrator",
        "--json",
    ]);
    assert_eq!(last.code, 5, "{last:?}");
    assert_eq!(
        last.error_json()["error"]["code"],
        "last_super_administrator"
    );
    let last = place.run(&["user", "disable", "root", "--json"]);
    assert_eq!(
        last.error_json()["error"]["code"],
        "last_super_administrator"
    );
    let roles = place.run(&["role", "list", "--json"]).json();
    assert_eq!(roles.as_array().unwrap().len(), 6);
}

#[test]
fn rules_of_ones_own_are_checked_before_the_server_uses_them() {
    let place = Workplace::new();
    let good = place.run(&["policy", "check", "--json"]);
    assert_eq!(good.code, 0, "{good:?}");
    assert_eq!(
        good.json()["sources"],
        serde_json::json!(["permit.cedar", "forbid.cedar"])
    );
    let file = place.path("own.cedar");
    let rule = "@id(\"night\") @says(\"nothing at night\") forbid (principal, action, resource) when { context.hour < 6 };";
    place.write("own.cedar", rule);
    let place = place.with(
        "COUNTERSIGN_SERVER__ACCESS__POLICIES",
        file.to_str().unwrap(),
    );
    assert_eq!(place.run(&["policy", "check"]).code, 0);
    assert_eq!(add(&place, "ana", "user").code, 0);
    let at = |at| {
        [
            "--user",
            "ana",
            "--action",
            "me.read",
            "--resource",
            "own",
            "--at",
            at,
        ]
    };
    assert_eq!(
        explained(&place, &at("2026-11-21T05:59:59Z")),
        (false, vec!["night".to_owned()])
    );
    assert_eq!(
        explained(&place, &at("2026-11-21T06:00:00Z")),
        (true, vec!["own-lists".to_owned()])
    );

    let rule = "@id(\"x\") forbid (principal, action, resource) when { context.huor < 6 };";
    place.write("own.cedar", rule);
    let wrong = place.run(&["policy", "check", "--json"]);
    assert_eq!(wrong.code, 5, "{wrong:?}");
    assert_eq!(wrong.error_json()["error"]["code"], "policy_wrong");
    assert!(wrong.err.contains("attribute `huor`"), "{wrong:?}");
    let refused = place.run(&["user", "list", "--json"]);
    assert_eq!(
        refused.error_json()["error"]["code"],
        "policy_wrong",
        "nothing starts with them"
    );
}

#[test]
fn a_key_is_made_listed_replaced_and_revoked() {
    let place = Workplace::new();
    assert_eq!(add(&place, "ana", "user").code, 0);
    let made = place.run(&[
        "api-key", "add", "ana", "--name", "backup", "--scope", "sessions", "--json",
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    let made = made.json();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with("cs_sk_"));
    let rotated = place
        .run(&["api-key", "rotate", id, "--overlap-seconds", "0", "--json"])
        .json();
    let list = place.run(&["api-key", "list", "ana", "--json"]);
    assert!(!list.out.contains(key) && !list.out.contains(rotated["key"].as_str().unwrap()));
    let list = list.json();
    assert_eq!(
        list.as_array().unwrap().len(),
        1,
        "the old one ended at once"
    );
    assert_eq!(list[0]["id"], rotated["id"]);
    let newer = rotated["id"].as_str().unwrap();
    assert_eq!(place.run(&["api-key", "revoke", newer]).code, 0);
    assert_eq!(place.run(&["api-key", "revoke", newer]).code, 7);
    assert_eq!(
        place.run(&["api-key", "list", "ana", "--json"]).json(),
        serde_json::json!([])
    );
    let refused = place.run(&[
        "api-key", "add", "ana", "--name", "x", "--scope", "openid", "--json",
    ]);
    assert_eq!(refused.error_json()["error"]["code"], "bad_scope");
}
