//! A fresh PostgreSQL database for each test.
//!
//! `COUNTERSIGN_TEST_POSTGRES` names a server to use (a role that may create databases); without it
//! `postgres.sh` keeps a private cluster for the length of the test run. Every process that uses
//! the cluster holds a shared lock, which also ends when the process is killed.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// The address of a new, empty database called after `name`.
pub async fn fresh_database(name: &str) -> String {
    static ADMIN: OnceLock<String> = OnceLock::new();
    let admin = ADMIN.get_or_init(|| {
        std::env::var("COUNTERSIGN_TEST_POSTGRES").unwrap_or_else(|_| private_cluster())
    });
    let database = format!("test_{name}");
    let mut connection = PgConnection::connect(admin)
        .await
        .expect("the test database server answers");
    let create = format!("CREATE DATABASE {database}");
    sqlx::query(AssertSqlSafe(create))
        .execute(&mut connection)
        .await
        .expect("the test role may create databases");
    connection.close().await.expect("closing succeeds");
    let (server, query) = match admin.split_once('?') {
        Some((server, query)) => (server, format!("?{query}")),
        None => (admin.as_str(), String::new()),
    };
    let (server, _) = server
        .rsplit_once('/')
        .expect("the address names a database");
    format!("{server}/{database}{query}")
}

fn private_cluster() -> String {
    static HELD: OnceLock<File> = OnceLock::new();
    let state = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("postgres");
    fs::create_dir_all(&state).expect("the target directory is writable");
    HELD.get_or_init(|| {
        let lock = File::create(state.join("users.lock")).expect("the lock file can be made");
        lock.lock_shared().expect("the lock can be shared");
        lock
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/common/postgres.sh");
    let output = Command::new(script)
        .arg(&state)
        .output()
        .expect("postgres.sh runs");
    assert!(
        output.status.success(),
        "postgres.sh failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .expect("an address")
        .trim()
        .to_owned()
}
