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
    what_to_do: &'static str,
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
        what_to_do: words.what_to_do.to_owned(),
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
    let say = |status, code, title: String, what_happened: String, what_to_do| Words {
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
            "This sign-in was not begun here".to_owned(),
            format!(
                "The answer of {label} belongs to a sign-in that this browser did not begin, or that \
                 is over."
            ),
            "Begin anew, in one browser and without the back button. Cookies have to be allowed for \
             this site.",
        ),
        Problem::Upstream(error) => of_upstream(*error, label),
        Problem::Link(link::Refused::Taken) => say(
            StatusCode::CONFLICT,
            "linked_to_another",
            "That is linked to another account".to_owned(),
            format!("What you are at {label} leads into another account here already."),
            "Sign in to that account and take the link away there, or choose another one.",
        ),
        Problem::Link(link::Refused::NotYours) => say(
            StatusCode::FORBIDDEN,
            "not_linked",
            "That is not linked to your account".to_owned(),
            format!("You chose somebody at {label} who does not lead into this account."),
            "Try again with the one that you linked, or use another way.",
        ),
        Problem::Link(_) => say(
            StatusCode::FORBIDDEN,
            "another_person",
            "Somebody else is signed in now".to_owned(),
            "Between leaving and coming back the person in this browser changed.".to_owned(),
            "Sign in again, then try again.",
        ),
        Problem::NotNow => say(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "You cannot sign in this way".to_owned(),
            format!("{label} said who you are, but this server does not let you in now."),
            "Try again later or another way. Whoever runs this server can help.",
        ),
    }
}

fn of_upstream(error: Error, label: &str) -> Words {
    let (status, code, title, what_happened, what_to_do) = match error {
        Error::Refused(rules::Refused::Cancelled) => (
            StatusCode::OK,
            "cancelled",
            format!("You did not sign in at {label}"),
            "You chose not to, so nothing happened.".to_owned(),
            "Begin anew, or use another way.",
        ),
        Error::Refused(rules::Refused::Over) => (
            StatusCode::FORBIDDEN,
            "took_too_long",
            "That took too long".to_owned(),
            format!("A sign-in at {label} has to end within ten minutes."),
            "Begin anew.",
        ),
        Error::Refused(rules::Refused::Away)
        | Error::Outgoing(_)
        | Error::AwayLately
        | Error::Metadata(_)
        | Error::Keys
        | Error::Nobody => (
            StatusCode::BAD_GATEWAY,
            "upstream_away",
            format!("{label} does not answer"),
            format!("This server could not reach {label}, or did not understand the answer."),
            "Try again in a minute, or use another way.",
        ),
        Error::Refused(rules::Refused::Declined) | Error::Grant => (
            StatusCode::BAD_GATEWAY,
            "upstream_refused",
            format!("{label} refused"),
            format!("{label} did not want to say who you are."),
            "Begin anew. If it happens again, tell whoever runs this server.",
        ),
        Error::Token(Flaw::Organization) => (
            StatusCode::FORBIDDEN,
            "other_organization",
            "That is not an account of the right organization".to_owned(),
            format!("Here only people of one organization can sign in with {label}."),
            "Choose your account of that organization, or use another way.",
        ),
        Error::Token(Flaw::Stale) => (
            StatusCode::FORBIDDEN,
            "not_proven_anew",
            format!("{label} did not ask you again"),
            "To go on, you have to show anew who you are.".to_owned(),
            "Try again and sign in there, or use another way.",
        ),
        Error::Refused(_) | Error::Signature | Error::Token(_) => (
            StatusCode::FORBIDDEN,
            "untrusted_answer",
            "That answer cannot be trusted".to_owned(),
            format!("What came back is not what {label} says to somebody who signs in here."),
            "Begin anew. If it happens again, tell whoever runs this server.",
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
