//! Asking the servers of push tokens what waits, for as long as the vault is open.

use std::{collections::HashMap, pin::Pin, time::Duration};

use ::vault::PushTokenId;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use providers::{PollRequest, Polled};
use tokio::time::Instant;

use super::{
    pace::Pace,
    token::{self, Token},
};
use crate::{Context, Failure, FailureCode};

/// How often it is looked which tokens there are, and whether the vault is open.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What was learnt by asking for one token.
type Asked = (Token, Result<Polled, Failure>);
type Asking<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = Asked> + Send + 'a>>>;

/// When a token is asked for next; `None` while it is being asked for.
#[derive(Default)]
struct Turn {
    pace: Pace,
    next: Option<Instant>,
}

/// Asks for each token again and again. It ends when it is dropped.
pub(crate) async fn watch(cx: &Context) {
    let mut asking = Asking::new();
    let mut turns: HashMap<PushTokenId, Turn> = HashMap::new();
    loop {
        let tokens = token::all(cx).await.unwrap_or_default(); // none while it is locked
        if turns.len() != tokens.len() || !tokens.iter().all(|one| turns.contains_key(&one.id)) {
            turns.retain(|id, _| tokens.iter().any(|token| token.id == *id));
            cx.change_pushes(|desk| desk.keep_only(&tokens));
        }
        for token in tokens {
            let now = Instant::now();
            let turn = turns.entry(token.id).or_insert_with(|| Turn {
                next: Some(now),
                ..Turn::default()
            });
            if turn.next.is_some_and(|next| next <= now) {
                turn.next = None;
                asking.push(Box::pin(async move {
                    let asked = poll(cx, &token).await;
                    (token, asked)
                }));
            }
        }
        tokio::select! {
            Some((token, asked)) = asking.next() => {
                if let Some(turn) = turns.get_mut(&token.id) {
                    turn.next = Some(Instant::now() + wait(cx, &mut turn.pace, &token, &asked));
                    if let Ok(polled) = asked {
                        take(cx, &token, polled);
                    }
                }
            }
            () = cx.pushes.tokens.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

fn wait(cx: &Context, pace: &mut Pace, token: &Token, asked: &Result<Polled, Failure>) -> Duration {
    let mut chance = [0; 8];
    cx.chance().fill_bytes(&mut chance);
    let chance = u64::from_le_bytes(chance);
    match asked {
        Ok(_) => pace.answered(chance),
        Err(failure) => {
            tracing::warn!(server = %token.server(), %failure, "a push token was not asked for");
            match failure.code {
                FailureCode::NotSupported => pace.forbidden(chance),
                _ => pace.failed(chance),
            }
        }
    }
}

/// What waits for one token. When the clock of the server turns out to be another one, it is asked once
/// more by that.
pub(super) async fn poll(cx: &Context, token: &Token) -> Result<Polled, Failure> {
    let servers = cx.keeping.http().await?.servers();
    let believed = servers.now(&token.url);
    let asked = match ask(cx, token).await? {
        Err(providers::Error::Refused { .. }) if is_far(believed, servers.now(&token.url)) => {
            ask(cx, token).await?
        }
        asked => asked,
    };
    asked.map_err(failure)
}

async fn ask(cx: &Context, token: &Token) -> Result<Result<Polled, providers::Error>, Failure> {
    let now = cx.keeping.http().await?.servers().now(&token.url);
    let server = token::server(cx, &token.url).await?;
    let request = PollRequest::new(&token.serial, now);
    let signed = token.sign(cx, request.to_be_signed()).await?;
    Ok(server
        .poll(&request, &signed.signature, &token.server_key)
        .await)
}

/// Lays what a server asks before the person, and tells the log what is not shown.
pub(super) fn take(cx: &Context, token: &Token, polled: Polled) {
    for unfit in &polled.unfit {
        tracing::warn!(server = %token.server(), %unfit, "a question to a push token is not shown");
    }
    let now = cx.now();
    cx.change_pushes(|desk| desk.take(token, polled.questions, now));
}

/// What a failure to ask means to the person.
pub(super) fn failure(error: providers::Error) -> Failure {
    match error {
        providers::Error::Forbidden { .. } => Failure::new(
            FailureCode::NotSupported,
            "the server lets no push token ask; whoever runs it decides",
        ),
        error => error.into(),
    }
}

/// Whether a clock that was learnt meanwhile is worth another try: servers take half a minute more or
/// less.
fn is_far(before: std::time::SystemTime, after: std::time::SystemTime) -> bool {
    let apart = after
        .duration_since(before)
        .unwrap_or_else(|error| error.duration());
    apart > Duration::from_secs(20)
}
