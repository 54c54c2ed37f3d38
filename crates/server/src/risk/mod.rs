//! What is known of where sign-ins come from, and how past ones would have been weighed.
//!
//! [`authority::risk`] decides; the sign-in asks it in `routes/sign_in/weigh.rs`.

pub mod geoip;
pub mod replay;
