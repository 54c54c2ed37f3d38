//! New entries: from a link, from many, or typed.

use ::vault::EntryId;
use otp::{Algorithm, Digits, Entry, KeyCheck, KeyNote, KeyUse, Kind, Period, Seed};

use super::{
    CodeKind, EntryForm, EntryPreview, EntryView, KeyCheckView, KeyState, Link, desk::Open, kind,
    period,
};
use crate::{Context, Failure, FailureCode, push};

/// What `link` would add. Nothing is saved.
///
/// # Errors
///
/// [`FailureCode::BadLink`] and [`FailureCode::UnsupportedKind`] say what is wrong with it;
/// [`FailureCode::IsPushToken`] for what [`crate::push::add_push_token`] takes.
pub async fn preview_entry(cx: &Context, link: Link) -> Result<EntryPreview, Failure> {
    let parsed = parse(&link)?;
    cx.on_open(move |open, _| Ok(open.preview(&parsed))).await
}

/// Adds what `link` describes.
///
/// # Errors
///
/// As [`preview_entry`]; [`FailureCode::Duplicate`]; [`FailureCode::DiskFull`] and
/// [`FailureCode::Storage`], after which the vault is as it was.
pub async fn add_entry(cx: &Context, link: Link) -> Result<EntryView, Failure> {
    add_one(cx, parse(&link)?.entry).await
}

/// What a link describes. One that enrols a push token is told apart.
fn parse(link: &Link) -> Result<otp::Parsed, Failure> {
    match push::is_push_link(link.reveal()) {
        true => Err(push::not_an_entry()),
        false => Ok(otp::parse_uri(link.reveal())?),
    }
}

/// Adds what every link describes in one save, or nothing: a bad one is named by its position.
///
/// # Errors
///
/// As [`add_entry`]; the detail begins with `line N:`, counted from one.
pub async fn add_entries(cx: &Context, links: Vec<Link>) -> Result<Vec<EntryView>, Failure> {
    let mut entries = Vec::with_capacity(links.len());
    let mut bad = Vec::new();
    for (index, link) in links.iter().enumerate() {
        match otp::parse_uri(link.reveal()) {
            Ok(parsed) => entries.push(parsed.entry),
            Err(error) => bad.push(format!("line {}: {error}", index + 1)),
        }
    }
    if !bad.is_empty() {
        return Err(Failure::new(FailureCode::BadLink, bad.join("; ")));
    }
    add(cx, entries, |position, failure| match failure.code {
        // Only these are about one entry; a full disk is about all of them.
        FailureCode::Duplicate | FailureCode::BadInput => {
            Failure::new(failure.code, format!("line {position}: {}", failure.detail))
        }
        _ => failure,
    })
    .await
}

/// Adds what a person typed.
///
/// # Errors
///
/// [`FailureCode::BadKey`] for a key that cannot be read, [`FailureCode::BadInput`] for a number out
/// of its range or a missing PIN, and as [`add_entry`].
pub async fn add_typed_entry(cx: &Context, form: EntryForm) -> Result<EntryView, Failure> {
    let seed = match otp::check_key_for(&form.key, key_use(form.kind)) {
        KeyCheck::Good { seed } | KeyCheck::Odd { seed, .. } => seed,
        KeyCheck::Bad { why } => return Err(Failure::of(FailureCode::BadKey, &why)),
        KeyCheck::Empty => {
            return Err(Failure::of(FailureCode::BadKey, &otp::Error::EmptySeed));
        }
    };
    add_one(cx, typed(&form, seed)?).await
}

/// Looks at a key while it is typed: whether it can be used, and which code it makes now, to be
/// compared with what the issuer expects. Nothing is kept.
///
/// # Errors
///
/// [`FailureCode::Locked`]. What is wrong with the key or a field beside it is no failure.
pub async fn check_key(cx: &Context, form: EntryForm) -> Result<KeyCheckView, Failure> {
    let check = otp::check_key_for(&form.key, key_use(form.kind));
    let mut view = KeyCheckView {
        state: match check {
            KeyCheck::Empty => KeyState::Empty,
            KeyCheck::Good { .. } => KeyState::Good,
            KeyCheck::Odd { .. } => KeyState::Odd,
            KeyCheck::Bad { .. } => KeyState::Bad,
        },
        why: why(&check),
        at: check.at().and_then(|at| u32::try_from(at).ok()),
        bits: u32::try_from(check.bits()).unwrap_or(u32::MAX),
        code: None,
        already_there: None,
    };
    let entry = match check.into_seed().map(|seed| typed(&form, seed)) {
        Some(Ok(entry)) => Some(entry),
        Some(Err(failure)) => {
            (view.state, view.why) = (KeyState::Bad, Some(failure.detail));
            None
        }
        None => None,
    };
    let at = cx.clock_offset().correct(cx.now());
    cx.on_open(move |open, _| {
        if let Some(entry) = entry {
            let same = open.vault.contents().find_same_codes(&entry);
            view.already_there = same.map(|same| same.id.to_string());
            let code = otp::generate(&entry, at).ok();
            view.code = code.map(|code| code.digits.to_string());
        }
        Ok(view)
    })
    .await
}

impl Open {
    /// What adding it would add.
    pub(super) fn preview(&self, parsed: &otp::Parsed) -> EntryPreview {
        let entry = &parsed.entry;
        EntryPreview {
            already_there: self.vault.contents().find_same_codes(entry).is_some(),
            kind: kind(&entry.kind),
            algorithm: entry.algorithm.to_string(),
            digits: entry.digits.get(),
            period: period(&entry.kind),
            remarks: parsed.remarks.iter().map(ToString::to_string).collect(),
            issuer: entry.issuer.clone(),
            account: entry.account.clone(),
        }
    }
}

/// Adds one entry.
async fn add_one(cx: &Context, entry: Entry) -> Result<EntryView, Failure> {
    let mut added = add(cx, vec![entry], |_, failure| failure).await?;
    added
        .pop()
        .ok_or_else(|| Failure::new(FailureCode::Internal, "nothing was added"))
}

/// Adds all or none. `named` is told which entry, counted from one, was refused.
async fn add(
    cx: &Context,
    entries: Vec<Entry>,
    named: fn(usize, Failure) -> Failure,
) -> Result<Vec<EntryView>, Failure> {
    for (index, entry) in entries.iter().enumerate() {
        check_counter(&entry.kind).map_err(|failure| named(index + 1, failure))?;
    }
    let at = cx.now();
    let mut more = cx.chance();
    cx.on_open(move |open, chance| {
        let mut ids: Vec<EntryId> = Vec::with_capacity(entries.len());
        let mut position = 0;
        let added = open.update(chance, |contents| {
            for entry in entries {
                position += 1;
                ids.push(contents.add(entry, at, &mut *more)?);
            }
            Ok(())
        });
        added.map_err(|error| named(position, error.into()))?;
        Ok(open.views(&ids))
    })
    .await
}

/// Counters beyond 2^53 are nobody's: they would not survive the window, and near the end of the
/// range an entry makes no codes at all.
pub(super) fn check_counter(kind: &Kind) -> Result<(), Failure> {
    match kind {
        Kind::Hotp { counter } if *counter >= 1 << 53 => Err(Failure::new(
            FailureCode::BadInput,
            "the counter must be below 2^53",
        )),
        _ => Ok(()),
    }
}

/// The entry that the form and its seed describe.
fn typed(form: &EntryForm, seed: Seed) -> Result<Entry, Failure> {
    let bad = |error: otp::Error| Failure::of(FailureCode::BadInput, &error);
    let pin = || match &form.pin {
        Some(pin) => pin.parse().map_err(bad),
        None => Err(Failure::new(FailureCode::BadInput, "the PIN is missing")),
    };
    let entry_kind = match form.kind {
        CodeKind::Totp => Kind::Totp {
            period: typed_period(form.period)?,
        },
        CodeKind::Hotp => Kind::Hotp {
            counter: form.counter,
        },
        CodeKind::Steam => Kind::Steam,
        CodeKind::Motp => Kind::Motp { pin: pin()? },
        CodeKind::Yandex => Kind::Yandex { pin: pin()? },
    };
    check_counter(&entry_kind)?;
    Ok(Entry {
        issuer: form.issuer.trim().to_owned(),
        account: form.account.trim().to_owned(),
        seed,
        algorithm: match entry_kind.fixed_algorithm() {
            Some(fixed) => fixed,
            None => form.algorithm.parse::<Algorithm>().map_err(bad)?,
        },
        digits: match entry_kind.fixed_digits() {
            Some(fixed) => fixed,
            None => typed_digits(form.digits)?,
        },
        kind: entry_kind,
    })
}

/// A link may say what nobody would type; a form is held to what issuers use.
fn typed_period(seconds: u32) -> Result<Period, Failure> {
    match seconds {
        1..=3600 => {
            Period::new(seconds).map_err(|error| Failure::of(FailureCode::BadInput, &error))
        }
        _ => Err(Failure::new(
            FailureCode::BadInput,
            "the period must be from 1 to 3600 seconds",
        )),
    }
}

fn typed_digits(digits: u8) -> Result<Digits, Failure> {
    match digits {
        4..=10 => Digits::new(digits).map_err(|error| Failure::of(FailureCode::BadInput, &error)),
        _ => Err(Failure::new(
            FailureCode::BadInput,
            "a code must have 4 to 10 digits",
        )),
    }
}

fn key_use(kind: CodeKind) -> KeyUse {
    match kind {
        CodeKind::Totp | CodeKind::Hotp | CodeKind::Steam => KeyUse::Common,
        CodeKind::Motp => KeyUse::Motp,
        CodeKind::Yandex => KeyUse::Yandex,
    }
}

/// What to say about a key, in words that quote nothing of it.
fn why(check: &KeyCheck) -> Option<String> {
    match check {
        KeyCheck::Empty | KeyCheck::Good { .. } => None,
        KeyCheck::Bad { why } => Some(why.to_string()),
        KeyCheck::Odd { notes, .. } => notes.first().map(|note| match note {
            KeyNote::LookAlike { read_as, .. } => {
                format!("a digit that no key has was read as the letter {read_as}")
            }
            KeyNote::Hexadecimal => "it was read as hexadecimal".to_owned(),
            KeyNote::Unfinished => "a character may be missing at the end".to_owned(),
            KeyNote::Short { bits } => format!("it has only {bits} bits; 128 are asked for"),
            _ => "it looks unusual".to_owned(),
        }),
    }
}
