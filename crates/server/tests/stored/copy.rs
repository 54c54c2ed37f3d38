//! Tables and rows as text, whatever the database.

#![allow(unreachable_pub)]

use sqlx::{AnyPool, AssertSqlSafe, Row as _, any::AnyRow};

/// Tables in the order in which they were made, so that what others refer to comes first, each with its
/// columns.
pub type Schema = Vec<(String, Vec<Column>)>;

#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    /// TEXT or BIGINT.
    pub kind: String,
    /// The table it refers to.
    pub refers_to: Option<String>,
}

/// What an SQLite database holds.
pub async fn schema(pool: &AnyPool) -> Schema {
    let tables = ask(
        pool,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name NOT LIKE '_sqlx%' ORDER BY rowid",
    );
    let mut schema = Schema::new();
    for row in tables.await {
        let table: String = row.get(0);
        let columns = format!(
            "SELECT c.name, c.type, f.\"table\" FROM pragma_table_info('{table}') c
             LEFT JOIN pragma_foreign_key_list('{table}') f ON f.\"from\" = c.name ORDER BY c.cid"
        );
        let columns = ask(pool, &columns).await;
        let columns = columns.iter().map(|row| Column {
            name: row.get(0),
            kind: row.get(1),
            refers_to: row.get(2),
        });
        schema.push((table, columns.collect()));
    }
    schema
}

pub async fn ask(pool: &AnyPool, query: &str) -> Vec<AnyRow> {
    let query = sqlx::query(AssertSqlSafe(query.to_owned()));
    query.fetch_all(pool).await.unwrap()
}

pub async fn execute(pool: &AnyPool, statement: &str) {
    let query = sqlx::query(AssertSqlSafe(statement.to_owned()));
    query.execute(pool).await.unwrap();
}

/// The rows of a table.
pub async fn rows(pool: &AnyPool, table: &str, columns: &[Column]) -> Vec<Vec<Option<String>>> {
    let list = columns
        .iter()
        .map(|column| format!("CAST({} AS TEXT)", column.name));
    let list = list.collect::<Vec<_>>().join(", ");
    let rows = ask(pool, &format!("SELECT {list} FROM {table}")).await;
    let values = |row: &AnyRow| (0..columns.len()).map(|index| row.get(index)).collect();
    rows.iter().map(values).collect()
}

/// Puts these rows in place of those of a table.
pub async fn replace(
    pool: &AnyPool,
    table: &str,
    columns: &[Column],
    rows: &[Vec<Option<String>>],
) {
    execute(pool, &format!("DELETE FROM {table}")).await;
    for row in rows {
        insert(pool, table, columns, row).await;
    }
}

pub async fn insert(pool: &AnyPool, table: &str, columns: &[Column], row: &[Option<String>]) {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let places = columns
        .iter()
        .enumerate()
        .map(|(index, column)| format!("CAST(${} AS {})", index + 1, column.kind));
    let places = places.collect::<Vec<_>>().join(", ");
    let statement = format!(
        "INSERT INTO {table} ({}) VALUES ({places})",
        names.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for value in row {
        query = query.bind(value.clone());
    }
    query.execute(pool).await.unwrap();
}
