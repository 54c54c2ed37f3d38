//! Keys: the master key in its file, what is sealed under it, and the keys that sign tokens.

pub mod jose;
pub mod master;
pub mod sealing;
pub mod signing;
