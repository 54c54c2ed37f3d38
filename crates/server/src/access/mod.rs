//! Who may do what: the rules and their texts, roles, and keys for programs.

pub mod api_keys;
pub mod policies;
pub mod roles;
