//! Addresses that carry an entry: `otpauth://`, `motp://` and `steam://`.
//!
//! `otpauth` was [described once](https://github.com/google/google-authenticator/wiki/Key-Uri-Format)
//! and is written differently by everyone since. The parser takes what really occurs and says in
//! [`Remark`]s what it put right; the printer writes what every reader understands.

mod label;
mod parse;
mod print;
mod query;

pub use parse::{parse_uri, parse_uri_with_pin};
pub use print::print_uri;

use crate::{Entry, Remark};

/// An entry read from an address, and what had to be put right or assumed.
#[derive(Debug)]
pub struct Parsed {
    /// The entry, ready for use.
    pub entry: Entry,
    /// For the person to know; empty for a clean address.
    pub remarks: Vec<Remark>,
}

/// Whether an issuer stands for Steam, whose codes follow a rule of their own.
fn is_steam(issuer: &str) -> bool {
    issuer.trim().eq_ignore_ascii_case("steam")
}

/// The issuer as it stands before the colon of a label: a colon inside would end it early.
fn as_prefix(issuer: &str) -> String {
    issuer.replace(':', "").trim().to_owned()
}
