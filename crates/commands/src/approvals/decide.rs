//! Answering: sign, write down, send, note what became of it.

use ::vault::{ApprovalOwner, Contents};
use ledger::{Approver, DecisionState, NewDecision};
use protocol::{
    AnsweredApproval, ApprovalDecision, ApprovalId, ApprovalKey, ApprovalRequest, DIGITS, NotMe,
    SignedAnswer,
};
use providers::AnswerError;
use url::Url;

use super::{Asked, desk::milliseconds, fetch, no_such, not_enrolled, parse_id, views::NotMeView};
use crate::{Context, Failure, FailureCode, browser, context::hold, sessions::ended_view};

/// Approves a request with the number that the asking page shows, or without one where it shows none.
///
/// # Errors
///
/// [`FailureCode::Locked`] while the vault is; [`FailureCode::BadInput`] for what is no number;
/// [`FailureCode::WrongNumber`]; [`FailureCode::ApprovalOver`]; [`FailureCode::NoSuchApproval`];
/// [`FailureCode::NotEnrolled`] when the server asks another key; [`FailureCode::BurstStands`] while a
/// burst was not lifted; [`FailureCode::ServerAway`], after which the request may be approved or not;
/// those of the vault, the ledger, and the keychain.
pub async fn approve(cx: &Context, account: &str, id: &str, digits: &str) -> Result<(), Failure> {
    let turn = cx.approvals.answering.lock().await;
    if cx.approvals.desk().has_burst() {
        return Err(Failure::new(
            FailureCode::BurstStands,
            "too many requests came; lift the burst first",
        ));
    }
    let question = Question::find(cx, account, id).await?;
    let digits = typed(digits, question.asked.request.number)?;
    let decision = ApprovalDecision::Approve;
    question.answer(cx, decision, &digits).await?;
    drop(turn);
    Ok(())
}

/// Denies a request.
///
/// # Errors
///
/// As [`approve`], but for what is about numbers and bursts.
pub async fn deny(cx: &Context, account: &str, id: &str) -> Result<(), Failure> {
    let _turn = cx.approvals.answering.lock().await;
    let question = Question::find(cx, account, id).await?;
    question.answer(cx, ApprovalDecision::Deny, "").await?;
    Ok(())
}

/// Denies a request of which the person knows nothing: the server ends what asked and every other
/// session, and nobody is asked for twenty minutes. Says what of it was done. When the server did not
/// answer, this computer is silent all the same, but for this one request, which can be denied again; and
/// the view says that nothing else is known.
///
/// # Errors
///
/// As [`deny`], for what kept the answer from being sent at all or was over.
pub async fn deny_not_me(cx: &Context, account: &str, id: &str) -> Result<NotMeView, Failure> {
    let _turn = cx.approvals.answering.lock().await;
    let question = Question::find(cx, account, id).await?;
    let answered = question.answer(cx, ApprovalDecision::NotMe, "").await;
    let until = |cx: &Context| {
        let now = cx.now();
        milliseconds(cx.approvals.change(|desk| desk.mute(account, now)))
    };
    match answered {
        Ok(answered) => {
            let view = report(&question, answered.not_me.as_ref(), until(cx));
            let page = view.password_page.as_deref().map(Url::parse);
            if let Some(Ok(page)) = page {
                hold(&cx.approvals.password_pages).insert(account.to_owned(), page);
            }
            Ok(view)
        }
        Err(failure) if failure.code == FailureCode::ServerAway => {
            tracing::warn!(%failure, "a denial may not have arrived");
            cx.approvals
                .change(|desk| desk.note_unsure(account, question.id()));
            let mut view = report(&question, None, until(cx));
            view.denied = false;
            view.failed.insert(0, "deny".to_owned());
            Ok(view)
        }
        Err(failure) => Err(failure),
    }
}

/// A request that can be answered, and who answers.
struct Question {
    here: Approver,
    asked: Asked,
}

impl Question {
    async fn find(cx: &Context, account: &str, id: &str) -> Result<Self, Failure> {
        let id = parse_id(id)?;
        if !cx.is_unlocked() {
            return Err(Failure::new(FailureCode::Locked, "locked"));
        }
        let ledger = cx.keeping.ledger().await?;
        let here = ledger.approver(None, account).await?;
        let here = here.ok_or_else(not_enrolled)?;
        let known = cx.approvals.desk().find(account, id);
        let asked = match known {
            Some(asked) => asked,
            None => {
                let waiting = fetch(cx, &here).await?;
                let asked = waiting.into_iter().find(|asked| asked.request.id == id);
                asked.ok_or_else(no_such)?
            }
        };
        if asked.request.expires_at <= asked.ahead.there(cx.now()) {
            cx.approvals.change(|desk| desk.drop_card(account, id));
            return Err(over("its time is over"));
        }
        Ok(Self { here, asked })
    }

    fn id(&self) -> ApprovalId {
        self.asked.request.id
    }

    /// Signs, writes down, sends, and notes what became of it.
    async fn answer(
        &self,
        cx: &Context,
        decision: ApprovalDecision,
        digits: &str,
    ) -> Result<AnsweredApproval, Failure> {
        let time = self.asked.ahead.there(cx.now());
        let signed = self.sign(cx, decision, digits, time).await?;
        let number = self.write_down(cx, &signed).await?;
        let sent = self.send(cx, &signed).await;
        let state = match &sent {
            Ok(Ok(_)) => DecisionState::Accepted,
            Ok(Err(AnswerError::Failed(error))) if may_have_arrived(error) => DecisionState::Unsure,
            _ => DecisionState::Refused,
        };
        let ledger = cx.keeping.ledger().await?;
        // What the server did counts, also when it cannot be noted.
        if let Err(error) = ledger.note_decision(number, state).await {
            tracing::warn!(%error, number, "what became of a decision could not be noted");
        }
        self.conclude(cx, decision, sent?)
    }

    /// Signs with the key of this account, if it is the one that is asked.
    async fn sign(
        &self,
        cx: &Context,
        decision: ApprovalDecision,
        digits: &str,
        time: i64,
    ) -> Result<SignedAnswer, Failure> {
        let owner = owner(&self.here);
        let (request, digits) = (self.asked.request.clone(), digits.to_owned());
        cx.on_vault(move |vault, _| {
            let key = key_of(vault.contents(), &owner, &request)?;
            Ok(request.answer(&key, decision, &digits, time))
        })
        .await
    }

    async fn write_down(&self, cx: &Context, signed: &SignedAnswer) -> Result<u64, Failure> {
        let request = &self.asked.request;
        let shown = serde_json::to_string(request)
            .map_err(|error| Failure::of(FailureCode::Internal, &error))?;
        let new = NewDecision {
            account: self.here.account.clone(),
            issuer: request.issuer.clone(),
            request: request.id.to_string(),
            decision: signed.decision.word().to_owned(),
            key: signed.key.clone(),
            public_key: self.here.public_key.clone(),
            signed: request.signed_bytes(signed.decision, &signed.digits, signed.time),
            signature: signed.signature.clone(),
            shown,
        };
        let (ledger, key) = (cx.keeping.ledger().await?, cx.ledger_key().await?);
        let mut chance = cx.chance();
        Ok(ledger
            .append_decision(key, &new, cx.now_unix(), &mut *chance)
            .await?)
    }

    async fn send(
        &self,
        cx: &Context,
        signed: &SignedAnswer,
    ) -> Result<Result<AnsweredApproval, AnswerError>, Failure> {
        let id = self.id();
        cx.ask_server(&self.here.account, |adapter, access| async move {
            match adapter.answer(&access, id, signed).await {
                // A token that ran out is worth another try; the answer stays the same.
                Err(AnswerError::Failed(providers::Error::Unauthorized)) => {
                    Err(providers::Error::Unauthorized)
                }
                other => Ok(other),
            }
        })
        .await
    }

    /// What the person learns, and what becomes of the card.
    fn conclude(
        &self,
        cx: &Context,
        decision: ApprovalDecision,
        sent: Result<AnsweredApproval, AnswerError>,
    ) -> Result<AnsweredApproval, Failure> {
        let (account, id) = (self.here.account.as_str(), self.id());
        let gone = || cx.approvals.change(|desk| desk.drop_card(account, id));
        match sent {
            Ok(answered) => {
                gone();
                let expected = match decision {
                    ApprovalDecision::Approve => "approved",
                    ApprovalDecision::Deny | ApprovalDecision::NotMe => "denied",
                };
                if answered.state != expected {
                    let detail = "the server says that it took the answer for another one";
                    return Err(Failure::new(FailureCode::ServerRefused, detail));
                }
                if decision == ApprovalDecision::Approve {
                    cx.approvals.change(|desk| desk.was_begun(id));
                }
                Ok(answered)
            }
            Err(AnswerError::WrongNumber { tries_left }) => {
                cx.approvals
                    .change(|desk| desk.note_tries(account, id, tries_left));
                let detail = format!("{tries_left} tries are left");
                Err(Failure::new(FailureCode::WrongNumber, detail))
            }
            Err(AnswerError::Over) => {
                gone();
                Err(over("it was answered, or its time is over"))
            }
            Err(AnswerError::BadSignature) => Err(Failure::new(
                FailureCode::NotEnrolled,
                "the server has another key of this computer",
            )),
            Err(AnswerError::Failed(providers::Error::NotFound)) => {
                gone();
                Err(no_such())
            }
            Err(AnswerError::Failed(error)) if may_have_arrived(&error) => {
                Err(Failure::of(FailureCode::ServerAway, &error))
            }
            Err(AnswerError::Failed(error)) => Err(error.into()),
            Err(other) => Err(Failure::of(FailureCode::ServerRefused, &other)),
        }
    }
}

/// Whether a server may have taken an answer although it said nothing that tells.
fn may_have_arrived(error: &providers::Error) -> bool {
    matches!(
        error,
        providers::Error::Away { .. } | providers::Error::NotUnderstood { .. }
    )
}

fn over(detail: &str) -> Failure {
    Failure::new(FailureCode::ApprovalOver, detail)
}

pub(super) fn owner(here: &Approver) -> ApprovalOwner {
    ApprovalOwner {
        issuer: here.issuer.clone(),
        user: here.user.clone(),
        device: here.device.clone(),
    }
}

/// The key that a request asks for. It is wiped when it is dropped.
fn key_of(
    contents: &Contents,
    owner: &ApprovalOwner,
    request: &ApprovalRequest,
) -> Result<ApprovalKey, Failure> {
    let record = contents.approval_key(owner).ok_or_else(not_enrolled)?;
    if record.id.to_string() != request.key {
        return Err(not_enrolled());
    }
    Ok(ApprovalKey::from_bytes(record.seed.reveal()))
}

/// The digits that were typed, without the spaces that people put between them.
fn typed(digits: &str, wanted: bool) -> Result<String, Failure> {
    let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let fits = match wanted {
        true => digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()),
        false => digits.is_empty(),
    };
    if fits {
        return Ok(digits);
    }
    let detail = match wanted {
        true => "the number has six digits",
        false => "this request has no number",
    };
    Err(Failure::new(FailureCode::BadInput, detail))
}

/// What was done, with the steps that were not.
fn report(question: &Question, done: Option<&NotMe>, until: i64) -> NotMeView {
    let (here, ahead) = (&question.here, question.asked.ahead);
    let page = done.and_then(|done| done.password_page.clone());
    let page = page.filter(|page| belongs(page, &here.issuer));
    let mut view = NotMeView {
        account_id: here.account.clone(),
        denied: true,
        sessions_ended: done.map(|done| ended_view(done.ended)),
        asking_session_ended: done.map(|done| done.asking_session_ended),
        muted_until_ms: Some(until),
        password_page: page,
        recorded: done.is_some_and(|done| done.recorded),
        failed: Vec::new(),
    };
    let muted_there = done.map(|done| ahead.here_ms(done.muted_until));
    view.muted_until_ms = view.muted_until_ms.max(muted_there);
    let steps = [
        ("end_asking", view.asking_session_ended == Some(true)),
        ("end_sessions", view.sessions_ended.is_some()),
        ("mute", done.is_some()),
        ("record", view.recorded),
        ("password_page", view.password_page.is_some()),
    ];
    view.failed = steps
        .into_iter()
        .filter(|(_, done)| !done)
        .map(|(step, _)| step.to_owned())
        .collect();
    view
}

/// Whether a page is one of the server's own.
fn belongs(page: &str, issuer: &str) -> bool {
    let (Ok(page), Ok(issuer)) = (Url::parse(page), Url::parse(issuer)) else {
        return false;
    };
    browser::is_safe(&page) && page.origin() == issuer.origin()
}

#[cfg(test)]
mod tests {
    use protocol::Ended;

    use super::*;
    use crate::approvals::{
        desk::Ahead,
        samples::{NOW, approver, request},
    };

    fn question() -> Question {
        Question {
            here: approver(),
            asked: Asked {
                request: request(1),
                ahead: Ahead::default(),
            },
        }
    }

    #[test]
    fn a_number_is_six_digits_whatever_stands_between_them() {
        for text in ["123456", " 123 456\t", "1 2 3 4 5 6"] {
            assert_eq!(typed(text, true).unwrap(), "123456");
        }
        for text in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(typed(text, true).unwrap_err().code, FailureCode::BadInput);
        }
        assert_eq!(typed("", false).unwrap(), "");
        assert!(typed("123456", false).is_err());
    }

    #[test]
    fn a_report_claims_nothing_that_the_server_did_not_say() {
        let silent = report(&question(), None, 5);
        assert_eq!(
            (silent.sessions_ended, silent.asking_session_ended),
            (None, None)
        );
        assert_eq!((silent.recorded, silent.muted_until_ms), (false, Some(5)));
        let steps = [
            "end_asking",
            "end_sessions",
            "mute",
            "record",
            "password_page",
        ];
        assert_eq!(silent.failed, steps);

        let done = |page: Option<&str>| NotMe {
            ended: Ended {
                sessions: 3,
                refresh_families: 2,
                access_tokens_until: Some(NOW + 600),
            },
            asking_session_ended: true,
            muted_until: NOW + 1200,
            password_page: page.map(str::to_owned),
            recorded: true,
        };
        let page = "https://id.example/account/password";
        let all = report(&question(), Some(&done(Some(page))), 5);
        assert_eq!(all.failed, Vec::<String>::new());
        assert_eq!(all.muted_until_ms, Some((NOW + 1200) * 1000));
        assert_eq!(all.sessions_ended.unwrap().sessions, 3);
        assert_eq!(all.password_page.as_deref(), Some(page));
        let half = NotMe {
            asking_session_ended: false,
            recorded: false,
            ..done(None)
        };
        let half = report(&question(), Some(&half), 5);
        assert_eq!(half.failed, ["end_asking", "record", "password_page"]);
    }

    #[test]
    fn the_password_page_is_one_of_the_server_that_asked() {
        let issuer = "https://id.example";
        assert!(belongs("https://id.example/account", issuer));
        for page in [
            "https://id.example.evil/account",
            "http://id.example/account",
            "https://id.example:8443/",
            "javascript:alert(1)",
            "account",
        ] {
            assert!(!belongs(page, issuer), "{page}");
        }
    }
}
