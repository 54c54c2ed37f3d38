//! Enrolling this computer, and leaving.

use ::vault::{ApprovalKeyId, ApprovalOwner, ApprovalSeed};
use ledger::Approver;
use protocol::{ApprovalKey, ApprovalPublicKey, EnrolledDevice, Enrolment, EnrolmentCode, shown};
use zeroize::Zeroizing;

use super::{
    decide::owner,
    views::{ApproverView, EnrolledView, StreamState},
};
use crate::{Context, Failure, FailureCode};

/// The longest name of a device.
const LONGEST_NAME: usize = 80;

/// Where this computer answers, the oldest enrolment first.
///
/// # Errors
///
/// [`FailureCode::Storage`] when the ledger cannot be read.
pub async fn list_approvers(cx: &Context) -> Result<Vec<ApproverView>, Failure> {
    let ledger = cx.keeping.ledger().await?;
    if ledger.approvers(None).await?.is_empty() {
        return Ok(Vec::new());
    }
    let key = cx.ledger_key_if_reachable().await;
    let approvers = ledger.approvers(key).await?;
    Ok(approvers.into_iter().map(view).collect())
}

/// What this computer may be called: its own name.
pub fn suggest_device_name() -> String {
    let name = gethostname::gethostname();
    shown(&name.to_string_lossy(), LONGEST_NAME).unwrap_or_default()
}

/// Makes a key for the account, keeps it in the vault, and enrols it at the server under the name that
/// the person chose. Where the server has the key that the vault holds already, nothing changes. Whoever
/// has no other way in there gets recovery codes, which nobody can show again.
///
/// # Errors
///
/// [`FailureCode::Locked`] while the vault is; [`FailureCode::BadInput`] for a name of more than 80
/// characters, of none, or with marks that nobody sees; [`FailureCode::FreshFactorNeeded`] when the
/// second factor of this sign-in is older than ten minutes: then
/// [`crate::accounts::sign_in_again`] asks for it, and this is called once more;
/// [`FailureCode::NotSupported`]; [`FailureCode::ServerRefused`]; [`FailureCode::ServerAway`]; those of
/// the vault, the ledger and the keychain. Nothing is enrolled then.
pub async fn enrol_device(
    cx: &Context,
    account: &str,
    name: &str,
) -> Result<EnrolledView, Failure> {
    if !cx.is_unlocked() {
        return Err(Failure::new(FailureCode::Locked, "locked"));
    }
    let name = name.trim();
    if shown(name, LONGEST_NAME).as_deref() != Some(name) {
        let detail = "a name has 1 to 80 characters, all of them visible";
        return Err(Failure::new(FailureCode::BadInput, detail));
    }
    let _turn = cx.approvals.answering.lock().await;
    if let Some(here) = already(cx, account).await? {
        return Ok(EnrolledView {
            approver: view(here),
            recovery_codes: Vec::new(),
        });
    }
    let ledger = cx.keeping.ledger().await?;
    // Nothing is begun that could not be written down.
    let sealing = cx.ledger_key().await?;
    let at = ledger.account(None, account).await?;
    let code = ask_code(cx, account).await?;
    if code.user.to_string() != at.subject {
        return Err(refused("the code is for somebody else"));
    }
    let new = ApprovalOwner {
        issuer: at.issuer,
        user: code.user.to_string(),
        device: code.device.to_string(),
    };
    let (public, enrolment) = make_key(cx, new.clone(), code, name).await?;
    let enrolled = match put(cx, account, &enrolment, &public).await {
        Ok(enrolled) => enrolled,
        Err(failure) => {
            let arrived = failure.code == FailureCode::ServerAway;
            take_back(cx, account, (&new, &public.id()), arrived).await;
            return Err(failure);
        }
    };
    let here = Approver {
        account: account.to_owned(),
        issuer: new.issuer,
        user: new.user,
        device: new.device,
        key: public.id(),
        public_key: public.to_text(),
        name: Some(enrolled.device.name),
        enrolled_at: enrolled.device.enrolled_at,
    };
    let mut chance = cx.chance();
    if let Err(error) = ledger.put_approver(sealing, &here, &mut *chance).await {
        take_back(cx, account, (&owner(&here), &here.key), true).await;
        return Err(error.into());
    }
    cx.approvals.note_accounts();
    Ok(EnrolledView {
        approver: view(here),
        recovery_codes: enrolled.recovery_codes,
    })
}

/// After an enrolment that failed half-way: the key goes from the vault, and from the server where that
/// may have it.
async fn take_back(
    cx: &Context,
    account: &str,
    (owner, key): (&ApprovalOwner, &str),
    may_be_there: bool,
) {
    forget_key(cx, owner, key).await;
    if may_be_there && let Err(failure) = leave(cx, account).await {
        tracing::warn!(%failure, "the server may have enrolled a key that is not kept");
    }
}

/// Puts the codes that came with an enrolment on the clipboard, one a line, and says when they leave it:
/// milliseconds since the Unix epoch.
///
/// # Errors
///
/// [`FailureCode::ClipboardMissing`]; [`FailureCode::Locked`] when the vault was locked meanwhile.
pub fn copy_enrolment_codes(cx: &Context, codes: Vec<String>) -> Result<u64, Failure> {
    let codes = Zeroizing::new(codes);
    cx.put_on_clipboard(&Zeroizing::new(codes.join("\n")))?;
    Ok(cx.clipboard_clears_at_ms())
}

/// Takes the key of this computer away from the server, then from here. While the vault is locked the
/// key stays in it, and is good for nothing.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`]; [`FailureCode::FreshFactorNeeded`] as [`enrol_device`];
/// [`FailureCode::LastFactor`] where the server wants one and there is no other;
/// [`FailureCode::ServerAway`] and [`FailureCode::SignInAgain`]. This computer still answers then. Those
/// of the ledger and the keychain.
pub async fn leave_device(cx: &Context, account: &str) -> Result<(), Failure> {
    let _turn = cx.approvals.answering.lock().await;
    noting_stale(cx, account, leave(cx, account).await)?;
    forget(cx, account).await
}

async fn leave(cx: &Context, account: &str) -> Result<(), Failure> {
    cx.ask_server(account, |adapter, access| async move {
        match adapter.leave(&access).await {
            Err(providers::Error::NotFound) => Ok(()), // it is gone, which is what was asked for
            left => left,
        }
    })
    .await
}

/// As [`leave_device`], as far as the server can be reached and wants it. Says whether this computer still
/// counts as a factor there: then its person takes it away on their account page.
pub(crate) async fn leave_before_signing_out(cx: &Context, account: &str) -> Result<bool, Failure> {
    let ledger = cx.keeping.ledger().await?;
    if ledger.approver(None, account).await?.is_none() {
        return Ok(false);
    }
    let left = leave(cx, account).await;
    if let Err(failure) = &left {
        tracing::warn!(%failure, "this computer still counts as a factor at the server");
    }
    Ok(left.is_err())
}

/// Forgets an enrolment of which the server says that it ended; one that took its place meanwhile stays.
pub(super) async fn forget_ended(cx: &Context, ended: &Approver) -> Result<(), Failure> {
    let _turn = cx.approvals.answering.lock().await;
    let ledger = cx.keeping.ledger().await?;
    let here = ledger.approver(None, &ended.account).await?;
    match here.is_some_and(|here| here.key == ended.key) {
        true => forget(cx, &ended.account).await,
        false => Ok(()),
    }
}

/// The server has no key of this computer any more, or none of the account.
pub(crate) async fn forget(cx: &Context, account: &str) -> Result<(), Failure> {
    let ledger = cx.keeping.ledger().await?;
    if let Some(here) = ledger.approver(None, account).await? {
        forget_key(cx, &owner(&here), &here.key).await;
        ledger.remove_approver(account).await?;
    }
    cx.approvals
        .change(|desk| desk.set_state(account, StreamState::NotEnrolled));
    cx.approvals.note_accounts();
    Ok(())
}

/// This computer as it is enrolled, when server, vault and ledger agree about it.
async fn already(cx: &Context, account: &str) -> Result<Option<Approver>, Failure> {
    let device = cx
        .ask_server(account, |adapter, access| async move {
            adapter.approver(&access).await
        })
        .await?;
    let ledger = cx.keeping.ledger().await?;
    let here = ledger
        .approver(cx.ledger_key_if_reachable().await, account)
        .await?;
    let (Some(device), Some(here)) = (device, here) else {
        return Ok(None);
    };
    let (owner, key) = (owner(&here), here.key.clone());
    let held = cx
        .on_vault(move |vault, _| {
            let record = vault.contents().approval_key(&owner);
            Ok(record.is_some_and(|record| record.id.to_string() == key))
        })
        .await?;
    Ok(Some(here).filter(|here| held && device.key == here.key))
}

async fn ask_code(cx: &Context, account: &str) -> Result<EnrolmentCode, Failure> {
    let code = cx
        .ask_server(account, |adapter, access| async move {
            adapter.enrolment_code(&access).await
        })
        .await;
    noting_stale(cx, account, code)
}

/// The next sign-in asks for the second factor where the server wants a fresh one.
fn noting_stale<T>(cx: &Context, account: &str, answer: Result<T, Failure>) -> Result<T, Failure> {
    if let Err(failure) = &answer
        && failure.code == FailureCode::FreshFactorNeeded
    {
        cx.approvals.note_stale(account);
    }
    answer
}

/// The key is saved before the server knows it: one that the server knows and nobody holds would be
/// asked in vain.
async fn make_key(
    cx: &Context,
    owner: ApprovalOwner,
    code: EnrolmentCode,
    name: &str,
) -> Result<(ApprovalPublicKey, Enrolment), Failure> {
    let (at, name) = (cx.now(), name.to_owned());
    cx.on_vault(move |vault, chance| {
        let seed = ApprovalSeed::generate(chance);
        let key = ApprovalKey::from_bytes(seed.reveal());
        let enrolment = Enrolment::new(&owner.issuer, &code, &name, &key);
        let public = key.public();
        let id: ApprovalKeyId = public
            .id()
            .parse()
            .map_err(|error| Failure::of(FailureCode::Internal, &error))?;
        vault.update(chance, |contents| {
            contents.put_approval_key(id, owner, seed, at);
            Ok(())
        })?;
        Ok((public, enrolment))
    })
    .await
}

async fn put(
    cx: &Context,
    account: &str,
    enrolment: &Enrolment,
    public: &ApprovalPublicKey,
) -> Result<EnrolledDevice, Failure> {
    let enrolled = cx
        .ask_server(account, |adapter, access| async move {
            adapter.enrol(&access, enrolment).await
        })
        .await?;
    match enrolled.device.key == public.id() {
        true => Ok(enrolled),
        false => Err(refused("the server enrolled another key")),
    }
}

/// As far as the vault is open: a key that the server does not know opens nothing.
async fn forget_key(cx: &Context, owner: &ApprovalOwner, key: &str) {
    if !cx.is_unlocked() {
        return;
    }
    let (owner, key, at) = (owner.clone(), key.to_owned(), cx.now());
    let forgotten = cx
        .on_vault(move |vault, chance| {
            let held = vault.contents().approval_key(&owner).map(|held| held.id);
            let Some(id) = held.filter(|id| id.to_string() == key) else {
                return Ok(());
            };
            Ok(vault.update(chance, |contents| contents.remove_approval_key(&id, at))?)
        })
        .await;
    if let Err(failure) = forgotten {
        tracing::warn!(%failure, "a key that is no longer enrolled stays in the vault");
    }
}

fn refused(detail: &str) -> Failure {
    Failure::new(FailureCode::ServerRefused, detail)
}

fn view(here: Approver) -> ApproverView {
    ApproverView {
        account_id: here.account,
        issuer: here.issuer,
        name: here.name,
        device: here.device,
        key: here.key,
        enrolled_at_ms: here.enrolled_at.saturating_mul(1000),
    }
}
