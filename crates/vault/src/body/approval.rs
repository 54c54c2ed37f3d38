//! An approval key as the value of a record.

use super::fields::Fields;
use crate::codec::{Defect, Unknown, put_record};
use crate::{ApprovalKeyId, ApprovalKeyRecord, ApprovalOwner, ApprovalSeed};

mod field {
    pub(super) const ID: u16 = 1;
    pub(super) const ISSUER: u16 = 2;
    pub(super) const USER: u16 = 3;
    pub(super) const DEVICE: u16 = 4;
    pub(super) const SEED: u16 = 5;
    pub(super) const CREATED_AT: u16 = 6;
    pub(super) const KNOWN: usize = CREATED_AT as usize;
}

/// More than the fields of fixed size and all record heads of a key take.
const FIXED_PART: usize = 104;

pub(super) fn most_bytes(key: &ApprovalKeyRecord) -> usize {
    let ApprovalOwner {
        issuer,
        user,
        device,
    } = &key.owner;
    let unknown: usize = key.unknown.iter().map(Unknown::size).sum();
    FIXED_PART + issuer.len() + user.len() + device.len() + unknown
}

pub(super) fn put(out: &mut Vec<u8>, key: &ApprovalKeyRecord) {
    put_record(out, field::ID, key.id.as_bytes());
    put_record(out, field::ISSUER, key.owner.issuer.as_bytes());
    put_record(out, field::USER, key.owner.user.as_bytes());
    put_record(out, field::DEVICE, key.owner.device.as_bytes());
    put_record(out, field::SEED, key.seed.reveal());
    put_record(out, field::CREATED_AT, &key.created_at.to_be_bytes());
    key.unknown.iter().for_each(|record| record.write(out));
}

pub(super) fn read(value: &[u8]) -> Result<ApprovalKeyRecord, Defect> {
    let (fields, unknown) = Fields::<{ field::KNOWN }>::read(value)?;
    let text = |tag| fields.text(tag).map(str::to_owned);
    Ok(ApprovalKeyRecord {
        id: ApprovalKeyId::from_bytes(fields.array(field::ID)?),
        owner: ApprovalOwner {
            issuer: text(field::ISSUER)?,
            user: text(field::USER)?,
            device: text(field::DEVICE)?,
        },
        seed: ApprovalSeed::read(fields.need(field::SEED)?).ok_or(Defect::Damaged)?,
        created_at: fields.u64(field::CREATED_AT)?,
        unknown,
    })
}
