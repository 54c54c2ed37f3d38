//! Entries, their pictures, recovery codes and health as a person asks for them, over a real vault
//! file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod arranging;
#[cfg(target_os = "linux")]
mod display;
mod health;
mod keys;
mod pictures;
mod recovery;
mod searching;
mod support;
mod uses;
