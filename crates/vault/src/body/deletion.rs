//! The memory of a deletion as the value of a record.

use super::fields::Fields;
use crate::codec::{Defect, Unknown, put_record};
use crate::trash::{Deleted, Deletion};
use crate::{ApprovalKeyId, EntryId, PushTokenId, RecoverySetId};

mod field {
    pub(super) const ID: u16 = 1;
    pub(super) const WHAT: u16 = 2;
    pub(super) const AT: u16 = 3;
    pub(super) const KNOWN: usize = AT as usize;
}

/// More than the fields and all record heads of a deletion take.
const FIXED_PART: usize = 56;

pub(super) fn most_bytes(deletion: &Deletion) -> usize {
    FIXED_PART + deletion.unknown.iter().map(Unknown::size).sum::<usize>()
}

pub(super) fn put(out: &mut Vec<u8>, deletion: &Deletion) {
    let (id, what) = match &deletion.what {
        Deleted::Entry(id) => (id.as_bytes(), 1),
        Deleted::RecoverySet(id) => (id.as_bytes(), 2),
        Deleted::ApprovalKey(id) => (id.as_bytes(), 3),
        Deleted::PushToken(id) => (id.as_bytes(), 4),
    };
    put_record(out, field::ID, id);
    put_record(out, field::WHAT, &[what]);
    put_record(out, field::AT, &deletion.at.to_be_bytes());
    deletion.unknown.iter().for_each(|record| record.write(out));
}

/// `None` for the deletion of something that is not known here.
pub(super) fn read(value: &[u8]) -> Result<Option<Deletion>, Defect> {
    let (fields, unknown) = Fields::<{ field::KNOWN }>::read(value)?;
    let id = fields.array(field::ID)?;
    let what = match fields.u8(field::WHAT)? {
        1 => Deleted::Entry(EntryId::from_bytes(id)),
        2 => Deleted::RecoverySet(RecoverySetId::from_bytes(id)),
        3 => Deleted::ApprovalKey(ApprovalKeyId::from_bytes(id)),
        4 => Deleted::PushToken(PushTokenId::from_bytes(id)),
        _ => return Ok(None),
    };
    let at = fields.u64(field::AT)?;
    Ok(Some(Deletion { what, at, unknown }))
}
