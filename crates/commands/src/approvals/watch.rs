//! Being asked: one line to each server for which this computer answers, for as long as it does.

use std::{
    collections::HashMap,
    pin::Pin,
    time::{Duration, SystemTime},
};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use ledger::{AccountState, Approver};
use protocol::OpenApprovals;
use providers::EventId;
use tokio::sync::oneshot;

use super::{
    enrol,
    pace::{Pace, Route},
    views::{ApprovalsView, StreamState},
};
use crate::{Context, Failure, FailureCode, accounts::trace, push};

/// How often it is looked whether another program signed in, signed out or enrolled.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long a server may take to answer when it is asked and waited for.
const PATIENCE: Duration = Duration::from_secs(25);
/// How long an account that was refused is left alone, should the ledger not know that it was.
const REFUSED: Duration = Duration::from_secs(10);
/// How often what is shown is looked at for nothing but time that passed.
const TICK: Duration = Duration::from_secs(1);

/// Waits for requests at every server for which this computer answers, and tells `sink` of each change
/// of what the person should see. It ends when it is dropped, and then asks nobody any more. One per
/// process.
///
/// A connection that ends is made again: after a second at first, then later and later up to a minute,
/// each time a little differently, and from where it ended. Where streams are cut the server is asked
/// and waited for instead. An account that is signed out, or at which this computer is not enrolled any
/// more, is left alone. Push tokens are asked for while the vault is open.
pub async fn watch_approvals(cx: &Context, sink: impl Fn(ApprovalsView)) {
    tokio::join!(tell(cx, sink), keep_lines(cx), push::watch(cx));
}

/// Tells of what changed, also by time alone.
async fn tell(cx: &Context, sink: impl Fn(ApprovalsView)) {
    let mut told = None;
    loop {
        let view = super::standing_approvals(cx);
        let shows = view.waiting > 0 || view.muted_until_ms.is_some();
        if told.as_ref() != Some(&view) {
            sink(view.clone());
            told = Some(view);
        }
        let changed = cx.approvals.changed.notified();
        if shows {
            // A request that expires sends no word.
            let _ = tokio::time::timeout(TICK, changed).await;
        } else {
            changed.await;
        }
    }
}

type Lines<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = String> + Send + 'a>>>;

/// Who is asked for, by account. Dropping a sender ends the line.
type Running = HashMap<String, (Approver, oneshot::Sender<()>)>;

/// Has a line for each account that is enrolled and signed in, and for no other.
async fn keep_lines(cx: &Context) {
    let mut lines = Lines::new();
    let mut running = Running::new();
    let mut seen = None;
    let mut readable = true;
    loop {
        let now = trace(cx);
        if seen.as_ref() != Some(&now) {
            let (read, ended) = beside(&mut lines, accounts(cx)).await;
            let all_run = ended.is_empty();
            for ended in ended {
                drop_ended(&mut running, &ended);
            }
            // What cannot be read is tried again at every look, and told of once.
            if let Err(failure) = &read
                && readable
            {
                tracing::warn!(%failure, "nobody knows who may ask");
            }
            readable = read.is_ok();
            if let Ok(accounts) = read {
                reconcile(cx, accounts, &mut running, &mut lines);
                seen = Some(now).filter(|_| all_run);
            }
        }
        tokio::select! {
            Some(ended) = lines.next() => {
                drop_ended(&mut running, &ended);
                seen = None;
            }
            () = cx.approvals.accounts.notified() => seen = None,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Reads while the lines go on, since they may hold the connection to the ledger that is waited for.
/// Says which of them ended meanwhile.
async fn beside<T>(lines: &mut Lines<'_>, read: impl Future<Output = T>) -> (T, Vec<String>) {
    let mut read = std::pin::pin!(read);
    let mut ended = Vec::new();
    loop {
        tokio::select! {
            read = &mut read => return (read, ended),
            Some(line) = lines.next() => ended.push(line),
        }
    }
}

/// Unless another line runs in its place already.
fn drop_ended(running: &mut Running, ended: &str) {
    running.retain(|account, (_, stop)| account != ended || !stop.is_closed());
}

fn reconcile<'a>(
    cx: &'a Context,
    accounts: Vec<Standing>,
    running: &mut Running,
    lines: &mut Lines<'a>,
) {
    running.retain(|id, (approver, _)| {
        accounts
            .iter()
            .any(|one| one.id == *id && one.may_be_asked && one.approver.as_ref() == Some(approver))
    });
    let enrolled = accounts
        .iter()
        .map(|one| (one.id.clone(), one.approver.clone()));
    let enrolled = enrolled.collect();
    cx.approvals.change(|desk| desk.set_accounts(enrolled));
    for Standing {
        id,
        approver,
        may_be_asked,
    } in accounts
    {
        let Some(approver) = approver else {
            continue;
        };
        if !may_be_asked {
            cx.approvals
                .change(|desk| desk.set_state(&id, StreamState::Away));
        } else if !running.contains_key(&id) {
            let (stop, stopped) = oneshot::channel();
            running.insert(id.clone(), (approver.clone(), stop));
            lines.push(Box::pin(async move {
                tokio::select! {
                    () = Line::new(cx, approver).run() => {}
                    _ = stopped => {}
                }
                id
            }));
        }
    }
}

/// An account of a server of ours.
struct Standing {
    id: String,
    approver: Option<Approver>,
    may_be_asked: bool,
}

/// While the ledger cannot be read, what runs goes on.
async fn accounts(cx: &Context) -> Result<Vec<Standing>, Failure> {
    let ledger = cx.keeping.ledger().await?;
    let mut approvers: HashMap<String, Approver> = ledger
        .approvers(None)
        .await?
        .into_iter()
        .map(|approver| (approver.account.clone(), approver))
        .collect();
    let accounts = ledger.accounts(None).await?.into_iter();
    let ours = accounts.filter(|account| account.server == "countersign");
    Ok(ours
        .map(|account| Standing {
            approver: approvers.remove(&account.id),
            may_be_asked: account.state != AccountState::SignInAgain,
            id: account.id,
        })
        .collect())
}

/// The line to one server.
struct Line<'a> {
    cx: &'a Context,
    here: Approver,
    pace: Pace,
    last: Option<EventId>,
    /// How long the server wants to be left alone at least.
    retry: Duration,
}

/// How an attempt ended.
enum Ended {
    /// Come back.
    Cut,
    /// Come back; the server was not reached, or refuses for now.
    Failed,
    /// There is nobody to come back as.
    Over,
}

impl<'a> Line<'a> {
    fn new(cx: &'a Context, here: Approver) -> Self {
        Self {
            cx,
            here,
            pace: Pace::default(),
            last: None,
            retry: Duration::ZERO,
        }
    }

    async fn run(mut self) {
        loop {
            let ended = match self.pace.route(self.cx.now()) {
                Route::Stream => self.listen().await,
                Route::Poll => self.ask().await,
            };
            let state = match ended {
                Ended::Over => return,
                Ended::Cut => StreamState::Waiting,
                Ended::Failed => StreamState::Away,
            };
            self.set(state);
            let wait = self.pace.wait(self.chance()).max(self.retry);
            tokio::time::sleep(wait).await;
        }
    }

    /// One stream, until it ends.
    async fn listen(&mut self) -> Ended {
        let last = self.last.as_ref();
        let stream = self
            .cx
            .ask_server(&self.here.account, |adapter, access| async move {
                match adapter.approval_stream(&access, last).await {
                    // Something in between answers for the server.
                    Err(error @ providers::Error::NotUnderstood { .. }) => Ok(Err(error)),
                    stream => stream.map(Ok),
                }
            })
            .await;
        let mut stream = match stream {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                tracing::info!(issuer = %self.here.issuer, %error, "no stream gets through");
                self.pace.stream_ended(Duration::ZERO, self.cx.now());
                return Ended::Cut;
            }
            Err(failure) => return self.failed(&failure).await,
        };
        let since = self.cx.now();
        self.set(StreamState::Connected);
        loop {
            match stream.next().await {
                Ok(Some((id, open))) => {
                    self.take(open);
                    self.last = Some(id);
                }
                ended => {
                    if let Err(error) = ended {
                        tracing::debug!(issuer = %self.here.issuer, %error, "a stream was cut");
                    }
                    break;
                }
            }
        }
        if let Some(retry) = stream.retry_after() {
            self.retry = retry.min(Duration::from_secs(60));
        }
        self.pace.heard();
        self.pace.stream_ended(self.since(since), self.cx.now());
        Ended::Cut
    }

    /// Asks again and again, each time waiting for the answer, until it is time for a stream.
    async fn ask(&mut self) -> Ended {
        // The names of states are those of streams.
        self.last = None;
        let mut seen = Vec::new();
        while self.pace.route(self.cx.now()) == Route::Poll {
            let (asked_at, known) = (self.cx.now(), seen.as_slice());
            let open: Result<OpenApprovals, Failure> = self
                .cx
                .ask_server(&self.here.account, |adapter, access| async move {
                    adapter.approvals(&access, Some(PATIENCE), known).await
                })
                .await;
            let open = match open {
                Ok(open) => open,
                Err(failure) => return self.failed(&failure).await,
            };
            let now: Vec<_> = open.items.iter().map(|request| request.id).collect();
            let unchanged = now == seen;
            seen = now;
            self.take(open);
            self.set(StreamState::Connected);
            if unchanged && self.since(asked_at) < Duration::from_secs(1) {
                // It did not wait, so we do.
                tokio::time::sleep(self.pace.wait(self.chance())).await;
            }
        }
        Ended::Cut
    }

    /// Why the server was not reached decides whether to come back.
    async fn failed(&self, failure: &Failure) -> Ended {
        tracing::debug!(issuer = %self.here.issuer, %failure, "not connected");
        match failure.code {
            FailureCode::SignInAgain | FailureCode::NoSuchAccount => {
                self.set(StreamState::Away);
                // Whoever looks next finds out whether there is still somebody to be.
                tokio::time::sleep(REFUSED).await;
                Ended::Over
            }
            FailureCode::NoSuchSession if self.is_no_longer_enrolled().await => {
                match enrol::forget_ended(self.cx, &self.here).await {
                    Ok(()) => Ended::Over,
                    Err(failure) => {
                        tracing::warn!(%failure, "an enrolment that ended could not be forgotten");
                        Ended::Failed
                    }
                }
            }
            _ => Ended::Failed,
        }
    }

    /// The server says that there is no such thing. Is it the enrolment?
    async fn is_no_longer_enrolled(&self) -> bool {
        let device = self
            .cx
            .ask_server(&self.here.account, |adapter, access| async move {
                adapter.approver(&access).await
            })
            .await;
        matches!(device, Ok(device) if device.as_ref().is_none_or(|device| device.key != self.here.key))
    }

    fn take(&mut self, open: OpenApprovals) {
        self.pace.heard();
        let now = self.cx.now();
        let account = &self.here.account;
        self.cx
            .approvals
            .change(|desk| desk.take(account, open, now));
    }

    fn set(&self, state: StreamState) {
        let account = &self.here.account;
        self.cx
            .approvals
            .change(|desk| desk.set_state(account, state));
    }

    fn since(&self, then: SystemTime) -> Duration {
        self.cx.now().duration_since(then).unwrap_or_default()
    }

    fn chance(&self) -> u64 {
        let mut bytes = [0; 8];
        self.cx.chance().fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn lines_go_on_while_the_ledger_is_read_and_those_that_end_are_told() {
        let connection = Semaphore::new(1);
        let mut lines = Lines::new();
        lines.push(Box::pin(async {
            let held = connection.acquire().await;
            tokio::task::yield_now().await;
            drop(held);
            "a1".to_owned()
        }));
        assert!(lines.next().now_or_never().is_none(), "it holds it now");
        let read = beside(&mut lines, async { connection.acquire().await.is_ok() });
        let in_time = tokio::time::timeout(Duration::from_secs(20), read).await;
        let (read, ended) = in_time.expect("nobody holds it for ever");
        assert!(read);
        let rest: Vec<String> = lines.collect().await;
        assert_eq!([ended, rest].concat(), ["a1"]);
    }
}
