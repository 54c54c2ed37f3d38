//! Searching people: each sort and each filter runs along an index, and a part of a list begins where
//! the part before ended.

use authority::Moment;
use protocol::UserId;
use sqlx::any::AnyRow;

use super::{Columns as _, Error, Users, can_be_stored, statement::Statement, users::roles};

/// What a list of people shows of each.
#[derive(Debug, Clone)]
pub struct Person {
    /// The subject of their tokens.
    pub id: UserId,
    /// The name they sign in with.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Where they belong.
    pub department: Option<String>,
    /// Their roles.
    pub roles: Vec<String>,
    /// When they were added.
    pub created_at: Moment,
    /// When an administrator disabled them.
    pub disabled_at: Option<Moment>,
    /// Where they stand in the list that was asked for.
    pub position: Vec<String>,
}

/// The order of a list of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    Name,
    /// The last added first.
    Age,
}

/// Which people to list.
#[derive(Debug, Clone)]
pub struct Search {
    /// What their name begins with, or with an `@` in it, their mail address.
    pub begins: Option<String>,
    /// Whether they can sign in.
    pub active: Option<bool>,
    /// A role they have. With [`Sort::Name`] only.
    pub role: Option<String>,
    /// Where they belong. With [`Sort::Name`] only.
    pub department: Option<String>,
    /// In which order. A search for the beginning of a mail address is in the order of these.
    pub sort: Sort,
    /// Where the part before ended.
    pub after: Option<Vec<String>>,
    /// How many.
    pub limit: u32,
}

/// The text by which every database sorts alike.
pub(super) fn key(text: &str) -> String {
    data_encoding::HEXLOWER.encode(text.trim().to_lowercase().as_bytes())
}

impl Search {
    fn statement(&self) -> (String, Statement) {
        let mut statement = Statement::default();
        let by_mail = self.begins.as_ref().is_some_and(|text| text.contains('@'));
        // People with a role are found along an index of that role, which knows their names.
        let along_role = self.role.is_some() && !by_mail;
        let (column, id, direction) = match (self.sort, by_mail, along_role) {
            (_, true, _) => ("u.email_key", "u.id", ""),
            (_, _, true) => ("r.name_key", "r.user_id", ""),
            (Sort::Name, ..) => ("u.name_key", "u.id", ""),
            (Sort::Age, ..) => ("u.created_at", "u.id", "DESC"),
        };
        if let Some(role) = &self.role {
            let role = statement.text(role.as_str());
            statement.wants(if along_role {
                format!("r.role = {role}")
            } else {
                format!(
                    "EXISTS (SELECT 1 FROM user_roles x WHERE x.user_id = u.id AND x.role = {role})"
                )
            });
        }
        if let Some(department) = &self.department {
            let department = statement.text(department.as_str());
            statement.wants(format!("u.department = {department}"));
        }
        match self.active {
            Some(true) => statement.wants("u.disabled_at IS NULL".to_owned()),
            Some(false) => statement.wants("u.disabled_at IS NOT NULL".to_owned()),
            None => {}
        }
        if let Some(text) = &self.begins {
            let searched = match (by_mail, along_role) {
                (true, _) => "u.email_key",
                (_, true) => "r.name_key",
                _ => "u.name_key",
            };
            statement.begins(searched, text);
        }
        if let Some([at, last]) = self.after.as_deref() {
            let at = if direction == "DESC" {
                statement.number(at.parse().unwrap_or_default())
            } else {
                statement.text(at.as_str())
            };
            let last = statement.text(last.as_str());
            let sign = if direction == "DESC" { "<" } else { ">" };
            statement.wants(format!("({column}, {id}) {sign} ({at}, {last})"));
        }
        let limit = statement.number(self.limit.into());
        let from = if along_role {
            "user_roles r JOIN users u ON u.id = r.user_id"
        } else {
            "users u"
        };
        let conditions = statement.conditions();
        let sql = format!(
            "SELECT u.id, u.name, u.name_key, u.email, u.email_key, u.department, u.created_at,
                 u.disabled_at,
                 (SELECT string_agg(x.role, ' ') FROM user_roles x WHERE x.user_id = u.id) AS roles
             FROM {from} {conditions} ORDER BY {column} {direction}, {id} {direction} LIMIT {limit}"
        );
        (sql, statement)
    }

    /// Nothing that the database cannot hold can be in it.
    fn can_be_found(&self) -> bool {
        [&self.begins, &self.role, &self.department]
            .into_iter()
            .flatten()
            .all(|text| can_be_stored(text))
    }
}

impl Users<'_> {
    /// People in the order that was asked for.
    pub async fn search(&mut self, search: &Search) -> Result<Vec<Person>, Error> {
        if !search.can_be_found() {
            return Ok(Vec::new());
        }
        let (sql, statement) = search.statement();
        let rows = statement.query(sql).fetch_all(&mut **self.0).await?;
        let by_mail = search
            .begins
            .as_ref()
            .is_some_and(|text| text.contains('@'));
        rows.iter()
            .map(|row| read(row, search.sort, by_mail))
            .collect()
    }

    /// How the database would search, line by line, in its own words.
    pub async fn plan(&mut self, search: &Search) -> Result<Vec<String>, Error> {
        let (sql, statement) = search.statement();
        statement.plan(self.0, &sql).await
    }

    /// Fills in what people are searched by, for those who were added before there was such a thing.
    pub(crate) async fn fill_keys(&mut self) -> Result<(), Error> {
        let mut filled = false;
        loop {
            let rows =
                sqlx::query("SELECT id, name, email FROM users WHERE name_key = '' LIMIT 500")
                    .fetch_all(&mut **self.0)
                    .await?;
            if rows.is_empty() {
                break;
            }
            filled = true;
            for row in rows {
                sqlx::query("UPDATE users SET name_key = $1, email_key = $2 WHERE id = $3")
                    .bind(key(&row.text("name")?))
                    .bind(key(&row.text("email")?))
                    .bind(row.text("id")?)
                    .execute(&mut **self.0)
                    .await?;
            }
        }
        if !filled {
            return Ok(());
        }
        sqlx::query(
            "UPDATE user_roles SET name_key =
                 (SELECT u.name_key FROM users u WHERE u.id = user_roles.user_id)
             WHERE name_key = ''",
        )
        .execute(&mut **self.0)
        .await?;
        Ok(())
    }
}

fn read(row: &AnyRow, sort: Sort, by_mail: bool) -> Result<Person, Error> {
    let created_at = row.moment("created_at")?;
    let id: UserId = row.parsed("id")?;
    let at = match (by_mail, sort) {
        (true, _) => row.text("email_key")?,
        (false, Sort::Name) => row.text("name_key")?,
        (false, Sort::Age) => created_at.unix().to_string(),
    };
    Ok(Person {
        id,
        name: row.text("name")?,
        email: row.text("email")?,
        department: row.maybe_text("department")?,
        roles: roles(row)?,
        created_at,
        disabled_at: row.maybe_moment("disabled_at")?,
        position: vec![at, id.to_string()],
    })
}
