//! `user`: adds people, lists them, lets them try again, and takes their right to sign in away.

use std::path::PathBuf;

use clap::Subcommand;
use protocol::Ended;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Failure, Output, import, output::table, password};
use crate::{Config, Server, store::User};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Add a person who may sign in
    Add {
        /// The name they sign in with
        name: String,
        /// Their mail address
        #[arg(long)]
        email: String,
        /// What they may do, such as `administrator`; may be given several times
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        /// Read the password from standard input, one line
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Take in people from another program with the hashes of their passwords
    Import {
        /// One person a line: JSON objects (`.jsonl`), or a table with a head (`.csv`)
        file: PathBuf,
        /// Only say what would be taken in
        #[arg(long)]
        dry_run: bool,
    },
    /// Give a person another password and end their sessions
    SetPassword {
        /// The name they sign in with
        name: String,
        /// Read the password from standard input, one line
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Make a link to a new password, to hand over by other means than mail
    ResetLink {
        /// The name they sign in with
        name: String,
    },
    /// List everybody
    List,
    /// Give a person a role, or take it
    #[command(subcommand)]
    Role(Role),
    /// Let a person try again who failed too often
    Unlock {
        /// The name they sign in with
        name: String,
    },
    /// Take a person's second factors and recovery codes away, for one who lost them
    DropFactors {
        /// The name they sign in with
        name: String,
    },
    /// Take a person's right to sign in away and end their sessions
    Disable {
        /// The name they sign in with
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Role {
    /// Give a person a role
    Add {
        /// The name they sign in with
        name: String,
        /// The role, such as `moderator`
        role: String,
    },
    /// Take a role from a person
    Remove {
        /// The name they sign in with
        name: String,
        /// The role
        role: String,
    },
}

#[derive(Serialize)]
struct Changed {
    name: String,
    role: String,
    /// Whether it was otherwise before.
    changed: bool,
}

/// The answer of `user add`.
#[derive(Debug, Serialize)]
pub(super) struct Added {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    email: String,
    roles: Vec<String>,
    disabled: bool,
    /// Unix seconds.
    created_at: i64,
}

#[derive(Serialize)]
struct Unlocked {
    name: String,
}

#[derive(Serialize)]
struct Dropped {
    name: String,
    factors: u64,
}

#[derive(Serialize)]
struct NewPassword {
    name: String,
    ended: Ended,
}

#[derive(Serialize)]
struct Link {
    link: String,
}

#[derive(Serialize)]
struct Disabled {
    name: String,
    ended: Ended,
}

impl From<User> for Row {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            name: user.name,
            email: user.email,
            roles: user.roles,
            disabled: user.disabled_at.is_some(),
            created_at: user.created_at.unix(),
        }
    }
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    match verb {
        Verb::Add {
            name, email, roles, ..
        } => {
            let password = password::read_line()?;
            let roles = if roles.is_empty() {
                vec!["user".to_owned()]
            } else {
                roles
            };
            let server = super::open(config).await?;
            let added = add(&server, &name, &email, &roles, password).await?;
            output.answer(&added, || format!("Added {} ({}).", added.name, added.id))
        }
        Verb::Import { file, dry_run } => {
            let server = super::open(config).await?;
            import::run(&server, &file, dry_run, output).await
        }
        Verb::SetPassword { name, .. } => {
            let password = password::read_line()?;
            let server = super::open(config).await?;
            let ended = server.set_password(&name, password).await?;
            let changed = NewPassword { name, ended };
            output.answer(&changed, || {
                format!(
                    "{} has the new password. Ended: {} sessions.",
                    changed.name, changed.ended.sessions
                )
            })
        }
        Verb::ResetLink { name } => {
            let link = super::open(config).await?.reset_link(&name).await?;
            let made = Link { link };
            output.answer(&made, || made.link.clone())
        }
        Verb::List => {
            let users = super::open(config).await?.list_users().await?;
            let rows: Vec<Row> = users.into_iter().map(Row::from).collect();
            output.answer(&rows, || in_words(&rows))
        }
        Verb::Role(Role::Add { name, role }) => {
            let changed = super::open(config).await?.grant_role(&name, &role).await?;
            let changed = Changed {
                name,
                role,
                changed,
            };
            output.answer(&changed, || {
                format!("{} has the role {}.", changed.name, changed.role)
            })
        }
        Verb::Role(Role::Remove { name, role }) => {
            let changed = super::open(config)
                .await?
                .withdraw_role(&name, &role)
                .await?;
            let changed = Changed {
                name,
                role,
                changed,
            };
            output.answer(&changed, || {
                format!("{} does not have the role {}.", changed.name, changed.role)
            })
        }
        Verb::Unlock { name } => {
            super::open(config).await?.unlock_user(&name).await?;
            let unlocked = Unlocked { name };
            output.answer(&unlocked, || {
                format!("{} can try again at once.", unlocked.name)
            })
        }
        Verb::DropFactors { name } => {
            let factors = super::open(config).await?.drop_factors(&name).await?;
            let dropped = Dropped { name, factors };
            output.answer(&dropped, || {
                format!(
                    "{} has no second factor any more (there were {factors}) and is signed out \
                     everywhere.",
                    dropped.name
                )
            })
        }
        Verb::Disable { name } => disable(&super::open(config).await?, name, output).await,
    }
}

/// Adds a person with roles that exist.
pub(super) async fn add(
    server: &Server,
    name: &str,
    email: &str,
    roles: &[String],
    password: Zeroizing<String>,
) -> Result<Added, Failure> {
    server.check_roles(roles).await?;
    let id = server.add_user(name, email, roles, password).await?;
    Ok(Added {
        id: id.to_string(),
        name: name.to_owned(),
    })
}

async fn disable(server: &Server, name: String, output: Output) -> Result<(), Failure> {
    let ended = server.disable_user(&name).await?;
    let disabled = Disabled { name, ended };
    output.answer(&disabled, || disabled.in_words())
}

impl Disabled {
    fn in_words(&self) -> String {
        let Ended {
            sessions,
            refresh_families,
            access_tokens_until,
        } = self.ended;
        let mut text = format!(
            "{} can no longer sign in. Ended: {sessions} sessions, {refresh_families} refresh families.",
            self.name
        );
        if let Some(until) = access_tokens_until {
            let text_until = format!(
                "\nAn access token that nobody checks with this server still passes until {until} (Unix seconds)."
            );
            text.push_str(&text_until);
        }
        text
    }
}

fn in_words(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "Nobody may sign in yet. `countersign-server user add` adds somebody.".to_owned();
    }
    let state = |row: &Row| if row.disabled { "disabled" } else { "active" };
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let roles = row.roles.join(" ");
            [
                row.name.clone(),
                row.email.clone(),
                roles,
                state(row).to_owned(),
                row.id.clone(),
            ]
        })
        .collect();
    table(["NAME", "MAIL", "ROLES", "STATE", "ID"], &cells)
}
