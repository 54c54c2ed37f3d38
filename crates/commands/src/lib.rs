//! What a person can ask for: one module per noun, one function per wish.
//!
//! Every function takes a [`Context`], calls the rooms below and answers with `…View` types, which
//! hold codes and names but no seeds and no tokens, or with a [`Failure`]. The window and the
//! command line call the same functions, so neither can do what the other cannot.

pub mod accounts;
mod browser;
pub mod clipboard;
pub mod codes;
mod context;
mod failure;
mod keeping;
pub mod paths;
mod secret;
pub mod sessions;
pub mod settings;
mod tokens;
pub mod vault;

pub use context::{Chance, Context, Senses};
pub use failure::{Failure, FailureCode};
