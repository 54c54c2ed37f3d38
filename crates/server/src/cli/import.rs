//! `user import`: takes people in from another program, row by row. A row is taken in whole or not at
//! all, and every row that is not is named with the reason.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{Exit, Failure, Output};
use crate::{
    Server,
    access::roles,
    users::{self, Adopted},
};

/// A person as the file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    email: String,
    #[serde(default)]
    email_verified: bool,
    #[serde(default)]
    password_hash: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
}

/// A line of a table, in which everything is text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cells {
    name: String,
    email: String,
    #[serde(default)]
    email_verified: String,
    #[serde(default)]
    password_hash: String,
    /// With spaces between them.
    #[serde(default)]
    roles: String,
}

#[derive(Serialize)]
struct Report {
    dry_run: bool,
    rows: u64,
    added: u64,
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    /// The line of the file where it begins.
    line: u64,
    name: Option<String>,
    reason: String,
}

pub(super) async fn run(
    server: &Server,
    file: &Path,
    dry_run: bool,
    output: Output,
) -> Result<(), Failure> {
    let mut report = Report {
        dry_run,
        rows: 0,
        added: 0,
        failed: Vec::new(),
    };
    let mut seen = HashSet::new();
    for (line, row) in rows(file)? {
        report.rows += 1;
        let name = row.as_ref().ok().map(|row| row.name.clone());
        // What the database would say once the rows before are in it.
        let folded = name.as_deref().unwrap_or_default().trim().to_lowercase();
        let taken = match row {
            Ok(_) if dry_run && seen.contains(&folded) => {
                Err("the file has that name before".to_owned())
            }
            Ok(row) => take(server, row, dry_run).await?,
            Err(reason) => Err(reason),
        };
        match taken {
            Ok(()) => {
                report.added += 1;
                seen.insert(folded);
            }
            Err(reason) => report.failed.push(Failed { line, name, reason }),
        }
    }
    output.answer(&report, || report.in_words())?;
    if report.failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Refused,
        "rows_refused",
        format!(
            "{} of {} rows were not taken in",
            report.failed.len(),
            report.rows
        ),
        "The report names each. Correct them and import those alone: the others are in.",
    ))
}

/// Takes one person in. What is wrong with them is a reason; what is wrong with the server ends the
/// import.
async fn take(server: &Server, row: Row, dry_run: bool) -> Result<Result<(), String>, Failure> {
    let roles = if row.roles.is_empty() {
        vec!["user".to_owned()]
    } else {
        row.roles
    };
    match server.check_roles(&roles).await {
        Ok(()) => {}
        Err(error @ roles::Error::NoSuchRole(_)) => return Ok(Err(error.to_string())),
        Err(error) => return Err(error.into()),
    }
    let person = Adopted {
        name: row.name,
        email: row.email,
        email_verified: row.email_verified,
        roles,
        password_hash: row.password_hash.filter(|hash| !hash.is_empty()),
    };
    match server.adopt_user(&person, dry_run).await {
        Ok(_) => Ok(Ok(())),
        Err(
            error @ (users::Error::NameTaken(_)
            | users::Error::BadName
            | users::Error::BadEmail
            | users::Error::BadHash(_)
            | users::Error::TooManyKinds),
        ) => Ok(Err(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

type Rows = Box<dyn Iterator<Item = (u64, Result<Row, String>)>>;

/// The rows of the file with their lines, each read or with what is wrong with it.
fn rows(path: &Path) -> Result<Rows, Failure> {
    let file = File::open(path).map_err(|error| {
        let message = format!(
            "{} cannot be read: {error}; nobody was added",
            path.display()
        );
        Failure::new(Exit::Refused, "unreadable", message, "Check the path.")
    })?;
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("jsonl" | "ndjson") => Ok(Box::new(of_json(file))),
        Some("csv") => Ok(Box::new(of_table(file))),
        _ => Err(Failure::new(
            Exit::Refused,
            "unknown_format",
            format!(
                "{} ends in neither .jsonl nor .csv; nobody was added",
                path.display()
            ),
            "docs/server.md shows both forms.",
        )),
    }
}

fn of_json(file: File) -> impl Iterator<Item = (u64, Result<Row, String>)> {
    let lines = BufReader::new(file).lines();
    (1..).zip(lines).filter_map(|(number, line)| {
        let read = match line {
            Ok(line) if line.trim().is_empty() => return None,
            Ok(line) => serde_json::from_str(&line).map_err(|error| without_values(&error)),
            Err(error) => Err(format!("it cannot be read: {error}")),
        };
        Some((number, read))
    })
}

/// The message of the parser may quote the row, and with it a hash.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.contains("unknown field") || text.contains("missing field") {
        return text;
    }
    format!("it is no such object (column {})", error.column())
}

fn of_table(file: File) -> impl Iterator<Item = (u64, Result<Row, String>)> {
    let reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(BufReader::new(file));
    let mut reader = reader.into_records();
    let mut head = None;
    std::iter::from_fn(move || {
        if head.is_none() {
            head = Some(reader.reader_mut().headers().cloned().unwrap_or_default());
        }
        let record = reader.next()?;
        let line = match &record {
            Ok(record) => record.position().map(csv::Position::line),
            Err(error) => error.position().map(csv::Position::line),
        };
        let read = record
            .map_err(|_| "it has not as many cells as the head, or is no text".to_owned())
            .and_then(|record| {
                let cells: Result<Cells, _> = record.deserialize(head.as_ref());
                cells.map_err(|_| {
                    "the head of the table needs name and email, and may have email_verified, \
                     password_hash and roles"
                        .to_owned()
                })
            })
            .and_then(Row::try_from);
        Some((line.unwrap_or_default(), read))
    })
}

impl TryFrom<Cells> for Row {
    type Error = String;

    fn try_from(cells: Cells) -> Result<Self, String> {
        let email_verified = match cells.email_verified.to_lowercase().as_str() {
            "" | "false" | "0" | "no" => false,
            "true" | "1" | "yes" => true,
            _ => return Err("email_verified has to be true or false".to_owned()),
        };
        Ok(Self {
            name: cells.name,
            email: cells.email,
            email_verified,
            password_hash: Some(cells.password_hash),
            roles: cells.roles.split_whitespace().map(str::to_owned).collect(),
        })
    }
}

impl Report {
    fn in_words(&self) -> String {
        let done = if self.dry_run { "Would add" } else { "Added" };
        let mut text = format!("{done} {} of {} people.", self.added, self.rows);
        for Failed { line, name, reason } in &self.failed {
            let name = name.as_deref().unwrap_or("?");
            text.push_str(&format!("\n  line {line} ({name}): {reason}"));
        }
        text
    }
}
