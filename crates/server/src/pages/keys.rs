//! A person's keys for programs.

use askama::Template;
use authority::{Moment, api_key::Kind};

use super::{in_words, row::ago};
use crate::{store::KeyOf, words};

/// One key on the account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// What changing it is asked for with.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether it is secret or publishable.
    pub kind: String,
    /// Its first and last letters.
    pub hint: String,
    /// What it allows, a phrase each.
    pub allows: Vec<String>,
    /// When it was last used, as in `used 5 minutes ago`.
    pub used: String,
    /// When it ends by itself.
    pub ends: String,
    /// Whether no other key took over.
    pub may_rotate: bool,
}

impl KeyRow {
    /// `key` as it looks at `now`.
    #[must_use]
    pub fn of(key: KeyOf, now: Moment) -> Self {
        let words = words::here();
        let allows = match key.key.kind {
            Kind::Publishable => vec![words.api_key_allows_nothing()],
            Kind::Secret => in_words(key.scopes.iter()),
        };
        Self {
            kind: match key.key.kind {
                Kind::Publishable => words.api_key_publishable(),
                Kind::Secret => words.api_key_secret(),
            },
            allows,
            used: key.last_used_at.map_or_else(
                || words.never_used(),
                |at| words.used(ago(now.unix().saturating_sub(at.unix()))),
            ),
            ends: if key.replaced_by.is_some() {
                words.api_key_replaced(words.moment(key.key.expires_at))
            } else {
                words.api_key_expires(words.day(key.key.expires_at))
            },
            may_rotate: key.replaced_by.is_none(),
            id: key.id,
            name: key.name,
            hint: key.hint,
        }
    }
}

/// Something that is ticked or chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The word in the form.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it was chosen before.
    pub chosen: bool,
}

/// A key to make: `POST /account/keys` with `csrf`, `name`, `kind`, `days` and a `scope` for each thing
/// that it allows.
#[derive(Debug, Clone, Template)]
#[template(path = "new_key.html")]
pub struct NewApiKey {
    /// The form token.
    pub csrf: String,
    /// What was typed before; empty at first.
    pub name: String,
    /// Whether it is to be publishable.
    pub publishable: bool,
    /// What it may allow.
    pub scopes: Vec<Choice>,
    /// How long it may live.
    pub lives: Vec<Choice>,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// A key, this once.
#[derive(Clone, Template)]
#[template(path = "shown_key.html")]
pub struct ShownApiKey {
    /// What its owner calls it.
    pub name: String,
    /// The key itself.
    pub key: String,
    /// Until when the one before still passes, when it took over from one.
    pub before: Option<String>,
    /// The server as people know it.
    pub server: String,
}

impl std::fmt::Debug for ShownApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownApiKey(hidden)")
    }
}
