//! Who signed in.

pub(crate) struct Keys;
