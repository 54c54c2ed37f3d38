//! What several servers on one database share beyond it: Redis, and what they tell each other.

pub(crate) mod activity;
pub(crate) mod redis;
pub mod wake;
