//! Holding what is written here against what a server has.

use std::collections::{HashMap, HashSet};

use ledger::Decision;
use protocol::{ANSWERS_KEPT, RecordedAnswer};

use super::{ServerAuditView, was_accepted};

/// For so many seconds a server must have what it took. A day less than it keeps it, since its clock
/// is another one.
const MUST_HAVE: i64 = ANSWERS_KEPT - 86_400;

/// Compares byte for byte: the bytes that were signed, and the signature. What other devices of the
/// person answered is not looked at, and nothing is missing there that is so old that the server may
/// have forgotten it. `now` is Unix seconds.
pub(super) fn fill(
    view: &mut ServerAuditView,
    ours: &[&Decision],
    theirs: &[RecordedAnswer],
    keys: &HashSet<String>,
    now: i64,
) {
    let mut here: HashMap<&str, Vec<&Decision>> = HashMap::new();
    for decision in ours {
        here.entry(&decision.what.request)
            .or_default()
            .push(decision);
    }
    let mut there = HashSet::new();
    for recorded in theirs {
        let request = recorded.id.to_string();
        let tries = here.get(request.as_str());
        there.insert(request.clone());
        match tries {
            // A wrong number is written here, too; the server has the answer that counted.
            Some(tries) if tries.iter().any(|one| is_same(one, recorded)) => view.same += 1,
            Some(_) => view.different.push(request),
            None if keys.contains(&recorded.answer.key) => view.only_there.push(request),
            None => {}
        }
    }
    let mut missing: Vec<String> = ours
        .iter()
        .filter(|one| was_accepted(one) && now.saturating_sub(one.at) < MUST_HAVE)
        .filter(|one| !there.contains(&one.what.request))
        .map(|one| one.what.request.clone())
        .collect();
    missing.dedup();
    view.only_here = missing;
}

fn is_same(ours: &Decision, theirs: &RecordedAnswer) -> bool {
    let answer = &theirs.answer;
    let signed = theirs
        .request
        .signed_bytes(answer.decision, &answer.digits, answer.time);
    theirs.request.id == theirs.id
        && ours.what.signed == signed
        && ours.what.signature == answer.signature
        && ours.what.key == answer.key
        && ours.what.decision == answer.decision.word()
}

#[cfg(test)]
mod tests {
    use getrandom::SysRng;
    use ledger::{DecisionState, Key, Ledger, NewDecision};
    use protocol::{ApprovalDecision, SignedAnswer};
    use rand_core::UnwrapErr;

    use super::*;
    use crate::approvals::samples::{NOW, key, request};

    fn recorded(number: u8, decision: ApprovalDecision, digits: &str) -> RecordedAnswer {
        let request = request(number);
        RecordedAnswer {
            id: request.id,
            answer: request.answer(&key(), decision, digits, NOW),
            request,
            state: "approved".to_owned(),
            decided_at: NOW,
        }
    }

    fn new(recorded: &RecordedAnswer) -> NewDecision {
        let SignedAnswer {
            decision,
            digits,
            time,
            ..
        } = &recorded.answer;
        NewDecision {
            account: "a1".to_owned(),
            issuer: recorded.request.issuer.clone(),
            request: recorded.id.to_string(),
            decision: decision.word().to_owned(),
            key: recorded.answer.key.clone(),
            public_key: key().public().to_text(),
            signed: recorded.request.signed_bytes(*decision, digits, *time),
            signature: recorded.answer.signature.clone(),
            shown: String::new(),
        }
    }

    /// What is written after these answers, each with what became of it.
    async fn written(answers: &[(RecordedAnswer, DecisionState)]) -> Vec<Decision> {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("l.sqlite3"))
            .await
            .unwrap();
        let seal = Key::generate(&mut UnwrapErr(SysRng));
        for (answer, state) in answers {
            let mut chance = UnwrapErr(SysRng);
            let number = ledger
                .append_decision(&seal, &new(answer), NOW, &mut chance)
                .await
                .unwrap();
            ledger.note_decision(number, *state).await.unwrap();
        }
        ledger.decisions(None).await.unwrap()
    }

    fn compared(ours: &[Decision], theirs: &[RecordedAnswer]) -> ServerAuditView {
        compared_at(NOW, ours, theirs)
    }

    fn compared_at(now: i64, ours: &[Decision], theirs: &[RecordedAnswer]) -> ServerAuditView {
        let mut view = ServerAuditView {
            account_id: "a1".to_owned(),
            issuer: request(1).issuer,
            same: 0,
            only_here: Vec::new(),
            only_there: Vec::new(),
            different: Vec::new(),
            unreachable: None,
        };
        let ours: Vec<&Decision> = ours.iter().collect();
        fill(
            &mut view,
            &ours,
            theirs,
            &HashSet::from([key().public().id()]),
            now,
        );
        view
    }

    fn id(number: u8) -> String {
        request(number).id.to_string()
    }

    use ApprovalDecision::{Approve, Deny};
    use DecisionState::{Accepted, Refused, Unsure};

    #[tokio::test]
    async fn the_same_bytes_on_both_sides_agree_also_after_a_wrong_number() {
        let right = recorded(1, Approve, "123456");
        let wrong = recorded(1, Approve, "654321");
        let lost = recorded(2, Deny, "");
        let ours = written(&[
            (wrong, Refused),
            (right.clone(), Accepted),
            (lost.clone(), Unsure),
            (recorded(3, Deny, ""), Unsure),
        ])
        .await;
        let view = compared(&ours, &[lost, right]);
        assert!(view.agrees(), "{view:?}");
        assert_eq!(view.same, 2);
    }

    #[tokio::test]
    async fn what_one_side_lacks_or_has_otherwise_is_told() {
        let ours = written(&[
            (recorded(1, Approve, "123456"), Accepted),
            (recorded(2, Deny, ""), Accepted),
        ])
        .await;
        let mut elsewhere = recorded(4, Approve, "123456");
        elsewhere.answer.key = "another device".to_owned();
        let theirs = [
            recorded(1, Approve, "123457"),
            recorded(3, Deny, ""),
            elsewhere,
        ];
        let view = compared(&ours, &theirs);
        assert_eq!(view.different, [id(1)]);
        assert_eq!(view.only_here, [id(2)]);
        assert_eq!(view.only_there, [id(3)]);
        assert_eq!(view.same, 0);
    }

    #[tokio::test]
    async fn what_a_server_may_have_forgotten_is_not_missing_there() {
        let old = recorded(1, Approve, "123456");
        let ours = written(&[(old.clone(), Accepted)]).await;
        let last = NOW + MUST_HAVE - 1;
        assert_eq!(compared_at(last, &ours, &[]).only_here, [id(1)]);
        assert!(compared_at(last + 1, &ours, &[]).agrees());
        let still = compared_at(last + 1, &ours, &[old]);
        assert_eq!((still.same, still.agrees()), (1, true));
        let ahead = compared_at(NOW - 3600, &ours, &[]);
        assert_eq!(ahead.only_here, [id(1)], "a clock that was set back");
    }

    #[tokio::test]
    async fn a_change_of_any_part_of_the_record_is_told() {
        let honest = recorded(1, Approve, "123456");
        let ours = written(&[(honest.clone(), Accepted)]).await;
        let changes: [fn(&mut RecordedAnswer); 7] = [
            |r| r.request.app = Some("Bank".to_owned()),
            |r| r.request.nonce.push('A'),
            |r| r.request.expires_at += 1,
            |r| r.answer.time += 1,
            |r| r.answer.decision = ApprovalDecision::Deny,
            |r| r.answer.signature.push('A'),
            |r| r.answer.key = "00".repeat(16),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut theirs = honest.clone();
            change(&mut theirs);
            let view = compared(&ours, &[theirs]);
            assert_eq!(view.different, [id(1)], "{number}");
        }
    }
}
