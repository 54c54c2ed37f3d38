//! Searching everybody's live sessions: each filter runs along an index that is in the order of the
//! answer, and a part of a list begins where the part before ended.

use authority::{Moment, session::Kind};
use protocol::{SessionId, UserId};
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Sessions, can_be_stored, sessions::seen, statement::Statement};

/// Which sessions to list: the latest begun first or, with [`SessionSearch::begins`], in the order of
/// the names or mail addresses that are searched.
#[derive(Debug, Clone, Default)]
pub struct SessionSearch {
    /// What the name of their person begins with, or with an `@` in it, their mail address.
    pub begins: Option<String>,
    /// Whose they are.
    pub user: Option<UserId>,
    /// The client that signed in.
    pub client: Option<String>,
    /// The address they were last used from.
    pub ip: Option<String>,
    /// What they are a sign-in of.
    pub kind: Option<Kind>,
    /// Where the part before ended.
    pub after: Option<Vec<String>>,
    /// How many.
    pub limit: u32,
}

/// A session, and where it stands in the list that was asked for.
#[derive(Debug, Clone)]
pub struct Found {
    /// As its person sees it.
    pub session: protocol::Session,
    /// Where it stands.
    pub position: Vec<String>,
}

impl SessionSearch {
    /// The column that people are searched by, when they are.
    fn searched(&self) -> Option<&'static str> {
        let begins = self.begins.as_ref()?;
        Some(if begins.contains('@') {
            "u.email_key"
        } else {
            "u.name_key"
        })
    }

    fn statement(&self, now: Moment) -> (String, Statement) {
        let mut statement = Statement::default();
        statement.wants("s.ended_at IS NULL".to_owned());
        let alive = statement.number(now.unix());
        statement.wants(format!("s.expires_at > {alive}"));
        for (column, wanted) in [
            ("s.user_id", self.user.map(|user| user.to_string())),
            ("s.client_id", self.client.clone()),
            ("s.ip", self.ip.clone()),
            ("s.kind", self.kind.map(|kind| kind.word().to_owned())),
        ] {
            if let Some(wanted) = wanted {
                let wanted = statement.text(wanted);
                statement.wants(format!("{column} = {wanted}"));
            }
        }
        let (order, people) = match (self.searched(), &self.begins) {
            (Some(column), Some(text)) => {
                statement.begins(column, text);
                self.behind_person(&mut statement, column);
                (
                    format!("{column}, u.id, s.created_at, s.id"),
                    "users u JOIN sessions s ON s.user_id = u.id",
                )
            }
            _ => {
                self.behind_session(&mut statement);
                (
                    "s.created_at DESC, s.id DESC".to_owned(),
                    "sessions s JOIN users u ON u.id = s.user_id",
                )
            }
        };
        let key = self.searched().unwrap_or("u.name_key");
        let (conditions, limit) = (statement.conditions(), statement.number(self.limit.into()));
        let sql = format!(
            "SELECT s.id, s.ip, s.created_at, s.last_active_at, s.expires_at,
                 d.name AS device, d.os, d.browser, c.name AS app, u.name AS user_name,
                 u.id AS user_id, {key} AS place
             FROM {people}
             JOIN devices d ON d.id = s.device_id
             LEFT JOIN clients c ON c.id = s.client_id
             {conditions} ORDER BY {order} LIMIT {limit}"
        );
        (sql, statement)
    }

    fn behind_session(&self, statement: &mut Statement) {
        if let Some([at, id]) = self.after.as_deref() {
            let at = statement.number(at.parse().unwrap_or_default());
            let id = statement.text(id.as_str());
            statement.wants(format!("(s.created_at, s.id) < ({at}, {id})"));
        }
    }

    /// The list goes on within the sessions of a person, so it begins with that person again.
    fn behind_person(&self, statement: &mut Statement, column: &str) {
        if let Some([place, user, at, id]) = self.after.as_deref() {
            let (place, user) = (
                statement.text(place.as_str()),
                statement.text(user.as_str()),
            );
            let at = statement.number(at.parse().unwrap_or_default());
            let id = statement.text(id.as_str());
            statement.wants(format!("({column}, u.id) >= ({place}, {user})"));
            statement.wants(format!(
                "(u.id <> {user} OR (s.created_at, s.id) > ({at}, {id}))"
            ));
        }
    }

    /// Nothing that the database cannot hold can be in it.
    fn can_be_found(&self) -> bool {
        [&self.begins, &self.client, &self.ip]
            .into_iter()
            .flatten()
            .all(|text| can_be_stored(text))
    }
}

impl Sessions<'_> {
    /// Live sessions in the order that was asked for; `asking` is marked as current.
    pub async fn search(
        &mut self,
        search: &SessionSearch,
        asking: Option<SessionId>,
        now: Moment,
    ) -> Result<Vec<Found>, Error> {
        if !search.can_be_found() {
            return Ok(Vec::new());
        }
        let (sql, statement) = search.statement(now);
        let rows = statement.query(sql).fetch_all(&mut **self.0).await?;
        let asking = asking.map(|id| id.to_string()).unwrap_or_default();
        rows.iter()
            .map(|row| {
                Ok(Found {
                    session: seen(row, &asking)?,
                    position: search.position(row)?,
                })
            })
            .collect()
    }

    /// How the database would search, line by line, in its own words.
    pub async fn plan(
        &mut self,
        search: &SessionSearch,
        now: Moment,
    ) -> Result<Vec<String>, Error> {
        let (sql, statement) = search.statement(now);
        statement.plan(self.0, &sql).await
    }
}

impl SessionSearch {
    fn position(&self, row: &AnyRow) -> Result<Vec<String>, Error> {
        let session = [row.number("created_at")?.to_string(), row.text("id")?];
        Ok(if self.begins.is_some() {
            let person = [row.text("place")?, row.text("user_id")?];
            person.into_iter().chain(session).collect()
        } else {
            session.into()
        })
    }
}
