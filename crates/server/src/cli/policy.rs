//! `policy`: tries the rules, says which of them allow or refuse something, and what another risk policy
//! would have done.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    path::{Path, PathBuf},
};

use authority::{
    Moment,
    permission::{Action, By, Circumstances, Decision, Resource, Thing, role},
    scope::Scopes,
};
use clap::Subcommand;
use protocol::{SessionId, UserId};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Exit, Failure, Output, replay};
use crate::{Config, Server, access::policies, store::Work};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Read every rule and hold it against the schema
    Check {
        /// A file or directory of rules [default: `access.policies`]
        #[arg(long, value_name = "PATH")]
        policies: Option<PathBuf>,
    },
    /// Say whether a person may do something, and which rules decide
    Explain(Explain),
    /// Say what the risk policy of this configuration would have made of past sign-ins
    Replay(replay::Replay),
}

#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The name they sign in with, or `anonymous`
    #[arg(long)]
    user: String,
    /// What they want to do, as in users.disable
    #[arg(long)]
    action: String,
    /// On what: `server`, `user:NAME`, `session:ID`, `device:ID`, `grant:CLIENT`, `api-key:ID`, or
    /// `own` for the list of what is theirs
    #[arg(long)]
    resource: String,
    /// When, in RFC 3339 or Unix seconds [default: now]
    #[arg(long)]
    at: Option<String>,
    /// From where
    #[arg(long, default_value = "127.0.0.1")]
    ip: IpAddr,
    /// As if the person had proved too long ago who they are
    #[arg(long)]
    stale: bool,
    /// As if by a secret key
    #[arg(long)]
    by_key: bool,
    /// What the token or key allows, space-separated [default: all that the action wants]
    #[arg(long)]
    scopes: Option<String>,
    /// The role that is given or taken
    #[arg(long)]
    role: Option<String>,
}

#[derive(Serialize)]
struct Checked {
    rules: usize,
    sources: Vec<String>,
    named_roles: Vec<String>,
}

#[derive(Serialize)]
struct Explained {
    allowed: bool,
    user: String,
    action: &'static str,
    resource: String,
    rules: Vec<RuleView>,
    failures: Vec<String>,
}

#[derive(Serialize)]
struct RuleView {
    id: String,
    forbids: bool,
    says: String,
    source: String,
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    match verb {
        Verb::Check { policies } => {
            let own = policies.or(config.access.policies);
            check(own.as_deref(), output)
        }
        Verb::Replay(question) => replay::run(&question, config, output).await,
        Verb::Explain(question) => {
            let action = Action::from_name(&question.action)
                .ok_or_else(|| unknown("action", &question.action, &actions()))?;
            let server = super::open(config).await?;
            let decision = decide(&server, action, &question).await?;
            let explained = Explained::of(&question, action, decision);
            output.answer(&explained, || explained.in_words())
        }
    }
}

fn check(own: Option<&Path>, output: Output) -> Result<(), Failure> {
    let sources = policies::sources(own)?;
    let policies = policies::compile(&sources)?;
    let problems = policies.check();
    if !problems.is_empty() {
        return Err(policies::Error::Wrong(problems).into());
    }
    let checked = Checked {
        rules: policies.count(),
        sources: sources.into_iter().map(|source| source.name).collect(),
        named_roles: policies.named_roles().iter().cloned().collect(),
    };
    output.answer(&checked, || {
        format!(
            "The rules are good: {} in {}.",
            checked.rules,
            checked.sources.join(", ")
        )
    })
}

async fn decide(server: &Server, action: Action, question: &Explain) -> Result<Decision, Failure> {
    let mut work = server.store().read().await?;
    let own_roles = work.roles().own().await?;
    let named = server.policies().named_roles();
    let holds = |roles: &[String]| role::permissions(roles, &own_roles, named);
    let person = async |work: &mut Work, name: &str| {
        let found = work.users().by_name(name).await?;
        let found = match found {
            Some((user, _)) => work.roles().principal(user.id).await?,
            None => None,
        };
        let mut found =
            found.ok_or_else(|| crate::access::roles::Error::NoSuchUser(name.to_owned()))?;
        found.permissions = holds(&found.roles);
        Ok::<_, Failure>(found)
    };
    let who = if question.user == role::ANONYMOUS {
        authority::permission::Principal::default()
    } else {
        person(&mut work, &question.user).await?
    };
    let resource = match question.resource.split_once(':') {
        None if question.resource == "server" => Resource::Server,
        None if question.resource == "own" => Resource::Person(Box::new(who.clone())),
        Some(("user", name)) => Resource::Person(Box::new(person(&mut work, name).await?)),
        Some((kind, id)) => thing(&mut work, kind, id, who.id).await?,
        None => return Err(unknown("resource", &question.resource, RESOURCES)),
    };
    let now = match &question.at {
        Some(text) => moment(text)?,
        None => server.now(),
    };
    let last = match &resource {
        Resource::Person(person) => {
            let held = work.roles().super_administrators().await?;
            person.id.is_some_and(|id| held == [id])
        }
        _ => false,
    };
    let access = &server.config().access;
    let scopes = question.scopes.as_deref().unwrap_or(action.scope());
    let circumstances = Circumstances {
        by: match (who.id, question.by_key) {
            (None, _) => By::Nothing,
            (_, true) => By::SecretKey,
            _ => By::Token,
        },
        scopes: Scopes::parse(scopes),
        proved_at: (!question.stale && !question.by_key).then_some(now),
        second_factor: !question.stale && !question.by_key,
        factor_required: server.config().factors.requires(&who.roles),
        now,
        ip: question.ip,
        maintenance: access.is_maintenance(now),
        known_network: access.knows(question.ip),
        working_hours: access.is_working_hour(now),
        grants: question
            .role
            .iter()
            .flat_map(|role| holds(std::slice::from_ref(role)))
            .collect::<BTreeSet<_>>(),
        last_super_administrator: last
            && (action != Action::RolesWithdraw
                || question.role.as_deref() == Some(role::SUPER_ADMINISTRATOR)),
    };
    Ok(server
        .policies()
        .decide(&who, action, &resource, &circumstances))
}

const RESOURCES: &str = "server, own, user:NAME, session:ID, device:ID, grant:CLIENT, api-key:ID";

/// A thing with its owner; what nobody owns counts as the asker's.
async fn thing(
    work: &mut Work,
    kind: &str,
    id: &str,
    asker: Option<UserId>,
) -> Result<Resource, Failure> {
    let missing = || {
        Failure::new(
            Exit::Missing,
            "no_such_thing",
            format!("there is no {kind} {id}"),
            "Check the id.",
        )
    };
    let (kind, owner) = match kind {
        "session" => {
            let id: SessionId = id.parse().map_err(|_| missing())?;
            let session = work.sessions().get(id).await?;
            (Thing::Session, session.map(|session| session.user))
        }
        "device" => {
            let id = id.parse().map_err(|_| missing())?;
            (Thing::Device, work.sessions().device_owner(id).await?)
        }
        "api-key" => {
            let key = work.api_keys().get(id).await?;
            (Thing::ApiKey, key.map(|key| key.user))
        }
        "grant" => (Thing::Grant, asker),
        other => return Err(unknown("resource", other, RESOURCES)),
    };
    Ok(Resource::Thing {
        kind,
        id: id.to_owned(),
        owner: owner.ok_or_else(missing)?,
    })
}

fn actions() -> String {
    let names: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    names.join(", ")
}

fn unknown(what: &str, value: &str, known: &str) -> Failure {
    Failure::new(
        Exit::Refused,
        "unknown_value",
        format!("there is no {what} {value}"),
        format!("There are: {known}."),
    )
}

fn moment(text: &str) -> Result<Moment, Failure> {
    let seconds = match text.parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => OffsetDateTime::parse(text, &Rfc3339)
            .ok()
            .map(OffsetDateTime::unix_timestamp),
    };
    seconds
        .map(Moment::from_unix)
        .ok_or_else(|| unknown("time", text, "2026-12-01T22:00:00Z, or Unix seconds"))
}

impl Explained {
    fn of(question: &Explain, action: Action, decision: Decision) -> Self {
        let rules = decision.rules.into_iter().map(|rule| RuleView {
            id: rule.id,
            forbids: rule.forbids,
            says: rule.says,
            source: rule.source,
        });
        Self {
            allowed: decision.allowed,
            user: question.user.clone(),
            action: action.name(),
            resource: question.resource.clone(),
            rules: rules.collect(),
            failures: decision.failures,
        }
    }

    fn in_words(&self) -> String {
        let verdict = if self.allowed { "may" } else { "may not" };
        let mut text = format!(
            "{} {verdict} {} on {}.\n",
            self.user, self.action, self.resource
        );
        if self.rules.is_empty() && self.failures.is_empty() {
            text.push_str("\n  No rule permits it.");
        }
        for rule in &self.rules {
            let effect = if rule.forbids { "forbidden" } else { "allowed" };
            let line = format!(
                "\n  {effect} by {}: {} ({})",
                rule.id, rule.says, rule.source
            );
            text.push_str(&line);
        }
        for failure in &self.failures {
            text.push_str("\n  a rule could not be worked out: ");
            text.push_str(failure);
        }
        text
    }
}
