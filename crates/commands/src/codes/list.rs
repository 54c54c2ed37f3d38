//! What is in the vault, and the digits of what a person looks at.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, SystemTime},
};

use ::vault::{Contents, EntryId, Icon, StoredEntry};
use otp::Kind;

use super::{
    CodeView, DigitsView, EntryView, IconChoice, RecoveryLeftView,
    desk::Uses,
    kind, milliseconds, parse_ids, period,
    search::{Query, Reach},
};
use crate::{Context, Failure, clock::Offset, codes::Open};

/// The most entries whose digits are read at once: a window shows no more rows.
const MOST_DIGITS: usize = 200;

/// All entries in use, in the order the person chose, without digits.
///
/// # Errors
///
/// [`FailureCode::Locked`](crate::FailureCode::Locked);
/// [`FailureCode::ChangedElsewhere`](crate::FailureCode::ChangedElsewhere) and its like when the file
/// is no successor of what was unlocked.
pub async fn list_entries(cx: &Context) -> Result<Vec<EntryView>, Failure> {
    cx.on_open(|open, _| {
        open.vault.refresh()?;
        // The first letter that a person types must not wait for this.
        open.prepare_search();
        let contents = open.vault.contents();
        let recovery = recovery_by_entry(contents);
        Ok(contents
            .entries()
            .map(|entry| entry_view(entry, &open.uses, recovery.get(&entry.id)))
            .collect())
    })
    .await
}

/// Whether another program has saved the vault since it was last read here. It is read then.
///
/// # Errors
///
/// As [`list_entries`].
pub async fn notice_changes(cx: &Context) -> Result<bool, Failure> {
    cx.on_open(|open, _| Ok(open.vault.refresh()?)).await
}

/// The digits of these entries now. Entries that count are left out, since looking at a code of
/// theirs may use it up; so is one that makes no code at this moment, and one that is gone.
///
/// # Errors
///
/// [`FailureCode::TooMany`](crate::FailureCode::TooMany) for more than 200 ids;
/// [`FailureCode::Locked`](crate::FailureCode::Locked).
pub async fn read_codes(cx: &Context, ids: &[String]) -> Result<Vec<DigitsView>, Failure> {
    let ids: HashSet<_> = parse_ids(ids, MOST_DIGITS)?.into_iter().collect();
    let (now, offset) = (cx.now(), cx.clock_offset());
    cx.on_open(move |open, _| {
        let entries = open.vault.contents().entries();
        let asked = entries.filter(|entry| ids.contains(&entry.id));
        let shown = asked.filter(|entry| !matches!(entry.otp.kind, Kind::Hotp { .. }));
        Ok(shown
            .filter_map(|entry| digits(entry, now, offset))
            .collect())
    })
    .await
}

/// Every entry with the codes that are valid at `at`, or now, in the order the person chose.
///
/// # Errors
///
/// As [`list_entries`].
pub async fn list_codes(cx: &Context, at: Option<SystemTime>) -> Result<Vec<CodeView>, Failure> {
    let (at, offset) = cx.moment(at);
    cx.on_open(move |open, _| {
        open.vault.refresh()?;
        let entries = open.vault.contents().entries();
        Ok(entries.map(|entry| code_view(entry, at, offset)).collect())
    })
    .await
}

/// The entries whose id is `query`, or that fit its words, with their codes, best first; all of them
/// for a query without words. A `strict` search looks at names alone and forgives nothing, since
/// what it finds is acted upon.
///
/// # Errors
///
/// As [`list_entries`].
pub async fn find_codes(
    cx: &Context,
    query: &str,
    at: Option<SystemTime>,
    strict: bool,
) -> Result<Vec<CodeView>, Failure> {
    let (at, offset) = cx.moment(at);
    let (id, query) = (query.parse::<EntryId>().ok(), Query::parse(query));
    let reach = if strict {
        Reach::Strict
    } else {
        Reach::Forgiving
    };
    cx.on_open(move |open, _| {
        open.vault.refresh()?;
        let mut ids = open.search(&query, reach);
        let contents = open.vault.contents();
        let named = id.filter(|id| contents.entries().any(|entry| entry.id == *id));
        if let Some(named) = named {
            ids = vec![named];
        }
        let entries = ids.iter().filter_map(|id| contents.get(id));
        Ok(entries.map(|entry| code_view(entry, at, offset)).collect())
    })
    .await
}

impl Context {
    /// The moment that codes are made for: a chosen one as it is, or now with what the person
    /// agreed to add to the clock.
    fn moment(&self, chosen: Option<SystemTime>) -> (SystemTime, Offset) {
        match chosen {
            Some(at) => (at, Offset::default()),
            None => (self.now(), self.clock_offset()),
        }
    }
}

impl Open {
    /// How these entries look in the list; one that is gone is left out.
    pub(super) fn views(&self, ids: &[EntryId]) -> Vec<EntryView> {
        let contents = self.vault.contents();
        let recovery = recovery_by_entry(contents);
        ids.iter()
            .filter_map(|id| contents.get(id))
            .map(|entry| entry_view(entry, &self.uses, recovery.get(&entry.id)))
            .collect()
    }

    /// How one entry looks in the list.
    pub(super) fn view(&self, id: EntryId) -> Result<EntryView, Failure> {
        let entry = super::find(self.vault.contents(), id)?;
        let recovery = recovery_by_entry(self.vault.contents());
        Ok(entry_view(entry, &self.uses, recovery.get(&id)))
    }
}

/// The digits at `now`, made for the moment that `offset` says it really is. An entry that makes no
/// code then must not hide the others.
pub(super) fn digits(entry: &StoredEntry, now: SystemTime, offset: Offset) -> Option<DigitsView> {
    let at = offset.correct(now);
    let code = otp::generate(&entry.otp, at)
        .inspect_err(|error| tracing::warn!(id = %entry.id, %error, "an entry makes no code"))
        .ok()?;
    let next = match entry.otp.kind {
        Kind::Hotp { .. } => None,
        _ => otp::generate_next(&entry.otp, at).ok(),
    };
    Some(DigitsView {
        id: entry.id.to_string(),
        code: code.digits.to_string(),
        next_code: next.map(|next| next.digits.to_string()),
        // The page counts down on this computer's clock.
        valid_until_ms: code
            .valid_until
            .map(|until| milliseconds(offset.undo(until))),
    })
}

pub(super) fn code_view(entry: &StoredEntry, now: SystemTime, offset: Offset) -> CodeView {
    let digits = digits(entry, now, offset);
    let counter = counter(&entry.otp.kind);
    let next_of_counter = || otp::generate_next(&entry.otp, now).ok();
    CodeView {
        id: entry.id.to_string(),
        issuer: entry.otp.issuer.clone(),
        account: entry.otp.account.clone(),
        kind: kind(&entry.otp.kind),
        algorithm: entry.otp.algorithm.to_string(),
        digits: entry.otp.digits.get(),
        period: period(&entry.otp.kind),
        counter,
        next_code: match counter {
            Some(_) => next_of_counter().map(|next| next.digits.to_string()),
            None => digits.as_ref().and_then(|digits| digits.next_code.clone()),
        },
        valid_until_ms: digits.as_ref().and_then(|digits| digits.valid_until_ms),
        code: digits.map(|digits| digits.code),
        group: entry.group.clone(),
        favourite: entry.favourite,
        note: entry.note.to_string(),
        icon: icon(entry),
    }
}

fn entry_view(entry: &StoredEntry, uses: &Uses, recovery: Option<&RecoveryLeftView>) -> EntryView {
    let used = uses.of(entry.id);
    let used_now = used.map(|(_, last)| milliseconds(last));
    let used_before = entry.used_at.map(to_ms);
    EntryView {
        id: entry.id.to_string(),
        issuer: entry.otp.issuer.clone(),
        account: entry.otp.account.clone(),
        kind: kind(&entry.otp.kind),
        algorithm: entry.otp.algorithm.to_string(),
        digits: entry.otp.digits.get(),
        period: period(&entry.otp.kind),
        counter: counter(&entry.otp.kind),
        group: entry.group.clone(),
        favourite: entry.favourite,
        note: entry.note.to_string(),
        icon: icon(entry),
        used_at_ms: used_now.max(used_before),
        uses: entry
            .uses
            .saturating_add(used.map_or(0, |(times, _)| times)),
        created_at_ms: to_ms(entry.created_at),
        changed_at_ms: to_ms(entry.changed_at),
        recovery: recovery.cloned(),
    }
}

pub(super) fn icon(entry: &StoredEntry) -> IconChoice {
    match &entry.icon {
        None => IconChoice::Auto,
        Some(Icon::Brand(slug)) => IconChoice::Brand { slug: slug.clone() },
        Some(Icon::Picture(id)) => IconChoice::Picture { id: id.to_string() },
    }
}

pub(super) fn to_ms(seconds: u64) -> u64 {
    Duration::from_secs(seconds)
        .as_millis()
        .try_into()
        .unwrap_or(u64::MAX)
}

fn counter(kind: &Kind) -> Option<u64> {
    match kind {
        Kind::Hotp { counter } => Some(*counter),
        _ => None,
    }
}

/// An entry with several sets shows the first and counts the codes of all.
fn recovery_by_entry(contents: &Contents) -> HashMap<EntryId, RecoveryLeftView> {
    let mut by_entry: HashMap<EntryId, RecoveryLeftView> = HashMap::new();
    for set in contents.recovery_sets() {
        let Some(entry) = set.entry else { continue };
        let view = by_entry.entry(entry).or_insert_with(|| RecoveryLeftView {
            set: set.id.to_string(),
            left: 0,
            total: 0,
        });
        let left = set.codes.iter().filter(|code| code.spent_at.is_none());
        view.left += u32::try_from(left.count()).unwrap_or(u32::MAX);
        view.total += u32::try_from(set.codes.len()).unwrap_or(u32::MAX);
    }
    by_entry
}
