//! Looking for rows of the log. Every filter has an index that is in the order of the answer, so the
//! database sorts nothing, however long the log is.

use authority::{
    Moment,
    audit::{Outcome, escaped},
};
use sqlx::{Any, any::AnyArguments, query::Query};

/// What to look for; a filter that is not there lets everything through.
#[derive(Debug, Clone, Default)]
pub struct AuditSearch {
    /// Who did it.
    pub actor: Option<String>,
    /// To whom or what.
    pub subject: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// From where.
    pub address: Option<String>,
    /// At this moment or later.
    pub since: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
    /// Older than the row of this moment and number.
    pub before: Option<(Moment, i64)>,
    /// At most so many.
    pub limit: i64,
}

enum Value {
    Text(String),
    Number(i64),
}

impl AuditSearch {
    /// The statement, with a placeholder for each value.
    #[must_use]
    pub fn sql(&self) -> String {
        self.parts().0
    }

    pub(super) fn query(&self) -> Query<'static, Any, AnyArguments> {
        let (sql, values) = self.parts();
        values
            .into_iter()
            .fold(
                // Made of the words below alone; what a person typed is bound.
                sqlx::query(sqlx::AssertSqlSafe(sql)),
                |query, value| match value {
                    Value::Text(text) => query.bind(text),
                    Value::Number(number) => query.bind(number),
                },
            )
            .bind(self.limit)
    }

    fn parts(&self) -> (String, Vec<Value>) {
        // Values are looked for as they are stored.
        let text = |value: &Option<String>| value.as_ref().map(|text| Value::Text(escaped(text)));
        let moment = |at: Option<Moment>| at.map(|at| Value::Number(at.unix()));
        let outcome = |outcome: Outcome| Value::Text(outcome.as_str().to_owned());
        let filters = [
            ("actor =", text(&self.actor)),
            ("subject =", text(&self.subject)),
            ("action =", text(&self.action)),
            ("outcome =", self.outcome.map(outcome)),
            ("address =", text(&self.address)),
            ("at >=", moment(self.since)),
            ("at <", moment(self.until)),
        ];
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        for (condition, value) in filters {
            if let Some(value) = value {
                values.push(value);
                conditions.push(format!("{condition} ${}", values.len()));
            }
        }
        if let Some((at, number)) = self.before {
            values.extend([Value::Number(at.unix()), Value::Number(number)]);
            let count = values.len();
            conditions.push(format!("(at, number) < (${}, ${count})", count - 1));
        }
        let narrowed = if conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {} ", conditions.join(" AND "))
        };
        let limit = values.len() + 1;
        let sql =
            format!("SELECT * FROM audit {narrowed}ORDER BY at DESC, number DESC LIMIT ${limit}");
        (sql, values)
    }
}
