//! The authorization server: sign-in, tokens and sessions over HTTP, on SQLite or PostgreSQL.
//!
//! ```text
//! request ─▶ headers ─▶ routes ─▶ authority (decides, pure) ─▶ store (records, the only SQL) ─▶ answer
//! ```
//!
//! A route reads, decides, records and answers, in that order. [`state::Server`] carries what all
//! routes share; its clock and its chance are handed in, so that a test can choose both.
//! `countersign-server` is a thin binary over [`cli`], and [`serving`] is what it serves.
//!
//! What routes do to a subject is in the room of that subject: `users`, `passwords`, `factors`,
//! `approvals`, `delegates`, `clients`, `access` (rules, roles, API keys), `keys`, `limits`, `risk`, `mail` and `audit`.

pub mod access;
pub mod approvals;
pub mod audit;
pub mod cli;
pub mod clients;
pub mod config;
mod delegates;
mod factors;
pub mod headers;
pub mod keys;
mod limits;
pub mod mail;
pub mod metrics;
pub mod outgoing;
pub mod pages;
mod paging;
pub mod passwords;
pub mod refusal;
pub mod replicas;
pub mod risk;
pub mod routes;
pub mod serving;
pub mod state;
pub mod store;
mod upstream;
pub mod users;
mod words;

pub use config::Config;
pub use routes::api::openapi::Description;
pub use state::Server;
pub use words::Language;
