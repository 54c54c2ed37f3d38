//! Push tokens of privacyIDEA and eduMFA, asked and answered in poll mode.
//!
//! ```text
//! PushLink ──enrol──▶ ServerKey
//! PollRequest ──signature──▶ poll ──▶ PushQuestion
//! PushAnswer  ──signature──▶ answer ──▶ Taken
//! ```
//!
//! Nothing is signed here: what is to be signed comes out as bytes, and whoever holds the key of the
//! token brings the signature, RSA with PKCS#1 v1.5 and SHA-256
//! ([RFC 8017 section 8.2](https://www.rfc-editor.org/rfc/rfc8017#section-8.2)). What the server signed
//! is checked here, and a question that does not pass is not handed out. The messages are those of
//! privacyIDEA 3.14 and eduMFA 2.9; neither project has a standard for them.

mod answer;
mod canonical;
mod capabilities;
mod envelope;
mod key;
mod link;
mod poll;
mod question;
mod server;

pub use answer::{PushAnswer, Taken, WhyDeclined};
pub use key::{BadServerKey, ServerKey};
pub use link::{Doubt, LinkError, PushLink};
pub use poll::{PollRequest, Polled};
pub use question::{PushQuestion, Unfit};
pub use server::PushServer;
