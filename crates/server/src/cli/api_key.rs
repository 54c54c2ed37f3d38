//! `api-key`: keys for programs that act for a person.

use std::time::Duration;

use authority::{Moment, api_key::Kind, scope::Scopes};
use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::{Exit, Failure, Output, output::table};
use crate::{
    Config, Server,
    access::api_keys::{Error, MadeKey, NewKey},
    store::KeyOf,
};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Make a key, which is shown this once
    Add {
        /// Whose key it is
        user: String,
        /// What it is called
        #[arg(long)]
        name: String,
        /// A secret key acts within its scopes; a publishable one says whose it is
        #[arg(long, value_enum, default_value = "secret")]
        kind: KindOf,
        /// What it allows; may be given several times
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Vec<String>,
        /// How long it lives, 1 to 366 [default: 90]
        #[arg(long)]
        days: Option<u32>,
    },
    /// List a person's keys that still pass
    List {
        /// Whose keys
        user: String,
    },
    /// Make a key that takes over from another, which passes for a while beside it
    Rotate {
        /// The id of the key that is replaced
        id: String,
        /// For how many seconds more it passes, at most 604800 [default: 86400]
        #[arg(long)]
        overlap_seconds: Option<u32>,
    },
    /// Revoke a key at once
    Revoke {
        /// Its id
        id: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum KindOf {
    Publishable,
    Secret,
}

#[derive(Serialize)]
struct Made {
    id: String,
    key: String,
    expires_at: i64,
}

#[derive(Serialize)]
struct Row {
    id: String,
    kind: &'static str,
    name: String,
    hint: String,
    scopes: Vec<String>,
    created_at: i64,
    expires_at: i64,
    last_used_at: Option<i64>,
    replaced_by: Option<String>,
}

#[derive(Serialize)]
struct Revoked {
    id: String,
}

impl From<KeyOf> for Row {
    fn from(key: KeyOf) -> Self {
        Self {
            id: key.id,
            kind: key.key.kind.word(),
            name: key.name,
            hint: key.hint,
            scopes: key.scopes.iter().map(str::to_owned).collect(),
            created_at: key.created_at.unix(),
            expires_at: key.key.expires_at.unix(),
            last_used_at: key.last_used_at.map(Moment::unix),
            replaced_by: key.replaced_by,
        }
    }
}

impl From<MadeKey> for Made {
    fn from(made: MadeKey) -> Self {
        Self {
            id: made.row.id,
            key: made.text.as_str().to_owned(),
            expires_at: made.row.key.expires_at.unix(),
        }
    }
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    let server = super::open(config).await?;
    match verb {
        Verb::Add {
            user,
            name,
            kind,
            scopes,
            days,
        } => {
            let new = NewKey {
                kind: match kind {
                    KindOf::Publishable => Kind::Publishable,
                    KindOf::Secret => Kind::Secret,
                },
                name,
                scopes: scopes.into_iter().collect::<Scopes>(),
                life: days.map(|days| Duration::from_secs(u64::from(days) * 86_400)),
            };
            answer(server.add_key(&user, new).await?, output)
        }
        Verb::List { user } => {
            let rows = server.list_keys(&user).await?;
            let rows: Vec<Row> = rows.into_iter().map(Row::from).collect();
            output.answer(&rows, || in_words(&rows))
        }
        Verb::Rotate {
            id,
            overlap_seconds,
        } => {
            let overlap = overlap_seconds.map(|seconds| Duration::from_secs(seconds.into()));
            answer(server.replace_key_of(&id, overlap).await?, output)
        }
        Verb::Revoke { id } => revoke(&server, id, output).await,
    }
}

fn answer(made: MadeKey, output: Output) -> Result<(), Failure> {
    let made = Made::from(made);
    output.answer(&made, || {
        format!(
            "  id   {}\n  key  {}\n\nThe key is shown this once.",
            made.id, made.key
        )
    })
}

async fn revoke(server: &Server, id: String, output: Output) -> Result<(), Failure> {
    server.revoke_key(&id).await?;
    let revoked = Revoked { id };
    output.answer(&revoked, || {
        format!("{} does not pass any more.", revoked.id)
    })
}

fn in_words(rows: &[Row]) -> String {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            [
                row.name.clone(),
                row.kind.to_owned(),
                row.hint.clone(),
                row.scopes.join(" "),
                row.id.clone(),
            ]
        })
        .collect();
    table(["NAME", "KIND", "KEY", "SCOPES", "ID"], &cells)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let refuse = |code, hint: &str| {
            let message = format!("{error}; nothing was changed");
            Self::new(Exit::Refused, code, message, hint)
        };
        match error {
            Error::BadName => refuse("bad_name", "Choose a plainer name."),
            Error::BadScopes(_) => refuse("bad_scope", "docs/server.md lists what keys can have."),
            Error::BadLife => refuse("bad_life", "Choose another number."),
            Error::TooMany => refuse("too_many_keys", "Revoke those that nobody uses."),
            Error::Ended => refuse("key_ended", "Make a new key instead."),
            Error::NoSuchUser(_) => Self::new(
                Exit::Missing,
                "no_such_user",
                error.to_string(),
                "`countersign-server user list` shows everybody.",
            ),
            Error::NoSuchKey => Self::new(
                Exit::Missing,
                "no_such_key",
                error.to_string(),
                "`countersign-server api-key list NAME` shows a person's keys.",
            ),
            Error::Store(error) => error.into(),
            Error::Chance(error) => error.into(),
        }
    }
}
