//! What a person shows for a factor, looked at no more often than the limits allow.

use authority::{
    audit::Event,
    factor::{Challenge, Kind},
};

use super::{
    Complaint, approval, asking_for,
    prove::{is_locked, reserve_for, subject_of},
};
use crate::{
    Server,
    factors::{
        self, Asked, Has,
        approval::other_was_right,
        sent::{self, Sending, Wish},
    },
    limits::guessing,
    pages::{self, Approving, CodeTo, Way},
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
    /// A code was sent, or a device was asked, and the page waits for the answer.
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
    let has = Has::read(&mut work, user.id, server.now()).await?;
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
    if kind.challenge() == Challenge::Elsewhere {
        return elsewhere(server, browser, work, user, holder, kind, params).await;
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
        other_was_right(server, &mut work, user, Some(holder)).await?;
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
            Challenge::Typed | Challenge::Elsewhere => words::here().wrong_code(),
        }),
    ))
}

/// Asks a device, or goes on when it said yes. Nobody guesses here, so no attempt is reserved.
async fn elsewhere(
    server: &Server,
    browser: &Browser,
    mut work: Work,
    user: &User,
    holder: &str,
    kind: Kind,
    params: &Params,
) -> Result<Answer, Refusal> {
    let is_waited_for = approval::is_waited_for(server, &mut work, holder).await?;
    if params.get("send").is_some() {
        if is_waited_for {
            return Ok(Answer::Sent(kind));
        }
        let sent = approval::send(server, browser, work, user, holder, params).await?;
        return Ok(match sent {
            Ok(()) => Answer::Sent(kind),
            Err(complaint) => Answer::Again(kind, complaint),
        });
    }
    if is_waited_for {
        let complaint = Complaint::wrong(words::here().approval_not_yet());
        return Ok(Answer::Again(kind, complaint));
    }
    let now = server.now();
    if factors::check(server, &mut work, user, holder, kind, "").await? {
        let subject = subject_of(server, browser, &mut work, user).await?;
        guessing::clear(&mut work, &subject).await?;
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
    // What is over was recorded when it ended; this says how often somebody tried to go on all the same.
    work.commit().await?;
    let event = Event::new(now, user.id, "factor.failed", kind.word());
    server.refused(event.from(&browser.ip));
    let complaint = Complaint::wrong(words::here().approval_void());
    Ok(Answer::Again(kind, complaint))
}

/// What a page asks for: what was wished for, or what is best now. Nobody is led to a device that is not
/// asked at the moment.
pub(super) async fn choose(
    server: &Server,
    work: &mut Work,
    user: &User,
    holder: &str,
    has: &Has,
    offered: &[Kind],
    wanted: Option<Kind>,
) -> Result<(Kind, Asked), Refusal> {
    let wanted = wanted.filter(|kind| offered.contains(kind));
    let kind = wanted
        .or(offered.first().copied())
        .unwrap_or(Kind::Recovery);
    let asked = factors::ask(server, work, user, holder, has, kind).await?;
    match offered.get(1) {
        Some(next) if wanted.is_none() && asked.is_idle() => {
            let asked = factors::ask(server, work, user, holder, has, *next).await?;
            Ok((*next, asked))
        }
        _ => Ok((kind, asked)),
    }
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
    pub(super) has: &'a Has,
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
        let (mut ceremony, mut code_to, mut approving) = (None, None, None);
        match &self.asked {
            Asked::Typed => {}
            Asked::Signed(asked) => ceremony.clone_from(asked),
            Asked::Sent { to, waiting } => {
                let (to, waiting) = (to.clone(), *waiting);
                code_to = Some(CodeTo { to, waiting });
            }
            Asked::Elsewhere(elsewhere) => {
                let again = asking_for(self.attempt, self.action, self.kind);
                approving = Some(approval::part(server, elsewhere, self.action, again));
            }
        }
        let says_why = approving.as_ref().is_some_and(Approving::says_why);
        let complaint = self.complaint.filter(|_| !says_why);
        Ok(pages::Factor {
            csrf: browser.form_token(server)?,
            action: self.action,
            attempt: self
                .attempt
                .map(|attempt| attempt.as_str().to_owned())
                .unwrap_or_default(),
            name: user.name.clone(),
            way: Way::of(self.kind),
            others: ways.map(|kind| self.way(*kind)).collect(),
            ceremony,
            code_to,
            approving,
            nothing: self.offered.is_empty(),
            error: complaint.map(|complaint| complaint.text.clone()),
            server: server.name(),
        })
    }

    /// One of the other ways, with the name of the device where there is only one.
    fn way(&self, kind: Kind) -> Way {
        let mut way = Way::of(kind);
        let mut devices = self.has.askable();
        if kind == Kind::Approval
            && let (Some(device), None) = (devices.next(), devices.next())
            && let Some(name) = &device.name
        {
            way.label = words::here().approve_on(name);
        }
        way
    }
}
