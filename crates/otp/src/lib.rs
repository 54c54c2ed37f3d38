//! Seeds, one-time codes and the addresses that carry them.
//!
//! ```text
//! otpauth://…  ──parse_uri──▶  Entry  ──generate──▶  Code
//!                                │
//!                                └──print_uri──▶  otpauth://…
//! ```
//!
//! An [`Entry`] holds one [`Seed`] and says how codes are made from it. `totp-rs` does the common
//! arithmetic behind these types: it prints secrets in `Debug` and quotes them in errors, so none of
//! its types leave this crate. Nothing here asks what time it is.

mod algorithm;
mod code;
mod entry;
mod error;
mod key;
mod label;
mod pin;
mod qr;
mod remark;
mod seed;
mod uri;

pub use algorithm::Algorithm;
pub use code::{Code, generate, generate_next};
pub use entry::{Digits, Entry, Kind, Period};
pub use error::{Error, SeedProblem};
pub use key::{KeyCheck, KeyNote, KeyUse, check_key, check_key_for};
pub use label::clean_label;
pub use pin::Pin;
pub use qr::{FoundQr, draw_qr, draw_svg, grey, read_qr};
pub use remark::Remark;
pub use seed::Seed;
pub use uri::{Parsed, parse_uri, parse_uri_with_pin, print_uri};
