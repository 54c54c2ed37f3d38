//! What a person changes about entries: words, order, groups, favourites.

use std::time::SystemTime;

use ::vault::{Change, Contents, EntryId, Error, Icon};

use super::{EntryChange, EntryView, IconChoice, MOST_AT_ONCE, parse_id, parse_ids};
use crate::{Context, Failure, FailureCode};

/// The longest note, in characters: it is read on a screen, and sealed anew at every save.
const LONGEST_NOTE: usize = 10_000;

/// The longest name of a brand that the interface may know.
const LONGEST_SLUG: usize = 64;

/// Changes the words of an entry and what stands beside it. Of a form that was open for a while, `seen`
/// is what it showed first: only what differs from that was changed by the person and is saved, so that
/// what another program changed meanwhile stays. Without it everything is.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::BadInput`] for a note of more than 10,000 characters
/// and a brand that is no word; [`FailureCode::BadPicture`] for a picture that was never chosen; and
/// those of saving.
pub async fn edit_entry(
    cx: &Context,
    id: &str,
    change: EntryChange,
    seen: Option<EntryChange>,
) -> Result<EntryView, Failure> {
    let id = parse_id(id)?;
    if change.note.chars().count() > LONGEST_NOTE {
        let detail = format!("the note has more than {LONGEST_NOTE} characters");
        return Err(Failure::new(FailureCode::BadInput, detail));
    }
    let change = changed_words(change, seen.as_ref())?;
    let at = cx.now();
    cx.on_open(move |open, chance| {
        if change == Change::default() {
            open.vault.refresh()?;
        } else {
            open.update(chance, |contents| contents.edit(&id, change, at))?;
        }
        open.view(id)
    })
    .await
}

/// Puts entries, in the order in which they are named, before another one; at the end without one.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`], after which nothing was moved; [`FailureCode::TooMany`]; and those
/// of saving.
pub async fn move_entries(
    cx: &Context,
    ids: &[String],
    before: Option<&str>,
) -> Result<(), Failure> {
    let before = before.map(parse_id).transpose()?;
    change(cx, ids, move |contents, ids, _| {
        contents.move_before(ids, before)
    })
    .await
}

/// Puts entries into a group, or into none.
///
/// # Errors
///
/// As [`move_entries`].
pub async fn set_group(cx: &Context, ids: &[String], group: Option<&str>) -> Result<(), Failure> {
    let group = group.map(str::to_owned);
    change(cx, ids, move |contents, ids, at| {
        contents.set_group(ids, group.as_deref(), at)
    })
    .await
}

/// Marks entries as favourites, or as none.
///
/// # Errors
///
/// As [`move_entries`].
pub async fn set_favourite(cx: &Context, ids: &[String], favourite: bool) -> Result<(), Failure> {
    change(cx, ids, move |contents, ids, at| {
        contents.set_favourite(ids, favourite, at)
    })
    .await
}

/// Gives a group another name, or takes all its entries out of it.
///
/// # Errors
///
/// Those of saving. A group that is not there has no entries.
pub async fn rename_group(
    cx: &Context,
    old: &str,
    replacement: Option<&str>,
) -> Result<(), Failure> {
    let (old, new, at) = (old.to_owned(), replacement.map(str::to_owned), cx.now());
    cx.on_open(move |open, chance| {
        Ok(open.update(chance, |contents| {
            contents.rename_group(&old, new.as_deref(), at);
            Ok(())
        })?)
    })
    .await
}

/// Changes the named entries in one save, or none of them.
pub(super) async fn change(
    cx: &Context,
    ids: &[String],
    change: impl FnOnce(&mut Contents, &[EntryId], SystemTime) -> Result<(), Error> + Send + 'static,
) -> Result<(), Failure> {
    let ids = parse_ids(ids, MOST_AT_ONCE)?;
    if ids.is_empty() {
        return Ok(());
    }
    let at = cx.now();
    cx.on_open(move |open, chance| Ok(open.update(chance, |contents| change(contents, &ids, at))?))
        .await
}

/// What differs from what was seen.
fn changed_words(change: EntryChange, seen: Option<&EntryChange>) -> Result<Change, Failure> {
    fn unless_same<T: PartialEq>(new: T, seen: Option<&T>) -> Option<T> {
        Some(new).filter(|new| seen != Some(new))
    }
    let trimmed = |text: String| text.trim().to_owned();
    let icon = unless_same(change.icon, seen.map(|seen| &seen.icon));
    Ok(Change {
        issuer: unless_same(change.issuer, seen.map(|seen| &seen.issuer)).map(trimmed),
        account: unless_same(change.account, seen.map(|seen| &seen.account)).map(trimmed),
        group: unless_same(change.group, seen.map(|seen| &seen.group))
            .map(|group| group.filter(|group| !group.trim().is_empty())),
        favourite: unless_same(change.favourite, seen.map(|seen| &seen.favourite)),
        note: unless_same(change.note, seen.map(|seen| &seen.note)),
        icon: icon.map(parse_icon).transpose()?,
    })
}

fn parse_icon(choice: IconChoice) -> Result<Option<Icon>, Failure> {
    match choice {
        IconChoice::Auto => Ok(None),
        IconChoice::Brand { slug } => {
            let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
            let is_word = !slug.is_empty() && slug.len() <= LONGEST_SLUG && slug.chars().all(plain);
            if is_word {
                Ok(Some(Icon::Brand(slug)))
            } else {
                let detail = "the name of a brand has only the letters a to z and digits";
                Err(Failure::new(FailureCode::BadInput, detail))
            }
        }
        IconChoice::Picture { id } => match id.parse() {
            Ok(id) => Ok(Some(Icon::Picture(id))),
            Err(_) => Err(Failure::new(
                FailureCode::BadPicture,
                "not the id of a picture",
            )),
        },
    }
}
