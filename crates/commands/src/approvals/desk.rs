//! What lies before the person: requests of every account, bursts of them, and silence that was asked
//! for. It asks nobody and knows no clock.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    time::{Duration, SystemTime},
};

use ledger::Approver;
use protocol::{ApprovalId, ApprovalPurpose as Purpose, ApprovalRequest, OpenApprovals};
use url::Url;

use super::{
    breaker::Breaker,
    check::check,
    views::{ApprovalPurpose, ApprovalView, ApprovalsView, BurstView, StreamState, StreamView},
};
use crate::context::unix_milliseconds;

/// How long nobody is asked after "this was not me".
pub(crate) const MUTE: Duration = Duration::from_secs(20 * 60);
/// How many requests are known again when they come a second time.
const KNOWN: usize = 500;

/// How far the clock of a server is ahead of this computer's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ahead(i64);

impl Ahead {
    /// `there` is what the server just said the time is, Unix seconds.
    pub(crate) fn of(there: i64, here: SystemTime) -> Self {
        Self(
            there
                .saturating_mul(1000)
                .saturating_sub(milliseconds(here)),
        )
    }

    /// What a moment of the server is by this computer's clock, milliseconds.
    pub(crate) fn here_ms(self, there: i64) -> i64 {
        there.saturating_mul(1000).saturating_sub(self.0)
    }

    /// What time it is there, Unix seconds.
    pub(crate) fn there(self, here: SystemTime) -> i64 {
        milliseconds(here).saturating_add(self.0).div_euclid(1000)
    }
}

/// A request and the clock it goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) request: ApprovalRequest,
    pub(crate) ahead: Ahead,
}

/// What waits, of all accounts.
#[derive(Default)]
pub(crate) struct Desk {
    lines: BTreeMap<String, Line>,
    breaker: Breaker,
    /// The requests of the breaker as they were shown.
    recent: Vec<ApprovalView>,
    known: VecDeque<ApprovalId>,
    /// Servers at which a sign-in of this computer is under way.
    begun: HashMap<String, usize>,
    muted: HashMap<String, SystemTime>,
}

/// One account.
#[derive(Default)]
struct Line {
    approver: Option<Approver>,
    state: Option<StreamState>,
    ahead: Ahead,
    cards: Vec<ApprovalRequest>,
    tries_left: HashMap<ApprovalId, u32>,
    /// Of which nobody knows whether their denial arrived: they are shown although nobody is asked.
    unsure: HashSet<ApprovalId>,
    /// Until when the server does not ask, by this computer's clock.
    muted_until_ms: Option<i64>,
}

impl Desk {
    /// Which accounts there are, each with what is enrolled there. What is gone is forgotten.
    pub(crate) fn set_accounts(&mut self, accounts: Vec<(String, Option<Approver>)>) {
        let mut before = std::mem::take(&mut self.lines);
        for (account, approver) in accounts {
            let line = before.remove(&account);
            let mut line = line
                .filter(|line| line.approver == approver)
                .unwrap_or_default();
            line.approver = approver;
            self.lines.insert(account, line);
        }
    }

    pub(crate) fn set_state(&mut self, account: &str, state: StreamState) {
        if let Some(line) = self.lines.get_mut(account) {
            line.state = Some(state);
        }
    }

    /// What a server says is open now.
    pub(crate) fn take(&mut self, account: &str, open: OpenApprovals, now: SystemTime) {
        let Some(line) = self.lines.get_mut(account) else {
            return;
        };
        let Some(here) = &line.approver else {
            return;
        };
        line.ahead = Ahead::of(open.now, now);
        line.muted_until_ms = open.muted_until.map(|at| line.ahead.here_ms(at));
        let (mut cards, mut new) = (Vec::new(), Vec::new());
        for request in open.items {
            let first = !self.known.contains(&request.id);
            if first {
                self.known.push_back(request.id);
            }
            match check(&request, here, open.now) {
                Ok(()) => {
                    if first {
                        new.push(view(account, &request, line.ahead, None));
                    }
                    cards.push(request);
                }
                Err(unfit) if first => {
                    tracing::warn!(issuer = %here.issuer, id = %request.id, %unfit,
                        "a request is not shown");
                }
                Err(_) => {}
            }
        }
        cards.sort_by_key(|request| (request.created_at, request.id));
        let open: HashSet<ApprovalId> = cards.iter().map(|request| request.id).collect();
        line.tries_left.retain(|id, _| open.contains(id));
        line.unsure.retain(|id| open.contains(id));
        line.cards = cards;
        while self.known.len() > KNOWN {
            self.known.pop_front();
        }
        let begun_here = self.begun.get(&here.issuer).is_some_and(|count| *count > 0);
        if !begun_here && !self.is_muted(account, now) {
            self.count(new, now);
        }
    }

    fn count(&mut self, new: Vec<ApprovalView>, now: SystemTime) {
        for view in new {
            if let Ok(id) = view.id.parse() {
                self.breaker.arrived(id, now);
                self.recent.push(view);
            }
        }
        self.forget_what_is_not_counted();
    }

    fn forget_what_is_not_counted(&mut self) {
        let kept: HashSet<String> = self.breaker.requests().map(|id| id.to_string()).collect();
        self.recent.retain(|view| kept.contains(&view.id));
    }

    /// A sign-in at this server begins here: what is asked meanwhile was begun here.
    pub(crate) fn sign_in_begins(&mut self, issuer: &str) {
        *self.begun.entry(issuer.to_owned()).or_default() += 1;
    }

    pub(crate) fn sign_in_ends(&mut self, issuer: &str) {
        if let Some(under_way) = self.begun.get_mut(issuer) {
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// The request with this id, when it waits.
    pub(crate) fn find(&self, account: &str, id: ApprovalId) -> Option<Asked> {
        let line = self.lines.get(account)?;
        let request = line.cards.iter().find(|request| request.id == id)?;
        Some(Asked {
            request: request.clone(),
            ahead: line.ahead,
        })
    }

    /// The person typed another number.
    pub(crate) fn note_tries(&mut self, account: &str, id: ApprovalId, left: u32) {
        if left == 0 {
            return self.drop_card(account, id);
        }
        if let Some(line) = self.lines.get_mut(account) {
            line.tries_left.insert(id, left);
        }
    }

    /// The request was answered, or is over.
    pub(crate) fn drop_card(&mut self, account: &str, id: ApprovalId) {
        if let Some(line) = self.lines.get_mut(account) {
            line.cards.retain(|request| request.id != id);
            line.tries_left.remove(&id);
            line.unsure.remove(&id);
        }
    }

    /// The person typed the right number.
    pub(crate) fn was_begun(&mut self, id: ApprovalId) {
        self.breaker.was_begun(id);
        self.forget_what_is_not_counted();
    }

    pub(crate) fn has_burst(&self) -> bool {
        self.breaker.burst().is_some()
    }

    pub(crate) fn lift_burst(&mut self) {
        self.breaker.lift();
        self.recent.clear();
    }

    /// Nobody is asked for this account for a while; until when.
    pub(crate) fn mute(&mut self, account: &str, now: SystemTime) -> SystemTime {
        let until = now + MUTE;
        self.muted.insert(account.to_owned(), until);
        until
    }

    /// Nobody knows whether the denial of this request arrived: it stays in sight, to be denied again.
    pub(crate) fn note_unsure(&mut self, account: &str, id: ApprovalId) {
        if let Some(line) = self.lines.get_mut(account) {
            line.unsure.insert(id);
        }
    }

    fn is_muted(&self, account: &str, now: SystemTime) -> bool {
        self.muted.get(account).is_some_and(|until| now < *until)
    }

    /// What the person sees now.
    pub(crate) fn view(&self, now: SystemTime) -> ApprovalsView {
        let burst = self.breaker.burst().map(|since| BurstView {
            since_ms: milliseconds(since),
            requests: self.recent.clone(),
        });
        let mut cards = self.cards(now);
        let waiting = u32::try_from(cards.len()).unwrap_or(u32::MAX);
        if burst.is_some() {
            cards.clear();
        }
        cards.sort_by_key(|card| card.created_at_ms);
        ApprovalsView {
            cards,
            waiting,
            pushes: Vec::new(),
            burst,
            muted_until_ms: self.muted_until(now),
            streams: self
                .lines
                .iter()
                .map(|(id, line)| line.stream(id))
                .collect(),
        }
    }

    fn cards(&self, now: SystemTime) -> Vec<ApprovalView> {
        let now_ms = milliseconds(now);
        self.lines
            .iter()
            .flat_map(|(account, line)| {
                let muted = self.is_muted(account, now);
                let seen = move |one: &&ApprovalRequest| !muted || line.unsure.contains(&one.id);
                line.cards.iter().filter(seen).map(|request| {
                    let tries_left = line.tries_left.get(&request.id).copied();
                    view(account, request, line.ahead, tries_left)
                })
            })
            .filter(|card| card.expires_at_ms > now_ms)
            .collect()
    }

    fn muted_until(&self, now: SystemTime) -> Option<i64> {
        let here = self.muted.values().map(|until| milliseconds(*until));
        let there = self.lines.values().filter_map(|line| line.muted_until_ms);
        here.chain(there)
            .filter(|until| *until > milliseconds(now))
            .max()
    }
}

impl Line {
    fn stream(&self, account: &str) -> StreamView {
        let state = match &self.approver {
            None => StreamState::NotEnrolled,
            Some(_) => self.state.unwrap_or(StreamState::Waiting),
        };
        StreamView {
            account_id: account.to_owned(),
            state,
        }
    }
}

/// A request as it is shown.
pub(crate) fn view(
    account: &str,
    request: &ApprovalRequest,
    ahead: Ahead,
    tries_left: Option<u32>,
) -> ApprovalView {
    let request = request.clone();
    ApprovalView {
        id: request.id.to_string(),
        account_id: account.to_owned(),
        server_name: server_name(&request.issuer),
        issuer: request.issuer,
        purpose: match request.purpose {
            Purpose::SignIn => ApprovalPurpose::SignIn,
            Purpose::StepUp => ApprovalPurpose::StepUp,
            Purpose::Backchannel => ApprovalPurpose::Backchannel,
        },
        app: request.app,
        message: request.message,
        browser: request.browser,
        os: request.os,
        ip: request.ip,
        place: request.place,
        place_within_km: request.place_within_km,
        same_address: request.same_address,
        number: request.number,
        created_at_ms: ahead.here_ms(request.created_at),
        expires_at_ms: ahead.here_ms(request.expires_at),
        tries_left,
    }
}

/// Host and port, as people name a server.
fn server_name(issuer: &str) -> String {
    let Ok(url) = Url::parse(issuer) else {
        return issuer.to_owned();
    };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => issuer.to_owned(),
    }
}

pub(crate) fn milliseconds(at: SystemTime) -> i64 {
    i64::try_from(unix_milliseconds(at)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::approvals::samples::{NOW, approver, open, request};

    /// This computer's clock is an hour ahead.
    fn at(seconds: i64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs((NOW + 3600 + seconds).cast_unsigned())
    }

    fn desk() -> Desk {
        let mut desk = Desk::default();
        let not_enrolled = ("a0".to_owned(), None);
        desk.set_accounts(vec![not_enrolled, ("a1".to_owned(), Some(approver()))]);
        desk
    }

    fn ids(views: &[ApprovalView]) -> Vec<String> {
        views.iter().map(|view| view.id.clone()).collect()
    }

    fn names(numbers: &[u8]) -> Vec<String> {
        numbers.iter().map(|n| request(*n).id.to_string()).collect()
    }

    #[test]
    fn times_are_by_the_clock_of_this_computer() {
        let mut desk = desk();
        desk.take("a1", open(&[1]), at(0));
        let card = desk.view(at(0)).cards.remove(0);
        assert_eq!(card.created_at_ms, (NOW + 3600 - 9) * 1000);
        assert_eq!(card.expires_at_ms, (NOW + 3600 + 111) * 1000);
        assert_eq!(desk.view(at(110)).cards.len(), 1);
        assert_eq!(desk.view(at(111)).cards, [], "its time is over");

        let asked = desk.find("a1", request(1).id).unwrap();
        assert_eq!(asked.ahead.there(at(5)), NOW + 5);
    }

    #[test]
    fn what_the_server_no_longer_names_is_gone_and_tries_stay_with_their_card() {
        let mut desk = desk();
        desk.take("a1", open(&[2, 1]), at(0));
        assert_eq!(ids(&desk.view(at(0)).cards), names(&[1, 2]));
        desk.note_tries("a1", request(1).id, 2);
        desk.take("a1", open(&[1]), at(1));
        let cards = desk.view(at(1)).cards;
        assert_eq!((cards.len(), cards[0].tries_left), (1, Some(2)));
        desk.note_tries("a1", request(1).id, 0);
        assert_eq!(desk.view(at(1)).cards, []);
        desk.take("a1", open(&[]), at(2));
        assert!(desk.find("a1", request(1).id).is_none());
    }

    #[test]
    fn a_request_for_another_key_is_neither_shown_nor_found() {
        let mut desk = desk();
        let mut forged = open(&[1, 2, 3]);
        for request in &mut forged.items {
            request.key = "00".repeat(16);
        }
        desk.take("a1", forged, at(0));
        assert_eq!(desk.view(at(0)).cards, []);
        assert!(desk.find("a1", request(1).id).is_none());
        assert!(!desk.has_burst(), "what is not shown tires nobody");
        desk.take("a0", open(&[1]), at(0));
        assert_eq!(desk.view(at(0)).cards, [], "not enrolled there");
    }

    #[test]
    fn the_third_request_puts_a_burst_in_the_place_of_cards_until_it_is_lifted() {
        let mut desk = desk();
        desk.take("a1", open(&[1]), at(0));
        desk.take("a1", open(&[2]), at(10));
        assert_eq!(desk.view(at(10)).burst, None);
        desk.take("a1", open(&[3]), at(20));
        let view = desk.view(at(20));
        assert_eq!(view.cards, []);
        let burst = view.burst.unwrap();
        assert_eq!(burst.since_ms, milliseconds(at(0)));
        assert_eq!(ids(&burst.requests), names(&[1, 2, 3]));

        desk.take("a1", open(&[3]), at(30));
        assert!(desk.view(at(100_000)).burst.is_some(), "by hand alone");
        assert_eq!(view.waiting, 1, "of those of the burst one is open");
        assert_eq!(desk.view(at(30)).waiting, 1);
        desk.lift_burst();
        let view = desk.view(at(31));
        assert_eq!((ids(&view.cards), view.burst), (names(&[3]), None));
        desk.take("a1", open(&[3]), at(32));
        assert!(!desk.has_burst(), "the same request is no new one");
    }

    #[test]
    fn what_a_sign_in_of_this_computer_asks_is_no_burst_and_the_same_address_does_not_count() {
        assert!(request(1).same_address);
        let mut desk = desk();
        for number in 1..=3 {
            desk.sign_in_begins(&approver().issuer);
            desk.take("a1", open(&[number]), at(i64::from(number)));
            desk.sign_in_ends(&approver().issuer);
        }
        assert!(!desk.has_burst());
        for number in 4..=6 {
            desk.take("a1", open(&[number]), at(i64::from(number)));
        }
        assert!(desk.has_burst());
    }

    #[test]
    fn what_was_approved_is_taken_out_of_the_count() {
        let mut desk = desk();
        for number in 1..=2 {
            desk.take("a1", open(&[number]), at(i64::from(number)));
            desk.was_begun(request(number).id);
        }
        for number in 3..=4 {
            desk.take("a1", open(&[number]), at(i64::from(number)));
        }
        assert!(!desk.has_burst());
    }

    #[test]
    fn after_not_me_nothing_of_that_account_is_shown_or_counted_for_twenty_minutes() {
        let mut desk = desk();
        assert_eq!(desk.mute("a1", at(0)), at(1200));
        for number in 1..=3 {
            desk.take("a1", open(&[number]), at(1));
        }
        let view = desk.view(at(1));
        assert_eq!((view.cards, view.burst), (vec![], None));
        assert_eq!(view.muted_until_ms, Some(milliseconds(at(1200))));
        assert_eq!(desk.view(at(1200)).muted_until_ms, None);
    }

    #[test]
    fn a_burst_has_nothing_that_waits_once_its_requests_are_answered_muted_or_over() {
        let burst = || {
            let mut desk = desk();
            for number in 1..=3 {
                desk.take("a1", open(&[number]), at(0));
            }
            assert_eq!(desk.view(at(0)).waiting, 1);
            desk
        };
        let mut answered = burst();
        answered.drop_card("a1", request(3).id);
        let view = answered.view(at(0));
        assert_eq!((view.waiting, view.burst.is_some()), (0, true));
        let mut muted = burst();
        muted.mute("a1", at(0));
        assert_eq!(muted.view(at(0)).waiting, 0);
        assert_eq!(burst().view(at(112)).waiting, 1);
        assert_eq!(burst().view(at(113)).waiting, 0, "its time is over");
    }

    #[test]
    fn a_denial_that_may_not_have_arrived_leaves_its_card_in_sight() {
        let mut desk = desk();
        desk.take("a1", open(&[1, 2]), at(0));
        desk.mute("a1", at(0));
        desk.note_unsure("a1", request(1).id);
        let view = desk.view(at(0));
        assert_eq!((ids(&view.cards), view.waiting), (names(&[1]), 1));
        assert_eq!(view.muted_until_ms, Some(milliseconds(at(1200))));
        desk.take("a1", open(&[2]), at(1));
        assert_eq!(desk.view(at(1)).cards, [], "the server took it");
        desk.take("a1", open(&[1]), at(2));
        assert_eq!(desk.view(at(2)).cards, []);
    }

    #[test]
    fn another_enrolment_forgets_what_the_old_one_was_asked() {
        let mut desk = desk();
        desk.take("a1", open(&[1]), at(0));
        desk.set_state("a1", StreamState::Connected);
        let states = |desk: &Desk| -> Vec<_> {
            let streams = desk.view(at(0)).streams;
            streams
                .into_iter()
                .map(|s| (s.account_id, s.state))
                .collect()
        };
        let line = |id: &str, state| (id.to_owned(), state);
        assert_eq!(
            states(&desk),
            [
                line("a0", StreamState::NotEnrolled),
                line("a1", StreamState::Connected)
            ]
        );
        let mut again = approver();
        again.key = "11".repeat(16);
        desk.set_accounts(vec![("a1".to_owned(), Some(again))]);
        assert_eq!(states(&desk), [line("a1", StreamState::Waiting)]);
        assert_eq!(desk.view(at(0)).cards, []);
        desk.set_accounts(Vec::new());
        assert_eq!(desk.view(at(0)), ApprovalsView::default());
    }
}
