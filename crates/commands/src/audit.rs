//! What this person decided about approvals: looking at it, checking it against the servers, and taking
//! it along.

use std::collections::HashSet;

use data_encoding::{BASE64, HEXLOWER};
use ledger::{Account, Decision, DecisionState, Fault};
use protocol::{ApprovalPublicKey, ApprovalRequest, RecordedAnswer};
use serde::Serialize;

use crate::{Context, Failure, FailureCode, push};

mod compare;

/// Pages of a server's record that are read before it is given up as endless.
const MOST_PAGES: usize = 2000;

/// Characters of an Ed25519 key in base64url.
const LONGEST_ED25519: usize = 43;

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// Its place in the chain, from 1.
    pub number: u64,
    /// When it was written, milliseconds since the Unix epoch by this computer's clock.
    pub at_ms: i64,
    /// The account it was about.
    pub account_id: String,
    /// The server that asked.
    pub issuer: String,
    /// The request.
    pub request_id: String,
    /// `approve`, `deny` or `not-me`.
    pub decision: String,
    /// `sent`: the program ended before it was known; `unsure`: no answer came; `accepted`; `refused`.
    /// What became of a decision is no part of the chain.
    pub state: String,
    /// What was shown; `None` while the keychain is locked.
    pub shown: Option<ShownView>,
    /// The key that signed.
    pub key: String,
    /// Its public half, base64url.
    pub public_key: String,
    /// The bytes that were signed, base64.
    pub signed: String,
    /// The signature over them, base64url.
    pub signature: String,
    /// The hash of the row before, hexadecimal.
    pub previous: String,
    /// The hash of this row, hexadecimal.
    pub hash: String,
}

/// What was shown of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ShownView {
    /// The program that the person signed in to.
    pub app: Option<String>,
    /// What it wanted the person to know.
    pub message: Option<String>,
    /// The browser that asked.
    pub browser: Option<String>,
    /// Its operating system.
    pub os: Option<String>,
    /// Its address.
    pub ip: Option<String>,
    /// Where that seemed to be.
    pub place: Option<String>,
}

/// What a look at the chain and at the servers found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditView {
    /// How many decisions there are.
    pub rows: u64,
    /// The hash of the last, hexadecimal.
    pub head: String,
    /// Whether the end of the chain could be compared with its seal; not while the keychain is locked.
    pub end_checked: bool,
    /// What is wrong with the chain.
    pub faults: Vec<FaultView>,
    /// What the servers have, by account.
    pub servers: Vec<ServerAuditView>,
    /// How many decisions answered push tokens, whose servers keep no record that could be compared.
    pub pushes: u64,
}

impl AuditView {
    /// Whether nothing is wrong, as far as it could be looked at.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.servers.iter().all(ServerAuditView::agrees)
    }
}

/// What is wrong with the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FaultView {
    /// What.
    pub kind: FaultKind,
    /// The first row that it is about; `None` where it is about the end.
    pub from: Option<u64>,
    /// The last.
    pub to: Option<u64>,
}

/// What is wrong with the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// A row was changed.
    Changed,
    /// Rows are not there.
    Missing,
    /// A row does not follow the one before it.
    Unlinked,
    /// Rows at the end are not there.
    CutOff,
    /// The chain was written anew.
    OtherEnd,
    /// Where it ends is not written any more, or under another key.
    NoSeal,
    /// The signature of a row does not fit its bytes.
    BadSignature,
}

/// How the record of a server compares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerAuditView {
    /// The account.
    pub account_id: String,
    /// The server.
    pub issuer: String,
    /// How many decisions both have, byte for byte.
    pub same: u64,
    /// Requests that the server took an answer to, by what is written here, and does not have.
    pub only_here: Vec<String>,
    /// Requests that the server has an answer to from this computer, and that are not written here.
    pub only_there: Vec<String>,
    /// Requests with another answer there than here.
    pub different: Vec<String>,
    /// Why it could not be asked.
    pub unreachable: Option<Failure>,
}

impl ServerAuditView {
    fn agrees(&self) -> bool {
        self.only_here.is_empty() && self.only_there.is_empty() && self.different.is_empty()
    }
}

/// Every decision of this computer, the first first.
///
/// # Errors
///
/// [`FailureCode::LedgerUnreadable`] and [`FailureCode::Storage`] when the ledger cannot be read.
pub async fn list_decisions(cx: &Context) -> Result<Vec<DecisionView>, Failure> {
    Ok(decisions(cx).await?.into_iter().map(view).collect())
}

/// Goes through the chain of decisions, the signatures in it, and what every server that can be
/// reached has recorded. What is found is no failure: the view says it.
///
/// # Errors
///
/// As [`list_decisions`].
pub async fn verify_decisions(cx: &Context) -> Result<AuditView, Failure> {
    let ledger = cx.keeping.ledger().await?;
    let decisions = decisions(cx).await?;
    let key = cx.ledger_key_if_reachable().await;
    let verified = ledger.verify_decisions(key).await?;
    let mut faults: Vec<FaultView> = verified.faults.into_iter().map(fault).collect();
    faults.extend(
        decisions
            .iter()
            .filter(|one| !is_signed(one))
            .map(|one| FaultView {
                kind: FaultKind::BadSignature,
                from: Some(one.number),
                to: Some(one.number),
            }),
    );
    let mut servers = Vec::new();
    for account in ledger.accounts(None).await? {
        if account.server == "countersign" {
            servers.push(compare(cx, &account, &decisions).await?);
        }
    }
    let pushes = decisions.iter().filter(|one| is_push(one)).count();
    Ok(AuditView {
        pushes: u64::try_from(pushes).unwrap_or(u64::MAX),
        rows: verified.rows,
        head: HEXLOWER.encode(&verified.head),
        end_checked: key.is_some(),
        faults,
        servers,
    })
}

async fn decisions(cx: &Context) -> Result<Vec<Decision>, Failure> {
    let ledger = cx.keeping.ledger().await?;
    let decisions = ledger.decisions(None).await?;
    if decisions.is_empty() {
        return Ok(decisions);
    }
    match cx.ledger_key_if_reachable().await {
        Some(key) => Ok(ledger.decisions(Some(key)).await?),
        None => Ok(decisions),
    }
}

/// Whether the key that a row names signed its bytes.
fn is_signed(decision: &Decision) -> bool {
    let what = &decision.what;
    if is_push(decision) {
        return push::is_signed(what);
    }
    ApprovalPublicKey::from_text(&what.public_key)
        .is_ok_and(|key| key.id() == what.key && key.verify(&what.signed, &what.signature).is_ok())
}

/// Whether it answered a push token: only its key is no Ed25519 key, which has 32 bytes.
fn is_push(decision: &Decision) -> bool {
    decision.what.public_key.len() > LONGEST_ED25519
}

async fn compare(
    cx: &Context,
    account: &Account,
    decisions: &[Decision],
) -> Result<ServerAuditView, Failure> {
    let ledger = cx.keeping.ledger().await?;
    // Whoever signed out and in again has another account here and the same record there.
    let is_of = |one: &&Decision| {
        one.what.account == account.id
            || request_of(one).is_some_and(|request| request.user.to_string() == account.subject)
    };
    let mine: Vec<&Decision> = decisions
        .iter()
        .filter(|one| one.what.issuer == account.issuer)
        .filter(is_of)
        .collect();
    // An answer belongs here when a key of this computer signed it.
    let mut keys: HashSet<String> = mine.iter().map(|one| one.what.key.clone()).collect();
    keys.extend(
        ledger
            .approver(None, &account.id)
            .await?
            .map(|here| here.key),
    );
    let mut view = ServerAuditView {
        account_id: account.id.clone(),
        issuer: account.issuer.clone(),
        same: 0,
        only_here: Vec::new(),
        only_there: Vec::new(),
        different: Vec::new(),
        unreachable: None,
    };
    if keys.is_empty() {
        return Ok(view); // neither side can have anything
    }
    match answered(cx, &account.id).await {
        Ok(theirs) => compare::fill(&mut view, &mine, &theirs, &keys, cx.now_unix()),
        Err(failure) => view.unreachable = Some(failure),
    }
    Ok(view)
}

/// The whole record of a server.
async fn answered(cx: &Context, account: &str) -> Result<Vec<RecordedAnswer>, Failure> {
    let mut all = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let from = cursor.as_deref();
        let page = cx
            .ask_server(account, |adapter, access| async move {
                adapter.answered(&access, from).await
            })
            .await?;
        all.extend(page.items);
        match page.next_cursor {
            None => return Ok(all),
            next if next == cursor => break,
            next => cursor = next,
        }
    }
    Err(Failure::new(
        FailureCode::ServerRefused,
        "the record of the server does not end",
    ))
}

fn fault(fault: Fault) -> FaultView {
    let of = |kind, from, to| FaultView { kind, from, to };
    match fault {
        Fault::Changed { number } => of(FaultKind::Changed, Some(number), Some(number)),
        Fault::Missing { from, to } => of(FaultKind::Missing, Some(from), Some(to)),
        Fault::Unlinked { number } => of(FaultKind::Unlinked, Some(number), Some(number)),
        Fault::CutOff { from, to } => of(FaultKind::CutOff, Some(from), Some(to)),
        Fault::OtherEnd => of(FaultKind::OtherEnd, None, None),
        Fault::NoSeal => of(FaultKind::NoSeal, None, None),
    }
}

/// The request as it was shown, when the ledger's key opened it.
fn request_of(decision: &Decision) -> Option<ApprovalRequest> {
    serde_json::from_str(&decision.what.shown).ok()
}

/// What the person saw: of a push token its title and question, or who asked where there is no title.
fn shown(decision: &Decision) -> Option<ShownView> {
    if !is_push(decision) {
        return request_of(decision).map(|request| ShownView {
            app: request.app,
            message: request.message,
            browser: request.browser,
            os: request.os,
            ip: request.ip,
            place: request.place,
        });
    }
    let shown: serde_json::Value = serde_json::from_str(&decision.what.shown).ok()?;
    let text = |name: &str| shown.get(name)?.as_str().map(str::to_owned);
    Some(ShownView {
        app: text("title").or_else(|| text("issuer")),
        message: text("question"),
        browser: None,
        os: None,
        ip: None,
        place: None,
    })
}

fn view(decision: Decision) -> DecisionView {
    let shown = shown(&decision);
    let what = decision.what;
    DecisionView {
        number: decision.number,
        at_ms: decision.at.saturating_mul(1000),
        account_id: what.account,
        issuer: what.issuer,
        request_id: what.request,
        decision: what.decision,
        state: decision.state.word().to_owned(),
        shown,
        key: what.key,
        public_key: what.public_key,
        signed: BASE64.encode(&what.signed),
        signature: what.signature,
        previous: HEXLOWER.encode(&decision.previous),
        hash: HEXLOWER.encode(&decision.hash),
    }
}

/// Whether the server must have it.
fn was_accepted(decision: &Decision) -> bool {
    decision.state == DecisionState::Accepted
}
