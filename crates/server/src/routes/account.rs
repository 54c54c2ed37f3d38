//! `/account`: where a person lands who is signed in and was not sent by a client.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};

use super::{asked::see_other, attempt::Attempt, browser::Browser};
use crate::{Server, pages::Account, refusal::Refusal};

/// `GET /`: leads on.
pub(crate) async fn root() -> Response {
    see_other("/account")
}

/// `GET /account`: who is signed in, and the way out.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let Some((_, user)) = browser.signed_in(&server, &mut work).await? else {
        let sign_in = Attempt::parse("/account").map(|attempt| attempt.at("/sign-in"));
        return Ok(see_other(&sign_in.unwrap_or_else(|| "/sign-in".to_owned())));
    };
    work.commit().await?;
    let csrf = browser.form_token(&server)?;
    let page = Account {
        csrf,
        name: user.name,
        email: user.email,
        links: Vec::new(),
        server: server.name(),
    };
    Ok((browser.jar, page).into_response())
}
