//! What this computer has seen and done: the accounts it is signed in to, and what its person decided
//! about approvals.
//!
//! The ledger is a SQLite file, readable while the vault is locked, so it holds no seed. Names and
//! tokens in it are sealed under a [`Key`] that lives in the keychain; without the key the rows can
//! still be listed, only unnamed.

mod account;
mod approver;
mod decision;
mod error;
mod file;
mod seal;
mod token;

pub use account::{Account, AccountState, NewAccount};
pub use approver::Approver;
pub use decision::{Decision, DecisionState, Fault, NewDecision, Verified};
pub use error::Error;
pub use file::Ledger;
pub use seal::Key;
pub use token::{Place, TokenRow};
