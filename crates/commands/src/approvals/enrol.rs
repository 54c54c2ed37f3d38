//! Enrolling this computer, and leaving.

use ::vault::{ApprovalKeyId, ApprovalOwner, ApprovalSeed};
use ledger::Approver;
use protocol::{ApprovalKey, ApprovalPublicKey, ApprovingDevice, Enrolment, EnrolmentCode, shown};

use super::{
    decide::owner,
    views::{ApproverView, StreamState},
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
/// the person chose. Where the server has the key that the vault holds already, nothing changes.
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
) -> Result<ApproverView, Failure> {
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
        return Ok(view(here));
    }
    let ledger = cx.keeping.ledger().await?;
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
    let device = match put(cx, account, &enrolment, &public).await {
        Ok(device) => device,
        Err(failure) => {
            forget_key(cx, &new).await;
            if failure.code == FailureCode::ServerAway && leave(cx, account).await.is_err() {
                tracing::warn!("the server may have enrolled a key that is not kept");
            }
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
        name: Some(device.name),
        enrolled_at: device.enrolled_at,
    };
    let mut chance = cx.chance();
    ledger
        .put_approver(cx.ledger_key().await?, &here, &mut *chance)
        .await?;
    cx.approvals.note_accounts();
    Ok(view(here))
}

/// Takes the key of this computer away from the server, then from here. While the vault is locked the
/// key stays in it, and is good for nothing.
///
/// # Errors
///
/// [`FailureCode::NoSuchAccount`]; [`FailureCode::ServerAway`] and [`FailureCode::SignInAgain`], after
/// which this computer still answers; those of the ledger and the keychain.
pub async fn leave_device(cx: &Context, account: &str) -> Result<(), Failure> {
    let _turn = cx.approvals.answering.lock().await;
    leave(cx, account).await?;
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

/// As [`leave_device`], as far as the server can be reached; where it cannot, its person takes the key away
/// on their account page.
pub(crate) async fn leave_before_signing_out(cx: &Context, account: &str) -> Result<(), Failure> {
    let ledger = cx.keeping.ledger().await?;
    if ledger.approver(None, account).await?.is_some()
        && let Err(failure) = leave(cx, account).await
    {
        tracing::warn!(%failure, "the server still asks this computer for approvals");
    }
    Ok(())
}

/// The server has no key of this computer any more, or none of the account.
pub(crate) async fn forget(cx: &Context, account: &str) -> Result<(), Failure> {
    let ledger = cx.keeping.ledger().await?;
    if let Some(here) = ledger.approver(None, account).await? {
        forget_key(cx, &owner(&here)).await;
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
    if let Err(failure) = &code
        && failure.code == FailureCode::FreshFactorNeeded
    {
        cx.approvals.note_stale(account);
    }
    code
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
) -> Result<ApprovingDevice, Failure> {
    let device = cx
        .ask_server(account, |adapter, access| async move {
            adapter.enrol(&access, enrolment).await
        })
        .await?;
    match device.key == public.id() {
        true => Ok(device),
        false => Err(refused("the server enrolled another key")),
    }
}

/// As far as the vault is open: a key that the server does not know opens nothing.
async fn forget_key(cx: &Context, owner: &ApprovalOwner) {
    if !cx.is_unlocked() {
        return;
    }
    let (owner, at) = (owner.clone(), cx.now());
    let forgotten = cx
        .on_vault(move |vault, chance| {
            let Some(id) = vault.contents().approval_key(&owner).map(|key| key.id) else {
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
