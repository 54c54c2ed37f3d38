//! `countersign approvals …`

use std::cell::RefCell;

use clap::Subcommand;
use commands::{
    Context, Failure, FailureCode,
    approvals::{
        self as wish, ApprovalPurpose, ApprovalView, ApprovalsView, EnrolledView, NotMeView,
        StreamState,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{entrance::Entrance, failure::Stop, output::Output, words};

mod push;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List what waits for your answer.
    List,
    /// Show what comes, until it is stopped.
    Watch,
    /// Approve a request with the number that the asking page shows; or a question to a push token.
    Approve {
        /// The request.
        id: String,
        /// The number on the page, where it shows one.
        #[arg(long, value_name = "N")]
        number: Option<String>,
        /// What the page shows, where a push token lets you pick.
        #[arg(long, conflicts_with = "number")]
        choice: Option<String>,
    },
    /// Deny a request.
    Deny {
        /// The request.
        id: String,
        /// It was not you: also end what asked and every other session, and ask nobody for a while.
        #[arg(long)]
        not_me: bool,
        /// Why, for the server of a push token that wants to know.
        #[arg(long, value_enum, conflicts_with = "not_me")]
        reason: Option<push::Reason>,
    },
    /// Push tokens of privacyIDEA and eduMFA.
    #[command(subcommand)]
    Push(push::Verb),
    /// Let this computer answer for an account.
    Enrol {
        /// The account: its id, or what its issuer or name contain. Needed when there are several.
        #[arg(value_name = "ACCOUNT")]
        account: Option<String>,
        /// What to call this computer; its own name when it is not said.
        #[arg(long)]
        name: Option<String>,
    },
    /// No longer let this computer answer for an account.
    Leave {
        /// The account: its id, or what its issuer or name contain. Needed when there are several.
        #[arg(value_name = "ACCOUNT")]
        account: Option<String>,
    },
}

/// `approvals list --json`, as `INTERFACES.md` has it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    account: &'a str,
    issuer: &'a str,
    purpose: &'static str,
    app: Option<&'a str>,
    message: Option<&'a str>,
    browser: Option<&'a str>,
    os: Option<&'a str>,
    ip: Option<&'a str>,
    place: Option<&'a str>,
    place_within_km: Option<u32>,
    same_address: bool,
    number: bool,
    created_at: i64,
    expires_at: i64,
}

pub(crate) async fn run(door: Entrance<'_>, verb: Verb, out: &Output) -> Result<(), Stop> {
    let cx = door.cx;
    match verb {
        Verb::List => list(&door, out).await?,
        Verb::Push(verb) => push::run(&door, verb, out).await?,
        Verb::Watch => watch(&door, out).await?,
        Verb::Approve { id, number, choice } => {
            let Some(one) = find(&door, &id).await? else {
                return push::accept(cx, &id, choice.as_deref(), number.as_deref(), out).await;
            };
            if choice.is_some() {
                return Err(Stop::Usage(words::NO_CHOICE.into()));
            }
            door.unlock().await?;
            wish::approve(cx, &one.account_id, &id, &number.unwrap_or_default()).await?;
            let value = json!({"id": id, "state": "approved"});
            out.show(&value, || vec!["Approved.".to_owned()]);
        }
        Verb::Deny { id, not_me, reason } => {
            let Some(one) = find(&door, &id).await? else {
                let unknown = not_me.then_some(push::Reason::UnknownTrigger);
                return push::decline(cx, &id, reason.or(unknown), out).await;
            };
            if reason.is_some() {
                return Err(Stop::Usage(words::NO_REASON.into()));
            }
            door.unlock().await?;
            if !not_me {
                wish::deny(cx, &one.account_id, &id).await?;
                let value = json!({"id": id, "state": "denied"});
                out.show(&value, || vec!["Denied.".to_owned()]);
                return Ok(());
            }
            let done = wish::deny_not_me(cx, &one.account_id, &id).await?;
            show_not_me(&id, &done, out);
            if !done.denied {
                return Err(Failure::new(
                    FailureCode::ServerAway,
                    "nobody knows whether the server took the denial",
                )
                .into());
            }
        }
        Verb::Enrol { account, name } => {
            let account = commands::accounts::choose_account(cx, account.as_deref()).await?;
            door.unlock().await?;
            let name = name.unwrap_or_else(wish::suggest_device_name);
            let enrol = || wish::enrol_device(cx, &account.id, &name);
            show_enrolled(&with_fresh_factor(cx, &account.id, out, enrol).await?, out);
        }
        Verb::Leave { account } => {
            let account = commands::accounts::choose_account(cx, account.as_deref()).await?;
            let leave = || wish::leave_device(cx, &account.id);
            with_fresh_factor(cx, &account.id, out, leave).await?;
            let value = json!({"account": account.id, "enrolled": false});
            out.show(&value, || {
                vec![format!(
                    "This computer no longer answers for {}.",
                    account.issuer
                )]
            });
        }
    }
    Ok(())
}

/// Everything that waits, of accounts and of push tokens as far as the vault can be opened. What is away
/// hides nothing of what is not.
async fn list(door: &Entrance<'_>, out: &Output) -> Result<(), Stop> {
    let requests = wish::list_approvals(door.cx).await;
    let enrolled = !matches!(&requests, Err(failure) if failure.code == FailureCode::NotEnrolled);
    let (requests, failed) = match requests {
        Ok(requests) => (requests, None),
        Err(failure) => (Vec::new(), Some(failure)),
    };
    let pushes = match push::open(door, enrolled).await? {
        true => push::waiting(door.cx).await?,
        false => None,
    };
    if let (Some(failure), None) = (failed, &pushes) {
        return Err(failure.into());
    }
    let pushes = pushes.unwrap_or_default();
    let mut rows: Vec<Value> = requests.iter().map(|one| json!(row(one))).collect();
    rows.extend(pushes.iter().map(push::row));
    out.show(&rows, || {
        let requests = requests.iter().flat_map(lines);
        requests
            .chain(pushes.iter().flat_map(push::lines))
            .collect()
    });
    Ok(())
}

/// The request with this id; `None` when it is none and the vault is open now, so that it may be a
/// question to a push token.
async fn find(door: &Entrance<'_>, id: &str) -> Result<Option<ApprovalView>, Stop> {
    let failure = match wish::find_approval(door.cx, id).await {
        Ok(one) => return Ok(Some(one)),
        Err(failure) => failure,
    };
    door.unlock().await?;
    match commands::push::list_push_tokens(door.cx).await?.is_empty() {
        true => Err(failure.into()),
        false => Ok(None),
    }
}

/// Does it; where the server wants the second factor first, the person signs in again in between.
async fn with_fresh_factor<T>(
    cx: &Context,
    account: &str,
    out: &Output,
    act: impl AsyncFn() -> Result<T, Failure>,
) -> Result<T, Failure> {
    match act().await {
        Err(failure) if failure.code == FailureCode::FreshFactorNeeded => {
            out.remark("The server wants your second factor: sign in again in the browser.");
            commands::accounts::sign_in_again(cx, account).await?;
            act().await
        }
        done => done,
    }
}

/// Prints everything anew whenever it changes; with `--json` one value a line.
async fn watch(door: &Entrance<'_>, out: &Output) -> Result<(), Stop> {
    let enrolled = !wish::list_approvers(door.cx).await?.is_empty();
    let pushes = push::open(door, enrolled).await?
        && !commands::push::list_push_tokens(door.cx).await?.is_empty();
    if !enrolled && !pushes {
        return Err(Failure::new(FailureCode::NotEnrolled, "it answers for no account").into());
    }
    out.remark("Waiting for requests; Ctrl+C ends this.");
    let before: RefCell<Option<Vec<String>>> = RefCell::new(None);
    let show = |view: ApprovalsView| {
        if out.is_json() {
            return out.show(&all(&view), Vec::new);
        }
        let now = text(&view);
        if before.borrow().as_ref() != Some(&now) {
            out.show(&(), || now.clone());
            *before.borrow_mut() = Some(now);
        }
    };
    tokio::select! {
        () = wish::watch_approvals(door.cx, show) => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    Ok(())
}

fn all(view: &ApprovalsView) -> Value {
    let streams: Vec<_> = view
        .streams
        .iter()
        .map(|one| json!({"account": one.account_id, "state": state(one.state)}))
        .collect();
    let burst = view.burst.as_ref().map(|burst| {
        let requests: Vec<_> = burst.requests.iter().map(row).collect();
        json!({"since": burst.since_ms / 1000, "requests": requests})
    });
    json!({
        "items": view.cards.iter().map(row).collect::<Vec<_>>(),
        "pushes": view.pushes.iter().map(push::row).collect::<Vec<_>>(),
        "burst": burst,
        "muted_until": view.muted_until_ms.map(|ms| ms / 1000),
        "streams": streams,
    })
}

fn text(view: &ApprovalsView) -> Vec<String> {
    let mut text: Vec<String> = view
        .streams
        .iter()
        .filter(|one| one.state != StreamState::NotEnrolled)
        .map(|one| format!("{}  {}", one.account_id, state(one.state)))
        .collect();
    if let Some(burst) = &view.burst {
        text.push(words::BURST.to_owned());
        text.extend(burst.requests.iter().flat_map(lines));
    }
    text.extend(view.cards.iter().flat_map(lines));
    text.extend(view.pushes.iter().flat_map(push::lines));
    text
}

fn show_enrolled(enrolled: &EnrolledView, out: &Output) {
    let here = &enrolled.approver;
    let value = json!({
        "account": here.account_id,
        "issuer": here.issuer,
        "name": here.name,
        "device": here.device,
        "key": here.key,
        "enrolled_at": here.enrolled_at_ms / 1000,
        "recovery_codes": enrolled.recovery_codes,
    });
    out.show(&value, || {
        let name = here.name.as_deref().unwrap_or("This computer");
        let mut said = vec![
            format!("{name} answers for {} from now on.", here.issuer),
            format!("Its key: {}", here.key),
        ];
        if !enrolled.recovery_codes.is_empty() {
            said.push(words::ENROLLED_CODES.to_owned());
            said.extend(
                enrolled
                    .recovery_codes
                    .iter()
                    .map(|code| format!("    {code}")),
            );
        }
        said
    });
}

fn show_not_me(id: &str, done: &NotMeView, out: &Output) {
    let ended = done.sessions_ended.map(|ended| {
        json!({
            "sessions": ended.sessions,
            "refresh_families": ended.refresh_families,
            "access_tokens_until": ended.access_tokens_until_ms.map(|ms| ms / 1000),
        })
    });
    let value = json!({
        "id": id,
        "denied": done.denied,
        "ended": ended,
        "asking_session_ended": done.asking_session_ended,
        "muted_until": done.muted_until_ms.map(|ms| ms / 1000),
        "password_page": done.password_page,
        "recorded": done.recorded,
        "failed": done.failed,
    });
    out.show(&value, || words::not_me(done));
}

fn row(view: &ApprovalView) -> Row<'_> {
    Row {
        id: &view.id,
        account: &view.account_id,
        issuer: &view.issuer,
        purpose: purpose(view.purpose),
        app: view.app.as_deref(),
        message: view.message.as_deref(),
        browser: view.browser.as_deref(),
        os: view.os.as_deref(),
        ip: view.ip.as_deref(),
        place: view.place.as_deref(),
        place_within_km: view.place_within_km,
        same_address: view.same_address,
        number: view.number,
        created_at: view.created_at_ms.div_euclid(1000),
        expires_at: view.expires_at_ms.div_euclid(1000),
    }
}

fn lines(view: &ApprovalView) -> Vec<String> {
    let what = match view.purpose {
        ApprovalPurpose::SignIn => "sign-in",
        ApprovalPurpose::StepUp => "proof of who asks",
        ApprovalPurpose::Backchannel => "request of a program",
    };
    let at = view.app.as_deref().unwrap_or(&view.server_name);
    let with = [&view.browser, &view.os, &view.ip, &view.place];
    let with: Vec<&str> = with.into_iter().flatten().map(String::as_str).collect();
    let until = u64::try_from(view.expires_at_ms.div_euclid(1000)).unwrap_or_default();
    let mut text = vec![
        format!("{}  {what} at {at} ({})", view.id, view.issuer),
        format!("    {}  until {}", with.join(", "), words::moment(until)),
    ];
    text.extend(
        view.message
            .as_ref()
            .map(|message| format!("    {message}")),
    );
    text
}

fn purpose(purpose: ApprovalPurpose) -> &'static str {
    match purpose {
        ApprovalPurpose::SignIn => "sign-in",
        ApprovalPurpose::StepUp => "step-up",
        ApprovalPurpose::Backchannel => "backchannel",
    }
}

fn state(state: StreamState) -> &'static str {
    match state {
        StreamState::Connected => "connected",
        StreamState::Waiting => "waiting",
        StreamState::Away => "away",
        StreamState::NotEnrolled => "not_enrolled",
    }
}
