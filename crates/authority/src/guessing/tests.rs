use super::*;

fn quota(count: u32, seconds: u64) -> Quota {
    Quota::new(count, Duration::from_secs(seconds)).unwrap()
}

fn after(failures: u32) -> Tries {
    Tries {
        failures,
        last_at: Moment::from_unix(1000),
        back_at: Mark::default(),
    }
}

#[test]
fn five_are_free_then_the_wait_doubles_up_to_five_minutes() {
    let any = quota(1000, 1);
    for (failures, wait) in [
        (0, 0),
        (4, 0),
        (5, 1),
        (6, 2),
        (7, 4),
        (13, 256),
        (14, 300),
        (99, 300),
    ] {
        let free_at = Moment::from_unix(1000 + wait);
        assert!(
            reserve(after(failures), &any, free_at).is_ok(),
            "{failures}"
        );
        if wait > 0 {
            let early = Moment::from_unix(1000 + wait - 1);
            assert_eq!(
                reserve(after(failures), &any, early),
                Err(Refusal::Until(free_at)),
                "{failures}"
            );
        }
    }
}

#[test]
fn after_a_hundred_only_recovery_remains() {
    assert_eq!(
        reserve(after(100), &quota(1000, 1), Moment::from_unix(1 << 40)),
        Err(Refusal::Locked)
    );
}

#[test]
fn five_in_a_quarter_of_an_hour_then_one_in_three_minutes() {
    let quota = quota(5, 900);
    let mut tries = Tries::NONE;
    for _ in 0..5 {
        tries = reserve(tries, &quota, Moment::from_unix(10)).unwrap();
    }
    let next = Moment::from_unix(190);
    assert_eq!(
        reserve(tries, &quota, Moment::from_unix(189)),
        Err(Refusal::Until(next))
    );
    let tries = reserve(tries, &quota, next).unwrap();
    assert!(reserve(tries, &quota, Moment::from_unix(369)).is_err());
}

#[test]
fn an_address_gets_as_many_as_its_quota_and_never_a_lock() {
    let quota = quota(20, 60);
    let mut tries = after(1000);
    for _ in 0..20 {
        tries = pace(tries, &quota, Moment::from_unix(1010)).unwrap();
    }
    assert_eq!(
        pace(tries, &quota, Moment::from_unix(1012)),
        Err(Refusal::Until(Moment::from_unix(1013)))
    );
    assert!(pace(tries, &quota, Moment::from_unix(1013)).is_ok());
}

#[test]
fn a_right_password_before_a_second_factor_neither_counts_nor_clears() {
    let quota = quota(5, 900);
    let before = reserve(Tries::NONE, &quota, Moment::from_unix(10)).unwrap();
    let after = reserve(before, &quota, Moment::from_unix(20)).unwrap();
    assert_eq!(after.without((before, after)), before);

    // Somebody else was wrong in the meantime.
    let later = reserve(after, &quota, Moment::from_unix(30)).unwrap();
    let left = later.without((before, after));
    assert_eq!(left.failures, 2);
    assert_eq!(left.back_at, later.back_at);
}
