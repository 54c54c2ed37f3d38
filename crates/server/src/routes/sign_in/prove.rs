//! Whether the password is right, asked no more often than the limits allow.

use authority::{audit::Event, factor::Due, risk::Verdict};
use zeroize::Zeroizing;

use super::weigh::{note_failure, weigh};
use crate::{
    Server,
    factors::Has,
    limits::{
        Standing,
        guessing::{self, Refused, Reserved, Subject},
    },
    passwords::{Checked, rules},
    refusal::Refusal,
    routes::request::browser::Browser,
    store::{User, Work},
};

/// What an attempt showed.
pub(super) enum Proof {
    /// The password was right. [`Given::hold`] says what is still due, before anything begins.
    Given(Given),
    Wrong,
    Later(Standing),
    Locked,
}

/// Who gave the right password, and what was stored of it then.
pub(super) struct Given {
    pub(super) user: User,
    stored: String,
}

impl Given {
    /// The person as they are now, held for the rest of the transaction, and what is still due; `None`
    /// when they were disabled or their password was replaced since it was checked.
    pub(super) async fn hold(
        &self,
        server: &Server,
        work: &mut Work,
    ) -> Result<Option<(User, Option<Due>)>, Refusal> {
        let id = self.user.id;
        if !work.passwords().hold(id, &self.stored).await? {
            return Ok(None);
        }
        let Some(user) = work.users().get(id).await? else {
            return Ok(None);
        };
        let due = Has::read(work, id, server.now()).await?.due(server, &user);
        Ok(Some((user, due)))
    }
}

/// Reserves the attempt, then checks the password of somebody who is signed in.
pub(super) async fn prove(
    server: &Server,
    browser: &Browser,
    name: &str,
    password: Zeroizing<String>,
) -> Result<Proof, Refusal> {
    check(server, browser, name, password, false).await
}

/// As [`prove`], at the beginning of a sign-in. One that is too unlike the others is wrong in every
/// respect, so that nobody learns from the count or the log that the password was right.
pub(super) async fn prove_weighed(
    server: &Server,
    browser: &Browser,
    name: &str,
    password: Zeroizing<String>,
) -> Result<Proof, Refusal> {
    check(server, browser, name, password, true).await
}

async fn check(
    server: &Server,
    browser: &Browser,
    name: &str,
    password: Zeroizing<String>,
    weighs: bool,
) -> Result<Proof, Refusal> {
    // First of all, so that an attempt that nobody can look at is not counted.
    let place = server.passwords().queue()?;
    let mut work = server.store().begin().await?;
    let found = work.users().by_name(name).await?;
    let kinds = work.passwords().kinds().await?;
    let person = found.as_ref().map(|(user, _)| user);
    let subject = subject(server, browser, &mut work, name, person).await?;
    let reserved = match guessing::reserve(server, &mut work, &subject).await? {
        Ok(reserved) => reserved,
        Err(refused) => {
            work.commit().await?;
            return Ok(match refused {
                Refused::Later(standing) => Proof::Later(standing),
                Refused::Locked => Proof::Locked,
            });
        }
    };
    work.commit().await?;

    let too_long = password.len() > rules::LONGEST;
    let password = if too_long {
        Zeroizing::default()
    } else {
        password
    };
    let whose = found.as_ref().map(|(user, _)| user.id);
    let stored = found.as_ref().map(|(_, stored)| stored.clone());
    let kinds = kinds.iter().filter_map(|kind| kind.parse().ok()).collect();
    let checked = server
        .passwords()
        .check(place, password.clone(), stored.clone(), kinds)
        .await?;

    let right = checked != Checked::Wrong && !too_long;
    // Whoever has a second factor is asked for it in any case, so only a refusal is left to do.
    let refused = match &found {
        Some((user, _)) if weighs && right && user.disabled_at.is_none() => {
            weigh(server, browser, user).await? == Verdict::Refuse
        }
        _ => false,
    };

    let stronger = match checked {
        // When the queue is full by now, the next sign-in does it.
        Checked::RightButWeak => server.passwords().hash(password, server.draw()?).await.ok(),
        Checked::Right | Checked::Wrong => None,
    };

    let mut work = server.store().begin().await?;
    // The person may have been disabled, or given another password, while this one was checked.
    let given = match (found, &stored) {
        (Some((user, _)), Some(stored)) if right && !refused => {
            let held = work.passwords().hold(user.id, stored).await?;
            held.then(|| Given {
                user,
                stored: stored.clone(),
            })
        }
        _ => None,
    };
    let proof = match given {
        Some(mut given) => {
            let due = Has::read(&mut work, given.user.id, server.now())
                .await?
                .due(server, &given.user);
            // Who knows the password must not begin anew at the factor.
            if due.is_some() {
                guessing::give_back(&mut work, &subject, reserved).await?;
            } else {
                guessing::clear(&mut work, &subject).await?;
            }
            if let Some(stronger) = stronger {
                work.passwords()
                    .strengthen(given.user.id, &given.stored, &stronger)
                    .await?;
                given.stored = stronger;
            }
            Proof::Given(given)
        }
        None => {
            let event = Event::new(
                server.now(),
                "anonymous",
                "sign-in.failed",
                subject.as_str(),
            )
            .from(&browser.ip)
            .refused();
            note_failure(server, browser, &mut work, whose, subject.as_str()).await?;
            work.audit().append(&event).await?;
            Proof::Wrong
        }
    };
    work.commit().await?;
    Ok(proof)
}

/// Reserves an attempt of a person who is known by now; recovery goes on when nothing else does.
pub(in crate::routes) async fn reserve_for(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
    recovery: bool,
) -> Result<Result<Subject, Refused>, Refusal> {
    let subject = subject_of(server, browser, work, user).await?;
    let reserved = if recovery {
        guessing::reserve_recovery(server, work, &subject).await?
    } else {
        guessing::reserve(server, work, &subject).await?
    };
    Ok(reserved.map(|_: Reserved| subject))
}

/// Reserves an attempt by recovery code for whoever may have this name.
pub(super) async fn reserve_recovery_of(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    name: &str,
    user: Option<&User>,
) -> Result<Result<Subject, Refused>, Refusal> {
    let subject = subject(server, browser, work, name, user).await?;
    let reserved = guessing::reserve_recovery(server, work, &subject).await?;
    Ok(reserved.map(|_: Reserved| subject))
}

/// Whether so many attempts of a person failed here that only recovery is left.
pub(super) async fn is_locked(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
) -> Result<bool, Refusal> {
    let subject = subject_of(server, browser, work, user).await?;
    Ok(guessing::is_locked(work, &subject).await?)
}

/// What failures of a person who is known by now are counted under.
pub(in crate::routes) async fn subject_of(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
) -> Result<Subject, Refusal> {
    subject(server, browser, work, "", Some(user)).await
}

/// What failures are counted under: the person on a device they know, the person on any other, or a
/// name that nobody has.
async fn subject(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    name: &str,
    user: Option<&User>,
) -> Result<Subject, Refusal> {
    let Some(user) = user else {
        return Ok(Subject::nobody(server, name, &browser.ip));
    };
    let device = browser.device_digest(server);
    Ok(Subject::person(work, user.id, device.as_ref(), &browser.ip).await?)
}
