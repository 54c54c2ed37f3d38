//! Accounts: signing in to a server, staying signed in, signing out.

use std::time::{Duration, SystemTime};

use ::accounts::{ProofKey, Provider, Request, Revoked, ServerKind, SignIn, SignedIn};
use data_encoding::HEXLOWER;
use ledger::{Account, NewAccount};
use providers::{Ability as Can, WhyNot as Why};
use url::Url;

use crate::{Context, Failure, FailureCode, approvals, browser, tokens::Want};

mod views;

pub use views::{Ability, AccountState, AccountView, CapabilityView, SignedOutView, WhyNot};

/// From how long before its end a sign-in is shown as ending soon.
const SOON: Duration = Duration::from_secs(24 * 60 * 60);

/// All accounts of this computer, oldest first.
///
/// # Errors
///
/// [`FailureCode::Storage`] when the ledger cannot be read.
pub async fn list_accounts(cx: &Context) -> Result<Vec<AccountView>, Failure> {
    let ledger = cx.keeping.ledger().await?;
    // Without accounts there is no name to unseal, and no reason to trouble the keychain.
    if ledger.accounts(None).await?.is_empty() {
        return Ok(Vec::new());
    }
    let accounts = ledger.accounts(cx.ledger_key_if_reachable().await).await?;
    let mut views = Vec::with_capacity(accounts.len());
    for account in &accounts {
        views.push(view(cx, account).await?);
    }
    Ok(views)
}

/// One account as it stands in the ledger: what a door compares to know when to list anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    id: String,
    state: AccountState,
    server_is_known: bool,
}

/// What a change of [`account_states`] leaves behind, save for time that passes: when the ledger was
/// written last, its length, and how many servers are known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    ledger: Option<(SystemTime, u64)>,
    servers: usize,
}

/// A look at the file of the ledger alone, which costs next to nothing. Every commit writes to it.
pub fn trace(cx: &Context) -> Trace {
    let file = std::fs::metadata(cx.paths().ledger()).ok();
    Trace {
        ledger: file.and_then(|file| Some((file.modified().ok()?, file.len()))),
        servers: cx.keeping.known_servers(),
    }
}

/// How the accounts stand, without asking any server or the keychain. Empty when the ledger cannot
/// be read.
pub async fn account_states(cx: &Context) -> Vec<Standing> {
    let Ok(ledger) = cx.keeping.ledger().await else {
        return Vec::new();
    };
    let accounts = ledger.accounts(None).await.unwrap_or_default();
    accounts
        .into_iter()
        .map(|account| Standing {
            server_is_known: cx.keeping.provider(&account.issuer).is_some(),
            state: state(&account, cx.now_unix()),
            id: account.id,
        })
        .collect()
}

/// The one account whose id is `query`, or whose issuer or name contain it.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`]; [`FailureCode::BadInput`] when several fit.
pub async fn find_account(cx: &Context, query: &str) -> Result<AccountView, Failure> {
    choose_account(cx, Some(query)).await
}

/// As [`find_account`]; without a query the only account there is.
///
/// # Errors
///
/// As [`find_account`].
pub async fn choose_account(cx: &Context, query: Option<&str>) -> Result<AccountView, Failure> {
    let ledger = cx.keeping.ledger().await?;
    let key = match ledger.accounts(None).await?.is_empty() {
        true => None,
        false => cx.ledger_key_if_reachable().await,
    };
    let mut fitting = ledger.accounts(key).await?;
    if let Some(query) = query {
        fitting.retain(|account| {
            let named = account.name.as_deref();
            account.id == query
                || account.issuer.contains(query)
                || named.is_some_and(|name| name.contains(query))
        });
    }
    match (fitting.pop(), fitting.len()) {
        (Some(account), 0) => view(cx, &account).await,
        (Some(_), _) => Err(Failure::new(
            FailureCode::BadInput,
            "several accounts fit; name one by its id",
        )),
        (None, _) => Err(Failure::new(FailureCode::NoSuchAccount, "no account fits")),
    }
}

/// Signs the person in at `issuer`: opens the browser, waits up to five minutes for it to come back,
/// and keeps the tokens in the keychain. When the keychain does not take them they work for as long
/// as this program runs, and the account says so.
///
/// # Errors
///
/// [`FailureCode::BadIssuer`], [`FailureCode::NotAServer`], [`FailureCode::IssuerMismatch`],
/// [`FailureCode::ServerAway`], [`FailureCode::BrowserMissing`], [`FailureCode::SignInDenied`],
/// [`FailureCode::SignInTimedOut`], [`FailureCode::SignInCancelled`],
/// [`FailureCode::SignInRefused`], and those of the keychain. No account is added then.
pub async fn sign_in(
    cx: &Context,
    issuer: &str,
    client_id: Option<&str>,
) -> Result<AccountView, Failure> {
    let client_id = client_id.unwrap_or(protocol::DESKTOP_CLIENT_ID);
    let (provider, signed_in) = until_cancelled(cx, async {
        let provider = ::accounts::discover(cx.keeping.http().await?, issuer).await?;
        let key = key_at(cx, &provider.issuer).await?;
        let signed_in = go_through_browser(cx, &provider, client_id, (None, key, false)).await?;
        Ok((provider, signed_in))
    })
    .await?;
    keep(cx, &provider, client_id, signed_in).await
}

/// As [`sign_in`], for a program that ends at once: an account whose tokens the keychain does not
/// take is signed out again.
///
/// # Errors
///
/// As [`sign_in`].
pub async fn sign_in_for_later(
    cx: &Context,
    issuer: &str,
    client_id: Option<&str>,
) -> Result<AccountView, Failure> {
    let account = sign_in(cx, issuer, client_id).await?;
    let Some(error) = cx.keeping.store().await?.unkept(&account.id) else {
        return Ok(account);
    };
    sign_out(cx, &account.id).await?;
    Err(Failure::from(&*error))
}

/// Stops the sign-in that waits for the browser, if there is one.
pub fn cancel_sign_in(cx: &Context) {
    cx.keeping.cancelled.notify_waiters();
}

/// Signs the person in again, at the server and as the client of an account. Where enrolling failed for
/// want of a fresh second factor, they are asked for it even if the browser is still signed in.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`]; [`FailureCode::SignInRefused`] when somebody else signed in; and
/// as [`sign_in`]. The account stays as it was.
pub async fn sign_in_again(cx: &Context, id: &str) -> Result<AccountView, Failure> {
    let key = cx.ledger_key_if_reachable().await;
    let account = cx.keeping.ledger().await?.account(key, id).await?;
    let (provider, signed_in) = until_cancelled(cx, async {
        let http = cx.keeping.http().await?;
        let provider = ::accounts::rediscover(http, &account.issuer).await?;
        let anew = cx.approvals.take_stale(id);
        let known = (account.name.clone(), cx.proof_key(id).await?, anew);
        let signed_in = go_through_browser(cx, &provider, &account.client_id, known).await?;
        Ok((provider, signed_in))
    })
    .await?;
    if signed_in.subject != account.subject {
        return Err(Failure::new(
            FailureCode::SignInRefused,
            "somebody else signed in than the owner of this account",
        ));
    }
    keep(cx, &provider, &account.client_id, signed_in).await
}

/// Gets new tokens for an account and says how it fares.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`], and [`FailureCode::Storage`] when the ledger fails. That the
/// server is away, or wants a new sign-in, is no failure: the view says so.
pub async fn refresh_account(cx: &Context, id: &str) -> Result<AccountView, Failure> {
    let account = cx.keeping.ledger().await?.account(None, id).await?;
    let refreshed = try_to_get(cx, &account, Want::New).await;
    cx.note(&account, refreshed.as_ref().err()).await?;
    match refreshed {
        // What the state of an account can tell is told there.
        Err(failure) if !tells_by_state(failure.code) => Err(failure),
        _ => view_of(cx, id).await,
    }
}

/// Looks how every account fares and notes it. Tokens that are still good are not refreshed.
///
/// # Errors
///
/// [`FailureCode::Storage`] when the ledger fails.
pub async fn check_accounts(cx: &Context) -> Result<(), Failure> {
    for account in cx.keeping.ledger().await?.accounts(None).await? {
        let reached = reach(cx, &account).await;
        cx.note(&account, reached.as_ref().err()).await?;
    }
    Ok(())
}

/// Takes this computer away as a way to approve there, ends the account's tokens at the server, then
/// forgets them and the account here. What the server refuses, or does not answer, keeps nobody signed in:
/// the view says it.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`]; those of the keychain, after which the account is still here.
pub async fn sign_out(cx: &Context, id: &str) -> Result<SignedOutView, Failure> {
    let ledger = cx.keeping.ledger().await?;
    let account = ledger.account(None, id).await?;
    let provider = cx.provider_of(&account.issuer).await.ok();
    let rows = cx.rows().await?;
    let store = cx.keeping.store().await?;
    let http = cx.keeping.http().await?;
    // While the tokens still work: afterwards nobody here could take the key away.
    let still_a_factor = approvals::leave_before_signing_out(cx, id).await?;
    let revoked = store
        .sign_out(&rows, id, provider.as_ref(), &account.client_id, http)
        .await?;
    approvals::forget_enrolment(cx, id).await?;
    ledger.remove_account(id).await?;
    cx.approvals.note_accounts();
    Ok(SignedOutView {
        revoked: matches!(revoked, Revoked::Yes),
        still_a_factor,
    })
}

/// Opens the page where the person manages the account, in the browser.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`], [`FailureCode::NotSupported`] where the server names no page,
/// [`FailureCode::BrowserMissing`].
pub async fn open_management(cx: &Context, id: &str) -> Result<(), Failure> {
    let account = cx.keeping.ledger().await?.account(None, id).await?;
    let provider = cx.provider_of(&account.issuer).await?;
    let page = provider
        .account_management_uri
        .ok_or_else(|| Failure::new(FailureCode::NotSupported, "the server names no page"))?;
    browser::open(&page)
}

/// Runs a sign-in until it ends or the person stops it.
async fn until_cancelled<T>(
    cx: &Context,
    sign_in: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    // Listening begins before the first step, so that stopping works at every moment of it.
    let mut cancelled = std::pin::pin!(cx.keeping.cancelled.notified());
    cancelled.as_mut().enable();
    tokio::select! {
        result = sign_in => result,
        () = cancelled => Err(Failure::new(FailureCode::SignInCancelled, "the person stopped it")),
    }
}

/// The key of the oldest account at a server. Who is going to sign in is known only afterwards, when
/// the grant is bound to a key already; whoever it is, it is this computer that the key stands for.
async fn key_at(cx: &Context, issuer: &str) -> Result<Option<ProofKey>, Failure> {
    for account in cx.keeping.ledger().await?.accounts(None).await? {
        if account.issuer == issuer
            && let Some(key) = cx.proof_key(&account.id).await?
        {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

async fn go_through_browser(
    cx: &Context,
    provider: &Provider,
    client_id: &str,
    (login_hint, key, anew): (Option<String>, Option<ProofKey>, bool),
) -> Result<SignedIn, Failure> {
    cx.keeping.learn(provider);
    // Nobody is sent to the browser for an account that could not be kept afterwards.
    cx.ledger_key().await?;
    let request = Request {
        scopes: provider.desktop_scopes(),
        client_id: client_id.to_owned(),
        login_hint,
        device_name: gethostname::gethostname().into_string().ok(),
        key,
        anew,
    };
    let mut chance = cx.chance();
    let _under_way = cx.approvals.sign_in(&provider.issuer);
    let sign_in = SignIn::begin(provider, request, &mut *chance).await?;
    browser::open(sign_in.address())?;
    let now = cx.senses().now;
    Ok(sign_in.finish(cx.keeping.http().await?, &now).await?)
}

/// The row first, then the tokens, since the keychain names them after the row's id.
async fn keep(
    cx: &Context,
    provider: &Provider,
    client_id: &str,
    signed_in: SignedIn,
) -> Result<AccountView, Failure> {
    let new = NewAccount {
        id: new_id(cx),
        issuer: signed_in.issuer,
        server: server_word(&provider.kind).to_owned(),
        client_id: client_id.to_owned(),
        subject: signed_in.subject,
        name: signed_in.name,
        scopes: signed_in.scopes,
    };
    let (ledger, store) = (cx.keeping.ledger().await?, cx.keeping.store().await?);
    let rows = cx.rows().await?;
    let key = cx.ledger_key().await?;
    let mut chance = cx.chance();
    let id = ledger
        .put_account(key, &new, cx.now_unix(), &mut *chance)
        .await?;
    let kept = if id == new.id {
        store.keep(&rows, &id, signed_in.tokens).await
    } else {
        // The sign-in that this one replaces must not live on at the server.
        let there = (provider, client_id, cx.keeping.http().await?);
        let kept = store.keep_instead(&rows, &id, signed_in.tokens, there);
        kept.await.map(|(kept, _)| kept)
    };
    match kept {
        Ok(_) => {
            let account = ledger.account(None, &id).await?;
            cx.note(&account, None).await?;
            cx.approvals.note_accounts();
            view_of(cx, &id).await
        }
        Err(error) => {
            if id == new.id {
                ledger.remove_account(&id).await?;
            }
            Err(error.into())
        }
    }
}

/// Whether the server and the keychain still answer for this account.
async fn reach(cx: &Context, account: &Account) -> Result<(), Failure> {
    let http = cx.keeping.http().await?;
    cx.keeping
        .learn(&::accounts::rediscover(http, &account.issuer).await?);
    if account.state == ledger::AccountState::SignInAgain {
        return Err(Failure::new(
            FailureCode::SignInAgain,
            "it was refused before",
        ));
    }
    try_to_get(cx, account, Want::Good).await
}

async fn try_to_get(cx: &Context, account: &Account, want: Want<'_>) -> Result<(), Failure> {
    let provider = cx.provider_of(&account.issuer).await?;
    cx.token(account, &provider, want).await.map(drop)
}

fn tells_by_state(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::SignInAgain
            | FailureCode::ServerAway
            | FailureCode::KeychainLocked
            | FailureCode::KeychainMissing
            | FailureCode::KeychainRefused
    )
}

async fn view_of(cx: &Context, id: &str) -> Result<AccountView, Failure> {
    let key = cx.ledger_key_if_reachable().await;
    view(cx, &cx.keeping.ledger().await?.account(key, id).await?).await
}

async fn view(cx: &Context, account: &Account) -> Result<AccountView, Failure> {
    // A list does not wait for servers: what this one can do is known once it has been asked.
    let provider = cx.keeping.provider(&account.issuer);
    Ok(AccountView {
        id: account.id.clone(),
        issuer: account.issuer.clone(),
        server: account.server.clone(),
        subject: account.subject.clone(),
        name: account.name.clone(),
        state: state(account, cx.now_unix()),
        scopes: account.scopes.clone(),
        expires_at_ms: account
            .ends_at
            .map(|at| u64::try_from(at).unwrap_or_default() * 1000),
        capabilities: match &provider {
            Some(provider) => capabilities(cx, provider, &account.scopes).await?,
            None => Vec::new(),
        },
        management_url: provider
            .and_then(|provider| provider.account_management_uri)
            .filter(browser::is_safe)
            .map(Url::into),
    })
}

async fn capabilities(
    cx: &Context,
    provider: &Provider,
    scopes: &[String],
) -> Result<Vec<CapabilityView>, Failure> {
    let capabilities = cx.adapter(provider).await?.capabilities(scopes);
    Ok(capabilities
        .into_iter()
        .map(|capability| CapabilityView {
            ability: match capability.ability {
                Can::ListSessions => Ability::ListSessions,
                Can::EndSession => Ability::EndSession,
                Can::EndOthers => Ability::EndOthers,
                Can::ListDevices => Ability::ListDevices,
                Can::Approvals => Ability::Approvals,
                Can::Administer => Ability::Administer,
            },
            available: capability.available,
            why: capability.why.map(|why| match why {
                Why::ServerHasNone => WhyNot::ServerHasNone,
                Why::NotGranted => WhyNot::NotGranted,
                Why::NotBuiltYet => WhyNot::NotBuiltYet,
                Why::UnknownServer => WhyNot::UnknownServer,
            }),
        })
        .collect())
}

fn state(account: &Account, now: i64) -> AccountState {
    let soon = SOON.as_secs().cast_signed();
    match account.state {
        ledger::AccountState::SignedIn if account.ends_at.is_some_and(|at| at - now < soon) => {
            AccountState::ExpiresSoon
        }
        ledger::AccountState::SignedIn => AccountState::SignedIn,
        ledger::AccountState::SignInAgain => AccountState::SignInAgain,
        ledger::AccountState::ServerAway => AccountState::ServerAway,
        ledger::AccountState::KeychainLocked => AccountState::KeychainLocked,
    }
}

fn server_word(kind: &ServerKind) -> &'static str {
    match kind {
        ServerKind::Countersign { .. } => "countersign",
        ServerKind::OpenId => "openid",
    }
}

fn new_id(cx: &Context) -> String {
    let mut bytes = [0; 16];
    cx.chance().fill_bytes(&mut bytes);
    HEXLOWER.encode(&bytes)
}
