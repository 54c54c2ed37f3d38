//! What a person can ask for: one module per noun, one function per wish.
//!
//! Every function takes a [`Context`], calls the rooms below and answers with `…View` types, which
//! hold codes and names but no seeds and no tokens, or with a [`Failure`]. The window and the
//! command line call the same functions, so neither can do what the other cannot.

pub mod accounts;
pub mod approvals;
pub mod audit;
mod browser;
pub mod clipboard;
pub mod clock;
pub mod codes;
mod context;
mod failure;
pub mod health;
mod keeping;
mod later;
mod marks;
pub mod paths;
pub mod push;
pub mod recovery;
mod secret;
mod seen;
pub mod sessions;
pub mod settings;
mod tokens;
mod upkeep;
pub mod vault;

pub use context::{Chance, Context, Senses};
pub use failure::{Failure, FailureCode};
