//! A picture as the value of a record.

use super::fields::Fields;
use crate::codec::{Defect, Unknown, put_record};
use crate::icon::Picture;
use crate::{Contents, PictureId};

mod field {
    pub(super) const ID: u16 = 1;
    pub(super) const PNG: u16 = 2;
    pub(super) const WAITS: u16 = 3;
    pub(super) const KNOWN: usize = WAITS as usize;
}

/// More than the fields of fixed size and all record heads of a picture take.
const FIXED_PART: usize = 48;

pub(super) fn most_bytes(picture: &Picture) -> usize {
    let unknown: usize = picture.unknown.iter().map(Unknown::size).sum();
    FIXED_PART + picture.png.len() + unknown
}

pub(super) fn put(out: &mut Vec<u8>, id: &PictureId, picture: &Picture, waits: bool) {
    put_record(out, field::ID, id.as_bytes());
    put_record(out, field::PNG, &picture.png);
    if waits {
        put_record(out, field::WAITS, &[]);
    }
    picture.unknown.iter().for_each(|record| record.write(out));
}

pub(super) fn read(value: &[u8], contents: &mut Contents) -> Result<(), Defect> {
    let (fields, unknown) = Fields::<{ field::KNOWN }>::read(value)?;
    let id = PictureId::from_bytes(fields.array(field::ID)?);
    let png = fields.need(field::PNG)?.to_vec();
    if fields.has(field::WAITS) && contents.waiting.replace(id).is_some() {
        return Err(Defect::Damaged); // at most one waits
    }
    match contents.pictures.insert(id, Picture { png, unknown }) {
        Some(_) => Err(Defect::Damaged), // each is kept once
        None => Ok(()),
    }
}
