//! One question, and the rules that answer it.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    net::IpAddr,
    time::Duration,
};

use cedar_policy::{
    Context, Decision as Outcome, Effect, Entity, EntityId, EntityTypeName, EntityUid, Request,
    RestrictedExpression as Value,
};
use protocol::UserId;
use time::OffsetDateTime;

use super::{Action, Policies, role};
use crate::{Moment, scope::Scopes};

/// How old a proof may be for what is sensitive (security model, section 6.3).
const FRESH: Duration = Duration::from_secs(600);

/// Somebody who asks, or about whom is asked.
#[derive(Debug, Clone, Default)]
pub struct Principal {
    /// `None`: nobody knows who it is.
    pub id: Option<UserId>,
    /// The name they sign in with.
    pub name: String,
    /// Their roles, as stored.
    pub roles: Vec<String>,
    /// What these hold ([`role::permissions`]).
    pub permissions: BTreeSet<String>,
    /// Where they belong, when somebody said so.
    pub department: Option<String>,
    /// Whether their right to sign in was taken.
    pub disabled: bool,
}

/// What kind of thing is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A sign-in.
    Session,
    /// A computer, phone or browser.
    Device,
    /// What a program was allowed.
    Grant,
    /// A second factor.
    Factor,
    /// A key for programs.
    ApiKey,
}

impl Thing {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Session,
        Self::Device,
        Self::Grant,
        Self::Factor,
        Self::ApiKey,
    ];

    /// Its type in the policies.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Session => "Session",
            Self::Device => "Device",
            Self::Grant => "Grant",
            Self::Factor => "Factor",
            Self::ApiKey => "ApiKey",
        }
    }
}

/// What is asked about.
#[derive(Debug, Clone)]
pub enum Resource {
    /// The server itself, with all its lists.
    Server,
    /// A person, or the list of what is theirs.
    Person(Box<Principal>),
    /// Something that belongs to a person.
    Thing {
        /// What it is.
        kind: Thing,
        /// Which one.
        id: String,
        /// Whose.
        owner: UserId,
    },
}

/// What a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Nothing.
    Nothing,
    /// An access token, hence a session of a person.
    Token,
    /// A key that anybody may know.
    PublishableKey,
    /// A key that only its holder knows.
    SecretKey,
}

impl By {
    const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Token => "token",
            Self::PublishableKey => "publishable-key",
            Self::SecretKey => "secret-key",
        }
    }
}

/// Everything else that rules may look at.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// What the request came with.
    pub by: By,
    /// What that allows.
    pub scopes: Scopes,
    /// When the person last proved who they are; `None` where nobody did.
    pub proved_at: Option<Moment>,
    /// Whether they proved more than a password.
    pub second_factor: bool,
    /// Whether people with their roles have to.
    pub factor_required: bool,
    /// The time.
    pub now: Moment,
    /// Where the request comes from.
    pub ip: IpAddr,
    /// Whether a maintenance window is open.
    pub maintenance: bool,
    /// Whether the address lies in a network from which administration is wanted.
    pub known_network: bool,
    /// Whether it is a time at which administration is wanted.
    pub working_hours: bool,
    /// The permissions that the request would give, take or change.
    pub grants: BTreeSet<String>,
    /// Whether the person asked about is the only super-administrator who can still sign in.
    pub last_super_administrator: bool,
}

/// A rule that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// What it says, for people.
    pub says: String,
    /// The text it stands in.
    pub source: String,
    /// Whether it forbids.
    pub forbids: bool,
    answer: Option<String>,
}

/// What a program is told that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Say who you are.
    WhoAreYou,
    /// The token or key was not made for this.
    Scope,
    /// Prove again who you are.
    Stale,
    /// Not now.
    Maintenance,
    /// No.
    No,
}

/// Whether something may be done, and which rules said so.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Whether it may.
    pub allowed: bool,
    /// The rules that decided, in the order of their names. None at all: nothing permits it.
    pub rules: Vec<Rule>,
    /// Rules that could not be worked out. Then it may not.
    pub failures: Vec<String>,
    anonymous: bool,
}

impl Decision {
    /// What a refused program is told. Of several obstacles the one that no second try gets over.
    #[must_use]
    pub fn answer(&self) -> Answer {
        if self.anonymous {
            return Answer::WhoAreYou;
        }
        let answers = || self.rules.iter().map(|rule| rule.answer.as_deref());
        for (word, answer) in [
            ("scope", Answer::Scope),
            ("maintenance", Answer::Maintenance),
            ("stale", Answer::Stale),
        ] {
            let all_at_least = answers().all(|found| found.is_some());
            if all_at_least && answers().any(|found| found == Some(word)) {
                return answer;
            }
        }
        Answer::No
    }

    fn only_stale(&self) -> bool {
        !self.allowed
            && !self.rules.is_empty()
            && self
                .rules
                .iter()
                .all(|rule| rule.answer.as_deref() == Some("stale"))
    }
}

impl Policies {
    /// Whether `who` may do `action` on `resource`.
    #[must_use]
    pub fn decide(
        &self,
        who: &Principal,
        action: Action,
        resource: &Resource,
        circumstances: &Circumstances,
    ) -> Decision {
        let decision = self.ask(who, action, resource, circumstances);
        if !decision.only_stale() {
            return decision;
        }
        // Nobody is sent to prove who they are for something that is refused afterwards.
        let proved = Circumstances {
            proved_at: Some(circumstances.now),
            second_factor: true,
            ..circumstances.clone()
        };
        let then = self.ask(who, action, resource, &proved);
        if then.allowed { decision } else { then }
    }

    fn ask(
        &self,
        who: &Principal,
        action: Action,
        resource: &Resource,
        circumstances: &Circumstances,
    ) -> Decision {
        let anonymous = who.id.is_none();
        match self.evaluate(who, action, resource, circumstances) {
            Ok((allowed, rules, failures)) => Decision {
                allowed: allowed && failures.is_empty(),
                rules,
                failures,
                anonymous,
            },
            Err(message) => Decision {
                allowed: false,
                rules: Vec::new(),
                failures: vec![message],
                anonymous,
            },
        }
    }

    fn evaluate(
        &self,
        who: &Principal,
        action: Action,
        resource: &Resource,
        circumstances: &Circumstances,
    ) -> Result<(bool, Vec<Rule>, Vec<String>), String> {
        let mut entities = Vec::new();
        let principal = person(who, &mut entities)?;
        let asked_roles = match resource {
            Resource::Person(asked) => asked.roles.as_slice(),
            _ => &[],
        };
        let resource = match resource {
            Resource::Server => {
                let uid = uid("Server", "this")?;
                entities.push(Entity::new_no_attrs(uid.clone(), HashSet::new()));
                uid
            }
            Resource::Person(person_asked) if person_asked.id == who.id => principal.clone(),
            Resource::Person(person_asked) => person(person_asked, &mut entities)?,
            Resource::Thing { kind, id, owner } => {
                let uid = uid(kind.type_name(), id)?;
                let owner = Value::new_entity_uid(self::uid("User", &owner.to_string())?);
                let attributes = HashMap::from([("owner".to_owned(), owner)]);
                entities
                    .push(Entity::new(uid.clone(), attributes, HashSet::new()).map_err(in_words)?);
                uid
            }
        };
        let roles = role::BUILT_IN.iter().map(|(name, _)| *name);
        let roles: BTreeSet<&str> = roles
            .chain(who.roles.iter().map(String::as_str))
            .chain(asked_roles.iter().map(String::as_str))
            .collect();
        for name in roles {
            entities.push(role_entity(name)?);
        }
        let store = self
            .actions
            .clone()
            .add_entities(entities, None)
            .map_err(in_words)?;
        let context = Context::from_pairs(facts(action, circumstances)).map_err(in_words)?;
        let request = Request::new(
            principal,
            uid("Action", action.name())?,
            resource,
            context,
            Some(&self.schema),
        )
        .map_err(in_words)?;
        let response = self.authorizer.is_authorized(&request, &self.set, &store);
        let mut rules: Vec<Rule> = response
            .diagnostics()
            .reason()
            .filter_map(|id| {
                let about = self.about.get(id)?;
                let policy = self.set.policy(id)?;
                Some(Rule {
                    id: id.to_string(),
                    says: about.says.clone(),
                    source: about.source.clone(),
                    forbids: policy.effect() == Effect::Forbid,
                    answer: about.answer.clone(),
                })
            })
            .collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        let failures = response.diagnostics().errors().map(ToString::to_string);
        Ok((
            response.decision() == Outcome::Allow,
            rules,
            failures.collect(),
        ))
    }
}

fn in_words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    let kind: EntityTypeName = kind.parse().map_err(in_words)?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn strings<'a>(values: impl IntoIterator<Item = &'a String>) -> Value {
    Value::new_set(values.into_iter().cloned().map(Value::new_string))
}

/// The roles above which every other stands.
fn parent(name: &str) -> Option<&'static str> {
    match name {
        role::ANONYMOUS => None,
        role::USER => Some(role::ANONYMOUS),
        role::ADMINISTRATOR => Some(role::MODERATOR),
        role::SUPER_ADMINISTRATOR => Some(role::ADMINISTRATOR),
        _ => Some(role::USER),
    }
}

fn role_entity(name: &str) -> Result<Entity, String> {
    let parents = parent(name).map(|above| uid("Role", above)).transpose()?;
    Ok(Entity::new_no_attrs(
        uid("Role", name)?,
        parents.into_iter().collect(),
    ))
}

fn person(who: &Principal, entities: &mut Vec<Entity>) -> Result<EntityUid, String> {
    let id = who
        .id
        .map_or_else(|| role::ANONYMOUS.to_owned(), |id| id.to_string());
    let uid = uid("User", &id)?;
    let mut attributes = HashMap::from([
        ("name".to_owned(), Value::new_string(who.name.clone())),
        ("permissions".to_owned(), strings(&who.permissions)),
        ("disabled".to_owned(), Value::new_bool(who.disabled)),
    ]);
    if let Some(department) = &who.department {
        attributes.insert(
            "department".to_owned(),
            Value::new_string(department.clone()),
        );
    }
    let nobody = [role::ANONYMOUS.to_owned()];
    let roles = if who.id.is_some() {
        who.roles.as_slice()
    } else {
        &nobody
    };
    let parents = roles.iter().map(|name| self::uid("Role", name));
    let parents = parents.collect::<Result<HashSet<_>, _>>()?;
    entities.push(Entity::new(uid.clone(), attributes, parents).map_err(in_words)?);
    Ok(uid)
}

/// What the rules read as `context`.
fn facts(action: Action, circumstances: &Circumstances) -> Vec<(String, Value)> {
    let at = OffsetDateTime::from_unix_timestamp(circumstances.now.unix())
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let time = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    let fresh = circumstances
        .proved_at
        .is_some_and(|proved| circumstances.now.since(proved) < FRESH);
    let scopes: Vec<String> = circumstances.scopes.iter().map(str::to_owned).collect();
    let fact = |name: &str, value| (name.to_owned(), value);
    vec![
        fact("permission", Value::new_string(action.name().to_owned())),
        fact("scope", Value::new_string(action.scope().to_owned())),
        fact("scopes", strings(&scopes)),
        fact("by", Value::new_string(circumstances.by.word().to_owned())),
        fact("fresh", Value::new_bool(fresh)),
        fact(
            "second_factor",
            Value::new_bool(circumstances.second_factor),
        ),
        fact(
            "factor_required",
            Value::new_bool(circumstances.factor_required),
        ),
        fact("ip", Value::new_ip(circumstances.ip.to_string())),
        fact("time", Value::new_datetime(time)),
        fact("hour", Value::new_long(at.hour().into())),
        fact(
            "weekday",
            Value::new_long(at.weekday().number_from_monday().into()),
        ),
        fact("maintenance", Value::new_bool(circumstances.maintenance)),
        fact(
            "known_network",
            Value::new_bool(circumstances.known_network),
        ),
        fact(
            "working_hours",
            Value::new_bool(circumstances.working_hours),
        ),
        fact("grants", strings(&circumstances.grants)),
        fact(
            "last_super_administrator",
            Value::new_bool(circumstances.last_super_administrator),
        ),
    ]
}
