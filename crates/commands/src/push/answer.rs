//! Answering: sign, write down, send, note what became of it.

use data_encoding::BASE64URL_NOPAD;
use ledger::{DecisionState, NewDecision};
use protocol::shown;
use providers::{PushAnswer, Taken, WhyDeclined};
use serde_json::json;

use super::{
    desk::Card,
    find_push, no_such,
    token::{self, Signed},
    views::{PushAcceptedView, PushReason},
    watch,
};
use crate::{Context, Failure, FailureCode, context::hold};

/// The longest code that is shown, and the longest sentence about it.
const LONGEST_CODE: usize = 20;
const LONGEST_MESSAGE: usize = 200;

/// Says yes to a question, with what the person picked where something is to be picked. Where the page
/// that asks wants a code, the answer has it.
///
/// # Errors
///
/// [`FailureCode::Locked`] while the vault is; [`FailureCode::BadInput`] for a choice that was not
/// offered; [`FailureCode::WrongChoice`], after which the question is not asked here again;
/// [`FailureCode::ApprovalOver`] when its time is over or it was answered; [`FailureCode::NoSuchApproval`];
/// [`FailureCode::ServerAway`], after which it may have counted or not; those of the vault, the ledger
/// and the keychain.
pub async fn accept_push(
    cx: &Context,
    id: &str,
    choice: Option<&str>,
) -> Result<PushAcceptedView, Failure> {
    let _turn = cx.pushes.answering.lock().await;
    let card = find(cx, id).await?;
    let choice = picked(&card.question.choices, choice)?;
    let answer = PushAnswer::accept(&card.question, choice.as_deref());
    let taken = send(cx, &card, &answer, "accept").await?;
    if !taken.counts {
        return Err(why_not(cx, &card).await);
    }
    cx.change_pushes(|desk| desk.close(id));
    let plain = |text: Option<String>, longest| text.and_then(|text| shown(&text, longest));
    Ok(PushAcceptedView {
        code: plain(taken.code, LONGEST_CODE),
        message: plain(taken.message, LONGEST_MESSAGE),
    })
}

/// Says no to a question. A reason goes along where the server takes it.
///
/// # Errors
///
/// As [`accept_push`], but for what is about choices.
pub async fn decline_push(
    cx: &Context,
    id: &str,
    reason: Option<PushReason>,
) -> Result<(), Failure> {
    let _turn = cx.pushes.answering.lock().await;
    let card = find(cx, id).await?;
    let reason = reason.map(|reason| match reason {
        PushReason::UnknownTrigger => WhyDeclined::UnknownTrigger,
        PushReason::Cancelled => WhyDeclined::Cancelled,
    });
    let answer = PushAnswer::decline(&card.question, reason);
    let taken = send(cx, &card, &answer, "decline").await?;
    cx.change_pushes(|desk| desk.close(id));
    match taken.counts {
        true => Ok(()),
        false => Err(over()),
    }
}

/// The question, while it can be answered.
async fn find(cx: &Context, id: &str) -> Result<Card, Failure> {
    if !cx.is_unlocked() {
        return Err(Failure::new(FailureCode::Locked, "locked"));
    }
    if hold(&cx.pushes.desk).find(id).is_none() {
        find_push(cx, id).await?;
    }
    let card = hold(&cx.pushes.desk).find(id).cloned();
    let card = card.ok_or_else(no_such)?;
    match card.is_over(cx.now()) {
        true => Err(over()),
        false => Ok(card),
    }
}

/// What was picked of what was offered.
fn picked(choices: &[String], choice: Option<&str>) -> Result<Option<String>, Failure> {
    let bad = |detail: String| Err(Failure::new(FailureCode::BadInput, detail));
    match choice.map(str::trim) {
        None if choices.is_empty() => Ok(None),
        None => bad(format!(
            "one of these has to be picked: {}",
            choices.join(", ")
        )),
        Some(_) if choices.is_empty() => bad("there is nothing to pick".to_owned()),
        Some(choice) => match choices.iter().find(|one| *one == choice) {
            Some(choice) => Ok(Some(choice.clone())),
            None => bad(format!("only these can be picked: {}", choices.join(", "))),
        },
    }
}

/// Signs, writes down, sends, and notes what became of it.
async fn send(
    cx: &Context,
    card: &Card,
    answer: &PushAnswer,
    decision: &str,
) -> Result<Taken, Failure> {
    let signed = card.token.sign(cx, answer.to_be_signed()).await?;
    let number = write_down(cx, card, &signed, decision).await?;
    let server = token::server(cx, &card.token.url).await?;
    let sent = server.answer(answer, &signed.signature).await;
    let state = match &sent {
        Ok(taken) if taken.counts => DecisionState::Accepted,
        Err(error) if may_have_arrived(error) => DecisionState::Unsure,
        _ => DecisionState::Refused,
    };
    // What the server did counts, also when it cannot be noted.
    let ledger = cx.keeping.ledger().await?;
    if let Err(error) = ledger.note_decision(number, state).await {
        tracing::warn!(%error, number, "what became of a decision could not be noted");
    }
    sent.map_err(|error| match may_have_arrived(&error) {
        true => Failure::of(FailureCode::ServerAway, &error),
        false => watch::failure(error),
    })
}

async fn write_down(
    cx: &Context,
    card: &Card,
    signed: &Signed,
    decision: &str,
) -> Result<u64, Failure> {
    let (view, token) = (card.view(), &card.token);
    let shown = json!({
        "issuer": view.issuer,
        "label": view.label,
        "server": view.server,
        "serial": token.serial,
        "title": view.title,
        "question": view.question,
        "choices": view.choices,
    });
    let new = NewDecision {
        account: token.id.to_string(),
        issuer: token.url.to_string(),
        request: card.id.clone(),
        decision: decision.to_owned(),
        key: token.id.to_string(),
        public_key: BASE64URL_NOPAD.encode(&signed.public),
        signed: signed.bytes.clone(),
        signature: BASE64URL_NOPAD.encode(&signed.signature),
        shown: shown.to_string(),
    };
    let (ledger, key) = (cx.keeping.ledger().await?, cx.ledger_key().await?);
    let mut chance = cx.chance();
    Ok(ledger
        .append_decision(key, &new, cx.now_unix(), &mut *chance)
        .await?)
}

/// Why an acceptance did not count: the server says the same of a wrong choice and of a question that is
/// over, but it goes on asking only the one. Whoever picked wrong may be guessing, so it is not asked
/// here again.
async fn why_not(cx: &Context, card: &Card) -> Failure {
    cx.change_pushes(|desk| desk.close(&card.id));
    let asked = watch::poll(cx, &card.token).await;
    let still_open = asked.is_ok_and(|polled| {
        let mut questions = polled.questions.iter();
        questions.any(|one| one.nonce == card.question.nonce)
    });
    match still_open {
        true if card.question.choices.is_empty() => Failure::new(
            FailureCode::ServerRefused,
            "the server did not take the answer",
        ),
        true => Failure::new(
            FailureCode::WrongChoice,
            "something else was to be picked; the server goes on waiting until the time is over",
        ),
        false => over(),
    }
}

/// Whether a server may have taken an answer although it said nothing that tells.
fn may_have_arrived(error: &providers::Error) -> bool {
    matches!(
        error,
        providers::Error::Away { .. } | providers::Error::NotUnderstood { .. }
    )
}

fn over() -> Failure {
    Failure::new(
        FailureCode::ApprovalOver,
        "it was answered, or its time is over",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_offered_can_be_picked() {
        let choices = ["A".to_owned(), "red fox".to_owned()];
        assert_eq!(
            picked(&choices, Some(" red fox ")).unwrap().as_deref(),
            Some("red fox")
        );
        assert_eq!(picked(&[], None).unwrap(), None);
        for (choices, choice) in [
            (choices.as_slice(), None),
            (&choices, Some("a")),
            (&choices, Some("")),
            (&[], Some("A")),
        ] {
            let refused = picked(choices, choice).unwrap_err();
            assert_eq!(refused.code, FailureCode::BadInput, "{choice:?}");
        }
    }
}
