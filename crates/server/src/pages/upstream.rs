//! Signing in at another server: the buttons, the way there and back, and what is asked in between.

use askama::Template;

use super::row::ago;
use crate::{store::Link, words};

/// Another server that a person can sign in with. Its button posts `csrf` and `attempt` to
/// `/sign-in/upstream/NAME`.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// As it stands in addresses.
    pub name: String,
    /// As people call it.
    pub label: String,
}

/// A page that leads on by itself, and by a link where that is switched off.
#[derive(Debug, Clone, Template)]
#[template(path = "onward.html")]
pub struct Onward {
    /// Where it leads, when that is another server.
    pub label: Option<String>,
    /// The checked address.
    pub to: String,
}

/// What a person is at another server leads into no account here: they sign in to theirs and agree, or
/// `POST /sign-in/upstream/offer` with `csrf` makes a new one.
#[derive(Debug, Clone, Template)]
#[template(path = "upstream_offer.html")]
pub struct UpstreamOffer {
    /// The form token.
    pub csrf: String,
    /// The other server.
    pub label: String,
    /// How the person recognises what they are there.
    pub who: String,
    /// The verified mail address.
    pub email: Option<String>,
    /// Whether an account here has that address.
    pub has_email: bool,
    /// Whether a new account may be made.
    pub may_create: bool,
    /// The name of whoever is signed in here.
    pub name: Option<String>,
    /// Where to go on.
    pub attempt: String,
    /// The server as people know it.
    pub server: String,
}

/// The question whether what a person is at another server is linked to their account: `POST
/// /account/upstream/agree` with `csrf` and `decision`, which is `link` or `leave`.
#[derive(Debug, Clone, Template)]
#[template(path = "upstream_agree.html")]
pub struct UpstreamAgree {
    /// The form token.
    pub csrf: String,
    /// The other server.
    pub label: String,
    /// How the person recognises what they are there.
    pub who: String,
    /// The name of the person who is signed in.
    pub name: String,
    /// The server as people know it.
    pub server: String,
}

/// Why signing in at another server led nowhere, with the way to begin anew.
///
/// The route that answers with it chooses the status: see [`super::answer`].
#[derive(Debug, Clone, Template)]
#[template(path = "upstream_problem.html")]
pub struct UpstreamProblem {
    /// The heading.
    pub title: String,
    /// What happened, in a sentence or two.
    pub what_happened: String,
    /// What the person can do now.
    pub what_to_do: String,
    /// A word for the person to quote.
    pub code: String,
    /// Where they wanted to go.
    pub attempt: String,
    /// The server as people know it.
    pub server: String,
}

/// What a person linked to their account. `POST /account/upstream/unlink` takes `csrf` and `id`.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// Its id.
    pub id: String,
    /// The other server.
    pub label: String,
    /// How the person recognises what they are there.
    pub who: String,
    /// When it was last used, in words.
    pub used: String,
}

impl LinkRow {
    /// `link` to the server called `label` as it looks at `now`, Unix seconds.
    #[must_use]
    pub fn of(link: Link, label: Option<&str>, now: i64) -> Self {
        let words = words::here();
        Self {
            label: label.unwrap_or(&link.upstream).to_owned(),
            id: link.id,
            who: link.label,
            used: link.last_used_at.map_or_else(
                || words.upstream_never_used(),
                |at| words.used(ago(now.saturating_sub(at.unix()))),
            ),
        }
    }
}
