//! The pages that say in plain words why a sign-in at another server led nowhere.

use authority::{
    audit::Event,
    upstream::{self as rules, Refused, link, token::Flaw},
};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use crate::{
    Server,
    pages::{self, UpstreamProblem},
    refusal::Refusal,
    routes::{request::attempt::Attempt, request::browser::Browser},
    upstream::{Error, Upstream},
    words::here,
};

/// Why it led nowhere.
pub(super) enum Problem {
    /// The browser brought back something that it did not leave with.
    NotBegun,
    /// The other server, or what it said.
    Upstream(Error),
    /// What it said leads nowhere here.
    Link(link::Refused),
    /// The account may not be signed in to, or not now.
    NotNow,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Upstream(error)
    }
}

/// What a page says.
struct Words {
    status: StatusCode,
    code: &'static str,
    title: String,
    what_happened: String,
    what_to_do: String,
}

/// Writes into the log why, and answers with a page from which the person begins anew.
pub(super) async fn problem(
    server: &Server,
    browser: &Browser,
    upstream: &Upstream,
    attempt: Option<&Attempt>,
    problem: Problem,
) -> Result<Response, Refusal> {
    let why = match &problem {
        Problem::NotBegun => "it was not begun in this browser".to_owned(),
        Problem::Upstream(error) => error.to_string(),
        Problem::Link(refused) => refused.to_string(),
        Problem::NotNow => "the account may not be signed in to".to_owned(),
    };
    tracing::info!(upstream = upstream.name, why, "a sign-in elsewhere failed");
    if !matches!(
        problem,
        Problem::Upstream(Error::Refused(Refused::Cancelled))
    ) {
        let event = Event::new(server.now(), "anonymous", "upstream.failed", &upstream.name)
            .from(&browser.ip)
            .because(why)
            .refused();
        let mut work = server.store().begin().await?;
        work.audit().append(&event).await?;
        work.commit().await?;
    }
    let words = words(&problem, &upstream.config.label);
    let page = UpstreamProblem {
        title: words.title,
        what_happened: words.what_happened,
        what_to_do: words.what_to_do,
        code: words.code.to_owned(),
        attempt: attempt
            .map(|attempt| attempt.as_str().to_owned())
            .unwrap_or_default(),
        server: server.name(),
    };
    let answer = pages::answer(words.status, &page);
    Ok((browser.jar.clone(), answer).into_response())
}

fn words(problem: &Problem, label: &str) -> Words {
    let words = here();
    let say = |status, code, title, what_happened, what_to_do| Words {
        status,
        code,
        title,
        what_happened,
        what_to_do,
    };
    match problem {
        Problem::NotBegun => say(
            StatusCode::FORBIDDEN,
            "not_begun_here",
            words.upstream_not_begun(),
            words.upstream_not_begun_why(label),
            words.upstream_not_begun_do(),
        ),
        Problem::Upstream(error) => of_upstream(*error, label),
        Problem::Link(link::Refused::Taken) => say(
            StatusCode::CONFLICT,
            "linked_to_another",
            words.upstream_taken(),
            words.upstream_taken_why(label),
            words.upstream_taken_do(),
        ),
        Problem::Link(link::Refused::NotYours) => say(
            StatusCode::FORBIDDEN,
            "not_linked",
            words.upstream_not_yours(),
            words.upstream_not_yours_why(label),
            words.upstream_not_yours_do(),
        ),
        Problem::Link(_) => say(
            StatusCode::FORBIDDEN,
            "another_person",
            words.upstream_another_person(),
            words.upstream_another_person_why(),
            words.upstream_another_person_do(),
        ),
        Problem::NotNow => say(
            StatusCode::FORBIDDEN,
            "not_allowed",
            words.upstream_not_now(),
            words.upstream_not_now_why(label),
            words.upstream_not_now_do(),
        ),
    }
}

fn of_upstream(error: Error, label: &str) -> Words {
    let words = here();
    let (status, code, title, what_happened, what_to_do) = match error {
        Error::Refused(rules::Refused::Cancelled) => (
            StatusCode::OK,
            "cancelled",
            words.upstream_cancelled(label),
            words.upstream_cancelled_why(),
            words.upstream_cancelled_do(),
        ),
        Error::Refused(rules::Refused::Over) => (
            StatusCode::FORBIDDEN,
            "took_too_long",
            words.upstream_over(),
            words.upstream_over_why(label),
            words.upstream_over_do(),
        ),
        Error::Refused(rules::Refused::Away)
        | Error::Outgoing(_)
        | Error::AwayLately
        | Error::Metadata(_)
        | Error::Keys
        | Error::Nobody => (
            StatusCode::BAD_GATEWAY,
            "upstream_away",
            words.upstream_away(label),
            words.upstream_away_why(label),
            words.upstream_away_do(),
        ),
        Error::Refused(rules::Refused::Declined) | Error::Grant => (
            StatusCode::BAD_GATEWAY,
            "upstream_refused",
            words.upstream_declined(label),
            words.upstream_declined_why(label),
            words.upstream_begin_anew(),
        ),
        Error::Token(Flaw::Organization) => (
            StatusCode::FORBIDDEN,
            "other_organization",
            words.upstream_organization(),
            words.upstream_organization_why(label),
            words.upstream_organization_do(),
        ),
        Error::Token(Flaw::Stale) => (
            StatusCode::FORBIDDEN,
            "not_proven_anew",
            words.upstream_stale(label),
            words.upstream_stale_why(),
            words.upstream_stale_do(),
        ),
        Error::Refused(_) | Error::Signature | Error::Token(_) => (
            StatusCode::FORBIDDEN,
            "untrusted_answer",
            words.upstream_untrusted(),
            words.upstream_untrusted_why(label),
            words.upstream_begin_anew(),
        ),
    };
    Words {
        status,
        code,
        title,
        what_happened,
        what_to_do,
    }
}
