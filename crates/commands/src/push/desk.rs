//! What push tokens are asked now. It asks nobody and knows no clock.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    time::{Duration, SystemTime},
};

use ::vault::PushTokenId;
use data_encoding::HEXLOWER;
use protocol::shown;
use providers::{PushQuestion, WhyDeclined};
use sha2::{Digest as _, Sha256};

use super::{token::Token, views::PushView};
use crate::context::unix_milliseconds;

/// How long a question can be answered. The server does not say when it began to ask, so the time runs
/// from when the question was first seen here.
const LIFE: Duration = Duration::from_secs(120);
/// How many questions are known again.
const KNOWN: usize = 500;
/// The longest texts that are shown.
const LONGEST_TITLE: usize = 80;
const LONGEST_QUESTION: usize = 200;

/// What a question is called here: the first half of the SHA-256 of token and nonce, hexadecimal.
pub(super) type PushId = String;

/// A question that waits, and whom it asks.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) id: PushId,
    pub(super) token: Token,
    pub(super) question: PushQuestion,
    until: SystemTime,
}

/// What waits, of all tokens.
#[derive(Default)]
pub(crate) struct Desk {
    cards: BTreeMap<PushTokenId, Vec<Card>>,
    /// When each question is over; the oldest first.
    known: VecDeque<(PushId, SystemTime)>,
    /// Those that were answered, or must not be asked again.
    closed: HashSet<PushId>,
}

impl Desk {
    /// What a server asks a token now. A question that was closed or whose time is over does not come
    /// back, whoever sends it again.
    pub(super) fn take(&mut self, token: &Token, questions: Vec<PushQuestion>, now: SystemTime) {
        let mut cards: Vec<Card> = questions
            .into_iter()
            .map(|question| {
                let id = id(token, &question.nonce);
                Card {
                    until: self.until(&id, now),
                    id,
                    token: token.clone(),
                    question,
                }
            })
            .collect();
        cards.retain(|card| !self.closed.contains(&card.id) && now < card.until);
        self.cards.insert(token.id, cards);
        while self.known.len() > KNOWN {
            if let Some((id, _)) = self.known.pop_front() {
                self.closed.remove(&id);
            }
        }
    }

    /// When a question is over.
    fn until(&mut self, id: &PushId, now: SystemTime) -> SystemTime {
        match self.known.iter().find(|(known, _)| known == id) {
            Some((_, until)) => *until,
            None => {
                let until = now + LIFE;
                self.known.push_back((id.clone(), until));
                until
            }
        }
    }

    /// Only these tokens are asked.
    pub(super) fn keep_only(&mut self, tokens: &[Token]) {
        self.cards
            .retain(|id, _| tokens.iter().any(|token| token.id == *id));
    }

    /// This token is asked no more.
    pub(super) fn forget(&mut self, id: PushTokenId) {
        self.cards.remove(&id);
    }

    /// The question with this id, while it can be answered or only just could not.
    pub(super) fn find(&self, id: &str) -> Option<&Card> {
        self.cards.values().flatten().find(|card| card.id == id)
    }

    /// The question is not asked again.
    pub(super) fn close(&mut self, id: &str) {
        self.closed.insert(id.to_owned());
        for cards in self.cards.values_mut() {
            cards.retain(|card| card.id != id);
        }
    }

    /// What the person sees, the oldest first.
    pub(super) fn views(&self, now: SystemTime) -> Vec<PushView> {
        let cards = self.cards.values().flatten();
        let mut open: Vec<&Card> = cards.filter(|card| now < card.until).collect();
        open.sort_by_key(|card| (card.until, card.id.clone()));
        open.into_iter().map(Card::view).collect()
    }
}

impl Card {
    pub(super) fn is_over(&self, now: SystemTime) -> bool {
        now >= self.until
    }

    pub(super) fn view(&self) -> PushView {
        let until = unix_milliseconds(self.until);
        let reasons = [WhyDeclined::UnknownTrigger, WhyDeclined::Cancelled];
        PushView {
            id: self.id.clone(),
            token_id: self.token.id.to_string(),
            issuer: self.token.issuer.clone(),
            label: self.token.label.clone(),
            server: self.token.server(),
            title: shown(&self.question.title, LONGEST_TITLE),
            question: shown(&self.question.question, LONGEST_QUESTION).unwrap_or_default(),
            choices: self.question.choices.clone(),
            may_say_why: reasons.iter().any(|why| self.question.takes_reason(*why)),
            expires_at_ms: i64::try_from(until).unwrap_or(i64::MAX),
        }
    }
}

fn id(token: &Token, nonce: &str) -> PushId {
    let hash = Sha256::new_with_prefix(token.id.as_bytes()).chain_update(nonce.as_bytes());
    HEXLOWER.encode(hash.finalize().get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::push::{key::PushKey, token};

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
    }

    fn token(number: u8) -> Token {
        let key = PushKey::generate().unwrap();
        Token {
            id: PushTokenId::from_bytes([number; 16]),
            serial: "PIPU0001".to_owned(),
            url: "https://pi.example:8443/ttype/push".parse().unwrap(),
            issuer: "Example".to_owned(),
            label: "ana".to_owned(),
            server_key: providers::ServerKey::from_der(key.public()).unwrap(),
            created_at: 0,
        }
    }

    fn question(nonce: &str) -> PushQuestion {
        let mut question = PushQuestion::default();
        question.nonce = nonce.to_owned();
        question.title = " Wi\u{202e}ki\n".to_owned();
        question.question = "Sign in? ".repeat(100);
        question
    }

    fn ids(desk: &Desk, now: SystemTime) -> Vec<String> {
        desk.views(now).into_iter().map(|view| view.id).collect()
    }

    #[test]
    fn a_question_is_over_two_minutes_after_it_was_first_seen_and_is_not_shown_again() {
        let (mut desk, token) = (Desk::default(), token(1));
        desk.take(&token, vec![question("A")], at(0));
        desk.take(&token, vec![question("A")], at(100));
        let view = desk.views(at(119)).remove(0);
        assert_eq!(
            view.expires_at_ms.cast_unsigned(),
            unix_milliseconds(at(120))
        );
        assert_eq!(ids(&desk, at(120)), Vec::<String>::new());
        assert!(desk.find(&view.id).unwrap().is_over(at(120)));
        desk.take(&token, vec![question("A")], at(200));
        assert_eq!(ids(&desk, at(200)), Vec::<String>::new());
        assert!(desk.find(&view.id).is_none());
    }

    #[test]
    fn what_was_answered_is_not_asked_again_though_it_is_sent_again() {
        let (mut desk, token) = (Desk::default(), token(1));
        desk.take(&token, vec![question("A"), question("B")], at(0));
        let [first, second] = ids(&desk, at(0)).try_into().unwrap();
        desk.close(&first);
        desk.take(&token, vec![question("A"), question("B")], at(1));
        assert_eq!(ids(&desk, at(1)), std::slice::from_ref(&second));
        desk.keep_only(&[]); // the vault was locked
        assert_eq!(ids(&desk, at(2)), Vec::<String>::new());
        desk.take(&token, vec![question("A"), question("B")], at(3));
        assert_eq!(ids(&desk, at(3)), [second]);
    }

    #[test]
    fn one_nonce_at_two_tokens_is_two_questions_and_texts_are_shown_plain() {
        let (mut desk, one, other) = (Desk::default(), token(1), token(2));
        desk.take(&one, vec![question("A")], at(0));
        desk.take(&other, vec![question("A")], at(0));
        let views = desk.views(at(0));
        assert_ne!(views[0].id, views[1].id);
        assert_eq!(views[0].title.as_deref(), Some("Wiki"));
        assert!(views[0].question.chars().count() <= LONGEST_QUESTION);
        assert_eq!(views[0].server, token::server_name(&one.url));
        assert_eq!(views[0].server, "pi.example:8443");
        desk.forget(one.id);
        assert_eq!(ids(&desk, at(0)).len(), 1);
    }
}
