//! A statement that grows condition by condition. It is made of our own words alone; what somebody
//! typed is bound.

use sqlx::{Any, AssertSqlSafe, any::AnyArguments, query::Query};

use super::{Columns as _, Error, Tx, user_search::key};

enum Bound {
    Text(String),
    Number(i64),
}

/// See above.
#[derive(Default)]
pub(super) struct Statement {
    conditions: Vec<String>,
    bound: Vec<Bound>,
}

impl Statement {
    /// Binds a text; its placeholder.
    pub(super) fn text(&mut self, value: impl Into<String>) -> String {
        self.bound.push(Bound::Text(value.into()));
        format!("${}", self.bound.len())
    }

    /// Binds a number; its placeholder.
    pub(super) fn number(&mut self, value: i64) -> String {
        self.bound.push(Bound::Number(value));
        format!("${}", self.bound.len())
    }

    /// Adds a condition.
    pub(super) fn wants(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    /// Wants that `column`, which holds [`key`]s, begins with the key of `text`.
    pub(super) fn begins(&mut self, column: &str, text: &str) {
        let first = self.text(key(text));
        // No hexadecimal digit stands behind f.
        let behind = self.text(format!("{}g", key(text)));
        self.wants(format!("{column} >= {first} AND {column} < {behind}"));
    }

    /// All conditions, with the word before them.
    pub(super) fn conditions(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.conditions.join(" AND "))
        }
    }

    /// `sql` with what was bound.
    pub(super) fn query(&self, sql: String) -> Query<'_, Any, AnyArguments> {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in &self.bound {
            query = match value {
                Bound::Text(text) => query.bind(text.as_str()),
                Bound::Number(number) => query.bind(*number),
            };
        }
        query
    }

    /// How the database would carry `sql` out, line by line, in its own words.
    pub(super) async fn plan(&self, tx: &mut Tx, sql: &str) -> Result<Vec<String>, Error> {
        let (explain, column) = match tx.backend_name() {
            "SQLite" => ("EXPLAIN QUERY PLAN", "detail"),
            _ => ("EXPLAIN", "QUERY PLAN"),
        };
        let query = self.query(format!("{explain} {sql}"));
        let rows = query.fetch_all(&mut **tx).await?;
        rows.iter().map(|row| row.text(column)).collect()
    }
}
