//! Entries and their codes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::vault::{Change, Contents, EntryId, StoredEntry};
use otp::{Algorithm, Digits, Entry, Kind, Period, Seed};
use zeroize::Zeroizing;

use crate::{Context, Failure, FailureCode, settings};

mod views;

pub use views::{
    CodeKind, CodeView, CopiedView, EntryChange, EntryForm, EntryPreview, Link, TrashedView,
    WhichCode,
};

/// The codes that are valid at `at`, or now, in the order the person chose.
///
/// # Errors
///
/// [`FailureCode::Locked`]; [`FailureCode::ChangedElsewhere`] when the password was changed by
/// another program.
pub async fn list_codes(cx: &Context, at: Option<SystemTime>) -> Result<Vec<CodeView>, Failure> {
    let at = at.unwrap_or_else(|| cx.now());
    cx.on_vault(move |unlocked, _| {
        unlocked.refresh()?;
        Ok(unlocked
            .contents()
            .entries()
            .map(|entry| view(entry, at))
            .collect())
    })
    .await
}

/// What may be seen without asking: as [`list_codes`], but a code of an entry that counts is left
/// out. Once seen it may be typed, and it is used up then: [`take_code`] and [`copy_code`] hand it
/// over and count on.
///
/// # Errors
///
/// As [`list_codes`].
pub async fn glance_at_codes(cx: &Context) -> Result<Vec<CodeView>, Failure> {
    Ok(list_codes(cx, None)
        .await?
        .into_iter()
        .map(glance)
        .collect())
}

/// What `link` would add. Nothing is saved.
///
/// # Errors
///
/// [`FailureCode::BadLink`] and [`FailureCode::UnsupportedKind`] say what is wrong with it.
pub async fn preview_entry(cx: &Context, link: Link) -> Result<EntryPreview, Failure> {
    let parsed = otp::parse_uri(link.reveal())?;
    cx.on_vault(move |unlocked, _| {
        let entry = parsed.entry;
        Ok(EntryPreview {
            already_there: unlocked.contents().find_same_codes(&entry).is_some(),
            kind: kind(&entry.kind),
            algorithm: entry.algorithm.to_string(),
            digits: entry.digits.get(),
            period: period(&entry.kind),
            remarks: parsed.remarks.iter().map(ToString::to_string).collect(),
            issuer: entry.issuer,
            account: entry.account,
        })
    })
    .await
}

/// Adds what `link` describes.
///
/// # Errors
///
/// As [`preview_entry`]; [`FailureCode::Duplicate`]; [`FailureCode::DiskFull`] and
/// [`FailureCode::Storage`], after which the vault is as it was.
pub async fn add_entry(cx: &Context, link: Link) -> Result<CodeView, Failure> {
    add_one(cx, otp::parse_uri(link.reveal())?.entry).await
}

/// Adds what every link describes in one save, or nothing: a bad one is named by its position.
///
/// # Errors
///
/// As [`add_entry`]; the detail begins with `line N:`, counted from one.
pub async fn add_entries(cx: &Context, links: Vec<Link>) -> Result<Vec<CodeView>, Failure> {
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
/// [`FailureCode::BadKey`] for a key that is not base32, [`FailureCode::BadInput`] for a number out
/// of its range, and as [`add_entry`].
pub async fn add_typed_entry(cx: &Context, form: EntryForm) -> Result<CodeView, Failure> {
    add_one(cx, parse_form(&form)?).await
}

/// Changes the words and the place of an entry.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::DiskFull`] and [`FailureCode::Storage`].
pub async fn edit_entry(cx: &Context, id: &str, change: EntryChange) -> Result<CodeView, Failure> {
    let id = parse_id(id)?;
    let change = Change {
        issuer: Some(change.issuer.trim().to_owned()),
        account: Some(change.account.trim().to_owned()),
        group: Some(change.group.filter(|group| !group.trim().is_empty())),
        favourite: Some(change.favourite),
        ..Change::default()
    };
    on_entry(cx, id, move |contents, at| contents.edit(&id, change, at)).await
}

/// Puts an entry into the trash.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::DiskFull`] and [`FailureCode::Storage`].
pub async fn remove_entry(cx: &Context, id: &str) -> Result<(), Failure> {
    let (id, at) = (parse_id(id)?, cx.now());
    cx.on_vault(move |unlocked, chance| {
        Ok(unlocked.update(chance, |contents| contents.trash(&id, at))?)
    })
    .await
}

/// Takes an entry out of the trash.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::DiskFull`] and [`FailureCode::Storage`].
pub async fn restore_entry(cx: &Context, id: &str) -> Result<CodeView, Failure> {
    let id = parse_id(id)?;
    on_entry(cx, id, move |contents, _| contents.restore(&id)).await
}

/// What is in the trash.
///
/// # Errors
///
/// [`FailureCode::Locked`].
pub async fn list_trash(cx: &Context) -> Result<Vec<TrashedView>, Failure> {
    cx.on_vault(|unlocked, _| {
        Ok(unlocked
            .contents()
            .trashed()
            .map(|entry| TrashedView {
                id: entry.id.to_string(),
                issuer: entry.otp.issuer.clone(),
                account: entry.otp.account.clone(),
                trashed_at_ms: entry.trashed_at.unwrap_or_default().saturating_mul(1000),
            })
            .collect())
    })
    .await
}

/// Puts a code on the clipboard and says when it leaves it. An entry that counts moves on by one;
/// its next code is the one that it hands over, whichever is asked for.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::ClipboardMissing`], after which no code was used up.
pub async fn copy_code(cx: &Context, id: &str, which: WhichCode) -> Result<CopiedView, Failure> {
    cx.clipboard.open()?;
    let entry = take_code(cx, id).await?;
    let text = match which {
        WhichCode::Next if entry.kind != CodeKind::Hotp => entry.next_code.clone(),
        _ => entry.code.clone(),
    };
    let text = text.ok_or_else(|| Failure::new(FailureCode::BadInput, "it makes no code now"))?;
    cx.clipboard.put(&Zeroizing::new(text))?;
    let after = u64::from(settings::read_settings(cx).clear_clipboard_after_seconds);
    let clears_at_ms = milliseconds(cx.now() + Duration::from_secs(after));
    Ok(CopiedView {
        clears_at_ms,
        entry,
    })
}

/// One entry with the code to type now. An entry that counts moves on by one: the code it shows is
/// the one that was just used up.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; for an entry that counts [`FailureCode::DiskFull`] and
/// [`FailureCode::Storage`], after which no code was used up.
pub async fn take_code(cx: &Context, id: &str) -> Result<CodeView, Failure> {
    let (id, at) = (parse_id(id)?, cx.now());
    cx.on_vault(move |unlocked, chance| {
        unlocked.refresh()?;
        let entry = find(unlocked.contents(), id)?;
        if !matches!(entry.otp.kind, Kind::Hotp { .. }) {
            return Ok(view(entry, at));
        }
        // Read and counted on under one lock: another program may have taken a code just now.
        Ok(unlocked.update(chance, |contents| {
            let entry = find(contents, id)?;
            let mut shown = view(entry, at);
            let next = shown.counter.unwrap_or_default().saturating_add(1);
            contents.set_counter(&id, next, at)?;
            (shown.counter, shown.next_code) = (Some(next), None);
            Ok(shown)
        })?)
    })
    .await
}

/// The QR picture of an entry, for another authenticator to scan, as lines of half blocks. It shows
/// the seed, so the door asks for the password first.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::BadLink`] for an entry too long for a picture.
pub async fn draw_qr(cx: &Context, id: &str) -> Result<Zeroizing<String>, Failure> {
    let id = parse_id(id)?;
    cx.on_vault(move |unlocked, _| Ok(otp::draw_qr(&find(unlocked.contents(), id)?.otp)?))
        .await
}

async fn add_one(cx: &Context, entry: Entry) -> Result<CodeView, Failure> {
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
) -> Result<Vec<CodeView>, Failure> {
    for (index, entry) in entries.iter().enumerate() {
        check_counter(&entry.kind).map_err(|failure| named(index + 1, failure))?;
    }
    let at = cx.now();
    let mut more = cx.chance();
    cx.on_vault(move |unlocked, chance| {
        let mut ids = Vec::with_capacity(entries.len());
        let mut position = 0;
        let added = unlocked.update(chance, |contents| {
            for entry in entries {
                position += 1;
                ids.push(contents.add(entry, at, &mut *more)?);
            }
            Ok(())
        });
        added.map_err(|error| named(position, error.into()))?;
        let added = ids.iter().filter_map(|id| unlocked.contents().get(id));
        Ok(added.map(|entry| glance(view(entry, at))).collect())
    })
    .await
}

/// Counters beyond 2^53 are nobody's: they would not survive the window, and near the end of the
/// range an entry makes no codes at all.
fn check_counter(kind: &Kind) -> Result<(), Failure> {
    match kind {
        Kind::Hotp { counter } if *counter >= 1 << 53 => Err(Failure::new(
            FailureCode::BadInput,
            "the counter must be below 2^53",
        )),
        _ => Ok(()),
    }
}

async fn on_entry(
    cx: &Context,
    id: EntryId,
    change: impl FnOnce(&mut Contents, SystemTime) -> Result<(), ::vault::Error> + Send + 'static,
) -> Result<CodeView, Failure> {
    let at = cx.now();
    cx.on_vault(move |unlocked, chance| {
        unlocked.update(chance, |contents| change(contents, at))?;
        Ok(glance(view(find(unlocked.contents(), id)?, at)))
    })
    .await
}

fn find(contents: &Contents, id: EntryId) -> Result<&StoredEntry, ::vault::Error> {
    contents.get(&id).ok_or(::vault::Error::NoSuchEntry { id })
}

/// The entry as it may be seen without asking.
fn glance(mut view: CodeView) -> CodeView {
    if view.kind == CodeKind::Hotp {
        (view.code, view.next_code) = (None, None);
    }
    view
}

/// An entry that makes no code at `at` is shown without one: it must not hide the others.
fn view(entry: &StoredEntry, at: SystemTime) -> CodeView {
    let code = otp::generate(&entry.otp, at)
        .inspect_err(|error| tracing::warn!(id = %entry.id, %error, "an entry makes no code"))
        .ok();
    let next = otp::generate_next(&entry.otp, at).ok();
    CodeView {
        id: entry.id.to_string(),
        issuer: entry.otp.issuer.clone(),
        account: entry.otp.account.clone(),
        kind: kind(&entry.otp.kind),
        algorithm: entry.otp.algorithm.to_string(),
        digits: entry.otp.digits.get(),
        period: period(&entry.otp.kind),
        counter: match entry.otp.kind {
            Kind::Hotp { counter } => Some(counter),
            _ => None,
        },
        code: code.as_ref().map(|code| code.digits.to_string()),
        next_code: next.map(|next| next.digits.to_string()),
        valid_until_ms: code.and_then(|code| code.valid_until).map(milliseconds),
        group: entry.group.clone(),
        favourite: entry.favourite,
    }
}

fn kind(kind: &Kind) -> CodeKind {
    match kind {
        Kind::Totp { .. } => CodeKind::Totp,
        Kind::Hotp { .. } => CodeKind::Hotp,
        Kind::Steam => CodeKind::Steam,
        Kind::Motp { .. } => CodeKind::Motp,
        Kind::Yandex { .. } => CodeKind::Yandex,
    }
}

fn period(kind: &Kind) -> u32 {
    match kind {
        Kind::Totp { period } => period.get(),
        Kind::Hotp { .. } => 0,
        Kind::Steam | Kind::Yandex { .. } => 30,
        Kind::Motp { .. } => 10,
    }
}

fn parse_form(form: &EntryForm) -> Result<Entry, Failure> {
    let seed =
        Seed::from_base32(&form.key).map_err(|error| Failure::of(FailureCode::BadKey, &error))?;
    let bad = |error: otp::Error| Failure::of(FailureCode::BadInput, &error);
    Ok(Entry {
        issuer: form.issuer.trim().to_owned(),
        account: form.account.trim().to_owned(),
        seed,
        kind: match form.kind {
            CodeKind::Totp => Kind::Totp {
                period: Period::new(form.period).map_err(bad)?,
            },
            CodeKind::Hotp => Kind::Hotp {
                counter: form.counter,
            },
            CodeKind::Steam => Kind::Steam,
            // Both need a PIN, which the form has no field for.
            CodeKind::Motp | CodeKind::Yandex => {
                return Err(Failure::new(FailureCode::UnsupportedKind, "it needs a PIN"));
            }
        },
        algorithm: form.algorithm.parse::<Algorithm>().map_err(bad)?,
        digits: Digits::new(form.digits).map_err(bad)?,
    })
}

fn parse_id(id: &str) -> Result<EntryId, Failure> {
    id.parse()
        .map_err(|_| Failure::new(FailureCode::NoSuchEntry, "not the id of an entry"))
}

fn milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl From<otp::Error> for Failure {
    fn from(error: otp::Error) -> Self {
        use otp::Error as E;
        let code = match &error {
            E::EmptySeed | E::SeedCharacter { .. } | E::SeedLength { .. } => FailureCode::BadKey,
            E::UnsupportedScheme { .. }
            | E::UnsupportedKind
            | E::UnsupportedAlgorithm
            | E::PinMissing => FailureCode::UnsupportedKind,
            E::ClockBeforeEpoch | E::ClockTooFar | E::CounterSpent | E::NoCode => {
                FailureCode::BadInput
            }
            _ => FailureCode::BadLink,
        };
        Self::of(code, &error)
    }
}
