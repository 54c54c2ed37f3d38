use super::*;

const NOW: Moment = Moment::from_unix(1_800_000_000);

fn client(delivery: Delivery) -> Client {
    Client {
        id: "till".into(),
        scopes: Scopes::parse("openid profile"),
        backchannel_delivery: delivery,
        ..Client::default()
    }
}

fn read(delivery: Delivery, params: &[(&str, &str)]) -> Result<Request, Refused> {
    Request::read(&client(delivery), |name| {
        let found = params.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

const BARE: [(&str, &str); 2] = [("scope", "openid"), ("login_hint", "ana")];

#[test]
fn a_bare_request_lives_two_minutes() {
    let request = read(Delivery::Poll, &BARE).unwrap();
    assert_eq!(request.life, LIFE);
    assert_eq!(request.hint, Hint::Name("ana".into()));
    assert_eq!(request.notification_token, None);
}

#[test]
fn a_request_that_does_not_fit_is_refused_by_its_registered_word() {
    for (more, word) in [
        (&[("id_token_hint", "a.b.c")][..], "invalid_request"),
        (&[("login_hint_token", "x")], "invalid_request"),
        (&[("requested_expiry", "0")], "invalid_request"),
        (&[("requested_expiry", "-5")], "invalid_request"),
        (&[("requested_expiry", "+5")], "invalid_request"),
        (
            &[("binding_message", "a\u{202e}b")],
            "invalid_binding_message",
        ),
        (&[("binding_message", "")], "invalid_binding_message"),
    ] {
        let params = [&BARE[..], more].concat();
        assert_eq!(
            read(Delivery::Poll, &params).unwrap_err().error,
            word,
            "{more:?}"
        );
    }
    for scope in ["profile", "openid admin", ""] {
        let params = [("scope", scope), ("login_hint", "ana")];
        let error = read(Delivery::Poll, &params).unwrap_err().error;
        assert_eq!(error, "invalid_scope", "{scope}");
    }
    assert!(read(Delivery::Poll, &BARE[..1]).is_err(), "nobody is meant");
    let long = "x".repeat(LONGEST_MESSAGE + 1);
    let params = [&BARE[..], &[("binding_message", &long)]].concat();
    assert!(read(Delivery::Poll, &params).is_err());
}

#[test]
fn nobody_has_longer_than_ten_minutes() {
    let params = [&BARE[..], &[("requested_expiry", "86400")]].concat();
    assert_eq!(read(Delivery::Poll, &params).unwrap().life, LONGEST_LIFE);
    let params = [&BARE[..], &[("requested_expiry", "30")]].concat();
    assert_eq!(read(Delivery::Poll, &params).unwrap().life.as_secs(), 30);
}

#[test]
fn whoever_is_told_needs_a_token_that_nobody_guesses() {
    assert!(read(Delivery::Ping, &BARE).is_err());
    for (token, fits) in [
        ("x".repeat(21), false),
        ("x".repeat(22), true),
        ("x".repeat(1025), false),
        ("x ".repeat(20), false),
    ] {
        let params = [&BARE[..], &[("client_notification_token", token.as_str())]].concat();
        assert_eq!(read(Delivery::Ping, &params).is_ok(), fits, "{token}");
    }
}

#[test]
fn a_number_in_a_message_is_taken_out() {
    let number =
        |message: &str| number_in(message).map(|(digits, rest)| (digits.as_str().to_owned(), rest));
    let rest = |text: &str| Some(text.to_owned());
    assert_eq!(
        number("Pay 042817 now"),
        Some(("042817".into(), rest("Pay now")))
    );
    assert_eq!(number("042817"), Some(("042817".into(), None)));
    // Keycloak lets no space through, so signs are what a program has there.
    for (message, left) in [
        ("Order-4711-042817", "Order-4711"),
        ("042817/Pay_12.50!", "Pay_12.50!"),
        ("Pay.12.50.#042817#.now", "Pay.12.50 now"),
        ("a042817-042817", "a042817"),
    ] {
        assert_eq!(
            number(message),
            Some(("042817".into(), rest(left))),
            "{message}"
        );
    }
    for none in [
        "",
        "Pay",
        "12345",
        "1234567",
        "042817 042818",
        "042817-042817",
        "x042817",
        "042817é",
        "-",
        "٠٤٢٨١٧",
    ] {
        assert_eq!(number(none), None, "{none}");
    }
}

fn asked() -> Backchannel {
    Backchannel {
        client: "till".into(),
        user: UserId::from_bytes([1; 16]),
        scopes: Scopes::parse("openid"),
        dpop_jkt: Some("key".into()),
        wait: WAIT,
        polled_at: None,
        expires_at: NOW.plus(LIFE),
        spent: None,
    }
}

#[test]
fn whoever_asks_too_early_waits_longer_for_good() {
    let mut asked = asked();
    let mut poll = |later: u64| {
        let now = NOW.plus(Duration::from_secs(later));
        let Poll::Look { wait, too_early } = asked.poll("till", Some("key"), now) else {
            panic!("not looked at");
        };
        (asked.polled_at, asked.wait) = (Some(now), wait);
        (wait.as_secs(), too_early)
    };
    assert_eq!(poll(0), (5, false));
    assert_eq!(poll(5), (5, false));
    assert_eq!(poll(6), (10, true));
    assert_eq!(poll(15), (10, false), "one second early is on time");
}

#[test]
fn only_the_client_that_asked_polls_with_its_key_and_once() {
    let asked = asked();
    assert_eq!(asked.poll("other", Some("key"), NOW), Poll::OtherClient);
    assert_eq!(asked.poll("till", None, NOW), Poll::OtherKey);
    let spent = Backchannel {
        spent: Some(None),
        ..asked
    };
    assert_eq!(spent.poll("till", Some("key"), NOW), Poll::Reused(None));
}
