//! Parameters of a query or a form.

pub(crate) use authority::params::Params;
