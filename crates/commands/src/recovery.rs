//! Recovery codes: the single-use ways back in that issuers hand out.
//!
//! They belong to an entry, or to an account that has none. No list carries their text: a code
//! comes out when it is used, and all of them after the password.

use ::vault::{Contents, EntryId, RecoveryOwner, RecoverySet, RecoverySetId, RecoveryText};
use zeroize::Zeroizing;

use crate::{Context, Failure, FailureCode, codes::parse_id, vault, vault::Password};

mod views;

pub use views::{
    KitSetView, PastedCodesView, RecoveryCodeView, RecoverySetView, RecoveryTarget, RecoveryWords,
    RevealedCodeView, SpentCodeView,
};

/// From how many codes on a set is not low any more.
pub const ENOUGH: usize = 3;

/// The most codes that are stored at once. Issuers hand out ten or so.
const MOST_CODES: usize = 200;

/// The most bytes of pasted text that are looked at.
const LONGEST_PASTE: usize = 64 * 1024;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 10_000;

/// All sets of recovery codes, without their text, in the order in which they were added.
///
/// # Errors
///
/// [`FailureCode::Locked`], and [`FailureCode::ChangedElsewhere`] with its like.
pub async fn list_recovery_sets(cx: &Context) -> Result<Vec<RecoverySetView>, Failure> {
    cx.on_open(|open, _| {
        open.vault.refresh()?;
        let contents = open.vault.contents();
        Ok(contents
            .recovery_sets()
            .map(|set| view(contents, set))
            .collect())
    })
    .await
}

/// The codes in a text as it was copied from an issuer's page: numbering, bullets and separators
/// are dropped, and so are lines that are no codes. Nothing is stored.
///
/// # Errors
///
/// [`FailureCode::TooMany`] for more than 64 KiB.
pub fn read_pasted_recovery_codes(text: &RecoveryWords) -> Result<PastedCodesView, Failure> {
    let text = text.reveal();
    if text.len() > LONGEST_PASTE {
        return Err(Failure::new(
            FailureCode::TooMany,
            "the text has more than 64 KiB",
        ));
    }
    let read = ::vault::read_recovery_codes(text);
    let (mut codes, mut used) = (Vec::new(), Vec::new());
    for code in &read.codes {
        let into = if code.used { &mut used } else { &mut codes };
        into.push(code.text.reveal().to_owned());
    }
    Ok(PastedCodesView {
        codes,
        used,
        dropped: read.dropped.iter().map(|line| line.to_string()).collect(),
    })
}

/// Stores recovery codes for an entry, or for an account that has none. Codes for an entry that has
/// some already join them.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::BadInput`] without codes and for a code of more than
/// one line; [`FailureCode::TooMany`] for more than 200; and those of saving.
pub async fn add_recovery_set(
    cx: &Context,
    target: RecoveryTarget,
    codes: Vec<RecoveryWords>,
    note: &str,
) -> Result<RecoverySetView, Failure> {
    let owner = match target {
        RecoveryTarget::Entry { entry } => RecoveryOwner::Entry(parse_id(&entry)?),
        RecoveryTarget::Other { issuer, account } => RecoveryOwner::Named { issuer, account },
    };
    if note.chars().count() > LONGEST_NOTE {
        return Err(Failure::new(FailureCode::BadInput, "the note is too long"));
    }
    let (codes, note, at) = (parse(&codes)?, note.to_owned(), cx.now());
    let mut more = cx.chance();
    cx.on_open(move |open, chance| {
        let id = open.update(chance, |contents| {
            let already = match &owner {
                RecoveryOwner::Entry(entry) => contents.recovery_set_of(entry).map(|set| set.id),
                RecoveryOwner::Named { .. } => None,
            };
            match already {
                Some(id) => contents.add_recovery_codes(&id, codes, at).map(|_| id),
                None => contents.add_recovery_set(owner, codes, &note, at, &mut *more),
            }
        })?;
        shown(open.vault.contents(), id)
    })
    .await
}

/// Stores further codes in a set; those that are in it already stay as they are.
///
/// # Errors
///
/// As [`add_recovery_set`]; [`FailureCode::NoSuchEntry`] for a set that is gone.
pub async fn add_recovery_codes(
    cx: &Context,
    set: &str,
    codes: Vec<RecoveryWords>,
) -> Result<RecoverySetView, Failure> {
    let codes = parse(&codes)?;
    let at = cx.now();
    on_set(cx, set, move |contents, id| {
        contents.add_recovery_codes(&id, codes, at).map(drop)
    })
    .await
}

/// Puts new codes in the place of all that a set holds: an issuer that hands out new ones no longer
/// takes the old ones.
///
/// # Errors
///
/// As [`add_recovery_codes`].
pub async fn replace_recovery_codes(
    cx: &Context,
    set: &str,
    codes: Vec<RecoveryWords>,
) -> Result<RecoverySetView, Failure> {
    let codes = parse(&codes)?;
    let at = cx.now();
    on_set(cx, set, move |contents, id| {
        contents.replace_recovery_codes(&id, codes, at)
    })
    .await
}

/// Takes the next good code: it is marked spent and saved before it is handed over, and put on the
/// clipboard, which is cleared like that of any code. Without a clipboard it is handed over alone.
///
/// # Errors
///
/// As [`spend_next_recovery_code`].
pub async fn use_next_recovery_code(cx: &Context, set: &str) -> Result<SpentCodeView, Failure> {
    let mut spent = spend_next_recovery_code(cx, set).await?;
    let copied = cx.put_on_clipboard(&Zeroizing::new(spent.code.clone()));
    match copied {
        Ok(()) => spent.clears_at_ms = Some(cx.clipboard_clears_at_ms()),
        Err(failure) => tracing::warn!(%failure, "a recovery code is shown, but was not copied"),
    }
    Ok(spent)
}

/// Takes the next good code: it is marked spent and saved before it is handed over, also when the
/// system does not vouch for the save.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`] for a set that is gone; [`FailureCode::NoCodesLeft`]; and those of
/// saving, after which no code was spent.
pub async fn spend_next_recovery_code(cx: &Context, set: &str) -> Result<SpentCodeView, Failure> {
    let (id, at) = (parse_set(set)?, cx.now());
    cx.on_open(move |open, chance| {
        let (index, code) = open.update(chance, |contents| {
            let (index, code) = contents.spend_next(&id, at)?;
            Ok((index, Zeroizing::new(code.text.reveal().to_owned())))
        })?;
        let left = open.vault.contents().recovery_set(&id);
        Ok(SpentCodeView {
            code: code.to_string(),
            index: count(index),
            left: count(left.map_or(0, RecoverySet::left)),
            clears_at_ms: None,
        })
    })
    .await
}

/// Marks one code as spent, as after using it from paper.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`] when the set or the code is gone, and those of saving.
pub async fn spend_recovery_code(cx: &Context, set: &str, index: u32) -> Result<(), Failure> {
    let at = cx.now();
    on_set(cx, set, move |contents, id| {
        contents.spend(&id, index as usize, at)
    })
    .await
    .map(drop)
}

/// Takes the mark from a code that was not used after all.
///
/// # Errors
///
/// As [`spend_recovery_code`].
pub async fn unspend_recovery_code(cx: &Context, set: &str, index: u32) -> Result<(), Failure> {
    on_set(cx, set, move |contents, id| {
        contents.unspend(&id, index as usize)
    })
    .await
    .map(drop)
}

/// All codes of a set with their text, after the password.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`]; [`FailureCode::NoSuchEntry`] for a set that is gone.
pub async fn reveal_recovery_codes(
    cx: &Context,
    set: &str,
    password: Password,
) -> Result<Vec<RevealedCodeView>, Failure> {
    let id = parse_set(set)?;
    vault::check_password(cx, password).await?;
    cx.on_open(move |open, _| Ok(revealed(find(open.vault.contents(), id)?)))
        .await
}

/// Forgets a set and all its codes.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`] for a set that is gone, and those of saving.
pub async fn remove_recovery_set(cx: &Context, set: &str) -> Result<(), Failure> {
    let (id, at) = (parse_set(set)?, cx.now());
    cx.on_open(move |open, chance| {
        Ok(open.update(chance, |contents| contents.remove_recovery_set(&id, at))?)
    })
    .await
}

/// Every set with its codes, to be printed and put away, after the password.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`].
pub async fn recovery_kit(cx: &Context, password: Password) -> Result<Vec<KitSetView>, Failure> {
    vault::check_password(cx, password).await?;
    cx.on_open(|open, _| {
        let contents = open.vault.contents();
        let kit = contents.recovery_sets().map(|set| {
            let (issuer, account) = names(contents, set);
            KitSetView {
                issuer: issuer.to_owned(),
                account: account.to_owned(),
                note: set.note.clone(),
                codes: revealed(set),
            }
        });
        Ok(kit.collect())
    })
    .await
}

/// Changes a set in one save and says how it looks then.
async fn on_set(
    cx: &Context,
    set: &str,
    change: impl FnOnce(&mut Contents, RecoverySetId) -> Result<(), ::vault::Error> + Send + 'static,
) -> Result<RecoverySetView, Failure> {
    let id = parse_set(set)?;
    cx.on_open(move |open, chance| {
        open.update(chance, |contents| change(contents, id))?;
        shown(open.vault.contents(), id)
    })
    .await
}

fn shown(contents: &Contents, id: RecoverySetId) -> Result<RecoverySetView, Failure> {
    Ok(view(contents, find(contents, id)?))
}

fn find(contents: &Contents, id: RecoverySetId) -> Result<&RecoverySet, ::vault::Error> {
    contents
        .recovery_set(&id)
        .ok_or(::vault::Error::NoSuchRecoverySet { id })
}

fn view(contents: &Contents, set: &RecoverySet) -> RecoverySetView {
    let (issuer, account) = names(contents, set);
    let left = set.left();
    RecoverySetView {
        id: set.id.to_string(),
        entry: set.entry.as_ref().map(EntryId::to_string),
        issuer: issuer.to_owned(),
        account: account.to_owned(),
        note: set.note.clone(),
        left: count(left),
        total: count(set.codes.len()),
        low: left < ENOUGH,
        codes: (0..)
            .zip(&set.codes)
            .map(|(index, code)| RecoveryCodeView {
                index,
                spent_at_ms: code.spent_at.map(ms),
            })
            .collect(),
        created_at_ms: ms(set.created_at),
    }
}

/// An entry may have got another name since its codes were stored.
fn names<'a>(contents: &'a Contents, set: &'a RecoverySet) -> (&'a str, &'a str) {
    let entry = set.entry.as_ref().and_then(|id| contents.get(id));
    entry.map_or((&set.issuer, &set.account), |entry| {
        (&entry.otp.issuer, &entry.otp.account)
    })
}

fn revealed(set: &RecoverySet) -> Vec<RevealedCodeView> {
    (0..)
        .zip(&set.codes)
        .map(|(index, code)| RevealedCodeView {
            index,
            text: code.text.reveal().to_owned(),
            spent_at_ms: code.spent_at.map(ms),
        })
        .collect()
}

fn parse(codes: &[RecoveryWords]) -> Result<Vec<RecoveryText>, Failure> {
    if codes.len() > MOST_CODES {
        let detail = format!("{} codes, at most {MOST_CODES} at once", codes.len());
        return Err(Failure::new(FailureCode::TooMany, detail));
    }
    let texts = codes.iter().map(|code| RecoveryText::new(code.reveal()));
    Ok(texts.collect::<Result<_, _>>()?)
}

fn parse_set(id: &str) -> Result<RecoverySetId, Failure> {
    id.parse()
        .map_err(|_| Failure::new(FailureCode::NoSuchEntry, "not the id of a set"))
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

fn ms(seconds: u64) -> u64 {
    seconds.saturating_mul(1000)
}
