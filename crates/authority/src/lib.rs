//! The rules of the authorization server, as pure state machines.
//!
//! Every rule has one form: what is stored, what is asked, and the moment go in; what to record and
//! what to answer come out. Nothing here reads a clock, draws chance, or knows HTTP or SQL, so a
//! test can try any order of events at any instant.
//!
//! ```text
//! device ─▶ session ─▶ family ─▶ refresh token ─▶ access token
//! ```
//!
//! Ending a node of that tree ends everything below it.

pub mod api_key;
pub mod approval;
pub mod assertion;
pub mod audit;
pub mod authorize;
pub mod backchannel;
pub mod basic;
pub mod claims;
pub mod client;
pub mod delegation;
pub mod device;
pub mod dpop;
pub mod factor;
pub mod family;
pub mod grant;
pub mod guessing;
pub mod jws;
pub mod limit;
pub mod link;
pub mod logout;
mod moment;
pub mod params;
pub mod permission;
pub mod pkce;
pub mod pushed;
pub mod redirect;
pub mod registration;
pub mod resource;
pub mod risk;
pub mod scope;
mod secret;
pub mod session;
pub mod upstream;

pub use moment::Moment;
pub use secret::{Digest, Secret};
