//! The addresses of OAuth and OpenID Connect: one file each.

pub(crate) mod authorize;
pub(crate) mod backchannel;
pub(crate) mod delegated;
pub(crate) mod device_authorization;
pub(crate) mod discovery;
pub(crate) mod introspect;
pub(crate) mod jwks;
pub(crate) mod logout;
pub(crate) mod par;
pub(crate) mod register;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod userinfo;
