//! Everybody's live sessions: finding them part by part, and the indexes that serve it.

use authority::{Moment, session::Kind};
use data_encoding::HEXLOWER;
use serde_json::Value;
use server::store::SessionSearch;
use sqlx::AnyPool;

use crate::{common::World, on_both_databases};

on_both_databases!(
    sessions_are_found_and_filtered_part_by_part,
    ended_and_expired_sessions_are_not_found,
    only_who_may_see_everybodys_sessions_finds_them,
    an_index_serves_each_filter_of_sessions,
);

/// The id of somebody.
async fn id_of(world: &World, token: &str, name: &str) -> String {
    let page = world
        .read(&format!("/api/v1/admin/users?q={name}"), token)
        .await;
    page["items"][0]["id"].as_str().unwrap().to_owned()
}

/// All rows of a list that is read in parts of `limit`.
async fn walk(world: &World, token: &str, query: &str, limit: u32) -> Vec<Value> {
    let mut found = Vec::new();
    let first = format!("/api/v1/admin/sessions?limit={limit}&{query}");
    let mut path = first.clone();
    loop {
        let page = world.read(&path, token).await;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit as usize);
        found.extend(items.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("{first}&cursor={cursor}"),
            None => return found,
        }
    }
}

fn users(found: &[Value]) -> Vec<&str> {
    found
        .iter()
        .map(|session| session["user"].as_str().unwrap())
        .collect()
}

async fn sessions_are_found_and_filtered_part_by_part(world: World) {
    // Each signs in with a browser, and then with a program.
    let root = world.with_role("root", "super-administrator").await;
    for name in ["bea", "ben", "cy"] {
        world.wait(1);
        world.with_role(name, "user").await;
    }
    let ben = id_of(&world, &root, "ben").await;
    for limit in [1, 3, 200] {
        let all = walk(&world, &root, "", limit).await;
        assert_eq!(all.len(), 8);
        let mut ids: Vec<_> = all
            .iter()
            .map(|session| session["id"].to_string())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 8, "every session is there once");
        assert_eq!(users(&all)[..2], ["cy", "cy"], "the latest begun first");
        assert_eq!(
            users(&walk(&world, &root, "q=B", limit).await),
            ["bea", "bea", "ben", "ben"]
        );
        assert_eq!(
            users(&walk(&world, &root, "q=be&kind=app", limit).await),
            ["bea", "ben"]
        );
        let by_mail = walk(&world, &root, "q=cy@&kind=browser", limit).await;
        assert_eq!(users(&by_mail), ["cy"]);
        let of_ben = walk(&world, &root, &format!("user={ben}"), limit).await;
        assert_eq!(users(&of_ben), ["ben", "ben"]);
        let programs = walk(&world, &root, "app=countersign-desktop", limit).await;
        assert_eq!(users(&programs), ["cy", "ben", "bea", "root"]);
        let near = walk(&world, &root, "ip=127.0.0.1&kind=browser", limit).await;
        assert_eq!(near.len(), 4);
        assert!(walk(&world, &root, "ip=127.0.0.2", limit).await.is_empty());
        assert!(walk(&world, &root, "app=nobody", limit).await.is_empty());
    }
    let all = walk(&world, &root, "", 200).await;
    let current = all.iter().filter(|session| session["current"] == true);
    assert_eq!(current.count(), 1, "the one that asks");
    for bad in [
        "limit=0",
        "limit=201",
        "kind=robot",
        "user=x",
        "sort=ip",
        "cursor=x",
    ] {
        let path = format!("/api/v1/admin/sessions?{bad}");
        let answer = world.ask("get", &path, Some(&root), None).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "{bad}");
    }
}

async fn ended_and_expired_sessions_are_not_found(world: World) {
    let root = world.with_role("root", "super-administrator").await;
    world.with_role("bea", "user").await;
    let bea = id_of(&world, &root, "bea").await;
    let path = format!("/api/v1/admin/users/{bea}/end-everything");
    let ended = world.ask("post", &path, Some(&root), None).await;
    assert_eq!(ended.status, 200, "{}", ended.body);
    assert_eq!(users(&walk(&world, &root, "", 200).await), ["root", "root"]);
    assert!(walk(&world, &root, "q=bea", 200).await.is_empty());
    // The browser idled for longer than it may; the program did not.
    world.wait(31 * 60);
    let now = Moment::from_unix(world.now());
    let mut work = world.server.store().look().await.unwrap();
    let search = SessionSearch {
        limit: 10,
        ..SessionSearch::default()
    };
    let found = work.sessions().search(&search, None, now).await.unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].session.app.is_some());
}

async fn only_who_may_see_everybodys_sessions_finds_them(world: World) {
    let path = "/api/v1/admin/sessions";
    let user = world.with_role("bea", "user").await;
    let answer = world.ask("get", path, Some(&user), None).await;
    assert_eq!(answer.error(), (403, "insufficient_scope"));
    let answer = world.ask("get", path, None, None).await;
    assert_eq!(answer.status, 401);
    let root = world.with_role("root", "super-administrator").await;
    let page = world.read("/api/v1/admin/sessions?limit=1", &root).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let other = format!("{path}?limit=1&kind=app&cursor={cursor}");
    let answer = world.ask("get", &other, Some(&root), None).await;
    assert_eq!(answer.error(), (400, "invalid_request"), "of another list");
}

async fn an_index_serves_each_filter_of_sessions(world: World) {
    let pool = fill(&world).await;
    let sqlite = world.server.config().database_url.sqlite_path().is_some();
    if sqlite {
        // Nobody gathers statistics of the file of a server.
        each_filter_is_served(&world).await;
    }
    sqlx::query("ANALYZE").execute(&pool).await.unwrap();
    pool.close().await;
    each_filter_is_served(&world).await;
}

async fn each_filter_is_served(world: &World) {
    let sqlite = world.server.config().database_url.sqlite_path().is_some();
    let now = Moment::from_unix(world.now());
    let all = || SessionSearch {
        limit: 101,
        ..SessionSearch::default()
    };
    let text = |text: &str| Some(text.to_owned());
    let person = format!("{:032x}", 7);
    let searches = [
        ("sessions_live_by_age", all()),
        (
            "sessions_live_by_user",
            SessionSearch {
                user: person.parse().ok(),
                ..all()
            },
        ),
        (
            "sessions_live_by_client",
            SessionSearch {
                client: text("client3"),
                ..all()
            },
        ),
        (
            "sessions_live_by_kind",
            SessionSearch {
                kind: Some(Kind::Browser),
                ..all()
            },
        ),
        (
            "sessions_live_by_ip",
            SessionSearch {
                ip: text("10.0.0.3"),
                ..all()
            },
        ),
        (
            "users_once_by_name",
            SessionSearch {
                begins: text("n1"),
                ..all()
            },
        ),
        (
            "users_once_by_email_key",
            SessionSearch {
                begins: text("n@1"),
                ..all()
            },
        ),
    ];
    let mut work = world.server.store().look().await.unwrap();
    for (index, search) in searches {
        let after = if search.begins.is_some() {
            let place = HEXLOWER.encode(b"n15000");
            vec![place, person.clone(), "5".to_owned(), "x".to_owned()]
        } else {
            vec!["10000".to_owned(), "x".to_owned()]
        };
        for after in [None, Some(after)] {
            let search = SessionSearch {
                after,
                ..search.clone()
            };
            let plan = work.sessions().plan(&search, now).await.unwrap();
            let plan = plan.join("\n");
            let what = format!("{search:?}\n{plan}");
            // PostgreSQL knows how often a value is there, so for a frequent one another index may lead.
            let served = plan.contains(index) || (!sqlite && plan.contains("sessions_live_by_"));
            assert!(served, "{what}");
            // PostgreSQL may put the few sessions of one person in order, never those of all.
            let sorted = plan.replace("Incremental Sort", "");
            assert!(
                !sorted.contains("Sort  (") && !sorted.contains("TEMP B-TREE"),
                "{what}"
            );
            assert!(!plan.contains("Seq Scan on sessions"), "{what}");
            assert!(!plan.contains("Seq Scan on users"), "{what}");
            assert!(
                !plan.contains("SCAN u\n") && !plan.contains("SCAN s\n"),
                "{what}"
            );
        }
    }
}

/// So many sessions, for each filter as well, that sorting them costs more than reading them in order.
async fn fill(world: &World) -> AnyPool {
    let url = world.server.config().database_url.reveal();
    let pool = AnyPool::connect(url).await.unwrap();
    let sqlite = url.starts_with("sqlite:");
    let (numbers, id, hex) = if sqlite {
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)",
            "printf('%032x', i)",
            (|text: &str| format!("lower(hex({text}))")) as fn(&str) -> String,
        )
    } else {
        (
            "WITH n(i) AS (SELECT * FROM generate_series(1, 20000))",
            "lpad(to_hex(i), 32, '0')",
            (|text: &str| format!("encode(convert_to({text}, 'UTF8'), 'hex')"))
                as fn(&str) -> String,
        )
    };
    let (end, seven) = (world.now() + 100_000, format!("{:032x}", 7));
    let statements = [
        format!(
            "{numbers} INSERT INTO users (id, name, name_folded, email, password, created_at, name_key,
                 email_key)
             SELECT {id}, 'n' || i, 'n' || i, 'n@' || i, '', i, {}, {} FROM n",
            hex("'n' || i"),
            hex("'n@' || i"),
        ),
        format!(
            "{numbers} INSERT INTO clients (id, name, first_party, grants, scopes, created_at)
             SELECT 'client' || i, 'c', 0, '', '', 1 FROM n WHERE i <= 50"
        ),
        format!(
            "{numbers} INSERT INTO devices (id, user_id, created_at) SELECT {id}, {id}, i FROM n"
        ),
        format!(
            "{numbers} INSERT INTO sessions (id, device_id, user_id, kind, client_id, ip,
                 authenticated_at, created_at, last_active_at, idle_seconds, ends_at, expires_at,
                 ended_at)
             SELECT {id}, {id}, CASE WHEN i % 4 = 0 THEN '{seven}' ELSE {id} END,
                 CASE WHEN i % 4 = 1 THEN 'browser' ELSE 'app' END,
                 'client' || CAST(1 + i % 4 AS TEXT), '10.0.0.' || CAST(i % 4 AS TEXT), i, i, i, 1,
                 {end}, {end}, CASE WHEN i % 10 = 0 THEN 5 END
             FROM n"
        ),
    ];
    for sql in statements {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .unwrap();
    }
    pool
}
