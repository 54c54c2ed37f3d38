//! Who may do what: one set of Cedar policies under one schema decides every request.
//!
//! ```text
//! who (roles, permissions, department) ─┐
//! what (an Action) ─────────────────────┼─▶ Policies::decide ─▶ Decision: allowed, and by which rules
//! on what (server, person, thing) ──────┤
//! circumstances (token, time, network) ─┘
//! ```
//!
//! Roles are names with permissions ([`role`]); everything else is a rule in the policy language.
//! Nothing is allowed that no rule permits, a rule that forbids always wins, and a rule that cannot be
//! worked out refuses.

mod action;
mod decide;
mod policies;
pub mod role;
mod window;

pub use action::Action;
pub use decide::{Answer, By, Circumstances, Decision, Principal, Resource, Rule, Thing};
pub use policies::{Policies, Problem, Source};
pub use window::{NoWindow, Window};
