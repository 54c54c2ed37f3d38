//! The sign-in of a device that has no browser
//! ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).
//!
//! The device shows a short code and asks again and again; a person enters that code in a browser
//! elsewhere and decides.
//!
//! ```text
//!            person allows              device asks
//! Pending ───────────────▶ Approved ────────────────▶ Spent
//!    └────────────────────▶ Denied
//!            person denies
//! ```
//!
//! Every state but the first is final for the person, and only `Approved` yields tokens, once.

use std::time::Duration;

use protocol::{FamilyId, SessionId, UserId};

use crate::{
    Moment,
    guessing::{self, Tries},
    limit::Quota,
    scope::Scopes,
};

/// The registered name of the grant ([RFC 8628 section 3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)).
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long a code may be entered and redeemed.
pub const LIFE: Duration = Duration::from_secs(600);

/// How long a device waits between two polls, at first.
pub const WAIT: Duration = Duration::from_secs(5);

/// What every poll that came too early adds to the wait, for good
/// ([RFC 8628 section 3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5)).
const SLOWER: Duration = Duration::from_secs(5);

/// A poll may come this much early: moments are whole seconds and networks are not even.
const LENIENCY: Duration = Duration::from_secs(1);

/// Wrong codes of one person are forgotten after this time without another.
const GUESSES_KEEP: Duration = Duration::from_secs(3600);

/// The letters of a code: no vowels, so that no words appear, and nothing that looks like a digit
/// ([RFC 8628 section 6.1](https://www.rfc-editor.org/rfc/rfc8628#section-6.1)).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// How many letters a code has: 34.5 bit.
const LENGTH: usize = 8;

/// The code that a person carries from the device to the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// The code that chance has chosen; `None` in the rare case that `bytes` hold too few numbers
    /// that are fair to every letter.
    #[must_use]
    pub fn draw(bytes: [u8; 32]) -> Option<Self> {
        // 240 is the largest multiple of 20 that fits a byte.
        let letters = bytes.iter().filter(|byte| **byte < 240);
        let code: String = letters
            .filter_map(|byte| LETTERS.get(usize::from(byte % 20)))
            .take(LENGTH)
            .map(|letter| char::from(*letter))
            .collect();
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// Reads what somebody typed, without regard to case, spaces and dashes; `None` when it can be no
    /// code of ours.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .filter(|c| {
                !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '_' | '.')
            })
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        let known = |byte: u8| LETTERS.contains(&byte);
        (code.len() == LENGTH && code.bytes().all(known)).then_some(Self(code))
    }

    /// The letters alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The letters as people read them, in two groups.
    #[must_use]
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(LENGTH / 2);
        format!("{first}-{second}")
    }
}

/// The sign-in of one device, as it is stored.
#[derive(Debug, Clone)]
pub struct DeviceGrant {
    /// Who may redeem it.
    pub client: String,
    /// What the device asks for.
    pub scopes: Scopes,
    /// The resources that the tokens are for.
    pub resources: Vec<String>,
    /// The key that the tokens will be bound to.
    pub dpop_jkt: Option<String>,
    /// The name of the device, when it gave one.
    pub device_name: Option<String>,
    /// Where it asked from.
    pub ip: String,
    /// How long it waits between two polls.
    pub wait: Duration,
    /// When it last asked.
    pub polled_at: Option<Moment>,
    /// When it began.
    pub created_at: Moment,
    /// When it is over.
    pub expires_at: Moment,
    /// What the person said.
    pub state: State,
}

/// What the person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing yet.
    Pending,
    /// Yes.
    Approved(Approval),
    /// No.
    Denied,
    /// Yes, and the device has its tokens.
    Spent(Option<FamilyId>),
}

/// Who said yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// The person.
    pub user: UserId,
    /// The browser session in which they said so.
    pub session: SessionId,
    /// When they last proved who they are.
    pub authenticated_at: Moment,
}

/// What a poll is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Poll {
    /// Ask again. Record that the device waits this long from now on, and that it asked now.
    Wait {
        /// How long it waits between two polls.
        wait: Duration,
        /// Whether it asked too early.
        too_early: bool,
    },
    /// Issue tokens, and spend the grant in one conditional update.
    Issue(Approval),
    /// The person said no.
    Denied,
    /// It is too late.
    Expired,
    /// Another client's. Say no more than that.
    OtherClient,
    /// Bound to another key.
    OtherKey,
    /// Redeemed before, so two parties know the code: end what it produced.
    Reused(Option<FamilyId>),
}

/// The code can no longer be decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the code has expired or was decided about")]
pub struct Over;

impl DeviceGrant {
    /// Decides about a poll by `client`, which proved to hold the key `dpop_jkt`.
    #[must_use]
    pub fn poll(&self, client: &str, dpop_jkt: Option<&str>, now: Moment) -> Poll {
        if client != self.client {
            return Poll::OtherClient;
        }
        if self.dpop_jkt.is_some() && self.dpop_jkt.as_deref() != dpop_jkt {
            return Poll::OtherKey;
        }
        match &self.state {
            State::Spent(family) => Poll::Reused(*family),
            _ if now >= self.expires_at => Poll::Expired,
            State::Denied => Poll::Denied,
            State::Approved(approval) => Poll::Issue(*approval),
            State::Pending => {
                let due = |at: Moment| at.plus(self.wait).minus(LENIENCY);
                let too_early = self.polled_at.is_some_and(|at| now < due(at));
                let more = if too_early { SLOWER } else { Duration::ZERO };
                let wait = self.wait.saturating_add(more);
                Poll::Wait { wait, too_early }
            }
        }
    }

    /// Whether a person may still decide.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        self.state == State::Pending && now < self.expires_at
    }

    /// What the person's answer makes of it; `None` as approval means no.
    ///
    /// # Errors
    ///
    /// [`Over`] when it is too late, or somebody decided before.
    pub fn decide(&self, approval: Option<Approval>, now: Moment) -> Result<State, Over> {
        if self.is_open(now) {
            Ok(approval.map_or(State::Denied, State::Approved))
        } else {
            Err(Over)
        }
    }
}

/// The count to record before a code that somebody typed is looked for. The caller sets it back when
/// the code exists, and never to nothing: whoever has a code of their own could try others for ever.
///
/// # Errors
///
/// [`guessing::Refusal`] when the code must not be looked for.
pub fn reserve_guess(tries: Tries, quota: &Quota, now: Moment) -> Result<Tries, guessing::Refusal> {
    let is_remembered = now < tries.last_at.plus(GUESSES_KEEP);
    let remembered = if is_remembered { tries } else { Tries::NONE };
    guessing::reserve(remembered, quota, now)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const T0: Moment = Moment::from_unix(1000);

    fn grant() -> DeviceGrant {
        DeviceGrant {
            client: "tv".into(),
            scopes: Scopes::parse("openid"),
            resources: Vec::new(),
            dpop_jkt: None,
            device_name: None,
            ip: "192.0.2.1".into(),
            wait: WAIT,
            polled_at: None,
            created_at: T0,
            expires_at: T0.plus(LIFE),
            state: State::Pending,
        }
    }

    fn approval() -> Approval {
        Approval {
            user: UserId::from_bytes([1; 16]),
            session: SessionId::from_bytes([2; 16]),
            authenticated_at: T0,
        }
    }

    fn at(seconds: i64) -> Moment {
        Moment::from_unix(1000 + seconds)
    }

    #[test]
    fn a_code_is_read_without_case_spaces_and_dashes() {
        let code = UserCode("WDJBMJHT".into());
        for typed in [
            "WDJB-MJHT",
            "wdjbmjht",
            " wdjb mjht ",
            "W-D-J-B\u{2013}MJHT",
        ] {
            assert_eq!(UserCode::parse(typed), Some(code.clone()), "{typed}");
        }
        for typed in [
            "",
            "WDJBMJH",
            "WDJBMJHTT",
            "WDJB-MJHA",
            "WDJB-MJH1",
            "ＷDJBMJHT",
        ] {
            assert_eq!(UserCode::parse(typed), None, "{typed}");
        }
        assert_eq!(code.shown(), "WDJB-MJHT");
    }

    #[test]
    fn a_code_needs_enough_chance() {
        assert_eq!(UserCode::draw([255; 32]), None);
        assert_eq!(UserCode::draw([0; 32]).unwrap().as_str(), "BBBBBBBB");
    }

    #[test]
    fn whoever_asks_too_early_waits_longer_for_good() {
        let mut grant = grant();
        let mut poll = |now: i64| {
            let Poll::Wait { wait, too_early } = grant.poll("tv", None, at(now)) else {
                panic!("not pending");
            };
            grant.polled_at = Some(at(now));
            grant.wait = wait;
            (wait.as_secs(), too_early)
        };
        assert_eq!(poll(0), (5, false));
        assert_eq!(poll(5), (5, false));
        assert_eq!(poll(6), (10, true));
        assert_eq!(poll(11), (15, true));
        assert_eq!(poll(26), (15, false));
        assert_eq!(poll(40), (15, false), "one second early is on time");
    }

    #[test]
    fn nobody_decides_twice_or_late() {
        let grant = grant();
        assert_eq!(grant.decide(None, at(599)), Ok(State::Denied));
        assert_eq!(grant.decide(Some(approval()), at(600)), Err(Over));
        let denied = DeviceGrant {
            state: State::Denied,
            ..grant
        };
        assert_eq!(denied.decide(Some(approval()), at(1)), Err(Over));
    }

    #[test]
    fn an_approved_code_is_worth_tokens_once_to_its_client_in_time() {
        let approved = DeviceGrant {
            state: State::Approved(approval()),
            dpop_jkt: Some("key".into()),
            ..grant()
        };
        let key = Some("key");
        assert_eq!(approved.poll("tv", key, at(1)), Poll::Issue(approval()));
        assert_eq!(approved.poll("tv", None, at(1)), Poll::OtherKey);
        assert_eq!(approved.poll("other", key, at(1)), Poll::OtherClient);
        assert_eq!(approved.poll("tv", key, at(600)), Poll::Expired);
        let spent = DeviceGrant {
            state: State::Spent(None),
            ..approved
        };
        assert_eq!(spent.poll("tv", key, at(1)), Poll::Reused(None));
    }

    #[test]
    fn a_guess_after_an_hour_of_rest_is_free_again() {
        let many = Tries {
            failures: 9,
            last_at: at(0),
            ..Tries::NONE
        };
        let quota = Quota::new(5, Duration::from_secs(900)).unwrap();
        assert!(reserve_guess(many, &quota, at(10)).is_err());
        let later = reserve_guess(many, &quota, at(3600)).unwrap();
        assert_eq!(later.failures, 1);
    }

    proptest! {
        #[test]
        fn every_drawn_code_reads_back(bytes in any::<[u8; 32]>()) {
            if let Some(code) = UserCode::draw(bytes) {
                prop_assert_eq!(UserCode::parse(&code.shown()), Some(code.clone()));
                prop_assert_eq!(UserCode::parse(&code.as_str().to_lowercase()), Some(code));
            }
        }

        /// Whatever order the device and the person act in, tokens come after a yes and before the end.
        #[test]
        fn tokens_follow_a_yes_alone(
            steps in prop::collection::vec((0u8..4, 0i64..200), 1..40),
        ) {
            let (mut grant, mut now, mut said_yes, mut issued) = (grant(), 0, false, 0);
            for (act, later) in steps {
                now += later;
                match act {
                    0 => if let Ok(state) = grant.decide(Some(approval()), at(now)) {
                        prop_assert!(!said_yes && now < 600);
                        said_yes = true;
                        grant.state = state;
                    },
                    1 => if let Ok(state) = grant.decide(None, at(now)) {
                        prop_assert!(!said_yes);
                        grant.state = state;
                    },
                    _ => match grant.poll("tv", None, at(now)) {
                        Poll::Issue(_) => {
                            issued += 1;
                            prop_assert!(said_yes && now < 600);
                            grant.state = State::Spent(None);
                        }
                        Poll::Wait { wait, .. } => {
                            grant.wait = wait;
                            grant.polled_at = Some(at(now));
                        }
                        _ => {}
                    },
                }
            }
            prop_assert!(issued <= 1);
        }
    }
}
