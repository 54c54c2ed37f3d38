use serde_json::json;

use super::*;
use crate::approval::LIFE;

const ISSUER: &str = "https://login.example/realms/shop";
const NOW: Moment = Moment::from_unix(1_800_000_000);

fn claims() -> Value {
    json!({
        "exp": NOW.unix() + 120, "iat": NOW.unix(), "jti": "e1f1", "iss": ISSUER, "aud": ISSUER,
        "sub": "b6c3", "typ": "Bearer", "azp": "till",
    })
}

/// Reads the claims with some set anew; null takes one away.
fn read(changes: &Value) -> Result<Ticket, Flaw> {
    let mut claims = claims();
    let members = claims.as_object_mut().unwrap();
    for (name, change) in changes.as_object().unwrap() {
        if change.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), change.clone());
        }
    }
    Ticket::read(&claims, ISSUER, NOW)
}

#[test]
fn a_token_names_a_question() {
    let ticket = read(&json!({})).unwrap();
    assert_eq!(
        (
            ticket.id.as_str(),
            ticket.client.as_str(),
            ticket.subject.as_str()
        ),
        ("e1f1", "till", "b6c3")
    );
    assert_eq!(ticket.expires_at, NOW.plus(LIFE));
    assert_eq!(ticket.life(NOW), LIFE.saturating_sub(MARGIN));
    assert_eq!(
        ticket,
        read(&json!({"aud": [ISSUER], "iat": null})).unwrap()
    );
}

#[test]
fn another_token_of_the_realm_names_none() {
    for (changes, flaw) in [
        (json!({"typ": "ID"}), Flaw::Form),
        (json!({"typ": "Refresh"}), Flaw::Form),
        (json!({"typ": null}), Flaw::Form),
        (json!({"jti": null}), Flaw::Form),
        (json!({"jti": ""}), Flaw::Form),
        (json!({"azp": null}), Flaw::Form),
        (json!({"azp": "a\u{202e}b"}), Flaw::Form),
        (json!({"sub": "x".repeat(256)}), Flaw::Form),
        (
            json!({"iss": "https://login.example/realms/other"}),
            Flaw::Realm,
        ),
        (json!({"aud": "account"}), Flaw::Realm),
        (json!({"aud": ["account", ISSUER]}), Flaw::Realm),
        (json!({"aud": []}), Flaw::Realm),
        (json!({"scope": "openid"}), Flaw::Session),
        (json!({"sid": "s"}), Flaw::Session),
        (json!({"session_state": "s"}), Flaw::Session),
        (json!({"nonce": "n"}), Flaw::Session),
        (json!({"exp": NOW.unix() + 19}), Flaw::Time),
        (json!({"exp": NOW.unix() + 3611}), Flaw::Time),
        (json!({"exp": NOW.unix() - 1}), Flaw::Time),
        (json!({"iat": NOW.unix() + 11}), Flaw::Time),
        (json!({"exp": "soon"}), Flaw::Form),
    ] {
        assert_eq!(read(&changes), Err(flaw), "{changes}");
    }
}

#[test]
fn nobody_has_longer_than_any_request() {
    let ticket = read(&json!({"exp": NOW.unix() + 3600})).unwrap();
    assert_eq!(ticket.life(NOW), LONGEST_LIFE);
    assert_eq!(ticket.life(ticket.expires_at), Duration::ZERO);
}

fn question(body: &Value, number: bool) -> Result<(String, Option<String>, Option<String>), Flaw> {
    let question = Question::read(body.to_string().as_bytes(), number)?;
    let number = question.number.map(|number| number.as_str().to_owned());
    Ok((question.name, question.message, number))
}

#[test]
fn the_number_of_the_program_is_typed_and_not_shown() {
    let asked = |message: Value| {
        json!({
            "login_hint": "ana", "scope": "openid", "binding_message": message,
            "is_consent_required": false, "acr_values": null, "own": "extra",
        })
    };
    let ana = || "ana".to_owned();
    let rest = Some("Order-4711".to_owned());
    assert_eq!(
        question(&asked(json!("Order-4711-042917")), true),
        Ok((ana(), rest, Some("042917".to_owned())))
    );
    let message = Some("Order-4711-042917".to_owned());
    assert_eq!(
        question(&asked(json!("Order-4711-042917")), false),
        Ok((ana(), message, None)),
        "who is let off matches nothing"
    );
    assert_eq!(
        question(&asked(Value::Null), false),
        Ok((ana(), None, None))
    );
    for (message, flaw) in [
        (Value::Null, Flaw::Number),
        (json!(""), Flaw::Number),
        (json!("Order-4711"), Flaw::Number),
        (json!("042917-042918"), Flaw::Number),
        (json!("a\u{202e}042917"), Flaw::Question),
        (json!("x".repeat(65)), Flaw::Question),
        (json!(42917), Flaw::Question),
    ] {
        assert_eq!(
            question(&asked(message.clone()), true),
            Err(flaw),
            "{message}"
        );
    }
}

#[test]
fn nobody_agrees_to_what_no_device_shows() {
    let asked = json!({"login_hint": "ana", "is_consent_required": true});
    assert_eq!(question(&asked, false), Err(Flaw::Consent));
    assert_eq!(
        question(&json!({"scope": "openid"}), false),
        Err(Flaw::Question)
    );
    assert_eq!(Question::read(b"{", false), Err(Flaw::Question));
}

#[test]
fn an_outcome_goes_to_the_realm_that_asked_and_nowhere_else() {
    let back = "https://login.example/realms/shop/protocol/openid-connect/ext/ciba/auth/callback";
    assert_eq!(callback(ISSUER).as_deref(), Some(back));
    for issuer in [
        "https://login.example",
        "https://login.example/realms/",
        "https://login.example/realms",
        "https://login.example/realms/shop/",
    ] {
        assert_eq!(callback(issuer), None, "{issuer}");
    }
}

#[test]
fn only_a_no_of_the_person_is_one() {
    use ApprovalDecision::{Approve, Deny, NotMe};
    for (state, answered, word) in [
        (State::Denied, Some(Deny), "CANCELLED"),
        (State::Denied, Some(NotMe), "CANCELLED"),
        (State::Denied, Some(Approve), "UNAUTHORIZED"),
        (State::Denied, None, "UNAUTHORIZED"),
        (State::Expired, None, "UNAUTHORIZED"),
        (State::Pending, None, "UNAUTHORIZED"),
    ] {
        let outcome = Outcome::without_yes(state, answered);
        assert_eq!(outcome.word(), word, "{state:?} {answered:?}");
        assert_eq!(Outcome::from_word(word), Some(outcome));
    }
    assert_eq!(Outcome::from_word("succeed"), None);
}

#[test]
fn only_what_reached_nobody_is_told_again() {
    for (status, expected) in [
        (Some(200), Told::Taken),
        (Some(204), Told::Taken),
        (Some(302), Told::Over),
        (Some(400), Told::Over),
        (Some(403), Told::Over),
        (Some(500), Told::Over),
        (Some(504), Told::Over),
        (None, Told::Over),
        (Some(429), Told::Again),
        (Some(502), Told::Again),
        (Some(503), Told::Again),
    ] {
        assert_eq!(told(status), expected, "{status:?}");
    }
    let waits: Vec<u64> = (0..7).map(|tries| again_after(tries).as_secs()).collect();
    assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
    assert_eq!(again_after(u32::MAX), LONGEST_WAIT);
}

#[test]
fn a_token_says_whose_it_claims_to_be() {
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let token = format!("e30.{}.x", part(&claims().to_string()));
    assert_eq!(claimed_issuer(&token).as_deref(), Some(ISSUER));
    for none in ["", "a", "a.b.c", "e30.e30.x"] {
        assert_eq!(claimed_issuer(none), None, "{none}");
    }
}
