//! What devices and the server send each other about approvals: a byte that says what it is, three that say
//! which byte of it is altered and how, then JSON. What is read is written the same again, an answer counts for
//! the request that was shown and for nothing else, and no altered byte passes; of answers and enrolments
//! each byte is altered in turn.
#![no_main]

use std::fmt::Debug;

use authority::{
    Moment,
    approval::{Answered, Approval, Digits, State, TRIES},
};
use libfuzzer_sys::fuzz_target;
use protocol::{
    AnsweredApproval, ApprovalDecision, ApprovalId, ApprovalKey, ApprovalPurpose, ApprovalRequest,
    DeviceId, Enrolment, EnrolmentCode, OpenApprovals, RecordedAnswer, SignedAnswer, UserId,
    WrongNumber,
};
use serde::{Serialize, de::DeserializeOwned};

const NOW: i64 = 1_800_000_030;
const DIGITS: &str = "042917";
const USER: UserId = UserId::from_bytes([0xa1; 16]);
const DEVICE: DeviceId = DeviceId::from_bytes([0xd2; 16]);
const ISSUER: &str = "https://id.example";

fuzz_target!(|data: &[u8]| {
    let Some((&[what, high, low, flip], json)) = data.split_first_chunk::<4>() else {
        return;
    };
    let altered = altered(json, usize::from(u16::from_be_bytes([high, low])), flip);
    match what {
        0 => answer(json, flip),
        1 => enrolment(json, flip),
        2 => open(json, &altered),
        3 => recorded(json, &altered),
        4 => drop(read::<AnsweredApproval>(json)),
        5 => drop(read::<WrongNumber>(json)),
        _ => drop(read::<EnrolmentCode>(json)),
    }
});

/// `json` with one byte altered.
fn altered(json: &[u8], place: usize, flip: u8) -> Vec<u8> {
    let mut bytes = json.to_vec();
    if let Some(place) = place.checked_rem(bytes.len()) {
        bytes[place] ^= flip.max(1);
    }
    bytes
}

/// What is read says the same when it is written.
fn read<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &[u8]) -> Option<T> {
    let read: T = serde_json::from_slice(json).ok()?;
    let written = serde_json::to_vec(&read).expect("it can be written");
    assert_eq!(
        serde_json::from_slice::<T>(&written).expect("and read"),
        read
    );
    Some(read)
}

fn key() -> ApprovalKey {
    let seed: [u8; 32] = std::array::from_fn(|place| place.try_into().unwrap_or_default());
    ApprovalKey::from_bytes(&seed)
}

/// What the seeds answer: the example of `docs/approvals.md`.
fn request() -> ApprovalRequest {
    ApprovalRequest {
        id: ApprovalId::from_bytes([0x0f; 16]),
        nonce: "Tk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk4".to_owned(),
        issuer: ISSUER.to_owned(),
        user: USER,
        device: DEVICE,
        key: key().public().id(),
        purpose: ApprovalPurpose::SignIn,
        app: Some("Wiki".to_owned()),
        message: None,
        browser: Some("Firefox 140".to_owned()),
        os: Some("Linux".to_owned()),
        ip: Some("203.0.113.9".to_owned()),
        place: Some("Linköping, Sweden".to_owned()),
        place_within_km: Some(20),
        same_address: false,
        number: true,
        created_at: 1_800_000_000,
        expires_at: 1_800_000_120,
    }
}

/// An answer passes only as the key would have given it, and approves only with the number.
fn answer(json: &[u8], flip: u8) {
    let (request, key) = (request(), key());
    let Some(answer) = read::<SignedAnswer>(json) else {
        return;
    };
    let public = key.public();
    let passes = answer.verify(&request, &public).is_ok();
    if passes && answer.decision == ApprovalDecision::Approve {
        let own = request.answer(&key, answer.decision, &answer.digits, answer.time);
        assert_eq!(answer, own, "there is one signature for one answer");
    }
    let approval = Approval {
        request: request.clone(),
        digits: Digits::parse(DIGITS),
        tries_left: TRIES,
        holder: String::new(),
        state: State::Pending,
        collected: false,
    };
    let counted = approval.answer(&answer, &public, Moment::from_unix(NOW));
    assert!(passes || counted.is_err());
    if counted == Ok(Answered::Approved) {
        assert_eq!(answer.decision, ApprovalDecision::Approve);
        assert_eq!(answer.digits, DIGITS);
    }
    let late = Moment::from_unix(request.expires_at);
    assert!(approval.answer(&answer, &public, late).is_err());
    if !passes {
        return;
    }
    for place in 0..json.len() {
        let other = read::<SignedAnswer>(&altered(json, place, flip));
        if let Some(other) = other.filter(|other| *other != answer) {
            assert!(other.verify(&request, &public).is_err(), "{other:?}");
        }
    }
}

/// An enrolment passes for one person on one device at one server, and in one spelling.
fn enrolment(json: &[u8], flip: u8) {
    let Some(enrolment) = read::<Enrolment>(json) else {
        return;
    };
    let Ok(key) = enrolment.verify(ISSUER, USER, DEVICE) else {
        return;
    };
    assert_eq!(key.to_text(), enrolment.public_key);
    let (user, device) = (UserId::from_bytes([1; 16]), DeviceId::from_bytes([1; 16]));
    assert!(enrolment.verify(ISSUER, user, DEVICE).is_err());
    assert!(enrolment.verify(ISSUER, USER, device).is_err());
    assert!(
        enrolment
            .verify("https://id.example/", USER, DEVICE)
            .is_err()
    );
    for place in 0..json.len() {
        let other = read::<Enrolment>(&altered(json, place, flip));
        if let Some(other) = other.filter(|other| *other != enrolment) {
            assert!(other.verify(ISSUER, USER, DEVICE).is_err(), "{other:?}");
        }
    }
}

/// What a device is told: an answer to one request fits no other.
fn open(json: &[u8], altered: &[u8]) {
    let Some(open) = read::<OpenApprovals>(json) else {
        return;
    };
    let others = read::<OpenApprovals>(altered).map(|open| open.items);
    for (place, asked) in open.items.iter().enumerate() {
        let other = others.as_ref().and_then(|others| others.get(place));
        signed(asked, other);
    }
}

/// What the server says was answered: it is checked against what was asked.
fn recorded(json: &[u8], altered: &[u8]) {
    let Some(recorded) = read::<RecordedAnswer>(json) else {
        return;
    };
    let public = key().public();
    if recorded.answer.verify(&recorded.request, &public).is_err() {
        return;
    }
    if let Some(other) = read::<RecordedAnswer>(altered)
        && (&other.request, &other.answer) != (&recorded.request, &recorded.answer)
    {
        assert!(other.answer.verify(&other.request, &public).is_err());
    }
}

/// Signs an answer to `asked` as a device does, which is none to `other`.
fn signed(asked: &ApprovalRequest, other: Option<&ApprovalRequest>) {
    let key = key();
    let asked = ApprovalRequest {
        key: key.public().id(),
        ..asked.clone()
    };
    if asked.is_plain() {
        let texts = [&asked.app, &asked.message, &asked.browser, &asked.os];
        for text in texts.into_iter().flatten() {
            assert!((1..=80).contains(&text.chars().count()));
            assert!(!text.chars().any(char::is_control), "{text:?}");
        }
    }
    for decision in ApprovalDecision::ALL {
        let answer = asked.answer(&key, decision, DIGITS, NOW);
        assert!(answer.verify(&asked, &key.public()).is_ok());
        let Some(other) = other else { continue };
        let other = ApprovalRequest {
            key: asked.key.clone(),
            ..other.clone()
        };
        if other != asked {
            assert!(answer.verify(&other, &key.public()).is_err(), "{other:?}");
        }
    }
}
