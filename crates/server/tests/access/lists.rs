//! Long lists: parts, cursors, and the indexes that serve them.

use serde_json::Value;
use server::{
    config::DatabaseUrl,
    store::{Search, Sort},
};
use sqlx::AnyPool;

use crate::{common::World, on_both_databases};

on_both_databases!(
    people_are_found_sorted_and_filtered_part_by_part,
    a_cursor_is_good_for_its_own_list_alone,
    an_index_serves_each_sort_and_filter,
    people_from_before_there_was_a_search_are_found,
);

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect()
}

/// All names of a list that is read in parts of `limit`.
async fn walk(world: &World, token: &str, query: &str, limit: u32) -> Vec<String> {
    let mut found = Vec::new();
    let mut path = format!("/api/v1/admin/users?limit={limit}&{query}");
    loop {
        let page = world.read(&path, token).await;
        assert!(page["items"].as_array().unwrap().len() <= limit as usize);
        found.extend(names(&page).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(cursor) => {
                path = format!("/api/v1/admin/users?limit={limit}&{query}&cursor={cursor}");
            }
            None => return found,
        }
    }
}

async fn people_are_found_sorted_and_filtered_part_by_part(world: World) {
    let token = world.with_role("root", "super-administrator").await;
    for (at, name) in [
        "Zoë", "zara", "Émile", "anton", "Ana-Lena", "bob", "u_1", "u%2",
    ]
    .iter()
    .enumerate()
    {
        world.wait(1);
        let mail = format!("p{at}@mail.example");
        let password = zeroize::Zeroizing::new(crate::common::PASSWORD.to_owned());
        world
            .server
            .add_user(name, &mail, &["user".to_owned()], password)
            .await
            .unwrap();
    }
    world.server.disable_user("bob").await.unwrap();
    world.server.grant_role("zara", "moderator").await.unwrap();
    let all = [
        "ana", "Ana-Lena", "anton", "bob", "root", "u%2", "u_1", "zara", "Zoë", "Émile",
    ];
    for limit in [1, 3, 10, 200] {
        assert_eq!(walk(&world, &token, "", limit).await, all);
        assert_eq!(
            walk(&world, &token, "q=AN", limit).await,
            ["ana", "Ana-Lena", "anton"]
        );
        assert_eq!(walk(&world, &token, "q=z", limit).await, ["zara", "Zoë"]);
        assert_eq!(walk(&world, &token, "q=%C3%89", limit).await, ["Émile"]);
        assert_eq!(
            walk(&world, &token, "q=u_", limit).await,
            ["u_1"],
            "nothing is a wildcard"
        );
        assert_eq!(walk(&world, &token, "q=u%25", limit).await, ["u%2"]);
        assert_eq!(walk(&world, &token, "q=P5@mail", limit).await, ["bob"]);
        assert_eq!(walk(&world, &token, "state=disabled", limit).await, ["bob"]);
        assert_eq!(
            walk(&world, &token, "role=moderator", limit).await,
            ["zara"]
        );
        assert_eq!(
            walk(&world, &token, "role=user&q=a", limit).await,
            ["ana", "Ana-Lena", "anton"]
        );
        assert_eq!(
            walk(&world, &token, "role=user&q=p@", limit).await,
            Vec::<String>::new()
        );
        let mut newest = walk(&world, &token, "sort=created", limit).await;
        newest.truncate(3);
        assert_eq!(newest, ["u%2", "u_1", "bob"]);
        assert_eq!(
            walk(&world, &token, "sort=created&state=disabled", limit).await,
            ["bob"]
        );
        assert_eq!(walk(&world, &token, "state=active", limit).await.len(), 9);
    }
    for bad in [
        "limit=0",
        "limit=201",
        "limit=x",
        "sort=size",
        "state=on",
        "sort=created&q=a",
        "colour=red",
        "cursor=x",
    ] {
        let path = format!("/api/v1/admin/users?{bad}");
        let answer = world.ask("get", &path, Some(&token), None).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "{bad}");
    }
}

async fn a_cursor_is_good_for_its_own_list_alone(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    let bea = world.with_role("bea", "administrator").await;
    let page = world.read("/api/v1/admin/users?limit=1", &root).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let good = format!("/api/v1/admin/users?limit=2&cursor={cursor}");
    world.read(&good, &root).await;
    for path in [
        format!("/api/v1/admin/users?cursor={cursor}&state=active"),
        format!("/api/v1/admin/users?cursor={cursor}&sort=created"),
        format!("/api/v1/admin/users?cursor={cursor}&q=a"),
        format!("/api/v1/sessions?cursor={cursor}"),
        format!("/api/v1/devices?cursor={cursor}"),
        format!("/api/v1/admin/clients?cursor={cursor}"),
    ] {
        let answer = world.ask("get", &path, Some(&root), None).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "{path}");
    }
    let answer = world.ask("get", &good, Some(&bea), None).await;
    assert_eq!(
        answer.error(),
        (400, "invalid_request"),
        "it was made for somebody else"
    );
    for at in [0, 10, cursor.len() - 1] {
        let mut changed = cursor.to_owned();
        let other = if &changed[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        let path = format!("/api/v1/admin/users?cursor={changed}");
        let answer = world.ask("get", &path, Some(&root), None).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "letter {at}");
    }
}

/// A connection of the test's own to the database of `world`.
async fn database(world: &World) -> AnyPool {
    let url: &DatabaseUrl = &world.server.config().database_url;
    AnyPool::connect(url.reveal()).await.unwrap()
}

async fn an_index_serves_each_sort_and_filter(world: World) {
    let pool = database(&world).await;
    let sqlite = world.server.config().database_url.sqlite_path().is_some();
    let numbers = if sqlite {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    } else {
        "WITH n(i) AS (SELECT * FROM generate_series(1, 20000))"
    };
    // Ids and keys look chosen by chance to the planner when they are long and differ.
    let people = format!(
        "{numbers} INSERT INTO users (id, name, name_folded, email, password, created_at, name_key,
             email_key, department, disabled_at)
         SELECT 'x' || i, 'n' || i, 'n' || i, 'e', '', i, CAST(1000000 + i AS TEXT),
             CAST(2000000 + i AS TEXT), CAST(i % 5 AS TEXT), CASE WHEN i % 100 = 0 THEN 1 END FROM n"
    );
    let roles = format!(
        "{numbers} INSERT INTO user_roles (user_id, role, name_key)
         SELECT 'x' || i, 'r' || CAST(i % 40 AS TEXT), CAST(1000000 + i AS TEXT) FROM n"
    );
    for sql in [people, roles, "ANALYZE".to_owned()] {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .unwrap();
    }
    let all = || Search {
        begins: None,
        active: None,
        role: None,
        department: None,
        sort: Sort::Name,
        after: None,
        limit: 101,
    };
    let text = |text: &str| Some(text.to_owned());
    let behind = || Some(vec!["1010000".to_owned(), "x".to_owned()]);
    let searches = [
        ("users_by_name", all()),
        (
            "users_by_age",
            Search {
                sort: Sort::Age,
                ..all()
            },
        ),
        (
            "users_active_by_name",
            Search {
                active: Some(true),
                ..all()
            },
        ),
        (
            "users_disabled_by_name",
            Search {
                active: Some(false),
                ..all()
            },
        ),
        (
            "users_active_by_age",
            Search {
                active: Some(true),
                sort: Sort::Age,
                ..all()
            },
        ),
        (
            "users_disabled_by_age",
            Search {
                active: Some(false),
                sort: Sort::Age,
                ..all()
            },
        ),
        (
            "users_by_department",
            Search {
                department: text("3"),
                ..all()
            },
        ),
        (
            "user_roles_by_role",
            Search {
                role: text("r7"),
                ..all()
            },
        ),
        (
            "users_by_name",
            Search {
                begins: text("ana"),
                ..all()
            },
        ),
        (
            "users_by_email_key",
            Search {
                begins: text("ana@"),
                ..all()
            },
        ),
        (
            "user_roles_by_role",
            Search {
                role: text("r7"),
                begins: text("ana"),
                ..all()
            },
        ),
    ];
    let mut work = world.server.store().read().await.unwrap();
    for (index, search) in searches {
        let parts = [
            search.clone(),
            Search {
                after: behind(),
                ..search
            },
        ];
        for search in parts {
            let plan = work.users().plan(&search).await.unwrap().join("\n");
            let what = format!("{search:?}\n{plan}");
            // Several indexes may do; what matters is that one leads and that nothing is sorted.
            let served = plan.contains(index) || (plan.contains("users_") && plan.contains("_by_"));
            assert!(served, "{what}");
            assert!(
                !plan.contains("Sort") && !plan.contains("TEMP B-TREE"),
                "{what}"
            );
            assert!(
                !plan.contains("Seq Scan on users") && !plan.contains("SCAN u\n"),
                "{what}"
            );
        }
    }
}

async fn people_from_before_there_was_a_search_are_found(world: World) {
    let pool = database(&world).await;
    for table in ["users", "user_roles"] {
        let sql = format!("UPDATE {table} SET name_key = ''");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .unwrap();
    }
    let world = world.restarted().await;
    let token = world.with_role("root", "super-administrator").await;
    assert_eq!(walk(&world, &token, "q=an", 1).await, ["ana"]);
    assert_eq!(walk(&world, &token, "role=user", 1).await, ["ana"]);
    assert_eq!(walk(&world, &token, "q=ana@", 1).await, ["ana"]);
}
