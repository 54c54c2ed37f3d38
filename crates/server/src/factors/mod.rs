//! How each kind of second factor is enrolled, asked for and checked.
//!
//! ```text
//! sign-in or step-up ─▶ Has::offered ─▶ (send) ─▶ check ─▶ session of level 2
//! ```
//!
//! What may follow what is decided in [`authority::factor`].
//!
//! # A further kind
//!
//! Routes and pages know no kind by name, except where one is enrolled, and [`approval`], which has devices
//! in the place of rows. So a further one is added in this order, and the compiler names what is forgotten:
//!
//! 1. A variant of [`authority::factor::Kind`] with its arms there: the word that is stored, what it
//!    is called, what it proves (`amr`), whether it stands alone, and its
//!    [`Challenge`](authority::factor::Challenge): typed, sent first, signed by the browser, or
//!    answered elsewhere.
//! 2. A file here, and an arm in each of the three questions below: [`is_possible`] (can this server
//!    ask this person for it now?), [`ask`] (what does the page need?) and [`check`] (is what came back
//!    right, and used up by that?). What is asked waits in the table `challenges` under its holder, one
//!    session or one sign-in under way; what is secret of it is [`sealed`].
//! 3. Its sentences in `pages::Way::of`, and in `templates/factor.html` what [`Asked`] looks like if
//!    that is new.
//! 4. A route below `/enrol` that ends in `finish`, offered by `open_to` beside it. `[factors]`
//!    `methods` takes the word by itself; what it needs besides is said in `config/factors.rs`.
//!
//! The route that calls [`check`] has reserved an attempt in the one count of all ways before, except for an
//! answer from elsewhere, at which nobody guesses: there a page looks with `GET` whether it is there, and
//! posts once.

pub(crate) mod approval;
pub(crate) mod passkey;
pub(crate) mod recovery;
pub(crate) mod sealed;
pub(crate) mod sent;
pub(crate) mod totp;

use authority::{
    Moment,
    approval::Collection,
    factor::{self, Due, Kind},
};
use protocol::UserId;

use crate::{
    Server, approvals,
    refusal::Refusal,
    store::{self, Approver, Factor, User, Work},
};

/// What a person has to show besides their password.
#[derive(Debug)]
pub(crate) struct Has {
    pub(crate) factors: Vec<Factor>,
    /// Devices with a key, whether they can be asked now or not.
    pub(crate) approvers: Vec<Approver>,
    pub(crate) recovery_left: usize,
}

impl Has {
    /// Reads it.
    pub(crate) async fn read(
        work: &mut Work,
        user: UserId,
        now: Moment,
    ) -> Result<Self, store::Error> {
        Ok(Self {
            factors: work.factors().of(user).await?,
            approvers: work.approval_keys().of(user, now).await?,
            recovery_left: work.factors().recovery_left(user).await?,
        })
    }

    /// Whether there is a second factor.
    pub(crate) fn any(&self) -> bool {
        self.count() > 0
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.factors.len() + self.approvers.len()
    }

    /// The devices that can be asked now.
    pub(crate) fn askable(&self) -> impl Iterator<Item = &Approver> {
        self.approvers.iter().filter(|approver| approver.signed_in)
    }

    /// What is due after a right password.
    pub(crate) fn due(&self, server: &Server, user: &User) -> Option<Due> {
        let required = server.config().factors.requires(&user.roles);
        factor::after_password(self.any(), required)
    }

    /// The ways to answer that work now: a device that can be asked, then the one used last.
    pub(crate) fn offered(&self, server: &Server, user: &User, locked: bool) -> Vec<Kind> {
        let enrolled: Vec<_> = self
            .factors
            .iter()
            .filter(|factor| is_possible(server, user, factor.kind))
            .map(|factor| (factor.kind, factor.last_used_at))
            .chain(
                self.askable()
                    .map(|device| (Kind::Approval, device.used_at)),
            )
            .collect();
        factor::offered(&enrolled, self.recovery_left > 0, locked)
    }

    /// The factor of this kind, where a person has one of it.
    pub(crate) fn one(&self, kind: Kind) -> Option<&Factor> {
        self.factors.iter().find(|factor| factor.kind == kind)
    }
}

/// Whether this server can ask this person for a factor of this kind, once they have it. One that it
/// cannot ask for is still theirs: without another way, nobody gets in by the password alone.
pub(crate) fn is_possible(server: &Server, user: &User, kind: Kind) -> bool {
    match kind {
        Kind::Mail | Kind::Sms => sent::is_possible(server, user, kind),
        // Where the address of the server has no name, the page says so.
        Kind::Passkey | Kind::Totp | Kind::Recovery | Kind::Approval => true,
    }
}

/// What a page needs besides its words to ask for a factor.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    /// A field.
    Typed,
    /// What the browser is asked, which answers by itself; `None` where browsers cannot.
    Signed(Option<String>),
    /// A button that sends a code, and a field while one is waited for.
    Sent {
        /// Where codes go, masked.
        to: String,
        /// Whether one was sent that can still be typed.
        waiting: bool,
    },
    /// A device that is asked, and a page that waits for it.
    Elsewhere(Box<approval::Elsewhere>),
}

impl Asked {
    /// Whether nothing can be answered now, so that another way is better.
    pub(crate) fn is_idle(&self) -> bool {
        matches!(self, Self::Elsewhere(elsewhere) if elsewhere.is_idle())
    }
}

/// Asks a person for a factor of this kind, which `holder` alone can answer.
pub(crate) async fn ask(
    server: &Server,
    work: &mut Work,
    user: &User,
    holder: &str,
    has: &Has,
    kind: Kind,
) -> Result<Asked, Refusal> {
    Ok(match kind {
        Kind::Passkey => {
            Asked::Signed(passkey::ask(server, work, holder, user.id, &has.factors).await?)
        }
        Kind::Mail | Kind::Sms => {
            let address = sent::address_of(server, user, has, kind)?;
            Asked::Sent {
                to: address.map_or_else(String::new, |address| sent::masked(&address)),
                waiting: sent::is_waiting(server, work, holder, kind.word()).await?,
            }
        }
        Kind::Totp | Kind::Recovery => Asked::Typed,
        Kind::Approval => {
            let elsewhere = approval::read(server, work, user, holder, has).await?;
            Asked::Elsewhere(Box::new(elsewhere))
        }
    })
}

/// Whether what somebody shows for `kind` is right, where `holder` was asked for it. What is right is
/// used up by that.
pub(crate) async fn check(
    server: &Server,
    work: &mut Work,
    user: &User,
    holder: &str,
    kind: Kind,
    shown: &str,
) -> Result<bool, Refusal> {
    match kind {
        Kind::Passkey => passkey::check(server, work, holder, user.id, shown).await,
        Kind::Totp => totp::check(server, work, user.id, shown).await,
        Kind::Recovery => recovery::check(server, work, user.id, shown).await,
        Kind::Approval => {
            // It was offered, so the person is not locked out.
            let collected = approvals::collect(server, work, holder, user.id, false).await?;
            Ok(collected == Collection::Granted)
        }
        Kind::Mail | Kind::Sms => {
            let went_to = sent::check(server, work, holder, kind.word(), user, shown).await?;
            let has = Has::read(work, user.id, server.now()).await?;
            let address = sent::address_of(server, user, &has, kind)?;
            if went_to.is_none() || went_to != address {
                return Ok(false);
            }
            if let Some(factor) = has.one(kind) {
                work.factors().used(factor.id, server.now()).await?;
            }
            Ok(true)
        }
    }
}

/// What somebody typed, without the spaces and dashes that help to read it.
pub(crate) fn typed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(64)
        .collect()
}
