//! `/api/v1/approvals/stream`: a device hears at once what it is asked, as
//! [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html).
//!
//! ```text
//! retry ─▶ look ─ something new ─▶ event ─┐
//!            ▲        nothing new ────────┤
//!            └── woken, or time passed ◀──┘      the end: session, device, key or server ends
//! ```
//!
//! Between two looks a stream holds no connection to the database and no message, only its place in
//! [`crate::approvals::hub`].

use std::{convert::Infallible, time::Duration};

use authority::permission::Action;
use axum::{
    extract::State,
    response::{
        IntoResponse as _, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use data_encoding::BASE64URL_NOPAD;
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderValue, header::CACHE_CONTROL};
use protocol::{OAuthError, OpenApprovals, SessionId};
use sha2::{Digest as _, Sha256};
use tokio::time::sleep;

use super::{
    super::{caller::Caller, sent::Refused},
    look, pause, shown,
};
use crate::{
    Server,
    approvals::{
        self,
        hub::{Place, Waiting},
    },
    refusal::Refusal,
    store::Watched,
};

/// A comment is sent this often, so that nobody in between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(14);

/// A client comes back after this, and up to [`SPREAD`] later, so that those of a server that ended do not
/// all come at once.
const RETRY: Duration = Duration::from_millis(1000);

/// See [`RETRY`], in milliseconds.
const SPREAD: u64 = 4000;

/// What the device of the asking session can answer, now and whenever that changes: an event `approvals`
/// with what `GET /api/v1/approvals` answers. Its id names that state; whoever comes back with it in
/// `Last-Event-ID` gets no event until something changes.
#[utoipa::path(
    get,
    path = "/api/v1/approvals/stream",
    tag = "approvals",
    operation_id = "stream_approvals",
    params(("last-event-id" = Option<String>, Header, description = "The id of the last event")),
    security(("bearer" = ["approvals"])),
    responses(
        (status = 200, description = "Events until the session, the device or its key ends",
         body = String, content_type = "text/event-stream"),
        (status = 404, description = "The device has no key to answer with", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn get(
    State(server): State<Server>,
    asker: Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let known = asker.may_here(&server, Action::ApprovalsList)?;
    let user = known.user.id;
    if server.hub().is_over() {
        return Err(Refusal::Busy);
    }
    let session = known.session.ok_or(Refusal::NotAllowed)?;
    let waiting = approvals::waiting(&server, user, Place::Device)?;
    let first = look(&server, session).await?.ok_or(Refusal::NotFound)?;
    let last = headers.get("last-event-id");
    let last = last.and_then(|id| id.to_str().ok()).map(str::to_owned);
    let later = u64::from_be_bytes(server.draw()?) % SPREAD;
    let following = Following {
        retry: Some(RETRY + Duration::from_millis(later)),
        seen: Some(Box::new(first)),
        pause: Duration::ZERO,
        server,
        session,
        waiting,
        last,
    };
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut answer = Sse::new(events(following))
        .keep_alive(alive)
        .into_response();
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that collects answers would keep the events.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(answer)
}

/// One device that follows along.
struct Following {
    server: Server,
    session: SessionId,
    waiting: Waiting,
    /// The id of what it knows.
    last: Option<String>,
    /// What is still to be said first.
    retry: Option<Duration>,
    /// What was seen when it came, until that is told.
    seen: Option<Box<Watched>>,
    /// How long to wait before the next look, unless woken.
    pause: Duration,
}

fn events(following: Following) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok(event), following))
    })
}

impl Following {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        if let Some(retry) = self.retry.take() {
            return Some(Event::default().retry(retry));
        }
        if let Some(watched) = self.seen.take()
            && let Some(event) = self.tell(*watched)
        {
            return Some(event);
        }
        loop {
            tokio::select! {
                more = self.waiting.changed() => {
                    if !more {
                        return None;
                    }
                }
                () = sleep(self.pause) => {}
            }
            // Apart, so that whoever waits keeps no room for it. What cannot be read now is for
            // the next connection.
            let watched = Box::pin(look(&self.server, self.session)).await;
            if let Some(event) = self.tell(watched.ok().flatten()?) {
                return Some(event);
            }
        }
    }

    /// The event that tells of what was seen, unless that is known.
    fn tell(&mut self, watched: Watched) -> Option<Event> {
        self.pause = pause(&self.server, &watched);
        let open = shown(&self.server, watched);
        let state = state(&open);
        if self.last.as_ref() == Some(&state) {
            return None;
        }
        let event = Event::default().event("approvals").id(&state);
        self.last = Some(state);
        event.json_data(&open).ok()
    }
}

/// A name for what is open, whatever time it is.
fn state(open: &OpenApprovals) -> String {
    let mut digest = Sha256::new();
    for request in &open.items {
        digest.update(request.id.to_string());
    }
    digest.update(open.muted_until.unwrap_or_default().to_be_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    BASE64URL_NOPAD.encode(digest.get(..12).unwrap_or_default())
}
