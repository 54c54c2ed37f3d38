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
