//! The ways to open the vault: listing, adding and dropping them, and changing the password.
//!
//! Whatever takes a way in away makes a new epoch: every key is new, so every slot has to be made
//! anew. A password and a recovery key are needed for that as they are; a key in the keychain of
//! this computer is replaced by itself.

use std::cmp::Ordering;

use ::vault::{
    Cost, Credential, Error, Info, KeychainKey, NewSlot, Password as Parsed, RecoveryKey, SlotKind,
    Unlocked,
};
use data_encoding::HEXLOWER;
use keychain::Keychain;

use super::{
    Password, RecoveryKeyText, RecoverySheetView, SlotView, Standing, Stopwatch,
    backups::back_up_before, calibrate, key_name, opening::Opening, read_info, sheet,
    views::parse_slot,
};
use crate::{Context, Failure, FailureCode, context::off_thread, seen::Memory};

/// The ways to open the vault.
///
/// # Errors
///
/// As [`read_info`].
pub fn list_slots(cx: &Context) -> Result<Vec<SlotView>, Failure> {
    Ok(read_info(cx)?.slots)
}

/// Lets a recovery key open the vault, too. An earlier one no longer does.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`], and as [`change_password`].
pub async fn add_recovery_key(
    cx: &Context,
    password: Password,
) -> Result<RecoverySheetView, Failure> {
    let renewal = Renewal {
        credential: Credential::Password(password.parse()?),
        replacement: None,
        recovery: Recovery::Make,
        cost: None,
        drop: None,
    };
    let has_one = list_slots(cx)?
        .iter()
        .any(|slot| slot.kind == SlotKind::RecoveryKey.into());
    let shown = if has_one {
        renew(cx, renewal).await?
    } else {
        add_first_recovery_key(cx, renewal.credential).await?
    };
    shown.ok_or_else(|| Failure::new(FailureCode::Internal, "no recovery key was made"))
}

async fn add_first_recovery_key(
    cx: &Context,
    credential: Credential,
) -> Result<Option<RecoverySheetView>, Failure> {
    let ticket = cx.ticket();
    let opening = Opening::of(cx);
    let mut chance = cx.chance();
    let (unlocked, key) = off_thread(move || {
        let mut unlocked = opening.open_to_change(&credential)?;
        let key = RecoveryKey::generate(&mut *chance);
        unlocked.add_slot(NewSlot::RecoveryKey(&key), &mut *chance)?;
        Ok((unlocked, key))
    })
    .await?;
    let vault_id = unlocked.info().vault_id;
    cx.keep_if_nobody_left(ticket, unlocked);
    sheet::show(cx, &key, &vault_id).map(Some)
}

/// Lets the keychain of this computer open the vault, too.
///
/// # Errors
///
/// [`FailureCode::KeychainMissing`], [`FailureCode::KeychainLocked`] and
/// [`FailureCode::KeychainRefused`], after which nothing was changed; and as [`change_password`].
pub async fn add_keychain_slot(cx: &Context, password: Password) -> Result<(), Failure> {
    let ticket = cx.ticket();
    let opening = Opening::of(cx);
    let credential = Credential::Password(password.parse()?);
    let (memory, mut chance) = (cx.memory().clone(), cx.chance());
    let keychain = cx
        .keychain()
        .cloned()
        .ok_or_else(|| Failure::new(FailureCode::KeychainMissing, "no keychain is used here"))?;
    let unlocked = off_thread(move || {
        let mut unlocked = opening.open_to_change(&credential)?;
        let info = unlocked.info();
        let key = KeychainKey::generate(&mut *chance);
        let name = key_name(&info.vault_id, info.epoch);
        // Another slot for this keychain would be opened by nothing from now on.
        let earlier = keychain.get(&name).ok();
        if slot_here(&memory, &info).is_some() && opens(&unlocked, earlier.as_deref())? {
            return Ok(unlocked);
        }
        put_key(&keychain, &name, &key)?;
        match unlocked.add_slot(NewSlot::KeychainKey(&key), &mut *chance) {
            Ok(slot) => {
                let slot = HEXLOWER.encode(&slot);
                memory.update(&info.vault_id, |seen| seen.keychain_slot = Some(slot))?;
                Ok(unlocked)
            }
            Err(error) => {
                put_back(&keychain, &name, earlier.as_deref().map(Vec::as_slice));
                Err(error.into())
            }
        }
    })
    .await?;
    cx.keep_if_nobody_left(ticket, unlocked);
    Ok(())
}

/// Takes away one way to open the vault, and with it every key. A recovery key that stays is typed
/// again, or replaced by a new one, whose sheet is returned.
///
/// # Errors
///
/// As [`change_password`]; [`FailureCode::BadInput`] for a slot that is not there, and for the last
/// password.
pub async fn drop_slot(
    cx: &Context,
    id: &str,
    password: Password,
    recovery_key: Option<RecoveryKeyText>,
) -> Result<Option<RecoverySheetView>, Failure> {
    let renewal = Renewal {
        credential: Credential::Password(password.parse()?),
        replacement: None,
        recovery: Recovery::typed(recovery_key)?,
        cost: None,
        drop: Some(parse_slot(id)?),
    };
    renew(cx, renewal).await
}

/// Replaces the password, and with it every key of the vault; a backup is made first. A recovery key
/// that is typed keeps opening the vault; else a new one takes its place, whose sheet is returned.
/// The key in this computer's keychain is replaced by itself. The vault is unlocked afterwards.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`] for a wrong `current`, [`FailureCode::WeakPassword`] for the new
/// one, [`FailureCode::BadRecoveryKey`]; [`FailureCode::OlderCopy`], [`FailureCode::DivergedCopy`] and
/// [`FailureCode::ReadOnly`]; [`FailureCode::DiskFull`] and [`FailureCode::Storage`], after which the
/// old password still opens the vault.
pub async fn change_password(
    cx: &Context,
    current: Password,
    replacement: Password,
    recovery_key: Option<RecoveryKeyText>,
) -> Result<Option<RecoverySheetView>, Failure> {
    let renewal = Renewal {
        credential: Credential::Password(current.parse()?),
        replacement: Some(replacement.parse()?),
        recovery: Recovery::typed(recovery_key)?,
        cost: None,
        drop: None,
    };
    renew(cx, renewal).await
}

/// Sets a new password for somebody who has the recovery key and not the old password. The recovery
/// key keeps opening the vault.
///
/// # Errors
///
/// [`FailureCode::BadRecoveryKey`], and as [`change_password`].
pub async fn set_forgotten_password(
    cx: &Context,
    recovery_key: RecoveryKeyText,
    replacement: Password,
) -> Result<(), Failure> {
    let renewal = Renewal {
        credential: Credential::RecoveryKey(recovery_key.parse()?),
        replacement: Some(replacement.parse()?),
        recovery: Recovery::TheCredential,
        cost: None,
        drop: None,
    };
    renew(cx, renewal).await.map(drop)
}

/// Fits the cost of a guess to this machine as it would be for a new vault, and replaces every key
/// as [`change_password`] does. The cost never falls.
///
/// # Errors
///
/// As [`change_password`].
pub async fn strengthen_vault(
    cx: &Context,
    password: Password,
    recovery_key: Option<RecoveryKeyText>,
    stopwatch: Stopwatch,
) -> Result<Option<RecoverySheetView>, Failure> {
    let renewal = Renewal {
        credential: Credential::Password(password.parse()?),
        replacement: None,
        recovery: Recovery::typed(recovery_key)?,
        cost: Some(stopwatch),
        drop: None,
    };
    renew(cx, renewal).await
}

/// A new epoch: what opens the vault now, and what shall open it from then on.
struct Renewal {
    credential: Credential,
    /// `None` for the password that opens it now.
    replacement: Option<Parsed>,
    recovery: Recovery,
    /// How to find a new cost; `None` to keep it.
    cost: Option<Stopwatch>,
    /// The slot that is not made again.
    drop: Option<[u8; 16]>,
}

/// What becomes of a recovery key.
enum Recovery {
    /// The one that is typed stays; without one a new one is made, if the vault has one now.
    Typed(Option<RecoveryKey>),
    /// The one that opened the vault stays.
    TheCredential,
    /// A new one is made.
    Make,
}

impl Recovery {
    fn typed(text: Option<RecoveryKeyText>) -> Result<Self, Failure> {
        Ok(Self::Typed(text.map(RecoveryKeyText::parse).transpose()?))
    }
}

/// What a renewal left behind.
struct Renewed {
    unlocked: Unlocked,
    /// A recovery key that nobody has seen yet.
    made: Option<RecoveryKey>,
}

async fn renew(cx: &Context, renewal: Renewal) -> Result<Option<RecoverySheetView>, Failure> {
    let ticket = cx.ticket();
    let work = Work {
        opening: Opening::of(cx),
        keychain: cx.keychain().cloned(),
        memory: cx.memory().clone(),
        backups: cx.paths().backups(),
    };
    let mut chance = cx.chance();
    let renewed = off_thread(move || work.renew(renewal, &mut *chance)).await?;
    let vault_id = renewed.unlocked.info().vault_id;
    cx.upkeep().note_backup(vault_id);
    // Whatever happened meanwhile, a new recovery key has to be shown: the old one is gone.
    cx.keep_if_nobody_left(ticket, renewed.unlocked);
    let shown = renewed.made.map(|key| sheet::show(cx, &key, &vault_id));
    shown.transpose()
}

struct Work {
    opening: Opening,
    keychain: Option<Keychain>,
    memory: Memory,
    backups: std::path::PathBuf,
}

impl Work {
    fn renew(
        &self,
        renewal: Renewal,
        chance: &mut dyn rand_core::CryptoRng,
    ) -> Result<Renewed, Failure> {
        let mut unlocked = self.opening.open_to_change(&renewal.credential)?;
        if let Some(replacement) = &renewal.replacement {
            demand_strength(replacement)?;
        }
        let before = unlocked.info();
        let stays = |kind| {
            let mut slots = before.slots.iter();
            slots.any(|slot| slot.kind == kind && Some(slot.id) != renewal.drop)
        };
        let is_there = |id| before.slots.iter().any(|slot| slot.id == id);
        if renewal.drop.is_some_and(|id| !is_there(id)) {
            return Err(Failure::new(FailureCode::BadInput, "no such slot"));
        }
        if !stays(SlotKind::Password) {
            let last = "the last password cannot be dropped";
            return Err(Failure::new(FailureCode::BadInput, last));
        }

        let (kept, made) = match renewal.recovery {
            Recovery::Typed(Some(key)) if stays(SlotKind::RecoveryKey) => {
                let credential = Credential::RecoveryKey(key);
                if !unlocked.accepts(&credential)? {
                    let wrong = "the recovery key is not the one of this vault";
                    return Err(Failure::new(FailureCode::BadRecoveryKey, wrong));
                }
                (Some(credential), None)
            }
            Recovery::Typed(None) if stays(SlotKind::RecoveryKey) => {
                (None, Some(RecoveryKey::generate(chance)))
            }
            Recovery::Make => (None, Some(RecoveryKey::generate(chance))),
            Recovery::Typed(_) | Recovery::TheCredential => (None, None),
        };
        let recovery = match (&kept, &made, &renewal.credential) {
            (Some(Credential::RecoveryKey(key)), _, _)
            | (_, Some(key), _)
            | (_, _, Credential::RecoveryKey(key)) => Some(key),
            _ => None,
        };
        let ((Some(password), _) | (None, Credential::Password(password))) =
            (&renewal.replacement, &renewal.credential)
        else {
            return Err(Error::NoPasswordSlot.into());
        };
        let cost = self.cost(&unlocked, renewal.cost);

        back_up_before(&unlocked, &self.backups)?;
        let had = slot_here(&self.memory, &before);
        let stays_here = had.is_some_and(|slot| Some(slot) != renewal.drop);
        let entrusted = stays_here
            .then(|| self.entrust(&unlocked, chance))
            .flatten();
        let mut slots = vec![NewSlot::Password { password, cost }];
        slots.extend(recovery.map(NewSlot::RecoveryKey));
        slots.extend(entrusted.as_ref().map(NewSlot::KeychainKey));
        if let Err(error) = unlocked.reseal(&slots, chance) {
            if entrusted.is_some() {
                self.forget_key(&before.vault_id, before.epoch.saturating_add(1));
            }
            return Err(error.into());
        }
        if had.is_some() {
            self.note_slot(&unlocked, before.epoch);
        }
        if renewal.replacement.is_some() {
            self.opening.note_password(&unlocked);
        }
        Ok(Renewed { unlocked, made })
    }

    /// What one guess shall cost: as much as it did, or what suits this machine when that is more.
    fn cost(&self, unlocked: &Unlocked, stopwatch: Option<Stopwatch>) -> Cost {
        let info = unlocked.info();
        let now = info.slots.iter().find_map(|slot| slot.cost);
        let now = now.unwrap_or_default();
        let Some(stopwatch) = stopwatch else {
            return now;
        };
        let fitting = calibrate(stopwatch);
        let noted = self
            .memory
            .update(&info.vault_id, |seen| seen.note_calibrated(fitting));
        if let Err(failure) = noted {
            tracing::warn!(%failure, "what suits this machine could not be noted");
        }
        match fitting.memory_kib.cmp(&now.memory_kib) {
            Ordering::Greater => fitting,
            Ordering::Equal => Cost {
                passes: now.passes.max(fitting.passes),
                ..now
            },
            Ordering::Less => now,
        }
    }

    /// Puts a key for the next epoch into the keychain. A keychain that does not take it opens the
    /// vault no longer: a new password is worth more than the comfort of none.
    fn entrust(
        &self,
        unlocked: &Unlocked,
        chance: &mut dyn rand_core::CryptoRng,
    ) -> Option<KeychainKey> {
        let info = unlocked.info();
        let key = KeychainKey::generate(chance);
        let name = key_name(&info.vault_id, info.epoch.saturating_add(1));
        put_key(self.keychain.as_ref()?, &name, &key)
            .inspect_err(|failure| {
                tracing::warn!(%failure, "the keychain will not open the vault any more");
            })
            .ok()?;
        Some(key)
    }

    /// Notes which slot the keychain opens now, and forgets the key of the epoch before.
    fn note_slot(&self, unlocked: &Unlocked, epoch_before: u32) {
        let info = unlocked.info();
        let slot = info
            .slots
            .iter()
            .find(|slot| slot.kind == SlotKind::Keychain)
            .map(|slot| HEXLOWER.encode(&slot.id));
        let noted = self
            .memory
            .update(&info.vault_id, |seen| seen.keychain_slot = slot);
        if let Err(failure) = noted {
            tracing::warn!(%failure, "the slot of the keychain could not be noted");
        }
        self.forget_key(&info.vault_id, epoch_before);
    }

    fn forget_key(&self, vault_id: &[u8; 16], epoch: u32) {
        let Some(keychain) = &self.keychain else {
            return;
        };
        match keychain.forget(&key_name(vault_id, epoch)) {
            Ok(()) | Err(keychain::Error::Gone | keychain::Error::Missing { .. }) => {}
            // It opens nothing any more.
            Err(error) => tracing::warn!(%error, "a key of the vault stays in the keychain"),
        }
    }
}

impl Context {
    /// Keeps a vault that was changed, unless somebody locked meanwhile. The change itself is done
    /// either way.
    fn keep_if_nobody_left(&self, ticket: crate::context::Ticket, unlocked: Unlocked) {
        if self.keep_saved(ticket, unlocked, Standing::Known).is_err() {
            tracing::info!("the vault was locked while it was changed, and stays so");
        }
    }
}

/// The slot that this computer's keychain opens, if the vault still has it.
fn slot_here(memory: &Memory, info: &Info) -> Option<[u8; 16]> {
    let noted = memory.of(&info.vault_id).keychain_slot?;
    let slot = parse_slot(&noted).ok()?;
    let is_there = info.slots.iter().any(|found| found.id == slot);
    is_there.then_some(slot)
}

/// Before anything costly or lasting happens.
pub(super) fn demand_strength(password: &Parsed) -> Result<(), Failure> {
    let judged = password.judge();
    if judged.acceptable {
        return Ok(());
    }
    let (score, warning) = (judged.score, judged.warning);
    Err(Error::WeakPassword { score, warning }.into())
}

/// Puts the key and reads it back: a slot whose key nobody has would only look like one.
fn put_key(keychain: &Keychain, name: &str, key: &KeychainKey) -> Result<(), Failure> {
    let line = key.to_line();
    keychain.put(name, line.as_bytes())?;
    if *keychain.get(name)? == line.as_bytes() {
        Ok(())
    } else {
        let other = "the keychain gave back another key than it was given";
        Err(Failure::new(FailureCode::KeychainRefused, other))
    }
}

/// Whether what the keychain has opens the vault.
fn opens(unlocked: &Unlocked, line: Option<&Vec<u8>>) -> Result<bool, Failure> {
    let line = line.and_then(|line| std::str::from_utf8(line).ok());
    match line.map(KeychainKey::from_line) {
        Some(Ok(key)) => Ok(unlocked.accepts(&Credential::KeychainKey(key))?),
        _ => Ok(false),
    }
}

fn put_back(keychain: &Keychain, name: &str, earlier: Option<&[u8]>) {
    let done = match earlier {
        Some(earlier) => keychain.put(name, earlier),
        None => keychain.forget(name),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "a key that opens nothing stays in the keychain");
    }
}
