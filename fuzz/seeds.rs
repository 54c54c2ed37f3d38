//! Writes `fuzz/seeds` anew: a few small inputs of each kind, from which the fuzzer sets out.
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds`, after which they are committed.

use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, UNIX_EPOCH},
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

    let mut chance = UnwrapErr(getrandom::SysRng);
    let mut everything = Contents::default();
    fill(&mut everything, &mut chance)?;
    save("vault_contents", 0, &write_records(&everything))?;
    let mut little = Contents::default();
    little.add(otp::parse_uri(ADDRESSES[0])?.entry, UNIX_EPOCH, &mut chance)?;
    save("vault_contents", 1, &write_records(&little))?;

    let key = KeychainKey::generate(&mut chance);
    fs::write(folder.join("keychain_key"), &*key.to_line())?;
    let vault = sealed(&folder.join("new.countersign"), &key, &mut chance)?;
    save("vault_open", 0, &vault)?;
    let golden = folder.join("../../crates/vault/tests/fixtures/format_1.countersign");
    save("vault_open", 1, &fs::read(golden)?)?;
    Ok(())
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
