//! A push token as the value of a record.

use super::fields::Fields;
use crate::codec::{Defect, RECORD_HEAD, Unknown, put_record};
use crate::{PushSecret, PushToken, PushTokenId};

mod field {
    pub(super) const ID: u16 = 1;
    pub(super) const SERIAL: u16 = 2;
    pub(super) const URL: u16 = 3;
    pub(super) const ISSUER: u16 = 4;
    pub(super) const LABEL: u16 = 5;
    pub(super) const SECRET: u16 = 6;
    pub(super) const SERVER_KEY: u16 = 7;
    pub(super) const SSLVERIFY: u16 = 8;
    pub(super) const CREATED_AT: u16 = 9;
    pub(super) const KNOWN: usize = CREATED_AT as usize;
}

/// The fields of fixed size, and the heads of the record and of all fields.
const FIXED_PART: usize = 16 + 1 + 8 + (1 + field::KNOWN) * RECORD_HEAD;

pub(super) fn most_bytes(token: &PushToken) -> usize {
    let texts = [&token.serial, &token.url, &token.issuer, &token.label];
    let texts: usize = texts.into_iter().map(String::len).sum();
    let keys = token.secret.reveal().len() + token.server_key.len();
    let unknown: usize = token.unknown.iter().map(Unknown::size).sum();
    FIXED_PART + texts + keys + unknown
}

pub(super) fn put(out: &mut Vec<u8>, token: &PushToken) {
    put_record(out, field::ID, token.id.as_bytes());
    put_record(out, field::SERIAL, token.serial.as_bytes());
    put_record(out, field::URL, token.url.as_bytes());
    put_record(out, field::ISSUER, token.issuer.as_bytes());
    put_record(out, field::LABEL, token.label.as_bytes());
    put_record(out, field::SECRET, token.secret.reveal());
    put_record(out, field::SERVER_KEY, &token.server_key);
    put_record(out, field::SSLVERIFY, &[u8::from(token.sslverify)]);
    put_record(out, field::CREATED_AT, &token.created_at.to_be_bytes());
    token.unknown.iter().for_each(|record| record.write(out));
}

pub(super) fn read(value: &[u8]) -> Result<PushToken, Defect> {
    let (fields, unknown) = Fields::<{ field::KNOWN }>::read(value)?;
    let text = |tag| fields.text(tag).map(str::to_owned);
    Ok(PushToken {
        id: PushTokenId::from_bytes(fields.array(field::ID)?),
        serial: text(field::SERIAL)?,
        url: text(field::URL)?,
        issuer: text(field::ISSUER)?,
        label: text(field::LABEL)?,
        secret: PushSecret::new(fields.need(field::SECRET)?),
        server_key: fields.need(field::SERVER_KEY)?.to_vec(),
        sslverify: match fields.u8(field::SSLVERIFY)? {
            0 => false,
            1 => true,
            _ => return Err(Defect::Damaged),
        },
        created_at: fields.u64(field::CREATED_AT)?,
        unknown,
    })
}
