//! How often somebody may be wrong, over all the ways to prove who one is.
//!
//! Every way (password, one-time code, recovery code, mail code, device code) uses the same count of
//! the same person. It reserves an attempt, commits, checks, and then says how it went:
//!
//! ```text
//! reserve ─▶ commit ─▶ check ─┬─ wrong                    nothing more: the attempt stays counted
//!                             ├─ right, and that is all   clear
//!                             └─ right, but more to show  give_back
//! ```
//!
//! Counts are rows of the database, with or without Redis: a store that forgets would lift the limit.

use std::net::{IpAddr, Ipv6Addr};

use authority::{
    Moment,
    guessing::{Refusal, Tries, pace},
    limit::Quota,
};
use protocol::UserId;

use crate::{
    Server,
    limits::Standing,
    store::{self, Work},
};

/// Whom an attempt is counted for, besides the address it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    who: String,
    address: String,
}

impl Subject {
    /// A person: on a device where they signed in before they have a count of their own, so that a
    /// stranger elsewhere cannot lock them out.
    pub(crate) async fn person(
        work: &mut Work,
        user: UserId,
        device: Option<&authority::Digest>,
        ip: &str,
    ) -> Result<Self, store::Error> {
        let known = match device {
            Some(cookie) => work.sessions().device_of(user, cookie).await?,
            None => None,
        };
        let who = match known {
            Some(device) => format!("device:{device}"),
            None => format!("user:{user}"),
        };
        let address = address(ip);
        Ok(Self { who, address })
    }

    /// A name that nobody has. It is counted like a person's, so that it looks like one.
    pub(crate) fn nobody(server: &Server, name: &str, ip: &str) -> Self {
        let pseudonym = server.pseudonym(&name.trim().to_lowercase());
        Self {
            who: format!("unknown:{pseudonym}"),
            address: address(ip),
        }
    }

    /// As it stands in the count and in the audit log.
    pub(crate) fn as_str(&self) -> &str {
        &self.who
    }
}

/// An attempt that was reserved and may be checked once.
#[derive(Debug, Clone)]
#[must_use = "commit, and only then check what was shown"]
pub(crate) struct Reserved {
    before: Tries,
    after: Tries,
}

/// Why an attempt may not be checked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refused {
    /// Not before `reset` has passed.
    Later(Standing),
    /// Only recovery helps.
    Locked,
}

/// Reserves an attempt for its address and its subject. Commit before checking, and also when it is
/// refused, since the address has used an attempt up either way.
pub(crate) async fn reserve(
    server: &Server,
    work: &mut Work,
    subject: &Subject,
) -> Result<Result<Reserved, Refused>, store::Error> {
    by(server, work, subject, authority::guessing::reserve).await
}

/// As [`reserve`], for a recovery code, which is what remains when nothing else does.
pub(crate) async fn reserve_recovery(
    server: &Server,
    work: &mut Work,
    subject: &Subject,
) -> Result<Result<Reserved, Refused>, store::Error> {
    by(server, work, subject, authority::guessing::reserve_recovery).await
}

/// Reserves an attempt of its address alone, where what is shown says who it is. Commit before looking.
pub(crate) async fn reserve_address(
    server: &Server,
    work: &mut Work,
    ip: &str,
) -> Result<Result<(), Refused>, store::Error> {
    let (now, quota) = (server.now(), server.config().limits.address);
    let subject = address(ip);
    let seen = work.guesses().hold(&subject).await?;
    match pace(seen, &quota, now) {
        Ok(seen) => {
            work.guesses().set(&subject, seen).await?;
            Ok(Ok(()))
        }
        Err(Refusal::Locked) => Ok(Err(Refused::Locked)),
        Err(Refusal::Until(then)) => Ok(Err(Refused::Later(Standing {
            policy: "address",
            quota,
            left: 0,
            reset: then.since(now),
        }))),
    }
}

type Rule = fn(Tries, &Quota, Moment) -> Result<Tries, Refusal>;

async fn by(
    server: &Server,
    work: &mut Work,
    subject: &Subject,
    rule: Rule,
) -> Result<Result<Reserved, Refused>, store::Error> {
    let (now, limits) = (server.now(), &server.config().limits);
    let refused = |refusal, policy, quota| match refusal {
        Refusal::Locked => Refused::Locked,
        Refusal::Until(then) => Refused::Later(Standing {
            policy,
            quota,
            left: 0,
            reset: then.since(now),
        }),
    };
    let seen = work.guesses().hold(&subject.address).await?;
    match pace(seen, &limits.address, now) {
        Ok(seen) => work.guesses().set(&subject.address, seen).await?,
        Err(refusal) => return Ok(Err(refused(refusal, "address", limits.address))),
    }
    let before = work.guesses().hold(&subject.who).await?;
    match rule(before, &limits.sign_in, now) {
        Ok(after) => {
            work.guesses().set(&subject.who, after).await?;
            Ok(Ok(Reserved { before, after }))
        }
        Err(refusal) => Ok(Err(refused(refusal, "sign-in", limits.sign_in))),
    }
}

/// Whether so many attempts failed that only recovery is left.
pub(crate) async fn is_locked(work: &mut Work, subject: &Subject) -> Result<bool, store::Error> {
    Ok(work.guesses().get(&subject.who).await?.is_locked())
}

/// Forgets the count: whoever it was counted for has shown everything there is to show.
pub(crate) async fn clear(work: &mut Work, subject: &Subject) -> Result<(), store::Error> {
    work.guesses().clear(&subject.who).await
}

/// Takes one attempt back that was right while more has to be shown. The failures before it stay, so
/// whoever knows a password cannot begin anew at the second factor.
pub(crate) async fn give_back(
    work: &mut Work,
    subject: &Subject,
    reserved: Reserved,
) -> Result<(), store::Error> {
    let now = work.guesses().hold(&subject.who).await?;
    let without = now.without((reserved.before, reserved.after));
    work.guesses().set(&subject.who, without).await
}

fn address(ip: &str) -> String {
    format!("address:{}", network(ip))
}

/// What counts as one address: with IPv6 the first half, since whoever has one address commonly has
/// all that share it.
pub(crate) fn network(ip: &str) -> String {
    match ip.parse() {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        _ => ip.to_owned(),
    }
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
