//! Signing in to a server in the person's own browser, and staying signed in.
//!
//! ```text
//! what was typed ──discover──▶ Provider ──SignIn::begin──▶ address for the browser
//!                                                             │ comes back to 127.0.0.1
//!                    TokenStore ◀──keep── SignedIn ◀──SignIn::finish
//!                        │
//!                        └──access_token──▶ Token, refreshed when a fifth of its life is left
//! ```
//!
//! OpenID Connect with an authorization grant and PKCE, as RFC 8252 wants it of an app. Where the
//! server binds tokens to keys (RFC 9449), each account has a [`ProofKey`], kept together with the
//! tokens that are worth nothing without it. Identity
//! tokens are judged by `openidconnect`; requests are sent by [`Http`], which follows no redirect
//! and reads no more than 256 KiB. Challenge, state and nonce are made here and not by that
//! library, because chance comes in by argument. The rules are section 4 of `SECURITY_MODEL.md`.
//!
//! This crate keeps no files of its own apart from empty lock files: tokens go to a
//! [`SecretPlace`], and what must be remembered about them to whoever implements [`TokenRows`].

use std::time::SystemTime;

use rand_core::CryptoRng;

mod clock;
mod discovery;
mod endpoint;
mod error;
mod http;
mod identity;
mod listener;
mod lock;
mod page;
mod place;
mod proof;
mod renew;
mod rows;
mod servers;
mod sign_in;
mod slot;
mod store;
mod tokens;

pub use clock::{ClockReading, read_clock};
pub use discovery::{Provider, ServerKind, discover, rediscover};
pub use endpoint::Revoked;
pub use error::Error;
pub use http::Http;
pub use place::SecretPlace;
pub use proof::ProofKey;
pub use rows::{Place, RowsError, TokenRow, TokenRows};
pub use servers::Servers;
pub use sign_in::{Request, SignIn, SignedIn, callback_path};
pub use store::{Asking, Kept, TokenStore};
pub use tokens::{AccessToken, Token, Tokens};

/// What time it is.
pub type Clock<'a> = &'a (dyn Fn() -> SystemTime + Send + Sync);

/// Where chance comes from.
pub type Chance<'a> = &'a mut (dyn CryptoRng + Send + Sync);
