//! Second factors: what a sign-in still lacks after the password, and how sure the server is of a
//! person (security model, section 6.4, 6.8 and 6.11).
//!
//! ```text
//! password ─▶ nothing due ─────────────────────▶ session, level 1
//!        ├──▶ a factor is due ──passed─────────▶ session, level 2
//!        └──▶ an enrolment is due ──enrolled───▶ session, level 2
//! passkey that verified the person ────────────▶ session, level 2
//! ```
//!
//! A [`SignIn`] under way is no session: it can only pass on to one. A further kind of factor, such
//! as the approval by the desktop app, is a further [`Kind`] that says here what it is called, how a
//! challenge of it looks and what it proves; `server::factors` says what the server adds.

use std::{fmt, time::Duration};

use protocol::UserId;

use crate::Moment;

/// A sign-in that waits for its factor is given up after this time.
pub const SIGN_IN_LIFE: Duration = Duration::from_secs(10 * 60);
/// A factor that was passed this long ago is still fresh (security model, section 6.3).
pub const FRESH: Duration = Duration::from_secs(10 * 60);
/// A code that was sent is valid this long.
pub const SENT_LIFE: Duration = Duration::from_secs(10 * 60);
/// A code that was sent may be mistyped this often.
pub const SENT_TRIES: u32 = 3;
/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;
/// At most this many recovery codes left are too few.
pub const RECOVERY_FEW: usize = 3;

/// What a second factor can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A key on a device that verifies the person.
    Passkey,
    /// A code that an app makes from a seed.
    Totp,
    /// A code that comes by mail.
    Mail,
    /// A code that comes by text message.
    Sms,
    /// One of the codes on the sheet in the drawer.
    Recovery,
    /// A device of theirs with a key, which is asked and answers by itself.
    Approval,
}

/// How a person is asked for a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// They type a code that they have or make themselves.
    Typed,
    /// They type a code that the server sends them first.
    Sent,
    /// Their browser answers with a signature.
    Signed,
    /// A device of theirs answers, and the browser learns that it did.
    Elsewhere,
}

impl Kind {
    /// Every kind, the strongest first.
    pub const ALL: [Self; 6] = [
        Self::Passkey,
        Self::Approval,
        Self::Totp,
        Self::Mail,
        Self::Sms,
        Self::Recovery,
    ];

    /// The word that is stored and travels in forms.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Recovery => "recovery",
            Self::Approval => "approval",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Passkey => "Passkey",
            Self::Totp => "Authenticator app",
            Self::Mail => "Code by mail",
            Self::Sms => "Code by text message",
            Self::Recovery => "Recovery code",
            Self::Approval => "Approve on a device",
        }
    }

    /// How a person is asked for it.
    #[must_use]
    pub const fn challenge(self) -> Challenge {
        match self {
            Self::Totp | Self::Recovery => Challenge::Typed,
            Self::Mail | Self::Sms => Challenge::Sent,
            Self::Passkey => Challenge::Signed,
            Self::Approval => Challenge::Elsewhere,
        }
    }

    /// Whether it counts as a person's second factor. Recovery codes only stand in for one.
    #[must_use]
    pub const fn stands_alone(self) -> bool {
        !matches!(self, Self::Recovery)
    }

    /// What it proves, in the words of
    /// [RFC 8176 section 2](https://www.rfc-editor.org/rfc/rfc8176#section-2).
    #[must_use]
    pub const fn proves(self) -> &'static [&'static str] {
        match self {
            Self::Passkey => &["pop", "user"],
            Self::Totp | Self::Recovery => &["otp"],
            Self::Mail => &["mca", "otp"],
            Self::Sms => &["otp", "sms"],
            Self::Approval => &["swk", "user"],
        }
    }
}

/// How sure the server is of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// They gave one factor.
    #[default]
    One,
    /// They gave two, or one that is as good as two.
    Two,
}

impl Level {
    /// The number that is stored.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// Reads the stored number. What nobody has written is the lowest.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        if number == 2 { Self::Two } else { Self::One }
    }

    /// Reads the name in `acr_values`.
    #[must_use]
    pub fn from_acr(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.acr() == word)
    }

    /// All levels, the lowest first.
    pub const ALL: [Self; 2] = [Self::One, Self::Two];

    /// Whether this is as much as the level called `acr`, or more.
    #[must_use]
    pub fn meets(self, acr: &str) -> bool {
        Self::from_acr(acr).is_some_and(|level| level <= self)
    }

    /// Its name in `acr` and `acr_values`.
    #[must_use]
    pub const fn acr(self) -> &'static str {
        match self {
            Self::One => "aal1",
            Self::Two => "aal2",
        }
    }
}

/// What a session knows of how its person was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assurance {
    /// How sure that makes the server.
    pub level: Level,
    /// `amr`: words of RFC 8176 in alphabetical order.
    pub methods: Methods,
    /// When a second factor was last passed.
    pub factor_at: Option<Moment>,
}

/// `amr`: words of RFC 8176 in alphabetical order, each once. It prints with spaces between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Methods(Vec<String>);

impl Methods {
    /// Reads words with spaces between them.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        text.split_whitespace().collect()
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<'a> FromIterator<&'a str> for Methods {
    fn from_iter<T: IntoIterator<Item = &'a str>>(words: T) -> Self {
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }
}

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl Default for Assurance {
    fn default() -> Self {
        Self::password()
    }
}

impl Assurance {
    /// By a password alone.
    #[must_use]
    pub fn password() -> Self {
        Self {
            level: Level::One,
            methods: ["pwd"].into_iter().collect(),
            factor_at: None,
        }
    }

    /// By another server, which the operator calls `name`. `trusted` says that the operator holds it for as
    /// good as two factors of ours, and when it recognised the person, where it says so.
    #[must_use]
    pub fn upstream(name: &str, trusted: Option<Option<Moment>>) -> Self {
        let method = format!("upstream:{name}");
        let more = trusted.map(|_| "mfa");
        Self {
            level: trusted.map_or(Level::One, |_| Level::Two),
            methods: [method.as_str()].into_iter().chain(more).collect(),
            factor_at: trusted.flatten(),
        }
    }

    /// By a passkey alone, which verified the person itself.
    #[must_use]
    pub fn passkey(now: Moment) -> Self {
        let words = Kind::Passkey.proves().iter().copied();
        Self {
            level: Level::Two,
            methods: words.chain(["mfa"]).collect(),
            factor_at: Some(now),
        }
    }

    /// By an approval alone: a key that opens by a second factor, on a device of the person, is two factors
    /// ([SP 800-63B section 5.1.8](https://pages.nist.gov/800-63-3/sp800-63b.html)).
    #[must_use]
    pub fn approval(now: Moment) -> Self {
        let words = Kind::Approval.proves().iter().copied();
        Self {
            level: Level::Two,
            methods: words.chain(["mfa"]).collect(),
            factor_at: Some(now),
        }
    }

    /// The same after a further factor.
    #[must_use]
    pub fn with(&self, kind: Kind, now: Moment) -> Self {
        let words = self.methods.iter().chain(kind.proves().iter().copied());
        Self {
            level: Level::Two,
            methods: words.chain(["mfa"]).collect(),
            factor_at: Some(now),
        }
    }

    /// Whether something sensitive may be done now. `authenticated_at` is when the password, or
    /// whatever stood for it, was given; it is enough while the person has no second factor.
    #[must_use]
    pub fn is_fresh(&self, authenticated_at: Moment, has_factor: bool, now: Moment) -> bool {
        let proof = if has_factor {
            self.factor_at
        } else {
            self.factor_at.max(Some(authenticated_at))
        };
        proof.is_some_and(|at| at <= now && now < at.plus(FRESH))
    }
}

/// What a sign-in whose password was right still waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// One of the person's factors.
    Factor,
    /// A first factor, since the policy asks for one and the person has none.
    Enrolment,
}

impl Due {
    /// The word that is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Factor => "factor",
            Self::Enrolment => "enrolment",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Factor, Self::Enrolment]
            .into_iter()
            .find(|due| due.word() == word)
    }
}

/// A sign-in under way. It reaches nothing but the pages that finish it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Whose.
    pub user: UserId,
    /// What is missing.
    pub due: Due,
    /// When the password was right, or whatever stood for it.
    pub proven_at: Moment,
    /// What was shown: the word of a password, or of another server.
    pub first: Methods,
}

/// What comes after a right password.
#[must_use]
pub fn after_password(has_factor: bool, required: bool) -> Option<Due> {
    match (has_factor, required) {
        (true, _) => Some(Due::Factor),
        (false, true) => Some(Due::Enrolment),
        (false, false) => None,
    }
}

/// What comes after another server said who somebody is. `trusted` says that the operator holds that for as
/// good as two factors, `unlike` that the sign-in is unlike the person's others.
#[must_use]
pub fn after_upstream(
    has_factor: bool,
    required: bool,
    trusted: bool,
    unlike: bool,
) -> Option<Due> {
    match after_password(has_factor, required) {
        Some(Due::Factor) if unlike => Some(Due::Factor),
        _ if trusted => None,
        due => due,
    }
}

/// Why a sign-in under way did not become a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It waited for too long.
    #[error("the sign-in took too long")]
    Over,
    /// The person has a factor, and enrolling another is no proof of having that one.
    #[error("a factor is due, not an enrolment")]
    FactorDue,
    /// Nothing was enrolled that could be passed.
    #[error("an enrolment is due, not a factor")]
    EnrolmentDue,
}

impl SignIn {
    /// Whether it may still be finished.
    #[must_use]
    pub fn is_live(&self, now: Moment) -> bool {
        self.proven_at <= now && now < self.proven_at.plus(SIGN_IN_LIFE)
    }

    /// How sure the server was before anything else was shown.
    fn begun(&self) -> Assurance {
        Assurance {
            level: Level::One,
            methods: self.first.clone(),
            factor_at: None,
        }
    }

    /// One of the person's factors was right.
    ///
    /// # Errors
    ///
    /// [`Refused`]; then there is no session.
    pub fn passed(&self, kind: Kind, now: Moment) -> Result<Assurance, Refused> {
        match self.due {
            _ if !self.is_live(now) => Err(Refused::Over),
            Due::Enrolment => Err(Refused::EnrolmentDue),
            Due::Factor => Ok(self.begun().with(kind, now)),
        }
    }

    /// A first factor was enrolled, which took a right code of it. `has_factor` says whether there
    /// was one by then: a stranger with the password must not add their own beside it.
    ///
    /// # Errors
    ///
    /// [`Refused`]; then nothing may be enrolled.
    pub fn enrolled(
        &self,
        kind: Kind,
        has_factor: bool,
        now: Moment,
    ) -> Result<Assurance, Refused> {
        match self.due {
            _ if !self.is_live(now) => Err(Refused::Over),
            Due::Enrolment if !has_factor && kind.stands_alone() => {
                Ok(self.begun().with(kind, now))
            }
            _ => Err(Refused::FactorDue),
        }
    }
}

/// The ways to answer that a person is offered: a device that can be asked first, since its question says
/// most about what it is for, then the one they used last. When too many attempts failed, recovery alone is
/// left.
#[must_use]
pub fn offered(
    enrolled: &[(Kind, Option<Moment>)],
    recovery_left: bool,
    locked: bool,
) -> Vec<Kind> {
    let mut used: Vec<(Option<Moment>, Kind)> = Vec::new();
    for (kind, at) in enrolled {
        match used.iter_mut().find(|(_, known)| known == kind) {
            Some((latest, _)) => *latest = (*latest).max(*at),
            None => used.push((*at, *kind)),
        }
    }
    used.sort_by(|(a, first), (b, second)| {
        let asked = |kind: &Kind| kind.challenge() != Challenge::Elsewhere;
        let order = asked(first).cmp(&asked(second));
        order.then(b.cmp(a)).then(first.cmp(second))
    });
    let mut kinds: Vec<Kind> = used.into_iter().map(|(_, kind)| kind).collect();
    if locked {
        kinds.clear();
    }
    if recovery_left {
        kinds.push(Kind::Recovery);
    }
    kinds
}

/// Whether a factor may be taken away when `remaining` ones would be left.
#[must_use]
pub fn may_remove(remaining: usize, required: bool) -> bool {
    remaining > 0 || !required
}

/// Length of a step of time in seconds ([RFC 6238 section 5.2](https://www.rfc-editor.org/rfc/rfc6238#section-5.2)).
pub const STEP: i64 = 30;

/// The step whose code was typed: the present one or a neighbour, and only above the last accepted
/// one, so that no code passes twice. The caller records it with one conditional update.
#[must_use]
pub fn step(now: Moment, last: Option<i64>, is_code_of: impl Fn(i64) -> bool) -> Option<i64> {
    let present = now.unix().div_euclid(STEP);
    (present - 1..=present + 1)
        .filter(|step| last.is_none_or(|last| *step > last))
        .find(|step| is_code_of(*step))
}

/// A code that was sent to the person, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Moment,
    /// How often it may still be mistyped.
    pub tries_left: u32,
}

impl Sent {
    /// Whether it may be looked at, and what is left after that. Spend the try before the look.
    #[must_use]
    pub fn spend(self, now: Moment) -> Option<Self> {
        let live = self.at <= now && now < self.at.plus(SENT_LIFE);
        let tries_left = self.tries_left.checked_sub(1)?;
        live.then_some(Self { tries_left, ..self })
    }

    /// Whether it still counts.
    #[must_use]
    pub fn counts(self, now: Moment) -> bool {
        self.spend(now).is_some()
    }
}

pub mod sending;

#[cfg(test)]
mod tests;
