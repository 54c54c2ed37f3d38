//! What administrators do to people, roles, clients and rules.

use serde_json::{Value, json};

use crate::{
    asking::ALL,
    common::{PASSWORD, World, error_of},
    on_both_databases,
};

on_both_databases!(
    an_administrator_adds_somebody_who_can_sign_in,
    disabling_ends_everything_and_enabling_lets_them_in_again,
    a_worthless_password_lets_nobody_in,
    roles_are_given_and_taken_but_not_by_those_who_hold_less,
    the_last_super_administrator_is_neither_disabled_nor_demoted,
    of_two_super_administrators_who_remove_each_other_one_stays,
    a_role_of_ones_own_holds_what_it_was_given,
    a_role_that_is_removed_is_nobodys,
    clients_are_registered_and_removed_with_what_they_hold,
    rules_can_be_read_and_tried,
    a_stale_proof_is_asked_for_again,
    every_change_is_in_the_log,
);

async fn id_of(world: &World, token: &str, name: &str) -> String {
    let found = world
        .read(&format!("/api/v1/admin/users?q={name}"), token)
        .await;
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn an_administrator_adds_somebody_who_can_sign_in(world: World) {
    let token = world.with_role("bea", "administrator").await;
    let body = json!({"name": "carl", "email": "carl@example.org", "password": PASSWORD, "department": "sales"});
    let added = world
        .ask("post", "/api/v1/admin/users", Some(&token), Some(&body))
        .await;
    assert_eq!(added.status, 201, "{}", added.body);
    assert_eq!(added.body["roles"], json!(["user"]));
    assert_eq!(added.body["department"], "sales");
    world.token("carl", ALL).await;
    let again = world
        .ask("post", "/api/v1/admin/users", Some(&token), Some(&body))
        .await;
    assert_eq!(again.error(), (409, "conflict"));
    for (field, value) in [
        ("name", json!("")),
        ("email", json!("nobody")),
        ("password", json!("short")),
        ("department", json!("a\nb")),
        ("roles", json!(["emperor"])),
        ("roles", json!(["anonymous"])),
        ("is_admin", json!(true)),
    ] {
        let mut body = json!({"name": "dora", "email": "dora@example.org"});
        body[field] = value;
        let refused = world
            .ask("post", "/api/v1/admin/users", Some(&token), Some(&body))
            .await;
        assert_eq!(refused.error(), (400, "invalid_request"), "{body}");
    }
    let body = json!({"name": "eve", "email": "e@example.org", "roles": ["super-administrator"]});
    let refused = world
        .ask("post", "/api/v1/admin/users", Some(&token), Some(&body))
        .await;
    assert_eq!(refused.error(), (403, "access_denied"));
}

async fn disabling_ends_everything_and_enabling_lets_them_in_again(world: World) {
    let token = world.with_role("bea", "administrator").await;
    let ana = world.desktop().await;
    let path = format!("/api/v1/admin/users/{}", id_of(&world, &token, "ana").await);
    let disabled = world
        .ask("post", &format!("{path}/disable"), Some(&token), None)
        .await;
    assert_eq!(disabled.status, 200, "{}", disabled.body);
    assert_eq!(disabled.body["ended"]["sessions"], 2);
    assert_eq!(disabled.body["ended"]["refresh_families"], 1);
    assert_eq!(world.read(&path, &token).await["disabled"], true);
    let answer = world
        .ask("get", "/api/v1/me", Some(&ana.access), None)
        .await;
    assert_eq!(answer.error(), (401, "invalid_token"));
    let mut browser = world.browser();
    let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_ne!(answer.status(), 303);
    let enabled = world
        .ask("post", &format!("{path}/enable"), Some(&token), None)
        .await;
    assert_eq!(enabled.status, 204);
    world.token("ana", ALL).await;
    let ended = world
        .ask(
            "post",
            &format!("{path}/end-everything"),
            Some(&token),
            None,
        )
        .await;
    assert_eq!(ended.body["ended"]["sessions"], 2);
    let unlocked = world
        .ask("post", &format!("{path}/unlock"), Some(&token), None)
        .await;
    assert_eq!(unlocked.status, 204);
    let nobody = "/api/v1/admin/users/00000000000000000000000000000000";
    assert_eq!(
        world.ask("get", nobody, Some(&token), None).await.error(),
        (404, "not_found")
    );
}

async fn a_worthless_password_lets_nobody_in(world: World) {
    let token = world.with_role("bea", "administrator").await;
    let ana = world.desktop().await;
    let path = format!("/api/v1/admin/users/{}", id_of(&world, &token, "ana").await);
    let reset = world
        .ask(
            "post",
            &format!("{path}/reset-password"),
            Some(&token),
            None,
        )
        .await;
    assert_eq!(reset.status, 200, "{}", reset.body);
    assert_eq!(reset.body["ended"]["sessions"], 2);
    let refresh = world.refresh(ana.refresh()).await;
    assert_eq!(error_of(refresh).await.0, 400);
    let mut browser = world.browser();
    let answer = browser.try_sign_in("/sign-in", "ana", PASSWORD).await;
    assert_ne!(answer.status(), 303);
}

async fn roles_are_given_and_taken_but_not_by_those_who_hold_less(world: World) {
    let bea = world.with_role("bea", "administrator").await;
    let mod_ = world.with_role("mo", "moderator").await;
    world.person("root", &["super-administrator"]).await;
    let (ana, root) = (
        id_of(&world, &bea, "ana").await,
        id_of(&world, &bea, "root").await,
    );
    let role = |id: &str, role: &str| format!("/api/v1/admin/users/{id}/roles/{role}");

    let given = world
        .ask("put", &role(&ana, "moderator"), Some(&bea), None)
        .await;
    assert_eq!(given.status, 200, "{}", given.body);
    assert_eq!(given.body["roles"], json!(["moderator", "user"]));
    let taken = world
        .ask("delete", &role(&ana, "moderator"), Some(&bea), None)
        .await;
    assert_eq!(taken.body["roles"], json!(["user"]));
    let again = world
        .ask("delete", &role(&ana, "moderator"), Some(&bea), None)
        .await;
    assert_eq!(again.error(), (404, "not_found"));
    for (token, path, method) in [
        (&bea, role(&ana, "super-administrator"), "put"),
        (&bea, role(&root, "super-administrator"), "delete"),
        (&bea, role(&root, "user"), "put"),
        (&mod_, role(&ana, "moderator"), "put"),
        (&mod_, role(&ana, "user"), "delete"),
    ] {
        let refused = world.ask(method, &path, Some(token), None).await;
        assert_eq!(refused.error(), (403, "access_denied"), "{method} {path}");
    }
    for missing in ["emperor", "anonymous"] {
        let refused = world
            .ask("put", &role(&ana, missing), Some(&bea), None)
            .await;
        assert_eq!(refused.error(), (404, "not_found"));
    }
    let path = format!("/api/v1/admin/users/{root}/disable");
    let refused = world.ask("post", &path, Some(&bea), None).await;
    assert_eq!(
        refused.error(),
        (403, "access_denied"),
        "she acts on nobody above her"
    );
}

async fn the_last_super_administrator_is_neither_disabled_nor_demoted(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    let id = id_of(&world, &root, "root").await;
    let role = format!("/api/v1/admin/users/{id}/roles/super-administrator");
    let disable = format!("/api/v1/admin/users/{id}/disable");
    for (method, path) in [("delete", &role), ("post", &disable)] {
        let refused = world.ask(method, path, Some(&root), None).await;
        assert_eq!(refused.error(), (403, "access_denied"), "{path}");
    }
    assert!(world.server.disable_user("root").await.is_err());
    assert!(
        world
            .server
            .withdraw_role("root", "super-administrator")
            .await
            .is_err()
    );
    // Somebody who cannot sign in does not count.
    world.person("second", &["super-administrator"]).await;
    world.server.disable_user("second").await.unwrap();
    assert_eq!(
        world.ask("post", &disable, Some(&root), None).await.status,
        403
    );
    world.person("third", &["super-administrator"]).await;
    assert_eq!(
        world.ask("delete", &role, Some(&root), None).await.status,
        200
    );
}

async fn of_two_super_administrators_who_remove_each_other_one_stays(world: World) {
    let (one, two) = (
        world.with_role("one", "super-administrator").await,
        world.with_role("two", "super-administrator").await,
    );
    let path = |id: &str| format!("/api/v1/admin/users/{id}/roles/super-administrator");
    let (first, second) = (
        id_of(&world, &one, "one").await,
        id_of(&world, &one, "two").await,
    );
    let (to_first, to_second) = (path(&first), path(&second));
    let (a, b) = tokio::join!(
        world.ask("delete", &to_second, Some(&one), None),
        world.ask("delete", &to_first, Some(&two), None),
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "{} {}", a.body, b.body);
    let mut work = world.server.store().read().await.unwrap();
    assert_eq!(work.roles().super_administrators().await.unwrap().len(), 1);
}

async fn a_role_of_ones_own_holds_what_it_was_given(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    let body =
        json!({"description": "Answers the phone", "permissions": ["users.read", "users.unlock"]});
    let path = "/api/v1/admin/roles/help-desk";
    let made = world.ask("put", path, Some(&root), Some(&body)).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let listed = world.read("/api/v1/admin/roles", &root).await;
    let names: Vec<&str> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "anonymous",
            "user",
            "moderator",
            "administrator",
            "super-administrator",
            "help-desk"
        ]
    );

    let desk = world.with_role("hedy", "help-desk").await;
    world.read("/api/v1/me", &desk).await;
    let ana = id_of(&world, &desk, "ana").await;
    let unlock = format!("/api/v1/admin/users/{ana}/unlock");
    assert_eq!(
        world.ask("post", &unlock, Some(&desk), None).await.status,
        204
    );
    let end = format!("/api/v1/admin/users/{ana}/end-everything");
    assert_eq!(
        world.ask("post", &end, Some(&desk), None).await.error(),
        (403, "access_denied")
    );
    for (path, body, status) in [
        ("/api/v1/admin/roles/user", body.clone(), 409),
        ("/api/v1/admin/roles/Help", body.clone(), 400),
        (path, json!({"description": "", "permissions": []}), 400),
        (
            path,
            json!({"description": "x", "permissions": ["me.read"]}),
            400,
        ),
        (
            path,
            json!({"description": "x", "permissions": ["users.fly"]}),
            400,
        ),
        (path, json!({"description": "x"}), 400),
    ] {
        let refused = world.ask("put", path, Some(&root), Some(&body)).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.body);
    }
    // What it holds changes for who has it already.
    let less = json!({"description": "Answers the phone", "permissions": ["users.read"]});
    world.ask("put", path, Some(&root), Some(&less)).await;
    assert_eq!(
        world.ask("post", &unlock, Some(&desk), None).await.error(),
        (403, "access_denied")
    );
    let bea = world.with_role("bea", "administrator").await;
    let refused = world.ask("put", path, Some(&bea), Some(&less)).await;
    assert_eq!(refused.error(), (403, "access_denied"));
}

async fn a_role_that_is_removed_is_nobodys(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    let body = json!({"description": "Looks", "permissions": ["users.read"]});
    let path = "/api/v1/admin/roles/looker";
    world.ask("put", path, Some(&root), Some(&body)).await;
    let looker = world.with_role("lou", "looker").await;
    world.read("/api/v1/admin/users", &looker).await;
    assert_eq!(
        world.ask("delete", path, Some(&root), None).await.status,
        204
    );
    assert_eq!(
        world.ask("delete", path, Some(&root), None).await.status,
        404
    );
    let refused = world
        .ask("get", "/api/v1/admin/users", Some(&looker), None)
        .await;
    assert_eq!(refused.error(), (403, "access_denied"));
    // A role of the same name made later does not come back to them.
    world.ask("put", path, Some(&root), Some(&body)).await;
    let refused = world
        .ask("get", "/api/v1/admin/users", Some(&looker), None)
        .await;
    assert_eq!(refused.error(), (403, "access_denied"));
}

async fn clients_are_registered_and_removed_with_what_they_hold(world: World) {
    let token = world.with_role("bea", "administrator").await;
    let body = json!({"name": "Wiki", "redirect_uris": ["https://wiki.example.org/back"], "confidential": true});
    let added = world
        .ask("post", "/api/v1/admin/clients", Some(&token), Some(&body))
        .await;
    assert_eq!(added.status, 201, "{}", added.body);
    assert!(added.body["client_secret"].as_str().unwrap().len() >= 43);
    let path = format!(
        "/api/v1/admin/clients/{}",
        added.body["client_id"].as_str().unwrap()
    );
    let found = world.read(&path, &token).await;
    assert_eq!(found["name"], "Wiki");
    assert!(
        !found
            .to_string()
            .contains(added.body["client_secret"].as_str().unwrap())
    );
    let list = world.read("/api/v1/admin/clients", &token).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        world.ask("delete", &path, Some(&token), None).await.status,
        204
    );
    assert_eq!(
        world.ask("get", &path, Some(&token), None).await.error(),
        (404, "not_found")
    );
    let desktop = "/api/v1/admin/clients/countersign-desktop";
    assert_eq!(
        world
            .ask("delete", desktop, Some(&token), None)
            .await
            .error(),
        (409, "conflict")
    );
    only_super_administrators_register_what_acts_unasked(&world, &token).await;
    for body in [
        json!({"name": "Wiki", "redirect_uris": ["javascript:alert(1)"]}),
        json!({"name": "Wiki", "redirect_uris": []}),
        json!({"name": "Wiki", "redirect_uris": ["https://a.example/"], "scopes": ["everything"]}),
        json!({"name": "Wiki", "redirect_uris": ["https://a.example/"], "secret": "mine"}),
    ] {
        let refused = world
            .ask("post", "/api/v1/admin/clients", Some(&token), Some(&body))
            .await;
        assert_eq!(refused.error(), (400, "invalid_request"), "{body}");
    }
}

async fn only_super_administrators_register_what_acts_unasked(world: &World, administrator: &str) {
    let path = "/api/v1/admin/clients";
    let root = world.with_role("root", "super-administrator").await;
    let key = json!({"kind": "secret", "name": "job", "scopes": ["admin"]});
    let key = world
        .ask("post", "/api/v1/api-keys", Some(&root), Some(&key))
        .await;
    let key = key.body["key"].as_str().unwrap();
    let body = json!({"name": "Wiki", "redirect_uris": ["https://wiki.example.org/back"]});
    for (what, value) in [
        ("first_party", json!(true)),
        ("scopes", json!(["openid", "admin"])),
        ("scopes", json!(["sessions"])),
    ] {
        let mut body = body.clone();
        body[what] = value;
        for who in [administrator, key] {
            let refused = world.ask("post", path, Some(who), Some(&body)).await;
            assert_eq!(refused.error(), (403, "access_denied"), "{body}");
        }
        let added = world.ask("post", path, Some(&root), Some(&body)).await;
        assert_eq!(added.status, 201, "{}", added.body);
    }
    let by_key = world.ask("post", path, Some(key), Some(&body)).await;
    assert_eq!(by_key.status, 201, "{}", by_key.body);
}

async fn rules_can_be_read_and_tried(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    let policy = world.read("/api/v1/admin/policy", &root).await;
    assert!(policy["schema"].as_str().unwrap().contains("entity User"));
    assert!(
        policy["sources"]
            .as_array()
            .unwrap()
            .iter()
            .all(|source| source["shipped"] == true)
    );
    let attempt = async |text: &str| {
        let body = json!({"text": text});
        let path = "/api/v1/admin/policy/check";
        let answer = world.ask("post", path, Some(&root), Some(&body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["problems"].as_array().unwrap().clone()
    };
    let good = "@id(\"friday\") forbid (principal, action == Action::\"clients.write\", resource) when { context.weekday == 5 };";
    assert_eq!(attempt(good).await, Vec::<Value>::new());
    let bad =
        attempt("@id(\"x\") permit (principal, action, resource) when { principal.size > 3 };")
            .await;
    assert!(
        bad[0]["message"].as_str().unwrap().contains("size"),
        "{bad:?}"
    );
    assert_eq!(attempt("permit").await[0]["source"], "sent");
    // Nesting takes stack, so there is an end to it.
    for deep in [
        "(".repeat(15_000),
        "!".repeat(15_000),
        "[{(".repeat(5_000),
        format!(
            "@id(\"x\") permit (principal, action, resource) when {{ {}true{} }};",
            "(".repeat(7_000),
            ")".repeat(7_000)
        ),
    ] {
        assert_ne!(attempt(&deep).await, Vec::<Value>::new());
    }
    // What is long without nesting is read.
    let chain = format!(
        "@id(\"x\") forbid (principal, action, resource) when {{ false{} }};",
        " || false".repeat(1_000)
    );
    assert_eq!(attempt(&chain).await, Vec::<Value>::new());
    let long = json!({"text": " ".repeat(16 * 1024 + 1)});
    let refused = world
        .ask(
            "post",
            "/api/v1/admin/policy/check",
            Some(&root),
            Some(&long),
        )
        .await;
    assert_eq!(refused.error(), (400, "invalid_request"));
}

async fn a_stale_proof_is_asked_for_again(world: World) {
    let mut browser = world.browser();
    world.person("bea", &["administrator"]).await;
    browser.sign_in("bea", PASSWORD).await;
    world.wait(600);
    let request = crate::common::with(crate::common::desktop_request(), &[("scope", ALL)]);
    let code = browser.authorize(&request).await["code"].clone();
    let token = crate::common::Tokens::from(world.redeem(&code).await)
        .await
        .access;
    world.read("/api/v1/admin/users", &token).await;
    let body = json!({"name": "carl", "email": "carl@example.org"});
    let stale = world
        .ask("post", "/api/v1/admin/users", Some(&token), Some(&body))
        .await;
    assert_eq!(stale.error(), (401, "insufficient_user_authentication"));
    assert!(stale.challenge.contains("max_age=\"600\""));
}

async fn every_change_is_in_the_log(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    let ana = id_of(&world, &root, "ana").await;
    let body = json!({"description": "Looks", "permissions": ["users.read"]});
    world
        .ask(
            "put",
            "/api/v1/admin/roles/looker",
            Some(&root),
            Some(&body),
        )
        .await;
    for (method, path) in [
        ("put", format!("/api/v1/admin/users/{ana}/roles/looker")),
        ("delete", format!("/api/v1/admin/users/{ana}/roles/looker")),
        ("post", format!("/api/v1/admin/users/{ana}/unlock")),
        ("post", format!("/api/v1/admin/users/{ana}/end-everything")),
        ("post", format!("/api/v1/admin/users/{ana}/reset-password")),
        ("post", format!("/api/v1/admin/users/{ana}/disable")),
        ("post", format!("/api/v1/admin/users/{ana}/enable")),
        ("delete", "/api/v1/admin/roles/looker".to_owned()),
    ] {
        let answer = world.ask(method, &path, Some(&root), None).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.body);
    }
    let mut work = world.server.store().read().await.unwrap();
    let rows = work.audit().rows(1, 1000).await.unwrap();
    let actor = id_of(&world, &root, "root").await;
    let actions: Vec<&str> = rows
        .iter()
        .filter(|row| row.event.actor == actor)
        .map(|row| row.event.action.as_str())
        .filter(|action| action.starts_with("role.") || action.starts_with("user."))
        .collect();
    let expected = [
        "role.changed",
        "role.granted",
        "role.withdrawn",
        "user.unlocked",
        "user.ended",
        "user.password-reset",
        "user.disabled",
        "user.enabled",
        "role.removed",
    ];
    assert_eq!(actions, expected);
    assert!(world.server.verify_audit().await.unwrap().is_ok());
}
