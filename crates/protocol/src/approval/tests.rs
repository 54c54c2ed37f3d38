use super::*;

fn key() -> ApprovalKey {
    ApprovalKey::from_bytes(&[7; 32])
}

fn request() -> ApprovalRequest {
    ApprovalRequest {
        id: ApprovalId::from_bytes([1; 16]),
        nonce: "A".repeat(43),
        issuer: "https://id.example".to_owned(),
        user: UserId::from_bytes([2; 16]),
        device: DeviceId::from_bytes([3; 16]),
        key: key().public().id(),
        purpose: ApprovalPurpose::SignIn,
        app: Some("Wiki".to_owned()),
        message: None,
        browser: Some("Firefox 140".to_owned()),
        os: Some("Linux".to_owned()),
        ip: Some("203.0.113.7".to_owned()),
        place: Some("Porto, PT".to_owned()),
        place_within_km: Some(20),
        same_address: false,
        number: true,
        created_at: 1_800_000_000,
        expires_at: 1_800_000_120,
    }
}

fn approved(request: &ApprovalRequest) -> SignedAnswer {
    request.answer(&key(), ApprovalDecision::Approve, "123456", 1_800_000_010)
}

#[test]
fn the_layout_of_the_signed_bytes_is_fixed() {
    let request = request();
    let bytes = request.signed_bytes(ApprovalDecision::Approve, "123456", 1_800_000_010);
    let mut expected = b"approval/1\0".to_vec();
    for field in [
        b"https://id.example".as_slice(),
        "01".repeat(16).as_bytes(),
        "A".repeat(43).as_bytes(),
        "02".repeat(16).as_bytes(),
        "03".repeat(16).as_bytes(),
        request.key.as_bytes(),
        &request.digest(),
        b"approve",
        b"123456",
    ] {
        expected.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        expected.extend(field);
    }
    expected.extend(1_800_000_010_u64.to_be_bytes());
    assert_eq!(bytes, expected);
}

#[test]
fn an_answer_holds_for_its_own_request_alone() {
    let (asked, public) = (request(), key().public());
    let answer = approved(&asked);
    assert_eq!(answer.verify(&asked, &public), Ok(()));

    type Change = fn(&mut ApprovalRequest);
    let changes: [Change; 18] = [
        |it| it.id = ApprovalId::from_bytes([9; 16]),
        |it| it.nonce = "B".repeat(43),
        |it| it.issuer.push('x'),
        |it| it.user = UserId::from_bytes([9; 16]),
        |it| it.device = DeviceId::from_bytes([9; 16]),
        |it| it.key = "0".repeat(32),
        |it| it.purpose = ApprovalPurpose::StepUp,
        |it| it.app = None,
        |it| it.message = Some("Pay".to_owned()),
        |it| it.browser = Some("Firefox 141".to_owned()),
        |it| it.os = None,
        |it| it.ip = Some("203.0.113.8".to_owned()),
        |it| it.place = None,
        |it| it.place_within_km = None,
        |it| it.same_address = true,
        |it| it.number = false,
        |it| it.created_at += 1,
        |it| it.expires_at += 1,
    ];
    for (which, change) in changes.iter().enumerate() {
        let mut other = asked.clone();
        change(&mut other);
        assert_eq!(answer.verify(&other, &public), Err(BadSignature), "{which}");
    }
}

#[test]
fn every_bit_of_what_is_signed_and_of_the_signature_counts() {
    let (asked, public) = (request(), key().public());
    let bytes = asked.signed_bytes(ApprovalDecision::Approve, "123456", 1_800_000_010);
    let signature = key().sign(&bytes);
    for bit in 0..bytes.len() * 8 {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            public.verify(&other, &signature),
            Err(BadSignature),
            "{bit}"
        );
    }
    let raw = data_encoding::BASE64URL_NOPAD
        .decode(signature.as_bytes())
        .unwrap();
    for bit in 0..raw.len() * 8 {
        let mut other = raw.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let other = data_encoding::BASE64URL_NOPAD.encode(&other);
        assert_eq!(public.verify(&bytes, &other), Err(BadSignature), "{bit}");
    }
}

#[test]
fn neither_the_decision_nor_the_digits_nor_the_time_can_be_exchanged() {
    let (asked, public) = (request(), key().public());
    let denied = asked.answer(&key(), ApprovalDecision::Deny, "123456", 1_800_000_010);
    assert_eq!(denied.digits, "", "a denial carries no number");
    let approved = approved(&asked);
    for changed in [
        SignedAnswer {
            decision: ApprovalDecision::Approve,
            ..denied
        },
        SignedAnswer {
            digits: "123457".to_owned(),
            ..approved.clone()
        },
        SignedAnswer {
            time: approved.time + 1,
            ..approved.clone()
        },
        SignedAnswer {
            key: "0".repeat(32),
            ..approved
        },
    ] {
        assert_eq!(
            changed.verify(&asked, &public),
            Err(BadSignature),
            "{changed:?}"
        );
    }
}

#[test]
fn a_key_that_anybody_could_sign_for_is_refused() {
    // The neutral element, a point of order 2, one of order 4, and the first in a second spelling.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut second_spelling = [0xff; 32];
    second_spelling[0] = 0xee;
    second_spelling[31] = 0x7f;
    let mut order_two = [0xff; 32];
    order_two[0] = 0xec;
    order_two[31] = 0x7f;
    for bytes in [neutral, [0; 32], second_spelling, order_two] {
        let text = data_encoding::BASE64URL_NOPAD.encode(&bytes);
        assert_eq!(
            ApprovalPublicKey::from_text(&text),
            Err(BadKey),
            "{bytes:?}"
        );
    }
    let good = key().public();
    assert_eq!(ApprovalPublicKey::from_text(&good.to_text()), Ok(good));
}

#[test]
fn an_enrolment_holds_for_one_device_one_code_and_one_name() {
    let code = EnrolmentCode {
        code: "c".repeat(43),
        user: UserId::from_bytes([2; 16]),
        device: DeviceId::from_bytes([3; 16]),
        expires_at: 1_800_000_600,
    };
    let issuer = "https://id.example";
    let enrolment = Enrolment::new(issuer, &code, "Ana's laptop", &key());
    let (user, device) = (code.user, code.device);
    assert_eq!(enrolment.verify(issuer, user, device), Ok(key().public()));

    let other = DeviceId::from_bytes([4; 16]);
    assert_eq!(enrolment.verify(issuer, user, other), Err(BadSignature));
    assert_eq!(
        enrolment.verify("https://x", user, device),
        Err(BadSignature)
    );
    let renamed = Enrolment {
        name: "Mine".to_owned(),
        ..enrolment.clone()
    };
    assert_eq!(renamed.verify(issuer, user, device), Err(BadSignature));
    let exchanged = Enrolment {
        public_key: ApprovalKey::from_bytes(&[8; 32]).public().to_text(),
        ..enrolment
    };
    assert_eq!(exchanged.verify(issuer, user, device), Err(BadSignature));
}

#[test]
fn a_request_whose_text_poses_as_another_is_not_plain() {
    assert!(request().is_plain());
    let odd = [
        "a\u{202e}b".to_owned(),
        "two\nlines".to_owned(),
        "x".repeat(81),
        String::new(),
        " padded".to_owned(),
    ];
    for text in odd {
        let odd = ApprovalRequest {
            app: Some(text),
            ..request()
        };
        assert!(!odd.is_plain(), "{:?}", odd.app);
    }
    let backwards = ApprovalRequest {
        expires_at: 1_799_999_999,
        ..request()
    };
    assert!(!backwards.is_plain());
}

/// What programs that are not ours are written by.
const GUIDE: &str = include_str!("../../../../docs/approvals.md");

/// Whether the guide holds `text`, however its lines are broken.
fn is_in_the_guide(text: &str) -> bool {
    let plain: String = GUIDE.split_whitespace().collect();
    plain.contains(text)
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[test]
fn the_example_of_the_guide_is_what_this_code_signs() {
    let mut seed = [0; 32];
    for (byte, number) in seed.iter_mut().zip(0..) {
        *byte = number;
    }
    let key = ApprovalKey::from_bytes(&seed);
    let (_, json) = GUIDE.split_once("A request is\n\n```json\n").unwrap();
    let (json, _) = json.split_once("```").unwrap();
    let request: ApprovalRequest = serde_json::from_str(json).unwrap();
    assert!(request.is_plain());
    assert_eq!(request.key, key.public().id());
    let answer = request.answer(&key, ApprovalDecision::Approve, "042917", 1_800_000_030);
    let signed = request.signed_bytes(ApprovalDecision::Approve, "042917", 1_800_000_030);
    let code = EnrolmentCode {
        code: data_encoding::BASE64URL_NOPAD.encode(&[0xc0; 32]),
        user: request.user,
        device: request.device,
        expires_at: 0,
    };
    let name = "Ana's laptop";
    let enrolment = Enrolment::new(&request.issuer, &code, name, &key);
    let public = key.public();
    let enrolled = Enrolment::signed_bytes(
        &request.issuer,
        request.user,
        request.device,
        &code.code,
        name,
        &public,
    );
    for text in [
        &hex(&seed),
        &public.to_text(),
        &public.id(),
        &hex(&request.digest()),
        &hex(&signed),
        &answer.signature,
        &code.code,
        &hex(&enrolled),
        &enrolment.signature,
    ] {
        assert!(is_in_the_guide(text), "{text}");
    }
}
