//! Whether the password is right, asked no more often than the limits allow.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use authority::{
    Moment,
    audit::Event,
    factor::Due,
    guessing::{self, Tries, reserve, reserve_address, reserve_recovery},
};
use zeroize::Zeroizing;

use super::weigh::note_failure;
use crate::{
    Server,
    factors::Has,
    password_rules,
    passwords::Checked,
    refusal::Refusal,
    routes::browser::Browser,
    store::{self, User, Work},
};

/// What an attempt showed.
pub(super) enum Proof {
    /// The password was right, and this is still due.
    Given(User, Option<Due>),
    Wrong,
    Later(Duration),
    Locked,
}

/// Reserves the attempt, then checks the password.
pub(super) async fn prove(
    server: &Server,
    browser: &Browser,
    name: &str,
    password: Zeroizing<String>,
) -> Result<Proof, Refusal> {
    let now = server.now();
    // First of all, so that an attempt that nobody can look at is not counted.
    let place = server.passwords().queue()?;
    let mut work = server.store().begin().await?;
    let found = work.users().by_name(name).await?;
    let subject = subject(
        server,
        browser,
        &mut work,
        name,
        found.as_ref().map(|(user, _)| user),
    )
    .await?;
    if let Err(refusal) = count(&mut work, browser, &subject, reserve, now).await? {
        work.commit().await?;
        return Ok(match refusal {
            guessing::Refusal::Until(then) => Proof::Later(then.since(now)),
            guessing::Refusal::Locked => Proof::Locked,
        });
    }
    work.commit().await?;

    let too_long = password.len() > password_rules::LONGEST;
    let password = if too_long {
        Zeroizing::default()
    } else {
        password
    };
    let whose = found.as_ref().map(|(user, _)| user.id);
    let stored = found.as_ref().map(|(_, stored)| stored.clone());
    let checked = server
        .passwords()
        .check(place, password.clone(), stored)
        .await?;

    let stronger = match checked {
        // When the queue is full by now, the next sign-in does it.
        Checked::RightButWeak => server.passwords().hash(password, server.draw()?).await.ok(),
        Checked::Right | Checked::Wrong => None,
    };

    let mut work = server.store().begin().await?;
    // The person may have been disabled while the password was checked.
    let user = match found {
        Some((user, _)) if checked != Checked::Wrong && !too_long => {
            work.users().get(user.id).await?
        }
        _ => None,
    };
    let proof = match user.filter(|user| user.disabled_at.is_none()) {
        Some(user) => {
            let due = Has::read(&mut work, user.id).await?.due(server, &user);
            // Who knows the password must not begin anew at the factor.
            if due.is_some() {
                work.guesses().release(&subject).await?;
            } else {
                work.guesses().clear(&subject).await?;
            }
            if let Some(stronger) = stronger {
                work.users().set_password(user.id, &stronger).await?;
            }
            Proof::Given(user, due)
        }
        None => {
            let event = Event::new(server.now(), "anonymous", "sign-in.failed", &subject)
                .from(&browser.ip)
                .refused();
            note_failure(server, browser, &mut work, whose, &subject).await?;
            work.audit().append(&event).await?;
            Proof::Wrong
        }
    };
    work.commit().await?;
    Ok(proof)
}

/// Reserves an attempt of a person who is known by now; recovery goes on when nothing else does.
pub(super) async fn reserve_for(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
    recovery: bool,
) -> Result<Result<String, guessing::Refusal>, Refusal> {
    let subject = subject(server, browser, work, "", Some(user)).await?;
    let rule = if recovery { reserve_recovery } else { reserve };
    let counted = count(work, browser, &subject, rule, server.now()).await?;
    Ok(counted.map(|()| subject))
}

/// Reserves an attempt by recovery code for whoever may have this name.
pub(super) async fn reserve_recovery_of(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    name: &str,
    user: Option<&User>,
) -> Result<Result<String, guessing::Refusal>, Refusal> {
    let subject = subject(server, browser, work, name, user).await?;
    let counted = count(work, browser, &subject, reserve_recovery, server.now()).await?;
    Ok(counted.map(|()| subject))
}

/// Whether so many attempts of a person failed here that only recovery is left.
pub(super) async fn is_locked(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
) -> Result<bool, Refusal> {
    let subject = subject(server, browser, work, "", Some(user)).await?;
    Ok(guessing::is_locked(work.guesses().get(&subject).await?))
}

/// What failures are counted under: the person on a device they know, the person on any other, or a
/// name that nobody has.
async fn subject(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    name: &str,
    user: Option<&User>,
) -> Result<String, Refusal> {
    let Some(user) = user else {
        return Ok(format!(
            "unknown:{}",
            server.pseudonym(&name.trim().to_lowercase())
        ));
    };
    let device = match browser.device_digest(server) {
        Some(cookie) => work.sessions().device_of(user.id, &cookie).await?,
        None => None,
    };
    Ok(device.map_or_else(
        || format!("user:{}", user.id),
        |device| format!("device:{device}"),
    ))
}

/// Counts the attempt for its address and its subject before anything is checked.
async fn count(
    work: &mut Work,
    browser: &Browser,
    subject: &str,
    rule: Rule,
    now: Moment,
) -> Result<Result<(), guessing::Refusal>, Refusal> {
    let address = format!("address:{}", network(&browser.ip));
    for (subject, rule) in [(address.as_str(), reserve_address as Rule), (subject, rule)] {
        if let Err(refusal) = count_one(work, subject, rule, now).await? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

/// What counts as one address: with IPv6 the first half, since whoever has one address commonly has
/// all that share it.
fn network(ip: &str) -> String {
    match ip.parse() {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        _ => ip.to_owned(),
    }
}

type Rule = fn(Option<Tries>, Moment) -> Result<Tries, guessing::Refusal>;

/// Reads, decides and records, again when a parallel attempt recorded first.
async fn count_one(
    work: &mut Work,
    subject: &str,
    rule: Rule,
    now: Moment,
) -> Result<Result<(), guessing::Refusal>, Refusal> {
    for _ in 0..16 {
        let before = work.guesses().get(subject).await?;
        let after = match rule(before, now) {
            Ok(after) => after,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match work.guesses().set(subject, before, after).await {
            Err(store::Error::Conflict) => {}
            result => return Ok(Ok(result?)),
        }
    }
    Err(Refusal::Busy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_of_one_ipv6_subscriber_count_as_one() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::9"), "2001:db8:1:2::/64");
        assert_ne!(network("2001:db8:1:3::9"), network("2001:db8:1:2::9"));
        assert_eq!(network("198.51.100.7"), "198.51.100.7");
    }
}
