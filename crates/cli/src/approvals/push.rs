//! `countersign approvals push …`, and what push tokens add to the other verbs.

use clap::{Subcommand, ValueEnum};
use commands::{
    Context,
    codes::Link,
    push::{self as wish, PushReason, PushTokenView, PushView},
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{entrance::Entrance, failure::Stop, output::Output, words};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Enrol a push token with the address that its server shows as a QR code.
    Add {
        /// The address: otpauth://pipush/…, pia://pipush/… or edumfa-push://edumfa/….
        link: String,
        /// Enrol also where the address asks for something unsafe.
        #[arg(long)]
        insist: bool,
    },
    /// List the push tokens.
    List,
    /// Remove a push token here; its server is not told.
    Remove {
        /// The token.
        id: String,
    },
}

/// Why a question is declined.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Reason {
    /// You began nothing that would ask.
    UnknownTrigger,
    /// You began it, and thought better of it.
    Cancelled,
}

impl From<Reason> for PushReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::UnknownTrigger => Self::UnknownTrigger,
            Reason::Cancelled => Self::Cancelled,
        }
    }
}

pub(super) async fn run(door: &Entrance<'_>, verb: Verb, out: &Output) -> Result<(), Stop> {
    door.unlock().await?;
    let cx = door.cx;
    match verb {
        Verb::Add { link, insist } => {
            out.remark(words::ENROLLING_PUSH);
            let link = Link::new(Zeroizing::new(link));
            let token = wish::add_push_token(cx, &link, insist).await?;
            out.show(&token_row(&token), || vec![token_line(&token)]);
        }
        Verb::List => {
            let tokens = wish::list_push_tokens(cx).await?;
            let rows: Vec<_> = tokens.iter().map(token_row).collect();
            out.show(&rows, || tokens.iter().map(token_line).collect());
        }
        Verb::Remove { id } => {
            wish::remove_push_token(cx, &id).await?;
            let value = json!({"id": id, "removed": true});
            out.show(&value, || vec![words::PUSH_REMOVED.to_owned()]);
        }
    }
    Ok(())
}

/// Opens the vault for push tokens, when nobody has to be asked for that, or when nothing else could be
/// shown. Whether it is open.
pub(super) async fn open(door: &Entrance<'_>, enrolled: bool) -> Result<bool, Stop> {
    if !(door.has_key() || (!enrolled && door.can_ask())) {
        return Ok(false);
    }
    door.unlock().await?;
    Ok(true)
}

/// What waits for push tokens; `None` when there are none.
pub(super) async fn waiting(cx: &Context) -> Result<Option<Vec<PushView>>, Stop> {
    if wish::list_push_tokens(cx).await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(wish::list_pushes(cx).await?))
}

pub(super) async fn accept(
    cx: &Context,
    id: &str,
    choice: Option<&str>,
    number: Option<&str>,
    out: &Output,
) -> Result<(), Stop> {
    if number.is_some() {
        return Err(Stop::Usage(words::NO_NUMBER.into()));
    }
    let accepted = wish::accept_push(cx, id, choice).await?;
    let value = json!({
        "id": id,
        "state": "approved",
        "code": accepted.code,
        "message": accepted.message,
    });
    out.show(&value, || {
        let code = accepted.code.iter();
        let code = code.map(|code| format!("Type this into the page that asks: {code}"));
        let said = accepted.message.iter().map(|said| format!("    {said}"));
        let mut lines = vec!["Approved.".to_owned()];
        lines.extend(code.chain(said));
        lines
    });
    Ok(())
}

pub(super) async fn decline(
    cx: &Context,
    id: &str,
    reason: Option<Reason>,
    out: &Output,
) -> Result<(), Stop> {
    wish::decline_push(cx, id, reason.map(Into::into)).await?;
    let value = json!({"id": id, "state": "denied"});
    out.show(&value, || vec!["Denied.".to_owned()]);
    Ok(())
}

pub(super) fn row(view: &PushView) -> Value {
    json!({
        "id": view.id,
        "purpose": "push",
        "push_token": view.token_id,
        "issuer": view.issuer,
        "label": view.label,
        "server": view.server,
        "title": view.title,
        "question": view.question,
        "choices": view.choices,
        "may_say_why": view.may_say_why,
        "expires_at": view.expires_at_ms.div_euclid(1000),
    })
}

pub(super) fn lines(view: &PushView) -> Vec<String> {
    let until = u64::try_from(view.expires_at_ms.div_euclid(1000)).unwrap_or_default();
    let whose = words::label(&view.issuer, &view.label);
    let mut lines = vec![
        format!("{}  push token {whose} at {}", view.id, view.server),
        format!("    until {}", words::moment(until)),
    ];
    lines.extend(view.title.iter().map(|title| format!("    {title}")));
    lines.push(format!("    {}", view.question));
    if !view.choices.is_empty() {
        lines.push(format!("    one of: {}", view.choices.join("  ")));
    }
    lines
}

fn token_row(token: &PushTokenView) -> Value {
    json!({
        "id": token.id,
        "issuer": token.issuer,
        "label": token.label,
        "server": token.server,
        "serial": token.serial,
        "created_at": token.created_at_ms.div_euclid(1000),
    })
}

fn token_line(token: &PushTokenView) -> String {
    let whose = words::label(&token.issuer, &token.label);
    format!(
        "{}  {whose} at {}  {}",
        token.id, token.server, token.serial
    )
}
