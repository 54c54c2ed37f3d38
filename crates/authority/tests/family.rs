//! The family rule against a model: any schedule of uses, lost answers and replays.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::Duration;

use authority::{
    Digest, Moment,
    family::{Family, LOST_ANSWER, Misuse, Outcome, Presenter, Token, present},
};
use proptest::prelude::*;

const OWNER: Presenter<'static> = Presenter {
    client: "app",
    dpop_jkt: Some("key"),
};
const IDLE: Duration = Duration::from_secs(14 * 86_400);

/// A family with every token it ever had, kept as the store keeps it.
struct World {
    family: Family,
    tokens: Vec<Token>,
    now: Moment,
}

impl World {
    fn new() -> Self {
        let now = Moment::from_unix(1_000_000);
        let family = Family {
            client: "app".into(),
            dpop_jkt: Some("key".into()),
            expires_at: now.plus(Duration::from_secs(90 * 86_400)),
            ended_at: None,
        };
        let mut world = Self {
            family,
            tokens: Vec::new(),
            now,
        };
        world.issue(None, 1);
        world
    }

    fn issue(&mut self, parent: Option<Digest>, number: i64) {
        self.tokens.push(Token {
            digest: Digest::of(&number.to_string()),
            parent,
            number,
            expires_at: self.now.plus(IDLE),
            spent_at: None,
            access_used_at: None,
            replaced_at: None,
        });
    }

    fn newest(&self) -> &Token {
        self.tokens
            .iter()
            .rev()
            .find(|token| token.replaced_at.is_none())
            .unwrap()
    }

    /// Presents the token at `index` and records the outcome.
    fn present_as(&mut self, index: usize, presenter: &Presenter<'_>) -> Outcome {
        let token = self.tokens[index].clone();
        let outcome = present(&self.family, &token, self.newest(), presenter, self.now);
        match &outcome {
            Outcome::Rotate { number } => {
                self.tokens[index].spent_at = Some(self.now);
                self.issue(Some(token.digest), *number);
            }
            Outcome::Replace { unused, number } => {
                let now = self.now;
                let child = self
                    .tokens
                    .iter_mut()
                    .find(|token| token.digest == *unused)
                    .unwrap();
                child.replaced_at = Some(now);
                self.issue(Some(token.digest), *number);
            }
            Outcome::Revoke(_) => self.family.ended_at = Some(self.now),
            Outcome::Refuse => {}
        }
        outcome
    }

    fn present(&mut self, index: usize) -> Outcome {
        self.present_as(index, &OWNER)
    }

    /// Presents the access token issued with the refresh token at `index`.
    fn call_api(&mut self, index: usize) -> bool {
        let live = self.family.ended_at.is_none() && self.tokens[index].replaced_at.is_none();
        if live {
            self.tokens[index].access_used_at.get_or_insert(self.now);
        }
        live
    }

    /// Tokens that would be rotated if they came next: the live branches.
    fn live_branches(&self) -> usize {
        let would_rotate = |token: &&Token| {
            matches!(
                present(&self.family, token, self.newest(), &OWNER, self.now),
                Outcome::Rotate { .. }
            )
        };
        self.tokens.iter().filter(would_rotate).count()
    }

    fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
    }
}

#[test]
fn a_lost_answer_is_given_again() {
    let mut world = World::new();
    assert_eq!(world.present(0), Outcome::Rotate { number: 2 });
    world.wait(60);
    assert_eq!(
        world.present(0),
        Outcome::Replace {
            unused: Digest::of("2"),
            number: 3
        }
    );
    assert_eq!(world.present(2), Outcome::Rotate { number: 4 });
    assert_eq!(world.family.ended_at, None);
}

#[test]
fn a_lost_answer_is_not_given_after_a_minute() {
    let mut world = World::new();
    let _ = world.present(0);
    world.wait(LOST_ANSWER.as_secs() + 1);
    assert_eq!(world.present(0), Outcome::Revoke(Misuse::Replayed));
}

#[test]
fn answering_again_does_not_extend_the_minute() {
    let mut world = World::new();
    let _ = world.present(0);
    world.wait(50);
    assert!(matches!(world.present(0), Outcome::Replace { .. }));
    world.wait(11);
    assert_eq!(world.present(0), Outcome::Revoke(Misuse::Replayed));
}

#[test]
fn once_the_access_token_was_used_the_parent_is_a_replay() {
    let mut world = World::new();
    let _ = world.present(0);
    assert!(world.call_api(1));
    assert_eq!(world.present(0), Outcome::Revoke(Misuse::Replayed));
}

#[test]
fn a_grandparent_is_a_replay() {
    let mut world = World::new();
    let _ = world.present(0);
    let _ = world.present(1);
    assert_eq!(world.present(0), Outcome::Revoke(Misuse::Replayed));
}

#[test]
fn a_replaced_child_revokes_the_family_and_its_access_token_is_refused() {
    let mut world = World::new();
    let _ = world.present(0);
    let _ = world.present(0);
    assert!(!world.call_api(1));
    assert_eq!(world.present(1), Outcome::Revoke(Misuse::Replaced));
}

#[test]
fn another_client_or_key_ends_the_family_even_with_the_newest_token() {
    for (presenter, misuse) in [
        (
            Presenter {
                client: "other",
                ..OWNER
            },
            Misuse::OtherClient,
        ),
        (
            Presenter {
                dpop_jkt: Some("other"),
                ..OWNER
            },
            Misuse::OtherKey,
        ),
        (
            Presenter {
                dpop_jkt: None,
                ..OWNER
            },
            Misuse::OtherKey,
        ),
    ] {
        assert_eq!(
            World::new().present_as(0, &presenter),
            Outcome::Revoke(misuse)
        );
    }
}

#[test]
fn an_idle_token_and_an_old_family_are_refused() {
    let mut idle = World::new();
    idle.wait(IDLE.as_secs());
    assert_eq!(idle.present(0), Outcome::Refuse);

    let mut old = World::new();
    old.wait(90 * 86_400);
    old.tokens[0].expires_at = old.now.plus(IDLE);
    assert_eq!(old.present(0), Outcome::Refuse);
}

/// One step of a schedule. Indices are taken modulo the number of tokens issued so far.
#[derive(Debug, Clone)]
enum Step {
    Present(usize),
    CallApi(usize),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (0usize..64).prop_map(Step::Present),
        2 => (0usize..64).prop_map(Step::CallApi),
        2 => (0u64..90).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_schedule_ends_with_two_live_branches(steps in steps()) {
        let mut world = World::new();
        for step in steps {
            let ended = world.family.ended_at.is_some();
            match step {
                Step::Present(at) => {
                    let index = world.tokens.len().saturating_sub(1 + at % world.tokens.len());
                    let before = world.tokens.len();
                    let outcome = world.present(index);
                    prop_assert!(!ended || outcome == Outcome::Refuse, "an ended family stays ended");
                    let issued = matches!(outcome, Outcome::Rotate { .. } | Outcome::Replace { .. });
                    prop_assert_eq!(world.tokens.len() - before, usize::from(issued));
                }
                Step::CallApi(at) => {
                    let index = at % world.tokens.len();
                    world.call_api(index);
                }
                Step::Wait(seconds) => world.wait(seconds),
            }
            prop_assert!(world.live_branches() <= 1);
        }
    }

    /// Two parties hold the same token. Whoever of them uses what they got, the other one's next
    /// use of anything they hold ends the family or gives nothing.
    #[test]
    fn a_thief_and_an_owner_never_both_go_on(owner_first in any::<bool>(), gap in 0u64..200) {
        let mut world = World::new();
        let _ = world.present(0);
        let first_child = 1;
        if owner_first { world.call_api(first_child); }
        world.wait(gap);
        match world.present(0) {
            Outcome::Revoke(_) => prop_assert_eq!(world.live_branches(), 0),
            Outcome::Replace { .. } => {
                prop_assert!(!owner_first);
                prop_assert!(!world.call_api(first_child), "the first holder's access token died");
                prop_assert_eq!(world.present(first_child), Outcome::Revoke(Misuse::Replaced));
                prop_assert_eq!(world.live_branches(), 0);
            }
            other => prop_assert!(false, "unexpected {:?}", other),
        }
    }

    /// An owner and a thief who copied the owner's token at some moment, with answers that get lost,
    /// and programs that crash before they keep what they got.
    #[test]
    fn one_thief_among_lost_answers_and_crashes(moves in moves()) {
        let mut world = World::new();
        let (mut owner, mut thief) = (Party { holds: 0, got: 0 }, None::<Party>);
        for step in moves {
            let (who, party) = match (step.thief, &mut thief) {
                (true, Some(party)) => ("the thief", party),
                (true, None) => {
                    // What lies on the owner's disk at this moment.
                    thief = Some(Party { holds: owner.holds, got: owner.holds });
                    continue;
                }
                (false, _) => ("the owner", &mut owner),
            };
            match step.what {
                What::Refresh { lost } => {
                    let presented = world.tokens[party.holds].clone();
                    let late = presented.spent_at.is_some_and(|at| world.now > at.plus(LOST_ANSWER));
                    let ended = world.family.ended_at.is_some();
                    let outcome = world.present(party.holds);
                    match outcome {
                        Outcome::Rotate { .. } | Outcome::Replace { .. } => {
                            prop_assert!(!late, "{who} was answered after the window");
                            party.got = world.tokens.len() - 1;
                            if !lost {
                                party.holds = party.got;
                            }
                        }
                        Outcome::Revoke(_) => prop_assert_eq!(world.live_branches(), 0),
                        Outcome::Refuse => prop_assert!(ended || presented.expires_at <= world.now),
                    }
                    prop_assert!(
                        !late || ended || world.family.ended_at.is_some(),
                        "{who} came after the window and the family lives"
                    );
                }
                // The program goes on with what it keeps, whatever it got.
                What::Crash => party.got = party.holds,
                What::CallApi => {
                    let replaced = world.tokens[party.got].replaced_at.is_some();
                    prop_assert_eq!(world.call_api(party.got), world.family.ended_at.is_none() && !replaced);
                }
                What::Wait(seconds) => world.wait(seconds),
            }
            prop_assert!(world.live_branches() <= 1, "{who} made a second live branch");
        }
    }
}

/// Somebody with a refresh token.
#[derive(Debug)]
struct Party {
    /// The token that they would present.
    holds: usize,
    /// The last one they were given, whose access token they may still have in memory.
    got: usize,
}

#[derive(Debug, Clone)]
struct Move {
    thief: bool,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Refresh { lost: bool },
    Crash,
    CallApi,
    Wait(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let what = prop_oneof![
        4 => any::<bool>().prop_map(|lost| What::Refresh { lost }),
        1 => Just(What::Crash),
        2 => Just(What::CallApi),
        3 => (0u64..90).prop_map(What::Wait),
    ];
    let step = (prop::bool::weighted(0.3), what).prop_map(|(thief, what)| Move { thief, what });
    prop::collection::vec(step, 1..60)
}
