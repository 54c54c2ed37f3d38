//! `/sign-in/upstream/{name}/callback`: somebody comes back from another server.

use authority::{
    Moment,
    factor::{Assurance, after_upstream},
    risk::Verdict,
    upstream::{
        Answer, Flow, Identity,
        link::{Known, Next, decide},
    },
};
use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse as _, Response},
};
use protocol::UserId;

use super::{
    Offer, Problem, keep_offer, known,
    manage::{add_link, tell_linked},
    problem, taken,
};
use crate::{
    Server,
    factors::Has,
    pages::Onward,
    refusal::Refusal,
    routes::{
        note::note,
        request::{attempt::Attempt, authorization::see_other, browser::Browser, params::Params},
        sign_in::{
            begin, destination, hold_up, landing, onward, page_of, prove::is_locked, renew,
            weigh::weigh,
        },
    },
    store::User,
    upstream::{self, Upstream},
};

/// `GET /sign-in/upstream/{name}/callback?code=…&state=…`.
pub(crate) async fn get(
    State(server): State<Server>,
    mut browser: Browser,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let upstream = known(&server, &name)?;
    let state = params.get("state").unwrap_or_default();
    let Some(flow) = taken(&server, &browser, state).await? else {
        return problem(&server, &browser, upstream, None, Problem::NotBegun).await;
    };
    let attempt = flow.attempt.as_deref().and_then(Attempt::parse);
    let answer = Answer {
        code: params.get("code"),
        error: params.get("error"),
        iss: params.get("iss"),
        repeated: params.repeats(&["code", "state", "error", "iss"]),
    };
    match upstream::finish(&server, upstream, &flow, &answer).await {
        Ok(identity) => {
            follow(
                &server,
                &mut browser,
                upstream,
                &flow,
                identity,
                attempt.as_ref(),
            )
            .await
        }
        Err(error) => {
            let attempt = attempt.as_ref();
            problem(&server, &browser, upstream, attempt, error.into()).await
        }
    }
}

/// Goes on with who somebody is there.
async fn follow(
    server: &Server,
    browser: &mut Browser,
    upstream: &Upstream,
    flow: &Flow,
    identity: Identity,
    attempt: Option<&Attempt>,
) -> Result<Response, Refusal> {
    let now = server.now();
    let mut work = server.store().begin().await?;
    let link = work.upstreams().find(&upstream.name, &identity).await?;
    let signed_in = browser.signed_in(server, &mut work).await?;
    let has_email = match identity.verified_email() {
        Some(email) => !work.users().by_email(email, 1).await?.is_empty(),
        None => false,
    };
    let found = Known {
        linked: link.as_ref().map(|link| link.user),
        signed_in: signed_in.as_ref().map(|(_, user)| user.id),
        has_email,
    };
    let creation = &upstream.config.creation;
    let next = match decide(flow.purpose, &identity, found, creation) {
        Ok(next) => next,
        Err(refused) => {
            drop(work);
            let refused = Problem::Link(refused);
            return problem(server, browser, upstream, attempt, refused).await;
        }
    };
    if let Some(link) = &link {
        work.upstreams()
            .used(&link.id, identity.label(), now)
            .await?;
    }
    match (next, signed_in) {
        (Next::SignIn(user), _) => {
            work.commit().await?;
            sign_in(server, browser, upstream, &identity, user, attempt).await
        }
        (Next::Offer { may_create }, _) => {
            let offer = Offer {
                upstream: upstream.name.clone(),
                identity,
                may_create,
                has_email,
                attempt: attempt.map(|attempt| attempt.as_str().to_owned()),
            };
            keep_offer(server, browser, &mut work, &offer).await?;
            work.commit().await?;
            Ok((browser.jar.clone(), see_other("/sign-in/upstream/offer")).into_response())
        }
        (Next::Link(_), Some((_, user))) => {
            if add_link(server, &mut work, user.id, upstream, &identity).await? {
                tell_linked(server, browser, &mut work, &user, upstream).await?;
                work.commit().await?;
                let back = destination(attempt).to_owned();
                return Ok((browser.jar.clone(), see_other(&back)).into_response());
            }
            drop(work);
            let taken = Problem::Link(authority::upstream::link::Refused::Taken);
            problem(server, browser, upstream, attempt, taken).await
        }
        (Next::StepUp(_), Some((session, user))) => {
            let assurance = session.assurance.clone();
            renew(server, browser, &mut work, &session, now, &assurance).await?;
            note(
                &mut work,
                browser,
                now,
                user.id,
                "upstream.passed",
                &upstream.name,
            )
            .await?;
            work.commit().await?;
            Ok(went_on(browser, destination(attempt)))
        }
        // Linked before; the rest cannot be, since these two ask who is signed in.
        (Next::Linked | Next::Link(_) | Next::StepUp(_), _) => {
            work.commit().await?;
            Ok((browser.jar.clone(), see_other(destination(attempt))).into_response())
        }
    }
}

/// Signs a person in whom the other server named, or asks for what is still due.
pub(super) async fn sign_in(
    server: &Server,
    browser: &mut Browser,
    upstream: &Upstream,
    identity: &Identity,
    user: UserId,
    attempt: Option<&Attempt>,
) -> Result<Response, Refusal> {
    let Some(user) = able(server, browser, user).await? else {
        return problem(server, browser, upstream, attempt, Problem::NotNow).await;
    };
    let verdict = weigh(server, browser, &user).await?;
    if verdict == Verdict::Refuse {
        return problem(server, browser, upstream, attempt, Problem::NotNow).await;
    }
    let config = &upstream.config;
    let trusted = identity.is_trusted(&config.trusted_acr, &config.trusted_amr);
    let proven_at = identity.auth_time.map(Moment::from_unix);
    let assurance = Assurance::upstream(&upstream.name, trusted.then_some(proven_at));
    let now = server.now();

    let mut work = server.store().begin().await?;
    let has = Has::read(&mut work, user.id, server.now()).await?.any();
    let required = server.config().factors.requires(&user.roles);
    let unlike = verdict == Verdict::StepUp;
    let to = match after_upstream(has, required, trusted, unlike) {
        None => {
            let crowd = begin(server, browser, &mut work, &user, &assurance).await?;
            landing(attempt, crowd)
        }
        Some(due) => {
            let first = Assurance::upstream(&upstream.name, None).methods;
            hold_up(server, browser, &mut work, &user, due, first).await?;
            onward(attempt, page_of(due))
        }
    };
    note(
        &mut work,
        browser,
        now,
        user.id,
        "upstream.passed",
        &upstream.name,
    )
    .await?;
    work.commit().await?;
    Ok(went_on(browser, &to))
}

/// The person, when they may sign in at all and not too many attempts failed here.
async fn able(server: &Server, browser: &Browser, user: UserId) -> Result<Option<User>, Refusal> {
    let mut work = server.store().begin().await?;
    let user = work.users().get(user).await?;
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else {
        return Ok(None);
    };
    let locked = is_locked(server, browser, &mut work, &user).await?;
    work.commit().await?;
    Ok((!locked).then_some(user))
}

/// A page that leads on by itself. Browsers apply the policy of the page whose form was posted at the
/// other server to all redirects that follow, up to the client; a page in between ends that.
fn went_on(browser: &Browser, to: &str) -> Response {
    let page = Onward {
        label: None,
        to: to.to_owned(),
    };
    (browser.jar.clone(), page).into_response()
}
