use std::time::UNIX_EPOCH;

use getrandom::SysRng;
use proptest::prelude::*;
use rand_core::UnwrapErr;

use super::{decode, encode, put_nested, record};
use crate::codec::{Defect, put_record};
use crate::samples::any_contents;
use crate::{
    ApprovalKeyId, ApprovalOwner, ApprovalSeed, Change, Contents, Icon, NewPushToken, PushSecret,
    PushTokenId, RecoveryOwner, RecoveryText,
};

/// A body that holds one record with these bytes.
fn body_of(tag: u16, value: &[u8]) -> Vec<u8> {
    let mut body = vec![0; 8];
    put_record(&mut body, tag, value);
    let length = (body.len() as u64 - 8).to_be_bytes();
    body[..8].copy_from_slice(&length);
    body
}

/// The value of the first record with this tag.
fn value_of(contents: &Contents, tag: u16) -> Vec<u8> {
    let bytes = encode(contents);
    let length = u64::from_be_bytes(bytes[..8].try_into().unwrap());
    let mut records = crate::codec::Reader::new(&bytes[8..8 + length as usize]);
    loop {
        match records.record().unwrap() {
            (found, value) if found == tag => return value.to_vec(),
            _ => {}
        }
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand what follows";

/// One of everything that this version knows.
fn full() -> Contents {
    let mut contents = Contents::default();
    let mut chance = UnwrapErr(SysRng);
    let ids: Vec<_> = ["JBSWY3DPEHPK3PXP", "GEZDGNBVGY3TQOJQ"]
        .iter()
        .map(|seed| otp::parse_uri(&format!("otpauth://totp/One:ana?secret={seed}")))
        .map(|parsed| {
            contents
                .add(parsed.unwrap().entry, UNIX_EPOCH, &mut chance)
                .unwrap()
        })
        .collect();
    let picture = contents.add_picture(PNG).unwrap();
    let change = Change {
        icon: Some(Some(Icon::Picture(picture))),
        ..Change::default()
    };
    contents.edit(&ids[0], change, UNIX_EPOCH).unwrap();
    let codes = ["1234 5678", "8765 4321"].map(|code| RecoveryText::new(code).unwrap());
    let owner = RecoveryOwner::Entry(ids[0]);
    let set = contents
        .add_recovery_set(owner, codes.into(), "", UNIX_EPOCH, &mut chance)
        .unwrap();
    contents.spend_next(&set, UNIX_EPOCH).unwrap();
    let owner = ApprovalOwner {
        issuer: "https://id.example".to_owned(),
        user: "ana".to_owned(),
        device: "laptop".to_owned(),
    };
    let seed = ApprovalSeed::generate(&mut chance);
    contents.put_approval_key(ApprovalKeyId::from_bytes([5; 16]), owner, seed, UNIX_EPOCH);
    let token = NewPushToken {
        id: PushTokenId::from_bytes([6; 16]),
        serial: "PIPU0001".to_owned(),
        url: "https://id.example/ttype/push".to_owned(),
        issuer: "Example".to_owned(),
        label: "ana".to_owned(),
        secret: PushSecret::new(&[7; 100]),
        server_key: vec![8; 50],
        sslverify: true,
    };
    contents.put_push_token(token, UNIX_EPOCH);
    contents.trash(ids[1], UNIX_EPOCH).unwrap();
    contents.purge(ids[1], UNIX_EPOCH).unwrap();
    contents
}

#[test]
fn a_field_that_stands_twice_is_damage_in_every_record() {
    let contents = full();
    for tag in [
        record::ENTRY,
        record::RECOVERY_SET,
        record::PICTURE,
        record::APPROVAL_KEY,
        record::PUSH_TOKEN,
        record::DELETION,
    ] {
        let value = value_of(&contents, tag);
        assert!(decode(&body_of(tag, &value)).is_ok(), "record {tag}");
        let mut doubled = value.clone();
        put_record(&mut doubled, 1, &value[6..22]); // its id once more
        assert_eq!(
            decode(&body_of(tag, &doubled)).err(),
            Some(Defect::Damaged),
            "record {tag}"
        );
        let cut = &value[..value.len() - 1];
        assert_eq!(
            decode(&body_of(tag, cut)).err(),
            Some(Defect::Damaged),
            "record {tag}"
        );
    }
}

#[test]
fn two_icons_or_a_picture_twice_are_damage() {
    let contents = full();
    let mut entry = value_of(&contents, record::ENTRY);
    put_record(&mut entry, 17, b"github");
    assert_eq!(
        decode(&body_of(record::ENTRY, &entry)).err(),
        Some(Defect::Damaged)
    );

    let picture = value_of(&contents, record::PICTURE);
    let mut body = vec![0; 8];
    for _ in 0..2 {
        put_nested(&mut body, record::PICTURE, |out| {
            out.extend_from_slice(&picture);
        });
    }
    let length = (body.len() as u64 - 8).to_be_bytes();
    body[..8].copy_from_slice(&length);
    assert_eq!(decode(&body).err(), Some(Defect::Damaged));
}

#[test]
fn the_deletion_of_something_newer_is_passed_on() {
    let mut deletion = value_of(&full(), record::DELETION);
    let what = deletion.len() - 14 - 1; // before the moment
    deletion[what] = 9;
    let contents = decode(&body_of(record::DELETION, &deletion)).unwrap();
    assert!(contents.deletions.is_empty());
    assert_eq!(value_of(&contents, record::DELETION), deletion);
}

#[test]
fn a_picture_that_nothing_shows_any_more_goes_at_the_next_save() {
    let mut contents = full();
    let id = contents.entries().next().unwrap().id;
    let Some(Icon::Picture(picture)) = contents.get(&id).unwrap().icon.clone() else {
        panic!("it shows a picture")
    };
    assert_eq!(
        decode(&encode(&contents)).unwrap().picture(&picture),
        Some(PNG)
    );
    let plain = Change {
        icon: Some(None),
        ..Change::default()
    };
    contents.edit(&id, plain, UNIX_EPOCH).unwrap();
    let saved = decode(&encode(&contents)).unwrap();
    assert_eq!(saved.picture(&picture), None);
}

#[test]
fn an_added_picture_waits_for_its_entry_over_a_save_and_until_the_next_is_added() {
    let mut contents = full();
    let id = contents.entries().next().unwrap().id;
    let show = |picture| Change {
        icon: Some(Some(Icon::Picture(picture))),
        ..Change::default()
    };
    let first = contents.add_picture(&[PNG, b"1"].concat()).unwrap();
    let mut saved = decode(&encode(&contents)).unwrap();
    let second = saved.add_picture(&[PNG, b"2"].concat()).unwrap();
    let mut saved = decode(&encode(&saved)).unwrap();
    let refused = saved.edit(&id, show(first), UNIX_EPOCH);
    assert!(matches!(refused, Err(crate::Error::NoSuchPicture { id }) if id == first));
    saved.edit(&id, show(second), UNIX_EPOCH).unwrap();
    assert!(decode(&encode(&saved)).unwrap().picture(&second).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_comes_back_as_it_was_written(contents in any_contents()) {
        let bytes = encode(&contents);
        let again = decode(&bytes).unwrap();
        for (ours, theirs) in contents.entries.iter().zip(&again.entries) {
            prop_assert!(ours.otp.same_codes_as(&theirs.otp));
            prop_assert_eq!(format!("{:?}", ours.otp), format!("{:?}", theirs.otp));
            prop_assert_eq!((&ours.group, ours.favourite, &ours.note), (&theirs.group, theirs.favourite, &theirs.note));
            prop_assert_eq!((&ours.icon, ours.used_at, ours.uses), (&theirs.icon, theirs.used_at, theirs.uses));
            prop_assert_eq!(
                (ours.id, ours.created_at, ours.changed_at, ours.trashed_at),
                (theirs.id, theirs.created_at, theirs.changed_at, theirs.trashed_at)
            );
        }
        for (ours, theirs) in contents.recovery_sets.iter().zip(&again.recovery_sets) {
            prop_assert_eq!((ours.id, ours.entry, &ours.note), (theirs.id, theirs.entry, &theirs.note));
            prop_assert_eq!((&ours.issuer, &ours.account), (&theirs.issuer, &theirs.account));
            prop_assert_eq!(
                (ours.created_at, ours.changed_at, ours.replaced_at),
                (theirs.created_at, theirs.changed_at, theirs.replaced_at)
            );
            let codes = |set: &crate::RecoverySet| -> Vec<_> {
                let codes = set.codes.iter();
                codes.map(|c| (c.text.reveal().to_owned(), c.added_at, c.spent_at)).collect()
            };
            prop_assert_eq!(codes(ours), codes(theirs));
        }
        for (ours, theirs) in contents.approval_keys.iter().zip(&again.approval_keys) {
            prop_assert_eq!((ours.id, &ours.owner, ours.created_at), (theirs.id, &theirs.owner, theirs.created_at));
            prop_assert_eq!(ours.seed.reveal(), theirs.seed.reveal());
        }
        prop_assert_eq!(contents.approval_keys.len(), again.approval_keys.len());
        for (ours, theirs) in contents.push_tokens.iter().zip(&again.push_tokens) {
            let rest = |one: &crate::PushToken| (one.id, one.sslverify, one.created_at, one.server_key.clone());
            let texts = |one: &crate::PushToken| [&one.serial, &one.url, &one.issuer, &one.label].map(String::clone);
            prop_assert_eq!((rest(ours), texts(ours)), (rest(theirs), texts(theirs)));
            prop_assert_eq!(ours.secret.reveal(), theirs.secret.reveal());
        }
        prop_assert_eq!(contents.push_tokens.len(), again.push_tokens.len());
        let deletions = |contents: &Contents| -> Vec<_> {
            contents.deletions.iter().map(|d| (d.what, d.at)).collect()
        };
        prop_assert_eq!(deletions(&contents), deletions(&again));
        prop_assert_eq!(contents.waiting, again.waiting);
        for (id, picture) in &contents.pictures {
            prop_assert_eq!(again.picture(id), Some(picture.png.as_slice()));
        }
        prop_assert_eq!(
            (contents.entries.len(), contents.recovery_sets.len(), contents.pictures.len()),
            (again.entries.len(), again.recovery_sets.len(), again.pictures.len())
        );
        prop_assert_eq!(encode(&again), bytes);
    }
}
