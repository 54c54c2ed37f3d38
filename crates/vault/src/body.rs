//! The sealed part of the file as bytes: records of entries, padded.
//!
//! Seeds go straight from the entry into the buffer that is sealed in place, and back; the buffer
//! never grows, so no half-grown copy stays behind.

use otp::{Algorithm, Digits, Kind, Period, Pin, Seed};
use zeroize::Zeroizing;

use crate::codec::{Defect, Reader, Unknown, put_record};
use crate::header::PADDING;
use crate::keys::TAG;
use crate::{Contents, EntryId, StoredEntry};

/// Tags of the records in the body. Docs reserve the next ones.
const ENTRY: u16 = 1;

/// Tags of the fields in an entry.
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
    pub(super) const LAST_KNOWN: u16 = TRASHED_AT;
}

/// More than the fields of fixed size and all record heads of an entry take.
const FIXED_PART: usize = 256;

/// The plain body, with room for the tag of the seal.
pub(crate) fn encode(contents: &Contents) -> Zeroizing<Vec<u8>> {
    let unknown: usize = contents.unknown.iter().map(Unknown::size).sum();
    let records: usize = contents.entries.iter().map(most_bytes).sum::<usize>() + unknown;
    let mut out = Zeroizing::new(Vec::with_capacity(8 + records + PADDING + TAG));
    let room = out.capacity();

    out.extend_from_slice(&[0; 8]);
    for entry in &contents.entries {
        put_entry(&mut out, entry);
    }
    contents
        .unknown
        .iter()
        .for_each(|record| record.write(&mut out));
    let length = (out.len() as u64 - 8).to_be_bytes();
    if let Some(place) = out.get_mut(..8) {
        place.copy_from_slice(&length);
    }
    let padded = out.len().next_multiple_of(PADDING);
    out.resize(padded, 0);
    debug_assert_eq!(out.capacity(), room, "the buffer never grows");
    out
}

fn most_bytes(entry: &StoredEntry) -> usize {
    let otp = &entry.otp;
    let texts = otp.issuer.len() + otp.account.len() + entry.note.len();
    let group = entry.group.as_ref().map_or(0, String::len);
    let pin = pin_of(&otp.kind).map_or(0, |pin| pin.reveal().len());
    let unknown: usize = entry.unknown.iter().map(Unknown::size).sum();
    FIXED_PART + texts + group + pin + unknown + otp.seed.reveal().len()
}

fn put_entry(out: &mut Vec<u8>, entry: &StoredEntry) {
    put_record(out, ENTRY, &[]);
    let start = out.len();
    put_fields(out, entry);
    let length = ((out.len() - start) as u32).to_be_bytes();
    if let Some(place) = out.get_mut(start - length.len()..start) {
        place.copy_from_slice(&length);
    }
}

fn put_fields(out: &mut Vec<u8>, entry: &StoredEntry) {
    let otp = &entry.otp;
    put_record(out, field::ID, entry.id.as_bytes());
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
    entry.unknown.iter().for_each(|record| record.write(out));
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
        match records.record()? {
            (ENTRY, value) => contents.entries.push(decode_entry(value)?),
            (tag, value) => contents.unknown.push(Unknown::keep(tag, value)?),
        }
    }
    Ok(contents)
}

fn decode_entry(value: &[u8]) -> Result<StoredEntry, Defect> {
    let (fields, unknown) = Fields::read(value)?;
    let kind = match fields.u8(field::KIND)? {
        1 => Kind::Totp {
            period: fields.period()?,
        },
        2 => Kind::Hotp {
            counter: fields.u64(field::COUNTER)?,
        },
        3 => Kind::Steam,
        4 => Kind::Motp { pin: fields.pin()? },
        5 => Kind::Yandex { pin: fields.pin()? },
        _ => return Err(Defect::NewerRecord(field::KIND)),
    };
    let seed = Zeroizing::new(fields.need(field::SEED)?.to_vec());
    Ok(StoredEntry {
        id: EntryId::from_bytes(fields.array(field::ID)?),
        otp: otp::Entry {
            issuer: fields.text(field::ISSUER)?.unwrap_or_default(),
            account: fields.text(field::ACCOUNT)?.unwrap_or_default(),
            seed: Seed::new(seed).map_err(|_| Defect::Damaged)?,
            kind,
            algorithm: algorithm_of(fields.u8(field::ALGORITHM)?)?,
            digits: Digits::new(fields.u8(field::DIGITS)?).map_err(|_| Defect::Damaged)?,
        },
        group: fields.text(field::GROUP)?,
        favourite: fields.get(field::FAVOURITE).is_some(),
        note: fields.text(field::NOTE)?.unwrap_or_default(),
        created_at: fields.u64(field::CREATED_AT)?,
        changed_at: fields.u64(field::CHANGED_AT)?,
        trashed_at: fields
            .get(field::TRASHED_AT)
            .map(|_| fields.u64(field::TRASHED_AT))
            .transpose()?,
        icon: None,
        used_at: None,
        uses: 0,
        unknown,
    })
}

/// The known fields of an entry by tag.
struct Fields<'a>([Option<&'a [u8]>; field::LAST_KNOWN as usize]);

impl<'a> Fields<'a> {
    fn read(value: &'a [u8]) -> Result<(Self, Vec<Unknown>), Defect> {
        let (mut fields, mut unknown) = (Self(Default::default()), Vec::new());
        let mut records = Reader::new(value);
        while !records.is_empty() {
            let (tag, value) = records.record()?;
            match fields.0.get_mut(usize::from(tag).wrapping_sub(1)) {
                Some(place @ None) => *place = Some(value),
                Some(Some(_)) => return Err(Defect::Damaged), // a field stands once
                None => unknown.push(Unknown::keep(tag, value)?),
            }
        }
        Ok((fields, unknown))
    }

    fn get(&self, tag: u16) -> Option<&'a [u8]> {
        self.0.get(usize::from(tag) - 1).copied().flatten()
    }

    fn need(&self, tag: u16) -> Result<&'a [u8], Defect> {
        self.get(tag).ok_or(Defect::Damaged)
    }

    fn array<const N: usize>(&self, tag: u16) -> Result<[u8; N], Defect> {
        self.need(tag)?.try_into().map_err(|_| Defect::Damaged)
    }

    fn u8(&self, tag: u16) -> Result<u8, Defect> {
        self.array(tag).map(u8::from_be_bytes)
    }

    fn u64(&self, tag: u16) -> Result<u64, Defect> {
        self.array(tag).map(u64::from_be_bytes)
    }

    fn text(&self, tag: u16) -> Result<Option<String>, Defect> {
        let Some(bytes) = self.get(tag) else {
            return Ok(None);
        };
        std::str::from_utf8(bytes)
            .map(|text| Some(text.to_owned()))
            .map_err(|_| Defect::Damaged)
    }

    fn period(&self) -> Result<Period, Defect> {
        let secs = u32::from_be_bytes(self.array(field::PERIOD)?);
        Period::new(secs).map_err(|_| Defect::Damaged)
    }

    fn pin(&self) -> Result<Pin, Defect> {
        let bytes = self.need(field::PIN)?;
        let text = std::str::from_utf8(bytes).map_err(|_| Defect::Damaged)?;
        Pin::new(Zeroizing::new(text.to_owned())).map_err(|_| Defect::Damaged)
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
