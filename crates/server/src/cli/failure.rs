//! Why a command did not do what was asked, for people and for scripts.

use std::fmt;

use crate::{
    access::{policies, roles},
    clients, config,
    keys::{master, signing},
    mail,
    passwords::{
        self,
        rules::{Reason, Weak},
    },
    state, store, users,
};

/// Exit statuses, the same as those of the `countersign` command line where both have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Anything not below.
    Other = 1,
    /// Something stored does not fit what stands around it.
    Damaged = 4,
    /// The input was refused: a configuration, a password, an address.
    Refused = 5,
    /// The database or the network is away.
    Away = 6,
    /// There is no such user or client.
    Missing = 7,
}

/// What went wrong: a word for scripts, a sentence, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    /// What the process ends with.
    pub exit: Exit,
    /// A word for scripts, such as `unknown_key`.
    pub code: &'static str,
    /// What happened and what it means.
    pub message: String,
    /// What can be done.
    pub hint: String,
}

impl Failure {
    /// A failure with all its parts.
    pub fn new(
        exit: Exit,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            exit,
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// Something that should not happen.
    pub fn internal(error: &dyn fmt::Display) -> Self {
        let message = format!("the command could not be finished: {error}");
        Self::new(
            Exit::Other,
            "internal",
            message,
            "Try again; the log may say more.",
        )
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        let code = match error {
            config::Error::Unreadable { .. } => "config_unreadable",
            config::Error::Malformed(_) => "config_malformed",
            config::Error::UnknownKey { .. } => "config_unknown_key",
            config::Error::Invalid { .. } => "config_invalid",
        };
        Self::new(Exit::Refused, code, error.to_string(), error.hint())
    }
}

impl From<users::Error> for Failure {
    fn from(error: users::Error) -> Self {
        let refuse = |code, hint: &str| {
            Self::new(
                Exit::Refused,
                code,
                format!("{error}; nothing was added"),
                hint,
            )
        };
        match error {
            users::Error::NameTaken(_) => refuse(
                "name_taken",
                "Choose another name. Upper and lower case count as the same.",
            ),
            users::Error::NoSuchUser(_) => Self::new(
                Exit::Missing,
                "no_such_user",
                error.to_string(),
                "`countersign-server user list` shows everybody.",
            ),
            users::Error::BadName => refuse("bad_name", "Choose a plainer name."),
            users::Error::BadDepartment => {
                refuse("bad_department", "Choose a plainer name for it.")
            }
            users::Error::Roles(error) => error.into(),
            users::Error::BadEmail => refuse("bad_email", "Write it like ana@example.org."),
            users::Error::BadPassword(ref weak) => refuse("weak_password", remedy(weak)),
            users::Error::BadHash(_) | users::Error::TooManyKinds => {
                refuse("bad_hash", "docs/server.md lists what can be imported.")
            }
            users::Error::Mail(mail::Error::Busy) => refuse(
                "mail_busy",
                "See in the log why mail waits, and try again when less of it does.",
            ),
            users::Error::Mail(error) => Self::internal(&error),
            users::Error::Passwords(error) => error.into(),
            users::Error::Store(error) => error.into(),
            users::Error::Chance(error) => error.into(),
        }
    }
}

impl From<clients::Error> for Failure {
    fn from(error: clients::Error) -> Self {
        let refuse = |code, hint: &str| {
            Self::new(
                Exit::Refused,
                code,
                format!("{error}; nothing was added"),
                hint,
            )
        };
        match error {
            clients::Error::BadName => refuse("bad_name", "Choose a plainer name."),
            clients::Error::BadRedirect { .. } | clients::Error::NoRedirect => refuse(
                "bad_redirect_uri",
                "Register the exact address that the program uses.",
            ),
            clients::Error::BadKeys(_) => refuse(
                "bad_keys",
                "Give the public halves as {\"keys\":[…]}, for ES256, EdDSA or PS256.",
            ),
            clients::Error::BadResource(_) => refuse(
                "bad_resource",
                "Write the address of the server that receives the tokens, as in https://wiki.example/api.",
            ),
            clients::Error::CannotProve => refuse("cannot_prove", "Add --confidential or --jwks."),
            clients::Error::BadClient(_) => {
                refuse("bad_client", "docs/server.md says what a client may be.")
            }
            clients::Error::Unknown(_) => {
                refuse("unknown_value", "docs/server.md lists what there is.")
            }
            clients::Error::Store(error) => error.into(),
            clients::Error::Chance(error) => error.into(),
        }
    }
}

impl From<roles::Error> for Failure {
    fn from(error: roles::Error) -> Self {
        let refuse = |code, hint: &str| {
            let message = format!("{error}; nothing was changed");
            Self::new(Exit::Refused, code, message, hint)
        };
        let list = "`countersign-server role list` shows every role with what it holds.";
        match error {
            roles::Error::BadName => refuse("bad_name", "Choose a name like help-desk."),
            roles::Error::BadDescription => refuse("bad_description", "Say it in one line."),
            roles::Error::BuiltIn(_) => refuse("built_in_role", "Choose another name."),
            roles::Error::NoSuchPermission(_) => refuse("unknown_permission", list),
            roles::Error::NoSuchRole(_) => refuse("unknown_role", list),
            roles::Error::LastSuperAdministrator(_) => refuse(
                "last_super_administrator",
                "Give somebody else the role super-administrator first.",
            ),
            roles::Error::NoSuchUser(_) => Self::new(
                Exit::Missing,
                "no_such_user",
                error.to_string(),
                "`countersign-server user list` shows everybody.",
            ),
            roles::Error::Store(error) => error.into(),
        }
    }
}

impl From<policies::Error> for Failure {
    fn from(error: policies::Error) -> Self {
        let code = match error {
            policies::Error::Unreadable { .. } => "policy_unreadable",
            policies::Error::Wrong(_) => "policy_wrong",
        };
        let hint =
            "Correct the rules at `access.policies`, then try `countersign-server policy check`.";
        Self::new(Exit::Refused, code, error.to_string(), hint)
    }
}

fn remedy(weak: &Weak) -> &'static str {
    match weak.first() {
        Some(Reason::Short(_)) => {
            "Choose a longer one: four or five words that do not belong together are a good start."
        }
        Some(Reason::Long(_)) => "Choose a shorter one.",
        Some(Reason::Guessable(_)) => {
            "Choose one without names, dates, rows of keys and common phrases."
        }
        Some(Reason::Unchecked) => "Try again in a minute, or look at `[passwords]`.",
        _ => "Choose another one.",
    }
}

impl From<state::Error> for Failure {
    fn from(error: state::Error) -> Self {
        match error {
            state::Error::Store(error) => error.into(),
            state::Error::KeyFile(error) => error.into(),
            state::Error::Signing(error) => error.into(),
            state::Error::CommonFile(_) | state::Error::Breached(_) => Self::new(
                Exit::Refused,
                "passwords_unusable",
                format!("{error}; nothing was started"),
                "Check `[passwords]` in the configuration.",
            ),
            state::Error::Mail(error) => Self::new(
                Exit::Refused,
                "mail_unusable",
                format!("{error}; nothing was started"),
                "Check `[mail]` in the configuration.",
            ),
            state::Error::Chance(error) => error.into(),
            state::Error::Checkpoints(error) => Self::new(
                Exit::Other,
                "checkpoints_unusable",
                format!("{error}: {}", error.source),
                "Check the path and its permissions; `audit.checkpoints` names the directory.",
            ),
            state::Error::Places(error) => Self::new(
                Exit::Refused,
                "risk_file_unreadable",
                error.to_string(),
                "Check the files that [risk] names, or take their keys out.",
            ),
            state::Error::Policy(error) => error.into(),
            state::Error::Redis => Self::new(
                Exit::Refused,
                "redis_url_refused",
                "redis_url cannot be used".to_owned(),
                "Write it like redis://HOST:PORT, or rediss://… for TLS.",
            ),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Migration(error) => Self::new(
                Exit::Damaged,
                "migration_failed",
                format!(
                    "the database could not be brought up to date and was left as it was: {error}"
                ),
                "If a newer version has used this database, run that version.",
            ),
            // Its text may quote the address, password included.
            store::Error::Database(sqlx::Error::Configuration(_)) => Self::new(
                Exit::Refused,
                "database_url_refused",
                "the database address cannot be used; nothing was changed",
                "Check `database_url` in the configuration.",
            ),
            store::Error::Database(sqlx::Error::PoolTimedOut) => Self::new(
                Exit::Away,
                "database_away",
                "the database did not answer within 10 seconds; nothing was changed",
                "Check that it runs and that `database_url` is right.",
            ),
            store::Error::Database(error) => Self::new(
                Exit::Away,
                "database_away",
                format!("the database did not do its part: {error}; nothing was changed"),
                "Check that it runs, that `database_url` is right, and that its disk has room.",
            ),
            other => Self::internal(&other),
        }
    }
}

impl From<master::Error> for Failure {
    fn from(error: master::Error) -> Self {
        match &error {
            master::Error::Unusable { source, .. } => Self::new(
                Exit::Other,
                "key_file_unusable",
                format!("{error}: {source}"),
                "Check the path and its permissions, or choose another `key_file`.",
            ),
            master::Error::Damaged { .. } => Self::new(
                Exit::Damaged,
                "key_file_damaged",
                format!("{error}; it was left as it is"),
                "Restore it from a backup: without it no password and no signing key can be read.",
            ),
            master::Error::Exposed { .. } => Self::new(
                Exit::Refused,
                "key_file_exposed",
                error.to_string(),
                "Use chmod 600 on it. If somebody else could log in here, think of it as known.",
            ),
        }
    }
}

impl From<signing::Error> for Failure {
    fn from(error: signing::Error) -> Self {
        Self::new(
            Exit::Damaged,
            "signing_key_unusable",
            format!("the signing keys cannot be used: {error}"),
            "Check that `key_file` belongs to this database.",
        )
    }
}

impl From<passwords::Error> for Failure {
    fn from(error: passwords::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<state::NoChance> for Failure {
    fn from(error: state::NoChance) -> Self {
        Self::internal(&error)
    }
}
