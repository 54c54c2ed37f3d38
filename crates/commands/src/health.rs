//! What deserves attention: everything that may cost a person their way in, on one page.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use ::vault::{Contents, EntryId, StoredEntry};
use otp::Kind;
use serde::Serialize;

use crate::{
    Context, Failure,
    codes::milliseconds,
    recovery::ENOUGH,
    vault::{self, SlotWord},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Seeds below this are weak: RFC 4226 asks for at least 128 bits
/// ([section 4, R6](https://www.rfc-editor.org/rfc/rfc4226#section-4)).
pub const FEWEST_SEED_BITS: usize = 128;

/// How old the newest backup may be.
pub const LONGEST_WITHOUT_BACKUP: Duration = Duration::from_secs(30 * DAY.as_secs());

/// How long an entry may be there without being used before it is asked whether it is needed. Many
/// accounts ask for a code once in a quarter.
pub const LONGEST_UNUSED: Duration = Duration::from_secs(180 * DAY.as_secs());

/// How long a person whose keychain opens the vault may go without typing the password before they
/// might forget it.
pub const LONGEST_WITHOUT_PASSWORD: Duration = Duration::from_secs(60 * DAY.as_secs());

/// One thing that deserves attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HealthItem {
    /// What it is.
    pub kind: HealthKind,
    /// How soon.
    pub severity: Severity,
    /// The entries that it is about; none when it is about the vault.
    pub entries: Vec<String>,
    /// How many there are of it.
    pub count: u32,
}

/// What deserves attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum HealthKind {
    /// Entries without recovery codes.
    NoRecoveryCodes,
    /// Sets of which fewer than three codes are left.
    FewRecoveryCodes,
    /// Entries with the seed of another one, or with the names of another one.
    Duplicates,
    /// Seeds of fewer than 128 bits.
    WeakSeed,
    /// Entries that were never used.
    NeverUsed,
    /// No backup for thirty days.
    NoBackup,
    /// The keychain opens the vault, and the password was not typed for long.
    PasswordNotSeen,
    /// The vault is sealed with less effort than a new one would be.
    WeakParameters,
    /// No recovery key opens the vault.
    NoRecoveryKey,
}

/// How soon something deserves attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Something may be lost any day.
    Now,
    /// Something may be lost one day.
    Soon,
    /// It could be better.
    Consider,
}

/// Everything that deserves attention, the most urgent first.
///
/// # Errors
///
/// [`FailureCode::Locked`](crate::FailureCode::Locked), and
/// [`FailureCode::ChangedElsewhere`](crate::FailureCode::ChangedElsewhere) with its like.
pub async fn check_health(cx: &Context) -> Result<Vec<HealthItem>, Failure> {
    let now_ms = milliseconds(cx.now());
    let mut items = cx
        .on_open(move |open, _| {
            open.vault.refresh()?;
            Ok(of_contents(open.vault.contents(), now_ms))
        })
        .await?;
    items.extend(of_backups(cx, now_ms).await);
    items.extend(of_slots(cx, now_ms));
    items.sort_by_key(|item| item.severity);
    Ok(items)
}

fn of_contents(contents: &Contents, now_ms: u64) -> Vec<HealthItem> {
    let entries: Vec<&StoredEntry> = contents.entries().collect();
    let mut items = Vec::new();
    let mut about = |kind, severity, chosen: Vec<EntryId>| {
        if !chosen.is_empty() {
            items.push(HealthItem {
                kind,
                severity,
                count: count(chosen.len()),
                entries: chosen.iter().map(EntryId::to_string).collect(),
            });
        }
    };
    let with = |fits: &dyn Fn(&StoredEntry) -> bool| -> Vec<EntryId> {
        let fitting = entries.iter().filter(|entry| fits(entry));
        fitting.map(|entry| entry.id).collect()
    };
    let covered: HashSet<EntryId> = contents
        .recovery_sets()
        .filter_map(|set| set.entry)
        .collect();
    about(
        HealthKind::NoRecoveryCodes,
        Severity::Consider,
        with(&|entry| !covered.contains(&entry.id)),
    );
    about(
        HealthKind::Duplicates,
        Severity::Consider,
        duplicates(&entries),
    );
    about(
        HealthKind::WeakSeed,
        Severity::Consider,
        with(&|entry| seed_bits(&entry.otp) < FEWEST_SEED_BITS),
    );
    about(
        HealthKind::NeverUsed,
        Severity::Consider,
        with(&|entry| {
            let since_ms = entry.created_at.saturating_mul(1000);
            entry.uses == 0 && is_over(LONGEST_UNUSED, since_ms, now_ms)
        }),
    );
    items.extend(few_recovery_codes(contents));
    items
}

/// A set may belong to no entry, so sets are counted and entries named.
fn few_recovery_codes(contents: &Contents) -> Option<HealthItem> {
    let in_trash = |id: &EntryId| {
        let entry = contents.get(id);
        entry.is_some_and(|entry| entry.trashed_at.is_some())
    };
    let low: Vec<_> = contents
        .recovery_sets()
        .filter(|set| set.left() < ENOUGH && !set.entry.as_ref().is_some_and(in_trash))
        .collect();
    let none_left = low.iter().any(|set| set.left() == 0);
    (!low.is_empty()).then(|| HealthItem {
        kind: HealthKind::FewRecoveryCodes,
        severity: if none_left {
            Severity::Now
        } else {
            Severity::Soon
        },
        entries: low
            .iter()
            .filter_map(|set| set.entry.as_ref().map(EntryId::to_string))
            .collect(),
        count: count(low.len()),
    })
}

/// Entries that share a seed, and entries that share both names: of the latter at most one is still
/// good at most issuers.
fn duplicates(entries: &[&StoredEntry]) -> Vec<EntryId> {
    let mut seeds: HashMap<&[u8], u32> = HashMap::with_capacity(entries.len());
    let mut names: HashMap<(String, String), u32> = HashMap::with_capacity(entries.len());
    for entry in entries {
        *seeds.entry(entry.otp.seed.reveal()).or_default() += 1;
        *names.entry(names_of(entry)).or_default() += 1;
    }
    let is_double = |entry: &&&StoredEntry| {
        let names_count = names.get(&names_of(entry)).copied().unwrap_or_default();
        let has_names = !entry.otp.issuer.is_empty() && !entry.otp.account.is_empty();
        seeds.get(entry.otp.seed.reveal()).is_some_and(|n| *n > 1) || has_names && names_count > 1
    };
    entries
        .iter()
        .filter(is_double)
        .map(|entry| entry.id)
        .collect()
}

fn names_of(entry: &StoredEntry) -> (String, String) {
    (
        entry.otp.issuer.to_lowercase(),
        entry.otp.account.to_lowercase(),
    )
}

/// The key of mOTP is the text of a hexadecimal number: four bits a character.
fn seed_bits(entry: &otp::Entry) -> usize {
    let bits = match entry.kind {
        Kind::Motp { .. } => 4,
        _ => 8,
    };
    entry.seed.reveal().len() * bits
}

async fn of_backups(cx: &Context, now_ms: u64) -> Option<HealthItem> {
    let backups = vault::list_backups(cx)
        .await
        .inspect_err(|failure| tracing::warn!(%failure, "the backups cannot be listed"))
        .ok()?;
    let ours = backups.iter().filter(|backup| backup.of_this_vault);
    let newest = ours.map(|backup| backup.saved_at_ms).max();
    let is_old = newest.is_none_or(|at| is_over(LONGEST_WITHOUT_BACKUP, at, now_ms));
    is_old.then(|| of_vault(HealthKind::NoBackup, Severity::Soon))
}

fn of_slots(cx: &Context, now_ms: u64) -> Vec<HealthItem> {
    let slots = match vault::list_slots(cx) {
        Ok(slots) => slots,
        Err(failure) => {
            tracing::warn!(%failure, "the slots cannot be listed");
            return Vec::new();
        }
    };
    let has = |kind: SlotWord| slots.iter().any(|slot| slot.kind == kind);
    let mut items = Vec::new();
    if slots.iter().any(|slot| slot.weaker_than_today) {
        items.push(of_vault(HealthKind::WeakParameters, Severity::Soon));
    }
    if !has(SlotWord::RecoveryKey) {
        items.push(of_vault(HealthKind::NoRecoveryKey, Severity::Soon));
    }
    let typed = vault::password_typed_at_ms(cx);
    let is_forgotten = typed.is_none_or(|at| is_over(LONGEST_WITHOUT_PASSWORD, at, now_ms));
    if has(SlotWord::Keychain) && is_forgotten {
        // Without a recovery key the keychain is then the only way in that is known to work.
        let severity = match has(SlotWord::RecoveryKey) {
            true => Severity::Soon,
            false => Severity::Now,
        };
        items.push(of_vault(HealthKind::PasswordNotSeen, severity));
    }
    items
}

fn of_vault(kind: HealthKind, severity: Severity) -> HealthItem {
    HealthItem {
        kind,
        severity,
        entries: Vec::new(),
        count: 1,
    }
}

/// Whether more than `limit` has passed. A moment to come is not long ago.
fn is_over(limit: Duration, since_ms: u64, now_ms: u64) -> bool {
    u128::from(now_ms.saturating_sub(since_ms)) > limit.as_millis()
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
