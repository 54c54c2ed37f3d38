//! An entry as the value of a record.

use otp::{Algorithm, Digits, Kind, Pin, Seed};
use zeroize::Zeroizing;

use super::fields::Fields;
use crate::codec::{Defect, Unknown, put_record};
use crate::{EntryId, Icon, PictureId, StoredEntry};

mod field {
    pub(super) const ID: u16 = 1;
    pub(super) const KIND: u16 = 2;
    pub(super) const SEED: u16 = 3;
    pub(super) const ALGORITHM: u16 = 4;
    pub(super) const DIGITS: u16 = 5;
    pub(super) const PERIOD: u16 = 6;
    pub(super) const COUNTER: u16 = 7;
    pub(super) const PIN: u16 = 8;
    pub(super) const ISSUER: u16 = 9;
    pub(super) const ACCOUNT: u16 = 10;
    pub(super) const GROUP: u16 = 11;
    pub(super) const FAVOURITE: u16 = 12;
    pub(super) const NOTE: u16 = 13;
    pub(super) const CREATED_AT: u16 = 14;
    pub(super) const CHANGED_AT: u16 = 15;
    pub(super) const TRASHED_AT: u16 = 16;
    pub(super) const BRAND: u16 = 17;
    pub(super) const PICTURE: u16 = 18;
    pub(super) const USED_AT: u16 = 19;
    pub(super) const USES: u16 = 20;
    pub(super) const KNOWN: usize = USES as usize;
}

/// More than the fields of fixed size and all record heads of an entry take.
const FIXED_PART: usize = 256;

pub(super) fn most_bytes(entry: &StoredEntry) -> usize {
    let otp = &entry.otp;
    let texts = otp.issuer.len() + otp.account.len() + entry.note.len();
    let group = entry.group.as_ref().map_or(0, String::len);
    let pin = pin_of(&otp.kind).map_or(0, |pin| pin.reveal().len());
    let brand = match &entry.icon {
        Some(Icon::Brand(name)) => name.len(),
        _ => 0,
    };
    let unknown: usize = entry.unknown.iter().map(Unknown::size).sum();
    FIXED_PART + texts + group + pin + brand + unknown + otp.seed.reveal().len()
}

pub(super) fn put(out: &mut Vec<u8>, entry: &StoredEntry) {
    put_record(out, field::ID, entry.id.as_bytes());
    put_otp(out, &entry.otp);
    if let Some(group) = &entry.group {
        put_record(out, field::GROUP, group.as_bytes());
    }
    if entry.favourite {
        put_record(out, field::FAVOURITE, &[]);
    }
    if !entry.note.is_empty() {
        put_record(out, field::NOTE, entry.note.as_bytes());
    }
    put_record(out, field::CREATED_AT, &entry.created_at.to_be_bytes());
    put_record(out, field::CHANGED_AT, &entry.changed_at.to_be_bytes());
    if let Some(trashed_at) = entry.trashed_at {
        put_record(out, field::TRASHED_AT, &trashed_at.to_be_bytes());
    }
    match &entry.icon {
        Some(Icon::Brand(name)) => put_record(out, field::BRAND, name.as_bytes()),
        Some(Icon::Picture(id)) => put_record(out, field::PICTURE, id.as_bytes()),
        None => {}
    }
    if let Some(used_at) = entry.used_at {
        put_record(out, field::USED_AT, &used_at.to_be_bytes());
    }
    if entry.uses > 0 {
        put_record(out, field::USES, &entry.uses.to_be_bytes());
    }
    entry.unknown.iter().for_each(|record| record.write(out));
}

fn put_otp(out: &mut Vec<u8>, otp: &otp::Entry) {
    put_record(out, field::KIND, &[kind_number(&otp.kind)]);
    put_record(out, field::SEED, otp.seed.reveal());
    put_record(out, field::ALGORITHM, &[algorithm_number(otp.algorithm)]);
    put_record(out, field::DIGITS, &[otp.digits.get()]);
    match &otp.kind {
        Kind::Totp { period } => put_record(out, field::PERIOD, &period.get().to_be_bytes()),
        Kind::Hotp { counter } => put_record(out, field::COUNTER, &counter.to_be_bytes()),
        Kind::Steam => {}
        Kind::Motp { pin } | Kind::Yandex { pin } => {
            put_record(out, field::PIN, pin.reveal().as_bytes());
        }
    }
    put_record(out, field::ISSUER, otp.issuer.as_bytes());
    put_record(out, field::ACCOUNT, otp.account.as_bytes());
}

pub(super) fn read(value: &[u8]) -> Result<StoredEntry, Defect> {
    let (fields, unknown) = Fields::<{ field::KNOWN }>::read(value)?;
    let uses = fields.maybe(field::USES, Fields::array)?;
    Ok(StoredEntry {
        id: EntryId::from_bytes(fields.array(field::ID)?),
        otp: read_otp(&fields)?,
        group: fields.maybe(field::GROUP, Fields::text)?.map(str::to_owned),
        favourite: fields.has(field::FAVOURITE),
        note: fields.text_or_empty(field::NOTE)?,
        icon: read_icon(&fields)?,
        used_at: fields.maybe(field::USED_AT, Fields::u64)?,
        uses: uses.map_or(0, u32::from_be_bytes),
        created_at: fields.u64(field::CREATED_AT)?,
        changed_at: fields.u64(field::CHANGED_AT)?,
        trashed_at: fields.maybe(field::TRASHED_AT, Fields::u64)?,
        unknown,
    })
}

fn read_otp(fields: &Fields<'_, { field::KNOWN }>) -> Result<otp::Entry, Defect> {
    let kind = match fields.u8(field::KIND)? {
        1 => Kind::Totp {
            period: fields.period(field::PERIOD)?,
        },
        2 => Kind::Hotp {
            counter: fields.u64(field::COUNTER)?,
        },
        3 => Kind::Steam,
        4 => Kind::Motp {
            pin: fields.pin(field::PIN)?,
        },
        5 => Kind::Yandex {
            pin: fields.pin(field::PIN)?,
        },
        _ => return Err(Defect::NewerRecord(field::KIND)),
    };
    let seed = Zeroizing::new(fields.need(field::SEED)?.to_vec());
    Ok(otp::Entry {
        issuer: fields.text_or_empty(field::ISSUER)?,
        account: fields.text_or_empty(field::ACCOUNT)?,
        seed: Seed::new(seed).map_err(|_| Defect::Damaged)?,
        kind,
        algorithm: algorithm_of(fields.u8(field::ALGORITHM)?)?,
        digits: Digits::new(fields.u8(field::DIGITS)?).map_err(|_| Defect::Damaged)?,
    })
}

fn read_icon(fields: &Fields<'_, { field::KNOWN }>) -> Result<Option<Icon>, Defect> {
    let brand = fields.maybe(field::BRAND, Fields::text)?;
    let picture = fields.maybe(field::PICTURE, Fields::array)?;
    match (brand, picture) {
        (Some(_), Some(_)) => Err(Defect::Damaged),
        (Some(name), None) => Ok(Some(Icon::Brand(name.to_owned()))),
        (None, picture) => Ok(picture.map(PictureId::from_bytes).map(Icon::Picture)),
    }
}

fn pin_of(kind: &Kind) -> Option<&Pin> {
    match kind {
        Kind::Motp { pin } | Kind::Yandex { pin } => Some(pin),
        Kind::Totp { .. } | Kind::Hotp { .. } | Kind::Steam => None,
    }
}

fn kind_number(kind: &Kind) -> u8 {
    match kind {
        Kind::Totp { .. } => 1,
        Kind::Hotp { .. } => 2,
        Kind::Steam => 3,
        Kind::Motp { .. } => 4,
        Kind::Yandex { .. } => 5,
    }
}

fn algorithm_number(algorithm: Algorithm) -> u8 {
    match algorithm {
        Algorithm::Sha1 => 1,
        Algorithm::Sha256 => 2,
        Algorithm::Sha512 => 3,
        Algorithm::Sha224 => 4,
        Algorithm::Sha384 => 5,
        Algorithm::Md5 => 6,
    }
}

fn algorithm_of(number: u8) -> Result<Algorithm, Defect> {
    let found = Algorithm::ALL
        .into_iter()
        .find(|a| algorithm_number(*a) == number);
    found.ok_or(Defect::NewerRecord(field::ALGORITHM))
}
