//! A million sessions of a hundred thousand people, each with a family and a live token, put into the
//! database as the server would have left them.

use std::time::Duration;

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tokio::runtime::Runtime;

use crate::ours::{Place, now};

pub const PEOPLE: i64 = 100_000;
pub const SESSIONS: i64 = 1_000_000;

/// Fills the database while nobody serves it.
pub fn fill(runtime: &Runtime, place: &Place, sessions: i64, people: i64) {
    runtime.block_on(async {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&place.database).await.unwrap();
        let sqlite = place.database.starts_with("sqlite:");
        if sqlite {
            run(
                &mut connection,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
                 PRAGMA cache_size = -400000",
            )
            .await;
        } else {
            // The rows fit together by the way they are made.
            run(&mut connection, "SET session_replication_role = replica").await;
        }
        for statement in statements(sqlite, sessions, people) {
            run(&mut connection, &statement).await;
        }
        let after = if sqlite {
            // No statistics: nobody runs ANALYZE on the file of a server.
            "PRAGMA wal_checkpoint(TRUNCATE)"
        } else {
            "VACUUM ANALYZE"
        };
        run(&mut connection, after).await;
        connection.close().await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    });
}

async fn run(connection: &mut AnyConnection, statement: &str) {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
    connection.execute(statement).await.unwrap();
}

fn statements(sqlite: bool, sessions: i64, people: i64) -> Vec<String> {
    let numbers = |last: i64| {
        if sqlite {
            format!(
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
                  SELECT i FROM n) n"
            )
        } else {
            format!("(SELECT i FROM generate_series(1, {last}::BIGINT) i) n")
        }
    };
    // Spread over the whole range, as chance would.
    let id = |i: &str, length: usize| {
        let spread = format!("(({i}) * 2654435761 % 4294967296)");
        if sqlite {
            format!("printf('%08x%0{}x', {spread}, {i})", length - 8)
        } else {
            format!(
                "lpad(to_hex({spread}), 8, '0') || lpad(to_hex({i}), {}, '0')",
                length - 8
            )
        }
    };
    let hex = |text: &str| {
        if sqlite {
            format!("lower(hex({text}))")
        } else {
            format!("encode(convert_to({text}, 'UTF8'), 'hex')")
        }
    };
    let now = now();
    let person = id(&format!("(i % {people} + 1)"), 32);
    let name = "('person' || i)";
    vec![
        format!(
            "INSERT INTO users (id, name, name_folded, email, password, created_at, name_key, email_key,
                 department)
             SELECT {}, {name}, {name}, {name} || '@example.org', u.password, {now} - i, {}, {},
                 'department' || (i % 50)
             FROM {} JOIN users u ON u.name = 'ana'",
            id("i", 32),
            hex(name),
            hex(&format!("({name} || '@example.org')")),
            numbers(people),
        ),
        format!(
            "INSERT INTO user_roles (user_id, role, name_key)
             SELECT id, 'user', name_key FROM users WHERE name LIKE 'person%'"
        ),
        format!(
            "INSERT INTO devices (id, user_id, name, os, browser, created_at)
             SELECT {}, {}, 'Laptop', 'Linux', NULL, {now} - i FROM {}",
            id("i", 32),
            id("i", 32),
            numbers(people),
        ),
        format!(
            "INSERT INTO sessions (id, device_id, user_id, kind, client_id, ip, authenticated_at,
                 created_at, last_active_at, idle_seconds, ends_at, expires_at)
             SELECT {}, {person}, {person}, 'app', 'countersign-desktop',
                 '10.' || (i % 250) || '.' || (i / 250 % 250) || '.7', {now} - i % 600000,
                 {now} - i % 600000, {now} - i % 3600, 1209600, {now} + 7000000, {now} + 1200000 - i % 3600
             FROM {}",
            id("i", 32),
            numbers(sessions),
        ),
        format!(
            "INSERT INTO refresh_families (id, session_id, client_id, scopes, refreshable, created_at,
                 expires_at)
             SELECT {}, {}, 'countersign-desktop', 'email offline_access openid profile sessions', 1,
                 {now} - i % 600000, {now} + 7000000
             FROM {}",
            id("i", 32),
            id("i", 32),
            numbers(sessions),
        ),
        format!(
            "INSERT INTO refresh_tokens (digest, family_id, number, access_jti, issued_at, expires_at)
             SELECT {}, {}, 1, {}, {now} - i % 600, {now} + 1200000
             FROM {}",
            id("i", 64),
            id("i", 32),
            id("i", 32),
            numbers(sessions),
        ),
        // Eight programs and a browser are signed in; with these it is fifty sessions.
        format!(
            "INSERT INTO sessions (id, device_id, user_id, kind, client_id, ip, authenticated_at,
                 created_at, last_active_at, idle_seconds, ends_at, expires_at)
             SELECT {}, {}, u.id, 'app', 'countersign-desktop', '10.1.2.3', {now}, {now} - i, {now} - i,
                 1209600, {now} + 7000000, {now} + 1200000
             FROM {} JOIN users u ON u.name = 'ana'",
            id(&format!("(i + {sessions})"), 32),
            id("i", 32),
            numbers(41),
        ),
    ]
}
