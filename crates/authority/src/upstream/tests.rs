use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    link::{Creation, Known, Next, decide},
    metadata::{Metadata, Unusable, Vouching, key_is_for},
    token::{Flaw, check, completed},
    *,
};

const NOW: Moment = Moment::from_unix(1_800_000_000);
const ISSUER: &str = "https://login.example.com";
const TENANT_ID: &str = "4f1d2c3b-5a69-7887-96a5-b4c3d2e1f001";
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

fn ana() -> UserId {
    UserId::from_bytes([1; 16])
}

fn ben() -> UserId {
    UserId::from_bytes([2; 16])
}

fn flow(purpose: Purpose) -> Flow {
    Flow {
        upstream: "company".into(),
        issuer: ISSUER.into(),
        says_iss: true,
        purpose,
        nonce: "a nonce".into(),
        verifier: "a verifier".into(),
        attempt: None,
        began_at: NOW.unix(),
    }
}

fn good<'a>() -> Answer<'a> {
    Answer {
        code: Some("a code"),
        iss: Some(ISSUER),
        ..Answer::default()
    }
}

#[test]
fn a_good_answer_holds_a_code() {
    let flow = flow(Purpose::SignIn);
    assert_eq!(flow.answered("company", &good(), NOW), Ok("a code"));
}

#[test]
fn an_answer_of_another_server_is_refused_before_anything_in_it_is_believed() {
    let flow = flow(Purpose::SignIn);
    let mixed = Err(Refused::MixedUp);
    assert_eq!(flow.answered("google", &good(), NOW), mixed);
    for iss in [Some("https://evil.example"), None] {
        for error in [None, Some("access_denied")] {
            let answer = Answer {
                iss,
                error,
                ..good()
            };
            assert_eq!(flow.answered("company", &answer, NOW), mixed, "{iss:?}");
        }
    }
}

#[test]
fn who_never_promised_to_say_who_answers_need_not_but_must_not_lie() {
    let flow = Flow {
        says_iss: false,
        ..flow(Purpose::SignIn)
    };
    let silent = Answer {
        iss: None,
        ..good()
    };
    assert!(flow.answered("company", &silent, NOW).is_ok());
    let lying = Answer {
        iss: Some("https://evil.example"),
        ..good()
    };
    assert_eq!(flow.answered("company", &lying, NOW), Err(Refused::MixedUp));
}

#[test]
fn what_the_other_server_says_is_told_apart() {
    let flow = flow(Purpose::SignIn);
    for (error, refused) in [
        ("access_denied", Refused::Cancelled),
        ("temporarily_unavailable", Refused::Away),
        ("server_error", Refused::Away),
        ("invalid_request", Refused::Declined),
    ] {
        let answer = Answer {
            error: Some(error),
            ..good()
        };
        assert_eq!(flow.answered("company", &answer, NOW), Err(refused));
    }
    for code in [None, Some("")] {
        let answer = Answer { code, ..good() };
        let outcome = flow.answered("company", &answer, NOW);
        assert_eq!(outcome, Err(Refused::Malformed));
    }
    let twice = Answer {
        repeated: true,
        ..good()
    };
    let outcome = flow.answered("company", &twice, NOW);
    assert_eq!(outcome, Err(Refused::Malformed));
}

#[test]
fn an_answer_counts_for_ten_minutes() {
    let flow = flow(Purpose::SignIn);
    let at = |seconds| Moment::from_unix(NOW.unix() + seconds);
    assert!(flow.answered("company", &good(), at(599)).is_ok());
    for late in [600, 100_000, -1] {
        let outcome = flow.answered("company", &good(), at(late));
        assert_eq!(outcome, Err(Refused::Over), "{late}");
    }
}

fn wanted(kind: Kind) -> metadata::Wanted {
    metadata::Wanted {
        kind,
        issuer: match kind {
            Kind::Microsoft => "https://login.microsoftonline.com".into(),
            _ => ISSUER.into(),
        },
        tenant: "common".into(),
    }
}

fn document(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": "https://login.example.com/authorize",
        "token_endpoint": "https://login.example.com/token",
        "jwks_uri": "https://login.example.com/keys",
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
    })
}

fn read(document: &Value, wanted: &metadata::Wanted) -> Result<Metadata, Unusable> {
    Metadata::read(document, wanted)
}

#[test]
fn metadata_of_another_issuer_is_not_used() {
    let metadata = read(&document(ISSUER), &wanted(Kind::OpenId)).unwrap();
    assert_eq!(metadata.algorithms, ["RS256"]);
    assert!(!metadata.secret_in_form);
    for other in [
        "https://evil.example",
        "https://login.example.com/",
        "https://LOGIN.example.com",
        "http://login.example.com",
    ] {
        let outcome = read(&document(other), &wanted(Kind::OpenId));
        assert_eq!(outcome, Err(Unusable::Issuer), "{other}");
    }
}

#[test]
fn metadata_without_a_safe_address_or_algorithm_is_not_used() {
    for (name, value) in [
        (
            "authorization_endpoint",
            "http://login.example.com/authorize",
        ),
        ("token_endpoint", "http://127.0.0.1/token"),
        ("jwks_uri", "javascript:alert(1)"),
        ("token_endpoint", "https://user@login.example.com/token"),
    ] {
        let mut document = document(ISSUER);
        document[name] = json!(value);
        let outcome = read(&document, &wanted(Kind::OpenId));
        assert_eq!(outcome, Err(Unusable::Address), "{value}");
    }
    let mut document = document(ISSUER);
    document["id_token_signing_alg_values_supported"] = json!(["none", "HS256"]);
    let outcome = read(&document, &wanted(Kind::OpenId));
    assert_eq!(outcome, Err(Unusable::Algorithms));
}

#[test]
fn microsoft_names_a_tenant_for_everybody_and_a_token_names_one() {
    let base = "https://login.microsoftonline.com";
    let template = format!("{base}/{{tenantid}}/v2.0");
    let of = |tenant: &str| format!("{base}/{tenant}/v2.0");
    let read_for = |tenant: &str, issuer: &str| {
        let wanted = metadata::Wanted {
            tenant: tenant.into(),
            ..wanted(Kind::Microsoft)
        };
        read(&document(issuer), &wanted).map(|metadata| metadata.vouching)
    };
    assert_eq!(
        wanted(Kind::Microsoft).address(),
        "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"
    );

    let common = read_for("common", &template).unwrap();
    assert!(common.includes(&of(TENANT_ID), Some(TENANT_ID)));
    assert!(common.includes(&of(CONSUMERS), Some(CONSUMERS)));
    assert!(!common.includes(&of(TENANT_ID), Some(CONSUMERS)));
    assert!(!common.includes(&of(TENANT_ID), None));
    assert!(!common.includes(&template, Some("{tenantid}")));
    assert!(!common.includes(&of("../evil"), Some("../evil")));
    let elsewhere = format!("https://evil.example/{TENANT_ID}/v2.0");
    assert!(!common.includes(&elsewhere, Some(TENANT_ID)));

    let organizations = read_for("organizations", &template).unwrap();
    assert!(organizations.includes(&of(TENANT_ID), Some(TENANT_ID)));
    assert!(!organizations.includes(&of(CONSUMERS), Some(CONSUMERS)));

    assert_eq!(
        read_for(TENANT_ID, &of(TENANT_ID)),
        Ok(Vouching::One(of(TENANT_ID)))
    );
    assert!(read_for("example.com", &of(TENANT_ID)).is_ok());
    assert!(read_for("consumers", &of(CONSUMERS)).is_ok());
    for (tenant, issuer) in [
        (TENANT_ID, template.clone()),
        (TENANT_ID, of(CONSUMERS)),
        ("consumers", of(TENANT_ID)),
        ("common", of(TENANT_ID)),
        ("example.com", template),
    ] {
        let outcome = read_for(tenant, &issuer);
        assert_eq!(outcome, Err(Unusable::Issuer), "{tenant} {issuer}");
    }
    let openid = format!("{ISSUER}/{{tenantid}}/v2.0");
    let outcome = read(&document(&openid), &wanted(Kind::OpenId));
    assert_eq!(outcome, Err(Unusable::Issuer));

    assert!(key_is_for(&of(TENANT_ID), &of(TENANT_ID)));
    assert!(key_is_for(
        &format!("{base}/{{tenantid}}/v2.0"),
        &of(TENANT_ID)
    ));
    assert!(!key_is_for(&of(CONSUMERS), &of(TENANT_ID)));
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "24400320", "aud": "s6BhdRkqt3", "nonce": "a nonce",
        "exp": NOW.unix() + 300, "iat": NOW.unix(), "email": "ana@example.org",
        "email_verified": true, "preferred_username": "ana",
    })
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut claims = claims();
    for (name, value) in changes {
        claims[*name] = value.clone();
    }
    claims
}

fn outcome_of(
    claims: &Value,
    change: impl FnOnce(&mut token::Wanted<'_>),
) -> Result<Identity, Flaw> {
    let vouching = Vouching::One(ISSUER.into());
    let mut wanted = token::Wanted {
        kind: Kind::OpenId,
        vouching: &vouching,
        client_id: "s6BhdRkqt3",
        nonce: "a nonce",
        began_at: NOW,
        anew: false,
        tenants: &[],
        hosted_domain: None,
    };
    change(&mut wanted);
    check(claims, &wanted, NOW)
}

fn outcome(claims: &Value) -> Result<Identity, Flaw> {
    outcome_of(claims, |_| {})
}

#[test]
fn a_good_token_says_who_somebody_is() {
    let identity = outcome(&claims()).unwrap();
    assert_eq!(identity.subject, "24400320");
    assert_eq!(identity.verified_email(), Some("ana@example.org"));
    for aud in [json!(["s6BhdRkqt3"]), json!("s6BhdRkqt3")] {
        assert!(outcome(&with(&[("aud", aud)])).is_ok());
    }
    let shared = with(&[
        ("aud", json!(["s6BhdRkqt3", "other"])),
        ("azp", json!("s6BhdRkqt3")),
    ]);
    assert!(outcome(&shared).is_ok());
}

#[test]
fn a_token_that_is_not_for_this_sign_in_is_refused() {
    let now = NOW.unix();
    for (name, value, flaw) in [
        ("iss", json!("https://evil.example"), Flaw::Issuer),
        ("iss", json!("https://login.example.com/"), Flaw::Issuer),
        ("aud", json!("another"), Flaw::Audience),
        ("aud", json!(["another"]), Flaw::Audience),
        ("aud", json!(["s6BhdRkqt3", "another"]), Flaw::Audience),
        ("aud", json!([]), Flaw::Audience),
        ("azp", json!("another"), Flaw::Audience),
        ("nonce", json!("another"), Flaw::Nonce),
        ("nonce", Value::Null, Flaw::Nonce),
        ("exp", json!(now - 60), Flaw::Expired),
        ("iat", json!(now + 61), Flaw::Time),
        ("iat", json!(now - 61), Flaw::Time),
        ("nbf", json!(now + 61), Flaw::Time),
        ("exp", json!("soon"), Flaw::Form),
        ("exp", Value::Null, Flaw::Form),
        ("iat", Value::Null, Flaw::Form),
        ("sub", json!(""), Flaw::Form),
        ("sub", json!(7), Flaw::Form),
        ("sub", json!("x".repeat(256)), Flaw::Form),
    ] {
        let claims = with(&[(name, value.clone())]);
        assert_eq!(outcome(&claims), Err(flaw), "{name} = {value}");
    }
}

#[test]
fn a_wish_for_a_new_proof_is_not_met_by_an_old_one() {
    let at = |seconds| with(&[("auth_time", json!(NOW.unix() + seconds))]);
    let anew = |claims: &Value, kind| {
        outcome_of(claims, |wanted| {
            wanted.anew = true;
            wanted.kind = kind;
        })
    };
    assert!(anew(&at(0), Kind::OpenId).is_ok());
    assert_eq!(anew(&at(-61), Kind::OpenId), Err(Flaw::Stale));
    assert_eq!(anew(&claims(), Kind::OpenId), Err(Flaw::Stale));
    assert!(anew(&claims(), Kind::Microsoft).is_ok());
    assert_eq!(anew(&at(-61), Kind::Microsoft), Err(Flaw::Stale));
}

#[test]
fn googles_issuer_domain_and_addresses_have_rules_of_their_own() {
    let google = Vouching::One("https://accounts.google.com".into());
    let check_google = |changes: &[(&str, Value)], hosted: Option<&str>| {
        let mut claims = with(changes);
        if claims["iss"] == ISSUER {
            claims["iss"] = json!("https://accounts.google.com");
        }
        outcome_of(&claims, |wanted| {
            wanted.kind = Kind::Google;
            // Outlives the call: both are of this function.
            wanted.vouching = Box::leak(Box::new(google.clone()));
            wanted.hosted_domain = hosted.map(|domain| &*domain.to_owned().leak());
        })
    };
    let bare = check_google(&[("iss", json!("accounts.google.com"))], None).unwrap();
    assert_eq!(bare.issuer, "https://accounts.google.com");
    assert_eq!(bare.verified_email(), None, "it is not Google's address");
    let mail = ("email", json!("ana@gmail.com"));
    assert!(check_google(&[mail], None).unwrap().email_verified);
    let hd = ("hd", json!("example.org"));
    assert!(
        check_google(std::slice::from_ref(&hd), None)
            .unwrap()
            .email_verified
    );
    assert!(check_google(std::slice::from_ref(&hd), Some("Example.org")).is_ok());
    for foreign in [None, Some("evil.example")] {
        let changes: Vec<_> = foreign.map(|hd| ("hd", json!(hd))).into_iter().collect();
        let outcome = check_google(&changes, Some("example.org"));
        assert_eq!(outcome, Err(Flaw::Organization), "{foreign:?}");
    }
}

#[test]
fn microsoft_vouches_for_an_address_only_when_it_says_whose_domain_it_is() {
    let of = |changes: &[(&str, Value)], tenants: &'static [String]| {
        outcome_of(&with(changes), |wanted| {
            wanted.kind = Kind::Microsoft;
            wanted.tenants = tenants;
        })
    };
    assert!(
        !of(&[], &[]).unwrap().email_verified,
        "any tenant may claim it"
    );
    for says in [json!(true), json!("1"), json!(1)] {
        assert!(of(&[("xms_edov", says)], &[]).unwrap().email_verified);
    }
    let only: &'static [String] = Box::leak(Box::new([TENANT_ID.to_owned()]));
    assert_eq!(of(&[], only), Err(Flaw::Organization));
    assert!(of(&[("tid", json!(TENANT_ID))], only).is_ok());
}

#[test]
fn what_is_said_about_somebody_else_adds_nothing() {
    let thin = outcome(&with(&[
        ("email", Value::Null),
        ("email_verified", Value::Null),
    ]))
    .unwrap();
    let mut info = json!({"sub": "24400320", "email": "ana@example.org", "email_verified": true});
    let full = completed(thin.clone(), &info);
    assert_eq!(full.verified_email(), Some("ana@example.org"));
    info["sub"] = json!("another");
    assert_eq!(completed(thin.clone(), &info), thin);
}

#[test]
fn an_address_that_is_none_is_left_out() {
    for odd in [
        "ana",
        "@example.org",
        "ana@",
        "a b@example.org",
        "ana\n@example.org",
    ] {
        let identity = outcome(&with(&[("email", json!(odd))])).unwrap();
        assert_eq!(identity.verified_email(), None, "{odd:?}");
    }
}

#[test]
fn github_is_known_by_number_and_vouches_for_the_verified_primary_address() {
    let user = json!({"id": 583_231, "login": "octocat", "email": "public@example.com"});
    let emails = |primary: bool, verified: bool| {
        json!([
            {"email": "other@example.com", "primary": false, "verified": true},
            {"email": "octo@example.com", "primary": primary, "verified": verified},
        ])
    };
    let of = |emails: &Value| github::identity(github::HOME, &user, Some(emails)).unwrap();
    let identity = of(&emails(true, true));
    assert_eq!(identity.subject, "583231");
    assert_eq!(identity.handle.as_deref(), Some("octocat"));
    assert_eq!(identity.verified_email(), Some("octo@example.com"));
    assert_eq!(of(&emails(true, false)).email, None);
    assert_eq!(of(&emails(false, true)).email, None);
    assert_eq!(
        github::identity(github::HOME, &json!({"login": "x"}), None),
        None
    );
}

fn somebody(verified: bool) -> Identity {
    outcome(&with(&[("email_verified", json!(verified))])).unwrap()
}

fn known(linked: Option<UserId>, signed_in: Option<UserId>) -> Known {
    Known {
        linked,
        signed_in,
        has_email: false,
    }
}

#[test]
fn a_mail_address_never_leads_into_an_account() {
    for creation in [Creation::Never, Creation::Anybody] {
        for verified in [true, false] {
            let known = Known {
                has_email: true,
                ..known(None, None)
            };
            let next = decide(Purpose::SignIn, &somebody(verified), known, &creation);
            assert_eq!(next, Ok(Next::Offer { may_create: false }));
        }
    }
}

#[test]
fn new_accounts_are_for_whom_the_operator_says_and_never_by_default() {
    let may = |creation: &Creation, verified| {
        let next = decide(
            Purpose::SignIn,
            &somebody(verified),
            known(None, None),
            creation,
        );
        next == Ok(Next::Offer { may_create: true })
    };
    assert!(!may(&Creation::default(), true));
    let here = Creation::Domains(vec!["Example.org".into()]);
    let elsewhere = Creation::Domains(vec!["example.com".into(), "org".into()]);
    assert!(may(&here, true) && !may(&here, false));
    assert!(!may(&elsewhere, true));
    assert!(may(&Creation::Anybody, true) && !may(&Creation::Anybody, false));
}

#[test]
fn linking_wants_the_person_who_began_and_takes_nothing_from_others() {
    let link = |linked, signed_in| {
        let known = known(linked, signed_in);
        decide(
            Purpose::Link(ana()),
            &somebody(true),
            known,
            &Creation::Never,
        )
    };
    assert_eq!(link(None, Some(ana())), Ok(Next::Link(ana())));
    assert_eq!(link(Some(ana()), Some(ana())), Ok(Next::Linked));
    assert_eq!(link(Some(ben()), Some(ana())), Err(link::Refused::Taken));
    for other in [None, Some(ben())] {
        assert_eq!(link(None, other), Err(link::Refused::SomebodyElse));
    }
}

#[test]
fn only_what_is_linked_shows_that_a_person_is_still_there() {
    let step_up = |linked, signed_in| {
        let known = known(linked, signed_in);
        decide(
            Purpose::StepUp(ana()),
            &somebody(true),
            known,
            &Creation::Never,
        )
    };
    assert_eq!(step_up(Some(ana()), Some(ana())), Ok(Next::StepUp(ana())));
    for linked in [None, Some(ben())] {
        let outcome = step_up(linked, Some(ana()));
        assert_eq!(outcome, Err(link::Refused::NotYours));
    }
    let outcome = step_up(Some(ana()), Some(ben()));
    assert_eq!(outcome, Err(link::Refused::SomebodyElse));
}

fn who() -> impl Strategy<Value = Option<UserId>> {
    prop_oneof![Just(None), Just(Some(ana())), Just(Some(ben()))]
}

proptest! {
    #[test]
    fn nobody_gets_into_an_account_that_is_not_linked(
        linked in who(),
        signed_in in who(),
        has_email: bool,
        verified: bool,
        purpose in prop_oneof![
            Just(Purpose::SignIn),
            who().prop_filter_map("somebody", |who| who.map(Purpose::Link)),
            who().prop_filter_map("somebody", |who| who.map(Purpose::StepUp)),
        ],
    ) {
        let known = Known { linked, signed_in, has_email };
        match decide(purpose, &somebody(verified), known, &Creation::Anybody) {
            Ok(Next::SignIn(user)) => prop_assert_eq!(linked, Some(user)),
            Ok(Next::StepUp(user)) => {
                prop_assert_eq!((linked, signed_in), (Some(user), Some(user)));
            }
            Ok(Next::Link(user)) => prop_assert_eq!((linked, signed_in), (None, Some(user))),
            Ok(Next::Offer { may_create }) => {
                prop_assert_eq!(linked, None);
                prop_assert!(!may_create || (verified && !has_email));
            }
            Ok(Next::Linked) | Err(_) => {}
        }
    }
}

#[test]
fn trust_is_in_what_the_operator_named() {
    let identity = outcome(&with(&[
        ("amr", json!(["pwd", "mfa"])),
        ("acr", json!("aal2")),
    ]))
    .unwrap();
    let list = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    assert!(!identity.is_trusted(&[], &[]));
    assert!(identity.is_trusted(&[], &list(&["mfa"])));
    assert!(identity.is_trusted(&list(&["aal2"]), &[]));
    assert!(!identity.is_trusted(&list(&["mfa"]), &list(&["aal2"])));
}
