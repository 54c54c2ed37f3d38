//! Parameters of a query or a form.

pub(super) use authority::params::Params;
