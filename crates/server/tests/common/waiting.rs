//! Waiting for what others do at the database.

use super::World;

pub fn is_postgres(world: &World) -> bool {
    let url = world.server.config().database_url.reveal();
    url.starts_with("postgres")
}

pub async fn pool(world: &World) -> sqlx::AnyPool {
    sqlx::any::install_default_drivers();
    let url = world.server.config().database_url.reveal();
    sqlx::AnyPool::connect(url).await.unwrap()
}

/// Makes the device of the session of `token` one that a key recognises, for tests that show no proofs of it.
pub async fn bind(world: &World, token: &str) {
    let session = super::claims(token)["sid"].as_str().unwrap().to_owned();
    let pool = pool(world).await;
    let bound = "UPDATE devices SET dpop_jkt = COALESCE(dpop_jkt, id)
         WHERE id = (SELECT device_id FROM sessions WHERE id = $1)";
    let bound = sqlx::query(bound).bind(session).execute(&pool).await;
    assert_eq!(bound.unwrap().rows_affected(), 1);
    pool.close().await;
}

/// So many attempts failed in ana's name, on devices known and not, that only recovery is left.
pub async fn lock_out(world: &World) {
    let pool = pool(world).await;
    for statement in [
        "UPDATE guesses SET failures = 1000",
        "INSERT INTO guesses (subject, failures, last_at)
         SELECT 'user:' || id, 1000, 0 FROM users WHERE name = 'ana'
         ON CONFLICT (subject) DO UPDATE SET failures = 1000",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

/// Returns once a transaction waits for another one. On SQLite all of them wait for their turn.
pub async fn somebody_waits(world: &World) {
    if !is_postgres(world) {
        return;
    }
    let pool = pool(world).await;
    loop {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.datname = current_database()
             WHERE NOT l.granted AND (l.database = d.oid OR l.database IS NULL)",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        if waiting > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}
