//! Passkeys ([Web Authentication](https://www.w3.org/TR/webauthn-3/)): a key on a device that checks that
//! it is the person, bound to the name of this server.
//!
//! What was asked is kept here, for one answer. A browser has no passkeys for a server that is known by
//! a bare address, so such a server offers none.

use authority::factor::{Kind, SENT_LIFE};
use protocol::{FactorId, UserId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};

use super::sealed;
use crate::{
    Server,
    refusal::Refusal,
    store::{Challenge, Factor, User, Work},
};

/// What a passkey is sealed for.
const PURPOSE: &str = "passkey/1";
/// A key to enrol.
const ENROL: &str = "enrol-passkey";
/// A known key of a known person.
const KNOWN: &str = "passkey";
/// A key of whoever it may be.
const ANYBODY: &str = "passkey-anybody";
/// The owner of what is asked before anybody is known.
const NOBODY: UserId = UserId::from_bytes([0; 16]);

/// Whether this server can have passkeys.
pub(crate) fn is_possible(server: &Server) -> bool {
    site(server).is_some()
}

/// The server as passkeys know it; `None` under an address without a name.
fn site(server: &Server) -> Option<Webauthn> {
    let origin = Url::parse(server.config().issuer.as_str()).ok()?;
    let name = server.name();
    let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
    builder.rp_name(&name).build().ok()
}

fn impossible<T>(_: T) -> Refusal {
    tracing::warn!("a passkey ceremony could not begin");
    Refusal::Failed
}

fn uuid(user: UserId) -> Result<Uuid, Refusal> {
    Uuid::parse_str(&user.to_string()).map_err(impossible)
}

/// Asks for a new passkey of a person; the question for the browser.
pub(crate) async fn ask_new(
    server: &Server,
    work: &mut Work,
    holder: &str,
    user: &User,
    known: &[Factor],
) -> Result<String, Refusal> {
    let site = site(server).ok_or(Refusal::Failed)?;
    let passkeys = opened(server, known)?;
    let exclude = passkeys.iter().map(|(_, key)| key.cred_id().clone());
    let (question, state) = site
        .start_passkey_registration(
            uuid(user.id)?,
            &user.name,
            &user.name,
            Some(exclude.collect()),
        )
        .map_err(impossible)?;
    keep(server, work, holder, ENROL, Some(user.id), &state).await?;
    let mut question = serde_json::to_value(&question).map_err(impossible)?;
    // So that it can be the only thing a person shows.
    if let Some(Value::Object(wanted)) = question.pointer_mut("/publicKey/authenticatorSelection") {
        wanted.insert("residentKey".to_owned(), json!("preferred"));
    }
    Ok(question.to_string())
}

/// The passkey that was made, as a factor called `name`; `None` when the answer is not right.
pub(crate) async fn new(
    server: &Server,
    work: &mut Work,
    holder: &str,
    user: UserId,
    name: String,
    shown: &str,
) -> Result<Option<Factor>, Refusal> {
    let Some(state) = kept::<PasskeyRegistration>(server, work, holder, ENROL, Some(user)).await?
    else {
        return Ok(None);
    };
    let site = site(server).ok_or(Refusal::Failed)?;
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(shown) else {
        return Ok(None);
    };
    let Ok(key) = site.finish_passkey_registration(&answer, &state) else {
        return Ok(None);
    };
    let now = server.now();
    Ok(Some(Factor {
        id: FactorId::from_bytes(server.draw()?),
        user,
        kind: Kind::Passkey,
        name,
        sealed: closed(server, user, &key)?,
        handle: handle(key.cred_id()),
        counter: 0,
        created_at: now,
        last_used_at: Some(now),
    }))
}

/// Asks for one of a person's passkeys; the question for the browser.
pub(crate) async fn ask(
    server: &Server,
    work: &mut Work,
    holder: &str,
    user: UserId,
    known: &[Factor],
) -> Result<Option<String>, Refusal> {
    let Some(site) = site(server) else {
        return Ok(None);
    };
    let keys: Vec<Passkey> = opened(server, known)?
        .into_iter()
        .map(|(_, key)| key)
        .collect();
    let (question, state) = site
        .start_passkey_authentication(&keys)
        .map_err(impossible)?;
    keep(server, work, holder, KNOWN, Some(user), &state).await?;
    Ok(Some(serde_json::to_string(&question).map_err(impossible)?))
}

/// Whether an answer by passkey is right.
pub(super) async fn check(
    server: &Server,
    work: &mut Work,
    holder: &str,
    user: UserId,
    shown: &str,
) -> Result<bool, Refusal> {
    let Some(state) =
        kept::<PasskeyAuthentication>(server, work, holder, KNOWN, Some(user)).await?
    else {
        return Ok(false);
    };
    let (Some(site), Ok(answer)) = (
        site(server),
        serde_json::from_str::<PublicKeyCredential>(shown),
    ) else {
        return Ok(false);
    };
    let Ok(result) = site.finish_passkey_authentication(&answer, &state) else {
        return Ok(false);
    };
    used(
        server,
        work,
        user,
        result.cred_id(),
        |key| {
            key.update_credential(&result);
        },
        result.counter(),
    )
    .await
}

/// Asks for a passkey of whoever it may be; the question for the browser.
pub(crate) async fn ask_anybody(
    server: &Server,
    work: &mut Work,
    holder: &str,
) -> Result<Option<String>, Refusal> {
    let Some(site) = site(server) else {
        return Ok(None);
    };
    let (question, state) = site
        .start_discoverable_authentication()
        .map_err(impossible)?;
    // Most of these questions are never answered.
    let over = server.now().minus(SENT_LIFE);
    work.sign_ins().forget_asked(ANYBODY, over).await?;
    keep(server, work, holder, ANYBODY, None, &state).await?;
    let mut question = serde_json::to_value(&question).map_err(impossible)?;
    if let Some(question) = question.as_object_mut() {
        question.remove("mediation");
    }
    Ok(Some(question.to_string()))
}

/// Whose passkey answered, when it is right.
pub(crate) async fn anybody(
    server: &Server,
    work: &mut Work,
    holder: &str,
    shown: &str,
) -> Result<Option<UserId>, Refusal> {
    let Some(state) =
        kept::<DiscoverableAuthentication>(server, work, holder, ANYBODY, None).await?
    else {
        return Ok(None);
    };
    let (Some(site), Ok(answer)) = (
        site(server),
        serde_json::from_str::<PublicKeyCredential>(shown),
    ) else {
        return Ok(None);
    };
    let Ok((person, name)) = site.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let user = UserId::from_bytes(*person.as_bytes());
    let known = work.factors().by_handle(&handle(name)).await?;
    // The key must be of the person whom the device names.
    let Some(factor) = known.filter(|factor| factor.user == user) else {
        return Ok(None);
    };
    let Some((_, key)) = opened(server, std::slice::from_ref(&factor))?.pop() else {
        return Ok(None);
    };
    let Ok(result) = site.finish_discoverable_authentication_v2(&answer, state, &key) else {
        return Ok(None);
    };
    let noted = used(
        server,
        work,
        user,
        result.cred_id(),
        |key| {
            key.update_credential(&result);
        },
        result.counter(),
    )
    .await?;
    Ok(noted.then_some(user))
}

/// Notes that a key was used. The library refuses a count of signatures that does not grow, as a copy
/// of the key would bring it; of two answers in parallel with one count, one passes.
async fn used(
    server: &Server,
    work: &mut Work,
    user: UserId,
    name: &[u8],
    update: impl FnOnce(&mut Passkey),
    count: u32,
) -> Result<bool, Refusal> {
    let known = work.factors().by_handle(&handle(name)).await?;
    let Some(factor) = known.filter(|factor| factor.user == user) else {
        return Ok(false);
    };
    let Some((_, mut key)) = opened(server, std::slice::from_ref(&factor))?.pop() else {
        return Ok(false);
    };
    update(&mut key);
    let sealed = closed(server, user, &key)?;
    let count = i64::from(count);
    Ok(work
        .factors()
        .count_up(factor.id, &sealed, count, server.now())
        .await?)
}

/// What may exist once: one key cannot belong to two people.
fn handle(name: &[u8]) -> String {
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(name));
    format!("{}/{digest}", Kind::Passkey.word())
}

fn opened<'a>(
    server: &Server,
    factors: impl IntoIterator<Item = &'a Factor>,
) -> Result<Vec<(FactorId, Passkey)>, Refusal> {
    let passkeys = factors
        .into_iter()
        .filter(|factor| factor.kind == Kind::Passkey);
    passkeys
        .map(|factor| {
            let plain = sealed::open(server, factor.user, PURPOSE, &factor.sealed)?;
            let key = serde_json::from_slice(&plain).map_err(impossible)?;
            Ok((factor.id, key))
        })
        .collect()
}

fn closed(server: &Server, user: UserId, key: &Passkey) -> Result<String, Refusal> {
    let plain = serde_json::to_vec(key).map_err(impossible)?;
    sealed::seal(server, user, PURPOSE, &plain)
}

/// Keeps what was asked until it is answered.
async fn keep(
    server: &Server,
    work: &mut Work,
    holder: &str,
    purpose: &str,
    user: Option<UserId>,
    state: &impl Serialize,
) -> Result<(), Refusal> {
    let plain = serde_json::to_vec(state).map_err(impossible)?;
    let challenge = Challenge {
        holder: holder.to_owned(),
        purpose: purpose.to_owned(),
        user,
        sealed: sealed::seal(server, user.unwrap_or(NOBODY), purpose, &plain)?,
        digest: None,
        tries_left: 1,
        created_at: server.now(),
    };
    Ok(work.sign_ins().ask(&challenge).await?)
}

/// What was asked, for the only time.
async fn kept<T: DeserializeOwned>(
    server: &Server,
    work: &mut Work,
    holder: &str,
    purpose: &str,
    user: Option<UserId>,
) -> Result<Option<T>, Refusal> {
    let asked = work.sign_ins().answered(holder, purpose).await?;
    let now = server.now();
    let Some(asked) =
        asked.filter(|asked| asked.user == user && now < asked.created_at.plus(SENT_LIFE))
    else {
        return Ok(None);
    };
    let plain = sealed::open(server, user.unwrap_or(NOBODY), purpose, &asked.sealed)?;
    Ok(serde_json::from_slice::<Value>(&plain)
        .ok()
        .and_then(|value| serde_json::from_value(value).ok()))
}
