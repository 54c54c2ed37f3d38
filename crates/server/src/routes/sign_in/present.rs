//! The password of somebody who is signed in, asked for again before what it protects changes.

use http::StatusCode;
use zeroize::Zeroizing;

use super::{
    Complaint,
    prove::{Proof, prove},
};
use crate::{Server, refusal::Refusal, routes::request::browser::Browser, store::User, words};

/// Whether the present password was given.
pub(in crate::routes) enum Presented {
    Yes,
    /// The status and the sentence that say why it was not.
    Not(StatusCode, String),
}

/// Checks `password` as at sign-in, and as seldom: both use one count.
pub(in crate::routes) async fn present(
    server: &Server,
    browser: &Browser,
    user: &User,
    password: Zeroizing<String>,
) -> Result<Presented, Refusal> {
    Ok(match prove(server, browser, &user.name, password).await? {
        Proof::Given(proven) if proven.user.id == user.id => Presented::Yes,
        Proof::Given(..) | Proof::Wrong => Presented::Not(
            StatusCode::UNPROCESSABLE_ENTITY,
            words::here().wrong_password(),
        ),
        Proof::Later(wait) => {
            Presented::Not(StatusCode::TOO_MANY_REQUESTS, Complaint::later(wait).text)
        }
        Proof::Locked => Presented::Not(StatusCode::TOO_MANY_REQUESTS, Complaint::locked().text),
    })
}
