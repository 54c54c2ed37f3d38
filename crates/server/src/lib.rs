//! The authorization server: sign-in, tokens and sessions over HTTP, on SQLite or PostgreSQL.
//!
//! ```text
//! request ─▶ headers ─▶ routes ─▶ authority (decides, pure) ─▶ store (records, the only SQL) ─▶ answer
//! ```
//!
//! A route reads, decides, records and answers, in that order. [`state::Server`] carries what all
//! routes share; its clock and its chance are handed in, so that a test can choose both.
//! `countersign-server` is a thin binary over [`cli`].

pub mod admin;
pub mod agent;
pub mod api_keys;
pub mod audit;
pub mod breached;
pub mod cli;
mod clients;
pub mod config;
mod factors;
mod guessing;
pub mod headers;
pub mod jose;
pub mod key_file;
mod limits;
pub mod logouts;
pub mod mail;
pub mod metrics;
pub mod openapi;
pub mod outgoing;
pub mod pages;
mod paging;
pub mod password_rules;
pub mod passwords;
pub mod places;
pub mod policy;
pub mod recovery;
mod redis;
pub mod refusal;
pub mod replay;
pub mod roles;
pub mod routes;
pub mod sealing;
pub mod signing;
pub mod state;
pub mod store;
pub mod wake;
mod words;

pub use config::Config;
pub use state::Server;
pub use words::Language;
