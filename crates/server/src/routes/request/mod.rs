//! What a request brings along: the browser, the client and its proof, the sign-in under way.

pub(crate) mod access_token;
pub(crate) mod attempt;
pub(crate) mod authorization;
pub(crate) mod browser;
pub(crate) mod client_auth;
pub(crate) mod dpop;
pub(crate) mod params;
pub(crate) mod single_use;
pub(crate) mod user_agent;
