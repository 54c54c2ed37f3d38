use proptest::prelude::*;

use super::*;

const NOW: Moment = Moment::from_unix(1_800_000_000);

fn sign_in(due: Due) -> SignIn {
    SignIn {
        user: UserId::from_bytes([1; 16]),
        due,
        proven_at: NOW,
        first: Methods::parse("pwd"),
    }
}

#[test]
fn every_kind_and_level_reads_back_what_is_stored() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_word(kind.word()), Some(kind));
    }
    for level in [Level::One, Level::Two] {
        assert_eq!(Level::from_number(level.number()), level);
    }
    for due in [Due::Factor, Due::Enrolment] {
        assert_eq!(Due::from_word(due.word()), Some(due));
    }
}

#[test]
fn a_password_is_followed_by_a_factor_or_by_an_enrolment_or_by_nothing() {
    assert_eq!(after_password(false, false), None);
    assert_eq!(after_password(false, true), Some(Due::Enrolment));
    assert_eq!(after_password(true, false), Some(Due::Factor));
    assert_eq!(after_password(true, true), Some(Due::Factor));
}

#[test]
fn only_what_is_due_finishes_a_sign_in() {
    let factor = sign_in(Due::Factor);
    let assured = factor.passed(Kind::Totp, NOW).unwrap();
    assert_eq!(assured.level, Level::Two);
    assert_eq!(assured.methods.to_string(), "mfa otp pwd");
    assert_eq!(
        factor.enrolled(Kind::Totp, false, NOW),
        Err(Refused::FactorDue)
    );

    let enrolment = sign_in(Due::Enrolment);
    assert_eq!(
        enrolment.passed(Kind::Totp, NOW),
        Err(Refused::EnrolmentDue)
    );
    assert!(enrolment.enrolled(Kind::Totp, false, NOW).is_ok());
    assert_eq!(
        enrolment.enrolled(Kind::Totp, true, NOW),
        Err(Refused::FactorDue)
    );
    assert_eq!(
        enrolment.enrolled(Kind::Recovery, false, NOW),
        Err(Refused::FactorDue)
    );
}

#[test]
fn a_sign_in_waits_for_ten_minutes() {
    let waiting = sign_in(Due::Factor);
    let almost = NOW.plus(Duration::from_secs(599));
    assert!(waiting.passed(Kind::Totp, almost).is_ok());
    assert_eq!(
        waiting.passed(Kind::Totp, NOW.plus(SIGN_IN_LIFE)),
        Err(Refused::Over)
    );
}

#[test]
fn a_factor_is_fresh_for_ten_minutes_and_a_password_only_where_there_is_no_factor() {
    let password = Assurance::password();
    assert!(password.is_fresh(NOW, false, NOW.plus(Duration::from_secs(599))));
    assert!(!password.is_fresh(NOW, false, NOW.plus(FRESH)));
    assert!(!password.is_fresh(NOW, true, NOW));
    let both = password.with(Kind::Totp, NOW);
    assert!(both.is_fresh(NOW, true, NOW.plus(Duration::from_secs(599))));
    assert!(!both.is_fresh(NOW, true, NOW.plus(FRESH)));
    let later = NOW.plus(Duration::from_secs(3600));
    assert!(
        !both.is_fresh(later, true, later),
        "a password given again is no second factor"
    );
}

#[test]
fn the_factor_that_was_used_last_is_offered_first_and_recovery_at_the_end() {
    let at = |seconds| Some(Moment::from_unix(seconds));
    let enrolled = [
        (Kind::Totp, at(5)),
        (Kind::Passkey, at(3)),
        (Kind::Mail, None),
        (Kind::Passkey, at(9)),
    ];
    let all = [Kind::Passkey, Kind::Totp, Kind::Mail, Kind::Recovery];
    assert_eq!(offered(&enrolled, true, false), all);
    assert_eq!(offered(&enrolled, false, false), all[..3]);
    assert_eq!(offered(&enrolled, true, true), [Kind::Recovery]);
}

#[test]
fn a_device_that_can_be_asked_is_offered_before_what_was_used_last() {
    let at = |seconds| Some(Moment::from_unix(seconds));
    let enrolled = [
        (Kind::Totp, at(9)),
        (Kind::Approval, None),
        (Kind::Passkey, at(5)),
    ];
    let all = [Kind::Approval, Kind::Totp, Kind::Passkey];
    assert_eq!(offered(&enrolled, false, false), all);
    assert_eq!(offered(&enrolled, true, true), [Kind::Recovery]);
}

#[test]
fn the_last_factor_stays_where_one_is_demanded() {
    assert!(!may_remove(0, true));
    assert!(may_remove(1, true));
    assert!(may_remove(0, false));
}

#[test]
fn a_sent_code_has_three_tries_and_ten_minutes() {
    let mut sent = Sent {
        at: NOW,
        tries_left: SENT_TRIES,
    };
    assert_eq!(sent.spend(NOW.plus(SENT_LIFE)), None);
    for _ in 0..3 {
        sent = sent.spend(NOW).unwrap();
    }
    assert_eq!(sent.spend(NOW), None);
}

proptest! {
    #[test]
    fn no_order_of_attempts_passes_a_step_twice(
        attempts in proptest::collection::vec((0_i64..600, 0_i64..20), 1..40)
    ) {
        let (mut last, mut passed) = (None, Vec::new());
        for (moment, typed) in attempts {
            if let Some(step) = step(Moment::from_unix(moment), last, |step| step == typed) {
                prop_assert!((step - moment / STEP).abs() <= 1);
                prop_assert!(!passed.contains(&step), "{step} passed twice");
                passed.push(step);
                last = Some(step);
            }
        }
    }
}

#[test]
fn another_server_is_followed_by_a_factor_of_ours_unless_the_operator_trusts_it() {
    assert_eq!(after_upstream(false, false, false, false), None);
    assert_eq!(after_upstream(true, false, false, false), Some(Due::Factor));
    assert_eq!(
        after_upstream(false, true, false, true),
        Some(Due::Enrolment)
    );
    assert_eq!(after_upstream(true, true, true, false), None);
    assert_eq!(after_upstream(false, true, true, true), None);
    assert_eq!(
        after_upstream(true, false, true, true),
        Some(Due::Factor),
        "trust does not answer for a sign-in unlike the others"
    );
}

#[test]
fn a_session_says_by_which_server_its_person_came() {
    let alone = Assurance::upstream("google", None);
    assert_eq!((alone.level, alone.factor_at), (Level::One, None));
    assert_eq!(alone.methods.to_string(), "upstream:google");
    let trusted = Assurance::upstream("google", Some(Some(NOW)));
    assert_eq!((trusted.level, trusted.factor_at), (Level::Two, Some(NOW)));
    assert_eq!(trusted.methods.to_string(), "mfa upstream:google");
    let waits = SignIn {
        first: alone.methods,
        ..sign_in(Due::Factor)
    };
    let passed = waits.passed(Kind::Totp, NOW).unwrap();
    assert_eq!(passed.methods.to_string(), "mfa otp upstream:google");
}
