//! The approval by a device of the person, as a factor. [`crate::approvals`] asks the device and keeps what
//! it answered; here is what that means for a page.

use authority::{
    Moment,
    approval::{self, Collection, State},
    factor::may_remove,
};
use http::StatusCode;
use protocol::{DeviceId, Ended, SessionId, UserId};
use zeroize::Zeroizing;

use super::{Has, recovery};
use crate::{
    Server,
    approvals::{self, Standing},
    refusal::Refusal,
    store::{self, Approver, Ending, User, Work},
};

/// How long a page says how its last request ended, in seconds.
const REMEMBERED: i64 = 600;

/// What a page needs to ask a device.
#[derive(Debug, Clone)]
pub(crate) struct Elsewhere {
    /// The devices that can be asked.
    pub(crate) devices: Vec<Approver>,
    /// How the last request stands.
    pub(crate) stands: Stands,
    /// Why no other can be made now.
    pub(crate) not_now: Option<approval::NotAsked>,
}

/// How the last request of a page stands.
#[derive(Debug, Clone)]
pub(crate) enum Stands {
    /// There is none.
    Unasked,
    /// The device has not answered.
    Waiting {
        /// What the person types there.
        digits: String,
        /// What they call the device.
        device: Option<String>,
        /// When it can no longer answer.
        ends: Moment,
        /// How often they may still be wrong.
        tries_left: u32,
    },
    /// It said yes, and whoever asked may go on.
    Approved(Option<String>),
    /// It said no, or the number was wrong too often.
    Denied,
    /// Nobody answered in time.
    Expired,
    /// It said yes, but that counts no longer.
    Void,
}

impl Elsewhere {
    /// Whether there is nothing to do but to wait, or to use another way.
    pub(crate) fn is_idle(&self) -> bool {
        let under_way = matches!(self.stands, Stands::Waiting { .. } | Stands::Approved(_));
        self.not_now.is_some() && !under_way
    }
}

/// Takes the key from a device of a person who is signed in with `session`, as their account page does: their
/// last factor stays where the policy demands one, and everything else ends that they are signed in with.
/// What ended; `None` when the device has no key. The caller has seen a fresh proof, and commits.
pub(crate) async fn leave(
    server: &Server,
    work: &mut Work,
    user: &User,
    session: SessionId,
    device: DeviceId,
) -> Result<Option<Ended>, Refusal> {
    let now = server.now();
    work.factors().lock(user.id).await?;
    let has = Has::read(work, user.id, now).await?;
    if !has.approvers.iter().any(|known| known.device == device) {
        return Ok(None);
    }
    let remaining = has.count() - 1;
    if !may_remove(remaining, server.config().factors.requires(&user.roles)) {
        return Err(LAST);
    }
    work.approval_keys().take(user.id, device, now).await?;
    if remaining == 0 {
        // They stand in for a factor, and there is none any more.
        work.factors().replace_recovery(user.id, &[], now).await?;
    }
    let why = "a factor was removed";
    Ok(Some(end_others(work, user.id, session, why, now).await?))
}

/// What follows for a person who had `has` when a device of theirs gets a key. Where it is their first
/// factor, everything else ends that they are signed in with by a password alone. Whoever has no other way
/// in gets recovery codes for the day on which the device is lost, others none. The caller commits.
pub(crate) async fn joined(
    server: &Server,
    work: &mut Work,
    user: UserId,
    session: SessionId,
    has: &Has,
) -> Result<Vec<Zeroizing<String>>, Refusal> {
    if !has.any() {
        let why = "a first factor was added";
        end_others(work, user, session, why, server.now()).await?;
    }
    if has.factors.is_empty() && has.recovery_left == 0 {
        return recovery::replace(server, work, user).await;
    }
    Ok(Vec::new())
}

async fn end_others(
    work: &mut Work,
    user: UserId,
    session: SessionId,
    why: &str,
    now: Moment,
) -> Result<Ended, store::Error> {
    let others = Ending::Others(session);
    let ended = work.sessions().end(user, others, why, now).await?;
    work.sign_ins().give_up(user).await?;
    Ok(ended)
}

const LAST: Refusal = Refusal::Answer {
    status: StatusCode::CONFLICT,
    error: "last_factor",
    description: "it is the last second factor, and the person needs one",
};

/// Reads how the request of `holder` stands, and whether another one can be made.
pub(super) async fn read(
    server: &Server,
    work: &mut Work,
    user: &User,
    holder: &str,
    has: &Has,
) -> Result<Elsewhere, Refusal> {
    let standing = approvals::standing(server, work, holder).await?;
    let history = work.approvals().history(user.id, server.now()).await?;
    Ok(Elsewhere {
        devices: has.askable().cloned().collect(),
        stands: match standing.filter(|standing| standing.user == user.id) {
            Some(standing) => stands(server, work, holder, standing).await?,
            None => Stands::Unasked,
        },
        not_now: history.may_ask(server.now()).err(),
    })
}

async fn stands(
    server: &Server,
    work: &mut Work,
    holder: &str,
    standing: Standing,
) -> Result<Stands, Refusal> {
    let over = |stands| {
        let since = server.now().unix() - standing.expires_at.unix();
        if since < REMEMBERED {
            stands
        } else {
            Stands::Unasked
        }
    };
    Ok(match standing.state {
        State::Pending => Stands::Waiting {
            digits: standing
                .digits
                .map_or_else(String::new, |digits| digits.as_str().to_owned()),
            device: standing.device_name,
            ends: standing.expires_at,
            tries_left: standing.tries_left,
        },
        State::Approved(_) if standing.collected => Stands::Unasked,
        State::Approved(_) if counts(server, work, holder).await? => {
            Stands::Approved(standing.device_name)
        }
        State::Approved(_) => over(Stands::Void),
        State::Denied => over(Stands::Denied),
        State::Expired => over(Stands::Expired),
    })
}

/// Whether the approval of `holder` could be collected now. It is offered to nobody who is locked out.
async fn counts(server: &Server, work: &mut Work, holder: &str) -> Result<bool, Refusal> {
    let Some(held) = work.approvals().held(holder).await? else {
        return Ok(false);
    };
    let person = work.approvals().circumstances(&held.request, false).await?;
    let collection = held.with(None).collect(holder, &person, server.now());
    Ok(collection == Collection::Granted)
}

/// Notes that another factor of a person was right: what they did not answer before counts no longer, and
/// what `holder` asked is not waited for.
pub(crate) async fn other_was_right(
    server: &Server,
    work: &mut Work,
    user: &User,
    holder: Option<&str>,
) -> Result<(), Refusal> {
    work.approvals().clear(user.id, server.now()).await?;
    if let Some(holder) = holder {
        approvals::withdraw(server, work, holder).await?;
    }
    Ok(())
}
