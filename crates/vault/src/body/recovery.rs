//! A set of recovery codes as the value of a record.

use super::fields::Fields;
use super::{fill_length, put_nested};
use crate::codec::{Defect, Reader, Unknown, put_long, put_record};
use crate::{EntryId, RecoveryCode, RecoverySet, RecoverySetId, RecoveryText};

mod field {
    pub(super) const ID: u16 = 1;
    pub(super) const ENTRY: u16 = 2;
    pub(super) const ISSUER: u16 = 3;
    pub(super) const ACCOUNT: u16 = 4;
    pub(super) const NOTE: u16 = 5;
    pub(super) const CREATED_AT: u16 = 6;
    pub(super) const CHANGED_AT: u16 = 7;
    pub(super) const REPLACED_AT: u16 = 8;
    pub(super) const CODES: u16 = 9;
    pub(super) const KNOWN: usize = CODES as usize;
}

/// Fields of one code.
mod code {
    pub(super) const TEXT: u16 = 1;
    pub(super) const ADDED_AT: u16 = 2;
    pub(super) const SPENT_AT: u16 = 3;
    pub(super) const KNOWN: usize = SPENT_AT as usize;
}

/// More than the fields of fixed size and all record heads of a set take.
const FIXED_PART: usize = 128;
/// The same for one code.
const CODE_PART: usize = 40;

pub(super) fn most_bytes(set: &RecoverySet) -> usize {
    let texts = set.issuer.len() + set.account.len() + set.note.len();
    let codes: usize = set.codes.iter().map(most_bytes_of_code).sum();
    let unknown: usize = set.unknown.iter().map(Unknown::size).sum();
    FIXED_PART + texts + codes + unknown
}

fn most_bytes_of_code(code: &RecoveryCode) -> usize {
    let unknown: usize = code.unknown.iter().map(Unknown::size).sum();
    CODE_PART + code.text.reveal().len() + unknown
}

pub(super) fn put(out: &mut Vec<u8>, set: &RecoverySet) {
    put_record(out, field::ID, set.id.as_bytes());
    if let Some(entry) = &set.entry {
        put_record(out, field::ENTRY, entry.as_bytes());
    }
    for (tag, text) in [
        (field::ISSUER, &set.issuer),
        (field::ACCOUNT, &set.account),
        (field::NOTE, &set.note),
    ] {
        if !text.is_empty() {
            put_record(out, tag, text.as_bytes());
        }
    }
    put_record(out, field::CREATED_AT, &set.created_at.to_be_bytes());
    put_record(out, field::CHANGED_AT, &set.changed_at.to_be_bytes());
    if let Some(replaced_at) = set.replaced_at {
        put_record(out, field::REPLACED_AT, &replaced_at.to_be_bytes());
    }
    put_nested(out, field::CODES, |out| {
        for code in &set.codes {
            put_long(out, &[]);
            fill_length(out, |out| put_code(out, code));
        }
    });
    set.unknown.iter().for_each(|record| record.write(out));
}

fn put_code(out: &mut Vec<u8>, code: &RecoveryCode) {
    put_record(out, code::TEXT, code.text.reveal().as_bytes());
    put_record(out, code::ADDED_AT, &code.added_at.to_be_bytes());
    if let Some(spent_at) = code.spent_at {
        put_record(out, code::SPENT_AT, &spent_at.to_be_bytes());
    }
    code.unknown.iter().for_each(|record| record.write(out));
}

pub(super) fn read(value: &[u8]) -> Result<RecoverySet, Defect> {
    let (fields, unknown) = Fields::<{ field::KNOWN }>::read(value)?;
    let entry = fields.maybe(field::ENTRY, Fields::array)?;
    Ok(RecoverySet {
        id: RecoverySetId::from_bytes(fields.array(field::ID)?),
        entry: entry.map(EntryId::from_bytes),
        issuer: fields.text_or_empty(field::ISSUER)?,
        account: fields.text_or_empty(field::ACCOUNT)?,
        note: fields.text_or_empty(field::NOTE)?,
        codes: read_codes(fields.need(field::CODES)?)?,
        created_at: fields.u64(field::CREATED_AT)?,
        changed_at: fields.u64(field::CHANGED_AT)?,
        replaced_at: fields.maybe(field::REPLACED_AT, Fields::u64)?,
        unknown,
    })
}

fn read_codes(value: &[u8]) -> Result<Vec<RecoveryCode>, Defect> {
    let (mut reader, mut codes) = (Reader::new(value), Vec::new());
    while !reader.is_empty() {
        let (fields, unknown) = Fields::<{ code::KNOWN }>::read(reader.long()?)?;
        let text = fields.text(code::TEXT)?;
        codes.push(RecoveryCode {
            text: RecoveryText::new(text).map_err(|_| Defect::Damaged)?,
            added_at: fields.u64(code::ADDED_AT)?,
            spent_at: fields.maybe(code::SPENT_AT, Fields::u64)?,
            unknown,
        });
    }
    Ok(codes)
}
