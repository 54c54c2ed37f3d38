//! The sealed part of the file as bytes: records of entries, recovery codes, pictures, approval keys,
//! push tokens and deletions, padded.
//!
//! Seeds, recovery codes and keys go straight into the buffer that is sealed in place, and back; the buffer
//! never grows, so no half-grown copy stays behind.

use std::collections::HashSet;

use zeroize::Zeroizing;

use crate::codec::{Defect, Reader, Unknown, put_record};
use crate::header::PADDING;
use crate::keys::TAG;
use crate::{Contents, Icon};

mod approval;
mod deletion;
mod entry;
mod fields;
mod picture;
mod push;
mod recovery;
#[cfg(test)]
mod tests;

/// Tags of the records in the body. The document of the format reserves others.
mod record {
    pub(super) const ENTRY: u16 = 1;
    pub(super) const RECOVERY_SET: u16 = 3;
    pub(super) const PICTURE: u16 = 4;
    pub(super) const APPROVAL_KEY: u16 = 5;
    pub(super) const DELETION: u16 = 7;
    pub(super) const PUSH_TOKEN: u16 = 8;
}

/// The plain body, with room for the tag of the seal.
pub(crate) fn encode(contents: &Contents) -> Zeroizing<Vec<u8>> {
    let shown = shown_pictures(contents);
    let pictures = contents
        .pictures
        .iter()
        .filter(|(id, _)| shown.contains(id));
    let records = contents
        .entries
        .iter()
        .map(entry::most_bytes)
        .sum::<usize>()
        + contents
            .recovery_sets
            .iter()
            .map(recovery::most_bytes)
            .sum::<usize>()
        + pictures
            .clone()
            .map(|(_, p)| picture::most_bytes(p))
            .sum::<usize>()
        + contents
            .approval_keys
            .iter()
            .map(approval::most_bytes)
            .sum::<usize>()
        + contents
            .push_tokens
            .iter()
            .map(push::most_bytes)
            .sum::<usize>()
        + contents
            .deletions
            .iter()
            .map(deletion::most_bytes)
            .sum::<usize>()
        + contents.unknown.iter().map(Unknown::size).sum::<usize>();
    let mut out = Zeroizing::new(Vec::with_capacity(8 + records + PADDING + TAG));
    let room = out.capacity();

    out.extend_from_slice(&[0; 8]);
    for entry in &contents.entries {
        put_nested(&mut out, record::ENTRY, |out| entry::put(out, entry));
    }
    for set in &contents.recovery_sets {
        put_nested(&mut out, record::RECOVERY_SET, |out| {
            recovery::put(out, set);
        });
    }
    for (id, picture) in pictures {
        let waits = contents.waiting == Some(*id);
        put_nested(&mut out, record::PICTURE, |out| {
            picture::put(out, id, picture, waits);
        });
    }
    for key in &contents.approval_keys {
        put_nested(&mut out, record::APPROVAL_KEY, |out| {
            approval::put(out, key);
        });
    }
    for token in &contents.push_tokens {
        put_nested(&mut out, record::PUSH_TOKEN, |out| push::put(out, token));
    }
    for deletion in &contents.deletions {
        put_nested(&mut out, record::DELETION, |out| {
            deletion::put(out, deletion);
        });
    }
    contents
        .unknown
        .iter()
        .for_each(|unknown| unknown.write(&mut out));
    let length = (out.len() as u64 - 8).to_be_bytes();
    if let Some(place) = out.get_mut(..8) {
        place.copy_from_slice(&length);
    }
    let padded = out.len().next_multiple_of(PADDING);
    out.resize(padded, 0);
    debug_assert_eq!(out.capacity(), room, "the buffer never grows");
    out
}

/// Reads what [`encode`] wrote.
pub(crate) fn decode(plain: &[u8]) -> Result<Contents, Defect> {
    let mut reader = Reader::new(plain);
    let length = usize::try_from(reader.u64()?).map_err(|_| Defect::Damaged)?;
    let mut records = Reader::new(reader.bytes(length)?);
    let padding = reader.rest();
    if padding.len() >= PADDING || padding.iter().any(|byte| *byte != 0) {
        return Err(Defect::Damaged);
    }
    let mut contents = Contents::default();
    while !records.is_empty() {
        let (tag, value) = records.record()?;
        match tag {
            record::ENTRY => contents.entries.push(entry::read(value)?),
            record::RECOVERY_SET => contents.recovery_sets.push(recovery::read(value)?),
            record::PICTURE => picture::read(value, &mut contents)?,
            record::APPROVAL_KEY => contents.approval_keys.push(approval::read(value)?),
            record::PUSH_TOKEN => contents.push_tokens.push(push::read(value)?),
            record::DELETION => match deletion::read(value)? {
                Some(deletion) => contents.deletions.push(deletion),
                None => contents.unknown.push(Unknown::keep(tag, value)?),
            },
            _ => contents.unknown.push(Unknown::keep(tag, value)?),
        }
    }
    contents.settle_approval_keys();
    contents.settle_push_tokens();
    Ok(contents)
}

/// The pictures that an entry shows or that wait for theirs; the others are left behind.
fn shown_pictures(contents: &Contents) -> HashSet<crate::PictureId> {
    let icons = contents
        .entries
        .iter()
        .filter_map(|entry| match &entry.icon {
            Some(Icon::Picture(id)) => Some(*id),
            _ => None,
        });
    icons.chain(contents.waiting).collect()
}

/// A record whose value is written by `put`.
fn put_nested(out: &mut Vec<u8>, tag: u16, put: impl FnOnce(&mut Vec<u8>)) {
    put_record(out, tag, &[]);
    fill_length(out, put);
}

/// Writes a value and puts its length into the four bytes before it.
fn fill_length(out: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    put(out);
    let length = ((out.len() - start) as u32).to_be_bytes();
    if let Some(place) = out.get_mut(start - length.len()..start) {
        place.copy_from_slice(&length);
    }
}
