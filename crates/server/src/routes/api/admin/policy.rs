//! `/api/v1/admin/policy`: the rules this server decides by, and trying others.

use authority::permission::{Action, Problem, Resource, Source};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Server,
    access::policies,
    refusal::Refusal,
    routes::api::{
        caller::Caller,
        sent::{Refused, Sent},
    },
};

/// The rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyView {
    /// What rules may speak of.
    schema: String,
    /// The texts they stand in.
    sources: Vec<SourceView>,
}

/// A text with rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceView {
    /// The name of its file.
    name: String,
    /// The rules.
    text: String,
    /// Whether it came with the server.
    shipped: bool,
}

/// Rules to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TryPolicy {
    /// Rules of one's own. Those of the server stay beside them.
    text: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriedPolicy {
    /// What is wrong; nothing: the server would start with these rules.
    problems: Vec<ProblemView>,
}

/// Something wrong with rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemView {
    /// The text it stands in; `sent` for what was sent.
    source: String,
    /// What is wrong.
    message: String,
}

impl From<Problem> for ProblemView {
    fn from(problem: Problem) -> Self {
        Self {
            source: problem.source,
            message: problem.message,
        }
    }
}

/// The rules that the server was started with.
#[utoipa::path(
    get,
    path = "/api/v1/admin/policy",
    tag = "admin: policy",
    operation_id = "get_policy",
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "Schema and rules", body = PolicyView), Refused)
)]
pub(crate) async fn get(
    State(server): State<Server>,
    asker: Caller,
) -> Result<Json<PolicyView>, Refusal> {
    asker.may(&server, Action::PolicyRead, &Resource::Server)?;
    let view = |source: &Source| SourceView {
        name: source.name.clone(),
        text: source.text.clone(),
        shipped: source.shipped,
    };
    Ok(Json(PolicyView {
        schema: policies::SCHEMA.to_owned(),
        sources: server.policy_sources().iter().map(view).collect(),
    }))
}

/// Says what is wrong with rules, without using them.
#[utoipa::path(
    post,
    path = "/api/v1/admin/policy/check",
    tag = "admin: policy",
    operation_id = "check_policy",
    request_body = TryPolicy,
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "What was found", body = TriedPolicy), Refused)
)]
pub(crate) async fn check(
    State(server): State<Server>,
    asker: Caller,
    sent: Sent,
) -> Result<Json<TriedPolicy>, Refusal> {
    asker.may(&server, Action::PolicyCheck, &Resource::Server)?;
    let TryPolicy { text } = sent.read()?;
    if text.len() > LONGEST {
        return Err(Refusal::Unusable(
            "rules to try have at most 16 KiB".to_owned(),
        ));
    }
    // Reading rules takes a while and, deeply nested, much stack.
    let tried = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let mut sources = policies::shipped();
            sources.push(Source {
                name: "sent".to_owned(),
                text,
                shipped: false,
            });
            // What was read is also given back with all that stack at hand.
            policies::compile(&sources).map(drop)
        });
    let tried = tried.map_err(|_| Refusal::Busy)?;
    let tried = tokio::task::spawn_blocking(move || tried.join()).await;
    let problems = match tried {
        Ok(Ok(Ok(()))) => Vec::new(),
        Ok(Ok(Err(policies::Error::Wrong(problems)))) => problems,
        _ => return Err(Refusal::Failed),
    };
    Ok(Json(TriedPolicy {
        problems: problems.into_iter().map(ProblemView::from).collect(),
    }))
}

/// What reading rules may take of the stack, in bytes.
const STACK: usize = 256 * 1024 * 1024;
/// How much can be tried at a time, in bytes: every level of nesting takes some of the stack.
const LONGEST: usize = 16 * 1024;
