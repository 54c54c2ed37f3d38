//! Enrolling push tokens, and forgetting them.

use ::vault::{NewPushToken, PushTokenId};
use providers::{PushLink, ServerKey};

use super::{
    key::PushKey,
    token::{self, Token, gone},
    views::PushTokenView,
};
use crate::{Context, Failure, FailureCode, codes::Link, context::off_thread};

/// The push tokens of the vault, the oldest first.
///
/// # Errors
///
/// [`FailureCode::Locked`] while the vault is.
pub async fn list_push_tokens(cx: &Context) -> Result<Vec<PushTokenView>, Failure> {
    Ok(token::all(cx).await?.iter().map(Token::view).collect())
}

/// Makes a key, enrols it at the server that the link names, and keeps it in the vault. A link is good
/// once: when the answer of the server is lost, another one is needed.
///
/// # Errors
///
/// [`FailureCode::Locked`] and [`FailureCode::ReadOnly`]; [`FailureCode::BadLink`];
/// [`FailureCode::NeedsInsisting`] for a link that asks for something unsafe, unless the person
/// insists; [`FailureCode::ServerAway`] and [`FailureCode::ServerRefused`]; those of the vault. Nothing
/// is in the vault then.
pub async fn add_push_token(
    cx: &Context,
    link: &Link,
    insist: bool,
) -> Result<PushTokenView, Failure> {
    enrol(cx, &parse(link)?, insist).await
}

/// As [`add_push_token`], with the link that a picture held.
///
/// # Errors
///
/// As [`add_push_token`]; [`FailureCode::BadInput`] when the picture was put away meanwhile.
pub async fn add_found_push(
    cx: &Context,
    handle: u32,
    insist: bool,
) -> Result<PushTokenView, Failure> {
    let text = cx
        .on_open(move |open, _| open.found.push_link(handle))
        .await?;
    enrol(cx, &parse(&text)?, insist).await
}

/// Forgets a push token. Its server is not told, since it takes no such message: whoever runs it can
/// remove the token there.
///
/// # Errors
///
/// [`FailureCode::Locked`]; [`FailureCode::NoSuchPushToken`]; those of the vault.
pub async fn remove_push_token(cx: &Context, id: &str) -> Result<(), Failure> {
    let id: PushTokenId = id.parse().map_err(|_| gone())?;
    let at = cx.now();
    cx.on_vault(move |vault, chance| {
        Ok(vault.update(chance, |contents| contents.remove_push_token(&id, at))?)
    })
    .await?;
    cx.change_pushes(|desk| desk.forget(id));
    cx.pushes.tokens.notify_one();
    Ok(())
}

fn parse(link: &Link) -> Result<PushLink, Failure> {
    PushLink::parse(link.reveal()).map_err(|error| Failure::of(FailureCode::BadLink, &error))
}

async fn enrol(cx: &Context, link: &PushLink, insist: bool) -> Result<PushTokenView, Failure> {
    let doubts = link.doubts();
    if !insist && !doubts.is_empty() {
        let doubts: Vec<String> = doubts.iter().map(ToString::to_string).collect();
        return Err(Failure::new(FailureCode::NeedsInsisting, doubts.join("; ")));
    }
    let _turn = cx.pushes.answering.lock().await;
    // The server takes the key once, so there must be a place for it.
    cx.on_vault(|vault, _| match vault.is_read_only() {
        true => Err(Failure::new(
            FailureCode::ReadOnly,
            "the vault takes no changes",
        )),
        false => Ok(()),
    })
    .await?;
    let key = off_thread(PushKey::generate).await?;
    let server = token::server(cx, &link.url).await?;
    let server_key = server.enrol(link, key.public()).await?;
    let view = keep(cx, link, &key, &server_key).await?;
    cx.pushes.tokens.notify_one();
    Ok(view)
}

async fn keep(
    cx: &Context,
    link: &PushLink,
    key: &PushKey,
    server_key: &ServerKey,
) -> Result<PushTokenView, Failure> {
    let (id, at) = (key.id(), cx.now());
    let new = NewPushToken {
        id,
        serial: link.serial.clone(),
        url: link.url.to_string(),
        issuer: link.issuer.clone(),
        label: link.label.clone(),
        secret: key.secret()?,
        server_key: server_key.der().to_vec(),
        sslverify: link.sslverify,
    };
    cx.on_vault(move |vault, chance| {
        vault.update(chance, |contents| {
            contents.put_push_token(new, at);
            Ok(())
        })?;
        let kept = vault.contents().push_token(&id).and_then(Token::of);
        Ok(kept.ok_or_else(gone)?.view())
    })
    .await
}
