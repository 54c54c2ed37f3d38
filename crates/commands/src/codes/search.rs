//! Finding entries by what a person remembers of them, letter by letter.
//!
//! Case, accents and the width of letters do not count. Every word of the query has to be found in
//! an entry's issuer, account, group or note: as the beginning of one of them, of a word in it, or
//! anywhere inside. A word that begins nothing in the whole vault is forgiven a typing error, a long
//! one two. What is looked through is prepared once for every state of the vault and goes with it.

use ::vault::EntryId;

use super::{FoundEntriesView, desk::Open};
use crate::{Context, Failure};

mod fit;
mod fold;
mod index;
mod typo;

pub(crate) use index::Index;
pub(super) use index::{Query, Reach};

/// The most entries that a search names: nobody scrolls further, they type another letter.
const MOST_FOUND: usize = 500;

/// Entries that fit `query`, best first: all of them, in the person's order, for one without words.
///
/// # Errors
///
/// [`FailureCode::Locked`](crate::FailureCode::Locked).
pub async fn search_entries(cx: &Context, query: &str) -> Result<FoundEntriesView, Failure> {
    let query = Query::parse(query);
    cx.on_open(move |open, _| {
        let found = open.search(&query, Reach::Forgiving);
        Ok(FoundEntriesView {
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            ids: found
                .iter()
                .take(MOST_FOUND)
                .map(ToString::to_string)
                .collect(),
        })
    })
    .await
}

impl Open {
    /// The entries that fit, best first; those that fit equally well in the person's order.
    pub(super) fn search(&mut self, query: &Query, reach: Reach) -> Vec<EntryId> {
        self.prepare_search().find(query, reach)
    }

    /// What searches look through, made anew when the vault is in another state than before.
    pub(super) fn prepare_search(&mut self) -> &Index {
        let info = self.vault.info();
        let state = (info.epoch, info.generation);
        if self.index.as_ref().is_some_and(|index| !index.is_of(state)) {
            self.index = None; // wiped before the next one takes its room
        }
        let contents = self.vault.contents();
        self.index
            .get_or_insert_with(|| Index::new(contents, state))
    }
}
