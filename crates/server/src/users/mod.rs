//! What whoever runs the server does to people.

pub(crate) mod links;
