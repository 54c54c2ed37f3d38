//! The rules as read: parsed, named, and held against the schema.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    str::FromStr as _,
};

use cedar_policy::{Authorizer, Entities, PolicyId, PolicySet, Schema, ValidationMode, Validator};

use super::role;

/// A text with rules.
#[derive(Debug, Clone)]
pub struct Source {
    /// What people call it: the name of its file.
    pub name: String,
    /// The rules.
    pub text: String,
    /// Whether it came with the server.
    pub shipped: bool,
}

/// What is wrong with a rule or a text of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The text it stands in.
    pub source: String,
    /// What is wrong, naming the rule where that is known.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.message)
    }
}

/// What a rule says about itself.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub(super) source: String,
    pub(super) says: String,
    pub(super) answer: Option<String>,
}

/// All rules, ready to decide.
pub struct Policies {
    pub(super) set: PolicySet,
    pub(super) schema: Schema,
    pub(super) actions: Entities,
    pub(super) authorizer: Authorizer,
    pub(super) about: HashMap<PolicyId, About>,
    named_roles: BTreeSet<String>,
}

impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policies({})", self.about.len())
    }
}

impl Policies {
    /// Reads `sources` under `schema`. Each rule names itself by `@id("…")`; `@says("…")` is the
    /// sentence that explains it, and `@answer("…")` chooses what a refused program is told.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, so that it can be mended in one go.
    pub fn compile(schema: &str, sources: &[Source]) -> Result<Self, Vec<Problem>> {
        let in_schema = |message: String| {
            vec![Problem {
                source: "schema".to_owned(),
                message,
            }]
        };
        let (schema, _) =
            Schema::from_cedarschema_str(schema).map_err(|error| in_schema(error.to_string()))?;
        let actions = schema
            .action_entities()
            .map_err(|error| in_schema(error.to_string()))?;
        let mut policies = Self {
            set: PolicySet::new(),
            schema,
            actions,
            authorizer: Authorizer::new(),
            about: HashMap::new(),
            named_roles: BTreeSet::new(),
        };
        let mut problems = Vec::new();
        for source in sources {
            policies.read(source, &mut problems);
        }
        if sources.iter().any(|source| !source.shipped) {
            policies.validate(&mut problems);
        }
        if problems.is_empty() {
            Ok(policies)
        } else {
            Err(problems)
        }
    }

    /// What the schema says against the rules. Rules that came with the server were held against it
    /// before they were shipped, so [`Policies::compile`] does not do it again for those alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.validate(&mut problems);
        problems
    }

    /// The roles beyond the built-in ones that rules speak of.
    #[must_use]
    pub fn named_roles(&self) -> &BTreeSet<String> {
        &self.named_roles
    }

    /// How many rules there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.about.len()
    }

    fn read(&mut self, source: &Source, problems: &mut Vec<Problem>) {
        let problem = |message: String| Problem {
            source: source.name.clone(),
            message,
        };
        if nests_too_deep(&source.text) {
            let message = format!("nests deeper than {DEEPEST} brackets or signs");
            problems.push(problem(message));
            return;
        }
        let set = match PolicySet::from_str(&source.text) {
            Ok(set) => set,
            Err(error) => {
                problems.push(problem(error.to_string()));
                return;
            }
        };
        if set.templates().next().is_some() {
            problems.push(problem("holds a template: write whole rules".to_owned()));
        }
        for policy in set.policies() {
            let name = policy.annotation("id").filter(|name| !name.is_empty());
            let Some(name) = name else {
                problems.push(problem(format!(
                    "has a rule without a name: write @id(\"…\") above {}",
                    first_line(&policy.to_string())
                )));
                continue;
            };
            let id = PolicyId::new(name);
            let about = About {
                source: source.name.clone(),
                says: policy.annotation("says").unwrap_or(name).to_owned(),
                answer: policy.annotation("answer").map(str::to_owned),
            };
            let roles = policy.entity_literals().into_iter();
            let roles = roles.filter(|uid| uid.type_name().to_string() == "Role");
            let roles = roles.map(|uid| uid.id().unescaped().to_owned());
            self.named_roles
                .extend(roles.filter(|name| !role::is_built_in(name)));
            if self.set.add(policy.new_id(id.clone())).is_err() {
                problems.push(problem(format!("has a second rule called {name}")));
                continue;
            }
            self.about.insert(id, about);
        }
    }

    fn validate(&self, problems: &mut Vec<Problem>) {
        let validator = Validator::new(self.schema.clone());
        let found = validator.validate(&self.set, ValidationMode::Strict);
        // A rule is held against each action, and what is wrong with it is usually wrong for all.
        let mut told = BTreeSet::new();
        for error in found.validation_errors() {
            let id = error.policy_id().to_string();
            if !told.insert(id) {
                continue;
            }
            let about = self.about.get(error.policy_id());
            problems.push(Problem {
                source: about.map_or_else(String::new, |about| about.source.clone()),
                message: error.to_string(),
            });
        }
    }
}

/// How deep brackets and signs may stand in each other. Every level takes some of the stack of whoever
/// reads it, of which there is an end.
const DEEPEST: usize = 50;

/// Whether reading `text` could take more of the stack than there is, by its brackets and signs alone,
/// those in texts and comments included.
fn nests_too_deep(text: &str) -> bool {
    let (mut brackets, mut signs) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        match byte {
            b'!' | b'-' => signs += 1,
            byte if byte.is_ascii_whitespace() => {}
            _ => signs = 0,
        }
        if brackets > DEEPEST || signs > DEEPEST {
            return true;
        }
    }
    false
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_deeper_than_the_stack_reaches_is_not_read() {
        for deep in [
            "(".repeat(100_000),
            "! ".repeat(100_000),
            "[{(".repeat(50_000),
        ] {
            assert!(nests_too_deep(&deep));
        }
        let level = "((true) && [[1], [2]].contains([1]))";
        assert!(!nests_too_deep(&level.repeat(1000)));
    }
}
