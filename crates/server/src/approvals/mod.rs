//! Approvals: a device of the person is asked whether a sign-in is theirs (security model, section 5).
//!
//! ```text
//! page or program ─ ask ─▶ request ─ stream ─▶ device ─ signed answer ─▶ request ─ collect ─▶ page or program
//! ```
//!
//! [`ask`], [`standing`], [`collect`] and [`withdraw`] are for whoever asks; they record in the transaction
//! of the caller, who commits. [`waiting`] wakes whoever follows along. What the device does is in
//! `routes/api/approvals`, and the rules are in [`authority::approval`].

pub(crate) mod hub;

use std::{net::IpAddr, time::Duration};

use authority::{
    Moment,
    approval::{self, Approval, Collection, Digits, State, TRIES},
    audit::Event,
};
use data_encoding::BASE64URL_NOPAD;
use protocol::{
    ApprovalId, ApprovalPurpose, ApprovalRequest, DeviceId, LONGEST_TEXT, UserId, shown,
};

use crate::{
    Server,
    factors::sealed,
    refusal::Refusal,
    store::{self, Approver, StoredApproval, Work},
};

/// So many devices and so many pages may wait for one person at a process.
const CROWD: usize = 64;

/// The number that proves that whoever answers sees the page that asks.
#[derive(Debug, Clone)]
pub enum Number {
    /// Six digits by chance, which [`Asked`] brings for the page to show.
    Drawn,
    /// Six digits that a program shows by itself.
    Shown(Digits),
    /// None, since an operator let this program off.
    LetOff,
}

/// What a person is to be asked.
#[derive(Debug)]
pub struct Asking {
    /// Whom.
    pub user: UserId,
    /// On which device; `None` for the one that answered last among those that are signed in.
    pub device: Option<DeviceId>,
    /// Who alone may collect it: `sign-in:…`, `session:…`, `backchannel:…` or
    /// `delegate:…`.
    pub holder: String,
    /// What for.
    pub purpose: ApprovalPurpose,
    /// The client id of the program that asks without a browser.
    pub client: Option<String>,
    /// The program that the person signs in to; `None` for the pages of this server.
    pub app: Option<String>,
    /// What that program wants them to know.
    pub message: Option<String>,
    /// The browser that asks, as in `Firefox 140`.
    pub browser: Option<String>,
    /// Its operating system.
    pub os: Option<String>,
    /// The address that asks.
    pub ip: IpAddr,
    /// The number that they type.
    pub number: Number,
    /// How long they have; [`approval::LIFE`] unless a program asks for more. What is longer than
    /// [`approval::LONGEST_LIFE`] is cut.
    pub life: Duration,
}

/// A request that was made.
#[derive(Debug)]
pub struct Asked {
    /// Which one.
    pub id: ApprovalId,
    /// Which device was asked.
    pub device: DeviceId,
    /// What the person calls it.
    pub device_name: Option<String>,
    /// The digits to show, unless nobody types any.
    pub digits: Option<Digits>,
    /// When it can no longer be answered.
    pub expires_at: Moment,
}

/// Why nobody was asked.
#[derive(Debug)]
pub enum NotAsked {
    /// Too much was asked of them lately, or they do not want to be asked.
    Rule(approval::NotAsked),
    /// No device of theirs can be asked, or not the one that was chosen.
    NoDevice,
    /// The server could not, or another request was in the way.
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for NotAsked {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Where the latest request of a holder stands.
#[derive(Debug)]
pub struct Standing {
    /// Which one.
    pub id: ApprovalId,
    /// Who was asked.
    pub user: UserId,
    /// Which device was asked.
    pub device: DeviceId,
    /// What the person calls it; `None` also when it was removed since.
    pub device_name: Option<String>,
    /// How it stands now: nobody answered, approved, denied, or out of time.
    pub state: State,
    /// Whether it was collected.
    pub collected: bool,
    /// The digits to show while it is open; `None` when nobody types any, or it is over.
    pub digits: Option<Digits>,
    /// How often the person may still be wrong.
    pub tries_left: u32,
    /// When it can no longer be answered.
    pub expires_at: Moment,
}

/// The devices of a person that can be asked, those that are signed in before the others, then the one
/// that answered last first. Whoever has one has this second factor, signed in or not.
pub async fn devices(
    server: &Server,
    work: &mut Work,
    user: UserId,
) -> Result<Vec<Approver>, Refusal> {
    Ok(work.approval_keys().of(user, server.now()).await?)
}

/// Asks a person on a device of theirs. The caller commits.
///
/// The person's row is held from here on, so that nobody is asked more often than the rules allow.
pub async fn ask(server: &Server, work: &mut Work, asking: Asking) -> Result<Asked, NotAsked> {
    let (now, user) = (server.now(), asking.user);
    if !work.users().hold(user).await? {
        return Err(NotAsked::NoDevice);
    }
    let device = chosen(server, work, user, asking.device).await?;
    let history = work.approvals().history(user, now).await?;
    if let Err(rule) = history.may_ask(now) {
        let event = Event::new(now, user, "approval.asked", device.device);
        server.refused(event.from(asking.ip).with(who(&asking)).because(rule));
        return Err(NotAsked::Rule(rule));
    }
    let (approval, sealed_digits) = made(server, work, &asking, &device, now).await?;
    let sealed_digits = sealed_digits.as_deref();
    if !work.approvals().add(&approval, sealed_digits, now).await? {
        return Err(NotAsked::Rule(approval::NotAsked::Open));
    }
    let request = &approval.request;
    let event = Event::new(now, user, "approval.asked", request.id)
        .from(asking.ip)
        .with(format_args!("{} device={}", who(&asking), request.device));
    work.audit().append(&event).await?;
    Ok(Asked {
        id: request.id,
        device: device.device,
        device_name: device.name,
        digits: approval.digits,
        expires_at: Moment::from_unix(approval.request.expires_at),
    })
}

/// Who asks and what for, as the log has it.
fn who(asking: &Asking) -> String {
    let purpose = asking.purpose.word();
    match &asking.client {
        Some(client) => format!("purpose={purpose} client={client}"),
        None => format!("purpose={purpose}"),
    }
}

/// The device to ask: the wanted one, or the first, as long as it is signed in.
async fn chosen(
    server: &Server,
    work: &mut Work,
    user: UserId,
    wanted: Option<DeviceId>,
) -> Result<Approver, NotAsked> {
    let devices = devices(server, work, user).await?;
    devices
        .into_iter()
        .find(|known| known.signed_in && wanted.is_none_or(|wanted| known.device == wanted))
        .ok_or(NotAsked::NoDevice)
}

/// The request, and its digits as they are stored.
async fn made(
    server: &Server,
    work: &mut Work,
    asking: &Asking,
    device: &Approver,
    now: Moment,
) -> Result<(Approval, Option<String>), Refusal> {
    let id = ApprovalId::from_bytes(server.draw()?);
    let digits = match &asking.number {
        Number::Drawn => Some(Digits::draw(server.draw()?)),
        Number::Shown(digits) => Some(digits.clone()),
        Number::LetOff => None,
    };
    let sealed_digits = digits
        .as_ref()
        .map(|digits| {
            let purpose = purpose(id);
            sealed::seal(server, asking.user, &purpose, digits.as_str().as_bytes())
        })
        .transpose()?;
    // Nobody's address is the same as nobody's.
    let ip = Some(asking.ip).filter(|ip| !ip.is_unspecified());
    let near = ip.and_then(|ip| server.places().near(ip));
    let same_address = match ip {
        Some(ip) => {
            let ip = ip.to_string();
            work.approval_keys().is_at(device.device, &ip, now).await?
        }
        None => false,
    };
    let plain = |text: &Option<String>| text.as_deref().and_then(|text| shown(text, LONGEST_TEXT));
    let request = ApprovalRequest {
        id,
        nonce: BASE64URL_NOPAD.encode(&server.draw::<32>()?),
        issuer: server.config().issuer.as_str().to_owned(),
        user: asking.user,
        device: device.device,
        key: device.key.id(),
        purpose: asking.purpose,
        app: plain(&asking.app),
        message: plain(&asking.message),
        browser: plain(&asking.browser),
        os: plain(&asking.os),
        ip: ip.map(|ip| ip.to_string()),
        place: near.as_ref().map(|near| near.words.clone()),
        place_within_km: near.and_then(|near| near.within_km),
        same_address,
        number: digits.is_some(),
        created_at: now.unix(),
        expires_at: now.plus(asking.life.min(approval::LONGEST_LIFE)).unix(),
    };
    let approval = Approval {
        request,
        digits,
        tries_left: TRIES,
        holder: asking.holder.clone(),
        state: State::Pending,
        collected: false,
    };
    Ok((approval, sealed_digits))
}

/// Where the latest request of `holder` stands; `None` when there was none.
pub async fn standing(
    server: &Server,
    work: &mut Work,
    holder: &str,
) -> Result<Option<Standing>, Refusal> {
    let Some(stored) = work.approvals().held(holder).await? else {
        return Ok(None);
    };
    let approval = opened(server, stored)?;
    let request = &approval.request;
    let now = server.now();
    let device = work.approval_keys().get(request.device, now).await?;
    Ok(Some(Standing {
        id: request.id,
        user: request.user,
        device: request.device,
        device_name: device.and_then(|device| device.name),
        state: approval.stands(now),
        collected: approval.collected,
        digits: approval.digits.clone().filter(|_| approval.is_open(now)),
        tries_left: approval.tries_left,
        expires_at: Moment::from_unix(request.expires_at),
    }))
}

/// Whether `holder` may go on as `user`, by their latest request. What is granted is collected by that,
/// once; the caller commits. `locked` is whether too many attempts of this person failed.
///
/// What changed since the device answered counts: a disabled person, a removed device, another key,
/// another password.
pub async fn collect(
    server: &Server,
    work: &mut Work,
    holder: &str,
    user: UserId,
    locked: bool,
) -> Result<Collection, Refusal> {
    let now = server.now();
    let Some(stored) = work.approvals().held(holder).await? else {
        return Ok(Collection::Never);
    };
    if stored.request.user != user {
        return Ok(Collection::Never);
    }
    let request = &stored.request;
    let person = work.approvals().circumstances(request, locked).await?;
    let approval = stored.with(None);
    let decided = approval.collect(holder, &person, now);
    let id = approval.request.id;
    match (decided, approval.stands(now)) {
        (Collection::Granted, _) => {
            match work.approvals().collect(id, now).await {
                // Somebody collected it at this moment.
                Err(store::Error::Conflict) => return Ok(Collection::Never),
                other => other?,
            }
            let event = Event::new(now, user, "approval.collected", id);
            work.audit().append(&event).await?;
        }
        (Collection::Never, State::Approved(_)) if !approval.collected => {
            // It is given up by this, and said once.
            match work.approvals().collect(id, now).await {
                Err(store::Error::Conflict) => return Ok(Collection::Never),
                other => other?,
            }
            let event = Event::new(now, user, "approval.collected", id).refused();
            let reasons = against(&person);
            let event = reasons.fold(event, Event::because);
            work.audit().append(&event).await?;
        }
        _ => {}
    }
    Ok(decided)
}

/// Whether what `holder` collected before still counts for `user`: what [`collect`] looked at is looked at once
/// more. The caller commits.
pub async fn still_counts(
    server: &Server,
    work: &mut Work,
    holder: &str,
    user: UserId,
    locked: bool,
) -> Result<bool, Refusal> {
    let Some(stored) = work.approvals().held(holder).await? else {
        return Ok(false);
    };
    let request = &stored.request;
    let person = work.approvals().circumstances(request, locked).await?;
    let counts = stored.collected && request.user == user && !person.forbid();
    if !counts {
        let event = Event::new(server.now(), user, "approval.collected", request.id).refused();
        let event = against(&person).fold(event, Event::because);
        work.audit().append(&event).await?;
    }
    Ok(counts)
}

/// What speaks against what a person approved; that it took too long, when nothing else does.
fn against(person: &approval::Circumstances) -> impl Iterator<Item = &'static str> + use<> {
    let found = [
        (!person.enabled, "the person is disabled"),
        (person.locked, "too many attempts failed"),
        (!person.device_stays, "the device is gone"),
        (!person.password_stays, "the password was changed"),
    ];
    let late = found.iter().all(|(against, _)| !against);
    found
        .into_iter()
        .chain([(late, "too late")])
        .filter_map(|(against, reason)| against.then_some(reason))
}

/// Gives the open request of `holder` up, as whoever chooses another way does; `false` when there is
/// none. The caller commits.
pub async fn withdraw(server: &Server, work: &mut Work, holder: &str) -> Result<bool, Refusal> {
    let now = server.now();
    let held = work.approvals().held(holder).await?;
    let Some(open) = held.filter(|stored| stored.is_open(now)) else {
        return Ok(false);
    };
    let user = open.request.user;
    // In the order of those who ask.
    work.users().hold(user).await?;
    Ok(work.approvals().withdraw(&open.request, now).await?)
}

/// A way to hear that something changed in what `user` is asked, or in what they were. What
/// changed before this call is not told.
///
/// # Errors
///
/// [`Refusal::Later`] when too many wait there for news of this person.
pub(crate) fn waiting(
    server: &Server,
    user: UserId,
    place: hub::Place,
) -> Result<hub::Waiting, Refusal> {
    if server.hub().crowd(user, place) >= CROWD {
        return Err(Refusal::Later(Duration::from_secs(60)));
    }
    Ok(server.hub().waiting(user, place))
}

/// The request with its digits.
pub(crate) fn opened(server: &Server, stored: StoredApproval) -> Result<Approval, Refusal> {
    let digits = match &stored.sealed_digits {
        None => None,
        Some(sealed) => {
            let request = &stored.request;
            let plain = sealed::open(server, request.user, &purpose(request.id), sealed)?;
            let text = std::str::from_utf8(&plain).ok();
            let digits = text.and_then(Digits::parse);
            Some(digits.ok_or(store::Error::Unreadable("digits"))?)
        }
    };
    Ok(stored.with(digits))
}

/// What the digits of a request are sealed for.
fn purpose(id: ApprovalId) -> String {
    format!("approval:{id}")
}
