//! `role`: what roles there are, and making one's own.

use std::collections::BTreeSet;

use authority::permission::role;
use clap::Subcommand;
use serde::Serialize;

use super::{Failure, Output, output::table};
use crate::{Config, store::OwnRole};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// List every role with what it holds
    List,
    /// Make a role, or change what one of your own holds
    Add {
        /// 2 to 40 of a-z, 0-9 and -, as in help-desk
        name: String,
        /// What it is for
        #[arg(long)]
        description: String,
        /// What it holds, as in users.read; may be given several times
        #[arg(long = "permission", value_name = "PERMISSION")]
        permissions: Vec<String>,
    },
}

#[derive(Serialize)]
struct Row {
    name: String,
    description: String,
    built_in: bool,
    permissions: Vec<String>,
}

impl From<OwnRole> for Row {
    fn from(role: OwnRole) -> Self {
        Self {
            name: role.name,
            description: role.description,
            built_in: false,
            permissions: role.permissions.into_iter().collect(),
        }
    }
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    let server = super::open(config).await?;
    match verb {
        Verb::List => {
            let built_in = role::BUILT_IN.iter().map(|(name, description)| Row {
                name: (*name).to_owned(),
                description: (*description).to_owned(),
                built_in: true,
                permissions: role::built_in(name).into_iter().collect(),
            });
            let own = server.list_roles().await?.into_iter().map(Row::from);
            let rows: Vec<Row> = built_in.chain(own).collect();
            output.answer(&rows, || in_words(&rows))
        }
        Verb::Add {
            name,
            description,
            permissions,
        } => {
            let permissions: BTreeSet<String> = permissions.into_iter().collect();
            let role = server.put_role(&name, &description, permissions).await?;
            let row = Row::from(role);
            output.answer(&row, || {
                format!("{} holds: {}", row.name, row.permissions.join(" "))
            })
        }
    }
}

fn in_words(rows: &[Row]) -> String {
    let cells: Vec<[String; 3]> = rows
        .iter()
        .map(|row| {
            let permissions = row.permissions.join(" ");
            [row.name.clone(), row.description.clone(), permissions]
        })
        .collect();
    table(["NAME", "FOR", "PERMISSIONS"], &cells)
}
