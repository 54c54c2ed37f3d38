//! Writes `fuzz/seeds` anew: a few small inputs of each kind, from which the fuzzer sets out.
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds`, after which they are committed.

use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, UNIX_EPOCH},
};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use protocol::{
    ApprovalDecision, ApprovalId, ApprovalKey, ApprovalPurpose, ApprovalRequest, DeviceId,
    Enrolment, EnrolmentCode, OpenApprovals, RecordedAnswer, UserId, WrongNumber,
};
use qrcode::{Color, QrCode};
use rand_core::{CryptoRng, UnwrapErr};
use vault::{
    Change, Contents, Cost, Icon, KeychainKey, NewSlot, Password, RecoveryOwner, RecoveryText,
    Unlocked, fuzzing::write_records,
};
use zeroize::Zeroizing;

const ADDRESSES: [&str; 8] = [
    "otpauth://totp/Example:ana@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Example&algorithm=SHA256&digits=8&period=60",
    "otpauth://hotp/Bank%20of%20Nowhere:ana?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&counter=41",
    "otpauth://totp/Steam:ana?secret=JBSWY3DPEHPK3PXP&encoder=steam",
    "otpauth://yaotp/ana?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4&pin=GEZDGNA",
    "motp://Example:ana?secret=0123456789abcdef&pin=GEZDGNA",
    "steam://JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "- <otpauth://totp/me@example.com/Meraki?secret=jbsw-y3dp-ehpk-3pxp&issuer=null&digits=0&period=30.0>",
    "3132333435363738 0 1 8",
];

const PASTES: [&str; 4] = [
    "Your backup codes\n\n1. abcd-efgh\n2. ijkl-mnop (used)\n3) qrst-uvwx\n",
    "☐ 1234 5678\t☐ 2345 6789\n☑ 3456 7890\t☐ 4567 8901",
    "12345678, 23456789; 34567890\r\n• 4567-8901",
    "01: 4xk2p-9qm7w\n02: 8dn3r-5tv6z  Keep these codes safe.",
];

/// Behind `?`.
const AUTHORIZE: [&str; 5] = [
    "response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fback&scope=openid+profile&state=a+state&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
    "response_type=code&client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback%2Fapp&scope=openid%20email%20offline_access&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&prompt=login%20consent&max_age=300&acr_values=aal2%20aal1&login_hint=ana&device_name=Laptop",
    "response_type=code&client_id=app&redirect_uri=org.example.app%3A%2Fback&response_mode=form_post&scope=openid&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&dpop_jkt=0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I&claims=%7B%22id_token%22%3A%7B%22email%22%3Anull%2C%22acr%22%3A%7B%22essential%22%3Atrue%2C%22values%22%3A%5B%22aal2%22%5D%7D%7D%2C%22userinfo%22%3A%7B%22name%22%3A%7B%22essential%22%3Atrue%7D%7D%7D",
    "client_id=app&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c&prompt=none",
    "response_type=code&client_id=app&redirect_uri=http%3A%2F%2F%5B%3A%3A1%5D%3A1%2Fcallback%2Fapp&redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fown%3D1",
];

/// The form, the code that was typed, then polls and answers.
const DEVICE: [&str; 3] = [
    "client_id=app&scope=openid+offline_access&device_name=Living+room\nBCDF-GHJK\n\0\x05\0\x05\x02\x01\0\x05\0\x05",
    "client_id=app&device_name=%E2%80%AE%00x\n b c d f . g h j k \n\0\x01\0\x01\x03\x01\0\x0a",
    "scope=a&scope=b\nBCDFGHJKL\n\x01\x05\x02\x7f\0\x7f\0\x7f\0\x7f\0\x7f\0\x7f",
];

/// The header of a client, then the form.
const TOKEN: [&str; 4] = [
    "\ngrant_type=authorization_code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fback&code=x&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "\ngrant_type=refresh_token&client_id=app&refresh_token=x&scope=openid+profile&resource=https%3A%2F%2Fapi.example%2Fv1&resource=https%3A%2F%2Fid.example",
    "\ngrant_type=client_credentials&scope=sessions+admin&client_id=&client_id=app",
    "\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=app&device_code=x",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let save = |target: &str, number: usize, bytes: &[u8]| {
        fs::create_dir_all(folder.join(target))?;
        fs::write(folder.join(target).join(number.to_string()), bytes)
    };
    for (number, address) in ADDRESSES.iter().enumerate() {
        save("address", number, address.as_bytes())?;
    }
    for (number, paste) in PASTES.iter().enumerate() {
        save("recovery_paste", number, paste.as_bytes())?;
    }
    for (number, text) in [ADDRESSES[0], "otpauth://totp/a?secret=AAAA", "12345"]
        .iter()
        .enumerate()
    {
        save("qr", number, &modules(text)?)?;
    }

    for (number, query) in AUTHORIZE.iter().enumerate() {
        save("authorize_request", number, query.as_bytes())?;
    }
    for (number, lines) in DEVICE.iter().enumerate() {
        save("device_request", number, lines.as_bytes())?;
    }
    for (number, request) in TOKEN.iter().enumerate() {
        save("token_request", number, request.as_bytes())?;
    }
    let basic = BASE64.encode(b"my%20app:se+cr%2Bet");
    let form = "grant_type=client_credentials";
    save(
        "token_request",
        4,
        format!("Basic {basic}\n{form}").as_bytes(),
    )?;
    let claims =
        r#"{"iss":"app","sub":"app","aud":"https://id.example","exp":1800000060,"jti":"once"}"#;
    let kind =
        "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    let assertion = signed(r#"{"alg":"ES256","typ":"JWT"}"#, claims);
    let request = format!("\n{form}&{kind}&client_assertion={assertion}");
    save("token_request", 5, request.as_bytes())?;
    for (number, (what, json)) in approvals()?.iter().enumerate() {
        let bytes = [&[*what, 0, 60, 1], json.as_slice()].concat();
        save("approval_answer", number, &bytes)?;
    }
    for (number, (what, proof)) in proofs().iter().enumerate() {
        let bytes = [&[*what], proof.as_bytes()].concat();
        save("dpop_proof", number, &bytes)?;
    }

    let mut chance = UnwrapErr(getrandom::SysRng);
    let mut everything = Contents::default();
    fill(&mut everything, &mut chance)?;
    save("vault_contents", 0, &write_records(&everything))?;
    let mut little = Contents::default();
    little.add(otp::parse_uri(ADDRESSES[0])?.entry, UNIX_EPOCH, &mut chance)?;
    save("vault_contents", 1, &write_records(&little))?;

    save("vault_contents", 2, &approval_keys())?;

    save("vault_contents", 3, &push_tokens())?;

    let key = KeychainKey::generate(&mut chance);
    fs::write(folder.join("keychain_key"), &*key.to_line())?;
    let vault = sealed(&folder.join("new.countersign"), &key, &mut chance)?;
    save("vault_open", 0, &vault)?;
    let golden = folder.join("../../crates/vault/tests/fixtures/format_1.countersign");
    save("vault_open", 1, &fs::read(golden)?)?;
    Ok(())
}

fn record(tag: u16, value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap_or_default();
    [&tag.to_be_bytes(), length.to_be_bytes().as_slice(), value].concat()
}

/// Two push tokens under one id and another that was deleted, as a program without such tokens passes
/// them on.
fn push_tokens() -> Vec<u8> {
    let token = |id: u8| {
        let fields = [
            record(1, &[id; 16]),
            record(2, b"PIPU0001"),
            record(3, b"https://id.example/ttype/push"),
            record(4, b"Example"),
            record(5, b"ana"),
            record(6, &[id; 48]),
            record(7, &[id; 24]),
            record(8, &[1]),
            record(9, &9_u64.to_be_bytes()),
        ];
        record(8, &fields.concat())
    };
    let fields = [
        record(1, &[2; 16]),
        record(2, &[4]),
        record(3, &10_u64.to_be_bytes()),
    ];
    [token(1), token(1), token(2), record(7, &fields.concat())].concat()
}

/// What a device and the server send each other, each with what it is. Key, request, answer and enrolment are
/// the example of `docs/approvals.md`.
fn approvals() -> Result<Vec<(u8, Vec<u8>)>, serde_json::Error> {
    let seed: [u8; 32] = std::array::from_fn(|place| place.try_into().unwrap_or_default());
    let key = ApprovalKey::from_bytes(&seed);
    let request = ApprovalRequest {
        id: ApprovalId::from_bytes([0x0f; 16]),
        nonce: "Tk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk4".to_owned(),
        issuer: "https://id.example".to_owned(),
        user: UserId::from_bytes([0xa1; 16]),
        device: DeviceId::from_bytes([0xd2; 16]),
        key: key.public().id(),
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
    };
    let code = EnrolmentCode {
        code: "wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA".to_owned(),
        user: request.user,
        device: request.device,
        expires_at: 1_800_000_600,
    };
    let answered = |decision| request.answer(&key, decision, "042917", 1_800_000_030);
    let recorded = RecordedAnswer {
        id: request.id,
        request: request.clone(),
        answer: answered(ApprovalDecision::Approve),
        state: "approved".to_owned(),
        decided_at: 1_800_000_031,
    };
    let open = OpenApprovals {
        items: vec![
            request.clone(),
            ApprovalRequest {
                purpose: ApprovalPurpose::Backchannel,
                message: Some("Order-4711".to_owned()),
                browser: None,
                number: false,
                ..request.clone()
            },
        ],
        next_cursor: None,
        now: 1_800_000_003,
        muted_until: Some(1_800_001_200),
    };
    let wrong = WrongNumber {
        error: "wrong_number".to_owned(),
        error_description: "the number is wrong".to_owned(),
        tries_left: 2,
    };
    let not_me = r#"{"state":"denied","not_me":{"ended":{"sessions":1,"refresh_families":2,"access_tokens_until":1800000600},"asking_session_ended":true,"muted_until":1800001200,"password_page":"https://id.example/account/password","recorded":true}}"#;
    Ok(vec![
        (0, serde_json::to_vec(&answered(ApprovalDecision::Approve))?),
        (0, serde_json::to_vec(&answered(ApprovalDecision::NotMe))?),
        (
            1,
            serde_json::to_vec(&Enrolment::new(
                &request.issuer,
                &code,
                "Ana's laptop",
                &key,
            ))?,
        ),
        (2, serde_json::to_vec(&open)?),
        (3, serde_json::to_vec(&recorded)?),
        (4, not_me.as_bytes().to_vec()),
        (5, serde_json::to_vec(&wrong)?),
        (6, serde_json::to_vec(&code)?),
    ])
}

/// Two approval keys of one owner, as a program without such keys passes them on, and a deletion.
fn approval_keys() -> Vec<u8> {
    let key = |id: u8, created_at: u64| {
        let fields = [
            record(1, &[id; 16]),
            record(2, b"https://id.example"),
            record(3, b"ana"),
            record(4, b"laptop"),
            record(5, &[id; 32]),
            record(6, &created_at.to_be_bytes()),
        ];
        record(5, &fields.concat())
    };
    let fields = [
        record(1, &[3; 16]),
        record(2, &[3]),
        record(3, &5_u64.to_be_bytes()),
    ];
    [key(1, 0), key(2, 9), record(7, &fields.concat())].concat()
}

/// A token that looks signed. The targets ask nobody whether it is.
fn signed(header: &str, claims: &str) -> String {
    let part = |text: &[u8]| BASE64URL_NOPAD.encode(text);
    format!(
        "{}.{}.{}",
        part(header.as_bytes()),
        part(claims.as_bytes()),
        part(&[7; 64])
    )
}

/// Proofs of possession, each with what it is for.
fn proofs() -> Vec<(u8, String)> {
    let point = r#""kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA""#;
    let edwards =
        r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
    let header =
        |alg: &str, key: &str| format!(r#"{{"typ":"dpop+jwt","alg":"{alg}","jwk":{{{key}}}}}"#);
    let claims = |more: &str| {
        let usual =
            r#""jti":"once","htm":"POST","htu":"https://id.example/oauth/token","iat":1800000000"#;
        format!("{{{usual}{more}}}")
    };
    // The digest of the access token that the target expects.
    let token = r#","ath":"FPlcM-1UXiivOYozpUrp7d117JnKzPF4YXuXNnfZmdU","nonce":"a nonce""#;
    vec![
        (0, signed(&header("ES256", point), &claims(""))),
        (
            4,
            signed(
                &header("ES256", point),
                &claims(r#","nonce":"a nonce","exp":1800000030.5"#),
            ),
        ),
        (
            6,
            signed(
                &header("ES256", point),
                &claims(r#","nonce":"the one before""#),
            ),
        ),
        (7, signed(&header("EdDSA", edwards), &claims(token))),
        (0, signed(&header("none", point), &claims(""))),
        (0, "a.b.c".to_owned()),
    ]
}

/// As the target `qr` reads them: width, the kind of input, then a bit for each module.
fn modules(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let code = QrCode::new(text)?;
    let (inner, quiet) = (code.width(), 4);
    let width = inner + 2 * quiet;
    let mut out = vec![u8::try_from(width - 1)?, 2];
    let mut bits = vec![0; (width * width).div_ceil(8)];
    for (place, color) in code.to_colors().into_iter().enumerate() {
        let module = (place / inner + quiet) * width + place % inner + quiet;
        bits[module / 8] |= u8::from(color == Color::Dark) << (module % 8);
    }
    out.extend(bits);
    Ok(out)
}

/// Something of everything that contents can hold.
fn fill(contents: &mut Contents, chance: &mut dyn CryptoRng) -> Result<(), vault::Error> {
    let at = |secs| UNIX_EPOCH + Duration::from_secs(secs);
    let mut ids = Vec::new();
    for address in &ADDRESSES[..6] {
        let entry = otp::parse_uri(address)
            .map_err(|_| vault::Error::NoRecoveryCodes)?
            .entry;
        ids.push(contents.add(entry, at(1_700_000_000), chance)?);
    }
    let picture = contents.add_picture(b"\x89PNG\r\n\x1a\nnot much")?;
    let change = |icon| Change {
        group: Some(Some("Work".to_owned())),
        favourite: Some(true),
        note: Some("a note".to_owned()),
        icon: Some(Some(icon)),
        ..Change::default()
    };
    contents.edit(&ids[0], change(Icon::Picture(picture)), at(1_700_000_001))?;
    contents.edit(
        &ids[1],
        change(Icon::Brand("github".to_owned())),
        at(1_700_000_002),
    )?;
    contents.note_use(&ids[0], at(1_700_000_003))?;
    let codes = ["abcd-efgh", "ijkl-mnop", "qrst-uvwx"]
        .iter()
        .map(|text| RecoveryText::new(text));
    let owned = codes.collect::<Result<_, _>>()?;
    let set = contents.add_recovery_set(
        RecoveryOwner::Entry(ids[0]),
        owned,
        "",
        at(1_700_000_004),
        chance,
    )?;
    contents.spend_next(&set, at(1_700_000_005))?;
    contents.trash([ids[2], ids[3]], at(1_700_000_006))?;
    contents.purge([ids[3]], at(1_700_000_007))
}

/// A vault with a slot for the key, as the file has it.
fn sealed(
    path: &Path,
    key: &KeychainKey,
    chance: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let password = Password::new(Zeroizing::new("seven otters in a boat".to_owned()))?;
    let cost = Cost {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    let slots = [
        NewSlot::Password {
            password: &password,
            cost,
        },
        NewSlot::KeychainKey(key),
    ];
    let mut vault: Unlocked = vault::create(path, &slots, chance)?;
    let mut seeds = UnwrapErr(getrandom::SysRng);
    vault.update(chance, |contents| fill(contents, &mut seeds))?;
    let bytes = fs::read(path)?;
    fs::remove_file(path)?;
    Ok(bytes)
}
