//! The ways to open a vault: three kinds of slots, added in a save and dropped with the epoch.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use std::fs;

use common::{
    OTHER, PASSWORD, add, chance, cheap, create, create_with_keys, names, password, place, unlock,
};
use vault::{Cost, Credential, Error, KeychainKey, NewSlot, RecoveryKey, SlotKind, open};

fn recovery(key: &RecoveryKey) -> Credential {
    RecoveryKey::parse(&key.to_text()).unwrap().into()
}

fn keychain(key: &KeychainKey) -> Credential {
    KeychainKey::from_line(&key.to_line()).unwrap().into()
}

#[test]
fn each_credential_opens_the_slot_of_its_kind() {
    let (_dir, path) = place();
    let (mut vault, on_paper, in_keychain) = create_with_keys(&path);
    add(&mut vault, "One").unwrap();
    let kinds: Vec<_> = vault.info().slots.iter().map(|slot| slot.kind).collect();
    assert_eq!(
        kinds,
        [
            SlotKind::Password,
            SlotKind::RecoveryKey,
            SlotKind::Keychain
        ]
    );
    let costs: Vec<_> = vault.info().slots.iter().map(|slot| slot.cost).collect();
    assert_eq!(costs, [Some(Cost::FLOOR), None, None]);

    let locked = open(&path).unwrap();
    for credential in [
        password(PASSWORD).into(),
        recovery(&on_paper),
        keychain(&in_keychain),
    ] {
        assert_eq!(names(&locked.unlock(&credential).unwrap()), ["One"]);
        assert!(vault.accepts(&credential).unwrap());
    }
    for foreign in [
        password(OTHER).into(),
        RecoveryKey::generate(&mut chance()).into(),
        KeychainKey::generate(&mut chance()).into(),
    ] {
        assert!(matches!(
            locked.unlock(&foreign),
            Err(Error::WrongCredential { slots: 1 })
        ));
        assert!(!vault.accepts(&foreign).unwrap());
    }
}

#[test]
fn a_credential_without_a_slot_of_its_kind_opens_nothing() {
    let (_dir, path) = place();
    let vault = create(&path);
    for credential in [
        RecoveryKey::generate(&mut chance()).into(),
        KeychainKey::generate(&mut chance()).into(),
    ] {
        assert!(matches!(
            open(&path).unwrap().unlock(&credential),
            Err(Error::WrongCredential { slots: 0 })
        ));
        assert!(!vault.accepts(&credential).unwrap());
    }
}

#[test]
fn a_key_of_one_kind_is_no_key_of_another() {
    let (_dir, path) = place();
    let (_vault, on_paper, in_keychain) = create_with_keys(&path);
    assert!(matches!(
        KeychainKey::from_line(&on_paper.to_text()),
        Err(Error::BadKeychainKey)
    ));
    assert!(matches!(
        RecoveryKey::parse(&in_keychain.to_line()),
        Err(Error::BadRecoveryKey)
    ));
}

#[test]
fn a_slot_is_added_in_one_save_and_nobody_is_left_outside() {
    let (_dir, path) = place();
    let mut vault = create(&path);
    add(&mut vault, "One").unwrap();
    let mut elsewhere = unlock(&path, PASSWORD).unwrap();
    let before = vault.info();
    let key = RecoveryKey::generate(&mut chance());
    let id = vault
        .add_slot(NewSlot::RecoveryKey(&key), &mut chance())
        .unwrap();
    let after = vault.info();
    assert_eq!(
        (after.epoch, after.generation),
        (before.epoch, before.generation + 1)
    );
    assert_eq!((after.slots.len(), after.slots[1].id), (2, id));
    assert_eq!(after.slots[0], before.slots[0]);

    let mut by_key = open(&path).unwrap().unlock(&recovery(&key)).unwrap();
    add(&mut by_key, "Two").unwrap();
    assert_eq!(names(&unlock(&path, PASSWORD).unwrap()), ["One", "Two"]);
    assert!(elsewhere.refresh().unwrap());
    assert_eq!(elsewhere.info().slots.len(), 2);
    assert_eq!(names(&elsewhere), ["One", "Two"]);
}

#[test]
fn a_dropped_slot_opens_neither_the_vault_nor_what_is_saved_later() {
    let (_dir, path) = place();
    let (mut vault, on_paper, in_keychain) = create_with_keys(&path);
    add(&mut vault, "One").unwrap();
    let before = vault.info();
    let secret = password(PASSWORD);
    let kept = [cheap(&secret), NewSlot::RecoveryKey(&on_paper)];
    vault.reseal(&kept, &mut chance()).unwrap();
    let after = vault.info();
    assert_eq!(
        (after.epoch, after.generation),
        (before.epoch + 1, before.generation + 1)
    );
    assert!(
        after
            .slots
            .iter()
            .all(|slot| before.slots.iter().all(|old| old.id != slot.id)),
        "a kept credential gets a new slot"
    );
    add(&mut vault, "Two").unwrap();
    let locked = open(&path).unwrap();
    assert!(matches!(
        locked.unlock(&keychain(&in_keychain)),
        Err(Error::WrongCredential { slots: 0 })
    ));
    assert_eq!(
        names(&locked.unlock(&recovery(&on_paper)).unwrap()),
        ["One", "Two"]
    );
    assert_eq!(names(&unlock(&path, PASSWORD).unwrap()), ["One", "Two"]);
}

#[test]
fn what_makes_no_good_slot_changes_nothing() {
    let (_dir, path) = place();
    let (mut vault, on_paper, _) = create_with_keys(&path);
    let before = fs::read(&path).unwrap();
    let (weak, good) = (password("short"), password(OTHER));
    let costly = NewSlot::Password {
        password: &good,
        cost: Cost {
            memory_kib: 2 << 20,
            ..Cost::FLOOR
        },
    };
    let refused = vault.add_slot(cheap(&weak), &mut chance());
    assert!(matches!(refused, Err(Error::WeakPassword { .. })));
    let refused = vault.reseal(&[cheap(&good), cheap(&weak)], &mut chance());
    assert!(matches!(refused, Err(Error::WeakPassword { .. })));
    let refused = vault.reseal(&[costly], &mut chance());
    assert!(matches!(refused, Err(Error::CostRefused { .. })));
    for slots in [
        &[][..],
        &[NewSlot::RecoveryKey(&on_paper), cheap(&good)][..],
    ] {
        let refused = vault.reseal(slots, &mut chance());
        assert!(matches!(refused, Err(Error::NoPasswordSlot)));
    }
    for _ in vault.info().slots.len()..16 {
        vault
            .add_slot(NewSlot::RecoveryKey(&on_paper), &mut chance())
            .unwrap();
    }
    let full = fs::read(&path).unwrap();
    assert_ne!(full, before);
    let refused = vault.add_slot(NewSlot::RecoveryKey(&on_paper), &mut chance());
    assert!(matches!(refused, Err(Error::TooManySlots { most: 16 })));
    assert_eq!(fs::read(&path).unwrap(), full);

    let (_dir, path) = place();
    let made = vault::create(&path, &[NewSlot::RecoveryKey(&on_paper)], &mut chance());
    assert!(matches!(made, Err(Error::NoPasswordSlot)));
    assert!(!path.exists());
}

#[test]
fn a_recovery_key_survives_paper() {
    let key = RecoveryKey::generate(&mut chance());
    let groups = key.groups();
    assert_eq!(groups.len(), 14);
    assert!(groups.iter().all(|group| group.len() == 4));
    assert_eq!(*key.to_text(), groups.join("-"));
    let same =
        |text: &str| RecoveryKey::parse(text).is_ok_and(|read| *read.to_text() == *key.to_text());
    let lines = groups
        .chunks(4)
        .map(|line| line.join("  "))
        .collect::<Vec<_>>();
    assert!(same(&key.to_text()));
    assert!(same(&key.to_text().to_lowercase()));
    assert!(same(&groups.concat()));
    assert!(same(&format!("  {}\n", lines.join("\r\n"))));
    assert!(same(&groups.join(" \u{2013} ")), "a word processor's dash");
    assert!(same(&key.to_text().replace('0', "O").replace('1', "l")));
    assert!(same(&key.to_text().replace('0', "o").replace('1', "I")));
}

#[test]
fn a_mistyped_recovery_key_is_told_from_a_wrong_one() {
    let key = RecoveryKey::generate(&mut chance());
    let text: Vec<char> = key.groups().concat().chars().collect();
    let refused = |text: &[char]| {
        let text: String = text.iter().collect();
        matches!(RecoveryKey::parse(&text), Err(Error::BadRecoveryKey))
    };
    for place in 0..text.len() {
        for wrong in ['0', '7', 'A', 'Z', 'U', '!', 'é'] {
            let mut typed = text.clone();
            typed[place] = wrong;
            assert!(typed == text || refused(&typed), "{wrong} at {place}");
        }
        let mut swapped = text.clone();
        swapped.swap(place, (place + 1) % text.len());
        assert!(swapped == text || refused(&swapped), "swapped at {place}");
    }
    assert!(refused(&text[1..]) && refused(&[&text[..], &['0']].concat()) && refused(&[]));
}
