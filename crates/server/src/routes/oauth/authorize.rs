//! `/oauth/authorize`: a client asks for a grant.

use authority::{
    authorize::{Next, Person, next},
    grant::Grant,
};
use axum::{
    Extension,
    extract::{RawForm, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use protocol::shown;

use crate::{
    Server,
    factors::Has,
    refusal::Refusal,
    routes::request::{
        attempt::Attempt,
        authorization::{Asked, Done, answer, refuse, see_other, with_done},
        browser::Browser,
        params::Params,
    },
    words::UiLocales,
};

/// `POST /oauth/authorize`: the same by form. It goes on as GET, since a form from another site
/// does not bring our cookies along.
pub(crate) async fn post(RawForm(body): RawForm) -> Response {
    let params = Params::parse(&body);
    see_other(Attempt::authorize(&params.encoded_without(|_, _| false)).as_str())
}

/// `GET /oauth/authorize`: leads to the sign-in page, to the consent page, or back to the client.
pub(crate) async fn get(
    State(server): State<Server>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let now = server.now();
    let mut work = server.store().begin().await?;
    let mut asked = match Asked::read(&server, &mut work, &params).await? {
        Ok(asked) => asked,
        Err(refused) => return Ok(refuse(&server, refused)),
    };
    let signed_in = browser.signed_in(&server, &mut work).await?;
    if let Some((session, _)) = &signed_in {
        asked.forgive(session);
    }
    let consented = match &signed_in {
        Some((_, user)) => work.consents().given(user.id, &asked.client.id).await?,
        None => authority::scope::Scopes::default(),
    };
    let has_factor = match &signed_in {
        Some((session, user)) if asked.valid.wants_more_than(session.assurance.level) => {
            Has::read(&mut work, user.id, server.now()).await?.any()
        }
        _ => false,
    };
    let subject = signed_in.as_ref().map(|(_, user)| user.id.to_string());
    let person = signed_in.as_ref().map(|(session, user)| Person {
        subject: subject.as_deref().unwrap_or_default(),
        authenticated_at: session.authenticated_at,
        level: session.assurance.level,
        has_factor,
        roles: &user.roles,
        consented: &consented,
    });
    let valid = &asked.valid;
    // What was pushed is not in the address, where it would be heard.
    let locales = asked.pushed.as_ref().and(asked.ui_locales.clone());
    let led = |to: &str| {
        (
            locales.map(|list| Extension(UiLocales(list))),
            see_other(to),
        )
            .into_response()
    };
    match next(valid, &asked.client, person.as_ref(), now) {
        Next::SignIn => {
            work.commit().await?;
            Ok(led(&after_sign_in(&server, &params).at("/sign-in")))
        }
        Next::StepUp => {
            work.commit().await?;
            Ok(led(&Attempt::authorize(
                &params.encoded_without(|_, _| false),
            )
            .at("/sign-in/step-up")))
        }
        Next::Consent(_) => {
            work.commit().await?;
            Ok(led(&Attempt::authorize(
                &params.encoded_without(|_, _| false),
            )
            .at("/consent")))
        }
        Next::Refuse(error) => Ok(refuse(&server, asked.refused(error))),
        Next::Issue(scopes) => {
            let Some((session, user)) = &signed_in else {
                return Err(Refusal::Failed);
            };
            let code = server.secret()?;
            let allowed = valid
                .permissions()
                .granted(&asked.client.scopes, &user.roles);
            let grant = Grant {
                client: asked.client.id.clone(),
                user: user.id,
                session: session.id,
                redirect_uri: valid.redirect_uri.clone(),
                claims: valid.claims.clone().within(&allowed),
                resources: valid.resources.clone(),
                scopes,
                nonce: valid.nonce.clone(),
                challenge: valid.challenge.clone(),
                authenticated_at: session.authenticated_at,
                device_name: asked
                    .device_name
                    .as_deref()
                    .and_then(|name| shown(name, 80)),
                dpop_jkt: valid.dpop_jkt.clone(),
                created_at: now,
                spent: None,
            };
            work.grants().add(&code.digest(), &grant).await?;
            if let Some(pushed) = &asked.pushed {
                work.pushed().spend(pushed, now).await?;
            }
            work.commit().await?;
            Ok(answer(
                &server,
                &valid.redirect_uri,
                valid.mode,
                valid.state.as_deref(),
                &[("code", code.reveal())],
            ))
        }
    }
}

/// The request to come back to once somebody has just signed in: what asked for a fresh sign-in
/// is fulfilled then, and would otherwise ask again for ever.
fn after_sign_in(server: &Server, params: &Params) -> Attempt {
    if let Some(query) = with_done(server, params, Done::SignIn(server.now())) {
        return Attempt::authorize(&query);
    }
    let query = params.encoded_without(|name, _| name == "max_age" || name == "prompt");
    let asks_consent = params
        .get("prompt")
        .is_some_and(|prompt| prompt.split(' ').any(|word| word == "consent"));
    Attempt::authorize(&if asks_consent {
        format!("{query}&prompt=consent")
    } else {
        query
    })
}
