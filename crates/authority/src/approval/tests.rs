use protocol::{ApprovalId, ApprovalKey, ApprovalPurpose, DeviceId, UserId};

use super::*;

const ASKED: i64 = 1_800_000_000;

fn at(second: i64) -> Moment {
    Moment::from_unix(ASKED + second)
}

fn key() -> ApprovalKey {
    ApprovalKey::from_bytes(&[7; 32])
}

fn pending() -> Approval {
    Approval {
        request: ApprovalRequest {
            id: ApprovalId::from_bytes([1; 16]),
            nonce: "A".repeat(43),
            issuer: "https://id.example".to_owned(),
            user: UserId::from_bytes([2; 16]),
            device: DeviceId::from_bytes([3; 16]),
            key: key().public().id(),
            purpose: ApprovalPurpose::SignIn,
            app: None,
            message: None,
            browser: None,
            os: None,
            ip: None,
            place: None,
            place_within_km: None,
            same_address: false,
            number: true,
            created_at: ASKED,
            expires_at: ASKED + 120,
        },
        digits: Digits::parse("012345"),
        tries_left: TRIES,
        holder: "sign-in:a".to_owned(),
        state: State::Pending,
        collected: false,
    }
}

fn answered(decision: ApprovalDecision, digits: &str, second: i64) -> Result<Answered, Refused> {
    let approval = pending();
    let answer = approval
        .request
        .answer(&key(), decision, digits, ASKED + second);
    approval.answer(&answer, &key().public(), at(second))
}

const WELL: Circumstances = Circumstances {
    enabled: true,
    locked: false,
    device_stays: true,
    password_stays: true,
};

#[test]
fn only_the_right_number_approves() {
    use ApprovalDecision::{Approve, Deny, NotMe};
    assert_eq!(answered(Approve, "012345", 10), Ok(Answered::Approved));
    for wrong in ["012346", "12345", ""] {
        let wrong = answered(Approve, wrong, 10);
        assert_eq!(wrong, Ok(Answered::WrongNumber { tries_left: 2 }));
    }
    for odd in ["0123456", "０１２３４５"] {
        assert_eq!(answered(Approve, odd, 10), Err(Refused::Digits));
    }
    assert_eq!(
        answered(Deny, "", 10),
        Ok(Answered::Denied { not_me: false })
    );
    assert_eq!(
        answered(NotMe, "", 10),
        Ok(Answered::Denied { not_me: true })
    );
}

#[test]
fn a_request_lives_120_seconds() {
    let approve = |second| answered(ApprovalDecision::Approve, "012345", second);
    assert_eq!(approve(119), Ok(Answered::Approved));
    assert_eq!(approve(120), Err(Refused::Over));
}

#[test]
fn what_was_decided_stays_decided() {
    for state in [State::Approved(at(5)), State::Denied, State::Expired] {
        let decided = Approval { state, ..pending() };
        let request = &decided.request;
        let answer = request.answer(&key(), ApprovalDecision::Approve, "012345", ASKED + 6);
        let again = decided.answer(&answer, &key().public(), at(6));
        assert_eq!(again, Err(Refused::Over));
    }
}

#[test]
fn an_answer_of_another_time_or_key_is_refused() {
    let approval = pending();
    let signed = |time| {
        let decision = ApprovalDecision::Approve;
        approval.request.answer(&key(), decision, "012345", time)
    };
    let judged = |time, now| approval.answer(&signed(time), &key().public(), at(now));
    assert_eq!(
        judged(ASKED - 31, 10),
        Err(Refused::Time),
        "before the request"
    );
    assert_eq!(judged(ASKED + 41, 10), Err(Refused::Time), "ahead of us");
    assert_eq!(judged(ASKED + 40, 10), Ok(Answered::Approved));

    let stranger = ApprovalKey::from_bytes(&[8; 32]).public();
    let refused = approval.answer(&signed(ASKED), &stranger, at(0));
    assert_eq!(refused, Err(Refused::Signature));
}

#[test]
fn an_approval_is_collected_by_its_holder_within_a_minute_and_once() {
    let approved = Approval {
        state: State::Approved(at(10)),
        ..pending()
    };
    let collect = |holder, now| approved.collect(holder, &WELL, at(now));
    assert_eq!(collect("sign-in:a", 69), Collection::Granted);
    assert_eq!(collect("sign-in:a", 70), Collection::Never, "too late");
    assert_eq!(
        collect("sign-in:b", 11),
        Collection::Never,
        "another browser"
    );
    let twice = Approval {
        collected: true,
        ..approved.clone()
    };
    assert_eq!(twice.collect("sign-in:a", &WELL, at(11)), Collection::Never);

    assert_eq!(
        pending().collect("sign-in:a", &WELL, at(119)),
        Collection::Wait
    );
    assert_eq!(
        pending().collect("sign-in:a", &WELL, at(120)),
        Collection::Never
    );
}

#[test]
fn what_changed_since_the_answer_counts_at_collection() {
    let approved = Approval {
        state: State::Approved(at(10)),
        ..pending()
    };
    let changed = [
        Circumstances {
            enabled: false,
            ..WELL
        },
        Circumstances {
            locked: true,
            ..WELL
        },
        Circumstances {
            device_stays: false,
            ..WELL
        },
        Circumstances {
            password_stays: false,
            ..WELL
        },
    ];
    for person in changed {
        let collected = approved.collect("sign-in:a", &person, at(11));
        assert_eq!(collected, Collection::Never, "{person:?}");
    }
}

#[test]
fn nobody_is_flooded_with_requests() {
    let history = |begun: &[i64], unanswered: &[i64]| History {
        begun: begun.iter().map(|second| at(*second)).collect(),
        unanswered: unanswered.iter().map(|second| at(*second)).collect(),
        ..History::default()
    };
    let now = at(1000);
    assert_eq!(history(&[500, 600], &[]).may_ask(now), Ok(()));
    assert_eq!(
        history(&[600, 500, 700], &[]).may_ask(now),
        Err(NotAsked::Until(at(1100))),
        "three in ten minutes"
    );
    assert_eq!(history(&[400, 500, 600], &[]).may_ask(now), Ok(()));

    let five = [-2599, -1000, 0, 100, 200];
    assert_eq!(history(&[], &five).may_ask(now), Err(NotAsked::Paused));
    assert_eq!(
        history(&[], &[-2600, -1000, 0, 100, 200]).may_ask(now),
        Ok(())
    );

    let open = History {
        open: true,
        ..History::default()
    };
    assert_eq!(open.may_ask(now), Err(NotAsked::Open));
    let muted = History {
        muted_until: Some(at(1001)),
        ..History::default()
    };
    assert_eq!(muted.may_ask(now), Err(NotAsked::Muted(at(1001))));
    assert_eq!(muted.may_ask(at(1001)), Ok(()));
}

#[test]
fn digits_are_six_and_never_printed_by_accident() {
    assert_eq!(Digits::draw([0; 8]).as_str(), "000000");
    assert_eq!(Digits::draw(1_234_567_u64.to_be_bytes()).as_str(), "234567");
    assert_eq!(Digits::parse("12345"), None);
    assert_eq!(Digits::parse("12345a"), None);
    assert_eq!(format!("{:?}", Digits::draw([0; 8])), "Digits(hidden)");
}
