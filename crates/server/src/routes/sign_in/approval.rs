//! A device of the person is asked, and the page waits for its answer.

use std::{convert::Infallible, time::Duration};

use authority::approval::{LIFE, NotAsked, State};
use axum::{
    extract::State as Extract,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use protocol::{ApprovalPurpose, DeviceId, UserId};
use serde_json::json;
use tokio::time::timeout;

use super::{Complaint, in_words, pending::Pending, step_up};
use crate::{
    Server,
    approvals::{self, Asking, Number, Standing, hub::Place},
    factors::approval::{Elsewhere, Stands},
    pages::{self, Approving, Askable, approval::waiting_in_words},
    refusal::Refusal,
    routes::request::{attempt::Attempt, browser::Browser, params::Params},
    store::{User, Work},
    words::{self, Words},
};

/// The longest that the page of a request that nothing happens to goes unlooked at.
const LOOK: Duration = Duration::from_secs(10);
/// How often a silent connection says that it stands.
const ALIVE: Duration = Duration::from_secs(15);

/// Asks the device that the form names, or else the one that answered last, and commits `work`; else why
/// nobody was asked, which the page says by itself.
pub(super) async fn send(
    server: &Server,
    browser: &Browser,
    mut work: Work,
    user: &User,
    holder: &str,
    params: &Params,
) -> Result<Result<(), Complaint>, Refusal> {
    let app = match params.get("attempt").and_then(Attempt::parse) {
        Some(attempt) => attempt.asked(server, &mut work).await?.and_then(Result::ok),
        None => None,
    };
    let agent = browser.agent();
    let asking = Asking {
        user: user.id,
        device: params
            .get("device")
            .and_then(|id| id.parse::<DeviceId>().ok()),
        holder: holder.to_owned(),
        purpose: if holder.starts_with(step_up::HOLDER) {
            ApprovalPurpose::StepUp
        } else {
            ApprovalPurpose::SignIn
        },
        client: None,
        app: app.map(|asked| asked.client.name),
        message: None,
        browser: agent.browser,
        os: agent.os,
        ip: browser.ip.parse().map_err(|_| Refusal::Failed)?,
        number: Number::Drawn,
        life: LIFE,
    };
    match approvals::ask(server, &mut work, asking).await {
        Ok(_) => {
            work.commit().await?;
            Ok(Ok(()))
        }
        Err(approvals::NotAsked::Rule(rule)) => {
            Ok(Err(Complaint::not_asked(not_asked_in_words(server, rule))))
        }
        Err(approvals::NotAsked::NoDevice) => {
            Ok(Err(Complaint::wrong(words::here().choose_a_way())))
        }
        Err(approvals::NotAsked::Refused(refusal)) => Err(refusal),
    }
}

/// Whether the device has yet to answer.
pub(super) async fn is_waited_for(
    server: &Server,
    work: &mut Work,
    holder: &str,
) -> Result<bool, Refusal> {
    let standing = approvals::standing(server, work, holder).await?;
    Ok(standing.is_some_and(|standing| standing.state == State::Pending))
}

/// The part of the page that is about the device.
pub(super) fn part(
    server: &Server,
    elsewhere: &Elsewhere,
    action: &str,
    again: String,
) -> Approving {
    let words = words::here();
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| words.your_device());
    let not_now = elsewhere
        .not_now
        .map(|rule| not_asked_in_words(server, rule));
    let over = |why: String| match &not_now {
        Some(not_now) => pages::Stands::Paused(format!("{why} {not_now}")),
        None => pages::Stands::Over(why),
    };
    Approving {
        devices: elsewhere
            .devices
            .iter()
            .map(|device| Askable {
                id: device.device.to_string(),
                name: name(&device.name),
            })
            .collect(),
        stands: match &elsewhere.stands {
            Stands::Unasked => match not_now {
                Some(not_now) => pages::Stands::Paused(not_now),
                None => pages::Stands::Ready,
            },
            Stands::Waiting {
                digits,
                device,
                ends,
                tries_left,
            } => pages::Stands::Waiting(pages::Waiting {
                digits: digits.clone(),
                device: name(device),
                seconds: ends.unix() - server.now().unix(),
                tries_left: wrong(*tries_left),
            }),
            Stands::Approved(device) => pages::Stands::Approved(name(device)),
            Stands::Denied => over(words.approval_denied()),
            Stands::Expired => over(words.approval_expired()),
            Stands::Void => over(words.approval_void()),
        },
        events: format!("{action}/approval"),
        again,
    }
}

/// How many tries are left, once one was spent.
fn wrong(tries_left: u32) -> Option<u32> {
    (tries_left < authority::approval::TRIES).then_some(tries_left)
}

/// Why nobody is asked now.
fn not_asked_in_words(server: &Server, rule: NotAsked) -> String {
    let words = words::here();
    match rule {
        NotAsked::Open => words.approval_other_open(),
        NotAsked::Paused => words.approval_paused(),
        NotAsked::Until(until) => words.approval_too_many(in_words(until.since(server.now()))),
        NotAsked::Muted(until) => words.approval_muted(in_words(until.since(server.now()))),
    }
}

/// `GET /sign-in/factor/approval`: what becomes of the request of this sign-in, as
/// [events](https://html.spec.whatwg.org/multipage/server-sent-events.html).
pub(crate) async fn of_sign_in(
    Extract(server): Extract<Server>,
    browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().read().await?;
    let pending = Pending::read(&server, &browser, &mut work).await?;
    drop(work);
    Ok(match pending {
        Some(pending) => events(server, pending.user.id, pending.holder())?,
        None => nothing_comes(),
    })
}

/// `GET /sign-in/step-up/approval`: the same for somebody who is signed in.
pub(crate) async fn of_step_up(
    Extract(server): Extract<Server>,
    browser: Browser,
) -> Result<Response, Refusal> {
    let mut work = server.store().begin().await?;
    let found = browser.signed_in(&server, &mut work).await?;
    work.commit().await?;
    Ok(match found {
        Some((session, user)) => events(server, user.id, step_up::holder(&session))?,
        None => nothing_comes(),
    })
}

/// Tells the browser not to come again for events.
fn nothing_comes() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// One event now and one whenever the request stands otherwise, until it is over.
fn events(server: Server, user: UserId, holder: String) -> Result<Response, Refusal> {
    let follow = Follow {
        waiting: approvals::waiting(&server, user, Place::Page)?,
        words: words::here(),
        said: None,
        server,
        holder,
    };
    let events = stream::unfold(Some(follow), |follow| async move {
        let (said, follow) = follow?.next().await?;
        let event = Event::default().event("standing").data(said);
        Some((Ok::<_, Infallible>(event), follow))
    });
    let mut answer = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response();
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers before they pass them on are asked not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(answer)
}

/// One page that follows along.
struct Follow {
    server: Server,
    holder: String,
    waiting: approvals::hub::Waiting,
    /// The language of the page, since nobody is being answered any more when something happens.
    words: Words,
    said: Option<String>,
}

impl Follow {
    /// The next thing to say, and who goes on after it; `None` when there is nothing more.
    async fn next(mut self) -> Option<(String, Option<Self>)> {
        loop {
            let standing = self.look().await?;
            let (said, is_over) = self.say(standing.as_ref());
            if self.said.as_ref() != Some(&said) {
                self.said = Some(said.clone());
                return Some((said, (!is_over).then_some(self)));
            }
            // Nothing wakes anybody when time runs out.
            let left = standing.map_or(LOOK, |standing| {
                standing.expires_at.since(self.server.now())
            });
            let left = left.clamp(Duration::from_secs(1), LOOK);
            if let Ok(false) = timeout(left, self.waiting.changed()).await {
                return None;
            }
        }
    }

    /// Where the request stands; `None` when that cannot be read now, so that the browser comes again.
    async fn look(&self) -> Option<Option<Standing>> {
        let mut work = self.server.store().look().await.ok()?;
        approvals::standing(&self.server, &mut work, &self.holder)
            .await
            .ok()
    }

    fn say(&self, standing: Option<&Standing>) -> (String, bool) {
        let state = standing.map_or("none", |standing| standing.state.word());
        let wrong = standing.and_then(|standing| wrong(standing.tries_left));
        let is_open = state == State::Pending.word();
        let text = is_open.then(|| waiting_in_words(self.words, wrong));
        let said = json!({ "state": state, "text": text, "wrong": wrong.is_some() });
        (said.to_string(), !is_open)
    }
}
