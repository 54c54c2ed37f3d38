//! What a person shows for a factor, looked at no more often than the limits allow.

use authority::factor::{Challenge, Kind};

use super::{
    Complaint,
    prove::{is_locked, reserve_for, subject_of},
};
use crate::{
    Server,
    factors::{
        self, Asked, Has,
        sent::{self, Sending, Wish},
    },
    limits::guessing,
    pages::{self, CodeTo, Way},
    refusal::Refusal,
    routes::{
        note::{note, note_refused},
        request::{attempt::Attempt, browser::Browser, params::Params},
    },
    store::{User, Work},
    words,
};

/// What an answer came to.
pub(super) enum Answer {
    /// It was right, and is used up in this transaction, which the caller goes on with and commits.
    Right(Kind, Box<Work>),
    /// The page is shown again.
    Again(Kind, Complaint),
    /// A code was sent, and the page asks for it.
    Sent(Kind),
}

/// Reserves the attempt, then checks what was shown.
pub(super) async fn answer(
    server: &Server,
    browser: &Browser,
    user: &User,
    holder: &str,
    params: &Params,
) -> Result<Answer, Refusal> {
    let kind = params.get("with").and_then(Kind::from_word);
    let shown = params.get("code").unwrap_or_default();
    let now = server.now();

    let mut work = server.store().begin().await?;
    let locked = is_locked(server, browser, &mut work, user).await?;
    let has = Has::read(&mut work, user.id).await?;
    let offered = has.offered(server, user, locked);
    let Some(kind) = kind.filter(|kind| offered.contains(kind)) else {
        let kind = offered.first().copied().unwrap_or(Kind::Recovery);
        let complaint = if locked {
            Complaint::locked()
        } else {
            Complaint::wrong(words::here().choose_a_way())
        };
        return Ok(Answer::Again(kind, complaint));
    };
    if kind.challenge() == Challenge::Sent && params.get("send").is_some() {
        return send(server, browser, work, user, &has, holder, kind).await;
    }
    let recovery = kind == Kind::Recovery;
    let reserved = reserve_for(server, browser, &mut work, user, recovery).await?;
    work.commit().await?;
    let subject = match reserved {
        Ok(subject) => subject,
        Err(refused) => return Ok(Answer::Again(kind, Complaint::refused(refused))),
    };

    let mut work = server.store().begin().await?;
    if factors::check(server, &mut work, user, holder, kind, shown).await? {
        guessing::clear(&mut work, &subject).await?;
        if recovery {
            note(&mut work, browser, now, user.id, "recovery.used", user.id).await?;
        }
        note(
            &mut work,
            browser,
            now,
            user.id,
            "factor.passed",
            kind.word(),
        )
        .await?;
        return Ok(Answer::Right(kind, Box::new(work)));
    }
    note_refused(
        &mut work,
        browser,
        now,
        user.id,
        "factor.failed",
        kind.word(),
    )
    .await?;
    work.commit().await?;
    Ok(Answer::Again(
        kind,
        Complaint::wrong(match kind.challenge() {
            Challenge::Signed => words::here().passkey_again(),
            Challenge::Sent => words::here().wrong_sent_code(),
            Challenge::Typed => words::here().wrong_code(),
        }),
    ))
}

/// Sends the code that the person is asked for.
async fn send(
    server: &Server,
    browser: &Browser,
    mut work: Work,
    user: &User,
    has: &Has,
    holder: &str,
    kind: Kind,
) -> Result<Answer, Refusal> {
    let subject = subject_of(server, browser, &mut work, user).await?;
    let Some(address) = sent::address_of(server, user, has, kind)? else {
        return Ok(Answer::Again(kind, Complaint::not_sent()));
    };
    let wish = Wish {
        holder,
        purpose: kind.word(),
        user,
        subject: subject.as_str(),
        ip: &browser.ip,
        kind,
        address: &address,
    };
    Ok(match sent::send(server, work, wish).await? {
        Sending::Done => Answer::Sent(kind),
        Sending::TooOften => Answer::Again(kind, Complaint::sent_enough()),
        Sending::Impossible => Answer::Again(kind, Complaint::not_sent()),
    })
}

/// The page that asks for `kind`, with the other ways beside it.
pub(super) struct Question<'a> {
    pub(super) action: &'static str,
    pub(super) attempt: Option<&'a Attempt>,
    pub(super) kind: Kind,
    pub(super) offered: &'a [Kind],
    pub(super) complaint: Option<&'a Complaint>,
    /// What it takes to ask.
    pub(super) asked: Asked,
}

impl Question<'_> {
    pub(super) fn page(
        &self,
        server: &Server,
        browser: &mut Browser,
        user: &User,
    ) -> Result<pages::Factor, Refusal> {
        let ways = self.offered.iter().filter(|kind| **kind != self.kind);
        let (ceremony, code_to) = match &self.asked {
            Asked::Typed => (None, None),
            Asked::Signed(ceremony) => (ceremony.clone(), None),
            Asked::Sent { to, waiting } => {
                let (to, waiting) = (to.clone(), *waiting);
                (None, Some(CodeTo { to, waiting }))
            }
        };
        Ok(pages::Factor {
            csrf: browser.form_token(server)?,
            action: self.action,
            attempt: self
                .attempt
                .map(|attempt| attempt.as_str().to_owned())
                .unwrap_or_default(),
            name: user.name.clone(),
            way: Way::of(self.kind),
            others: ways.map(|kind| Way::of(*kind)).collect(),
            ceremony,
            code_to,
            nothing: self.offered.is_empty(),
            error: self.complaint.map(|complaint| complaint.text.clone()),
            server: server.name(),
        })
    }
}
